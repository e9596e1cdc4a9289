package telegram

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/bot"
	"motcua/internal/chat"
)

// Deliver sends a Reply to where the Message came from. A file takes longer than the
// time that a Turn has for words.
func (c *Channel) Deliver(ctx context.Context, m chat.Message, _ int, r chat.Reply) error {
	if r.File != nil {
		ctx = context.WithoutCancel(ctx)
	}
	err := c.Send(ctx, m.Chat, r)
	if err == nil && r.Hides {
		c.hide(ctx, m)
	}
	return err
}

// hide takes a message off the screen. Nobody misses it if it fails.
func (c *Channel) hide(ctx context.Context, m chat.Message) {
	id, ok := strings.CutPrefix(m.ID, "m")
	if !ok || m.Group {
		return
	}
	id, _, _ = strings.Cut(id, ":") // an edit has the message's own behind it
	err := c.api.tell(ctx, c.times.call, "deleteMessage", tgbotapi.Params{"chat_id": m.Chat, "message_id": id})
	if err != nil {
		c.c.Log.Debug("a message was not taken off the screen", "channel", chat.Telegram, "err", err)
	}
}

// Send sends a Reply to a chat. Its error is a *bot.SendError.
func (c *Channel) Send(ctx context.Context, chatID string, r chat.Reply) error {
	id, err := strconv.ParseInt(chatID, 10, 64)
	if err != nil {
		return &bot.SendError{Kind: bot.SendRefused, Err: errors.New("telegram: a chat that is no number")}
	}
	to := destination{id: c.moved.now(chatID, id), chat: chatID}
	for _, part := range split(r) {
		if err := c.sendPart(ctx, to, part); err != nil {
			return c.sendError(chatID, err)
		}
	}
	return nil
}

// destination is a chat as it is called by the rest of the house, and as Telegram
// calls it now.
type destination struct {
	id   int64
	chat string
}

// sendPart sends what is one message.
func (c *Channel) sendPart(ctx context.Context, to destination, r chat.Reply) error {
	if r.File != nil {
		u, err := c.fetch(ctx, to.chat, r)
		if err != nil {
			return err
		}
		if u != nil {
			return c.sendFile(ctx, to, render(to.id, r, "caption"), *u)
		}
	}
	m := render(to.id, r, "text")
	if m == nil {
		return &bot.SendError{Kind: bot.SendRefused, Err: errors.New("telegram: a reply without words")}
	}
	return c.sendOne(to, m, func(m tgbotapi.Params) error {
		return c.api.tell(ctx, c.times.call, "sendMessage", m)
	})
}

// sendFile sends a file with the words under it; as a document, where Telegram does not
// take it as what it is: it is very narrow, say, or the person wants no voices.
func (c *Channel) sendFile(ctx context.Context, to destination, m tgbotapi.Params, u upload) error {
	send := func(u upload) error {
		return c.sendOne(to, m, func(m tgbotapi.Params) error { return c.api.upload(ctx, c.times.upload, u.method(), m, u) })
	}
	err := send(u)
	plain := u.plain()
	var e *callError
	if plain == nil || !errors.As(err, &e) || e.code != http.StatusBadRequest || containsAny(e.why, gone) {
		return err
	}
	c.c.Log.Info("a file goes as a document", "channel", chat.Telegram, "err", err)
	return send(*plain)
}

// fetch gives a file to be sent; nil where it is not kept any more, or nobody keeps files.
// The words go without it then.
func (c *Channel) fetch(ctx context.Context, chatID string, r chat.Reply) (*upload, error) {
	var f chat.File
	var data []byte
	var err error
	switch {
	case r.File.ID == chat.OwnData && c.c.OwnData != nil:
		f, data, err = c.c.OwnData(ctx, chatID, r.Lang)
	case r.File.ID == chat.OwnData, c.c.Files == nil:
		return nil, nil //nolint:nilnil // said above
	default:
		f, data, err = c.c.Files.FileData(ctx, r.File.ID, c.c.Now())
	}
	switch {
	case errors.Is(err, chat.ErrAway), err != nil && ctx.Err() != nil:
		return nil, err
	case err != nil || len(data) == 0:
		c.c.Log.Warn("a file is gone; its words go without it", "channel", chat.Telegram, "err", err)
		return nil, nil //nolint:nilnil // said above
	}
	u := uploadOf(f, data)
	return &u, nil
}

// sendOne sends a message, a second time where Telegram says how it would pass.
func (c *Channel) sendOne(to destination, m tgbotapi.Params, send func(tgbotapi.Params) error) error {
	err := send(m)
	var e *callError
	switch {
	case !errors.As(err, &e) || e.code != http.StatusBadRequest:
		return err
	case e.migrateTo != 0:
		c.c.Log.Warn("a group became another", "channel", chat.Telegram)
		c.moved.note(to.chat, e.migrateTo)
		m["chat_id"] = strconv.FormatInt(e.migrateTo, 10)
		return send(m)
	case strings.Contains(e.why, "can't parse entities"):
		c.c.Log.Error("telegram could not read our markup; sent without it", "err", err)
		return send(unmarked(m))
	case strings.Contains(e.why, "message is not modified"):
		return nil
	}
	return err
}

// gone are refusals that hold until the person or group comes back, besides 403.
var gone = []string{
	"chat not found", "user not found", "PEER_ID_INVALID", "CHAT_WRITE_FORBIDDEN",
	"not enough rights", "have no rights", "need administrator rights",
}

// sendError says what a failed send means for what is to be done next.
func (c *Channel) sendError(chatID string, err error) error {
	if known, ok := errors.AsType[*bot.SendError](err); ok {
		return known
	}
	var e *callError
	if !errors.As(err, &e) {
		return &bot.SendError{Kind: bot.SendLater, Err: err}
	}
	s := &bot.SendError{Kind: bot.SendLater, Err: err}
	switch {
	case e.code == http.StatusTooManyRequests:
		s.After = max(e.retryAfter, time.Second)
		s.Wide = c.flood.wide(chatID, c.c.Now(), s.After)
	case e.code == http.StatusUnauthorized, e.code == http.StatusNotFound: // the token: somebody has to mend it
		s.After, s.Wide = time.Minute, true
	case e.code == http.StatusForbidden, e.code == http.StatusBadRequest && containsAny(e.why, gone):
		s.Kind = bot.SendNever
	case e.code >= http.StatusBadRequest && e.code < http.StatusInternalServerError:
		s.Kind = bot.SendRefused
	case e.code == 0 && e.written && (e.timeout || e.left):
		s.Kind = bot.SendUnknown
		c.noteTrouble()
	case e.unreachable() && !e.left:
		s.Wide = true
		c.noteTrouble()
	}
	return s
}

// noteTrouble lets the webhook look whether the API is there.
func (c *Channel) noteTrouble() {
	select {
	case c.trouble <- struct{}{}:
	default: // it knows
	}
}

func containsAny(text string, of []string) bool {
	for _, part := range of {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// flood tells a limit of one chat from one of the whole bot, which Telegram does
// not: it is the bot's when a second chat is told to wait while the first still has to.
type flood struct {
	mu    sync.Mutex
	chat  string
	until time.Time
}

func (f *flood) wide(chatID string, now time.Time, after time.Duration) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	wide := f.chat != chatID && now.Before(f.until)
	if end := now.Add(after); !wide || end.After(f.until) {
		f.chat, f.until = chatID, end
	}
	return wide
}
