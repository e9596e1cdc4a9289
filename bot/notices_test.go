package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"motcua/internal/chat"
)

// ticking is a pace that lets one Notice through each few milliseconds, and the rest at once.
type ticking struct{ tick <-chan time.Time }

func (p ticking) Take(_ context.Context, s chat.Send) time.Duration {
	if !s.Bulk {
		return 0
	}
	select {
	case <-p.tick:
		return 0
	default:
		return 5 * time.Millisecond
	}
}

func (ticking) Hold(context.Context, chat.Channel, string, time.Duration) {}

// A thousand chats wait for Notices at the channel's pace. A reply to another chat that
// has to go through the outbox is sent after a few of them, not after all.
func TestNoticesLetRepliesPass(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	o.pace = ticking{tick.C}
	const notices = 1000
	for range notices {
		ok(t, o.out.AddToOutbox(t.Context(), []chat.Outgoing{{
			Key: chat.Key{Channel: chat.Telegram, Chat: rand.Text(), ID: "f1"}, Priority: chat.ForNotice, At: time.Now(),
			Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin"}},
		}}))
	}
	o.work(o.Bot, o.out)
	sent := func() int {
		o.sender.mu.Lock()
		defer o.sender.mu.Unlock()
		return len(o.sender.arrived)
	}
	o.until("the first notices", func() bool { return sent() >= 20 })
	before := sent()
	o.add("waiting", "trả lời")
	o.until("the reply", func() bool { return len(o.sender.to("waiting")) == 1 })
	if passed := sent() - before; passed > notices/3 {
		t.Errorf("%d notices went before the reply", passed)
	} else {
		t.Log(fmt.Sprint(passed, " notices went before the reply"))
	}
}
