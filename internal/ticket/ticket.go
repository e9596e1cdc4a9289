// Package ticket holds the rules of a question that a human answers: who may do what
// with it, and what happens when nobody does. A Ticket's life is its Lines, to which
// things are only added. It must not know SQL, Redis, channels or sentences; what it
// needs of a store it declares here.
package ticket

import (
	"errors"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
)

// Errors of verbs. Those who call turn them into words.
var (
	ErrNone      = errors.New("there is no such ticket")
	ErrTaken     = errors.New("another volunteer has the ticket")
	ErrNotYours  = errors.New("the ticket is not in this volunteer's hands")
	ErrClosed    = errors.New("the ticket is closed")
	ErrHidden    = errors.New("the ticket is not for this volunteer") // wrong ring, or a neighbour
	ErrNobody    = errors.New("there is nobody there to pass it to")
	ErrEmpty     = errors.New("there is nothing in it")
	ErrTooLong   = errors.New("it is too long")
	ErrConflict  = errors.New("the ticket changed meanwhile") // of the store; verbs try again
	ErrNoDetails = errors.New("there are no details that could be shown")
	ErrNews      = errors.New("the asker wrote while the ticket was being closed") // look again, then close
	ErrOpen      = errors.New("the ticket is not closed")
	ErrSecond    = errors.New("the asker has another ticket that is not closed") // of the store
)

// State is where a Ticket stands.
type State string

// States.
const (
	Waiting State = "waiting" // in the queue
	Held    State = "held"    // in a volunteer's hands
	Closed  State = "closed"
)

// Ring is how far a waiting Ticket has been offered.
type Ring int

// Rings, from near to far. A sensitive question begins with the Officers and then goes
// past its own ward.
const (
	OwnTeam  Ring = 1
	City     Ring = 2
	Officers Ring = 3
)

// Asker is the chat of who asks.
type Asker struct {
	Channel chat.Channel
	Chat    string
}

// Details is whether a volunteer may see what the public card hides.
type Details string

// States of Details; "" is never asked for.
const (
	Asked   Details = "asked"
	Allowed Details = "allowed"
	Refused Details = "refused"
)

// Outcome is how a closed Ticket helped.
type Outcome string

// Outcomes, as reports count them.
const (
	LookedUp     Outcome = "looked_up"
	Guided       Outcome = "guided"
	SubmitOnline Outcome = "submitted_online"
	PaidOnline   Outcome = "paid_online"
	VNeID        Outcome = "vneid"
	Papers       Outcome = "papers_prepared"
	ToCounter    Outcome = "sent_to_counter"
	Other        Outcome = "other"
	Withdrawn    Outcome = "withdrawn" // by the asker; not help
)

// Help is where it was given.
type Help string

// Kinds of Help.
const (
	Remote   Help = "remote"
	InPerson Help = "in_person" // at the centre
)

// Rating is the asker's word on whether it helped; 0 is none.
type Rating int

// Ratings, as typed.
const (
	Helped Rating = 1
	Partly Rating = 2
	NotYet Rating = 3
)

// Ticket is a question as it stands now: what its Lines add up to.
type Ticket struct {
	ID      int64 // its number, as people say it: "câu hỏi 127"
	Version int64 // counts changes
	State   State
	Asker   Asker
	Lang    string // of the asker
	Address string // how the asker is addressed
	Unit    string // code of the Unit it belongs to, "" unknown
	Area    string // neighbourhood, "" unknown
	Code    dossier.Code
	Field   string // of the dossier
	// Procedure is what it asks about, as far as known: "1.004194/thue" or "1.004194".
	Procedure string

	Sensitive bool // by its field: never to the own ward's volunteers, no excerpt
	Grave     bool // a death, an illness: no cheer, no rating
	Far       bool // "không muốn người cùng khu phố"

	Ring   Ring  // while waiting
	Team   int64 // passed on to this Team; 0: by Ring
	Only   int64 // passed on to this Volunteer; 0: by Ring or Team
	Holder int64 // while held; of a closed one the last, 0 if it never had one

	OpenedAt   time.Time
	WaitingAt  time.Time // in the queue since, for this round
	WidenedAt  time.Time // offered to this Ring since
	HeldAt     time.Time
	AskedAt    time.Time // the asker's first line that was not answered yet; else their last
	AnsweredAt time.Time // the first human's line of all
	SpokenAt   time.Time // this holder's last line to the asker; unanswered: before AskedAt
	RemindedAt time.Time // in this silence
	ClosedAt   time.Time

	Details      Details
	DetailsUntil time.Time
	Outcome      Outcome
	Help         Help
	Rating       Rating

	LastLine   int64 // Seq of the newest Line
	ToldAsker  int64 // what was handed on to the asker's chat
	ToldHolder int64 // what was handed on to the holder's messenger
	RungRing   Ring  // whom the queue was announced to, in this round
}

// What is the kind of a Line.
type What string

// Kinds of Lines.
const (
	Said           What = "said"      // by the asker
	Answered       What = "answered"  // by a volunteer
	Noted          What = "noted"     // for the team alone
	CardSent       What = "card"      // a dossier's public card, by a volunteer
	GuideSent      What = "guide"     // a procedure's card, by a volunteer
	Assigned       What = "procedure" // a volunteer said what procedure it is about
	Claimed        What = "claimed"
	Reminded       What = "reminded" // the holder, by the clock
	Returned       What = "returned" // to the queue; By 0: by the clock
	Widened        What = "widened"  // to the next Ring, by the clock
	Passed         What = "passed"   // to a Team or a Volunteer
	DetailsAsked   What = "details_asked"
	DetailsAllowed What = "details_allowed"
	DetailsRefused What = "details_refused"
	Finished       What = "closed"
	TakenBack      What = "withdrawn" // by the asker
	Reopened       What = "reopened"
	Rated          What = "rated"
)

// Line is one thing that happened. Lines are only added; after its time the words of a
// Line are blanked, and the Line stays as a fact.
type Line struct {
	Ticket int64
	Seq    int64 // counted in the ticket, from 1
	At     time.Time
	What   What
	By     int64       // Volunteer; 0 the asker, or the clock
	Text   string      // secrets hidden
	Reply  *chat.Reply // CardSent, GuideSent
	File   *chat.File
	Team   int64 // Passed
	To     int64 // Passed: Volunteer
	// Reason is, of Passed and Returned, a code or the volunteer's words; of Finished the
	// Outcome, of Rated the Rating; of GuideSent and Assigned the procedure, whose name is
	// the Text.
	Reason string
}

// Summary is a Ticket as a list shows it. Excerpt is the asker's words, empty where
// they are not for a list.
type Summary struct {
	Ticket

	Excerpt    string
	HolderName string
	Unread     int // lines of the asker after the holder's last
}
