package redis

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"motcua/internal/chat"
	"motcua/store/storetest"
)

// slowPace never gives anything back during a test.
func slowPace(t *testing.T) *Pace {
	t.Helper()
	p := newStore(t).Pace()
	p.set = paces{chat: rhythm{time.Hour, 3}, group: rhythm{2 * time.Hour, 2}, channel: rhythm{time.Hour, 5}}
	return p
}

// to is a sending to a new chat of a new channel.
func to() chat.Send { return chat.Send{Channel: chat.Channel(rand.Text()), Chat: rand.Text()} }

// anew is a sending to another chat of the same channel.
func anew(s chat.Send) chat.Send {
	s.Chat = rand.Text()
	return s
}

// takes takes n times, which all succeed.
func takes(t *testing.T, p *Pace, s chat.Send, n int) {
	t.Helper()
	for i := range n {
		if wait := p.Take(t.Context(), s); wait != 0 {
			t.Fatalf("sending %d waits %v", i+1, wait)
		}
	}
}

// about is for times that another clock counts.
func about(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got > want || got < want-time.Minute {
		t.Errorf("%s: wait %v, want %v", what, got, want)
	}
}

// paceCases hold with Redis and without.
func paceCases(t *testing.T, open func(*testing.T) *Pace) {
	t.Helper()
	t.Run("chat", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		takes(t, p, s, 3)
		about(t, "the fourth", p.Take(t.Context(), s), time.Hour)
		takes(t, p, anew(s), 2)
	})
	t.Run("group", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		s.Group, s.Direct = true, true
		takes(t, p, s, 2)
		about(t, "the third", p.Take(t.Context(), s), 2*time.Hour)
	})
	t.Run("answers at once", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		s.Direct = true
		takes(t, p, s, 20)
		s.Direct = false
		about(t, "what is not direct, after them", p.Take(t.Context(), s), time.Hour)
	})
	t.Run("channel", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		for range 5 {
			takes(t, p, anew(s), 1)
		}
		about(t, "the sixth", p.Take(t.Context(), anew(s)), time.Hour)
	})
	t.Run("replies before bulk", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		bulk := anew(s)
		bulk.Bulk = true
		takes(t, p, bulk, 1)
		about(t, "bulk at once after bulk", p.Take(t.Context(), bulk), time.Hour)
		takes(t, p, s, 1)
		about(t, "bulk after two", p.Take(t.Context(), bulk), 2*time.Hour)
	})
	t.Run("hold of a chat", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		s.Direct = true
		p.Hold(t.Context(), s.Channel, s.Chat, 3*time.Hour)
		p.Hold(t.Context(), s.Channel, s.Chat, time.Hour) // the longer one stands
		about(t, "held", p.Take(t.Context(), s), 3*time.Hour)
		if wait := p.Take(t.Context(), anew(s)); wait != 0 {
			t.Errorf("another chat waits %v", wait)
		}
	})
	t.Run("hold of a channel", func(t *testing.T) {
		t.Parallel()
		p, s := open(t), to()
		s.Direct = true
		p.Hold(t.Context(), s.Channel, "", time.Hour)
		about(t, "held", p.Take(t.Context(), s), time.Hour)
		if wait := p.Take(t.Context(), to()); wait != 0 {
			t.Errorf("another channel waits %v", wait)
		}
	})
}

func TestPace(t *testing.T) {
	t.Parallel()
	paceCases(t, slowPace)
}

func TestPaceAlone(t *testing.T) {
	t.Parallel()
	paceCases(t, func(t *testing.T) *Pace {
		t.Helper()
		server := miniredis.RunT(t)
		s, err := Open("redis://" + server.Addr())
		ok(t, err)
		t.Cleanup(s.Close)
		server.Close()
		p := slowPace(t)
		p.store = s
		return p
	})
}

// What one replica is told to wait, another waits as well.
func TestHoldIsShared(t *testing.T) {
	t.Parallel()
	told, other, s := slowPace(t), slowPace(t), to()
	told.Hold(t.Context(), s.Channel, s.Chat, time.Hour)
	about(t, "the other replica", other.Take(t.Context(), s), time.Hour)
	told.Hold(t.Context(), s.Channel, "", 2*time.Hour)
	about(t, "the other replica, another chat", other.Take(t.Context(), anew(s)), 2*time.Hour)
}

// It is over to the millisecond, and Redis may be emptied meanwhile.
func TestHoldEnds(t *testing.T) {
	t.Parallel()
	p, s, began := slowPace(t), to(), time.Now()
	p.now = func() time.Time { return began }
	p.Hold(t.Context(), s.Channel, s.Chat, time.Hour)
	ok(t, storetest.Redis(t).Del(t.Context(), heldChatKey(s.Channel, s.Chat)).Err())
	p.now = func() time.Time { return began.Add(time.Hour - time.Millisecond) }
	if wait := p.Take(t.Context(), s); wait != time.Millisecond {
		t.Errorf("a moment before the end: wait %v", wait)
	}
	p.now = func() time.Time { return began.Add(time.Hour) }
	if wait := p.Take(t.Context(), s); wait != 0 {
		t.Errorf("at the end: wait %v", wait)
	}
}

// No sum of bursts goes over what Telegram names for a group: 20 a minute.
func TestStandardPaceOfAGroup(t *testing.T) {
	t.Parallel()
	p, s, now := newStore(t).Pace(), to(), time.Now()
	s.Group = true
	keys := []string{"all", "chat"}
	for at := range 600 { // a tenth of a second each
		p.here.take(keys, p.beats(s), now.Add(time.Duration(at)*100*time.Millisecond))
	}
	left := p.here.back["chat"].Sub(now.Add(time.Minute))
	sent := int((time.Minute + left) / p.set.group.each)
	if sent > 20 || sent < 18 {
		t.Errorf("%d in a minute", sent)
	}
}

func BenchmarkPaceTake(b *testing.B) {
	s, err := Open(storetest.RedisURL(b))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	p, who := s.Pace(), to()
	who.Direct = true
	for b.Loop() {
		p.Take(b.Context(), who)
	}
}
