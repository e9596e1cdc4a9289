package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
)

// sessions are the browsers that are signed in. Only a hash of a browser's secret is kept.
type sessions interface {
	MakeSession(ctx context.Context, secretHash []byte, volunteer int64, device string, now time.Time) error
	SessionBy(ctx context.Context, secretHash []byte, now time.Time) (team.Session, team.Volunteer, error)
	Sessions(ctx context.Context, volunteer int64) ([]team.Session, error)
	EndSession(ctx context.Context, id, volunteer int64) error
}

// sessionLives is how long a browser is known after its last visit.
const sessionLives = 30 * 24 * time.Hour

// who is the volunteer of a request, and the browser that asks.
type who struct {
	team.Volunteer

	session team.Session
	look    look
}

// page is a handler for one who is signed in.
type page func(w http.ResponseWriter, r *http.Request, me who)

// member lets volunteers in.
func (d *Desk) member(next page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		me, err := d.whoAsks(r)
		switch {
		case err == nil:
			d.rollCookie(w, r)
			next(w, r, me)
		case errors.Is(err, team.ErrUnknown), errors.Is(err, team.ErrExpired):
			d.showOutside(w, r, http.StatusUnauthorized)
		default:
			d.showAway(w, r, err)
		}
	}
}

// coordinator lets coordinators in; for others its pages do not exist.
func (d *Desk) coordinator(next page) http.HandlerFunc {
	return d.member(func(w http.ResponseWriter, r *http.Request, me who) {
		if me.Role != team.Coordinator {
			d.showNote(w, r, me, http.StatusForbidden, "desk.only_coordinators")
			return
		}
		next(w, r, me)
	})
}

// whoAsks is the volunteer whose browser asks. team.ErrUnknown: nobody of ours.
func (d *Desk) whoAsks(r *http.Request) (who, error) {
	c, err := r.Cookie(d.cookieName())
	if err != nil || c.Value == "" {
		return who{}, team.ErrUnknown
	}
	s, v, err := d.c.Store.SessionBy(r.Context(), secretHash(c.Value), d.c.Now())
	if err != nil {
		return who{}, err
	}
	me := who{Volunteer: v, session: s, look: lookOf(r)}
	if v.Lang != "" {
		me.look.Lang = oneOf(v.Lang, looks["lang"])
	}
	return me, nil
}

// begin signs a browser in.
func (d *Desk) begin(w http.ResponseWriter, r *http.Request, v team.Volunteer) error {
	secret := rand.Text() + rand.Text()
	if err := d.c.Store.MakeSession(r.Context(), secretHash(secret), v.ID, device(r.UserAgent()), d.c.Now()); err != nil {
		return err
	}
	d.setCookie(w, secret, int(sessionLives/time.Second))
	return nil
}

// rollCookie keeps the cookie as long as the session is used.
func (d *Desk) rollCookie(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(d.cookieName()); err == nil && r.Method == http.MethodGet {
		d.setCookie(w, c.Value, int(sessionLives/time.Second))
	}
}

func (d *Desk) setCookie(w http.ResponseWriter, secret string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: d.cookieName(), Value: secret, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: d.c.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (d *Desk) cookieName() string {
	if d.c.Secure { // binds it to this very host
		return "__Host-motcua_desk"
	}
	return "motcua_desk"
}

// secretHash is what the store knows of a secret.
func secretHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// device names a browser as its owner would: "Chrome, Android".
func device(agent string) string {
	return firstOf(agent, "?", browsers) + ", " + firstOf(agent, "?", systems)
}

type sign struct{ in, name string }

// The order matters: many browsers carry the signs of others.
var (
	browsers = []sign{
		{"coc_coc", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Zalo", "Zalo"},
		{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
	}
	systems = []sign{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
	}
)

func firstOf(agent, unknown string, signs []sign) string {
	for _, s := range signs {
		if strings.Contains(agent, s.in) {
			return s.name
		}
	}
	return unknown
}

// pathID is the number in a request's path, 0 when there is none.
func pathID(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// away says whether the cause is a store that cannot be reached.
func away(err error) bool { return errors.Is(err, chat.ErrAway) }
