// Package team says who answers citizens' questions: Volunteers, their Teams, and
// how they come in. It must not know SQL, HTTP, channels or sentences.
package team

import (
	"errors"
	"time"

	"motcua/internal/chat"
	"motcua/internal/unit"
)

// Errors of those who come in.
var (
	ErrSpent   = errors.New("the link was used before")
	ErrExpired = errors.New("the link is too old")
	ErrUnknown = errors.New("there is no such link, person or team")
)

// Kind is what a Team stands for.
type Kind string

// Kinds of Teams, from near to far.
const (
	OfArea   Kind = "area"     // of one neighbourhood (khu phố) of a Unit
	OfUnit   Kind = "unit"     // of a whole ward or commune
	OfCity   Kind = "city"     // answers for all
	Officers Kind = "officers" // of the centre: the last line
)

// Team is a group of Volunteers. Unit is the code of the Unit it stands for, Area the
// name of its neighbourhood.
type Team struct {
	ID   int64
	Name string
	Kind Kind
	Unit string
	Area string
	// Hours are when somebody is usually there; empty: nobody has said.
	Hours   []unit.Hours
	EndedAt time.Time // zero while it stands
}

// Role is what a Volunteer may do.
type Role string

// Roles.
const (
	Plain       Role = "volunteer"
	Coordinator Role = "coordinator"
)

// Member is a Volunteer's place in a Team.
type Member struct {
	Team
	Head bool
}

// Volunteer is one who answers. Name is the first name they chose to show; nothing
// else of them is shown to a citizen.
type Volunteer struct {
	ID        int64
	Name      string
	Role      Role
	Lang      string // of the desk
	Telegram  string // their private chat with the bot, "" when not linked
	DutyUntil time.Time
	EndedAt   time.Time // zero while they belong here
	Teams     []Member
}

// OnDuty says whether they are to be told of new questions.
func (v Volunteer) OnDuty(now time.Time) bool { return v.EndedAt.IsZero() && now.Before(v.DutyUntil) }

// Account is their chat, for what is to be sent to them; false: not linked.
func (v Volunteer) Account() (chat.Channel, string, bool) {
	return chat.Telegram, v.Telegram, v.Telegram != ""
}

// InviteKind is what a one-time link is for.
type InviteKind string

// Kinds of one-time links.
const (
	SignIn  InviteKind = "sign-in"  // of one who is known
	Join    InviteKind = "join"     // makes a new Volunteer
	Connect InviteKind = "telegram" // links a private chat with the bot
)

// Lives of one-time links.
const (
	InviteLives  = 24 * time.Hour
	SignInLives  = 15 * time.Minute
	ConnectLives = 10 * time.Minute
)

// Invite is a one-time link. Only a hash of its token is kept.
type Invite struct {
	Kind      InviteKind
	Volunteer int64 // SignIn, Connect: whose
	Team      int64 // Join
	Role      Role  // Join
	Head      bool  // Join
	By        int64 // who made it; 0 the command line
	Until     time.Time
}

// Session is one browser that is signed in. Its secret is in the browser only.
type Session struct {
	ID        int64
	Volunteer int64
	Device    string // "Chrome, Android", as its browser said
	MadeAt    time.Time
	SeenAt    time.Time
}

// Canned is a ready reply. Fields in braces ({mã}, {hotline}) are filled from the case.
type Canned struct {
	ID    int64
	Team  int64 // 0: for all
	Lang  string
	Title string
	Text  string
}
