package webchat

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"time"
)

const (
	// cookieKept is how long a visitor is known after the last visit; as long as
	// the conversation itself is kept. Who hears of news is known for newsKept.
	cookieKept = 24 * time.Hour
	cookieSize = 16 // bytes of chance in a cookie, and of a chat's name
)

// known names the chat of a visitor who has been here, and rolls the cookie on.
func (p *Page) known(w http.ResponseWriter, r *http.Request) (chatID string, ok bool) {
	m := p.modeOf(r)
	c, err := r.Cookie(p.cookie(m).Name)
	if err != nil {
		return "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(raw) != cookieSize {
		return "", false
	}
	if m != kiosk { // there it lives as long as the page
		p.setCookie(w, m, c.Value, wish(r, m, longer) != "")
	}
	return p.chatID(c.Value), true
}

// visitor names the chat of whoever asks; a new one gets a cookie first.
func (p *Page) visitor(w http.ResponseWriter, r *http.Request) (chatID string, isNew bool) {
	if id, ok := p.known(w, r); ok {
		return id, false
	}
	return p.newVisitor(w, p.modeOf(r)), true
}

// newVisitor gives a cookie and names the chat that begins with it.
func (p *Page) newVisitor(w http.ResponseWriter, m mode) (chatID string) {
	raw := make([]byte, cookieSize)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process rather
	value := base64.RawURLEncoding.EncodeToString(raw)
	p.setCookie(w, m, value, false)
	return p.chatID(value)
}

// chatID is a keyed hash, so that nobody who reads the stores can take over a chat.
func (p *Page) chatID(cookie string) string {
	mac := hmac.New(sha256.New, p.c.Key)
	mac.Write([]byte(cookie))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:cookieSize])
}

// setCookie lets the visitor be known; news: for as long as news may come.
func (p *Page) setCookie(w http.ResponseWriter, m mode, value string, news bool) {
	c := p.cookie(m)
	c.Value = value
	if news {
		c.MaxAge = int(newsKept / time.Second)
		http.SetCookie(w, p.longerCookie(m))
	}
	http.SetCookie(w, c)
}

// longerCookie tells from request to request that the other one is kept for longer.
func (p *Page) longerCookie(m mode) *http.Cookie {
	c := p.cookie(m)
	c.Name, c.Value, c.MaxAge = "motcua_"+longer, "1", int(newsKept/time.Second)
	if m == framed {
		c.Name = "motcua_embed_" + longer
	}
	return c
}

func (p *Page) dropLonger(w http.ResponseWriter, m mode) {
	c := p.longerCookie(m)
	c.Value, c.MaxAge = "", -1
	http.SetCookie(w, c)
}

func (p *Page) dropCookie(w http.ResponseWriter, r *http.Request, m mode) {
	c := p.cookie(m)
	c.MaxAge = -1
	http.SetCookie(w, c)
	if wish(r, m, longer) != "" {
		p.dropLonger(w, m)
	}
}

// cookie is the one that names a chat. Each mode has its own, so that none sees the
// conversation of another. On a shared machine it ends with the browser. In a frame
// of another site it is kept apart for that site, which browsers do by HTTPS only.
func (p *Page) cookie(m mode) *http.Cookie {
	c := &http.Cookie{
		Name: "motcua", Path: "/", MaxAge: int(cookieKept / time.Second),
		HttpOnly: true, Secure: p.c.Secure, SameSite: http.SameSiteLaxMode,
	}
	switch m {
	case kiosk:
		c.Name, c.MaxAge = "motcua_kiosk", 0
	case framed:
		c.Name, c.Secure, c.SameSite, c.Partitioned = "motcua_embed", true, http.SameSiteNoneMode, true
	}
	if c.Secure { // binds it to this very host
		c.Name = "__Host-" + c.Name
	}
	return c
}

// look is how a person wants the page.
type look struct {
	Lang  string // vi, en
	Theme string // light, dark, "" for the system's
	Size  string // 100, 125, 150, 200: per cent
}

// lookOf reads a person's wishes, from cookies that the page's script sets; what it
// does not know is as if not wished. A shared machine keeps no wishes: there the
// language stands in the query, and theme and size last as long as the page.
func (p *Page) lookOf(r *http.Request) look {
	m := p.modeOf(r)
	if m == kiosk {
		return look{Lang: oneOf(r.URL.Query().Get("lang"), "vi", "en"), Size: "100"}
	}
	return look{
		Lang:  oneOf(wish(r, m, "lang"), "vi", "en"),
		Theme: oneOf(wish(r, m, "theme"), "", "light", "dark"),
		Size:  oneOf(wish(r, m, "size"), "100", "125", "150", "200"),
	}
}

// chosenLang is the language that was really chosen, "" when none was.
func (p *Page) chosenLang(r *http.Request) string {
	m := p.modeOf(r)
	if m == kiosk {
		return oneOf(r.URL.Query().Get("lang"), "", "vi", "en")
	}
	return oneOf(wish(r, m, "lang"), "", "vi", "en")
}

// wish is the value of a cookie beside the one that names the chat, "" when there is none.
func wish(r *http.Request, m mode, name string) string {
	if m == framed {
		name = "embed_" + name
	}
	c, err := r.Cookie("motcua_" + name)
	if err != nil {
		return ""
	}
	return c.Value
}

// oneOf is the value where it is one of the allowed; the first is the default.
func oneOf(value string, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return allowed[0]
}
