package bot

import (
	"context"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/chat"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// ownRedis is a stage on a Redis that the test may stop or empty.
func ownRedis(t *testing.T) (*stage, *embedded.Server) {
	t.Helper()
	server, err := embedded.Redis(t.Context(), storetest.Dir(t))
	ok(t, err)
	t.Cleanup(func() { ok(t, server.Stop()) })
	return newStageOn(t, server.URL()), server
}

// Without Redis a message is answered all the same, with an empty Session.
func TestRedisAway(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	m := message()
	ok(t, s.send(m, Answered, "1 một", "2 hai", "3 ba"))
	ok(t, server.Stop())
	ok(t, s.send(messageIn(m.Chat), Answered, "1 một", "2 hai", "3 ba"))
	if s.met[1].Lost != 0 {
		t.Errorf("session %+v", s.met[1])
	}
}

// It goes away while the Handler thinks: what it says is delivered.
func TestRedisStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	s.times.renew = time.Millisecond
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		ok(t, server.Stop())
		return says("một")(ctx, m, session)
	}
	ok(t, s.send(message(), Answered, "1 một"))
}

func TestRedisStopsWhileDelivering(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	s.channel.refuse = func(_ context.Context, n int) error {
		if n == 1 {
			ok(t, server.Stop())
		}
		return nil
	}
	ok(t, s.send(message(), Answered, "1 một", "2 hai", "3 ba"))
}

// One at a time also without Redis.
func TestRedisAwayKeepsOneAtATime(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	ok(t, server.Stop())
	s.times.wait = time.Minute
	var inside sync.Mutex
	s.handle = func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
		if !inside.TryLock() {
			t.Error("two at once")
			return chat.Session{}, nil, nil
		}
		defer inside.Unlock()
		return chat.Session{}, nil, nil
	}
	speaker := message().Chat
	var turns sync.WaitGroup
	for range 10 {
		turns.Go(func() {
			if err := s.Turn(t.Context(), messageIn(speaker), s.channel); err != nil {
				t.Error(err)
			}
		})
	}
	turns.Wait()
}

// Nobody counts attempts without Redis, so the first failure ends in an apology; but
// Postgres away is still no attempt.
func TestRedisAwayAndTheHandlerFails(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	ok(t, server.Stop())
	s.handle = fails(chat.ErrAway)
	is(t, s.send(message(), Away), chat.ErrAway)
	s.handle = fails(errBroken)
	ok(t, s.send(message(), Apologised, "1 xin lỗi"))
}

// A reply that cannot be sent, and nothing that remembers it: it is all to come again.
func TestRedisAwayAndTheChannelFails(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	ok(t, server.Stop())
	s.channel.refuse = func(context.Context, int) error { return errBroken }
	is(t, s.send(message(), Undelivered), errBroken)
}

// Emptied: Sessions start over, and the turn in hand is dropped.
func TestRedisIsEmptied(t *testing.T) {
	t.Parallel()
	s, server := ownRedis(t)
	opts, err := goredis.ParseURL(server.URL())
	ok(t, err)
	client := goredis.NewClient(opts)
	defer func() { ok(t, client.Close()) }()
	m := message()
	ok(t, s.send(m, Answered, "1 một", "2 hai", "3 ba"))
	ok(t, client.FlushAll(t.Context()).Err())
	next := messageIn(m.Chat)
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		ok(t, client.FlushAll(t.Context()).Err())
		return says("một")(ctx, m, session)
	}
	is(t, s.send(next, Busy), ErrBusy)
	s.handle = says("một")
	ok(t, s.send(next, Answered, "1 một"))
	for i, session := range s.met {
		if session.Lost != 0 {
			t.Errorf("session %d: %+v", i, session)
		}
	}
}
