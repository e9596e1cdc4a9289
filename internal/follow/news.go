package follow

import (
	"slices"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// Kind is what a Notice is about.
type Kind string

// Kinds of news. The first ones are changes; the last four are brought by the calendar.
const (
	Accepted    Kind = "accepted"    // the office has it
	Checking    Kind = "checking"    // sent, or sent again, and waiting to be looked at
	Supplements Kind = "supplements" // papers are asked for
	Payment     Kind = "payment"     // a fee or tax is awaited
	Resumed     Kind = "resumed"     // the office's clock runs again
	Withdrawal  Kind = "withdrawal"  // somebody asked to take it back
	Completed   Kind = "completed"   // the result is there
	Returned    Kind = "returned"
	Stopped     Kind = "stopped"
	Rejected    Kind = "rejected"
	NewDate     Kind = "new_date"

	DueSoon Kind = "due_soon"
	Overdue Kind = "overdue"
	Lapse   Kind = "lapse"   // the last day for papers nears
	Fetched Kind = "fetched" // was the result received?
)

// Kinds are all of them.
var Kinds = []Kind{
	Accepted, Checking, Supplements, Payment, Resumed, Withdrawal, Completed, Returned, Stopped, Rejected, NewDate,
	DueSoon, Overdue, Lapse, Fetched,
}

// OfCalendar reports that the passing of days brings such news, and no change.
func (k Kind) OfCalendar() bool {
	return k == DueSoon || k == Overdue || k == Lapse || k == Fetched
}

const (
	// Settle is how long a change waits for others: an import that comes in parts, or tells
	// a whole history, is one message.
	Settle = 10 * time.Second
	// nearDays is how many working days before the last day for papers are near: enough to
	// fetch a paper from another office, and late enough that few have forgotten again.
	nearDays = 2
	// fetchDays is after how many working days it is asked whether the result was received:
	// who can come has come by then, and still knows how it went.
	fetchDays = 3
)

// News is what there is to tell a follower.
type News struct {
	Kind     Kind // "": nothing is said
	Again    bool // asked for once more, before the first was told as done
	Mended   bool // a result was told, and does not hold any more
	From     time.Time
	Standing dossier.Standing
	Told     Told // how far the follower is told with it
}

// Same reports whether two watermarks stand at the same place.
func (t Told) Same(o Told) bool {
	return t.Event == o.Event && t.Status == o.Status && t.Due.Equal(o.Due) && t.Soon.Equal(o.Soon) &&
		t.Over.Equal(o.Over) && t.Lapse.Equal(o.Lapse) && t.Asked.Equal(o.Asked)
}

// Judge says what a follower is to be told of the state of a dossier, one thing at a time,
// the most important first. With a wait it is not to be told before that has passed, and is
// then to be judged anew. Without a Kind only the watermark moves.
func Judge(s State, now time.Time, cal *workday.Calendar) (News, time.Duration) {
	n := News{Standing: s.Dossier.Standing(now, cal), Told: s.Told}
	n.Told.Event, n.Told.Status = max(s.Newest, s.Told.Event), s.Dossier.Status
	for _, look := range []func(State, time.Time, *workday.Calendar){n.change, n.overdue, n.newDate, n.dueSoon, n.lapse, n.fetched} {
		if look(s, now, cal); n.Kind != "" {
			return n, Loud(now, n.urgent(now, cal), cal).Sub(now)
		}
	}
	return n, 0
}

// change is a new status, as far as it is one to a citizen.
func (n *News) change(s State, now time.Time, cal *workday.Calendar) {
	from, to := s.Told.Status, s.Dossier.Status
	n.Kind = changed(from, to)
	if from == to && s.Left && (to == dossier.SupplementRequested || to == dossier.PaymentRequested) {
		n.Kind, n.Again = changed("", to), true
	}
	n.Mended = n.Kind != "" && done(from) && !done(to)
	switch n.Kind {
	case Accepted, Resumed:
		if n.Ahead() {
			n.saidDue()
		}
	case Supplements:
		if n.near(now, cal) {
			n.Told.Lapse = n.Standing.SupplementBy
		}
	}
}

// kindOf are the statuses that are told whatever was before.
var kindOf = map[dossier.Status]Kind{
	dossier.Registered: Checking, dossier.SupplementRequested: Supplements, dossier.PaymentRequested: Payment,
	dossier.WithdrawalRequested: Withdrawal, dossier.Completed: Completed, dossier.Returned: Returned,
	dossier.Stopped: Stopped, dossier.Rejected: Rejected,
}

// changed is what a change means. That the accepted is processed is none: it is with the
// office as before.
func changed(from, to dossier.Status) Kind {
	switch {
	case from == to:
		return ""
	case !running(to):
		return kindOf[to]
	case running(from):
		return ""
	case slices.Contains([]dossier.Status{"", dossier.Registered, dossier.Rejected}, from):
		return Accepted
	}
	return Resumed
}

func running(s dossier.Status) bool { return s == dossier.Accepted || s == dossier.Processing }

func done(s dossier.Status) bool { return s == dossier.Completed || s == dossier.Returned }

// Ahead reports that there is an appointment which has not passed.
func (n *News) Ahead() bool {
	return !n.Standing.Due.IsZero() && !n.Standing.Overdue && !n.Standing.Blind
}

// saidDue notes that the appointment is said, also that it is near.
func (n *News) saidDue() {
	n.Told.Due = n.Standing.Due
	if n.Standing.DueSoon {
		n.Told.Soon = n.Standing.Due
	}
}

// overdue is said once of an appointment that the office gave, on data from after it.
func (n *News) overdue(s State, _ time.Time, _ *workday.Calendar) {
	if n.Standing.Overdue && !n.Standing.Computed && !sameDay(n.Standing.Due, s.Told.Over) {
		n.Kind = Overdue
		n.saidDue()
		n.Told.Over = n.Standing.Due
	}
}

// newDate is an appointment other than the one said last. One that we worked out is none.
func (n *News) newDate(s State, _ time.Time, _ *workday.Calendar) {
	if running(s.Dossier.Status) && n.Ahead() && !n.Standing.Computed && !sameDay(n.Standing.Due, s.Told.Due) {
		n.Kind, n.From = NewDate, s.Told.Due
		n.saidDue()
	}
}

func (n *News) dueSoon(s State, _ time.Time, _ *workday.Calendar) {
	if n.Standing.DueSoon && !n.Standing.Computed && !sameDay(n.Standing.Due, s.Told.Soon) {
		n.Kind = DueSoon
		n.saidDue()
	}
}

// lapse reminds once of the last day for papers, unless the person says that they are in.
func (n *News) lapse(s State, now time.Time, cal *workday.Calendar) {
	handed := !s.Told.Handed.IsZero() && !s.Told.Handed.Before(n.Standing.PausedSince)
	if n.near(now, cal) && !handed && !sameDay(n.Standing.SupplementBy, s.Told.Lapse) {
		n.Kind, n.Told.Lapse = Lapse, n.Standing.SupplementBy
	}
}

// near reports that papers are asked for and their last day is close, or is today.
func (n *News) near(now time.Time, cal *workday.Calendar) bool {
	by := n.Standing.SupplementBy
	return !by.IsZero() && !workday.Date(by).Before(workday.Date(now)) && cal.Between(now, by) <= nearDays
}

// fetched asks once, never where sorrow or need is, and not for what is read at home.
func (n *News) fetched(s State, now time.Time, cal *workday.Calendar) {
	since := n.Standing.Finished // or when the person came to know of it
	for _, at := range []time.Time{s.At, s.ToldAt} {
		if at.After(since) {
			since = at
		}
	}
	if s.Dossier.Status != dossier.Completed || s.Dossier.ReturnChannel == "online" || s.Dossier.Grave() ||
		!s.Told.Asked.IsZero() || s.Told.Received != nil || n.Standing.Finished.IsZero() {
		return
	}
	if cal.Between(since, now) >= fetchDays {
		n.Kind, n.Told.Asked = Fetched, now
	}
}

// urgent is what does not wait for a working day: papers whose last day is near.
func (n *News) urgent(now time.Time, cal *workday.Calendar) bool {
	return (n.Kind == Supplements || n.Kind == Lapse) && n.near(now, cal)
}

// The hours in which nothing is sent unasked.
const (
	quietFrom = 21
	quietTo   = 7
)

// Loud is the first moment from now on at which news may be told: not at night, and only
// what is urgent on a day off, when no counter is open.
func Loud(now time.Time, urgent bool, cal *workday.Calendar) time.Time {
	t := now.In(workday.Zone)
	switch h := t.Hour(); {
	case h >= quietFrom:
		t = morning(t, 1)
	case h < quietTo:
		t = morning(t, 0)
	}
	for !urgent && !cal.Working(t) {
		t = morning(t, 1)
	}
	return t
}

// morning is the end of the quiet hours, some days after t.
func morning(t time.Time, days int) time.Time {
	return workday.Date(t).AddDate(0, 0, days).Add(quietTo * time.Hour)
}

// sameDay compares appointments as they are said; zero is no day.
func sameDay(a, b time.Time) bool {
	return a.IsZero() == b.IsZero() && workday.Date(a).Equal(workday.Date(b))
}
