package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// What cannot be sent goes to the outbox, and so does what is said after it; the
// message is acknowledged, and nothing is decided again.
func TestTurnGoesOnInTheOutbox(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m := telegram("c" + rand.Text())
	o.sender.failing(only("hai", SendError{Kind: SendLater}))
	ok(t, o.sayAgain(m, Queued))
	ok(t, o.sayAgain(m, Repeated))
	o.arrived(m.Chat, "một")
	o.sender.failing(nil)
	ok(t, o.say(m.Chat, Queued))
	o.arrived(m.Chat, "một")
	o.flush(m.Chat, true)
	o.flush(m.Chat, true) // the other message's job finds nothing
	o.arrived(m.Chat, "một", "hai", "ba", "một", "hai", "ba")
	ok(t, o.say(m.Chat, Answered))
	if o.waiting(m.Chat) != 0 || o.counted(Waiting, 0) != 5 || o.counted(Sent, 0) != 5 {
		t.Errorf("%d wait, %d were put in, %d sent", o.waiting(m.Chat), o.counted(Waiting, 0), o.counted(Sent, 0))
	}
	if log := o.log.String(); strings.Contains(log, "hai") || strings.Contains(log, m.Chat) || strings.Contains(log, "0912345678") {
		t.Errorf("the log says too much: %s", log)
	}
}

// A channel without a Sender stays as it was.
func TestTurnOfAnotherChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.channel.refuse = func(context.Context, int) error { return errBroken }
	is(t, o.send(message(), Undelivered), errBroken)
}

// Told to wait, a Turn sends nothing and waits for nothing.
func TestTurnInAHeldChat(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.sender.failing(always(SendError{Kind: SendLater, After: time.Hour}))
	ok(t, o.say(c, Queued))
	o.exec("DELETE FROM outbox; DELETE FROM outbox_chats")
	o.sender.failing(nil)
	ok(t, o.say(c, Queued))
	o.arrived(c)
	ok(t, o.say(rand.Text(), Answered)) // others are not held
	if wait := o.flush(c, false); wait < 59*time.Minute || wait > time.Hour {
		t.Errorf("again in %v, want an hour", wait)
	}
}

// Time is up: the send in hand may have arrived, and what is left waits.
func TestTurnThatTakesTooLong(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.times.deliver = 50 * time.Millisecond
	c := rand.Text()
	o.sender.failing(func(_, text string) (bool, error) {
		if text == "hai" {
			return true, context.DeadlineExceeded
		}
		return true, nil
	})
	ok(t, o.say(c, Queued))
	o.sender.failing(nil)
	o.flush(c, true)
	o.arrived(c, "một", "hai", "hai", "ba")
}

func TestTurnForOneWhoBlockedUs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.sender.failing(always(SendError{Kind: SendNever}))
	ok(t, o.say(c, Answered))
	if blocked, err := o.out.AccountBlocked(t.Context(), chat.Telegram, c); !blocked || err != nil || o.waiting(c) != 0 {
		t.Errorf("blocked %v, %v; %d wait", blocked, err, o.waiting(c))
	}
}

func TestTurnWithARefusedReply(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.sender.failing(only("hai", SendError{Kind: SendRefused}))
	ok(t, o.say(c, Answered))
	o.arrived(c, "một", "ba")
}

// brokenOutbox cannot be reached where the test says so.
type brokenOutbox struct {
	Outbox

	add, next bool

	slow func() // comes between an answer and us
}

func (b *brokenOutbox) AddToOutbox(ctx context.Context, all []chat.Outgoing) error {
	if b.add {
		return chat.ErrAway
	}
	return b.Outbox.AddToOutbox(ctx, all)
}

func (b *brokenOutbox) NextInOutbox(ctx context.Context, by chat.Sending, done int64) (chat.Next, error) {
	if b.next && done != 0 {
		return chat.Next{}, chat.ErrAway
	}
	next, err := b.Outbox.NextInOutbox(ctx, by, done)
	if b.slow != nil {
		b.slow()
	}
	return next, err
}

// The database goes away in the middle: not acknowledged; what was sent is not sent again.
func TestTurnWithTheOutboxAway(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	broken := &brokenOutbox{Outbox: o.out, add: true}
	o.outbox = broken
	m := telegram(rand.Text())
	o.sender.failing(only("hai", SendError{Kind: SendLater}))
	is(t, o.sayAgain(m, Away), chat.ErrAway)
	broken.add = false
	ok(t, o.sayAgain(m, Queued))
	o.sender.failing(nil)
	o.flush(m.Chat, true)
	o.arrived(m.Chat, "một", "hai", "ba")
	if o.count() != 1 {
		t.Errorf("handled %d times", o.count())
	}
}

// Too many wait for one chat, another is not held up; the time is obeyed.
func TestFlushIsToldToWait(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c, other := rand.Text(), rand.Text()
	o.add(c, "một", "hai")
	o.add(other, "một")
	o.sender.failing(func(chatID, _ string) (bool, error) {
		return chatID != c, map[bool]error{true: &SendError{Kind: SendLater, After: 7 * time.Second, Err: errBroken}}[chatID == c]
	})
	if wait := o.flush(c, false); wait != 7*time.Second {
		t.Errorf("again in %v, want 7 s", wait)
	}
	o.flush(other, true)
	o.sender.failing(nil)
	if wait := o.flush(c, false); wait <= 0 || wait > 7*time.Second {
		t.Errorf("asked too early: again in %v", wait)
	}
	o.arrived(c)
	o.arrived(other, "một")
}

