package postgres_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// waiting is a question of a web chat that waits since eight.
func waiting(chatID string) ticket.Ticket {
	return ticket.Ticket{
		State: ticket.Waiting, Asker: ticket.Asker{Channel: chat.Web, Chat: chatID}, Lang: "vi",
		Ring: ticket.OwnTeam, OpenedAt: at(8), WaitingAt: at(8), WidenedAt: at(8), AskedAt: at(8),
	}
}

func said(text string) ticket.Line { return ticket.Line{At: at(8), What: ticket.Said, Text: text} }

// ask opens a question with these words.
func ask(tb testing.TB, s *postgres.Store, t ticket.Ticket, words ...string) ticket.Ticket {
	tb.Helper()
	var lines []ticket.Line
	for _, w := range words {
		lines = append(lines, said(w))
	}
	got, fresh, err := s.OpenTicket(tb.Context(), t, "", lines, nil)
	if must(tb, err); !fresh {
		tb.Fatal("there is one already")
	}
	return got
}

// change does a step of the ticket as it is now.
func change(tb testing.TB, s *postgres.Store, id int64, with func(*ticket.Ticket), lines ...ticket.Line) ticket.Ticket {
	tb.Helper()
	before, err := s.Ticket(tb.Context(), id)
	must(tb, err)
	after := before
	with(&after)
	after, err = s.ChangeTicket(tb.Context(), ticket.Change{Before: before, After: after, Lines: lines})
	must(tb, err)
	return after
}

// hold and finish are what a volunteer does, as far as a store knows of it.
func hold(by int64) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.State, t.Holder, t.HeldAt = ticket.Held, by, at(9) }
}

func finish(hour int) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) {
		t.State, t.ClosedAt, t.Outcome, t.Help = ticket.Closed, at(hour), ticket.Guided, ticket.Remote
	}
}

// Everything that a Ticket and its Lines hold comes back as it was given.
func TestTicketIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	full := ticket.Ticket{
		State: ticket.Held, Asker: ticket.Asker{Channel: chat.Telegram, Chat: "7"}, Lang: "en", Address: "bác", Unit: "U", Area: "A",
		Code: "H29.171-261119-0012", Field: "Hộ tịch", Procedure: "1.004194/thue", Sensitive: true, Grave: true, Far: true,
		Ring: ticket.City, Team: 3, Only: 4, Holder: 5,
		OpenedAt: at(1), WaitingAt: at(2), WidenedAt: at(3), HeldAt: at(4), AskedAt: at(5), AnsweredAt: at(6), SpokenAt: at(7),
		RemindedAt: at(8), ClosedAt: at(9), Details: ticket.Allowed, DetailsUntil: at(10),
		Outcome: ticket.Papers, Help: ticket.Remote, Rating: ticket.Partly, ToldAsker: 1, ToldHolder: 2, RungRing: ticket.OwnTeam,
	}
	lines := []ticket.Line{
		{
			At: at(5), What: ticket.CardSent, By: 5, Text: "Dạ", Reply: &chat.Reply{Text: "thẻ", Lang: "vi"},
			File: &chat.File{ID: "f", Kind: chat.Photo, Type: "image/jpeg", Size: 3}, Team: 6, To: 7, Reason: "unsure",
		},
		{At: at(6), What: ticket.Said, Text: "Cảm ơn"},
	}
	got, fresh, err := s.OpenTicket(t.Context(), full, "k", lines, nil)
	if must(t, err); !fresh {
		t.Error("not new")
	}
	full.ID, full.Version, full.LastLine = got.ID, 1, 2
	if diff := cmp.Diff(full, got); diff != "" || got.ID == 0 {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	read, used, err := s.TicketFor(t.Context(), got.ID, "k")
	if must(t, err); !used || !cmp.Equal(full, read) {
		t.Errorf("read: used %v\n%s", used, cmp.Diff(full, read))
	}
	for i := range lines {
		lines[i].Ticket, lines[i].Seq = got.ID, int64(i+1)
	}
	back, err := s.Lines(t.Context(), got.ID, 0)
	must(t, err)
	if diff := cmp.Diff(lines, back); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if rest, err := s.Lines(t.Context(), got.ID, 1); err != nil || len(rest) != 1 || rest[0].Seq != 2 {
		t.Errorf("after the first: %v, %v", rest, err)
	}
	changed := change(t, s, got.ID, func(x *ticket.Ticket) { *x = ticket.Ticket{ID: x.ID, State: ticket.Closed, OpenedAt: at(1)} })
	if diff := cmp.Diff(ticket.Ticket{ID: got.ID, Version: 2, State: ticket.Closed, OpenedAt: at(1), LastLine: 2}, changed); diff != "" {
		t.Errorf("changed to nothing (-want +got):\n%s", diff)
	}
}

func TestTicketThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	_, _, forErr := s.TicketFor(t.Context(), 7, "k")
	_, err := s.Ticket(t.Context(), 7)
	_, changeErr := s.ChangeTicket(t.Context(), ticket.Change{Before: ticket.Ticket{ID: 7, Version: 1}, After: waiting("c")})
	for _, err := range []error{forErr, err, changeErr} {
		if !errors.Is(err, ticket.ErrNone) {
			t.Errorf("%v, want ErrNone", err)
		}
	}
	if _, ok, err := s.TicketOf(t.Context(), ticket.Asker{Channel: chat.Web, Chat: "c"}); ok || err != nil {
		t.Errorf("of nobody: %v, %v", ok, err)
	}
}

// An asker has one open question, whoever asks how often at once.
func TestOpenTwentyAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ids, fresh := make([]int64, 20), make([]bool, 20)
	var all errgroup.Group
	for i := range ids {
		all.Go(func() error {
			later := []ticket.Later{{Args: ticket.RingArgs{}}}
			got, isNew, err := p.OpenTicket(t.Context(), waiting("c"), fmt.Sprint("k", i%4), []ticket.Line{said("x")}, later)
			ids[i], fresh[i] = got.ID, isNew
			return err
		})
	}
	must(t, all.Wait())
	count := 0
	for i := range ids {
		if ids[i] != ids[0] {
			t.Errorf("tickets %d and %d", ids[0], ids[i])
		}
		if fresh[i] {
			count++
		}
	}
	var tickets, lines, jobs int
	must(t, p.db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_lines), (SELECT count(*) FROM river.river_job)").
		Scan(&tickets, &lines, &jobs))
	if count != 1 || tickets != 1 || lines != 1 || jobs != 1 {
		t.Errorf("%d were new; %d tickets, %d lines, %d jobs", count, tickets, lines, jobs)
	}
}

// The message that opened a question, or was added to it, opens no other when it comes
// again after the question was closed.
func TestOpenAgainByKey(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	open := func(key string) (int64, bool) {
		got, fresh, err := s.OpenTicket(t.Context(), waiting("c"), key, []ticket.Line{said("x")}, nil)
		must(t, err)
		return got.ID, fresh
	}
	first, _ := open("first")
	before, err := s.Ticket(t.Context(), first)
	must(t, err)
	after := before
	finish(9)(&after)
	_, err = s.ChangeTicket(t.Context(), ticket.Change{Before: before, After: after, Key: "last", Lines: []ticket.Line{said("y")}})
	must(t, err)
	for _, key := range []string{"first", "last"} {
		if id, fresh := open(key); id != first || fresh {
			t.Errorf("%s again: ticket %d, new %v", key, id, fresh)
		}
	}
	second, fresh := open("another")
	if second == first || !fresh {
		t.Errorf("another: ticket %d, new %v", second, fresh)
	}
	if id, fresh := open("first"); id != first || fresh {
		t.Errorf("the first, beside an open one: ticket %d, new %v", id, fresh)
	}
	mine, ok, err := s.TicketOf(t.Context(), ticket.Asker{Channel: chat.Web, Chat: "c"})
	if must(t, err); !ok || mine.ID != second {
		t.Errorf("the asker's is %d, want the open one", mine.ID)
	}
	change(t, s, second, finish(10))
	if mine, _, err := s.TicketOf(t.Context(), ticket.Asker{Channel: chat.Web, Chat: "c"}); err != nil || mine.ID != second {
		t.Errorf("the asker's is %d, %v, want the last one", mine.ID, err)
	}
}

