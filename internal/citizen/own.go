package citizen

import (
	"time"

	"motcua/internal/announce"
	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/follow"
	"motcua/internal/proof"
	"motcua/internal/ticket"
)

// Own is all that is kept about a person in one chat, for that person to read. What the
// team noted for itself and what belongs to others is not in it.
type Own struct {
	Account    bool      // the chat itself is remembered
	BlockedAt  time.Time // nothing reaches the chat since then
	Consents   []Consent
	Checklists []checklist.List
	Follows    []follow.State
	Hears      []announce.Listener // for which ward announcements are heard
	Browser    *Browser            // nil: none is told of news
	Questions  []Question
	Lines      []chat.Line // of the web page's conversation
	Waiting    []Waiting   // answers on their way
	Session    *chat.Session
	Openings   []Opening // details that are open to the chat now
	Seen       []Seen    // what was shown of details and own data, the newest first
}

// Browser is where a page's browser is told of news. The address itself would let whoever
// reads the copy write there.
type Browser struct {
	Service string // host of its push service
	Since   time.Time
}

// Opening is a dossier whose details a chat may see, and until when.
type Opening struct {
	Code     string
	Strength proof.Strength
	Until    time.Time
}

// Seen is an entry of the audit with the first name of the volunteer, "" for the person.
type Seen struct {
	audit.Entry

	Name string
}

// Consent is what a person agreed to, by the version of its text.
type Consent struct {
	Kind        string
	Version     string
	At          time.Time
	WithdrawnAt time.Time // zero: it stands
}

// Stands says that nobody took it back.
func (c Consent) Stands() bool { return c.WithdrawnAt.IsZero() }

// Question is one with its lines as the asker saw them.
type Question struct {
	ticket.Ticket

	Lines []QuestionLine
}

// QuestionLine is a line with the first name of who did it, "" for the asker and the clock.
type QuestionLine struct {
	ticket.Line

	Name string
}

// Waiting is an answer on its way.
type Waiting struct {
	At    time.Time
	Reply chat.Reply
}

// private are the kinds of lines that an asker never sees: they are the team's.
var private = map[ticket.What]bool{
	ticket.Noted: true, ticket.Assigned: true, ticket.Reminded: true, ticket.Widened: true,
}

// Shown says that a line is one that the asker sees.
func Shown(what ticket.What) bool { return !private[what] }
