package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"motcua/internal/chat"
)

// errLost is why the context of a Turn ends when another took the turn.
var errLost = errors.New("the turn was lost")

// Turn answers one Message. nil means that the Turn has ended, now or before:
// acknowledge. After any error the message is to come again: ErrBusy when another
// has the turn, chat.ErrAway when a store is away, others as they are.
//
// ctx bounds the waiting for the turn. Once it is ours the Turn runs to its end,
// for a caller that hangs up must not cost the citizen an attempt.
func (b *Bot) Turn(ctx context.Context, m chat.Message, to Deliverer) error {
	began := time.Now()
	outcome, err := b.turn(ctx, m, to)
	b.observe(outcome, time.Since(began))
	return err
}

// turn is Turn with what became of it.
func (b *Bot) turn(ctx context.Context, m chat.Message, to Deliverer) (string, error) {
	waiting, cancel := context.WithTimeout(ctx, b.times.wait)
	defer cancel()
	leave, err := b.speakers.enter(waiting, m.Speaker())
	if err != nil {
		return left(ctx)
	}
	defer leave()
	hold := chat.Hold{Key: m.Key(), Speaker: m.Speaker(), Token: rand.Text(), Lease: b.times.lease}
	taken, err := b.begin(waiting, hold)
	t := &turn{Bot: b, Message: m, to: to, hold: hold, saved: err == nil}
	switch {
	case err != nil:
		b.log.Warn("turns are away; answering without them", "channel", m.Channel, "error", err)
		return t.answer(context.WithoutCancel(ctx), chat.Turn{State: chat.TurnTaken, Attempt: attempts})
	case taken.State == chat.TurnEnded:
		return Repeated, nil
	case taken.State == chat.TurnBusy:
		return left(ctx)
	}
	return t.run(context.WithoutCancel(ctx), taken)
}

// left is the end of a message whose turn did not come: the caller gave up, or
// another held it too long.
func left(ctx context.Context) (string, error) {
	if ctx.Err() != nil {
		return Cancelled, ctx.Err()
	}
	return Busy, ErrBusy
}

// begin asks for the turn until it is ours, ended, or the waiting is over.
func (b *Bot) begin(ctx context.Context, h chat.Hold) (chat.Turn, error) {
	for {
		// A question that is cut short could leave the turn taken by nobody.
		t, err := b.turns.Begin(context.WithoutCancel(ctx), h)
		if err != nil || t.State != chat.TurnBusy {
			return t, err
		}
		select {
		case <-ctx.Done():
			return t, nil
		case <-time.After(b.times.poll):
		}
	}
}

// turn is a Message in hand.
type turn struct {
	*Bot
	chat.Message

	to    Deliverer
	hold  chat.Hold
	saved bool // the store of turns knows of it; false once it is away
}

// run keeps the turn ours while it is worked on.
func (t *turn) run(ctx context.Context, taken chat.Turn) (string, error) {
	ctx, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	// Most Turns end before the first renewal is due, and so without a goroutine.
	keeping := time.AfterFunc(t.times.renew, func() { t.keep(ctx, lose) })
	defer keeping.Stop()
	if taken.State == chat.TurnCommitted {
		return t.deliver(ctx, Answered, taken.Unsent)
	}
	return t.answer(ctx, taken)
}

// keep renews the lease now and then until ctx ends. A store that is away does not take
// the turn from us; only another holder does.
func (t *turn) keep(ctx context.Context, lose context.CancelCauseFunc) {
	tick := time.NewTicker(t.times.renew)
	defer tick.Stop()
	for ctx.Err() == nil {
		if ours, err := t.turns.Renew(context.WithoutCancel(ctx), t.hold); err == nil && !ours {
			lose(errLost)
			return
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func lost(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errLost) }

// answer lets the Handler answer, or apologises. Without the store there is no count
// of attempts, so the first failure is the last.
func (t *turn) answer(ctx context.Context, taken chat.Turn) (string, error) {
	if taken.Attempt > attempts {
		err := fmt.Errorf("%d attempts ended without a word", taken.Attempt-1)
		return t.apologise(ctx, taken.Session, err)
	}
	session, replies, err := t.handle(ctx, taken.Session)
	switch {
	case lost(ctx):
		return Busy, ErrBusy
	case errors.Is(err, chat.ErrAway):
		t.release(ctx, false)
		return Away, err
	case err != nil && taken.Attempt >= attempts:
		return t.apologise(ctx, taken.Session, err)
	case err != nil:
		t.log.Warn("a message is to be tried again", t.about("attempt", taken.Attempt, "error", err)...)
		t.release(ctx, true)
		return Failed, err
	}
	return t.commit(ctx, Answered, session, replies)
}

// apologise ends a message that could not be answered.
func (t *turn) apologise(ctx context.Context, s chat.Session, cause error) (string, error) {
	t.log.Error("a message could not be answered", t.about("error", cause)...)
	return t.commit(ctx, Apologised, s, t.apology())
}

// commit saves what is remembered and said, and delivers it.
func (t *turn) commit(ctx context.Context, outcome string, s chat.Session, replies []chat.Reply) (string, error) {
	replies = t.Split(t.Channel, replies)
	if t.saved {
		ours, err := t.turns.Commit(ctx, t.hold, s, replies)
		switch {
		case err != nil && !lost(ctx):
			t.log.Warn("turns went away; nothing is saved", t.about("error", err)...)
			t.saved = false
		case err != nil || !ours:
			return Busy, ErrBusy
		}
	}
	unsent := make([]chat.Unsent, len(replies))
	for i, r := range replies {
		unsent[i] = chat.Unsent{N: i + 1, Reply: r}
	}
	return t.deliver(ctx, outcome, unsent)
}

// deliver sends what is unsent, in order, and ends the Turn. What cannot be sent now
// goes to the outbox, or, where the channel has none, stays committed; the message then
// comes again and finds it.
func (t *turn) deliver(ctx context.Context, outcome string, unsent []chat.Unsent) (string, error) {
	if t.outbox != nil && t.senders[t.Channel] != nil {
		return t.send(ctx, outcome, unsent)
	}
	sending, cancel := context.WithTimeout(ctx, t.times.deliver)
	defer cancel()
	for i, u := range unsent {
		if err := t.to.Deliver(sending, t.Message, u.N, u.Reply); err != nil {
			if lost(ctx) {
				return Busy, ErrBusy
			}
			t.release(ctx, true)
			return Undelivered, fmt.Errorf("deliver reply %d: %w", u.N, err)
		}
		if i < len(unsent)-1 { // the last is marked with the end
			t.note(ctx, "mark", func(ctx context.Context) error { return t.turns.MarkSent(ctx, t.hold.Key, u.N) })
		}
	}
	t.note(ctx, "end", func(ctx context.Context) error { return t.turns.End(ctx, t.hold) })
	return outcome, nil
}

// release gives the turn back for another attempt.
func (t *turn) release(ctx context.Context, counted bool) {
	t.note(ctx, "release", func(ctx context.Context) error { return t.turns.Release(ctx, t.hold, counted) })
}

// note tells the store something that it may miss: at worst a Reply is sent twice,
// or the speaker waits for the lease to end.
func (t *turn) note(ctx context.Context, what string, tell func(context.Context) error) {
	if !t.saved {
		return
	}
	if err := tell(context.WithoutCancel(ctx)); err != nil {
		t.log.Warn("turns are away", t.about("step", what, "error", err)...)
	}
}

// about names the message in a log line, not what it says.
func (t *turn) about(more ...any) []any {
	return append([]any{"channel", t.Channel, "message", t.ID}, more...)
}
