package bot

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua/internal/chat"
)

// The same message twice at the same moment is handled once; both are acknowledged.
func TestSameMessageAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	other := s.anotherBot()
	s.times.wait, other.times.wait, other.times.poll = time.Minute, time.Minute, time.Millisecond
	for _, bots := range [][2]*Bot{{s.Bot, s.Bot}, {s.Bot, other}} {
		m, before := message(), s.count()
		var both sync.WaitGroup
		for _, b := range bots {
			both.Go(func() {
				if err := b.Turn(t.Context(), m, s.channel); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if n := s.count() - before; n != 1 {
			t.Errorf("handled %d times", n)
		}
	}
	if got := s.channel.sent(); len(got) != 6 {
		t.Errorf("delivered %v", got)
	}
}

// Messages of one speaker in one process are handled in order of arrival.
func TestOrderOfArrival(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.wait = time.Minute
	first := message()
	goOn := make(chan struct{})
	s.handle = func(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		<-goOn
		return session, nil, nil
	}
	var turns sync.WaitGroup
	var want []string
	for n := range 5 {
		m := first
		m.ID = string(rune('a' + n))
		want = append(want, m.ID)
		arrived := s.speakers.at(m.Speaker())
		turns.Go(func() {
			if err := s.Turn(t.Context(), m, s.channel); err != nil {
				t.Error(err)
			}
		})
		for s.speakers.at(m.Speaker()) == arrived { // until it stands in the queue
			<-time.After(time.Millisecond)
		}
	}
	close(goOn)
	turns.Wait()
	if !slices.Equal(s.handled, want) {
		t.Errorf("handled %v", s.handled)
	}
	if s.speakers.at(first.Speaker()) != nil {
		t.Error("the queue is not cleaned")
	}
}

// at is the end of a speaker's queue.
func (q *speakers) at(who chat.Speaker) chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.last[who]
}

// Two processes never handle messages of one speaker at the same time.
func TestOneAtATimeAcrossProcesses(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	other := s.anotherBot()
	for _, b := range []*Bot{s.Bot, other} {
		b.times.wait, b.times.poll = time.Minute, time.Millisecond
	}
	var inside atomic.Int32
	s.handle = func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
		if inside.Add(1) != 1 {
			t.Error("two at once")
		}
		defer inside.Add(-1)
		return chat.Session{}, nil, nil
	}
	speaker := message().Chat
	var turns sync.WaitGroup
	for n := range 20 {
		b := []*Bot{s.Bot, other}[n%2]
		turns.Go(func() {
			if err := b.Turn(t.Context(), messageIn(speaker), s.channel); err != nil {
				t.Error(err)
			}
		})
	}
	turns.Wait()
	if s.count() != 20 {
		t.Errorf("handled %d", s.count())
	}
}

// Speakers do not wait for one another, even in one chat.
func TestSpeakersDoNotWait(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	slow := message()
	quick := messageIn(slow.Chat)
	quick.From = "another"
	quickDone := make(chan struct{})
	s.handle = func(_ context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		if m.ID == slow.ID {
			wait(t, "the other speaker is answered", quickDone)
		}
		return session, nil, nil
	}
	var turns sync.WaitGroup
	turns.Go(func() {
		if err := s.Turn(t.Context(), slow, s.channel); err != nil {
			t.Error(err)
		}
	})
	ok(t, s.Turn(t.Context(), quick, s.channel))
	close(quickDone)
	turns.Wait()
}

// Taken by another for too long: not acknowledged, and no attempt.
func TestBusyElsewhere(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.wait = 10 * time.Millisecond
	m := message()
	s.holdElsewhere(m)
	is(t, s.send(m, Busy), ErrBusy)
	if s.count() != 0 {
		t.Errorf("handled %d times", s.count())
	}
	s.loseTurn(m)
	ok(t, s.send(m, Answered, "1 một", "2 hai", "3 ba"))
}

// Taken by another for a moment: waited for.
func TestBusyForAMoment(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	store := watch(s.turns)
	s.turns, s.times.wait, s.times.poll = store, time.Minute, time.Millisecond
	m := message()
	s.holdElsewhere(m)
	ended := make(chan error)
	go func() { ended <- s.Turn(t.Context(), m, s.channel) }()
	wait(t, "it asks", store.begun)
	wait(t, "it asks again", store.begun)
	s.loseTurn(m)
	ok(t, <-ended)
}

// In this process, too, the wait has an end, and the queue goes on without whoever
// gave up.
func TestBusyHere(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	m := message()
	handling, goOn := make(chan struct{}), make(chan struct{})
	s.handle = func(_ context.Context, _ chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
		close(handling)
		<-goOn
		return session, nil, nil
	}
	ended := make(chan error)
	go func() { ended <- s.Turn(t.Context(), m, s.channel) }()
	wait(t, "the first is handled", handling)
	s.times.wait = 10 * time.Millisecond
	is(t, s.send(messageIn(m.Chat), Busy), ErrBusy)
	gone, leave := context.WithCancel(t.Context())
	leave()
	is(t, s.Turn(gone, messageIn(m.Chat), s.channel), context.Canceled)
	s.times.wait = time.Minute
	close(goOn)
	ok(t, <-ended)
	s.handle = says("một")
	ok(t, s.send(messageIn(m.Chat), Answered, "1 một"))
}
