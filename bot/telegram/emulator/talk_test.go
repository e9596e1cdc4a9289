//go:build emulator

package emulator_test

import (
	"context"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/handlers/talktest"
	"motcua/internal/chat"
	"motcua/store/redis"
	"motcua/store/storetest"
)

const token = "123456:made-for-tests"

// A citizen asks for dossiers as people do. The conversation is written down whole, and
// every word and button of it has to come back.
func TestConversation(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("testdata/hoi-dap.talk")
	must(t, err)
	house := talktest.Open(t)
	for name, webhook := range map[string]bool{"poll": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPhone(t, house, webhook)
			if diff := cmp.Diff(string(written), p.play(string(written))); diff != "" {
				t.Errorf("written (-), said (+):\n%s", diff)
			}
			if state := p.channel.State(); state != "" {
				t.Errorf("the channel is degraded: %s", state)
			}
			p.calls.check(t, webhook)
		})
	}
}

// phone is a citizen's Telegram, with the emulator and the bot behind it.
type phone struct {
	*testing.T

	emulator *emulator
	channel  *telegram.Channel
	calls    *calls
	ended    chan struct{} // a Turn ended
	user     int64
	shown    []shown
}

// shown is a message of the bot.
type shown struct {
	ID      int64   `json:"messageId"`
	Message message `json:"message"`
}

type message struct {
	Text  string `json:"text"`
	Parse string `json:"parse_mode"`
	Keys  keys   `json:"reply_markup"`
}

type keys struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// newPhone brings the emulator and the bot up, and waits until the bot listens.
func newPhone(t *testing.T, house *talktest.House, webhook bool) *phone {
	t.Helper()
	live, err := redis.Open(storetest.RedisURL(t))
	must(t, err)
	t.Cleanup(live.Close)
	turns := bot.New(house.Handler, live, bot.Options{})
	p := &phone{
		T: t, emulator: startEmulator(t), calls: &calls{status: map[string][]int{}, first: make(chan struct{})},
		ended: make(chan struct{}, 64), user: 1 + rand.Int64N(1<<50), // Redis is shared
	}
	mux := http.NewServeMux()
	outside := httptest.NewServer(mux)
	t.Cleanup(outside.Close)
	config := telegram.Config{
		Token: token, API: p.emulator.url, Client: &http.Client{Transport: p.calls},
		Poller: house.Store, Accounts: house.Store, Now: func() time.Time { return talktest.Start },
		Commands: map[string][]telegram.Command{"": {{Name: "tracuu", What: "Tra cứu hồ sơ"}}},
		Log:      slog.New(slog.NewTextHandler(t.Output(), nil)),
		Turn: func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
			err := turns.Turn(ctx, m, to)
			if err == nil {
				p.ended <- struct{}{}
			}
			return err
		},
	}
	if webhook { // without a secret: the emulator sends none
		config.WebhookURL = outside.URL + "/telegram"
	}
	p.channel, err = telegram.New(config)
	must(t, err)
	if at, h := p.channel.Webhook(); h != nil {
		mux.Handle("POST "+at, h)
	}
	p.run()
	return p
}

// run lets the bot receive until the test ends.
func (p *phone) run() {
	ctx, cancel := context.WithCancel(p.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.channel.Run(ctx) }()
	p.Cleanup(func() {
		cancel()
		must(p.T, within(p.T, "Run ends", ended))
	})
	within(p.T, "the bot listens", p.calls.first)
}

// play says the citizen's lines of a conversation and writes down all that is said,
// with the remarks.
func (p *phone) play(written string) string {
	var b strings.Builder
	for line := range strings.Lines(written) {
		if strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
		said, ok := strings.CutPrefix(strings.TrimSpace(line), "Dân: ")
		if !ok {
			continue
		}
		b.WriteString("Dân: " + said + "\n")
		replies := p.say(said)
		for _, wrong := range talktest.Faults(replies) {
			p.Errorf("Dân: %s\n%s", said, wrong)
		}
		for _, r := range replies {
			b.WriteString(talktest.Write(r))
		}
	}
	return b.String()
}

