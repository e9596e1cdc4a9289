package citizen_test

import (
	"sync"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/chat"
)

// The same message again, as channels send it: answered once.
func TestMessageTwice(t *testing.T) {
	t.Parallel()
	talk := talktest.Open(t).Talk()
	m := talk.Next("H29.171-261203-0012")
	for n, want := range []int{1, 0} {
		replies, err := talk.Send(t.Context(), m)
		if err != nil || len(replies) != want {
			t.Errorf("sending %d: %d replies, %v; want %d", n+1, len(replies), err, want)
		}
	}
}

// Two messages of one citizen at once: each answered once, and the second remembers
// what the first was told.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	talk := talktest.Open(t).Talk()
	talk.Greeted = false
	messages := []chat.Message{talk.Next("H29.171-261203-0012"), talk.Next("H29.171-261116-0045")}
	answers := make([][]chat.Reply, len(messages))
	var all sync.WaitGroup
	for i, m := range messages {
		all.Go(func() {
			var err error
			if answers[i], err = talk.Send(t.Context(), m); err != nil {
				t.Errorf("message %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if n := len(answers[0]) + len(answers[1]); n != 3 {
		t.Errorf("%d replies, want two answers and one line that says who speaks", n)
	}
}
