package main

import (
	"context"
	"time"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/handlers/citizen"
	"motcua/internal/chat"
)

// telegramSettings connect Telegram; without a token the channel does not exist.
type telegramSettings struct {
	TelegramBotToken      telegram.Secret `name:"telegram-bot-token" env:"TELEGRAM_BOT_TOKEN" placeholder:"TOKEN" help:"Token of the bot. Unset: no Telegram. A proxy is taken from HTTPS_PROXY."`
	TelegramAPIURL        string          `name:"telegram-api-url" env:"TELEGRAM_API_URL" placeholder:"URL" help:"Base address of the Bot API. Unset: Telegram's own."`
	TelegramWebhookURL    string          `name:"telegram-webhook-url" env:"TELEGRAM_WEBHOOK_URL" placeholder:"URL" help:"Full address that Telegram is to call; we listen on its path. Unset: we ask Telegram (long poll)."`
	TelegramWebhookSecret telegram.Secret `name:"telegram-webhook-secret" env:"TELEGRAM_WEBHOOK_SECRET" placeholder:"SECRET" help:"What Telegram sends with each call of the webhook. Unset: one made from the token, for an https address."`
}

// joinTelegram makes the channel. Nothing is asked of the network yet: a Bot API out
// of reach must not keep the rest from starting.
func (a *app) joinTelegram(handler *citizen.Handler, senders map[chat.Channel]bot.Sender) error {
	if a.set.TelegramBotToken == "" {
		return nil
	}
	channel, err := telegram.New(telegram.Config{
		Token: a.set.TelegramBotToken, API: a.set.TelegramAPIURL,
		WebhookURL: a.set.TelegramWebhookURL, WebhookSecret: a.set.TelegramWebhookSecret,
		Turn: a.turns.Turn, Poller: a.store, Accounts: a.store, Files: filesOf{a.store}, OwnData: ownData(handler, chat.Telegram), Log: a.log, Now: time.Now,
		Commands: map[string][]telegram.Command{"": menuOf(handler, "vi"), "vi": menuOf(handler, "vi"), "en": menuOf(handler, "en")},
	})
	if err != nil {
		return err
	}
	a.telegram, senders[chat.Telegram] = channel, channel
	return nil
}

// menuOf is the messenger's list of shortcuts in one language.
func menuOf(handler *citizen.Handler, lang string) []telegram.Command {
	var out []telegram.Command
	for _, c := range handler.Commands(lang) {
		out = append(out, telegram.Command{Name: c.Name, What: c.Words})
	}
	return out
}

// runTelegram receives updates until ctx ends. What it gives back waits for Turns in
// hand.
func (a *app) runTelegram(ctx context.Context) (wait func()) {
	if a.telegram == nil {
		return func() {}
	}
	done := make(chan error, 1)
	go func() { done <- a.telegram.Run(ctx) }()
	return func() {
		if err := <-done; err != nil {
			a.log.Error("telegram stopped", "err", err)
		}
	}
}
