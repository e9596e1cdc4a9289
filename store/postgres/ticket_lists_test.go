package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/storetest"
)

// chats are whose tickets a list shows, in its order.
func chats(all []ticket.Summary) []string {
	var names []string
	for _, s := range all {
		names = append(names, s.Asker.Chat)
	}
	return names
}

func TestListsOfTickets(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	cast := storetest.Team(t, s)
	ids := map[string]int64{}
	for chatID, hour := range map[string]int{"late": 12, "early": 9, "middle": 10, "taken": 8, "taken later": 8, "done": 7, "done later": 7} {
		q := waiting(chatID)
		q.WaitingAt = at(hour)
		ids[chatID] = ask(t, s, q, "câu hỏi của "+chatID).ID
	}
	change(t, s, ids["taken later"], func(x *ticket.Ticket) { hold(cast.Lan.ID)(x); x.HeldAt = at(13) })
	change(t, s, ids["taken"], hold(cast.Lan.ID))
	for chatID, hour := range map[string]int{"done": 14, "done later": 15} {
		change(t, s, ids[chatID], hold(cast.Lan.ID), ticket.Line{At: at(9), What: ticket.Answered, By: cast.Lan.ID, Text: "Dạ"})
		change(t, s, ids[chatID], finish(hour))
	}
	queue, err := s.WaitingTickets(t.Context())
	if must(t, err); !cmp.Equal(chats(queue), []string{"early", "middle", "late"}) {
		t.Errorf("queue: %v", chats(queue))
	}
	held, err := s.HeldTickets(t.Context(), cast.Lan.ID)
	if must(t, err); !cmp.Equal(chats(held), []string{"taken", "taken later"}) || held[0].HolderName != "Lan" {
		t.Errorf("held: %v", held)
	}
	if none, err := s.HeldTickets(t.Context(), cast.Minh.ID); err != nil || len(none) != 0 {
		t.Errorf("held by another: %v, %v", none, err)
	}
	closed, err := s.ClosedTickets(t.Context(), cast.Lan.ID, 5)
	if must(t, err); !cmp.Equal(chats(closed), []string{"done later", "done"}) {
		t.Errorf("closed: %v", chats(closed))
	}
	if one, err := s.ClosedTickets(t.Context(), cast.Lan.ID, 1); err != nil || len(one) != 1 {
		t.Errorf("the last closed: %v, %v", one, err)
	}
	for chatID, want := range map[string]int{"early": 0, "middle": 1, "late": 2, "taken": 0} {
		if n, err := s.Ahead(t.Context(), ids[chatID]); n != want || err != nil {
			t.Errorf("%d before %s, %v; want %d", n, chatID, err, want)
		}
	}
}

// Others wait in front only where the same people answer.
func TestAheadInOneUnit(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	var last int64
	for chatID, unit := range map[string]string{"a": "U", "b": "V", "c": ""} {
		q := waiting(chatID)
		q.Unit = unit
		ask(t, s, q)
	}
	q := waiting("d")
	q.Unit, q.WaitingAt = "U", at(9)
	last = ask(t, s, q).ID
	if n, err := s.Ahead(t.Context(), last); n != 2 || err != nil {
		t.Errorf("%d wait before it, %v, want those of its unit and of none", n, err)
	}
}

func TestEarlierTickets(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	var ids []int64
	for range 3 {
		id := ask(t, s, waiting("c"), "x").ID
		change(t, s, id, finish(9))
		ids = append(ids, id)
	}
	ask(t, s, waiting("another"), "x")
	counter := ticket.Ticket{State: ticket.Closed, OpenedAt: at(8), ClosedAt: at(8)}
	none := ask(t, s, counter).ID
	ask(t, s, counter)
	asker := ticket.Asker{Channel: chat.Web, Chat: "c"}
	all, err := s.EarlierTickets(t.Context(), asker, ids[1])
	if must(t, err); len(all) != 2 || all[0].ID != ids[2] || all[1].ID != ids[0] {
		t.Errorf("%v", all)
	}
	if all, err := s.EarlierTickets(t.Context(), ticket.Asker{}, none); err != nil || len(all) != 0 {
		t.Errorf("of no asker: %v, %v", all, err)
	}
}

