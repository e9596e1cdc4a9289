// Package source holds what is known of a system that dossiers come from: when it was
// last imported whole, how often it is to come, and whether it is late. It must not know
// SQL, files or sentences.
package source

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"motcua/internal/workday"
)

// Every is how often a source is to be imported whole: so many hours, or so many working
// days, since no office sends on a Sunday. The zero Every: nobody said.
type Every struct{ Hours, Days int }

// State is one source.
type State struct {
	Name       string    // '' where rows named none
	LastImport time.Time // as-of of its last whole import
	Every      Every
	Dossiers   int64 // how many name it
}

// grace is how much later than usual an import may come: an export takes its time.
const grace = time.Hour

var everyForm = regexp.MustCompile(`^([1-9][0-9]{0,2})(h|d)$`)

// ParseEvery reads "6h" (hours), "1d" (working days) or "none".
func ParseEvery(s string) (Every, error) {
	if s == "none" {
		return Every{}, nil
	}
	part := everyForm.FindStringSubmatch(s)
	if part == nil {
		return Every{}, fmt.Errorf("%q is not how often: write 6h for every six hours, 1d for every working day, or none", s)
	}
	n, err := strconv.Atoi(part[1])
	if err != nil {
		return Every{}, err
	}
	if part[2] == "h" {
		return Every{Hours: n}, nil
	}
	return Every{Days: n}, nil
}

// Told reports whether anybody said how often.
func (e Every) Told() bool { return e != Every{} }

// String is what ParseEvery reads.
func (e Every) String() string {
	switch {
	case e.Hours > 0:
		return strconv.Itoa(e.Hours) + "h"
	case e.Days > 0:
		return strconv.Itoa(e.Days) + "d"
	}
	return "none"
}

// LateSince is when the import after the one at last was due, and whether it is missing
// now. Where nobody said how often, nothing is late.
func (e Every) LateSince(last, now time.Time, cal *workday.Calendar) (time.Time, bool) {
	var due time.Time
	switch {
	case e.Hours > 0:
		due = last.Add(time.Duration(e.Hours) * time.Hour)
	case e.Days > 0:
		due = cal.Step(last, e.Days)
	default:
		return time.Time{}, false
	}
	return due, now.After(due.Add(grace))
}

// LateSince judges a source by its last whole import.
func (s State) LateSince(now time.Time, cal *workday.Calendar) (time.Time, bool) {
	return s.Every.LateSince(s.LastImport, now, cal)
}
