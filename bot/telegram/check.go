package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/doctor"
)

// checkCall is how long one question of Check may take.
const checkCall = 3 * time.Second

// Check asks the Bot API who we are and whom it calls, and changes nothing there. Of c it
// needs no more than the token and the addresses.
func Check(ctx context.Context, c Config) doctor.Telegram {
	if c.Token == "" {
		return doctor.Telegram{Off: true}
	}
	d := doctor.Telegram{Webhook: c.WebhookURL != ""}
	channel := &Channel{c: c}
	var err error
	if channel.api, err = newAPI(c); err == nil && d.Webhook {
		err = channel.readWebhook()
		d.NoSecret = channel.secret == ""
	}
	if err != nil {
		d.Err = err.Error()
		return d
	}
	var me tgbotapi.User
	var hook tgbotapi.WebhookInfo
	if err = channel.ask(ctx, "getMe", &me); err == nil {
		err = channel.ask(ctx, "getWebhookInfo", &hook)
	}
	if err != nil {
		var told *callError
		d.Refused = errors.As(err, &told) && (told.code == http.StatusUnauthorized || told.code == http.StatusNotFound)
		d.Err = err.Error()
		return d
	}
	d.Name, d.Pending = me.UserName, hook.PendingUpdateCount
	d.Elsewhere = hook.URL != c.WebhookURL
	if u, err := url.Parse(hook.URL); err == nil {
		d.Calls = u.Host // a path may hold a secret
	}
	if hook.URL != "" && hook.LastErrorMessage != "" {
		d.LastError, d.LastErrorAt = channel.api.clean(hook.LastErrorMessage), time.Unix(int64(hook.LastErrorDate), 0)
	}
	return d
}

// ask calls a method and reads its result.
func (c *Channel) ask(ctx context.Context, method string, into any) error {
	data, err := c.api.call(ctx, checkCall, method, nil)
	if err != nil {
		return err
	}
	if json.Unmarshal(data, into) != nil {
		return errNoAPI
	}
	return nil
}