// Out of reach for a while: each time it takes longer to come again, up to a limit.
func TestFlushWithoutANetwork(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	o.sender.failing(func(string, string) (bool, error) { return false, errBroken })
	var waited []time.Duration
	for range 6 {
		waited = append(waited, o.flush(c, false))
	}
	ms := time.Millisecond
	if want := []time.Duration{10 * ms, 20 * ms, 40 * ms, 80 * ms, 100 * ms, 100 * ms}; !slices.Equal(waited, want) {
		t.Errorf("came again after %v, want %v", waited, want)
	}
	o.sender.failing(nil)
	o.flush(c, true)
	o.arrived(c, "một", "hai", "ba")
}

// A timeout is unknown, not failed: a Reply is sent once more, a Notice is not.
func TestFlushTimesOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	o.sender.failing(func(_, text string) (bool, error) {
		return true, map[bool]error{true: &SendError{Kind: SendUnknown, Err: errBroken}}[text != "hai"]
	})
	o.flush(c, false)
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai")
	notice := chat.Outgoing{
		Key: chat.Key{Channel: chat.Telegram, Chat: c, ID: "notice"}, Priority: chat.ForNotice, At: time.Now(),
		Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin"}},
	}
	ok(t, o.out.AddToOutbox(t.Context(), []chat.Outgoing{notice}))
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai", "tin")
	if o.counted(Unsure, 0) != 2 {
		t.Errorf("%d unsure", o.counted(Unsure, 0))
	}
}

// Killed between send and delete: that row again, once, when the lease is over.
func TestFlushIsKilled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	broken := &brokenOutbox{Outbox: o.out, next: true}
	o.outbox = broken
	o.flush(c, false)
	broken.next = false
	if left := o.flush(c, false); left < 3*time.Second || left > o.times.lease {
		t.Errorf("again in %v, want when the dead one's lease is over", left)
	}
	o.arrived(c, "một")
	o.exec("UPDATE outbox_chats SET until = now()")
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai", "ba")
}

// An answer that came too late: another sends by now, and we do not.
func TestFlushThatWasTooSlow(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một")
	o.times.lease = 20 * time.Millisecond
	o.outbox = &brokenOutbox{Outbox: o.out, slow: func() {
		other := chat.Sending{Channel: chat.Telegram, Chat: c, Token: "other", Lease: time.Hour}
		for next := (chat.Next{}); !next.Held; {
			var err error
			next, err = o.out.NextInOutbox(t.Context(), other, 0)
			ok(t, err)
		}
	}}
	o.flush(c, false)
	o.arrived(c)
}

// A slow send keeps the lease.
func TestFlushKeepsTheLease(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.times.renew = time.Millisecond
	c := rand.Text()
	o.add(c, "một")
	sending, goOn := make(chan struct{}), make(chan struct{})
	o.sender.failing(func(string, string) (bool, error) {
		close(sending)
		<-goOn
		return true, nil
	})
	flushed := make(chan bool)
	go func() {
		_, done := o.Flush(t.Context(), chat.Telegram, c)
		flushed <- done
	}()
	wait(t, "it sends", sending)
	for kept := false; !kept; {
		o.exec("UPDATE outbox_chats SET until = now() WHERE until > now() + interval '1 s'")
		ok(t, o.db.QueryRow(t.Context(), "SELECT until > now() + interval '1 s' FROM outbox_chats").Scan(&kept))
	}
	close(goOn)
	if !<-flushed {
		t.Error("not flushed")
	}
}

// Told to end, it sends what is in hand to its end, and gives the rest back at once.
func TestFlushIsToldToEnd(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	ctx, end := context.WithCancel(t.Context())
	o.sender.failing(func(string, string) (bool, error) {
		end()
		return true, nil
	})
	if again, done := o.Flush(ctx, chat.Telegram, c); done || again != 0 {
		t.Errorf("done %v, again in %v", done, again)
	}
	o.arrived(c, "một")
	o.flush(c, true)
	o.arrived(c, "một", "hai")
}

func TestFlushGivesUpWhatIsOld(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "cũ")
	now := time.Now().Add(24 * time.Hour)
	o.now = func() time.Time { return now }
	o.add(c, "cũ") // as old
	o.exec("UPDATE outbox SET at = at + interval '1 minute' WHERE seq = 2")
	o.flush(c, true)
	o.arrived(c, "cũ")
	if o.counted(GivenUp, 0) != 1 {
		t.Errorf("%d given up", o.counted(GivenUp, 0))
	}
}

func TestFlushToOneWhoBlockedUs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	o.sender.failing(always(SendError{Kind: SendNever}))
	o.flush(c, true)
	if blocked, err := o.out.AccountBlocked(t.Context(), chat.Telegram, c); !blocked || err != nil || o.waiting(c) != 0 || o.counted(Blocked, 0) != 1 {
		t.Errorf("blocked %v, %v; %d wait, %d counted", blocked, err, o.waiting(c), o.counted(Blocked, 0))
	}
}

// What the channel will not take, and what makes it panic, does not hold up the rest.
func TestFlushOfARefusedReply(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	o.sender.failing(func(_, text string) (bool, error) {
		switch text {
		case "một":
			return false, &SendError{Kind: SendRefused, Err: errBroken}
		case "hai":
			panic(errors.New(text))
		}
		return true, nil
	})
	o.flush(c, true)
	o.arrived(c, "ba")
	if o.counted(Refused, 0) != 2 || strings.Contains(o.log.String(), fmt.Sprint(errors.New("hai"))) {
		t.Errorf("%d refused: %s", o.counted(Refused, 0), o.log)
	}
}

// A channel that is not there any more.
func TestFlushOfNoChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.add("c", "một")
	o.senders = nil
	o.flush("c", false)
	if o.waiting("c") != 1 {
		t.Error("it does not wait")
	}
}
