package redis

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/chat"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// behindProxy is a store on a Redis of the test's own behind a line that can fail.
func behindProxy(t *testing.T, more string) (*Store, *storetest.Proxy) {
	t.Helper()
	server, err := embedded.Redis(t.Context(), storetest.Dir(t))
	ok(t, err)
	t.Cleanup(func() { ok(t, server.Stop()) })
	u, err := url.Parse(server.URL())
	ok(t, err)
	network, address, who := "unix", u.Path, ""
	if u.Scheme != "unix" { // a machine without redis-server
		network, address, who = "tcp", u.Host, u.User.String()+"@"
	}
	p := storetest.NewProxy(t, network, address)
	s, err := Open("redis://" + who + p.Addr() + more)
	ok(t, err)
	t.Cleanup(s.Close)
	return s, p
}

// back waits until the guard lets questions through again.
func back(t *testing.T, s *Store) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if s.Ping(t.Context()) == nil {
			return
		}
	}
	t.Fatal("Redis is back and nobody noticed")
}

// A Redis that swallows everything costs one caller the wait; then nobody waits,
// and when it is back it is used again.
func TestSilenceIsMetOnce(t *testing.T) {
	t.Parallel()
	s, line := behindProxy(t, "?read_timeout=300ms")
	begin(t, s, hold(), chat.TurnTaken)
	line.Swallow()
	if _, err := s.Begin(t.Context(), hold()); err == nil {
		t.Fatalf("first: %v", err)
	}
	began := time.Now()
	for range 20 {
		if _, err := s.Begin(t.Context(), hold()); !errors.Is(err, errAway) {
			t.Fatalf("later: %v", err)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, chat.ErrAway) {
			t.Fatalf("ping: %v", err)
		}
	}
	if took := time.Since(began); took > 250*time.Millisecond {
		t.Errorf("forty questions to a silent Redis took %v", took)
	}
	line.Restore()
	back(t, s)
	begin(t, s, hold(), chat.TurnTaken)
}

// A slow Redis is not away.
func TestSlowIsNotAway(t *testing.T) {
	t.Parallel()
	s, line := behindProxy(t, "")
	line.Delay(100 * time.Millisecond)
	for range 3 {
		begin(t, s, hold(), chat.TurnTaken)
	}
}

// What Redis itself refuses, and a caller who leaves, say nothing about the line.
func TestAnAnswerIsNoSilence(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	h := hold()
	ok(t, storetest.Redis(t).HSet(t.Context(), turnKey(h.Speaker), "wrong", "type").Err())
	if _, err := s.Begin(t.Context(), h); err == nil {
		t.Fatal("a turn was taken from a key of another type")
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := s.client.Ping(gone).Err(); err == nil {
		t.Fatal("a caller who left was answered")
	}
	if _, err := s.client.Get(t.Context(), h.Token).Result(); !errors.Is(err, goredis.Nil) {
		t.Fatalf("%v", err)
	}
	begin(t, s, hold(), chat.TurnTaken)
}

// Several commands at once are guarded as well.
func TestPipelinesAreGuarded(t *testing.T) {
	t.Parallel()
	s, line := behindProxy(t, "?read_timeout=100ms")
	ok(t, s.Ping(t.Context()))
	line.Swallow()
	ask := func(p goredis.Pipeliner) error { return p.Ping(t.Context()).Err() }
	if _, err := s.client.Pipelined(t.Context(), ask); err == nil {
		t.Fatalf("first: %v", err)
	}
	cmds, err := s.client.Pipelined(t.Context(), ask)
	if !errors.Is(err, errAway) || !errors.Is(cmds[0].Err(), errAway) {
		t.Fatalf("later: %v", err)
	}
	line.Restore()
	back(t, s)
}
