package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"motcua/bot/telegram/telegramtest"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// Marked data comes by Telegram, polled and called: as words, names, captions, contacts
// and presses, and back in the errors of an API that quotes what it was sent.
func TestNothingPersonalByTelegram(t *testing.T) {
	t.Parallel()
	for name, hook := range map[string]bool{"poll": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
			noError(t, err)
			t.Cleanup(func() { _ = redis.Stop() })
			api, front := telegramtest.New(t), &frontDoor{}
			set := settings{
				storeSettings: storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
				telegramSettings: telegramSettings{
					TelegramBotToken: telegramtest.Token, TelegramAPIURL: api.URL(), TelegramWebhookSecret: "made-for-tests",
				},
				RedisURL: redis.URL(), Hotline: "0274 000 0001", LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
			}
			if hook {
				outside := httptest.NewServer(front)
				t.Cleanup(outside.Close)
				set.TelegramWebhookURL = outside.URL + "/telegram"
			}
			var log, shown safe
			base := serveFor(t, set, &log, &shown)
			front.open(base)
			writeAsCitizens(t, api)
			if hook {
				callFalsely(t, base+"/telegram", &shown)
			}
			_, metrics := ask(t, http.DefaultClient, http.MethodGet, base+"/metrics", "", "")
			_, ready := ask(t, http.DefaultClient, http.MethodGet, base+"/readyz", "", "")
			nothingPlanted(t, log.String()+shown.String()+metrics+ready)
			nothingPlanted(t, withoutOwn(everythingIn(t, redis.URL())))
			for _, secret := range []string{"AAtest", "made-for-tests"} {
				if strings.Contains(log.String()+shown.String(), secret) {
					t.Errorf("the log or an answer has %s", secret)
				}
			}
			if !strings.Contains(log.String(), "outbox") || !strings.Contains(metrics, `motcua_turns_total{outcome="answered"} `) {
				t.Error("the search looked at nothing: no failed send in the log, or no Turn in the metrics")
			}
		})
	}
}

// frontDoor is a door that stands before the house does.
type frontDoor struct {
	house atomic.Pointer[httputil.ReverseProxy]
}

func (f *frontDoor) open(base string) {
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	f.house.Store(httputil.NewSingleHostReverseProxy(u))
}

func (f *frontDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if house := f.house.Load(); house != nil {
		house.ServeHTTP(w, r)
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

const (
	lan  = int64(7_000_000_001)
	minh = int64(7_000_000_002)
)

// writeAsCitizens says all that a careless citizen may, while the API is well and while
// it is not, and waits until all of it was taken.
func writeAsCitizens(t *testing.T, api *telegramtest.Server) {
	t.Helper()
	me := map[string]any{"id": lan, "is_bot": false, "first_name": "Planted Nguyễn Thị Dấu", "last_name": "Thị Dấu", "username": "dấu-của-tin-nhắn", "language_code": "vi"}
	for _, text := range messages {
		api.Post(lan, lan, map[string]any{"text": text, "from": me})
	}
	api.Picture(lan, []byte("\xff\xd8 dấu-của-giấy-tờ"), "dấu-của-tin-nhắn 079201009871")
	api.Document(lan, "0912345987 Planted Nguyễn Thị Dấu.pdf", "application/pdf", []byte("%PDF-1 dấu-của-giấy-tờ"), "")
	api.Post(lan, lan, map[string]any{"contact": map[string]any{"phone_number": "0912345987", "first_name": "Planted Nguyễn Thị Dấu"}})
	api.Contact(lan, "84912345987", minh)
	api.Contact(lan, "84912345987", lan)
	api.Press(lan, 1, "details:"+plantedCode)
	api.Press(lan, 1, "0912345987")
	api.Press(lan, 1, "steps:"+plantedCode)
	api.Post(lan, lan, map[string]any{"text": []string{"0912345987"}}) // of a shape that nobody knows
	taken(t, api)

	leak := `Bad Request: can't send "Planted Nguyễn Thị Dấu 0912345987" to /bot` + telegramtest.Token + "/sendMessage"
	for _, f := range []telegramtest.Fault{
		{Method: "sendMessage", Status: 400, Description: leak, Times: 1},
		{Method: "sendMessage", Status: 500, Description: leak, Times: 1},
		{Method: "sendMessage", Cut: true, Times: 1},
		{Method: "answerCallbackQuery", Status: 400, Description: leak, Times: 1},
		{Method: "deleteMessage", Status: 400, Description: leak, Times: 1},
		{Method: "sendMessage", Status: 403, Description: "Forbidden: " + leak, Times: 1},
	} {
		api.Fail(f)
		api.Press(minh, 1, "0912345987")
		api.Say(minh, "tên Planted Nguyễn Thị Dấu, 0912345987")
		api.Say(minh, "5987 1971")
		taken(t, api)
	}
}

func taken(t *testing.T, api *telegramtest.Server) {
	t.Helper()
	api.Await(t, "all updates are taken", func() bool { return api.Pending() == 0 })
}

// callFalsely calls the webhook as others may, and as Telegram never does.
func callFalsely(t *testing.T, address string, shown *safe) {
	t.Helper()
	for _, body := range []string{
		`{"update_id":5,"message":{"text":"0912345987`, `0912345987`, `{"update_id":"0912345987"}`,
		`{"update_id":5,"message":{"message_id":"0912345987"}}`, strings.Repeat("0912345987", 200_000),
	} {
		for _, secret := range []string{"", "0912345987", "made-for-tests"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
			noError(t, err)
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
			res, err := http.DefaultClient.Do(req)
			noError(t, err)
			text := new(strings.Builder)
			noError(t, errors.Join(res.Write(text), res.Body.Close()))
			shown.add(text.String())
			if secret != "made-for-tests" && res.StatusCode != http.StatusUnauthorized {
				t.Errorf("status %d without the secret", res.StatusCode)
			}
		}
	}
}
