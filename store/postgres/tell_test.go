package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// handOn is an answer on its way to a chat.
func handOn(channel chat.Channel, chatID, id string, hour int, texts ...string) []chat.Outgoing {
	var out []chat.Outgoing
	for i, text := range texts {
		out = append(out, chat.Outgoing{
			Key: chat.Key{Channel: channel, Chat: chatID, ID: id}, Priority: chat.ForHuman, At: at(hour),
			Unsent: chat.Unsent{N: i + 1, Reply: chat.Reply{Text: text, Lang: "vi", By: &chat.Person{Name: "Lan", Role: "tình nguyện viên"}}},
		})
	}
	return out
}

func tell(t *testing.T, s *postgres.Store, told ticket.Told) bool {
	t.Helper()
	moved, err := s.Tell(t.Context(), told)
	must(t, err)
	return moved
}

// texts are the replies that a page sees after a number, and the number of the last.
func texts(t *testing.T, s *postgres.Store, chatID string, after int64) ([]string, int64) {
	t.Helper()
	lines, err := s.LinesAfter(t.Context(), chatID, after)
	must(t, err)
	var all []string
	for _, l := range lines {
		if l.Reply != nil {
			all = append(all, l.Reply.Text)
		}
		after = l.Seq
	}
	return all, after
}

// Told by many at once, each line is there once, in order.
func TestTellIsOnce(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	id := ask(t, s, waiting("c"), "x", "y").ID
	told := ticket.Told{Ticket: id, Whom: ticket.TheAsker, From: 0, To: 2, Out: handOn(chat.Web, "c", "t1-0", 9, "một", "hai")}
	won := make([]bool, 8)
	var all errgroup.Group
	for i := range won {
		all.Go(func() (err error) { won[i], err = s.Tell(t.Context(), told); return err })
	}
	must(t, all.Wait())
	count := 0
	for _, w := range won {
		if w {
			count++
		}
	}
	got, last := texts(t, s, "c", 0)
	if count != 1 || !cmp.Equal(got, []string{"một", "hai"}) {
		t.Errorf("%d told; the page sees %v", count, got)
	}
	told.From, told.To, told.Out = 2, 3, handOn(chat.Web, "c", "t1-2", 9, "ba")
	if !tell(t, s, told) {
		t.Error("the next is not told")
	}
	if got, _ := texts(t, s, "c", last); !cmp.Equal(got, []string{"ba"}) {
		t.Errorf("after the last the page sees %v", got)
	}
	if now, err := s.Ticket(t.Context(), id); err != nil || now.ToldAsker != 3 || now.Version != 1 {
		t.Errorf("told %d, version %d, %v", now.ToldAsker, now.Version, err)
	}
	for _, stale := range []ticket.Told{
		told, {Ticket: id, Whom: ticket.TheHolder, From: 1, To: 2}, {Ticket: id, Whom: ticket.TheRing, From: 1, To: 2},
		{Ticket: 99, Whom: ticket.TheAsker, From: 0, To: 1},
	} {
		if tell(t, s, stale) {
			t.Errorf("told from where it is not: %+v", stale)
		}
	}
}

// A human's answer comes a day later, or after "Xong, xóa": the chat is there again, and
// a page that still knows an old number sees it.
func TestTellToAForgottenChat(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	id := ask(t, s, waiting("c"), "x").ID
	for n := range 40 {
		_, err := s.AddLine(t.Context(), key("c", "m"), n, at(8), &chat.Said{Text: "x"}, &chat.Reply{})
		must(t, err)
	}
	_, last := texts(t, s, "c", 0)
	_, err := s.ForgetLines(t.Context(), at(9))
	must(t, err)
	if !tell(t, s, ticket.Told{Ticket: id, Whom: ticket.TheAsker, From: 0, To: 1, Out: handOn(chat.Web, "c", "t1-0", 10, "một", "hai")}) {
		t.Fatal("not told")
	}
	got, last := texts(t, s, "c", last)
	if !cmp.Equal(got, []string{"một", "hai"}) {
		t.Errorf("after a day the page sees %v", got)
	}
	must(t, s.DeleteChat(t.Context(), "c"))
	if !tell(t, s, ticket.Told{Ticket: id, Whom: ticket.TheAsker, From: 1, To: 2, Out: handOn(chat.Web, "c", "t1-1", 11, "ba")}) {
		t.Fatal("not told")
	}
	if got, _ := texts(t, s, "c", last); !cmp.Equal(got, []string{"ba"}) {
		t.Errorf("after a deletion the page sees %v", got)
	}
	if n, err := s.ForgetLines(t.Context(), at(12)); n != 1 || err != nil {
		t.Errorf("forgot %d lines, %v: an answer lives a day as every line", n, err)
	}
}

// Messengers get rows in the outbox, in order, behind what waits, and one job a chat.
func TestTellGoesToTheOutbox(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	id := ask(t, p.Store, waiting("c"), "x").ID
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("7", "m", 1)}))
	out := append(handOn(chat.Telegram, "7", "", 9, "a", "b"), handOn(chat.Telegram, "5", "", 9, "c")...)
	out = append(out, handOn(chat.Telegram, "7", "again", 9, "d")...)
	if !tell(t, p.Store, ticket.Told{Ticket: id, Whom: ticket.TheRing, From: 0, To: 1, Out: out}) {
		t.Fatal("not told")
	}
	if got := drain(t, p.Store, sending("7", "a")); !cmp.Equal(got, []string{"m/1", "a", "b", "d"}) {
		t.Errorf("to 7: %v", got)
	}
	if got := drain(t, p.Store, sending("5", "a")); !cmp.Equal(got, []string{"c"}) {
		t.Errorf("to 5: %v", got)
	}
	var jobs int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM river.river_job WHERE queue = 'flush_telegram'").Scan(&jobs))
	if jobs != 3 {
		t.Errorf("%d jobs, want one of the reply and two", jobs)
	}
}

