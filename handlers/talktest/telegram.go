package talktest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
	"motcua/internal/media"
)

// Mode is how Telegram brings messages.
type Mode string

// Modes.
const (
	Poll    Mode = "poll"
	Webhook Mode = "webhook"
)

// phone is a citizen's Telegram: what is said goes through a Bot API and the channel.
type phone struct {
	server *telegramtest.Server
	user   int64
	ended  chan struct{} // a Turn ended
	now    atomic.Pointer[time.Time]
	begun  bool
}

// group is the group that a phone writes in when others are to read along.
func (p *phone) group() int64 { return -p.user }

// TelegramTalk begins a conversation of a new citizen over Telegram.
func (h *House) TelegramTalk(t testing.TB, mode Mode) *Talk {
	t.Helper()
	p := &phone{server: telegramtest.New(t), user: randomUser(), ended: make(chan struct{}, 16)}
	now := Start
	p.now.Store(&now)
	config := telegram.Config{
		Token: telegramtest.Token, API: p.server.URL(), Now: func() time.Time { return *p.now.Load() },
		Turn: func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
			err := h.bot.Turn(ctx, m, to)
			if err == nil {
				p.ended <- struct{}{}
			}
			return err
		},
	}
	channel := listen(t, mode, config)
	h.mail.connect(strconv.FormatInt(p.user, 10), channel)
	return &Talk{House: h, Now: Start, Greeted: true, phone: p}
}

// listen runs the channel until the test ends.
func listen(t testing.TB, mode Mode, config telegram.Config) *telegram.Channel {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if mode == Webhook {
		config.WebhookURL = "http://" + ln.Addr().String() + "/telegram"
	}
	channel, err := telegram.New(config)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	if at, h := channel.Webhook(); at != "" {
		mux.Handle("POST "+at, h)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 2)
	go func() { done <- server.Serve(ln) }()
	go func() { done <- channel.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		_ = server.Close()
		for range cap(done) {
			if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("the channel: %v", err)
			}
		}
	})
	return channel
}

// talk says a line or presses, and gives what Telegram then shows.
func (p *phone) talk(ctx context.Context, k *Talk, m chat.Message) ([]chat.Reply, error) {
	p.server.Lang(p.user, "vi")
	if k.Lang != "" {
		p.server.Lang(p.user, k.Lang)
	}
	if !p.begun && k.Greeted { // who writes to a bot has pressed Start
		p.server.Say(p.user, "/start")
		if err := p.wait(ctx); err != nil {
			return nil, err
		}
	}
	p.begun = true
	now := k.Now
	p.now.Store(&now)
	at := p.user
	if k.Group {
		at = p.group()
	}
	before := len(p.server.Sent(at))
	if err := p.bring(ctx, k, m); err != nil {
		return nil, err
	}
	if err := p.wait(ctx); err != nil {
		return nil, err
	}
	var replies []chat.Reply
	for _, sent := range p.server.Sent(at)[before:] {
		replies = append(replies, seenOf(sent))
	}
	return replies, nil
}

// bring puts the message into Telegram's queue.
func (p *phone) bring(ctx context.Context, k *Talk, m chat.Message) error {
	switch label, key := strings.CutPrefix(m.Press, keyPress); {
	case m.File != nil && m.File.Kind == chat.Photo && !k.Group:
		data, err := media.Fetch(ctx, m.File)
		if err != nil {
			return err
		}
		p.server.Picture(p.user, data, m.Text)
	case m.Shared != nil:
		owner := p.user
		if !m.Shared.Own {
			owner = randomUser()
		}
		p.server.Contact(p.user, m.Shared.Phone, owner)
	case key:
		p.server.Say(p.user, label)
	case m.Press != "":
		p.server.Press(p.user, p.holding(m.Press), m.Press)
	case k.Group:
		p.server.SayIn(p.group(), p.user, m.Text)
	default:
		p.server.Say(p.user, m.Text)
	}
	return nil
}

// keyPress stands before the label of a button in place of the letters, where its press
// is noted: pressed it is typed.
const keyPress = "key:"

// holding is the newest message that has a button with this data.
func (p *phone) holding(data string) int64 {
	var id int64
	for _, sent := range p.server.Sent(p.user) {
		for _, row := range sent.Buttons {
			for _, b := range row {
				if b.Data == data {
					id = sent.ID
				}
			}
		}
	}
	return id
}

func (p *phone) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	select {
	case <-p.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// seenOf is a message as a citizen sees it: the sign is part of its text.
func seenOf(sent telegramtest.Sent) chat.Reply {
	r := chat.Reply{Text: sent.Text, Lang: "vi"} // Telegram does not say the language
	for _, row := range sent.Buttons {
		for _, b := range row {
			r.Choices = append(r.Choices, chat.Choice{Label: b.Text, Press: b.Data})
		}
	}
	for _, row := range sent.Keys {
		for _, key := range row {
			r.Choices = append(r.Choices, chat.Choice{Label: key.Text, Press: keyPress + key.Text, SharesPhone: key.Shares})
		}
	}
	return r
}

// randomUser is a number of Telegram's that nobody else has.
func randomUser() int64 { return 1 + rand.Int64N(1<<52) }