// say types a line, or presses a button whose label it is, and gives what is then shown.
func (p *phone) say(line string) []chat.Reply {
	p.Helper()
	does := map[string]any{"botToken": token, "date": talktest.Start.Unix(), "from": p.person(), "chat": p.place(), "text": line}
	path := "/sendMessage"
	switch {
	case strings.HasPrefix(line, "["):
		path = "/sendCallback"
		does = p.press(strings.Trim(line, "[]"))
	case strings.HasPrefix(line, "/"):
		path = "/sendCommand"
		does["entities"] = []map[string]any{{"offset": 0, "length": len(line), "type": "bot_command"}}
	}
	var answer struct{ OK bool }
	p.emulator.post(p.T, path, does, &answer)
	within(p.T, "a Turn of "+path+" ends", p.ended)
	within(p.T, path+" is taken", p.emulator.taken)
	return p.read()
}

func (p *phone) person() map[string]any {
	return map[string]any{"id": p.user, "first_name": "Lan", "is_bot": false, "language_code": "vi"}
}

func (p *phone) place() map[string]any {
	return map[string]any{"id": p.user, "first_name": "Lan", "type": "private"}
}

// press presses the newest button with this label.
func (p *phone) press(label string) map[string]any {
	p.Helper()
	for _, s := range slices.Backward(p.shown) {
		for _, b := range slices.Concat(s.Message.Keys.Rows...) {
			if b.Text == label {
				return map[string]any{"botToken": token, "from": p.person(), "data": b.Data, "message": map[string]any{
					"message_id": s.ID, "chat": p.place(), "from": map[string]any{"id": 666, "is_bot": true, "first_name": "Bot"},
					"date": talktest.Start.Unix(), "text": s.Message.Text, "reply_markup": s.Message.Keys,
				}}
			}
		}
	}
	p.Fatalf("no button says %q", label)
	return nil
}

// read gives what the bot has said since it was last asked.
func (p *phone) read() []chat.Reply {
	p.Helper()
	var answer struct{ Result []shown }
	p.emulator.post(p.T, "/getUpdates", map[string]any{"token": token, "chatId": p.user}, &answer)
	p.shown = append(p.shown, answer.Result...)
	var replies []chat.Reply
	for _, s := range answer.Result {
		if s.Message.Parse != "HTML" {
			p.Errorf("parse_mode %q", s.Message.Parse)
		}
		r := chat.Reply{Text: html.UnescapeString(s.Message.Text), Lang: "vi"}
		for _, b := range slices.Concat(s.Message.Keys.Rows...) {
			r.Choices = append(r.Choices, chat.Choice{Label: b.Text, Press: b.Data})
		}
		replies = append(replies, r)
	}
	return replies
}

// calls are those of the bot to the Bot API, and how they were answered.
type calls struct {
	mu     sync.Mutex
	once   sync.Once
	status map[string][]int
	first  chan struct{} // closed when the bot listens
}

// RoundTrip lets a call pass.
func (c *calls) RoundTrip(r *http.Request) (*http.Response, error) {
	method := path.Base(r.URL.Path)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status[method] = append(c.status[method], resp.StatusCode)
	if method == "setWebhook" || method == "getUpdates" {
		c.once.Do(func() { close(c.first) })
	}
	return resp, nil
}

// check holds that the emulator was asked for what it does not know, and took the rest.
func (c *calls) check(t *testing.T, webhook bool) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	want := map[string]int{
		"getMe": 200, "setMyCommands": 500, "sendMessage": 200, "answerCallbackQuery": 200, "getUpdates": 200, "deleteWebhook": 200,
	}
	if webhook {
		delete(want, "getUpdates")
		delete(want, "deleteWebhook")
		want["setWebhook"] = 200
	}
	got := map[string]int{}
	for method, all := range c.status {
		if all = slices.Compact(all); len(all) == 1 {
			got[method] = all[0]
		} else {
			t.Errorf("%s was answered differently: %v", method, all)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls and their answers, wanted (-), made (+):\n%s", diff)
	}
}
