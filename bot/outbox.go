package bot

import (
	"context"
	"errors"
	"time"

	"motcua/internal/chat"
)

// Sender brings a Reply to a chat without a Message in hand. How it failed is a
// SendError. A channel that keeps what it shows itself (our page) has none.
type Sender interface {
	Send(ctx context.Context, chatID string, r chat.Reply) error
}

// Outbox keeps what could not be sent at once, and what is for somebody else, in order
// for each chat. An error that wraps chat.ErrAway means that it cannot be reached.
type Outbox interface {
	// OutboxWaits says whether anything waits for the chat: what is said now goes behind it.
	OutboxWaits(ctx context.Context, channel chat.Channel, chatID string) (bool, error)
	// AddToOutbox puts Replies to one chat behind the others and wakes a sender.
	AddToOutbox(ctx context.Context, replies []chat.Outgoing) error
	// NextInOutbox takes the chat's sending lease (done 0) or keeps it and forgets the one
	// numbered done, and gives the next.
	NextInOutbox(ctx context.Context, by chat.Sending, done int64) (chat.Next, error)
	// KeepOutbox is false when the lease is not ours any more.
	KeepOutbox(ctx context.Context, by chat.Sending) (bool, error)
	// EndOutbox is false when something came since Next.Seq.
	EndOutbox(ctx context.Context, by chat.Sending, seq int64) (bool, error)
	// PutBackInOutbox gives the lease back; the one numbered seq (0: none) was tried in vain.
	PutBackInOutbox(ctx context.Context, by chat.Sending, seq int64, doubtful bool) error
	// BlockAccount remembers that nothing reaches the chat, and drops what waits for it.
	BlockAccount(ctx context.Context, channel chat.Channel, chatID string, at time.Time) error
}

// Pace says when what may be sent; it always has an answer.
type Pace interface {
	// Take takes the right to one sending: 0, or how long to wait before asking again.
	Take(ctx context.Context, s chat.Send) time.Duration
	// Hold lets nothing be sent to the chat ("": through the channel) for a while.
	Hold(ctx context.Context, channel chat.Channel, chatID string, d time.Duration)
}

// What Options.CountSends is told.
const (
	Sent    = "sent"     // from the outbox
	Later   = "later"    // failed for now
	Waiting = "waiting"  // put into the outbox
	Unsure  = "unsure"   // timed out once too often: it may have arrived, and is not sent again
	Refused = "refused"  // the channel will never take it: a mistake of ours
	GivenUp = "given_up" // waited too long
	Blocked = "blocked"  // not wanted there any more
)

// freePace is the pace where none is kept.
type freePace struct{}

func (freePace) Take(context.Context, chat.Send) time.Duration             { return 0 }
func (freePace) Hold(context.Context, chat.Channel, string, time.Duration) {}

// failure reads how a send failed; nil did not.
func failure(err error) *SendError {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*SendError](err); ok {
		return f
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &SendError{Kind: SendUnknown, Err: err}
	}
	return &SendError{Kind: SendLater, Err: err}
}

// obey keeps to what a channel said about when to come again.
func (b *Bot) obey(ctx context.Context, channel chat.Channel, chatID string, f *SendError) {
	if f.After <= 0 {
		return
	}
	if f.Wide {
		chatID = ""
	}
	b.pace.Hold(ctx, channel, chatID, f.After)
}

// send delivers what is unsent, in order; what cannot be sent now goes to the outbox, and
// the Turn ends all the same.
func (t *turn) send(ctx context.Context, outcome string, unsent []chat.Unsent) (string, error) {
	waits, err := t.outbox.OutboxWaits(ctx, t.Channel, t.Chat)
	if err != nil {
		return t.unsent(ctx, err)
	}
	var doubtful bool
	if !waits {
		unsent, doubtful, err = t.sendNow(ctx, unsent)
	}
	switch {
	case lost(ctx):
		return Busy, ErrBusy
	case err != nil:
		return t.unsent(ctx, err)
	case len(unsent) > 0:
		outcome = Queued
		if err := t.outbox.AddToOutbox(ctx, t.outgoing(unsent, doubtful)); err != nil {
			return t.unsent(ctx, err)
		}
		t.countSends(t.Channel, Waiting, len(unsent))
	}
	t.note(ctx, "end", func(ctx context.Context) error { return t.turns.End(ctx, t.hold) })
	return outcome, nil
}

// unsent ends a Turn that could neither send nor keep its Replies: it is to come again.
func (t *turn) unsent(ctx context.Context, err error) (string, error) {
	if lost(ctx) {
		return Busy, ErrBusy
	}
	t.release(ctx, false)
	if errors.Is(err, chat.ErrAway) {
		return Away, err
	}
	return Undelivered, err
}

// sendNow sends as long as it goes well, and gives back what is left; doubtful says that
// the first of it may have arrived.
func (t *turn) sendNow(ctx context.Context, unsent []chat.Unsent) ([]chat.Unsent, bool, error) {
	sending, cancel := context.WithTimeout(ctx, t.times.deliver)
	defer cancel()
	pace := chat.Send{Channel: t.Channel, Chat: t.Chat, Group: t.Group, Direct: true}
	for i, u := range unsent {
		if sending.Err() != nil || t.pace.Take(sending, pace) > 0 {
			return unsent[i:], false, nil
		}
		if f := failure(t.to.Deliver(sending, t.Message, u.N, u.Reply)); f != nil {
			stop, err := t.failed(ctx, f, u.N)
			if stop {
				return t.left(unsent[i:], f.Kind), f.Kind == SendUnknown, err
			}
		}
		if i < len(unsent)-1 { // the last is marked with the end
			t.note(ctx, "mark", func(ctx context.Context) error { return t.turns.MarkSent(ctx, t.hold.Key, u.N) })
		}
	}
	return nil, false, nil
}

// left is what is still to be sent after a failure of the first.
func (*turn) left(unsent []chat.Unsent, kind SendKind) []chat.Unsent {
	if kind == SendNever {
		return nil
	}
	return unsent
}

// failed does what a failed send asks for; true: nothing more is to be sent now.
func (t *turn) failed(ctx context.Context, f *SendError, n int) (bool, error) {
	if lost(ctx) {
		return true, nil
	}
	switch f.Kind {
	case SendRefused:
		t.countSends(t.Channel, Refused, 1)
		t.log.Error("a reply was refused", t.about("reply", n, "error", f.Err)...)
		return false, nil
	case SendNever:
		t.countSends(t.Channel, Blocked, 1)
		return true, t.outbox.BlockAccount(ctx, t.Channel, t.Chat, t.now())
	case SendLater, SendUnknown:
		t.obey(ctx, t.Channel, t.Chat, f)
		t.countSends(t.Channel, Later, 1)
		t.log.Warn("a reply goes to the outbox", t.about("reply", n, "error", f)...)
	}
	return true, nil
}

// outgoing makes rows of what is left of a Turn.
func (t *turn) outgoing(unsent []chat.Unsent, doubtful bool) []chat.Outgoing {
	all := make([]chat.Outgoing, len(unsent))
	for i, u := range unsent {
		all[i] = chat.Outgoing{
			Key: t.hold.Key, Group: t.Group, Priority: chat.ForReply,
			Doubtful: doubtful && i == 0, At: t.now(), Unsent: u,
		}
	}
	return all
}
