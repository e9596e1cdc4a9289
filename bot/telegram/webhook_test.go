package telegram

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

// quietHook is a stage with a webhook that nothing has registered.
func quietHook(t *testing.T, change ...func(*Config)) *stage {
	t.Helper()
	return newStage(t, append([]func(*Config){func(c *Config) {
		c.WebhookURL, c.WebhookSecret = "https://example.org/telegram", "made-for-tests"
	}}, change...)...)
}

// post calls the webhook as somebody may.
func (s *stage) post(method, secret, body string) *httptest.ResponseRecorder {
	path, h := s.Webhook()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if secret != "" {
		r.Header.Set(secretField, secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const said = `{"update_id":5,"message":{"message_id":1,"date":1,"from":{"id":7,"is_bot":false,"first_name":"Lan"},"chat":{"id":7,"type":"private"},"text":"chào"}}`

func TestWhoMayCallTheWebhook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, secret, body string
		want                 int
	}{
		"well":               {"POST", "made-for-tests", said, 200},
		"no secret":          {"POST", "", said, 401},
		"another's secret":   {"POST", "made-for-testS", said, 401},
		"a longer secret":    {"POST", "made-for-tests-", said, 401},
		"looked at":          {"GET", "made-for-tests", "", 405},
		"broken":             {"POST", "made-for-tests", said[:40], 400},
		"nothing":            {"POST", "made-for-tests", "", 400},
		"two at once":        {"POST", "made-for-tests", said + said, 400},
		"of another shape":   {"POST", "made-for-tests", `{"update_id":5,"message":[]}`, 200},
		"a list":             {"POST", "made-for-tests", `[1]`, 200},
		"kind of tomorrow":   {"POST", "made-for-tests", `{"update_id":5,"dream":{}}`, 200},
		"too large":          {"POST", "made-for-tests", `{"a":"` + strings.Repeat("x", hookLimit) + `"}`, 413},
		"as large as may be": {"POST", "made-for-tests", `{"a":"` + strings.Repeat("x", hookLimit-8) + `"}`, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := quietHook(t)
			s.on(func(context.Context, chat.Message, bot.Deliverer) error { return nil })
			equal(t, "status", s.post(c.method, c.secret, c.body).Code, c.want)
			equal(t, "Turns", len(s.begun()) == 1, name == "well")
		})
	}
}

func TestNotYet(t *testing.T) {
	t.Parallel()
	for err, after := range map[error]string{bot.ErrBusy: "1", chat.ErrAway: "2", errNoAPI: "1"} {
		s := quietHook(t)
		s.on(func(context.Context, chat.Message, bot.Deliverer) error { return err })
		w := s.post("POST", "made-for-tests", said)
		equal(t, "answer", []any{w.Code, w.Header().Get("Retry-After")}, []any{503, after})
	}
}

func TestAccountsAreAway(t *testing.T) {
	t.Parallel()
	s := quietHook(t, func(c *Config) { c.Accounts = &accounts{err: chat.ErrAway} })
	w := s.post("POST", "made-for-tests", `{"update_id":5,"my_chat_member":{"chat":{"id":7},"date":1,"new_chat_member":{"status":"kicked"}}}`)
	equal(t, "status", w.Code, 503)
}

func TestTheWebhookIsRegistered(t *testing.T) {
	t.Parallel()
	s := hookStage(t)
	got := s.server.Calls("setWebhook")[0].Params
	equal(t, "asked for", got, map[string]string{
		"url": s.c.WebhookURL, "secret_token": "made-for-tests", "max_connections": "100",
		"allowed_updates": `["message","edited_message","callback_query","my_chat_member"]`,
	})
	_, err := s.api.call(t.Context(), time.Minute, "deleteWebhook", nil)
	ok(t, err)
	s.server.Await(t, "it is registered again", func() bool { return len(s.server.Calls("setWebhook")) > 1 })
	s.server.Say(lan, "chào")
	s.server.AwaitSent(t, lan, 1)
	equal(t, "dropped", s.server.Dropped(), false)
}

