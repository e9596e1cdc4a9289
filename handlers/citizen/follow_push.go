package citizen

import (
	"context"
	"fmt"

	"motcua/internal/chat"
	"motcua/internal/words"
)

// Pushes keeps the browsers that are told of news while their page is closed.
type Pushes interface {
	Hears(ctx context.Context, chatID string) (follows, pushed bool, err error)
	DropPush(ctx context.Context, chatID, endpoint string) error
}

// What may stand behind verbPush: what the page's browser said, or the wish to end it.
const (
	pushOn  = "on"
	pushOff = "off"
)

// pushFailed are the texts for the other words of the page.
var pushFailed = map[string]string{
	"denied": "follow.push.denied", "iphone": "follow.push.iphone", "cannot": "follow.push.cannot", "frame": "follow.push.frame",
}

// pushable reports whether the channel has a browser that can be told of news.
func (h *Handler) pushable(t *Talk) bool {
	return h.Pushes != nil && h.follows() && t.Message.Channel == chat.Web && !t.Message.Passing
}

// pushed reports whether the browser is told; without a page that is never so.
func (h *Handler) pushed(ctx context.Context, t *Talk) (bool, error) {
	if !h.pushable(t) {
		return false, nil
	}
	_, pushed, err := h.Pushes.Hears(ctx, t.Message.Chat)
	if err != nil {
		return false, fmt.Errorf("read whether a browser is told: %w", err)
	}
	return pushed, nil
}

// pushChoice asks the page's browser.
func (t *Talk) pushChoice() chat.Choice {
	c := t.choice("follow.push.choice", verbPush)
	c.Browser = true
	return c
}

// push answers to what the browser said. What counts is what the page has handed in.
func (h *Handler) push(ctx context.Context, t *Talk, about string) error {
	if !h.pushable(t) {
		return h.listFollows(ctx, t, "")
	}
	if about == pushOff {
		if err := h.Pushes.DropPush(ctx, t.Message.Chat, ""); err != nil {
			return fmt.Errorf("end telling a browser: %w", err)
		}
		t.Say("follow.push.off", nil)
		t.Offer(t.pushChoice(), t.choice("follow.list.choice", verbFollows), t.choice("menu.choice", verbMenu))
		return nil
	}
	pushed, err := h.pushed(ctx, t)
	if err != nil {
		return err
	}
	if pushed && about == pushOn {
		t.Say("follow.push.on", nil)
		t.Offer(t.choice("follow.list.choice", verbFollows), t.choice("follow.push.off_choice", verbPush+":"+pushOff))
		return nil
	}
	key := pushFailed[about]
	if key == "" {
		key = "follow.push.later"
	}
	t.Say(key, nil)
	t.More(t.Text("follow.push.still", nil))
	t.Offer(t.pushChoice(), t.choice("follow.list.choice", verbFollows), t.choice("menu.choice", verbMenu))
	return nil
}

// newsComes says where and when a message comes, and how to stop it. A closed page cannot
// be reached but through its browser, and that is said.
func (h *Handler) newsComes(t *Talk, pushed bool) string {
	switch {
	case t.reachable():
		return t.Text("follow.where."+string(t.Message.Channel), nil)
	case pushed:
		return t.Text("follow.where.pushed", nil)
	case h.pushable(t):
		return lines(t.Text("follow.where.web", nil), t.Text("follow.where.offer", words.Args{"choice": t.Text("follow.push.choice", nil)}), t.Text("follow.where.stop", nil))
	}
	return lines(t.Text("follow.where.web", nil), t.Text("follow.where.stop", nil))
}
