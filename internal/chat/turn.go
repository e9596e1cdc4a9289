package chat

import "time"

// Hold names one attempt to hold a Speaker's turn for one Message, as stores need
// it: not what was said, only who and which.
type Hold struct {
	Key     Key
	Speaker Speaker
	Token   string        // made for this attempt alone: who has it in the store holds the turn
	Lease   time.Duration // how long the turn is held without a word from us
}

// TurnState says where a Message stands when its turn is asked for.
type TurnState string

// States of a Turn at its beginning.
const (
	TurnTaken     TurnState = "taken"     // ours: handle the Message
	TurnCommitted TurnState = "committed" // ours: handled before, deliver what is unsent
	TurnEnded     TurnState = "ended"     // delivered before: acknowledge
	TurnBusy      TurnState = "busy"      // held by another
)

// Turn is what a store gives at the beginning of a Turn.
type Turn struct {
	State   TurnState
	Attempt int      // when taken: the how manieth time, from 1
	Session Session  // when taken
	Unsent  []Unsent // when committed, in order
}

// Unsent is a committed Reply that nobody marked as delivered, with its place among
// the Replies to its Message, from 1.
type Unsent struct {
	N     int
	Reply Reply
}
