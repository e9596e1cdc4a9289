package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"motcua/handlers/api"
	"motcua/internal/chat"
	"motcua/internal/citizen"
	"motcua/internal/token"
	"motcua/store/postgres"
	"motcua/store/redis"
	"motcua/store/storetest"
)

// watched is a body that tells whether anybody read it.
type watched struct{ read bool }

func (b *watched) Read([]byte) (int, error) {
	b.read = true
	return 0, errors.New("somebody read the body")
}

// Unknown, revoked and ended tokens get one and the same answer, and nothing else; one without
// the scope gets no more. Nothing is read of what they send, nothing written, and no token is
// ever in the log.
func TestWithoutATokenThatHolds(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	live := w.token(token.Bounds{}, token.Push)
	revoked, ended := w.token(token.Bounds{}, token.Push), w.token(token.Bounds{}, token.Push)
	reads := w.token(token.Bounds{}, token.Report)
	all, err := w.store.Tokens(t.Context())
	must(t, err)
	ok, err := w.store.RevokeToken(t.Context(), all[1].ID, w.now)
	if again, _ := w.store.RevokeToken(t.Context(), all[1].ID, w.now); err != nil || !ok || again {
		t.Fatalf("revoke: %v, %v, again %v", ok, err, again)
	}
	w.exec("UPDATE api_tokens SET until = $1 WHERE id = $2", w.now, all[2].ID)
	text, _ := token.New()
	bad := row(one, "accepted", "")
	first := w.push(dossiers, text, bad)
	w.is("unknown", first, http.StatusUnauthorized, "token")
	for name, headers := range map[string][]string{
		"none": nil, "empty": {"Authorization", "Bearer "}, "not a bearer": {"Authorization", "Basic " + live}, "bare": {"Authorization", live},
		"revoked": {"Authorization", "Bearer " + revoked}, "ended": {"Authorization", "Bearer " + ended},
		"longer": {"Authorization", "Bearer " + live + "A"}, "shorter": {"Authorization", "Bearer " + live[:len(live)-1]},
		"other letters": {"Authorization", "Bearer " + strings.ToLower(live)}, "hostile": {"Authorization", "Bearer ' OR 1=1 --"},
	} {
		for _, path := range []string{dossiers, events} {
			a := w.send(http.MethodPost, path, "", []byte(bad), headers...)
			if a.status != first.status || a.body != first.body || a.head.Get("WWW-Authenticate") != first.head.Get("WWW-Authenticate") || len(a.head) != len(first.head) {
				t.Errorf("%s at %s is told apart: %d %v %s", name, path, a.status, a.head, a.body)
			}
		}
		if a := w.send(http.MethodGet, "/api/v1/reports?from=x", "", nil, headers...); a.body != first.body {
			t.Errorf("%s: reports say more: %d %s", name, a.status, a.body)
		}
	}
	w.is("out of scope", w.push(dossiers, reads, bad), http.StatusForbidden, "scope")
	w.is("out of scope, and bad", w.push(dossiers+"?tell=x", reads, "{", "Content-Type", "a/b"), http.StatusForbidden, "scope")
	w.is("out of scope", w.send(http.MethodGet, "/api/v1/reports", live, nil), http.StatusForbidden, "scope")
	if w.ask("SELECT count(*) FROM dossiers") != 0 {
		t.Error("something went in")
	}
	for _, bearer := range []string{text, reads} {
		body := &watched{}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.http.URL+dossiers, body)
		must(t, err)
		req.ContentLength = 10 << 20
		req.Header.Set("Authorization", "Bearer "+bearer)
		req.Header.Set("Expect", "100-continue")
		transport := &http.Transport{ExpectContinueTimeout: time.Minute}
		res, err := transport.RoundTrip(req)
		must(t, err)
		must(t, res.Body.Close())
		transport.CloseIdleConnections()
		if body.read || res.StatusCode < 401 || res.StatusCode > 403 {
			t.Errorf("status %d, read: %v", res.StatusCode, body.read)
		}
	}
	if a := w.push(dossiers, live, bad); a.status != http.StatusOK {
		t.Errorf("the one that holds: %d %s", a.status, a.body)
	}
	if w.ask("SELECT count(*) FROM api_tokens WHERE used_at IS NOT NULL") != 1 {
		t.Error("only a token that was let through was used")
	}
	if log := w.log.String(); strings.Contains(log, "motcua_") {
		t.Errorf("a token is in the log: %s", log)
	}
	if w.ask("SELECT count(*) FROM api_tokens WHERE api_tokens::text LIKE '%' || $1 || '%'", live[len(token.Prefix):]) != 0 {
		w.Error("a token stands in the database")
	}
}

