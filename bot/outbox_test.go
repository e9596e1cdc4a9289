package bot

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// office is a stage with a channel that can also send by itself, and an outbox.
type office struct {
	*stage

	url    string
	db     *pgx.Conn // to look into the outbox
	out    *postgres.Store
	sender *sender

	counts sync.Map // what of CountSends -> *int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{stage: newStage(t), url: storetest.DB(t), sender: newSender()}
	o.out = o.openOutbox()
	db, err := pgx.Connect(t.Context(), o.url)
	ok(t, err)
	t.Cleanup(func() { ok(t, db.Close(context.Background())) })
	o.db = db
	o.Bot = o.replica(o.out)
	return o
}

func (o *office) openOutbox() *postgres.Store {
	o.Helper()
	out, err := postgres.Open(o.Context(), o.url, []byte("k"))
	ok(o.T, err)
	o.Cleanup(out.Close)
	return out
}

// replica is another process: its own Bot and pace.
func (o *office) replica(out Outbox) *Bot {
	b := o.anotherBot()
	b.outbox, b.pace = out, o.store.Pace()
	b.senders = map[chat.Channel]Sender{chat.Telegram: o.sender}
	b.countSends = func(_ chat.Channel, what string, n int) { o.counted(what, n) }
	b.times.again, b.times.long = 10*time.Millisecond, 100*time.Millisecond
	return b
}

func (o *office) counted(what string, n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	had, _ := o.counts.LoadOrStore(what, new(int))
	*had.(*int) += n
	return *had.(*int)
}

// say runs a Turn of a new message in a chat of Telegram.
func (o *office) say(chatID, outcome string) error {
	o.Helper()
	return o.sayAgain(telegram(chatID), outcome)
}

func telegram(chatID string) chat.Message {
	m := messageIn(chatID)
	m.Channel = chat.Telegram
	return m
}

func (o *office) sayAgain(m chat.Message, outcome string) error {
	o.Helper()
	err := o.Turn(o.Context(), m, o.sender)
	o.mu.Lock()
	defer o.mu.Unlock()
	if got := o.outcomes[len(o.outcomes)-1]; got != outcome {
		o.Fatalf("outcome %s, want %s (%v)", got, outcome, err)
	}
	return err
}

// add puts texts into the outbox.
func (o *office) add(chatID string, texts ...string) {
	o.Helper()
	all := make([]chat.Outgoing, len(texts))
	for i, text := range texts {
		all[i] = chat.Outgoing{
			Key: chat.Key{Channel: chat.Telegram, Chat: chatID, ID: rand.Text()}, Priority: chat.ForReply, At: time.Now(),
			Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: text}},
		}
	}
	ok(o.T, o.out.AddToOutbox(o.Context(), all))
}

// flush flushes once, and checks whether that was all.
func (o *office) flush(chatID string, done bool) time.Duration {
	o.Helper()
	again, ended := o.Flush(o.Context(), chat.Telegram, chatID)
	if ended != done {
		o.Fatalf("done %v (again in %v), want %v", ended, again, done)
	}
	return again
}

// arrived checks what arrived in a chat, in order, so far.
func (o *office) arrived(chatID string, texts ...string) {
	o.Helper()
	if got := o.sender.to(chatID); !slices.Equal(got, texts) {
		o.Fatalf("arrived %q, want %q", got, texts)
	}
}

// waiting counts the rows of a chat.
func (o *office) waiting(chatID string) (n int) {
	o.Helper()
	ok(o.T, o.db.QueryRow(o.Context(), "SELECT count(*) FROM outbox WHERE chat = $1", chatID).Scan(&n))
	return n
}

func (o *office) exec(sql string) {
	o.Helper()
	_, err := o.db.Exec(o.Context(), sql)
	ok(o.T, err)
}

// sender is a channel on the other side of a network.
type sender struct {
	mu      sync.Mutex
	arrived map[string][]string // by chat
	news    chan struct{}       // a word for each arrival
	// fail says how a send ends: arrived or not, and the error that we see.
	fail func(chatID, text string) (arrives bool, err error)
}

func newSender() *sender {
	return &sender{arrived: map[string][]string{}, news: make(chan struct{}, 10_000)}
}

func (s *sender) Send(ctx context.Context, chatID string, r chat.Reply) error {
	s.mu.Lock()
	fail := s.fail
	s.mu.Unlock()
	arrives, err := true, error(nil)
	if fail != nil {
		arrives, err = fail(chatID, r.Text)
	}
	if err == nil {
		err = ctx.Err()
	}
	if arrives {
		s.mu.Lock()
		s.arrived[chatID] = append(s.arrived[chatID], r.Text)
		s.mu.Unlock()
		s.news <- struct{}{}
	}
	return err
}

func (s *sender) Deliver(ctx context.Context, m chat.Message, _ int, r chat.Reply) error {
	return s.Send(ctx, m.Chat, r)
}

func (s *sender) to(chatID string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.arrived[chatID])
}

func (s *sender) failing(fail func(chatID, text string) (bool, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

// always fails each send in one way; nothing arrives.
func always(e SendError) func(string, string) (bool, error) {
	e.Err = errBroken
	return func(string, string) (bool, error) { return false, &e }
}

// only fails one text.
func only(text string, e SendError) func(string, string) (bool, error) {
	e.Err = errBroken
	return func(_, got string) (bool, error) {
		if got == text {
			return false, &e
		}
		return true, nil
	}
}
