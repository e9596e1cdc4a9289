package bot

import (
	"crypto/rand"
	"strings"
	"testing"

	"motcua/internal/chat"
)

// letters is a channel on which each letter is a message of its own.
type letters struct{ *sender }

func (letters) Split(r chat.Reply) []chat.Reply {
	var parts []chat.Reply
	for part := range strings.SplitSeq(r.Text, "") {
		parts = append(parts, chat.Reply{Text: part})
	}
	return parts
}

// A Reply of several parts, of which one fails: those before it are not sent again, not
// even by a process that knows nothing of the first.
func TestASplitReplyGoesOnAtThePartThatFailed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.senders[chat.Telegram] = letters{o.sender}
	o.sender.failing(only("t", SendError{Kind: SendLater}))
	c := rand.Text()
	ok(t, o.say(c, Queued)) // một, hai, ba
	o.arrived(c, "m", "ộ")
	o.sender.failing(nil)
	o.Bot = o.replica(o.openOutbox())
	o.flush(c, true)
	o.arrived(c, "m", "ộ", "t", "h", "a", "i", "b", "a")
}
