package unit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What can be wrong with Hours.
var (
	ErrDays  = errors.New(`days must look like "1-5", "6" or "1,3,5" (1 is Monday, 7 is Sunday)`)
	ErrClock = errors.New(`a time must look like "07:30"`)
	ErrOrder = errors.New("closes before it opens")
)

// Clock is a time of day in minutes after midnight.
type Clock int

// String gives "07:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// On is that time on the day of t, in t's zone.
func (c Clock) On(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), int(c)/60, int(c)%60, 0, 0, t.Location())
}

// ParseClock reads "07:30", "7:30" and "24:00".
func ParseClock(s string) (Clock, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, minute := number(h), number(m)
	c := Clock(hour*60 + minute)
	if !ok || len(m) != 2 || hour < 0 || minute < 0 || minute > 59 || c > 24*60 {
		return 0, ErrClock
	}
	return c, nil
}

// ParseDays reads "1-5", "6" and "1,3,5" into days from 1 (Monday) to 7 (Sunday),
// in order and without repeats.
func ParseDays(s string) ([]int, error) {
	var days []int
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, to := number(first), number(last)
		if from < 1 || to > 7 || from > to {
			return nil, ErrDays
		}
		for d := from; d <= to; d++ {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	return slices.Compact(days), nil
}

// number reads one or two digits; anything else is -1.
func number(s string) int {
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil || len(s) > 2 {
		return -1
	}
	return int(n)
}

// Check tells what is wrong with h: ErrDays, ErrClock or ErrOrder.
func (h Hours) Check() error {
	_, _, err := h.parse()
	return err
}

func (h Hours) parse() ([]int, Times, error) {
	days, err := ParseDays(h.Days)
	if err != nil {
		return nil, Times{}, err
	}
	from, err := ParseClock(h.Open)
	if err != nil {
		return nil, Times{}, err
	}
	to, err := ParseClock(h.Close)
	if err != nil {
		return nil, Times{}, err
	}
	if to <= from {
		return nil, Times{}, ErrOrder
	}
	return days, Times{from, to}, nil
}

// Times is one stretch of opening, the same on every day it belongs to.
type Times struct{ Open, Close Clock }

// Row is one row of a weekly table: the days From to To (1 is Monday, 7 Sunday) are
// open at the same Times.
type Row struct {
	From, To int
	Times    []Times
}

// Week is u's ordinary week, neighbouring days with the same times in one Row; days
// that are closed have none.
func Week(u Unit) []Row {
	week := u.week()
	var rows []Row
	for day := 1; day <= 7; day++ {
		if len(week[day]) == 0 {
			continue
		}
		last := len(rows) - 1
		if last >= 0 && rows[last].To == day-1 && slices.Equal(rows[last].Times, week[day]) {
			rows[last].To = day
			continue
		}
		rows = append(rows, Row{From: day, To: day, Times: week[day]})
	}
	return rows
}

// week lists the Times of each day 1 to 7, earliest first. Hours that cannot be read
// were refused at the import; here they are passed over.
func (u Unit) week() [8][]Times {
	var week [8][]Times
	for _, h := range u.Hours {
		days, times, err := h.parse()
		if err != nil {
			continue
		}
		for _, d := range days {
			week[d] = append(week[d], times)
		}
	}
	for d := range week {
		slices.SortFunc(week[d], func(a, b Times) int { return int(a.Open - b.Open) })
	}
	return week
}
