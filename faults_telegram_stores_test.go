//go:build faults

package main

import (
	"net/http"
	"testing"
	"time"

	"motcua/store/embedded"
)

func ofCodes(int) []string { return asked }

// Redis is emptied twice while people write: nothing is lost, the order stays, and what
// was in flight is at most sent once more.
func TestFaultTelegramRedisEmptied(t *testing.T) {
	t.Parallel()
	bothModes(t, newWorld, func(m *messenger) {
		m.serve()
		c := m.speak(40, 1500*time.Millisecond, ofCodes)
		for range 2 {
			if !c.next(killEvery) {
				m.t.Fatal("all was over before Redis was emptied")
			}
			must(m.t, c.redis.FlushAll(m.t.Context()).Err())
			for i := range c.chats {
				c.repeats[int64(i+1)]++
			}
		}
		<-c.done.Done()
		c.check(ofCodes, m.told)
	})
}

// PostgreSQL is restarted while people write: nothing is lost, the order stays, and
// nothing is said twice.
func TestFaultTelegramPostgresRestarted(t *testing.T) {
	t.Parallel()
	bothModes(t, ownWorld, func(m *messenger) {
		v := m.visitor(m.serve())
		c := m.speak(40, 1500*time.Millisecond, ofCodes)
		if !c.next(killEvery) {
			m.t.Fatal("all was over before the database was stopped")
		}
		must(m.t, m.database.Stop())
		pause(m.t, time.Second)
		again, err := embedded.Postgres(m.t.Context(), m.dir, embedded.Scratch)
		must(m.t, err)
		m.t.Cleanup(func() { must(m.t, again.Stop()) })
		m.t.Logf("noticed %v after its return", v.until(http.StatusOK, allWell).Round(time.Second/10))
		<-c.done.Done()
		c.check(ofCodes, m.told)
	})
}
