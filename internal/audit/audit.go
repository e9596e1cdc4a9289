// Package audit says what is written down when details are shown, taken away or deleted:
// who saw what of which dossier, by what right, and when. Never the details themselves. It
// must not know SQL, channels or sentences.
package audit

import (
	"fmt"
	"slices"
	"time"

	"motcua/internal/chat"
)

// Kept is how many months an entry is kept; nothing changes or deletes it before.
const Kept = 24

// Before is the time before which entries are past their keeping.
func Before(now time.Time) time.Time { return now.AddDate(0, -Kept, 0) }

// What was shown or done.
const (
	Supplements = "supplements" // papers that are asked for, and why
	Reasons     = "reasons"     // why it was refused or stopped
	Amount      = "amount"
	Result      = "result"
	List        = "list"     // one's own dossiers
	Details     = "details"  // a volunteer saw what the asker allowed
	Export      = "export"   // of what is kept about a person
	Deletion    = "deletion" // of it
)

// Whats are all that an Entry can say was shown or done.
var Whats = []string{Supplements, Reasons, Amount, Result, List, Details, Export, Deletion}

// By what right.
const (
	Weak    = "weak"    // a weak proof
	Strong  = "strong"  // a strong one
	Allowed = "allowed" // the asker allowed a volunteer
	Own     = "own"     // a person's own data
)

// Rights are all that an Entry can name.
var Rights = []string{Weak, Strong, Allowed, Own}

// Entry is one line of the audit. Channel and Chat are whose dossier or data it was as far
// as we know: the one who proved, or who allowed. Stores keep a keyed hash of the two.
type Entry struct {
	At        time.Time
	Channel   chat.Channel
	Chat      string
	Volunteer int64 // who saw it; 0: the person
	Code      string
	What      string // one of Whats
	Right     string // one of Rights
}

// Check refuses what the lists do not have.
func (e Entry) Check() error {
	if !slices.Contains(Whats, e.What) {
		return fmt.Errorf("audit: what %q is not one of %q", e.What, Whats)
	}
	if !slices.Contains(Rights, e.Right) {
		return fmt.Errorf("audit: right %q is not one of %q", e.Right, Rights)
	}
	return nil
}
