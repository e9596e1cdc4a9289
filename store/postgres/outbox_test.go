package postgres_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"motcua/internal/chat"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// outgoing is a Reply to a message of a Telegram chat.
func outgoing(chatID, id string, n int) chat.Outgoing {
	return chat.Outgoing{
		Key: chat.Key{Channel: chat.Telegram, Chat: chatID, ID: id}, Priority: chat.ForReply, At: at(8),
		Unsent: chat.Unsent{N: n, Reply: chat.Reply{Text: fmt.Sprint(id, "/", n), Lang: "vi"}},
	}
}

// sending is an attempt to send what waits for a chat.
func sending(chatID, token string) chat.Sending {
	return chat.Sending{Channel: chat.Telegram, Chat: chatID, Token: token, Lease: time.Hour}
}

// drain sends all that waits, and gives the texts in their order.
func drain(t *testing.T, s *postgres.Store, by chat.Sending) []string {
	t.Helper()
	var texts []string
	var done int64
	for {
		next, err := s.NextInOutbox(t.Context(), by, done)
		must(t, err)
		if next.First == nil {
			if next.Held {
				ended, err := s.EndOutbox(t.Context(), by, next.Seq)
				if must(t, err); !ended {
					t.Error("the outbox does not end")
				}
			}
			return texts
		}
		texts, done = append(texts, next.First.Reply.Text), next.First.Seq
	}
}

func waits(t *testing.T, s *postgres.Store, chatID string) bool {
	t.Helper()
	w, err := s.OutboxWaits(t.Context(), chat.Telegram, chatID)
	must(t, err)
	return w
}

func TestOutboxKeepsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	if waits(t, p.Store, "c") {
		t.Error("something waits from the start")
	}
	first, second := outgoing("c", "m1", 1), outgoing("c", "m1", 2)
	first.Group, second.Group, first.Doubtful, second.Priority = true, true, true, chat.ForHuman
	first.Reply.Choices = []chat.Choice{{Label: "Theo dõi", Press: "follow:H29"}}
	for range 2 { // the same again is there once
		must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{first, second}))
	}
	must(t, p.AddToOutbox(t.Context(), nil))
	if !waits(t, p.Store, "c") || waits(t, p.Store, "d") {
		t.Error("what waits for whom is wrong")
	}
	if n, oldest, err := p.OutboxDepth(t.Context()); n != 2 || !oldest.Equal(at(8)) || err != nil {
		t.Errorf("depth %d since %v, %v", n, oldest, err)
	}
	next, err := p.NextInOutbox(t.Context(), sending("c", "a"), 0)
	must(t, err)
	first.Seq = 1
	next.First.At = next.First.At.In(first.At.Location())
	if diff := cmp.Diff(chat.Next{Waits: true, Held: true, Seq: 4, First: &first}, next); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := drain(t, p.Store, sending("c", "a")); !cmp.Equal(got, []string{"m1/1", "m1/2"}) {
		t.Errorf("sent %v", got)
	}
	var left int
	must(t, p.db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_chats)").Scan(&left))
	if left != 0 || waits(t, p.Store, "c") {
		t.Errorf("%d rows left", left)
	}
}

// What somebody waits for goes first, and each kind in its order.
func TestOutboxOrder(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for i, priority := range []chat.Priority{chat.ForNotice, chat.ForReply, chat.ForHuman, chat.ForReply} {
		o := outgoing("c", fmt.Sprint("m", i), 1)
		o.Priority = priority
		must(t, s.AddToOutbox(t.Context(), []chat.Outgoing{o}))
	}
	if got := drain(t, s, sending("c", "a")); !cmp.Equal(got, []string{"m1/1", "m3/1", "m2/1", "m0/1"}) {
		t.Errorf("sent %v", got)
	}
}

func TestOutboxOfSeveralChatsIsRefused(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	if err := s.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", "m", 1), outgoing("d", "m", 1)}); err == nil {
		t.Error("two chats at once: accepted")
	}
}