// Help at the counter has no asker: there may be many, one a key.
func TestTicketsWithoutAnAsker(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	counter := ticket.Ticket{State: ticket.Closed, OpenedAt: at(8), ClosedAt: at(8), Outcome: ticket.Papers, Help: ticket.InPerson}
	ids := map[int64]bool{}
	for _, key := range []string{"a", "b", "b"} {
		got, _, err := s.OpenTicket(t.Context(), counter, key, []ticket.Line{{At: at(8), What: ticket.Finished, By: 1}}, nil)
		must(t, err)
		ids[got.ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("%d tickets, want 2", len(ids))
	}
	if _, ok, err := s.TicketOf(t.Context(), ticket.Asker{}); ok || err != nil {
		t.Errorf("a ticket of no asker: %v, %v", ok, err)
	}
}

// Of twenty who claim at once one has it; the others learn that it changed.
func TestChangeTwentyAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	before := ask(t, p.Store, waiting("c"), "x")
	won := make([]bool, 20)
	var all errgroup.Group
	for i := range won {
		all.Go(func() error {
			after := before
			hold(int64(i + 1))(&after)
			_, err := p.ChangeTicket(t.Context(), ticket.Change{
				Before: before, After: after, Key: fmt.Sprint("k", i),
				Lines: []ticket.Line{{At: at(9), What: ticket.Claimed, By: int64(i + 1)}}, Later: []ticket.Later{{Args: ticket.RelayArgs{}}},
			})
			if errors.Is(err, ticket.ErrConflict) {
				return nil
			}
			won[i] = err == nil
			return err
		})
	}
	must(t, all.Wait())
	now, err := p.Ticket(t.Context(), before.ID)
	must(t, err)
	for i, did := range won {
		if did != (now.Holder == int64(i+1)) {
			t.Errorf("%d: %v, and %d has it", i+1, did, now.Holder)
		}
	}
	var jobs int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM river.river_job").Scan(&jobs))
	if now.Version != 2 || now.LastLine != 2 || jobs != 1 {
		t.Errorf("version %d, %d lines, %d jobs", now.Version, now.LastLine, jobs)
	}
}

// The same key is one Change for ever, also at once, also after others.
func TestSameKeyTwice(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	before := ask(t, s, waiting("c"))
	c := ticket.Change{Before: before, After: before, Key: "k", Lines: []ticket.Line{said("x"), said("y")}}
	var both errgroup.Group
	for range 8 {
		both.Go(func() error { _, err := s.ChangeTicket(t.Context(), c); return err })
	}
	must(t, both.Wait())
	now := change(t, s, before.ID, hold(1), said("z"))
	if got, err := s.ChangeTicket(t.Context(), c); err != nil || !cmp.Equal(got, now) {
		t.Errorf("again: %v\n%s", err, cmp.Diff(now, got))
	}
	c.Before, c.After = now, now // as a verb that read it anew and did not look
	if got, err := s.ChangeTicket(t.Context(), c); err != nil || !cmp.Equal(got, now) {
		t.Errorf("again on the newest: %v\n%s", err, cmp.Diff(now, got))
	}
	if lines, err := s.Lines(t.Context(), before.ID, 0); err != nil || len(lines) != 3 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	if _, used, err := s.TicketFor(t.Context(), before.ID, "k"); !used || err != nil {
		t.Errorf("used %v, %v", used, err)
	}
	if _, used, err := s.TicketFor(t.Context(), before.ID, ""); used || err != nil {
		t.Errorf("no key, used %v, %v", used, err)
	}
}
