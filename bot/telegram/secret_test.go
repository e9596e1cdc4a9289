package telegram

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

func TestASecretIsNotPrinted(t *testing.T) {
	t.Parallel()
	c := Config{Token: telegramtest.Token, WebhookSecret: "made-for-tests"}
	log := &safeBuffer{}
	slog.New(slog.NewTextHandler(log, nil)).Info("x", "token", c.Token, "config", c)
	slog.New(slog.NewJSONHandler(log, nil)).Info("x", "token", c.Token)
	asJSON, err := json.Marshal(map[string]any{"token": c.Token})
	ok(t, err)
	all := fmt.Sprintf("%v %+v %#v %s %q %x %d %v", c.Token, c, c, c.Token, c.Token, c.Token, c.Token, &c) + string(asJSON) + log.String()
	for _, secret := range []string{"AAtest", "made-for-tests", fmt.Sprintf("%x", "AAtest")} {
		if strings.Contains(all, secret) {
			t.Errorf("printed: %s", all)
		}
	}
}

// Whatever goes wrong, on every way, the token and what was said are in no error and
// no line of the log.
func TestNoErrorAndNoLogHasTheToken(t *testing.T) {
	t.Parallel()
	leak := "Bad Request: can't send \"số 0912345678\" to /bot" + telegramtest.Token + "/sendMessage"
	faults := []telegramtest.Fault{
		{Cut: true}, {Hang: true}, {Status: 502, HTML: true}, faultOf("", 400, leak), faultOf("", 403, leak),
		faultOf("", 409, leak), faultOf("", 429, leak), faultOf("", 500, leak), faultOf("", 404, leak),
	}
	for _, change := range []func(*Config){
		func(*Config) {}, func(c *Config) { c.WebhookURL = "https://example.org/telegram" },
	} {
		s := newStage(t, change)
		s.times.call, s.times.poll, s.times.slack = 50*time.Millisecond, 0, 50*time.Millisecond
		s.times.wait, s.times.waitMost = time.Millisecond, time.Millisecond
		s.server.Say(lan, "số 0912345678")
		s.run()
		var said strings.Builder
		fail := func(what string) {
			s.await(what, func() bool { return s.State() != "" })
			err := s.reply(t.Context(), "số 0912345678")
			fmt.Fprintf(&said, "%v %+v %s\n", err, err, s.State())
		}
		for i, f := range faults {
			mend := s.server.Fail(f)
			fail(fmt.Sprint("fault ", i))
			mend()
		}
		s.server.Down()
		fail("no connection")
		s.stop()
		all := said.String() + s.log.String()
		if strings.Count(said.String(), "\n") != len(faults)+1 || !strings.Contains(all, "refused") {
			t.Fatalf("not all failed: %s", all)
		}
		for _, secret := range []string{"AAtest", "0912345678"} {
			if at := strings.Index(all, secret); at >= 0 {
				t.Errorf("%s is in: %s", secret, all[max(0, at-200):at+40])
			}
		}
	}
}

// The address of a request that cannot even be made has the token as well.
func TestAnAddressThatDoesNotResolve(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"http://nobody.invalid", "https://127.0.0.1:1", "http://127.0.0.1:1/a%20b%25c"} {
		s := newStage(t, func(c *Config) { c.API = api })
		err := s.Send(t.Context(), "1", chat.Reply{Text: "dạ"})
		if err == nil || strings.Contains(err.Error(), "AAtest") {
			t.Errorf("%s: %v", api, err)
		}
	}
}
