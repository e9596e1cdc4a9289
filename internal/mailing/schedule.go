package mailing

import (
	"fmt"
	"strconv"
	"time"

	"motcua/internal/forms"
	"motcua/internal/workday"
)

// Letters go out in the morning; a list of what is late is of no use after work.
const (
	morning  = 7*time.Hour + 15*time.Minute
	evening  = 17 * time.Hour
	patience = 5 * 24 * time.Hour // then a report that could not be sent is given up
)

// Morning is when letters go out on the day of t.
func Morning(t time.Time) time.Time { return workday.Date(t).Add(morning) }

// Newest is the newest period that is over, and when its letter is due: on the first
// working day after it. Of the list of what is late it is today, on a day off the last
// working day.
func (w What) Newest(now time.Time, cal *workday.Calendar) (period string, due time.Time) {
	if w == Late {
		day := workday.Date(now)
		if !cal.Working(day) {
			day = cal.Step(day, -1)
		}
		return day.Format(time.DateOnly), day.Add(morning)
	}
	period = w.over(now.In(workday.Zone))
	c, _ := forms.ParseChoice(period) // we wrote it
	return period, cal.Step(c.Period.To.AddDate(0, 0, -1), 1).Add(morning)
}

// over is the key of the newest period that is over.
func (w What) over(now time.Time) string {
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, workday.Zone)
	switch w {
	case Quarter:
		at := month.AddDate(0, -3, 0)
		return fmt.Sprintf("%d-q%d", at.Year(), (int(at.Month())+2)/3)
	case Half, NineMonths:
		n := map[What]int{Half: 6, NineMonths: 9}[w]
		return fmt.Sprintf("%d-%dm", month.AddDate(0, -n, 0).Year(), n)
	case Year:
		return strconv.Itoa(now.Year() - 1)
	}
	return month.AddDate(0, -1, 0).Format("2006-01")
}

// Due is the period of which a letter is to be sent by now. One whose morning was before
// the order was made is not: it is sent where somebody asks for it.
func (o *Order) Due(now time.Time, cal *workday.Calendar) (period string, yes bool) {
	period, due := o.What.Newest(now, cal)
	return period, o.RefusedAt.IsZero() && !now.Before(due) && due.After(o.MadeAt) && now.Before(o.Until(period, due))
}

// Until is when the letter of a period, made at a time, is of no more use.
func (o *Order) Until(period string, made time.Time) time.Time {
	if o.What != Late {
		return made.Add(patience)
	}
	day, err := time.ParseInLocation(time.DateOnly, period, workday.Zone)
	if err != nil {
		return made
	}
	return day.Add(evening)
}

// Next is when the next letter goes out after now, if nothing stops it.
func (o *Order) Next(now time.Time, cal *workday.Calendar) time.Time {
	for day := workday.Date(now); ; day = day.AddDate(0, 0, 1) {
		// At the end of the day everything that begins on it has begun.
		if _, due := o.What.Newest(day.AddDate(0, 0, 1).Add(-time.Second), cal); due.After(now) {
			return due
		}
	}
}

// ParsePeriod reads the period of a letter that somebody asks for, "" for the newest.
func (w What) ParsePeriod(text string, now time.Time, cal *workday.Calendar) (string, error) {
	switch {
	case text == "" && w == Late:
		return workday.Date(now).Format(time.DateOnly), nil
	case text == "":
		period, _ := w.Newest(now, cal)
		return period, nil
	case w == Late:
		return "", fmt.Errorf("period %q: the list of what is late is always today's, leave --period out", text)
	}
	c, err := forms.ParseChoice(text)
	if err != nil {
		return "", err
	}
	if c.Period.To.After(now) {
		return "", fmt.Errorf("period %q is not over before %s: choose one that is", text, c.Period.To.Format("02/01/2006"))
	}
	return text, nil
}

const (
	firstWait   = time.Minute
	longestWait = 4 * time.Hour
)

// Wait is how long to wait after so many tries.
func Wait(tries int) time.Duration {
	wait := firstWait
	for range tries - 1 {
		wait = min(2*wait, longestWait)
	}
	return wait
}
