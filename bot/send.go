package bot

import (
	"fmt"
	"time"

	"motcua/internal/chat"
)

// Splitter is a Sender that shows a long Reply as several messages. Replies are split
// before they are kept: what fails goes on at the part that failed, also in another
// process, and no part that arrived is sent again.
type Splitter interface {
	Split(r chat.Reply) []chat.Reply
}

// Split makes what is one message each of Replies through a channel.
func (b *Bot) Split(channel chat.Channel, replies []chat.Reply) []chat.Reply {
	splitter, splits := b.senders[channel].(Splitter)
	if !splits {
		return replies
	}
	parts := make([]chat.Reply, 0, len(replies))
	for _, r := range replies {
		parts = append(parts, splitter.Split(r)...)
	}
	return parts
}

// SendKind says what a failed send means for what is to be done next.
type SendKind string

// Kinds of failed sends.
const (
	// SendLater: not now (429, 5xx, no connection): the same may be sent again.
	SendLater SendKind = "later"
	// SendNever: not to this chat, until the person comes back (blocked, deactivated, kicked).
	SendNever SendKind = "never"
	// SendUnknown: it timed out and may have arrived; no channel here can tell.
	SendUnknown SendKind = "unknown"
	// SendRefused: the channel will not take this very Reply, now or later (400): a
	// mistake of ours, to be logged; the next Reply may pass.
	SendRefused SendKind = "refused"
)

// SendError is how a channel says that a send failed. A channel's other errors count
// as SendLater.
type SendError struct {
	Kind  SendKind
	After time.Duration // SendLater: no send before this has passed; 0 = the sender's own pace
	Wide  bool          // SendLater: it holds for the whole channel, not for this chat alone
	Err   error         // the cause, without token, number or text
}

// Error names the kind and the cause.
func (e *SendError) Error() string { return fmt.Sprintf("send (%s): %v", e.Kind, e.Err) }

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }
