package unit

import (
	"time"

	"motcua/internal/workday"
)

// Span is one stretch of opening on a certain day.
type Span struct{ Open, Close time.Time }

// Opening is how an office stands at a moment.
type Opening struct {
	Known   bool // the unit has hours; without them nothing below is known
	Open    bool
	Until   time.Time // open: the end of this stretch (a lunch break may follow)
	Closes  time.Time // the last closing still to come today; zero when closed for the day
	Next    time.Time // the next opening after now; zero when none is in sight
	Holiday string    // Vietnamese name of today's holiday
}

// horizon is how many days ahead an opening is looked for: longer than any Tết.
const horizon = 30

// Day gives the stretches in which u is open on that day, earliest first. A holiday
// closes it; on a Saturday worked in exchange an office without Saturday hours keeps
// those of Friday.
func (u Unit) Day(day time.Time, cal *workday.Calendar) []Span {
	day = workday.Date(day)
	if !u.Valid(day) {
		return nil
	}
	if _, holiday := cal.Holiday(day); holiday {
		return nil
	}
	week := u.week()
	times := week[weekday(day)]
	if len(times) == 0 && day.Weekday() == time.Saturday && cal.Working(day) {
		times = week[5]
	}
	spans := make([]Span, len(times))
	for i, t := range times {
		spans[i] = Span{t.Open.On(day), t.Close.On(day)}
	}
	return spans
}

// Opening tells whether u is open now, until when, and when it opens next.
func (u Unit) Opening(now time.Time, cal *workday.Calendar) Opening {
	now = now.In(workday.Zone)
	o := Opening{Known: len(Week(u)) > 0}
	o.Holiday, _ = cal.Holiday(now)
	for _, s := range u.Day(now, cal) {
		if !now.Before(s.Open) && now.Before(s.Close) {
			o.Open, o.Until = true, s.Close
		}
		if now.Before(s.Close) {
			o.Closes = s.Close
		}
	}
	o.Next = u.next(now, cal)
	return o
}

func (u Unit) next(now time.Time, cal *workday.Calendar) time.Time {
	for n := range horizon {
		for _, s := range u.Day(now.AddDate(0, 0, n), cal) {
			if s.Open.After(now) {
				return s.Open
			}
		}
	}
	return time.Time{}
}

// Valid reports whether u exists on that day.
func (u Unit) Valid(day time.Time) bool { return within(day, u.ValidFrom, u.ValidTo) }

// Valid reports whether the identifier belongs to its Unit on that day.
func (i Identifier) Valid(day time.Time) bool { return within(day, i.From, i.To) }

func within(day, from, to time.Time) bool {
	day = workday.Date(day)
	if !from.IsZero() && day.Before(workday.Date(from)) {
		return false
	}
	return to.IsZero() || !day.After(workday.Date(to))
}

// weekday counts from 1 (Monday) to 7 (Sunday).
func weekday(t time.Time) int {
	return (int(t.Weekday())+6)%7 + 1
}
