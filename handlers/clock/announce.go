package clock

import (
	"context"
	"errors"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

// Announcements is what sending them on reads and writes. Errors wrap chat.ErrAway when
// the store cannot be reached.
type Announcements interface {
	// Announcement is one as it stands; the error wraps announce.ErrNone when it is gone.
	Announcement(ctx context.Context, id int64) (announce.Announcement, error)
	// Announce sends it on to some who have not got it, once to each; nothing where enough
	// are on their way.
	Announce(ctx context.Context, id int64, now time.Time, say func(announce.Listener) []chat.Outgoing) (announce.Step, error)
}

// Announce sends a released Announcement on, as many as may be on their way at once, and
// says after how long to look again; 0 when nothing is left to do. Whether it may be sent
// is asked each time: what a night or a holiday interrupts goes on after it, and one that
// was stopped is not gone on with.
func (c *Clock) Announce(ctx context.Context, id int64) (time.Duration, error) {
	a, err := c.Announcements.Announcement(ctx, id)
	switch {
	case errors.Is(err, announce.ErrNone) || err == nil && a.State != announce.Released:
		return 0, nil
	case err != nil:
		return 0, err
	}
	now := c.Now()
	begin := now
	if a.SendAt.After(now) {
		begin = a.SendAt
	}
	if begin = announce.Loud(begin, a.Urgent, c.Calendar); begin.After(now) {
		return max(begin.Sub(now), time.Second), nil
	}
	step, err := c.Announcements.Announce(ctx, id, now, func(l announce.Listener) []chat.Outgoing {
		return c.outgoing(l.Channel, l.Chat, "", []chat.Reply{c.Announced(ctx, a, l.Lang, l.Address)})
	})
	switch {
	case errors.Is(err, announce.ErrNone) || err == nil && step.Ended:
		return 0, nil
	case err != nil:
		return 0, err
	}
	for _, l := range step.Told {
		if l.Channel == chat.Web && c.Live != nil {
			c.Live.Wake(ctx, "web:"+l.Chat)
		}
	}
	return announce.Again, nil
}
