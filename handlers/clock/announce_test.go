package clock_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"motcua/handlers/clock"
	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// square is a real store from which announcements are sent on, with a clock of its own.
type square struct {
	t     *testing.T
	store *postgres.Store
	clock *clock.Clock
	now   time.Time
	woken int
}

// Wake counts pages that are told to look.
func (s *square) Wake(context.Context, string) { s.woken++ }

func newSquare(t *testing.T, listeners int) *square {
	t.Helper()
	s := &square{t: t, store: storetest.Store(t)}
	now := func() time.Time { return s.now }
	var err error
	s.clock, err = clock.New(clock.Config{
		Store: s.store, Desk: ticket.New(s.store, nil, ticket.StandardTimes(), now), Lists: s.store, Follows: s.store, Units: s.store,
		Announcements: s.store, Live: s, Now: now,
		Announced: func(_ context.Context, a announce.Announcement, lang, _ string) chat.Reply {
			return chat.Reply{Text: a.Text, Lang: lang}
		},
	})
	ok(t, err)
	for i := range listeners {
		l := announce.Listener{Channel: chat.Telegram, Chat: strconv.Itoa(1000 + i), Unit: "SG-LT", Lang: "vi", At: day(1, 8)}
		if i == 0 {
			l.Channel = chat.Web
		}
		ok(t, s.store.Listen(t.Context(), l))
	}
	return s
}

// day is an hour of a day of December 2026.
func day(d, hour int) time.Time { return time.Date(2026, 12, d, hour, 0, 0, 0, workday.Zone) }

func (s *square) release(a announce.Announcement) int64 {
	s.t.Helper()
	a.Unit, a.Text, a.Version = "SG-LT", "Mai nghỉ", 1
	var err error
	a.ID, err = s.store.AddAnnouncement(s.t.Context(), a, 1, s.now)
	ok(s.t, err)
	ok(s.t, s.store.ReleaseAnnouncement(s.t.Context(), a, 1, s.now))
	return a.ID
}

// look lets the clock look once, and gives when it looks again.
func (s *square) look(id int64) time.Duration {
	s.t.Helper()
	wait, err := s.clock.Announce(s.t.Context(), id)
	ok(s.t, err)
	return wait
}

// figures are those of an announcement.
func (s *square) figures(id int64) announce.Figures {
	s.t.Helper()
	a, err := s.store.Announcement(s.t.Context(), id)
	ok(s.t, err)
	return a.Figures
}

// send takes what is on its way to these chats from the outbox, as if it arrived.
func (s *square) send(from, to int) {
	s.t.Helper()
	for i := from; i < to; i++ {
		by := chat.Sending{Channel: chat.Telegram, Chat: strconv.Itoa(1000 + i), Token: "t", Lease: time.Minute}
		next, err := s.store.NextInOutbox(s.t.Context(), by, 0)
		ok(s.t, err)
		if next.First == nil {
			s.t.Fatalf("nothing is on its way to chat %d", i)
		}
		_, err = s.store.NextInOutbox(s.t.Context(), by, next.First.Seq)
		ok(s.t, err)
	}
}

// A night interrupts it; in the morning it goes on where it was.
func TestANightInterruptsAnAnnouncement(t *testing.T) {
	t.Parallel()
	s := newSquare(t, 130)
	s.now = day(7, 15)
	id := s.release(announce.Announcement{SendAt: day(7, 20)})
	if wait := s.look(id); wait != 5*time.Hour {
		t.Errorf("before its time it waits %v", wait)
	}
	s.now = day(7, 20).Add(59*time.Minute + 59*time.Second)
	if wait := s.look(id); wait != announce.Again {
		t.Errorf("it waits %v", wait)
	}
	s.look(id)
	if f := s.figures(id); f.Reach != 130 || f.Waiting != announce.Page || f.Sent != 0 {
		t.Errorf("with %d on their way: %+v", announce.Ahead, f)
	}
	s.send(1, 101)
	s.now = day(7, 21)
	if wait := s.look(id); wait != 10*time.Hour {
		t.Errorf("at night it waits %v", wait)
	}
	if f := s.figures(id); f.Waiting != 0 || f.Sent != announce.Page {
		t.Errorf("at night: %+v", f)
	}
	s.now = day(8, 7)
	s.look(id)
	if f := s.figures(id); f.Waiting != 29 || f.Sent != announce.Page+1 || s.woken != 1 { // the page has it at once
		t.Errorf("in the morning: %+v, %d pages look", f, s.woken)
	}
	s.send(101, 130)
	if wait := s.look(id); wait != 0 {
		t.Errorf("at its end it waits %v", wait)
	}
	if wait := s.look(id); wait != 0 || s.figures(id).Sent != 130 {
		t.Errorf("after its end it waits %v, %+v", wait, s.figures(id))
	}
}

func TestAnUrgentAnnouncementDoesNotWait(t *testing.T) {
	t.Parallel()
	s := newSquare(t, 2)
	s.now = day(7, 23)
	plain, urgent := s.release(announce.Announcement{SendAt: s.now}), s.release(announce.Announcement{SendAt: s.now, Urgent: true})
	if wait := s.look(plain); wait != 8*time.Hour || s.figures(plain).Reach != 0 {
		t.Errorf("a plain one waits %v", wait)
	}
	if wait := s.look(urgent); wait != announce.Again || s.figures(urgent).Reach != 2 {
		t.Errorf("an urgent one waits %v", wait)
	}
	ok(t, s.store.StopAnnouncement(t.Context(), urgent, 1, s.now))
	ok(t, s.store.StopAnnouncement(t.Context(), plain, 1, s.now))
	for _, id := range []int64{plain, urgent, 999} {
		if wait := s.look(id); wait != 0 {
			t.Errorf("%d, stopped or unknown, waits %v", id, wait)
		}
	}
	if f := s.figures(urgent); f.Waiting != 0 || f.Sent != 1 { // the page has it
		t.Errorf("stopped: %+v", f)
	}
}
