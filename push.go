package main

import (
	"strings"
	"time"

	"motcua/bot"
	"motcua/bot/push"
	"motcua/internal/chat"
)

// joinPush makes the channel to the browsers of closed pages, and gives the key that pages
// hand to them. secret is SECRET_KEY: a key of its own is made of it.
func (a *app) joinPush(secret []byte, senders map[chat.Channel]bot.Sender) (key string, err error) {
	k, err := push.KeyFrom(secret)
	if err != nil {
		return "", err
	}
	channel, err := push.New(push.Config{
		Subscriptions: a.store, Key: k, Subject: pushSubject(a.set.address()),
		Title: func(lang string) string { return a.page.Name(lang) }, Log: a.log, Now: time.Now,
	})
	if err != nil {
		return "", err
	}
	senders[chat.Push] = channel
	return k.Public, nil
}

// pushSubject is whom a push service may write to. Services take an https address or that of
// a mailbox; where there is neither, nobody but a tester is told.
func pushSubject(address string) string {
	if strings.HasPrefix(address, "https://") {
		return address
	}
	return "nobody@localhost"
}
