package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

func TestThreeErrorsThenTheApology(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.handle = fails(errBroken)
	m := message()
	is(t, s.send(m, Failed), errBroken)
	is(t, s.send(m, Failed), errBroken)
	ok(t, s.send(m, Apologised, "1 xin lỗi"))
	ok(t, s.send(m, Repeated))
	if s.count() != 3 {
		t.Errorf("handled %d times", s.count())
	}
	s.handle = says("một") // and the next message is not held back
	ok(t, s.send(messageIn(m.Chat), Answered, "1 một"))
}

// Three were killed without a word: the fourth does not try again.
func TestFourthAttemptApologises(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	for range 3 {
		h := chat.Hold{Key: m.Key(), Speaker: m.Speaker(), Token: "killed", Lease: time.Hour}
		if _, err := s.store.Begin(t.Context(), h); err != nil {
			t.Fatal(err)
		}
		s.loseTurn(m)
	}
	ok(t, s.send(m, Apologised, "1 xin lỗi"))
	if s.count() != 0 {
		t.Errorf("handled %d times", s.count())
	}
}

// A panic counts as an error; the log says where, but not what was said.
func TestPanicThenTheApology(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	s.handle = func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
		panic("cannot read " + m.Text)
	}
	if err := s.send(m, Failed); err == nil || strings.Contains(err.Error(), m.Text) {
		t.Errorf("%v", err)
	}
	s.handle = func(_ context.Context, _ chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		session.Lang = session.Choices[len(session.Choices)+7].Label // a panic of the runtime, which the log may quote
		return session, nil, nil
	}
	s.send(m, Failed)
	ok(t, s.send(m, Apologised, "1 xin lỗi"))
	log := s.log.String()
	if strings.Contains(log, "0912345678") || strings.Contains(log, m.Chat) {
		t.Errorf("the log says too much: %s", log)
	}
	if !strings.Contains(log, "attempts_test.go") || !strings.Contains(log, "index out of range [7]") {
		t.Errorf("the log does not say where and why: %s", log)
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
}

// A store that is away is nobody's attempt.
func TestStoreAwayIsNotCounted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.handle = fails(errors.Join(errBroken, chat.ErrAway))
	m := message()
	for range 5 {
		is(t, s.send(m, Away), chat.ErrAway)
	}
	s.handle = fails(errBroken)
	is(t, s.send(m, Failed), errBroken)
	is(t, s.send(m, Failed), errBroken)
	s.handle = says("một")
	ok(t, s.send(m, Answered, "1 một"))
}

func TestHandlerHasADeadline(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.handle = time.Millisecond
	s.handle = func(ctx context.Context, _ chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		wait(t, "the deadline", ctx.Done())
		return session, nil, ctx.Err()
	}
	is(t, s.send(message(), Failed), context.DeadlineExceeded)
}
