package bot

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

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
