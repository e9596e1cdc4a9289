package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// hello asks who we are and registers the commands. An API server that does not know
// one of these is no failure; one out of reach is.
func (c *Channel) hello(ctx context.Context) error {
	me, err := c.api.call(ctx, c.times.call, "getMe", nil)
	if err = c.bestEffort(err); err != nil {
		return err
	}
	var user tgbotapi.User
	if json.Unmarshal(me, &user) == nil {
		c.username.Store(user.UserName)
	}
	for _, lang := range slices.Sorted(maps.Keys(c.c.Commands)) {
		params := tgbotapi.Params{}
		params.AddNonEmpty("language_code", lang)
		if err := params.AddInterface("commands", c.c.Commands[lang]); err != nil {
			return err
		}
		if err := c.tell(ctx, "setMyCommands", params); err != nil {
			return err
		}
	}
	return nil
}

// tell calls a method whose result nobody needs, as hello does.
func (c *Channel) tell(ctx context.Context, method string, params tgbotapi.Params) error {
	_, err := c.api.call(ctx, c.times.call, method, params)
	return c.bestEffort(err)
}

// bestEffort lets pass that the API does not do what it was asked for.
func (c *Channel) bestEffort(err error) error {
	var e *callError
	if err == nil || !errors.As(err, &e) || e.unreachable() || e.retryAfter > 0 {
		return err
	}
	c.c.Log.Info("the Bot API did not take a call; the bot works without it", "err", err)
	return nil
}
