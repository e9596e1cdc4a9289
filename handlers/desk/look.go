package desk

import (
	"net/http"
	"slices"
	"time"
)

// look is how a person wants the desk: theme and size are of the browser and stand in
// cookies, the language is of the volunteer.
type look struct {
	Lang  string // vi, en
	Theme string // light, dark, "" for the system's
	Size  string // 100, 125, 150, 200: per cent
}

const lookKept = 365 * 24 * time.Hour

var looks = map[string][]string{ // the first is the default
	"theme": {"", "light", "dark"},
	"size":  {"100", "125", "150", "200"},
	"lang":  {"vi", "en"},
}

// lookOf reads a browser's wishes; what it does not know is as if not wished.
func lookOf(r *http.Request) look {
	return look{Lang: wish(r, "lang"), Theme: wish(r, "theme"), Size: wish(r, "size")}
}

func wish(r *http.Request, name string) string {
	c, err := r.Cookie("motcua_desk_" + name)
	if err != nil {
		return looks[name][0]
	}
	return oneOf(c.Value, looks[name])
}

// setLook keeps one wish in the browser.
func (d *Desk) setLook(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: "motcua_desk_" + name, Value: oneOf(value, looks[name]), Path: "/desk", MaxAge: int(lookKept / time.Second),
		HttpOnly: true, Secure: d.c.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// oneOf is the value where it is one of the allowed; the first is the default.
func oneOf(value string, allowed []string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return allowed[0]
}
