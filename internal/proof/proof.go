// Package proof holds the rules of who may see the details of a dossier: what each proof
// opens and for how long, how many wrong tries are borne, when nothing may be asked. It
// must not know SQL, channels or any sentence that is said to a citizen.
package proof

import (
	"time"

	"motcua/internal/chat"
)

// Account is one person in one chat.
type Account struct {
	Channel chat.Channel
	Chat    string
}

// Strength is how well somebody has shown that a dossier is theirs.
type Strength string

// Strengths.
const (
	None   Strength = ""
	Weak   Strength = "weak"   // the last four digits of the phone on file, and the year of birth
	Strong Strength = "strong" // the phone on file, which the channel vouches for
)

const (
	// Lasts is how long details stay open after a proof.
	Lasts = 30 * time.Minute
	// Tries are the wrong tries a day of one account at one dossier; more lock that pair, so
	// that a stranger's tries never lock the owner out.
	Tries = 5
	// TriesOfAll are the wrong tries a day at one dossier over all accounts. Then the weak proof
	// rests until the next day and the operator is told; the strong one still works.
	TriesOfAll = 30
)

// Opening is what an account has open of a dossier.
type Opening struct {
	Strength Strength
	Until    time.Time
}

// Try is one attempt at the weak proof.
type Try struct {
	Tail string // last four digits of the phone
	Year int    // year of birth
}

// Outcome is what came of a Try.
type Outcome struct {
	Right bool
	Left  int       // tries left today, after a wrong one
	Until time.Time // locked until then; zero: not locked
}

// String keeps what was typed out of every log and error.
func (Try) String() string { return "[hidden]" }

// GoString does so too.
func (Try) GoString() string { return "[hidden]" }

// OnFile is what of a proof is on file of a dossier.
type OnFile struct {
	Phone     bool
	Year      bool
	BirthYear int // 0: none
}
