package redis

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"motcua/store/embedded"
	"motcua/store/storetest"
)

// hears waits for a word.
func hears(t *testing.T, who string, heard <-chan struct{}) {
	t.Helper()
	select {
	case <-heard:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s hears nothing", who)
	}
}

// listens is a store whose connection for news is up: then its first listener is
// told to look.
func listens(t *testing.T) *Store {
	t.Helper()
	s := newStore(t)
	first, stop := s.Listen(t.Context(), rand.Text())
	defer stop()
	hears(t, "the first listener", first)
	return s
}

func TestWakeReachesAllProcesses(t *testing.T) {
	t.Parallel()
	here, there := listens(t), listens(t)
	topic := rand.Text()
	a, stopA := here.Listen(t.Context(), topic)
	b, stopB := here.Listen(t.Context(), topic)
	c, stopC := there.Listen(t.Context(), topic)
	other, stopOther := here.Listen(t.Context(), rand.Text())
	for _, stop := range []func(){stopA, stopB, stopC, stopOther} {
		defer stop()
	}
	for range 3 {
		here.Wake(t.Context(), topic)
		hears(t, "the first here", a)
		hears(t, "the second here", b)
		hears(t, "the one there", c)
	}
	there.Wake(t.Context(), topic)
	hears(t, "the first here", a)
	hears(t, "the second here", b)
	if len(other) != 0 {
		t.Error("a listener of another topic was woken")
	}
}

// Nobody waits for a listener that does not look: many words become one.
func TestWordsAreTakenTogether(t *testing.T) {
	t.Parallel()
	s := listens(t)
	slow, marker := rand.Text(), rand.Text()
	heard, stop := s.Listen(t.Context(), slow)
	defer stop()
	last, stopLast := s.Listen(t.Context(), marker)
	defer stopLast()
	there := listens(t)
	for range 200 {
		s.Wake(t.Context(), slow)
		there.Wake(t.Context(), slow)
	}
	there.Wake(t.Context(), marker)
	hears(t, "the one who comes last", last)
	if len(heard) != 1 {
		t.Errorf("%d words wait", len(heard))
	}
}

func TestListenersAreCleaned(t *testing.T) {
	t.Parallel()
	s := listens(t)
	topic := rand.Text()
	_, stopA := s.Listen(t.Context(), topic)
	ctx, leave := context.WithCancel(t.Context())
	_, stopB := s.Listen(ctx, topic)
	leave() // the end of its context is as good as a stop
	stopA()
	stopA()
	for s.listeners() > 0 {
		<-time.After(time.Millisecond)
	}
	stopB()
}

func (s *Store) listeners() int {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	return len(s.live.listeners)
}

// While Redis is away listeners hear their own process, as fast as ever; when it is
// back they are told to look.
func TestListenersOutliveRedis(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	s, err := Open("redis://" + server.Addr())
	ok(t, err)
	defer s.Close()
	server.Close()
	topic := rand.Text()
	heard, stop := s.Listen(t.Context(), topic)
	defer stop()
	for range 2 * waiting {
		s.Wake(t.Context(), topic)
	}
	hears(t, "the listener", heard)
	ok(t, server.Restart())
	hears(t, "the listener, after the return,", heard)
	other, err := Open("redis://" + server.Addr())
	ok(t, err)
	defer other.Close()
	other.Wake(t.Context(), topic)
	hears(t, "the listener, from another process,", heard)
}

// A store that was closed and one whose Redis is gone for good still answer.
func TestListenAfterTheEnd(t *testing.T) {
	t.Parallel()
	server, err := embedded.Redis(t.Context(), storetest.Dir(t))
	ok(t, err)
	s, err := Open(server.URL())
	ok(t, err)
	ok(t, server.Stop())
	_, stop := s.Listen(t.Context(), "topic")
	s.Close()
	stop()
	heard, stop := s.Listen(t.Context(), "topic")
	s.Wake(t.Context(), "topic")
	stop()
	if len(heard) != 0 || s.listeners() != 0 {
		t.Errorf("%d words, %d listeners", len(heard), s.listeners())
	}
}
