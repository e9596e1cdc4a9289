package webchat_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/bot/webchat"
	"motcua/internal/chat"
)

// hearers are the chats that hear of news, and their browsers.
type hearers struct {
	mu     sync.Mutex
	follow bool // every chat hears
	away   bool
	kept   map[string]chat.Subscription
}

func (h *hearers) Hears(_ context.Context, chatID string) (follows, pushed bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.away {
		return false, false, chat.ErrAway
	}
	_, pushed = h.kept[chatID]
	return h.follow, pushed, nil
}

func (h *hearers) KeepPush(_ context.Context, chatID string, s chat.Subscription, _ time.Time) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.away:
		return false, chat.ErrAway
	case !h.follow:
		return false, nil
	}
	h.kept[chatID] = s
	return true, nil
}

func (h *hearers) set(follow, away bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.follow, h.away = follow, away
}

func (h *hearers) browsers() []chat.Subscription {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []chat.Subscription
	for _, s := range h.kept {
		all = append(all, s)
	}
	return all
}

// A point of P-256 (its generator) and sixteen bytes, as a browser gives them.
const (
	somePoint  = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
	someSecret = "AAECAwQFBgcICQoLDA0ODw"
	somePlace  = "https://push.example/send/abc"
)

func subscriptionOf(endpoint, point, secret string) string {
	return `{"endpoint":"` + endpoint + `","expirationTime":null,"keys":{"p256dh":"` + point + `","auth":"` + secret + `"}}`
}

