package bot

import (
	"context"
	"crypto/rand"
	"time"

	"motcua/internal/chat"
)

// flush is one who sends what waits for a chat.
type flush struct {
	*Bot

	sender Sender
	by     chat.Sending
	ended  time.Time // when it makes room for others
}

// over says that a flush is done with: nothing waits any more.
const over = time.Duration(-1)

// Flush sends what waits for a chat, in order, until nothing is left (true), or says
// after how long to come again. Many may be called at once; one of them sends. When
// ctx ends, what is being sent is sent to its end, and no more.
func (b *Bot) Flush(ctx context.Context, channel chat.Channel, chatID string) (time.Duration, bool) {
	sender := b.senders[channel]
	if sender == nil {
		return b.times.long, false
	}
	f := &flush{
		Bot: b, sender: sender, ended: time.Now().Add(b.times.flush),
		by: chat.Sending{Channel: channel, Chat: chatID, Token: rand.Text(), Lease: b.times.lease},
	}
	again := f.run(ctx)
	return max(0, again), again == over
}

// run sends one after another. The last one sent is taken away with the step that asks
// for the next, so that a crash between the two repeats that one alone.
func (f *flush) run(ctx context.Context) time.Duration {
	var done int64
	for {
		// What was sent must be forgotten, also when we are told to end.
		asked := time.Now()
		next, err := f.outbox.NextInOutbox(context.WithoutCancel(ctx), f.by, done)
		switch {
		case err != nil:
			f.away(err)
			return f.times.again
		case !next.Waits:
			return over
		case !next.Held:
			return max(next.Left, f.times.again)
		case next.First == nil:
			if f.end(ctx, next.Seq) {
				return over
			}
			done = 0
			continue
		}
		again, sent := f.step(ctx, next.First, asked)
		if !sent {
			return again
		}
		done = next.First.Seq
	}
}

// end gives the chat back, unless something came.
func (f *flush) end(ctx context.Context, seq int64) bool {
	ended, err := f.outbox.EndOutbox(context.WithoutCancel(ctx), f.by, seq)
	if err != nil {
		f.away(err)
	}
	return ended || err != nil // the lease ends by itself
}

// step deals with one row, asked for a moment ago: true when it is done with, else when
// to come again.
func (f *flush) step(ctx context.Context, o *chat.Outgoing, asked time.Time) (time.Duration, bool) {
	if f.now().Sub(o.At) > keepUnsent {
		f.countSends(o.Key.Channel, GivenUp, 1)
		f.notes(ctx, o)
		return 0, true
	}
	if wait := f.await(ctx, o); wait > 0 || ctx.Err() != nil {
		f.putBack(ctx, 0, false)
		return wait, false
	}
	// After a slow answer, or a pause of the whole process, another may be sending by now.
	if time.Since(asked) > f.by.Lease/2 && !f.keep(context.WithoutCancel(ctx)) {
		return f.times.again, false
	}
	err := failure(f.send(context.WithoutCancel(ctx), o))
	if err == nil {
		f.countSends(o.Key.Channel, Sent, 1)
		return 0, true
	}
	return f.failed(ctx, o, err)
}

// keepUnsent is how long a Reply is worth sending.
const keepUnsent = 24 * time.Hour

// await waits for the pace, if that is short: a longer wait is given back, for others
// are to be sent to. It waits no more when ctx ends.
func (f *flush) await(ctx context.Context, o *chat.Outgoing) time.Duration {
	s := chat.Send{Channel: o.Key.Channel, Chat: o.Key.Chat, Group: o.Group, Bulk: o.Priority >= chat.ForNotice}
	for ctx.Err() == nil {
		if time.Now().After(f.ended) {
			return f.times.again
		}
		wait := f.pace.Take(ctx, s)
		if wait == 0 || wait > f.times.patience {
			return wait
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return 0
}

// send sends one row, and keeps the lease while that takes long.
func (f *flush) send(ctx context.Context, o *chat.Outgoing) error {
	ctx, cancel := context.WithTimeout(ctx, f.times.send)
	defer cancel()
	sent := make(chan error, 1)
	go func() { sent <- f.sendOne(ctx, o) }()
	tick := time.NewTicker(f.times.renew)
	defer tick.Stop()
	for {
		select {
		case err := <-sent:
			return err
		case <-tick.C:
			f.keep(ctx)
		}
	}
}

// keep keeps the lease, and says whether it is surely ours.
func (f *flush) keep(ctx context.Context) bool {
	ours, err := f.outbox.KeepOutbox(ctx, f.by)
	if err != nil {
		f.away(err)
	}
	return ours
}

// sendOne is the sender's Send; a panic there is an error of this Reply alone.
func (f *flush) sendOne(ctx context.Context, o *chat.Outgoing) (err error) { //nolint:nonamedreturns // a recovered panic has to become the result
	defer func() {
		if p := recover(); p != nil {
			err = &SendError{Kind: SendRefused, Err: f.panicked(p, "channel", o.Key.Channel)}
		}
	}()
	return f.sender.Send(ctx, o.Key.Chat, o.Reply)
}

// failed does what a failed send asks for: true when the row is done with.
func (f *flush) failed(ctx context.Context, o *chat.Outgoing, err *SendError) (time.Duration, bool) {
	channel := o.Key.Channel
	switch err.Kind {
	case SendRefused:
		f.countSends(channel, Refused, 1)
		f.log.Error("a reply was refused", "channel", channel, "reply", o.N, "error", err.Err)
		f.notes(ctx, o)
		return 0, true
	case SendNever:
		f.countSends(channel, Blocked, 1)
		if err := f.outbox.BlockAccount(context.WithoutCancel(ctx), channel, o.Key.Chat, f.now()); err != nil {
			f.away(err)
			f.putBack(ctx, o.Seq, false)
			return f.times.again, false
		}
		return 0, true
	case SendUnknown:
		if o.Doubtful || o.Priority >= chat.ForNotice {
			f.countSends(channel, Unsure, 1)
			f.notes(ctx, o)
			return 0, true
		}
	case SendLater: // below
	}
	f.countSends(channel, Later, 1)
	f.obey(ctx, channel, o.Key.Chat, err)
	f.putBack(ctx, o.Seq, err.Kind == SendUnknown)
	return max(err.After, f.times.backOff(o.Tries)), false
}

// notes that one is given up: whoever sent the same to many counts those.
func (f *flush) notes(ctx context.Context, o *chat.Outgoing) {
	if o.Priority == chat.ForAll && f.lost != nil {
		f.lost(context.WithoutCancel(ctx), o.Key)
	}
}

// putBack gives the lease back. When that fails it ends by itself.
func (f *flush) putBack(ctx context.Context, seq int64, doubtful bool) {
	if err := f.outbox.PutBackInOutbox(context.WithoutCancel(ctx), f.by, seq, doubtful); err != nil {
		f.away(err)
	}
}

// away tells of an outbox that cannot be reached; whatever was to be done is done later.
func (f *flush) away(err error) {
	f.log.Warn("the outbox is away", "channel", f.by.Channel, "error", err)
}

// backOff doubles with each try that failed.
func (t times) backOff(tries int) time.Duration {
	return min(t.again<<min(tries, 16), t.long)
}
