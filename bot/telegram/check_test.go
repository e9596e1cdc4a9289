package telegram_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua/bot/telegram"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/doctor"
)

func hookTo(t *testing.T, api *telegramtest.Server, address string) {
	t.Helper()
	resp, err := http.PostForm(api.URL()+"/bot"+telegramtest.Token+"/setWebhook", url.Values{"url": {address}})
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}

func TestCheck(t *testing.T) {
	t.Parallel()
	api := telegramtest.New(t)
	poll := telegram.Config{Token: telegramtest.Token, API: api.URL()}
	hook := poll
	hook.WebhookURL = "https://hoso.example.gov.vn/telegram"
	open := poll
	open.WebhookURL = "http://10.0.0.2/telegram"
	for _, c := range []struct {
		name, calls string
		with        telegram.Config
		want        doctor.Telegram
	}{
		{"no token", "", telegram.Config{}, doctor.Telegram{Off: true}},
		{"poll", "", poll, doctor.Telegram{}},
		{"another has the messages", "https://other.example/secret-path", poll, doctor.Telegram{Elsewhere: true, Calls: "other.example"}},
		{"webhook", hook.WebhookURL, hook, doctor.Telegram{Webhook: true, Calls: "hoso.example.gov.vn"}},
		{"not registered", "", hook, doctor.Telegram{Webhook: true, Elsewhere: true}},
		{"another path", "https://hoso.example.gov.vn/other", hook, doctor.Telegram{Webhook: true, Elsewhere: true, Calls: "hoso.example.gov.vn"}},
		{"no secret", open.WebhookURL, open, doctor.Telegram{Webhook: true, NoSecret: true, Calls: "10.0.0.2"}},
	} {
		hookTo(t, api, c.calls)
		if c.with.Token != "" {
			c.want.Name = telegramtest.Username
		}
		if got := telegram.Check(t.Context(), c.with); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// What a person wrote waits while nobody takes it.
func TestCheckPending(t *testing.T) {
	t.Parallel()
	api := telegramtest.New(t)
	api.Say(7, "chào")
	if got := telegram.Check(t.Context(), telegram.Config{Token: telegramtest.Token, API: api.URL()}); got.Pending != 1 {
		t.Errorf("%+v", got)
	}
}

// A webhook that cannot be reached, as Telegram tells of it.
func TestCheckLastError(t *testing.T) {
	t.Parallel()
	api := telegramtest.New(t)
	hookTo(t, api, "http://127.0.0.1:1/telegram")
	api.Say(7, "chào")
	with := telegram.Config{Token: telegramtest.Token, API: api.URL(), WebhookURL: "http://127.0.0.1:1/telegram"}
	var got doctor.Telegram
	api.Await(t, "an error of the webhook", func() bool {
		got = telegram.Check(t.Context(), with)
		return got.LastError != ""
	})
	if time.Since(got.LastErrorAt).Abs() > time.Minute {
		t.Errorf("%+v", got)
	}
}

func TestCheckFails(t *testing.T) {
	t.Parallel()
	api := telegramtest.New(t)
	const wrong = "123456:AAnother_token-that-leaks"
	for _, c := range []struct {
		name    string
		with    telegram.Config
		refused bool
	}{
		{"shape", telegram.Config{Token: "AAnother_token-that-leaks", API: api.URL()}, false},
		{"refused", telegram.Config{Token: wrong, API: api.URL()}, true},
		{"nobody there", telegram.Config{Token: wrong, API: "http://127.0.0.1:1"}, false},
		{"path", telegram.Config{Token: wrong, API: api.URL(), WebhookURL: "https://hoso.example.gov.vn"}, false},
	} {
		got := telegram.Check(t.Context(), c.with)
		if got.Err == "" || got.Refused != c.refused || strings.Contains(got.Err, "that-leaks") {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	mend := api.Fail(telegramtest.Fault{Method: "getMe", Hang: true})
	defer mend()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got := telegram.Check(ctx, telegram.Config{Token: telegramtest.Token, API: api.URL()}); got.Err == "" || got.Refused {
		t.Errorf("hangs: %+v", got)
	}
}
