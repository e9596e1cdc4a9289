package dossier

import (
	"cmp"
	"slices"
	"time"

	"motcua/internal/workday"
)

// pause is a stretch in which the dossier waited for the citizen.
type pause struct{ from, to time.Time }

// history is d's events, oldest first.
func (d Dossier) history() []Event {
	events := slices.Clone(d.Events)
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
	return events
}

// pauses lists the pauses that have ended, oldest first.
func (d Dossier) pauses() []pause {
	var (
		ended []pause
		since time.Time
	)
	for _, e := range d.history() {
		switch waits := e.Status.waitsForCitizen(); {
		case waits && since.IsZero():
			since = e.At
		case !waits && !since.IsZero():
			ended = append(ended, pause{since, e.At})
			since = time.Time{}
		}
	}
	return ended
}

// pushed moves a date on by the working days of each pause that it did not outlive:
// such a date cannot know of the pause. A date after the end of a pause is left
// alone, for sources that give a new date give one of these, and to push it again
// would count the pause twice.
func pushed(due time.Time, pauses []pause, cal *workday.Calendar) (time.Time, bool) {
	computed := false
	for _, p := range pauses {
		if due.IsZero() || workday.Date(due).After(workday.Date(p.to)) {
			continue
		}
		if days := cal.Between(p.from, p.to); days > 0 {
			due, computed = cal.Step(due, days), true
		}
	}
	return due, computed
}

// pausedSince is the day of the request: the event's, or the day noted with the
// papers where that is earlier, since a source without a history dates its only
// event by the update. Papers asked for in an earlier round do not count.
func (d Dossier) pausedSince() time.Time {
	var since, before time.Time
	for _, e := range d.history() {
		switch {
		case !e.Status.waitsForCitizen():
			since, before = time.Time{}, e.At
		case since.IsZero():
			since = e.At
		}
	}
	if d.Status != SupplementRequested {
		return since
	}
	for _, p := range d.Supplements {
		asked := p.AskedAt
		if asked.IsZero() || workday.Date(asked).Before(workday.Date(before)) {
			continue
		}
		if since.IsZero() || asked.Before(since) {
			since = asked
		}
	}
	return since
}

// finished is the end of processing as reports take it: what the source says, else
// the first event 9, else 10, else 8, else 3.
func (d Dossier) finished() time.Time {
	return cmp.Or(d.FinishedAt, d.first(Completed), d.ReturnedAt, d.first(Returned), d.first(Stopped), d.first(Rejected))
}

// first is the time of the first event with that status.
func (d Dossier) first(s Status) time.Time {
	for _, e := range d.history() {
		if e.Status == s {
			return e.At
		}
	}
	return time.Time{}
}
