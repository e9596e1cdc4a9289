package telegram_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
	"motcua/store/postgres"
	"motcua/store/redis"
	"motcua/store/storetest"
)

var _ interface {
	telegram.Poller
	telegram.Accounts
} = (*postgres.Store)(nil)

// handler counts a person's messages in the Session.
type handler struct{}

func (handler) Handle(_ context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
	s.Lost++
	return s, []chat.Reply{
		{Text: "nghe: " + m.Text + m.Press},
		{Text: string(rune('0' + s.Lost)), Choices: []chat.Choice{{Label: "Tiếp", Press: "more"}}},
	}, nil
}

func (handler) Apology(chat.Message) []chat.Reply { return []chat.Reply{{Text: "xin lỗi"}} }

// The real Turn on real stores, both ways; an album and an update that comes again are
// answered once.
func TestWithTheBot(t *testing.T) {
	t.Parallel()
	for name, webhook := range map[string]bool{"poll": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := telegramtest.New(t)
			open(t, server, webhook)
			lan := rand.Int64N(1 << 50) // Redis is shared
			server.Say(lan, "một")
			sent := server.AwaitSent(t, lan, 2)
			server.Press(lan, sent[1].ID, "more")
			server.AwaitSent(t, lan, 4)
			server.Album(lan, 3, "ảnh")
			server.Say(lan, "cuối")
			server.AwaitSent(t, lan, 8)
			server.Await(t, "all is acknowledged", func() bool { return server.Pending() == 0 })
			var got []string
			for _, s := range server.Sent(lan) {
				got = append(got, s.Text)
			}
			want := []string{"nghe: một", "1", "nghe: Tiếpmore", "2", "nghe: ảnh", "3", "nghe: cuối", "4"}
			if len(got) != len(want) {
				t.Fatalf("%q", got)
			}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%q", got)
				}
			}
		})
	}
}

// open runs the channel on real stores.
func open(t *testing.T, server *telegramtest.Server, webhook bool) {
	t.Helper()
	turns, err := redis.Open(storetest.RedisURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(turns.Close)
	store := storetest.Store(t)
	c := telegram.Config{
		Token: telegramtest.Token, API: server.URL(), Poller: store, Accounts: store,
		Turn: bot.New(handler{}, turns, bot.Options{}).Turn,
	}
	mux := http.NewServeMux()
	outside := httptest.NewServer(mux)
	t.Cleanup(outside.Close)
	if webhook {
		c.WebhookURL = outside.URL + "/telegram"
	}
	channel, err := telegram.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if path, h := channel.Webhook(); h != nil {
		mux.Handle(path, h)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- channel.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(20 * time.Second):
			t.Error("Run does not end")
		}
	})
}
