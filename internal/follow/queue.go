package follow

import "time"

// Queue is how the telling of followers stands, for who runs the program. It counts, and
// names nobody.
type Queue struct {
	Follows int       // all that are
	Blocked int       // of them: nothing reaches the chat
	Today   int       // followers who were told something since midnight
	Ready   int       // jobs that may run now
	Settles int       // jobs that wait a moment for further changes
	Quiet   int       // jobs that wait for the end of the quiet hours or of days off
	Until   time.Time // when the first of those goes on; zero: none waits
	Sending int       // Notices that wait for their channel's pace
	Oldest  time.Time // since when the oldest of them waits; zero: none
	Tried   int       // of them: a try to send failed
	Failing []Failure // the most frequent first
}

// Failure is why jobs do not get on.
type Failure struct {
	Cause string // with each number in it as N
	Jobs  int
	Given bool // up: only the daily look does it again
}
