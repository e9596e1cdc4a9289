package webchat

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

const (
	// cookieKept is how long a visitor is known after the last visit; as long as
	// the conversation itself is kept.
	cookieKept = 24 * time.Hour
	cookieSize = 16 // bytes of chance in a cookie, and of a chat's name
)

// Cookies that the page's script sets and the server only reads.
const (
	langCookie  = "motcua_lang"
	themeCookie = "motcua_theme"
	sizeCookie  = "motcua_size"
)

// cookieName binds the cookie to this very host where the browser can do so.
func (p *Page) cookieName() string {
	if p.c.Secure {
		return "__Host-motcua"
	}
	return "motcua"
}

// known names the chat of a visitor who has been here, and rolls the cookie on.
func (p *Page) known(w http.ResponseWriter, r *http.Request) (chatID string, ok bool) {
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(raw) != cookieSize {
		return "", false
	}
	p.setCookie(w, c.Value)
	return p.chatID(c.Value), true
}

// visitor names the chat of whoever asks; a new one gets a cookie first.
func (p *Page) visitor(w http.ResponseWriter, r *http.Request) (chatID string, isNew bool) {
	if id, ok := p.known(w, r); ok {
		return id, false
	}
	raw := make([]byte, cookieSize)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process rather
	value := base64.RawURLEncoding.EncodeToString(raw)
	p.setCookie(w, value)
	return p.chatID(value), true
}

// chatID is a keyed hash, so that nobody who reads the stores can take over a chat.
func (p *Page) chatID(cookie string) string {
	mac := hmac.New(sha256.New, p.c.Key)
	mac.Write([]byte(cookie))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:cookieSize])
}

func (p *Page) setCookie(w http.ResponseWriter, value string) {
	c := p.cookie()
	c.Value, c.MaxAge = value, int(cookieKept/time.Second)
	http.SetCookie(w, c)
}

func (p *Page) dropCookie(w http.ResponseWriter) {
	c := p.cookie()
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func (p *Page) cookie() *http.Cookie {
	return &http.Cookie{
		Name: p.cookieName(), Path: "/",
		HttpOnly: true, Secure: p.c.Secure, SameSite: http.SameSiteLaxMode,
	}
}

// look is how a person wants the page.
type look struct {
	Lang  string // vi, en
	Theme string // light, dark, "" for the system's
	Size  string // 100, 125, 150, 200: per cent
}

// lookOf reads a person's wishes; what it does not know is as if not wished.
func lookOf(r *http.Request) look {
	return look{
		Lang:  oneOf(r, langCookie, "vi", "en"),
		Theme: oneOf(r, themeCookie, "", "light", "dark"),
		Size:  oneOf(r, sizeCookie, "100", "125", "150", "200"),
	}
}

// chosenLang is the language that was really chosen, "" when none was.
func chosenLang(r *http.Request) string { return oneOf(r, langCookie, "", "vi", "en") }

// oneOf is the cookie's value where it is one of the allowed; the first is the default.
func oneOf(r *http.Request, name string, allowed ...string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return allowed[0]
	}
	for _, a := range allowed {
		if c.Value == a {
			return a
		}
	}
	return allowed[0]
}