func TestTheAPIIsAwayFromTheWebhook(t *testing.T) {
	t.Parallel()
	s := hookStage(t)
	s.server.Down()
	s.await("it is named", func() bool { return strings.HasPrefix(s.State(), "telegram: unreachable since ") })
	ok(t, s.server.Up())
	s.await("it is well again", func() bool { return s.State() == "" })
}

// Between two looks, which are far apart, a send that finds no API is told of.
func TestASendFindsNoAPI(t *testing.T) {
	t.Parallel()
	s := quietHook(t)
	s.times.look = time.Hour
	s.run()
	s.server.Await(t, "the webhook is set", func() bool { return len(s.server.Calls("setWebhook")) > 0 })
	s.server.Down()
	if err := s.Send(t.Context(), number(lan), chat.Reply{Text: "chào"}); err == nil {
		t.Fatal("sent to nobody")
	}
	s.await("it is named", func() bool { return strings.HasPrefix(s.State(), "telegram: unreachable since ") })
	ok(t, s.server.Up())
	s.await("it is well again", func() bool { return s.State() == "" })
}

func TestARefusedWebhook(t *testing.T) {
	t.Parallel()
	s := quietHook(t)
	mend := s.server.Fail(faultOf("setWebhook", 400, "Bad Request: bad webhook: IP address is reserved"))
	s.run()
	s.await("it is named", func() bool { return strings.HasPrefix(s.State(), "telegram: refused since ") })
	mend()
	s.await("it is tried again", func() bool { return s.State() == "" })
}

// Telegram lets a press overtake a text; the Turn, not the channel, keeps them apart.
func TestAPressOvertakesAText(t *testing.T) {
	t.Parallel()
	s := hookStage(t)
	goOn := make(chan struct{})
	s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
		if m.Press == "" {
			wait(t, "the press has ended", goOn)
		}
		return echo(ctx, m, to)
	})
	s.server.Say(lan, "một")
	s.await("the text is in hand", func() bool { return len(s.begun()) == 1 })
	s.server.Press(lan, 1, "menu")
	s.server.AwaitSent(t, lan, 1)
	close(goOn)
	s.acknowledged()
	equal(t, "sent", s.texts(lan), []string{"nghe: menu", "nghe: một"})
}

func TestTheSecretByDefault(t *testing.T) {
	t.Parallel()
	with := func(address string, token Secret) string {
		c, err := New(Config{Token: token, WebhookURL: address, Turn: echo})
		ok(t, err)
		return c.secret
	}
	one := with("https://example.org/telegram", telegramtest.Token)
	equal(t, "the same everywhere", with("https://example.org/other", telegramtest.Token), one)
	if one == with("https://example.org/telegram", "1:other") || len(one) != 64 || one == telegramtest.Token {
		t.Errorf("secret %s", one)
	}
	equal(t, "of an own server", with("http://127.0.0.1:8080/telegram", telegramtest.Token), "")
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"no token":       {Turn: echo},
		"no turn":        {Token: telegramtest.Token},
		"not a token":    {Token: "123:abc/../x", Turn: echo},
		"not an API":     {Token: telegramtest.Token, API: "api.telegram.org", Turn: echo},
		"not a webhook":  {Token: telegramtest.Token, WebhookURL: "example.org/x", Turn: echo},
		"no path":        {Token: telegramtest.Token, WebhookURL: "https://example.org/", Turn: echo},
		"a pattern":      {Token: telegramtest.Token, WebhookURL: "https://example.org/{x}", Turn: echo},
		"not clean":      {Token: telegramtest.Token, WebhookURL: "https://example.org/a/../b", Turn: echo},
		"not a secret":   {Token: telegramtest.Token, WebhookURL: "https://example.org/x", WebhookSecret: "bí mật", Turn: echo},
		"broken address": {Token: telegramtest.Token, API: "http://[" + telegramtest.Token, Turn: echo},
	} {
		_, err := New(c)
		if err == nil {
			t.Errorf("%s: taken", name)
		} else if strings.Contains(err.Error(), "AAtest") || strings.Contains(err.Error(), "bí mật") {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := New(Config{Token: telegramtest.Token, Turn: echo})
	ok(t, err)
	if path, h := c.Webhook(); path != "" || h != nil {
		t.Error("a webhook with the long poll")
	}
}