// Twenty tries, then even a token that holds must wait: else the answer would say which does.
func TestTriesAreLimited(t *testing.T) {
	t.Parallel()
	rate := citizen.Rate{N: 1000, Per: time.Second}
	live, err := redis.Open(storetest.RedisURL(t))
	must(t, err)
	t.Cleanup(live.Close)
	// The counter is shared by all tests on this server: a name and a clock of its own.
	now := time.Now()
	name := fmt.Sprintf("net of %s %d", t.Name(), now.UnixNano())
	w := openWorld(t, func(c *api.Config) {
		c.Tries = live.Limits(citizen.Limits{Hits: rate, Misses: citizen.Rate{N: 3, Per: 10 * time.Minute}, NetHits: rate, NetMisses: rate})
		c.Net = func(r *http.Request) string { return name + r.Header.Get("X-Net") }
	})
	push := w.token(token.Bounds{}, token.Push)
	for range 10 {
		if a := w.push(dossiers, push, row(one, "accepted", "")); a.status != http.StatusOK {
			t.Fatalf("a token that holds is counted: %d", a.status)
		}
	}
	for range 3 {
		w.is("a try", w.push(dossiers, "wrong", ""), http.StatusUnauthorized, "token")
	}
	a := w.push(dossiers, "wrong", "")
	if w.is("one more", a, http.StatusTooManyRequests, "tries"); a.head.Get("Retry-After") == "" {
		t.Error("nobody says how long to wait")
	}
	w.is("the right one", w.push(dossiers, push, row(one, "accepted", "")), http.StatusTooManyRequests, "tries")
	if a := w.push(dossiers, push, row(one, "accepted", ""), "X-Net", "another"); a.status != http.StatusOK {
		t.Errorf("another network: %d", a.status)
	}
}

// gone is a database that is away, or broken.
type gone struct {
	*postgres.Store

	err error
}

func (g gone) Token(context.Context, []byte) (token.Token, bool, error) {
	return token.Token{}, false, g.err
}

func TestWithoutADatabase(t *testing.T) {
	t.Parallel()
	w := openWorld(t, func(c *api.Config) {
		c.Tokens = gone{err: fmt.Errorf("%w: no such host", chat.ErrAway)}
	})
	a := w.push(dossiers, "any", "")
	if w.is("away", a, http.StatusServiceUnavailable, "away"); a.head.Get("Retry-After") == "" || strings.Contains(a.body, "host") {
		t.Errorf("%v %s", a.head, a.body)
	}
	w = openWorld(t, func(c *api.Config) { c.Tokens = gone{err: errors.New("the secret inside")} })
	a = w.push(dossiers, "any", "")
	if w.is("broken", a, http.StatusInternalServerError, "broken"); strings.Contains(a.body, "secret") || !strings.Contains(w.log.String(), "secret inside") {
		t.Errorf("%s\nlog: %s", a.body, w.log)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	w.is("a path", w.send(http.MethodGet, "/api/v2/dossiers", "", nil), http.StatusNotFound, "not_found")
	a := w.send(http.MethodGet, dossiers, "", nil)
	if w.is("a method", a, http.StatusMethodNotAllowed, "method"); a.head.Get("Allow") != "POST" {
		t.Errorf("%v", a.head)
	}
	w.is("a method", w.push("/api/v1/openapi.json", "", ""), http.StatusMethodNotAllowed, "method")
}
