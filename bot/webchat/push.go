package webchat

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"motcua/internal/chat"
	"motcua/internal/pages"
)

// Pushes keeps which chats hear of news, and the browsers that are told while the page is
// closed.
type Pushes interface {
	Hears(ctx context.Context, chatID string) (follows, pushed bool, err error)
	// KeepPush is false for a chat that hears of nothing.
	KeepPush(ctx context.Context, chatID string, s chat.Subscription, at time.Time) (bool, error)
}

// newsKept is how long a visitor who hears of news is known after the last visit: browsers
// keep no cookie for longer.
const newsKept = 400 * 24 * time.Hour

// longer is the wish, beside the cookie, that it be kept for longer.
const longer = "longer"

// remember knows a visitor who hears of news for as long as that; asked of the store when the
// page opens and after each message, and remembered by the browser in between.
func (p *Page) remember(w http.ResponseWriter, r *http.Request, chatID string) {
	m := p.modeOf(r)
	if p.c.Pushes == nil || m == kiosk {
		return
	}
	c, err := r.Cookie(p.cookie(m).Name)
	if err != nil || p.chatID(c.Value) != chatID { // a new one, who hears of nothing yet
		return
	}
	follows, _, err := p.c.Pushes.Hears(r.Context(), chatID)
	if err != nil || follows == (wish(r, m, longer) != "") {
		return
	}
	w.Header().Del("Set-Cookie")
	p.setCookie(w, m, c.Value, follows)
	if !follows {
		p.dropLonger(w, m)
	}
}

// pushKey is what the page hands to its browser; "" where that cannot be asked: browsers
// tell of news for a page of its own alone.
func (p *Page) pushKey(m mode) string {
	if p.c.Pushes == nil || m != own {
		return ""
	}
	return p.c.PushKey
}

const subscriptionLimit = 4 << 10

// subscription is a PushSubscription as browsers write it.
type subscription struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256dh string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
}

// subscribe keeps the browser of a visitor who hears of news. What browsers add to a
// subscription is left alone.
func (p *Page) subscribe(w http.ResponseWriter, r *http.Request) {
	chatID, ok := p.known(w, r)
	if !ok || p.modeOf(r) != own {
		refuse(w, refusal{http.StatusForbidden, "no conversation that can be told of news: follow a dossier on this page first"})
		return
	}
	if kindOf(r) != ofJSON {
		refuse(w, refusal{http.StatusUnsupportedMediaType, "content-type: must be " + ofJSON})
		return
	}
	var s subscription
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, subscriptionLimit)).Decode(&s); err != nil {
		refuse(w, bad("body: must be one PushSubscription as toJSON() gives it, of at most 4 KiB"))
		return
	}
	sub := chat.Subscription{Endpoint: s.Endpoint, P256dh: s.Keys.P256dh, Auth: s.Keys.Auth}
	if err := sub.Check(); err != nil {
		refuse(w, bad(err.Error()))
		return
	}
	kept, err := p.c.Pushes.KeepPush(r.Context(), chatID, sub, p.c.Now())
	switch {
	case errors.Is(err, chat.ErrAway):
		p.notTaken(w, err)
	case err != nil:
		p.c.Log.Error("a browser was not kept", "err", err)
		p.notTaken(w, err)
	case !kept:
		refuse(w, refusal{http.StatusConflict, "nothing is followed: follow a dossier first"})
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// workerScript shows news while the page is closed.
//
//go:embed host/sw.js
var workerScript []byte

// worker serves it under a name that never changes, and at the root: it serves what lies
// beside and below it.
func worker(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	pages.Write(w, r, ".js", workerScript)
}

// manifest lets a telephone put the page on its home screen. An iPhone tells of news for
// such a page alone.
func (p *Page) manifest(w http.ResponseWriter, r *http.Request) {
	lang := p.lookOf(r).Lang
	type icon struct {
		Src   string `json:"src"`
		Sizes string `json:"sizes"`
		Type  string `json:"type"`
	}
	src, err := p.assets.URL("icon-192.png")
	if err != nil {
		p.c.Log.Error("the icon of the page is missing", "err", err)
	}
	name := p.Name(lang)
	body, _ := json.Marshal(map[string]any{ //nolint:errchkjson // strings always marshal
		"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "lang": lang, "name": name, "short_name": name,
		"background_color": "#F2F5F1", "theme_color": "#0B5C53", "icons": []icon{{src, "192x192", "image/png"}},
	})
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // fails only when the reader is gone
}

// Name is what the page is called.
func (p *Page) Name(lang string) string { return p.words.Say(lang, "page.name", nil) }
