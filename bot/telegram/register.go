package telegram

import (
	"context"
	"encoding/json"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

// connections is how many updates Telegram may send at once: one a chat.
const connections = "100"

// runWebhook registers the webhook, and again where another took its place.
func (c *Channel) runWebhook(ctx context.Context) {
	if c.secret == "" {
		c.c.Log.Warn("the webhook has no secret: whoever reaches it can speak for any citizen", "channel", chat.Telegram)
	}
	back := backOff{first: c.times.wait, most: c.times.waitMost}
	registered := false
	for ctx.Err() == nil {
		wait := c.times.look
		err := c.keepWebhook(ctx, &registered)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			c.unwell(err)
			wait = back.next(err)
		default:
			c.well()
			back.failures = 0
			c.watch(ctx, wait)
			continue
		}
		pause(ctx, wait)
	}
}

// watch waits for the next look, and not so long once a send finds no API.
func (c *Channel) watch(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.trouble:
		pause(ctx, min(c.times.wait, wait))
	case <-ctx.Done():
	}
}

// keepWebhook registers the webhook, or looks whether it still is.
func (c *Channel) keepWebhook(ctx context.Context, registered *bool) error {
	if !*registered {
		if err := c.hello(ctx); err != nil {
			return err
		}
		err := c.register(ctx)
		*registered = err == nil
		return err
	}
	data, err := c.api.call(ctx, c.times.call, "getWebhookInfo", nil)
	if err != nil {
		return c.bestEffort(err)
	}
	var info tgbotapi.WebhookInfo
	if err := json.Unmarshal(data, &info); err != nil {
		return errNoAPI
	}
	if info.URL == c.c.WebhookURL {
		return nil
	}
	c.c.Log.Warn("another webhook, or none, took our place; ours is registered again", "channel", chat.Telegram)
	return c.register(ctx)
}

// register never asks to drop what waits: these are citizens' messages.
func (c *Channel) register(ctx context.Context) error {
	params := tgbotapi.Params{"url": c.c.WebhookURL, "allowed_updates": kinds, "max_connections": connections}
	params.AddNonEmpty("secret_token", c.secret)
	_, err := c.api.call(ctx, c.times.call, "setWebhook", params)
	return err
}
