package clock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua/internal/chat"
	"motcua/internal/follow"
)

// TellFollower tells a follower what is new, and says after how long to look again; 0 when
// nothing is left to do. All is read now and written only from where it was read: run
// twice, or in several processes, it tells once. To a chat that nothing reaches nothing is
// said, and the watermark stays for the day when it is back.
func (c *Clock) TellFollower(ctx context.Context, id int64) (time.Duration, error) {
	for range rereads {
		s, err := c.Follows.FollowState(ctx, id)
		switch {
		case errors.Is(err, follow.ErrNone) || err == nil && s.Blocked:
			return 0, nil
		case err != nil:
			return 0, err
		}
		now := c.Now()
		n, wait := follow.Judge(s, now, c.Calendar)
		if wait > 0 && !c.AnyHour {
			return max(wait, time.Second), nil
		}
		told, err := c.tellNews(ctx, s, n, now)
		if told || err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("tell follower %d: others were faster %d times", id, rereads)
}

// tellNews is false when another was faster.
func (c *Clock) tellNews(ctx context.Context, s follow.State, n follow.News, now time.Time) (bool, error) {
	if n.Kind == "" && n.Told.Same(s.Told) {
		return true, nil
	}
	var out []chat.Outgoing
	if n.Kind != "" {
		r, err := c.notice(ctx, s, n, now)
		if err != nil {
			return false, err
		}
		r.Topic = "f" + number(s.ID)
		// Another Notice of the same Follow is another row, also at the same event.
		key := r.Topic + "-" + number(n.Told.Event) + "-" + string(n.Kind) + "-" + number(now.UnixMilli())
		out = c.outgoing(s.Channel, s.Chat, key, []chat.Reply{r})
		for i := range out {
			out[i].Priority = chat.ForNotice
		}
	}
	told, err := c.Follows.TellFollower(ctx, s.Follow, n.Told, out)
	if !told || err != nil || n.Kind == "" {
		return told, err
	}
	c.CountNotices(string(n.Kind))
	if s.Channel == chat.Web && c.Live != nil {
		c.Live.Wake(ctx, "web:"+s.Chat)
	}
	return true, nil
}