func TestTicketsChangedSince(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	first, second := ask(t, p.Store, waiting("a"), "x").ID, ask(t, p.Store, waiting("b"), "x").ID
	var since time.Time
	must(t, p.db.QueryRow(t.Context(), "SELECT clock_timestamp()").Scan(&since))
	if all, err := p.TicketsChangedSince(t.Context(), since); err != nil || len(all) != 0 {
		t.Errorf("nothing changed, and got %v, %v", all, err)
	}
	change(t, p.Store, second, hold(1))
	tell(t, p.Store, ticket.Told{Ticket: first, Whom: ticket.TheAsker, From: 0, To: 1}) // no change
	all, err := p.TicketsChangedSince(t.Context(), since)
	if must(t, err); len(all) != 1 || all[0].ID != second || all[0].Version != 2 {
		t.Errorf("changed: %v", all)
	}
	if all, err := p.TicketsChangedSince(t.Context(), since.Add(-time.Hour)); err != nil || len(all) != 2 {
		t.Errorf("with a look-back: %v, %v", all, err)
	}
}

// The excerpt is what nobody has answered yet; unread is what the holder has not seen.
func TestExcerptAndUnread(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	cast := storetest.Team(t, s)
	lan := cast.Lan.ID
	id := ask(t, s, waiting("c"), "câu một", "câu hai").ID
	check := func(when, excerpt string, unread int) {
		t.Helper()
		all, err := s.TicketsChangedSince(t.Context(), time.Time{})
		if must(t, err); len(all) != 1 || all[0].Excerpt != excerpt || all[0].Unread != unread {
			t.Errorf("%s: %q, %d unread; want %q, %d", when, all[0].Excerpt, all[0].Unread, excerpt, unread)
		}
	}
	check("waiting", "câu một câu hai", 0)
	change(t, s, id, hold(lan), ticket.Line{At: at(9), What: ticket.Claimed, By: lan})
	check("claimed", "câu một câu hai", 0)
	change(t, s, id, hold(lan), said("câu ba"), said(""), ticket.Line{At: at(9), What: ticket.Noted, By: cast.Minh.ID, Text: "ghi chú"})
	check("added", "câu một câu hai câu ba", 2)
	change(t, s, id, hold(lan), ticket.Line{At: at(9), What: ticket.Answered, By: lan, Text: "Dạ"})
	check("answered", "câu ba", 0)
	change(t, s, id, hold(lan), said("số 12345 "+strings.Repeat("ơ", 400)))
	check("long, with a number", "số ••••• "+strings.Repeat("ơ", 110)+"…", 1)
	change(t, s, id, func(x *ticket.Ticket) { x.Sensitive = true })
	check("sensitive", "", 1)
}

func TestUsualWait(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	if d, n, err := s.UsualWait(t.Context(), at(0)); d != 0 || n != 0 || err != nil {
		t.Errorf("nothing measured: %v of %d, %v", d, n, err)
	}
	for chatID, minutes := range map[string]int{"a": 5, "b": 90, "c": 7, "never": -1, "old": 600} {
		q := waiting(chatID)
		if chatID == "old" {
			q.OpenedAt = at(0)
		}
		if minutes >= 0 {
			q.AnsweredAt = q.OpenedAt.Add(time.Duration(minutes) * time.Minute)
		}
		ask(t, s, q)
	}
	if d, n, err := s.UsualWait(t.Context(), at(1)); d != 7*time.Minute || n != 3 || err != nil {
		t.Errorf("%v of %d, %v; want 7 minutes of 3", d, n, err)
	}
}
