package ticket

import (
	"context"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
)

// Change is one step of a Ticket's life, whole or not at all.
type Change struct {
	Before Ticket // as read: the step fails with ErrConflict when the version moved on
	After  Ticket
	Key    string // of what caused it: the same Key is one Change for ever
	Lines  []Line // to be added, in order; the store counts Seq and sets After.LastLine
	Later  []Later
}

// Later is a job of the same step, At zero for at once. Args are ids, never words.
type Later struct {
	Args interface{ Kind() string }
	At   time.Time
}

// For gives the job of a Ticket that has its number only now.
func (l Later) For(id int64) Later {
	switch l.Args.(type) {
	case RelayArgs:
		l.Args = RelayArgs{Ticket: id}
	case RingArgs:
		l.Args = RingArgs{Ticket: id}
	case SilenceArgs:
		l.Args = SilenceArgs{Ticket: id}
	}
	return l
}

// RelayArgs hands on what is new in a Ticket to the chats of those who talk in it.
type RelayArgs struct {
	Ticket int64 `json:"ticket"`
}

// Kind names the job.
func (RelayArgs) Kind() string { return "relay" }

// RingArgs announces a waiting Ticket to those on duty in its Ring.
type RingArgs struct {
	Ticket int64 `json:"ticket"`
}

// Kind names the job.
func (RingArgs) Kind() string { return "ring" }

// SilenceArgs looks after a Ticket that nobody may be working on.
type SilenceArgs struct {
	Ticket int64 `json:"ticket"`
}

// Kind names the job.
func (SilenceArgs) Kind() string { return "silence" }

// Store keeps Tickets. Errors wrap chat.ErrAway when it cannot be reached.
type Store interface {
	// OpenTicket adds a Ticket with its first Lines and jobs, and gives it its ID. Where the asker
	// has one that is not closed, or Key was used before, it writes nothing and gives
	// that one, and false. A Ticket that is closed already (help that was given at the
	// counter) has no asker and is never in another's way. The jobs are those of
	// Later.For with its ID.
	OpenTicket(ctx context.Context, t Ticket, key string, lines []Line, later []Later) (Ticket, bool, error)
	// TicketFor reads a Ticket, and whether Key was used in it before. ErrNone.
	TicketFor(ctx context.Context, id int64, key string) (Ticket, bool, error)
	// ChangeTicket does a Change and gives the Ticket after it. ErrConflict when Before is
	// not the newest any more; a Key that was used before writes nothing and gives
	// the Ticket as it is. ErrSecond when it opens a closed one whose asker has another
	// that is not closed. Of the cursors it writes RungRing alone, and only where After
	// differs from Before: ToldAsker and ToldHolder are Tell's, and may have moved on.
	ChangeTicket(ctx context.Context, c Change) (Ticket, error)
	// Volunteer is one by id, Teams included. team.ErrUnknown.
	Volunteer(ctx context.Context, id int64) (team.Volunteer, error)
	// TeamByID is one that stands. team.ErrUnknown.
	TeamByID(ctx context.Context, id int64) (team.Team, error)
}

// Live carries "this ticket changed" to open desks. It may lose news.
type Live interface {
	Wake(ctx context.Context, topic string)
}

// Topic is where news of all tickets are told. Desks look for what changed.
const Topic = "desk"

// Told is one handing-on of Lines to a chat, by a job that may run twice: it happens
// only while the Ticket's own count still stands at From.
type Told struct {
	Ticket int64
	Whom   Whom
	From   int64 // ToldAsker, ToldHolder or RungRing, as read
	To     int64
	Out    []chat.Outgoing // may be of several chats
}

// Whom a Told is for.
type Whom string

// Those who are told.
const (
	TheAsker  Whom = "asker"
	TheHolder Whom = "holder"
	TheRing   Whom = "ring"
)