// One sends at a time. Who is killed loses the lease when it is over, and the row that
// was being sent comes first again.
func TestSendingLease(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", "m", 1), outgoing("c", "m", 2)}))
	mine, other := sending("c", "mine"), sending("c", "other")
	_, err := p.NextInOutbox(t.Context(), mine, 0)
	must(t, err)
	if next, err := p.NextInOutbox(t.Context(), other, 0); err != nil || next.Held || !next.Waits || next.First != nil || next.Left < 59*time.Minute {
		t.Errorf("another, meanwhile: %+v, %v", next, err)
	}
	age(t, p)
	kept, err := p.KeepOutbox(t.Context(), mine)
	if must(t, err); !kept {
		t.Error("not kept")
	}
	if next, err := p.NextInOutbox(t.Context(), other, 0); err != nil || next.Held {
		t.Errorf("another, after it was kept: %+v, %v", next, err)
	}
	age(t, p)
	next, err := p.NextInOutbox(t.Context(), other, 0)
	if must(t, err); !next.Held || next.First.N != 1 {
		t.Fatalf("another, after the end: %+v", next)
	}
	kept, err = p.KeepOutbox(t.Context(), mine)
	if must(t, err); kept {
		t.Error("kept what another has")
	}
	if next, err := p.NextInOutbox(t.Context(), mine, 1); err != nil || next.Held {
		t.Errorf("the first again: %+v, %v", next, err)
	}
	if got := drain(t, p.Store, other); !cmp.Equal(got, []string{"m/1", "m/2"}) {
		t.Errorf("sent %v", got)
	}
}

// age ends all leases.
func age(t *testing.T, p place) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), "UPDATE outbox_chats SET until = now() - interval '1 s'")
	must(t, err)
}

