package redis

import (
	"sync"
	"testing"

	"motcua/internal/chat"
	"motcua/store/embedded"
)

// What travels together fails alone: a Redis that was emptied knows no script, and
// one of the keys holds what no script can read.
func TestScriptsTogether(t *testing.T) {
	t.Parallel()
	server, err := embedded.Redis(t.Context(), t.TempDir())
	ok(t, err)
	t.Cleanup(func() { ok(t, server.Stop()) })
	s, err := Open(server.URL())
	ok(t, err)
	t.Cleanup(s.Close)
	broken := hold()
	ok(t, s.client.Set(t.Context(), recordKey(broken.Key), "no record", 0).Err())
	for range 3 {
		ok(t, s.client.ScriptFlush(t.Context()).Err())
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if turn, err := s.Begin(t.Context(), hold()); err != nil || turn.State != chat.TurnTaken {
					t.Errorf("%v, %v", turn.State, err)
				}
			})
			all.Go(func() {
				if _, err := s.Begin(t.Context(), broken); err == nil {
					t.Error("a record that is none was read")
				}
			})
		}
		all.Wait()
	}
}
