package chat

import "time"

// Priority is the place of an Outgoing among others in its chat: the lower goes first.
type Priority int

// Priorities.
const (
	ForReply  Priority = 1 // somebody waits for it at this moment
	ForHuman  Priority = 2 // a line of a volunteer
	ForNotice Priority = 3 // news, sent to many
	ForAll    Priority = 4 // the same words for all of a place
)

// Outgoing is a Reply that could not be sent at once, or is for somebody else.
type Outgoing struct {
	Key      Key // of the Message that it answers, or of what made it: with N it is there once
	Group    bool
	Priority Priority
	Doubtful bool // it was sent once and may have arrived
	At       time.Time
	Unsent

	// Counted by the store.
	Seq   int64 // its number in the chat
	Tries int   // that failed
}

// Sending names one attempt to be the one who sends what waits for a chat.
type Sending struct {
	Channel Channel
	Chat    string
	Token   string        // made for this attempt alone
	Lease   time.Duration // without a word from us
}

// Next is what there is to send in a chat.
type Next struct {
	Waits bool          // something waits, or is being sent by another
	Held  bool          // we are the one who sends
	Left  time.Duration // of the other's lease
	Seq   int64
	First *Outgoing // to be sent first; nil when there is no more
}

// Send is one sending, as its pace is reckoned.
type Send struct {
	Channel Channel
	Chat    string
	Group   bool
	Bulk    bool // sent to many: it waits until Replies leave room
	Direct  bool // answers what was said a moment ago: a private chat's own pace does not stop it
}

// FlushArgs wakes whoever sends what waits for a chat.
type FlushArgs struct {
	Channel Channel `json:"channel"`
	Chat    string  `json:"chat"`
}

// Kind names the job.
func (FlushArgs) Kind() string { return "flush" }
