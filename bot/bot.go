// Package bot moves Messages: it takes the turn, lets a Handler answer, commits and
// delivers. The channel is the queue: a Message is acknowledged only when its Turn
// has ended, so a crash loses nothing where the channel sends again. It must not
// know a dossier, SQL or a sentence; channels live in folders below it and do not
// know one another.
package bot

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"motcua/internal/chat"
)

// ErrBusy says that another holds the speaker's turn, or took it from us: do not
// acknowledge, the message is to come again.
var ErrBusy = errors.New("the turn is taken by another")

// Handler decides what to say. An error that wraps chat.ErrAway is no attempt; errors
// and panics must not quote what was said.
type Handler interface {
	Handle(ctx context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error)
	// Apology is said when the message could not be answered.
	Apology(m chat.Message) []chat.Reply
}

// Deliverer brings the n-th Reply (from 1) to where the message came from. The same
// n may come again when it was not known to have arrived.
type Deliverer interface {
	Deliver(ctx context.Context, m chat.Message, n int, r chat.Reply) error
}

// Turns is the store of turns. An error means that it is away: a Turn goes on
// without it. Each call is one step that happens whole or not at all.
type Turns interface {
	Begin(ctx context.Context, h chat.Hold) (chat.Turn, error)
	// Renew and Commit are false when the turn is not ours any more.
	Renew(ctx context.Context, h chat.Hold) (bool, error)
	Commit(ctx context.Context, h chat.Hold, s chat.Session, replies []chat.Reply) (bool, error)
	MarkSent(ctx context.Context, k chat.Key, n int) error
	End(ctx context.Context, h chat.Hold) error
	Release(ctx context.Context, h chat.Hold, counted bool) error
}

// What Options.Observe is told of a Turn.
const (
	Answered    = "answered"    // delivered now
	Queued      = "queued"      // some of it goes by the outbox
	Repeated    = "repeated"    // had ended before
	Apologised  = "apologised"  // could not be answered, an apology was delivered
	Busy        = "busy"        // the turn was, or came, into other hands
	Failed      = "failed"      // the handler failed and may be tried again
	Away        = "away"        // a store is away
	Undelivered = "undelivered" // answered, but not all of it delivered
	Cancelled   = "cancelled"   // the caller left before the turn was ours
)

// Options of a Bot; each may be left out.
type Options struct {
	Log     *slog.Logger
	Observe func(outcome string, took time.Duration)

	// Outbox takes what cannot be sent at once through the channels that have a Sender.
	// Without the two a Message stays unacknowledged until all is delivered.
	Outbox Outbox
	// Senders may be filled until the first Turn: a channel wants the Bot, and the Bot it.
	Senders    map[chat.Channel]Sender
	Pace       Pace
	CountSends func(channel chat.Channel, what string, n int)
	// Lost hears of what was for all of a place and is given up; nil: nobody wants to know.
	Lost func(ctx context.Context, key chat.Key)
	Now  func() time.Time
}

// Bot runs Turns.
type Bot struct {
	handler  Handler
	turns    Turns
	log      *slog.Logger
	observe  func(outcome string, took time.Duration)
	times    times
	speakers speakers

	outbox     Outbox
	senders    map[chat.Channel]Sender
	pace       Pace
	countSends func(channel chat.Channel, what string, n int)
	lost       func(ctx context.Context, key chat.Key) // may be nil
	now        func() time.Time
}

// times of a Turn. Tests shorten them.
type times struct {
	lease   time.Duration // a crashed turn is free again after it
	renew   time.Duration
	wait    time.Duration // for another's turn to end
	poll    time.Duration // while waiting for a turn that another process holds
	handle  time.Duration
	deliver time.Duration // all Replies together

	// Of the outbox, which has the same lease.
	send     time.Duration // one Reply; a file takes its time, and a channel near its limit may hold a message for 15 s
	again    time.Duration // before coming again, at first
	long     time.Duration // before coming again, at most
	patience time.Duration // for the pace, with the lease in hand
	flush    time.Duration // then others are to be sent to; less than a job may take
}

// attempts of a message before the Apology.
const attempts = 3

// New makes a Bot.
func New(h Handler, turns Turns, opts Options) *Bot {
	b := &Bot{
		handler: h, turns: turns, log: opts.Log, observe: opts.Observe,
		times: times{
			lease: 5 * time.Second, renew: time.Second,
			wait: 2 * time.Second, poll: 50 * time.Millisecond,
			handle: 10 * time.Second, deliver: 4 * time.Second,
			send: 45 * time.Second, again: time.Second, long: 15 * time.Second,
			patience: 1500 * time.Millisecond, flush: 30 * time.Second,
		},
		outbox: opts.Outbox, senders: opts.Senders, pace: opts.Pace, countSends: opts.CountSends, lost: opts.Lost, now: opts.Now,
		speakers: speakers{last: map[chat.Speaker]chan struct{}{}},
	}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	if b.observe == nil {
		b.observe = func(string, time.Duration) {}
	}
	if b.pace == nil {
		b.pace = freePace{}
	}
	if b.countSends == nil {
		b.countSends = func(chat.Channel, string, int) {}
	}
	if b.now == nil {
		b.now = time.Now
	}
	return b
}
