package citizen

import (
	"strconv"
	"time"

	"motcua/internal/words"
	"motcua/internal/workday"
)

// dayWords is a day in words: "thứ Năm, 10/12/2026", "Thursday 10 December 2026".
func (t *Talk) dayWords(day time.Time) string {
	return t.Text("day.long", words.Args{"weekday": t.weekday(day), "date": t.date(day)})
}

// date is a day without its weekday: "10/12/2026", "10 December 2026".
func (t *Talk) date(day time.Time) string {
	day = day.In(workday.Zone)
	if t.Lang == "en" {
		return day.Format("2 January 2006")
	}
	return day.Format("02/01/2006")
}

// shortDate is a day in a list; the year stands only where it is not this one.
func (t *Talk) shortDate(day time.Time) string {
	day = day.In(workday.Zone)
	sameYear := day.Year() == t.Now.Year()
	switch {
	case t.Lang == "en" && sameYear:
		return day.Format("2 Jan")
	case t.Lang == "en":
		return day.Format("2 Jan 2006")
	case sameYear:
		return day.Format("02/01")
	}
	return day.Format("02/01/2006")
}

func (t *Talk) weekday(day time.Time) string {
	return t.Text("day.weekday_"+strconv.Itoa(int(day.In(workday.Zone).Weekday())), nil)
}

func (t *Talk) month(day time.Time) string {
	return t.Text("day.month_"+strconv.Itoa(int(day.In(workday.Zone).Month())), nil)
}

// clock is a time of day on a sign: "7:30", "17:00".
func clock(at time.Time) string { return at.In(workday.Zone).Format("15:04")[trim(at):] }

// trim is 1 where the hour begins with a zero.
func trim(at time.Time) int {
	if at.In(workday.Zone).Hour() < 10 {
		return 1
	}
	return 0
}

// today reports whether a moment lies in the day of this Turn.
func (t *Talk) today(at time.Time) bool { return workday.Date(at).Equal(workday.Date(t.Now)) }

// hasTime reports whether a moment carries a time of day: sources that give only a
// date mean the day.
func hasTime(at time.Time) bool { return !workday.Date(at).Equal(at) }

// freshWords names the moment of an update inside a sentence: "08:40 hôm nay".
func (t *Talk) freshWords(at time.Time) string {
	day := t.date(at)
	if t.today(at) {
		day = t.Text("card.due.today", nil)
	}
	switch {
	case !hasTime(at):
		return day
	case t.today(at):
		return at.In(workday.Zone).Format("15:04") + " " + day
	}
	return at.In(workday.Zone).Format("15:04") + ", " + day
}
