package clock

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/procedure"
)

// Lists is what a reminder reads and writes. Errors wrap chat.ErrAway when the store
// cannot be reached.
type Lists interface {
	Checklist(ctx context.Context, id int64) (checklist.List, error)
	Procedure(ctx context.Context, code, unit string, at time.Time) (*procedure.Procedure, procedure.Overlay, error)
	// AccountBlocked says that nothing reaches a chat any more.
	AccountBlocked(ctx context.Context, channel chat.Channel, chatID string) (bool, error)
	// Remind ends the reminder of the list and keeps what is said of it, all or nothing;
	// false when another did it, or it was set to another time meanwhile.
	Remind(ctx context.Context, l checklist.List, out []chat.Outgoing) (bool, error)
}

// Remind reminds the owner of a list of the papers that are still missing, once, and says
// after how long to look again; 0 when nothing is left to do. All is read now: what was
// taken back, deleted or completed meanwhile is not spoken of.
func (c *Clock) Remind(ctx context.Context, id int64) (time.Duration, error) {
	l, err := c.Lists.Checklist(ctx, id)
	switch {
	case errors.Is(err, checklist.ErrNone):
		return 0, nil
	case err != nil || l.RemindAt.IsZero():
		return 0, err
	}
	now := c.Now()
	due := l.RemindAt // nothing is sent before its time, nor at night
	if due.Before(now) {
		due = now
	}
	if due = checklist.Loud(due); due.After(now) {
		return max(due.Sub(now), time.Second), nil
	}
	out, err := c.reminders(ctx, l, now)
	if err != nil {
		return 0, err
	}
	_, err = c.Lists.Remind(ctx, l, out)
	return 0, err
}

// reminders is what is to be said of a list, nothing where nobody would read it.
func (c *Clock) reminders(ctx context.Context, l checklist.List, now time.Time) ([]chat.Outgoing, error) {
	if l.Channel == chat.Web { // a closed page reads nothing
		return nil, nil
	}
	blocked, err := c.Lists.AccountBlocked(ctx, l.Channel, l.Chat)
	if err != nil || blocked {
		return nil, err
	}
	p, own, err := c.Lists.Procedure(ctx, l.Procedure, "", now)
	if err != nil || p == nil {
		return nil, err
	}
	return c.reminder(l, procedure.Guided(p, own)), nil
}

// mostNamed is how many missing papers a reminder names.
const mostNamed = 5

// reminder is what is said, nothing where no paper is missing. It may be read by others on
// a locked screen: of a sensitive procedure it names the field alone.
func (c *Clock) reminder(l checklist.List, g *procedure.Guide) []chat.Outgoing {
	at, ok := g.Case(l.Case)
	missing := checklist.Missing(at, l.Ticked)
	if !ok || len(missing) == 0 {
		return nil
	}
	v := c.voice(l.Lang, l.Address)
	v.named["count"] = strconv.Itoa(len(missing))
	lines := []string{}
	if g.Sensitive {
		v.named["field"] = g.Field
		lines = append(lines, v.text("remind.field", nil))
	} else {
		v.named["name"] = g.Named(at, v.lang)
		lines = append(lines, v.text("remind.head", nil))
		for _, item := range missing[:min(len(missing), mostNamed)] {
			lines = append(lines, procedure.Tidy(item.Name))
		}
		if len(missing) > mostNamed {
			lines = append(lines, v.text("remind.more", nil))
		}
	}
	r := v.reply(strings.Join(append(lines, v.text("remind.once", nil)), "\n"))
	about := g.Code + "/" + at.ID
	r.Choices = []chat.Choice{
		{Label: v.text("remind.see", nil), Press: "list:" + about},
		{Label: v.text("remind.spot", nil), Press: "spot:" + about},
		{Label: v.text("remind.again", nil), Press: "remind:" + about},
		{Label: v.text("remind.human", nil), Press: "human"},
	}
	key := "c" + number(l.ID) + "-" + number(l.RemindAt.Unix())
	out := c.outgoing(l.Channel, l.Chat, key, []chat.Reply{r})
	for i := range out {
		out[i].Priority = chat.ForNotice
	}
	return out
}
