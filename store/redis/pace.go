package redis

import (
	"context"
	_ "embed" // the scripts
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/chat"
)

var (
	//go:embed take.lua
	takeText string
	//go:embed hold.lua
	holdText string

	takeScript = goredis.NewScript(takeText)
	holdScript = goredis.NewScript(holdText)
)

// rhythm is one sending each interval, and some at once after a rest.
type rhythm struct {
	each  time.Duration
	burst int
}

// paces are Telegram's, the strictest we know, with some air: about one message a
// second in a chat, 20 a minute in a group, 30 a second to all.
type paces struct{ chat, group, channel rhythm }

func standardPaces() paces {
	return paces{
		chat:    rhythm{time.Second, 4},
		group:   rhythm{3750 * time.Millisecond, 4},
		channel: rhythm{40 * time.Millisecond, 5},
	}
}

// Pace says when what may be sent, for all replicas together. What a channel told us
// to wait (Hold) is known in the process as well, so that it is obeyed while Redis is
// away; the rhythm is then kept by each process alone.
type Pace struct {
	store *Store
	set   paces
	here  *alonePace
	now   func() time.Time
}

// Pace makes the pace of all channels.
func (s *Store) Pace() *Pace {
	return &Pace{store: s, set: standardPaces(), here: newAlonePace(), now: time.Now}
}

// The keys of a channel carry its tag, not the chat's: one script sees both.
func heldKey(channel chat.Channel) string { return "motcua:held:{" + string(channel) + "}" }

func heldChatKey(channel chat.Channel, id string) string { return heldKey(channel) + ":" + id }

func paceKey(channel chat.Channel) string { return "motcua:pace:{" + string(channel) + "}" }

func paceChatKey(channel chat.Channel, id string) string { return paceKey(channel) + ":" + id }

// beat is a rhythm for one sending.
type beat struct {
	rhythm

	waits bool // false: the sending is counted, and does not wait
}

// beats are what one sending counts for: in its channel, and in its chat. What answers
// at once waits for neither, only for a group's; what is sent to many waits until
// nobody else has been sent to for a moment.
func (p *Pace) beats(s chat.Send) [2]beat {
	all, own := beat{p.set.channel, !s.Direct}, beat{p.set.chat, !s.Direct}
	if s.Bulk {
		all.burst = 1
	}
	if s.Group {
		own = beat{p.set.group, true}
	}
	return [2]beat{all, own}
}

// Take takes the right to one sending: 0, or how long to wait before asking again.
func (p *Pace) Take(ctx context.Context, s chat.Send) time.Duration {
	beats, now := p.beats(s), p.now()
	if wait := p.here.held(s.Channel, s.Chat, now); wait > 0 {
		return wait
	}
	keys := []string{heldKey(s.Channel), heldChatKey(s.Channel, s.Chat), paceKey(s.Channel), paceChatKey(s.Channel, s.Chat)}
	args := make([]any, 0, 6)
	for _, b := range beats {
		args = append(args, b.each.Milliseconds(), b.burst, b.waits)
	}
	wait, err := p.store.scripts.run(ctx, takeScript, keys, args...).Int64()
	if err != nil {
		return p.here.take(keys[2:], beats, now)
	}
	return time.Duration(wait) * time.Millisecond
}

// Hold lets nothing be sent to a chat ("": through the whole channel) for a while.
func (p *Pace) Hold(ctx context.Context, channel chat.Channel, chatID string, d time.Duration) {
	key := heldKey(channel)
	if chatID != "" {
		key = heldChatKey(channel, chatID)
	}
	p.here.hold(key, p.now().Add(d))
	// Lost with Redis, other replicas are told to wait by the channel itself.
	_ = p.store.scripts.run(ctx, holdScript, []string{key}, max(1, d.Milliseconds())).Err()
}
