// Package workday knows which days Vietnamese offices work, and counts terms in
// them. It must not know dossiers, opening hours of one office, or sentences.
package workday

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Zone is Vietnam's time: +07:00 the whole year, so no zone file is needed.
var Zone = time.FixedZone("+07", 7*60*60)

// Kind of a day in the calendar's data.
type Kind string

// Off is a weekday without work; Work is a Saturday worked in exchange.
const (
	Off  Kind = "off"
	Work Kind = "work"
)

// Exception is one day that differs from the ordinary Monday-to-Friday week.
type Exception struct {
	Date        time.Time
	Kind        Kind
	Name        string // Vietnamese
	Source      string
	Provisional bool
}

// Calendar tells working days from days off. It never changes once read.
type Calendar struct {
	days        map[time.Time]Exception
	exceptions  []Exception // the same days, for a count
	covered     map[int]bool
	provisional map[int]bool
}

//go:embed holidays.csv
var holidays string

var defaultCalendar = mustRead(holidays)

// Default is the calendar that comes with the program.
func Default() *Calendar { return defaultCalendar }

func mustRead(data string) *Calendar {
	c, err := Read(strings.NewReader(data))
	if err != nil {
		panic("workday: built-in calendar: " + err.Error())
	}
	return c
}

// Read reads a calendar from CSV: date,kind,name,source,provisional, with that
// heading; lines that begin with "#" are remarks.
func Read(r io.Reader) (*Calendar, error) {
	in := csv.NewReader(r)
	in.Comment = '#'
	in.FieldsPerRecord = 5
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != "date,kind,name,source,provisional" {
		return nil, errors.New("first row must be date,kind,name,source,provisional")
	}
	c := &Calendar{days: map[time.Time]Exception{}, covered: map[int]bool{}, provisional: map[int]bool{}}
	for _, row := range rows[1:] {
		if err := c.add(row); err != nil {
			return nil, fmt.Errorf("%s: %w", row[0], err)
		}
	}
	return c, nil
}

func (c *Calendar) add(row []string) error {
	day, err := time.ParseInLocation(time.DateOnly, row[0], Zone)
	if err != nil {
		return err
	}
	provisional, err := strconv.ParseBool(row[4])
	if err != nil {
		return err
	}
	e := Exception{Date: day, Kind: Kind(row[1]), Name: row[2], Source: row[3], Provisional: provisional}
	weekend := isWeekend(day)
	switch {
	case e.Kind != Off && e.Kind != Work:
		return fmt.Errorf("unknown kind %q", row[1])
	case e.Kind == Off && weekend, e.Kind == Work && !weekend:
		return fmt.Errorf("kind %q says nothing on a %s", row[1], day.Weekday())
	case c.days[day].Kind != "":
		return errors.New("day given twice")
	}
	c.days[day] = e
	c.exceptions = append(c.exceptions, e)
	c.covered[day.Year()] = true
	c.provisional[day.Year()] = c.provisional[day.Year()] || provisional
	return nil
}

// Date is the day of t in Vietnam, at 00:00.
func Date(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}

// Working reports whether offices work on that day.
func (c *Calendar) Working(day time.Time) bool {
	day = Date(day)
	switch c.days[day].Kind {
	case Off:
		return false
	case Work:
		return true
	}
	return !isWeekend(day)
}

// Holiday gives the Vietnamese name of the holiday that day belongs to. A weekend
// that touches a day off is part of that holiday: the long weekend is closed as a
// whole, also where an office else opens on Saturday.
func (c *Calendar) Holiday(day time.Time) (string, bool) {
	day = Date(day)
	near := []int{0}
	switch {
	case c.Working(day):
		return "", false
	case day.Weekday() == time.Saturday:
		near = []int{-1, 2}
	case day.Weekday() == time.Sunday:
		near = []int{-2, 1}
	}
	for _, n := range near {
		if e := c.days[day.AddDate(0, 0, n)]; e.Kind == Off {
			return e.Name, true
		}
	}
	return "", false
}

// Covered reports whether the calendar has data for that year. Without data every
// Monday to Friday counts as a working day, which is too many.
func (c *Calendar) Covered(year int) bool { return c.covered[year] }

// Provisional reports whether a count between the two days rests on a year whose
// days off are not decided or not known.
func (c *Calendar) Provisional(from, to time.Time) bool {
	for y := from.In(Zone).Year(); y <= to.In(Zone).Year(); y++ {
		if !c.covered[y] || c.provisional[y] {
			return true
		}
	}
	return false
}

// around is how many days a holiday that is not decided yet may still move.
const around = 2

// Unsure reports whether a holiday on or close to that day is not decided: it may still
// be a working day, or the other way round.
func (c *Calendar) Unsure(day time.Time) bool {
	for n := -around; n <= around; n++ {
		if c.days[Date(day).AddDate(0, 0, n)].Provisional {
			return true
		}
	}
	return false
}

// Undecided are the days from one to the other, both counted, that differ from the ordinary
// week but are not decided yet, in their order.
func (c *Calendar) Undecided(from, to time.Time) []Exception {
	from, to = Date(from), Date(to)
	var out []Exception
	for _, e := range c.exceptions {
		if e.Provisional && !e.Date.Before(from) && !e.Date.After(to) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Exception) int { return a.Date.Compare(b.Date) })
	return out
}

func isWeekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
