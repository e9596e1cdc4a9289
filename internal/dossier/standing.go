package dossier

import (
	"time"

	"motcua/internal/workday"
)

// Standing is where a dossier stands against its appointment at one moment. All
// counts are working days, and dates are compared as dates, never as times.
type Standing struct {
	// Due is the date to show: the source's, the apology's new one, or, where
	// Computed is set, ours (to be called expected). Zero: unknown.
	Due      time.Time
	Computed bool

	Open     bool      // not finished, refused or stopped
	Finished time.Time // end of processing, by which lateness is measured; zero while Open

	// At most one of these three holds, and only while the clock runs.
	DueSoon bool // at most one working day left
	Overdue bool // the date has passed, and data from after it still shows no result
	Blind   bool // the date has passed, but our data is not newer than it: nobody knows

	Extended     bool // the office apologised and set a new date
	ExtendedFrom time.Time

	Paused       bool // waiting for the citizen's papers or payment: the clock stands
	PausedSince  time.Time
	SupplementBy time.Time // the last day to hand in what was asked for

	Left, Done, Total int // until Due, since receipt, and both; Left stands still while Paused
}

// Standing judges d as of now. It trusts the source's date; the only date it works
// out itself is one that a pause has outrun (see pushed).
func (d Dossier) Standing(now time.Time, cal *workday.Calendar) Standing {
	s := Standing{Open: d.Status.open()}
	s.appoint(d)
	s.Due, s.Computed = pushed(s.Due, d.pauses(), cal)
	if !s.Open {
		s.Finished = d.finished()
	}
	if d.Status.waitsForCitizen() {
		s.Paused, s.PausedSince = true, d.pausedSince()
	}
	if d.Status == SupplementRequested {
		for _, p := range d.Supplements {
			s.SupplementBy = later(s.SupplementBy, p.DueAt)
		}
	}
	s.count(d.ReceivedAt, now, cal)
	if d.Status.running() {
		s.judge(d.Fresh(), now)
	}
	return s
}

// count fills Left, Done and Total. The clock is read now, or where it stopped.
func (s *Standing) count(received, now time.Time, cal *workday.Calendar) {
	clock := now
	switch {
	case !s.Finished.IsZero():
		clock = s.Finished
	case !s.PausedSince.IsZero():
		clock = s.PausedSince
	}
	if !s.Due.IsZero() && s.Open {
		s.Left = cal.Between(clock, s.Due)
	}
	if received.IsZero() {
		return
	}
	s.Done = cal.Between(received, clock)
	if !s.Due.IsZero() {
		s.Total = cal.Between(received, s.Due)
	}
}

// judge compares the date with today. To call a dossier overdue takes data from a
// later day than the date: what was seen on the day itself says nothing of its rest.
func (s *Standing) judge(fresh, now time.Time) {
	due := workday.Date(s.Due)
	switch {
	case s.Due.IsZero():
	case !workday.Date(now).After(due):
		s.DueSoon = s.Left <= 1
	case workday.Date(fresh).After(due):
		s.Overdue = true
	default:
		s.Blind = true
	}
}

// appoint sets the date the office gave. Of several apologies only the first counts,
// since a new date may be set once; yet a later date of the source is its newer word
// (after a pause, say) and is taken.
func (s *Standing) appoint(d Dossier) {
	s.Due = d.DueAt
	e, ok := d.extension()
	if !ok {
		return
	}
	s.Due, s.Extended, s.ExtendedFrom = later(e.To, d.DueAt), true, e.From
	if e.From.IsZero() && d.DueAt.Before(e.To) {
		s.ExtendedFrom = d.DueAt
	}
}

// extension is the first apology that names a new date.
func (d Dossier) extension() (Extension, bool) {
	var first Extension
	for _, e := range d.Extensions {
		if !e.To.IsZero() && (first.To.IsZero() || e.At.Before(first.At)) {
			first = e
		}
	}
	return first, !first.To.IsZero()
}

// open reports whether processing has not ended.
func (s Status) open() bool {
	return s != Rejected && s != Stopped && s != Completed && s != Returned
}

// running reports whether the office's clock runs.
func (s Status) running() bool { return s == Accepted || s == Processing }

// waitsForCitizen reports whether papers or a payment are awaited.
func (s Status) waitsForCitizen() bool {
	return s == SupplementRequested || s == PaymentRequested
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
