package workday

import "time"

// Unit of a time limit.
type Unit string

// Units, as procedures name them.
const (
	WorkingDay  Unit = "working_day"
	WorkingHour Unit = "working_hour"
	Day         Unit = "day"
	Month       Unit = "month"
	SameDay     Unit = "same_day"
)

// Office hours in minutes of the day. An office may open at other hours; a term is
// counted in these.
const (
	opening    = 7*60 + 30
	lunch      = 11*60 + 30
	afternoon  = 13 * 60
	closing    = 17 * 60
	sameDayEnd = 15 * 60 // later papers wait for the next working day
)

// Between counts the working days after from's date, up to and with to's date;
// 0 when to is not later.
func (c *Calendar) Between(from, to time.Time) int {
	from, to = Date(from), Date(to)
	if !from.Before(to) {
		return 0
	}
	days := int(to.Sub(from).Hours() / 24)
	n := days / 7 * 5
	for d := to.AddDate(0, 0, 1-days%7); !d.After(to); d = d.AddDate(0, 0, 1) {
		if !isWeekend(d) {
			n++
		}
	}
	for _, e := range c.exceptions {
		switch {
		case !e.Date.After(from) || e.Date.After(to):
		case e.Kind == Off:
			n--
		case e.Kind == Work:
			n++
		}
	}
	return n
}

// Step goes to the n-th working day after t (before it, if n is negative) and keeps
// the time of day. n = 0 is t itself, even on a day off.
func (c *Calendar) Step(t time.Time, n int) time.Time {
	t = t.In(Zone)
	dir := 1
	if n < 0 {
		n, dir = -n, -1
	}
	for n > 0 {
		t = t.AddDate(0, 0, dir)
		if c.Working(t) {
			n--
		}
	}
	return t
}

// Due is the end of a term of n units for papers received then. The day of receipt
// is not counted, and no term ends on a day off. An unknown unit has no end: the
// zero time.
func (c *Calendar) Due(received time.Time, n int, unit Unit) time.Time {
	n = max(n, 0)
	start := c.start(received)
	switch unit {
	case WorkingDay:
		return c.Step(start, n)
	case WorkingHour:
		return c.hours(start, time.Duration(n)*time.Hour)
	case Day:
		return c.roll(start.AddDate(0, 0, n))
	case Month:
		return c.roll(addMonths(start, n))
	case SameDay:
		if start.After(at(start, sameDayEnd)) {
			start = c.Step(start, 1)
		}
		return at(start, closing)
	}
	return time.Time{}
}

// start is the moment the term begins to run: received, moved into office hours.
func (c *Calendar) start(received time.Time) time.Time {
	t := received.In(Zone)
	switch {
	case !c.Working(t), t.After(at(t, closing)):
		return at(c.Step(t, 1), opening)
	case t.Before(at(t, opening)):
		return at(t, opening)
	case t.After(at(t, lunch)) && t.Before(at(t, afternoon)):
		return at(t, afternoon)
	}
	return t
}

// hours uses up office hours from t on; t lies within them.
func (c *Calendar) hours(t time.Time, left time.Duration) time.Time {
	for left > 0 {
		end, next := at(t, lunch), at(t, afternoon)
		if t.After(end) {
			end, next = at(t, closing), at(c.Step(t, 1), opening)
		}
		if room := end.Sub(t); left > room {
			left -= room
			t = next
			continue
		}
		return t.Add(left)
	}
	return t
}

// roll moves a day off forward to the next working day.
func (c *Calendar) roll(t time.Time) time.Time {
	if c.Working(t) {
		return t
	}
	return c.Step(t, 1)
}

// addMonths keeps the day of the month, or takes the last one of a shorter month.
func addMonths(t time.Time, n int) time.Time {
	first := at(t, 0).AddDate(0, n, 1-t.Day())
	last := first.AddDate(0, 1, -1).Day()
	day := first.AddDate(0, 0, min(t.Day(), last)-1)
	return day.Add(t.Sub(at(t, 0)))
}

// at is that minute of t's day.
func at(t time.Time, minute int) time.Time {
	return Date(t).Add(time.Duration(minute) * time.Minute)
}
