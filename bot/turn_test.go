package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

var errBroken = errors.New("broken")

// A message sent again is acknowledged and answered once.
func TestSameMessageTwice(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	ok(t, s.send(m, Answered, "1 một", "2 hai", "3 ba"))
	ok(t, s.send(m, Repeated))
	if s.count() != 1 {
		t.Errorf("handled %d times", s.count())
	}
}

func TestSessionIsRemembered(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	ok(t, s.send(m, Answered, "1 một", "2 hai", "3 ba"))
	ok(t, s.send(messageIn(m.Chat), Answered, "1 một", "2 hai", "3 ba"))
	if s.met[0].Lost != 0 || s.met[1].Lost != 1 {
		t.Errorf("sessions %+v", s.met)
	}
}

// A message without an answer ends as well.
func TestNoReplies(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.handle = says()
	m := message()
	ok(t, s.send(m, Answered))
	ok(t, s.send(m, Repeated))
}

// Killed after the commit: what is unsent is sent, and nothing is decided again.
func TestDeliveryGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	s.channel.refuse = func(_ context.Context, n int) error {
		if n == 2 {
			return errBroken
		}
		return nil
	}
	is(t, s.send(m, Undelivered, "1 một"), errBroken)
	is(t, s.send(m, Undelivered), errBroken)
	s.channel.refuse = nil
	ok(t, s.send(m, Answered, "2 hai", "3 ba"))
	ok(t, s.send(m, Repeated))
	if s.count() != 1 {
		t.Errorf("handled %d times", s.count())
	}
}

// All Replies together have one time limit.
func TestSlowDeliveryIsCutShort(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.deliver = 10 * time.Millisecond
	s.channel.refuse = func(ctx context.Context, n int) error {
		if n == 1 {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}
	is(t, s.send(message(), Undelivered, "1 một"), context.DeadlineExceeded)
}

// What is delivered leaves no text behind.
func TestEndedMessageLeavesNoText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.handle = says("bí mật một", "bí mật hai")
	m := message()
	ok(t, s.send(m, Answered, "1 bí mật một", "2 bí mật hai"))
	keys, err := s.redis.Keys(t.Context(), "*"+m.Chat+"*").Result()
	ok(t, err)
	if len(keys) != 2 { // the Session and the mark
		t.Errorf("keys %v", keys)
	}
	for _, key := range keys {
		kept, err := s.redis.Get(t.Context(), key).Result()
		if err != nil { // the mark is a hash
			fields, err := s.redis.HGetAll(t.Context(), key).Result()
			ok(t, err)
			kept = fmt.Sprint(fields)
		}
		if strings.Contains(kept, "mật") {
			t.Errorf("%s keeps %s", key, kept)
		}
	}
}

// Taken by another: the Handler's context ends, and nothing comes of it.
func TestTurnLostInTheHandler(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.renew = time.Millisecond
	m := message()
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		s.loseTurn(m)
		wait(t, "the context ends", ctx.Done())
		session.Lost = 99
		return session, []chat.Reply{{Text: "quá muộn"}}, nil
	}
	is(t, s.send(m, Busy), ErrBusy)
	s.handle = says("một")
	ok(t, s.send(m, Answered, "1 một"))
	if s.met[1].Lost != 0 {
		t.Errorf("session %+v", s.met[1])
	}
}

// Lost without a word: the commit notices.
func TestTurnLostBeforeTheCommit(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.renew = time.Hour
	m := message()
	s.handle = func(_ context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		s.loseTurn(m)
		return session, []chat.Reply{{Text: "một"}}, nil
	}
	is(t, s.send(m, Busy), ErrBusy)
}

func TestTurnLostWhileDelivering(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.renew = time.Millisecond
	m := message()
	s.channel.refuse = func(ctx context.Context, n int) error {
		if n == 1 {
			return nil
		}
		s.loseTurn(m)
		wait(t, "the context ends", ctx.Done())
		return ctx.Err()
	}
	is(t, s.send(m, Busy, "1 một"), ErrBusy)
	s.channel.refuse = nil
	ok(t, s.send(m, Answered, "2 hai", "3 ba"))
}

// A Handler that takes its time keeps the turn.
func TestLeaseIsRenewed(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	store := watch(s.turns)
	s.turns, s.times.renew = store, time.Millisecond
	s.handle = func(_ context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		ok(t, s.redis.PExpire(t.Context(), s.turnKey(m), 2*time.Second).Err())
		wait(t, "a renewal", store.renewed)
		wait(t, "another renewal", store.renewed)
		left, err := s.redis.PTTL(t.Context(), s.turnKey(m)).Result()
		if err != nil || left <= 2*time.Second {
			t.Errorf("%v left of the lease, %v", left, err)
		}
		return session, nil, nil
	}
	ok(t, s.send(message(), Answered))
}

// A caller that hangs up costs the citizen no attempt.
func TestCallerHangsUp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ctx, hangUp := context.WithCancel(t.Context())
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		hangUp()
		if ctx.Err() != nil {
			t.Error("the handler was cut short")
		}
		return says("một")(ctx, m, session)
	}
	ok(t, s.Turn(ctx, message(), s.channel))
	if got := s.channel.sent(); len(got) != 1 {
		t.Errorf("delivered %v", got)
	}
}

// Forgetting a speaker takes the turn in hand, and the message does not come again.
func TestForgottenInTheMiddle(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		ok(t, s.store.Forget(ctx, m.Speaker()))
		return says("một")(ctx, m, session)
	}
	is(t, s.send(m, Busy), ErrBusy)
	ok(t, s.send(m, Repeated))
	s.handle = says("một")
	ok(t, s.send(messageIn(m.Chat), Answered, "1 một"))
	if s.met[1].Lost != 0 {
		t.Errorf("session %+v", s.met[1])
	}
}
