// Package announce holds what a coordinator tells the people of a ward who agreed to hear
// it, and the rules of that: what may stand in it, when it may be sent, how many are shown.
// It must not know SQL, channels or sentences.
package announce

import (
	"errors"
	"time"

	"motcua/internal/chat"
	"motcua/internal/workday"
)

// Errors of who looks for an Announcement, or wants what it does not allow any more.
var (
	ErrNone    = errors.New("no such announcement")
	ErrChanged = errors.New("the announcement is not as it was shown")
)

// ConsentKind is what is agreed to: that a chat is told of what is announced for a ward.
const ConsentKind = "announce"

// Listener is a chat whose person agreed to hear announcements for one ward.
type Listener struct {
	Channel chat.Channel
	Chat    string
	Unit    string // code of the ward
	Lang    string // in which what stands around an announcement is said
	Address string // how the person is spoken to
	At      time.Time
}

// State is where an Announcement stands.
type State string

// States of an Announcement. What is released is sent by itself from SendAt on.
const (
	Draft    State = "draft"
	Dropped  State = "dropped" // a draft that nobody wants any more
	Released State = "released"
	Stopped  State = "stopped"
	Done     State = "done"
)

// Announcement is one text for the people of one ward.
type Announcement struct {
	ID      int64
	Unit    string
	Text    string
	State   State
	Version int64     // moves with each change: what is released is what was looked at
	Urgent  bool      // it does not wait for the end of a night or of a holiday
	SendAt  time.Time // of a released one: not before
	EndedAt time.Time // zero until it is done or stopped
	Log     []Entry   // the oldest first
	Figures Figures
}

// What is done with an Announcement.
type What string

// Things that are done. Nobody does Finished: the last was sent.
const (
	Wrote    What = "wrote"
	Changed  What = "changed"
	Tested   What = "tested"
	Let      What = "released"
	Stops    What = "stopped"
	Drops    What = "dropped"
	Finished What = "finished"
)

// Entry is a line of the log of an Announcement, to which lines are only added.
type Entry struct {
	At   time.Time
	By   int64 // a volunteer; 0 the clock
	What What
}

// Figures are what became of an Announcement.
type Figures struct {
	Reach   int64 // who had agreed when it began
	Waiting int64 // on their way
	Sent    int64
	Failed  int64 // not taken by the channel, or waited too long
	Blocked int64 // the bot is not wanted there any more
	Left    int64 // took their consent back within Days after it was sent to them
}

// Days after an Announcement in which a consent that is taken back counts as its answer.
const Days = 7 * 24 * time.Hour

// Kept is how long it is kept which chats an Announcement was sent to; then only numbers are.
const Kept = 30 * 24 * time.Hour

// Few is the number below which it is not said how many: who they are could be guessed.
const Few = 5

// How many are sent on at once, and with how many on their way no more are: who is to hear
// of their own dossier waits for these few alone, and a stop holds back all others.
const (
	Page  = 100
	Ahead = 100
)

// Again is after how long it is looked whether more can be sent.
const Again = time.Second

// FarthestAhead is how far ahead an Announcement can be planned.
const FarthestAhead = 60 * 24 * time.Hour

// Step is what one look at a released Announcement did.
type Step struct {
	Told  []Listener
	Ended bool // nothing is left to do
}

// Hours in which people are not disturbed, unless it is urgent.
const (
	quietFrom = 21
	quietTo   = 7
)

// Loud is the first moment from a time on at which an Announcement may be sent: neither at
// night nor on a public holiday, unless it is urgent.
func Loud(t time.Time, urgent bool, cal *workday.Calendar) time.Time {
	t = t.In(workday.Zone)
	if urgent {
		return t
	}
	switch h := t.Hour(); {
	case h >= quietFrom:
		t = morning(t, 1)
	case h < quietTo:
		t = morning(t, 0)
	}
	for holiday(t, cal) {
		t = morning(t, 1)
	}
	return t
}

func holiday(t time.Time, cal *workday.Calendar) bool {
	_, is := cal.Holiday(t)
	return is
}

func morning(t time.Time, days int) time.Time {
	return workday.Date(t).AddDate(0, 0, days).Add(quietTo * time.Hour)
}

// Args is the job that sends a released Announcement on, a few at a time.
type Args struct {
	Announcement int64 `json:"announcement"`
}

// Kind names the job.
func (Args) Kind() string { return "announce" }
