package telegram

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/bot"
	"motcua/internal/chat"
)

// take puts a task in hand; false: it is the edit of a message that is, and is dropped.
func (c *Channel) take(t task) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.edit {
		return c.hand[t.said] == 0
	}
	if t.said.ID != "" {
		c.hand[t.said]++
	}
	return true
}

// put takes a task out of hand.
func (c *Channel) put(t task) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.edit || t.said.ID == "" {
		return
	}
	if c.hand[t.said]--; c.hand[t.said] <= 0 {
		delete(c.hand, t.said)
	}
}

// handle does a task. nil: it has ended, acknowledge.
func (c *Channel) handle(ctx context.Context, t task) error {
	var beside sync.WaitGroup
	defer beside.Wait()
	if t.press != "" {
		beside.Go(func() { c.answerPress(ctx, t.press) })
	}
	err := c.perform(ctx, t)
	if err != nil && !errors.Is(err, bot.ErrBusy) && !errors.Is(err, chat.ErrAway) && ctx.Err() == nil {
		c.c.Log.Warn("an update is to come again", "channel", chat.Telegram, "update", t.update, "err", err)
	}
	return err
}

// perform is handle's own work. A panic here is a fault of ours that no second try
// mends, and an update that ends the process would end it for ever.
func (c *Channel) perform(ctx context.Context, t task) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.c.Log.Error("an update could not be handled", "channel", chat.Telegram, "update", t.update,
				"error", fmt.Sprintf("panic of type %T", p), "stack", string(debug.Stack()))
			err = nil
		}
	}()
	switch {
	case t.member != nil:
		return c.noteMember(ctx, t.member)
	case t.moved != 0:
		c.moved.note(t.speaker.Chat, t.moved)
		return nil
	case t.message == nil:
		return nil
	}
	if err := c.noteStart(ctx, t.message); err != nil {
		return err
	}
	return c.c.Turn(ctx, *t.message, c)
}

// answerPress ends the little clock on the button. Nobody misses it if it fails.
func (c *Channel) answerPress(ctx context.Context, id string) {
	err := c.api.tell(ctx, c.times.press, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": id})
	if err != nil {
		c.c.Log.Debug("a press was not answered", "err", err)
	}
}

// noteMember keeps who stopped the bot and who came back.
func (c *Channel) noteMember(ctx context.Context, m *member) error {
	if c.c.Accounts == nil {
		return nil
	}
	id := number(m.Chat.ID)
	switch m.New.Status {
	case "kicked", "left":
		return c.c.Accounts.BlockAccount(ctx, chat.Telegram, id, time.Unix(m.Date, 0))
	case "member", "administrator", "creator":
		return c.c.Accounts.UnblockAccount(ctx, chat.Telegram, id)
	}
	return nil
}

// noteStart: who presses Start can be written to again.
func (c *Channel) noteStart(ctx context.Context, m *chat.Message) error {
	word, _, _ := strings.Cut(m.Text, " ")
	if c.c.Accounts == nil || word != "/start" {
		return nil
	}
	return c.c.Accounts.UnblockAccount(ctx, chat.Telegram, m.Chat)
}