func telling(h *hearers) func(*webchat.Config) {
	h.kept = map[string]chat.Subscription{}
	return func(c *webchat.Config) { c.Pushes, c.PushKey = h, somePoint }
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	h := &hearers{follow: true}
	w := newWorld(t).with(t, telling(h))
	mine := w.visit(t)
	good := subscriptionOf(somePlace, somePoint, someSecret)
	if rec := w.ask(http.MethodPost, "/chat/push", good, mine); rec.Code != http.StatusNoContent {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if got := h.browsers(); len(got) != 1 || got[0] != (chat.Subscription{Endpoint: somePlace, P256dh: somePoint, Auth: someSecret}) {
		t.Errorf("%+v", got)
	}
	for _, test := range []struct {
		body, says string
		status     int
	}{
		{subscriptionOf("http://push.example/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://127.0.0.1/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://[::1]/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://localhost/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://redis:6379/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://push.example:8443/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf("https://me:pw@push.example/x", somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf(somePlace+strings.Repeat("x", 1024), somePoint, someSecret), "endpoint:", http.StatusBadRequest},
		{subscriptionOf(somePlace, someSecret, someSecret), "p256dh:", http.StatusBadRequest},
		{subscriptionOf(somePlace, somePoint, "AAAA"), "auth:", http.StatusBadRequest},
		{`{"endpoint":`, "body:", http.StatusBadRequest},
		{`{"endpoint":"` + strings.Repeat("x", 5000) + `"}`, "body:", http.StatusBadRequest},
	} {
		rec := w.ask(http.MethodPost, "/chat/push", test.body, mine)
		if rec.Code != test.status || !strings.Contains(rec.Body.String(), test.says) || strings.Contains(rec.Body.String(), "push.example") {
			t.Errorf("%.60s: %d %s", test.body, rec.Code, rec.Body)
		}
	}
	if rec := w.ask(http.MethodPost, "/chat/push", good); rec.Code != http.StatusForbidden {
		t.Errorf("without a conversation: %d", rec.Code)
	}
	if rec := w.ask(http.MethodPost, "/chat/push?kiosk", good, only(t, w.ask(http.MethodGet, "/?kiosk", ""))); rec.Code != http.StatusForbidden {
		t.Errorf("on a shared machine: %d", rec.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/chat/push", strings.NewReader(good))
	r.Header.Set("Content-Type", "text/plain")
	r.AddCookie(mine)
	rec := httptest.NewRecorder()
	if w.handler().ServeHTTP(rec, r); rec.Code != http.StatusUnsupportedMediaType {
		t.Errorf("as text: %d", rec.Code)
	}
	h.set(false, false)
	if rec := w.ask(http.MethodPost, "/chat/push", good, mine); rec.Code != http.StatusConflict {
		t.Errorf("nothing followed: %d", rec.Code)
	}
	h.set(true, true)
	if rec := w.ask(http.MethodPost, "/chat/push", good, mine); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("store away: %d", rec.Code)
	}
}

// Who hears of news is known for long, from the message on that began it and for as long as
// there is something to hear; all others for a day, as ever.
func TestWhoHearsIsKnownForLonger(t *testing.T) {
	t.Parallel()
	h := &hearers{}
	w := newWorld(t).with(t, telling(h))
	const day, long = 24 * 3600, 400 * 24 * 3600
	named := func(rec *httptest.ResponseRecorder) map[string]*http.Cookie {
		out := map[string]*http.Cookie{}
		for _, c := range rec.Result().Cookies() {
			if out[c.Name] != nil {
				t.Errorf("%s is set twice", c.Name)
			}
			out[c.Name] = c
		}
		return out
	}
	mine := w.visit(t)
	h.set(true, false)
	got := named(w.ask(http.MethodPost, "/chat/messages", message(first, "theo dõi"), mine))
	if got["motcua"] == nil || got["motcua"].MaxAge != long || got["motcua"].Value != mine.Value || got["motcua_longer"] == nil || !got["motcua_longer"].HttpOnly {
		t.Fatalf("after it began: %v", got)
	}
	mark := got["motcua_longer"]
	h.set(true, true)
	for _, path := range []string{"/", "/chat/lines"} { // asks nobody
		if got := named(w.ask(http.MethodGet, path, "", mine, mark)); got["motcua"].MaxAge != long || got["motcua_longer"].MaxAge != long {
			t.Errorf("%s: %v", path, got)
		}
	}
	h.set(false, false)
	if got := named(w.ask(http.MethodGet, "/", "", mine, mark)); got["motcua"].MaxAge != day || got["motcua_longer"].MaxAge >= 0 {
		t.Errorf("after it ended: %v", got)
	}
	if got := named(w.ask(http.MethodGet, "/", "", mine)); got["motcua"].MaxAge != day || got["motcua_longer"] != nil {
		t.Errorf("who never did: %v", got)
	}
	h.set(true, false)
	if got := named(w.ask(http.MethodGet, "/?kiosk", "")); got["motcua_kiosk"].MaxAge != 0 || len(got) != 1 {
		t.Errorf("on a shared machine: %v", got)
	}
	if got := named(w.ask(http.MethodPost, "/chat/end", "", mine, mark)); got["motcua"].MaxAge >= 0 || got["motcua_longer"].MaxAge >= 0 {
		t.Errorf("after the end: %v", got)
	}
}

// The browser is only asked where that can lead anywhere.
func TestWhatABrowserIsGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t).with(t, telling(&hearers{}))
	if page := w.get("/", nil).Body.String(); !strings.Contains(page, `data-push-key="`+somePoint+`"`) || !strings.Contains(page, "/manifest.webmanifest") {
		t.Error("the page has no key or no manifest")
	}
	if page := w.get("/?kiosk", nil).Body.String(); strings.Contains(page, somePoint) || strings.Contains(page, "manifest") {
		t.Error("a shared machine could be told of news")
	}
	script := w.get("/sw.js", nil)
	if script.Header().Get("Cache-Control") != "no-cache" || !strings.HasPrefix(script.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("the script: %v", script.Header())
	}
	var manifest struct {
		Display string `json:"display"`
		Start   string `json:"start_url"`
		Name    string `json:"name"`
		Icons   []struct {
			Src string `json:"src"`
		} `json:"icons"`
	}
	if err := json.Unmarshal(w.get("/manifest.webmanifest", nil).Body.Bytes(), &manifest); err != nil || manifest.Display != "standalone" ||
		manifest.Start != "/" || manifest.Name == "" || len(manifest.Icons) != 1 || w.get(manifest.Icons[0].Src, nil).Code != http.StatusOK {
		t.Errorf("manifest %+v, %v", manifest, err)
	}
	without := newWorld(t)
	for _, path := range []string{"/sw.js", "/manifest.webmanifest"} {
		if rec := without.get(path, nil); rec.Code != http.StatusNotFound {
			t.Errorf("%s without news: %d", path, rec.Code)
		}
	}
}
