// Package checklist holds the rules of the papers that somebody ticks off: which of them
// can be ticked, what is still missing, for how long a list is kept, when a reminder may
// be sent. It must not know SQL, channels or any sentence that is said to a citizen.
package checklist

import (
	"errors"
	"slices"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/workday"
)

// ErrNone says that there is no such list (any more).
var ErrNone = errors.New("there is no such checklist")

const (
	// Consent is the kind of consent that a kept list needs.
	Consent = "checklist"
	// Kept is how long a list is kept that nobody touches; the consent says so.
	Kept = 90 * 24 * time.Hour
	// Farthest is how many days ahead a reminder may be: the list must still be there.
	Farthest = 60
)

// List is a checklist as it is kept for one chat, one for each procedure.
type List struct {
	ID        int64
	Channel   chat.Channel
	Chat      string
	Procedure string
	Case      string
	Ticked    []string // ids of papers
	Lang      string
	Address   string // how its owner is addressed
	TouchedAt time.Time
	RemindAt  time.Time // zero: nobody asked for it
}

// Until is the last moment for which the list is kept if nobody touches it.
func (l List) Until() time.Time { return l.TouchedAt.Add(Kept) }

// Papers are the items of a case that somebody brings or shows.
func Papers(c procedure.Case) []procedure.Item {
	return pick(c, func(i procedure.Item) bool { return i.Kind != procedure.Lookup && i.Kind != procedure.Remark })
}

// OfKind are the items of a case with which this is done.
func OfKind(c procedure.Case, kind string) []procedure.Item {
	return pick(c, func(i procedure.Item) bool { return i.Kind == kind })
}

func pick(c procedure.Case, fits func(procedure.Item) bool) []procedure.Item {
	var out []procedure.Item
	for _, i := range c.Items {
		if fits(i) {
			out = append(out, i)
		}
	}
	return out
}

// Missing are the papers of a case that are not ticked.
func Missing(c procedure.Case, ticked []string) []procedure.Item {
	return slices.DeleteFunc(Papers(c), func(i procedure.Item) bool { return slices.Contains(ticked, i.ID) })
}

// The hour of a reminder, and the hours in which nothing is sent unasked.
const (
	remindHour = 8
	quietFrom  = 21
	quietTo    = 7
)

// RemindAt is when a reminder of a day is sent.
func RemindAt(day time.Time) time.Time {
	d := workday.Date(day)
	return time.Date(d.Year(), d.Month(), d.Day(), remindHour, 0, 0, 0, workday.Zone)
}

// Loud is the first moment from now on at which a reminder may be sent: now, unless it is
// night.
func Loud(now time.Time) time.Time {
	now = now.In(workday.Zone)
	switch h := now.Hour(); {
	case h >= quietFrom:
		return RemindAt(now.AddDate(0, 0, 1))
	case h < quietTo:
		return RemindAt(now)
	}
	return now
}

// RemindArgs is the job that reminds somebody of a list.
type RemindArgs struct {
	List int64 `json:"list"`
}

// Kind names the job.
func (RemindArgs) Kind() string { return "remind" }
