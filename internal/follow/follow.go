// Package follow holds a citizen's wish to hear of a dossier, and the rules of what is
// told when: which changes are news, which of them may wait for the morning, when a
// wish ends by itself. It must not know SQL, channels or sentences.
package follow

import (
	"errors"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
)

// ErrNone says that there is no such Follow any more.
var ErrNone = errors.New("no such follow")

// Most is how many dossiers one chat may follow: a family's, not a broker's.
const Most = 20

// ConsentKind is what is agreed to: that we keep which dossiers a chat follows.
const ConsentKind = "follow"

// Follow is one chat's wish to hear of one dossier.
type Follow struct {
	ID      int64
	Channel chat.Channel
	Chat    string
	Code    dossier.Code
	Label   string // the person's own name for it ("má"); "": its code is said
	Lang    string // in which it is told
	Address string // how the person is spoken to
	At      time.Time
	Told    Told
}

// Told is how far a follower was told. It moves when a Notice is written, in the same
// transaction, and only from where it was read.
type Told struct {
	Event  int64          // the dossier's newest event (by id) at that moment
	Status dossier.Status // as said
	Due    time.Time      // the appointment as said; zero: none was
	Soon   time.Time      // the appointment that was said to be near
	Over   time.Time      // the appointment that was said to have passed
	Lapse  time.Time      // the last day for papers that was reminded of
	Handed time.Time      // when the person said that everything was handed in
	Asked  time.Time      // when it was asked whether the result was fetched
	// Received is the answer to that; nil: nothing yet.
	Received *bool
}

// State is what a Notice is made from, all read at one moment.
type State struct {
	Follow

	Dossier dossier.Dossier
	Newest  int64     // the highest id of the dossier's events
	ToldAt  time.Time // of the newest Notice; zero: none yet
	Left    bool      // since it was told, it was in another status than it is now
	Blocked bool      // nothing reaches the chat
}

// Caught is what a daily look found: followers who are to be told something.
type Caught struct {
	Untold     int // of a change, for which no job waited
	ByCalendar int // of a date that nears or has passed
}

// NewsArgs is the job that tells all followers of one dossier that something changed. It
// is inserted in the import's transaction.
type NewsArgs struct {
	Dossier int64 `json:"dossier"`
}

// Kind names the job.
func (NewsArgs) Kind() string { return "news" }

// TellArgs is the job that tells one follower what is new.
type TellArgs struct {
	Follow int64 `json:"follow"`
}

// Kind names the job.
func (TellArgs) Kind() string { return "tell" }

// CatchUpArgs is the daily job that looks for followers whom nothing told: what the
// calendar brings (an appointment that nears or passed, papers' last day), and what a
// lost job left.
type CatchUpArgs struct{}

// Kind names the job.
func (CatchUpArgs) Kind() string { return "catch_up" }