// Without a key, what one person hears as asker, as holder and of the queue are different
// rows, also in one chat.
func TestToldWithoutKeys(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	asked := waiting("7")
	asked.Asker.Channel = chat.Telegram
	id := ask(t, s, asked, "x").ID
	for whom, text := range map[ticket.Whom]string{ticket.TheAsker: "a", ticket.TheHolder: "h", ticket.TheRing: "r"} {
		out := handOn(chat.Telegram, "7", "", 9, text)
		out[0].N = 0
		if !tell(t, s, ticket.Told{Ticket: id, Whom: whom, From: 0, To: 1, Out: out}) {
			t.Errorf("%s not told", whom)
		}
	}
	if got := drain(t, s, sending("7", "a")); len(got) != 3 {
		t.Errorf("sent %v", got)
	}
}

// What is for the asker goes to the asker's chat, and to no other.
func TestTellOnlyTheAsker(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	id := ask(t, s, waiting("c"), "x").ID
	told := ticket.Told{Ticket: id, Whom: ticket.TheAsker, From: 0, To: 1, Out: handOn(chat.Web, "d", "k", 9, "x")}
	if tell(t, s, told) {
		t.Error("told somebody else")
	}
	told.Out = append(told.Out, handOn(chat.Web, "c", "k", 9, "x")...)
	if _, err := s.Tell(t.Context(), told); err == nil {
		t.Error("told two chats")
	}
	must(t, s.DeletePerson(t.Context(), chat.Web, "c", ""))
	told.Out = handOn(chat.Web, "c", "k", 9, "x")
	if tell(t, s, told) {
		t.Error("told somebody who is gone")
	}
	if got, _ := texts(t, s, "c", 0); got != nil {
		t.Errorf("the page sees %v", got)
	}
}

// Words that were read before their person was deleted are not told afterwards, to nobody,
// whoever is faster.
func TestTellWhileAPersonIsDeleted(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for range 20 {
		id := ask(t, p.Store, waiting("777000111"), "dấu-lời-nói").ID
		var all errgroup.Group
		for whom, out := range map[ticket.Whom][]chat.Outgoing{
			ticket.TheAsker:  handOn(chat.Web, "777000111", "", 9, "dấu-trả-lời"),
			ticket.TheHolder: handOn(chat.Telegram, "5", "", 9, "dấu-lời-nói"),
			ticket.TheRing:   append(handOn(chat.Telegram, "5", "", 9, "dấu-lời-nói"), handOn(chat.Telegram, "6", "", 9, "dấu-lời-nói")...),
		} {
			all.Go(func() error {
				_, err := p.Tell(t.Context(), ticket.Told{Ticket: id, Whom: whom, From: 0, To: 1, Out: out})
				return err
			})
		}
		all.Go(func() error { return p.DeletePerson(t.Context(), chat.Web, "777000111", "") })
		must(t, all.Wait())
		for _, word := range []string{"dấu-lời-nói", "dấu-trả-lời", "777000111"} {
			if with := tablesWith(t, p, word); with != nil {
				t.Fatalf("%s is left in %v", word, with)
			}
		}
	}
}

// A question that was taken need not be announced any more.
func TestTakenIsNotRung(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	id := ask(t, s, waiting("c"), "x").ID
	change(t, s, id, hold(1))
	if tell(t, s, ticket.Told{Ticket: id, Whom: ticket.TheRing, From: 0, To: 1, Out: handOn(chat.Telegram, "7", "k", 9, "x")}) {
		t.Error("rung")
	}
	if waits(t, s, "7") {
		t.Error("something waits for the volunteer")
	}
}

// What was told meanwhile is not told again by a Change that read the count before.
func TestChangeKeepsWhatWasTold(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	before := ask(t, s, waiting("c"), "x")
	for _, told := range []ticket.Told{
		{Ticket: before.ID, Whom: ticket.TheAsker, From: 0, To: 1},
		{Ticket: before.ID, Whom: ticket.TheHolder, From: 0, To: 1},
		{Ticket: before.ID, Whom: ticket.TheRing, From: 0, To: 1},
	} {
		moved, err := s.Tell(t.Context(), told)
		if must(t, err); !moved {
			t.Fatalf("%s not told", told.Whom)
		}
	}
	after := before
	hold(1)(&after)
	now, err := s.ChangeTicket(t.Context(), ticket.Change{Before: before, After: after, Lines: []ticket.Line{said("y")}})
	if must(t, err); now.ToldAsker != 1 || now.ToldHolder != 1 || now.RungRing != ticket.OwnTeam {
		t.Errorf("told %d, %d, %d", now.ToldAsker, now.ToldHolder, now.RungRing)
	}
	now = change(t, s, before.ID, func(x *ticket.Ticket) { x.RungRing, x.ToldHolder, x.ToldAsker = 0, 2, 2 })
	if now.ToldAsker != 2 || now.ToldHolder != 2 || now.RungRing != 0 {
		t.Errorf("meant: told %d, %d, %d", now.ToldAsker, now.ToldHolder, now.RungRing)
	}
}