// Who had to wait for the lease sees what was sent meanwhile.
func TestLeaseThatCameLate(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", "m", 1), outgoing("c", "m", 2)}))
	tx, err := p.db.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), "UPDATE outbox_chats SET token = '' WHERE chat = 'c'")
	must(t, err)
	_, err = tx.Exec(t.Context(), "DELETE FROM outbox WHERE seq = 1")
	must(t, err)
	late := make(chan chat.Next)
	go func() {
		next, err := p.NextInOutbox(t.Context(), sending("c", "late"), 0)
		if err != nil {
			t.Error(err)
		}
		late <- next
	}()
	for waiting := false; !waiting; {
		must(t, tx.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE NOT l.granted AND a.datname = current_database())`).Scan(&waiting))
	}
	must(t, tx.Commit(t.Context()))
	if next := <-late; !next.Held || next.First == nil || next.First.N != 2 {
		t.Errorf("%+v, want the second", next.First)
	}
}

func TestPutBack(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	must(t, s.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", "m", 1)}))
	for i, doubtful := range []bool{false, true, false} {
		by := sending("c", strconv.Itoa(i))
		next, err := s.NextInOutbox(t.Context(), by, 0)
		must(t, err)
		if next.First == nil || next.First.Tries != i || next.First.Doubtful != (i == 2) {
			t.Fatalf("time %d: %+v", i+1, next.First)
		}
		must(t, s.PutBackInOutbox(t.Context(), by, next.First.Seq, doubtful))
	}
	must(t, s.PutBackInOutbox(t.Context(), sending("c", "stranger"), 0, false))
}

// What comes at the very end is not left behind, and the order is that of the numbers,
// whoever adds and sends at the same time.
func TestOutboxAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const writers, each = 4, 25
	var adding errgroup.Group
	for w := range writers {
		adding.Go(func() error {
			for n := range each {
				if err := p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", fmt.Sprint("m", w), 2*n+1), outgoing("c", fmt.Sprint("m", w), 2*n+2)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	added := make(chan error, 1)
	go func() { added <- adding.Wait() }()
	var sent []string
	for running := true; running; {
		select {
		case err := <-added:
			must(t, err)
			running = false
		default:
		}
		sent = append(sent, drainOpen(t, p.Store)...)
	}
	last := map[string]int{}
	for _, text := range sent {
		var n int
		id, number, _ := strings.Cut(text, "/")
		_, err := fmt.Sscan(number, &n)
		if must(t, err); n != last[id]+1 {
			t.Fatalf("%s/%d after %d", id, n, last[id])
		}
		last[id] = n
	}
	if len(sent) != 2*writers*each || waits(t, p.Store, "c") {
		t.Errorf("sent %d of %d", len(sent), 2*writers*each)
	}
}

// drainOpen drains while others add: the end may have to be tried again.
func drainOpen(t *testing.T, s *postgres.Store) []string {
	t.Helper()
	var texts []string
	var done int64
	by := sending("c", "a")
	for {
		next, err := s.NextInOutbox(t.Context(), by, done)
		must(t, err)
		done = 0
		switch {
		case !next.Waits:
			return texts
		case next.First != nil:
			texts, done = append(texts, next.First.Reply.Text), next.First.Seq
		default:
			_, err := s.EndOutbox(t.Context(), by, next.Seq)
			must(t, err)
		}
	}
}

// A message that comes again while its Replies are sent: neither waits for the other.
func TestSameAgainWhileItIsSent(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	all := make([]chat.Outgoing, 40)
	for n := range all {
		all[n] = outgoing("c", "m", n+1)
	}
	must(t, s.AddToOutbox(t.Context(), all))
	var both errgroup.Group
	both.Go(func() error {
		for range 20 {
			if err := s.AddToOutbox(t.Context(), all); err != nil {
				return err
			}
		}
		return nil
	})
	for range 3 {
		drainOpen(t, s)
	}
	must(t, both.Wait())
}

func TestOldOutboxIsForgotten(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for hour, c := range map[int]string{8: "old", 9: "both", 10: "both", 11: "new"} {
		o := outgoing(c, strconv.Itoa(hour), 1)
		o.At = at(hour)
		must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{o}))
	}
	n, err := p.ForgetOutbox(t.Context(), at(10))
	if must(t, err); n != 2 {
		t.Errorf("forgot %d, want 2", n)
	}
	var chats, rows string
	must(t, p.db.QueryRow(t.Context(), "SELECT string_agg(chat, ' ' ORDER BY chat) FROM outbox_chats").Scan(&chats))
	must(t, p.db.QueryRow(t.Context(), "SELECT string_agg(key, ' ' ORDER BY at) FROM outbox").Scan(&rows))
	if chats != "both new" || rows != "10 11" {
		t.Errorf("left: chats %q, rows %q", chats, rows)
	}
}

// A job names the chat and nothing that is said.
func TestJobsNameIDsOnly(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", "m", 1)}))
	var args, queue string
	var most int
	must(t, p.db.QueryRow(t.Context(), "SELECT args::text, queue, max_attempts FROM river.river_job").Scan(&args, &queue, &most))
	if args != `{"chat": "c", "channel": "telegram"}` || queue != "flush_telegram" || most < 30000 {
		t.Errorf("args %s, queue %s, %d attempts", args, queue, most)
	}
}

func TestBlockedAccount(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	blocked := func() bool {
		b, err := p.AccountBlocked(t.Context(), chat.Telegram, "c")
		must(t, err)
		return b
	}
	must(t, p.UnblockAccount(t.Context(), chat.Telegram, "c")) // not known: nothing is written
	for _, c := range []string{"c", "d"} {
		must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing(c, "m", 1)}))
	}
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "c", at(8)))
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "c", at(9)))
	if n, _, err := p.OutboxDepth(t.Context()); n != 1 || err != nil {
		t.Errorf("%d wait, %v; want the other chat's", n, err)
	}
	var since time.Time
	var accounts int
	must(t, p.db.QueryRow(t.Context(), "SELECT max(blocked_at), count(*) FROM accounts").Scan(&since, &accounts))
	if !blocked() || !since.Equal(at(8)) || accounts != 1 {
		t.Errorf("blocked %v since %v, %d accounts", blocked(), since, accounts)
	}
	must(t, p.UnblockAccount(t.Context(), chat.Telegram, "c"))
	if blocked() {
		t.Error("still blocked")
	}
}

func TestOnePoller(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	hold := func(token string) bool {
		held, err := p.HoldPoller(t.Context(), chat.Telegram, token, time.Hour)
		must(t, err)
		return held
	}
	for range 2 { // taken, and kept
		if !hold("a") || hold("b") {
			t.Error("the poller is not one")
		}
	}
	must(t, p.LeavePoller(t.Context(), chat.Telegram, "b")) // not his
	if hold("b") {
		t.Error("taken away by a stranger")
	}
	must(t, p.LeavePoller(t.Context(), chat.Telegram, "a"))
	if !hold("b") {
		t.Error("left, and not to be had")
	}
	_, err := p.db.Exec(t.Context(), "UPDATE pollers SET until = now()")
	if must(t, err); !hold("a") || hold("b") {
		t.Error("a lease that is over is not taken over")
	}
}
