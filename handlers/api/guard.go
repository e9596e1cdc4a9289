package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/internal/chat"
	"motcua/internal/citizen"
	"motcua/internal/token"
	"motcua/internal/words"
)

// call is a request whose token holds.
type call struct {
	token token.Token
	lang  string
	now   time.Time
	w     http.ResponseWriter
	r     *http.Request
}

type callKey struct{}

// callOf is the call that the guard let through.
func callOf(ctx context.Context) *call {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		panic("an operation stands without a guard")
	}
	return c
}

// guard lets through who has a token for this. Nothing of a request is read before, and why a
// token does not hold is nobody's business: unknown, ended and revoked are one answer.
func (a *API) guard(scope token.Scope) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		c := &call{lang: lang(r), now: a.c.Now(), w: w, r: r}
		if p := a.admit(r.Context(), c, scope); p != nil {
			write(w, r, p)
			return
		}
		next(huma.WithValue(ctx, callKey{}, c))
	}
}

// admit looks the token up and gives the reason why it does not hold; nil: it does.
func (a *API) admit(ctx context.Context, c *call, scope token.Scope) *Problem {
	by := citizen.Asker{Account: "api:" + a.c.Net(c.r)}
	if a.c.Tries != nil {
		if may := a.c.Tries.Allow(ctx, by, c.now); may.Codes < 1 {
			wait := int(may.Until.Sub(c.now)/time.Second) + 1
			return a.problem(c.lang, http.StatusTooManyRequests, "tries", nil).later(wait)
		}
	}
	t, known, err := a.c.Tokens.Token(ctx, token.Hash(bearer(c.r)))
	if err != nil {
		return a.failed(ctx, c, "look a token up", err)
	}
	if !known || !t.Live(c.now) {
		if a.c.Tries != nil {
			a.c.Tries.Charge(ctx, by, c.now, 0, 1)
		}
		p := a.problem(c.lang, http.StatusUnauthorized, "token", nil)
		p.headers = http.Header{"Www-Authenticate": {`Bearer realm="motcua"`}}
		return p
	}
	if !t.May(scope) {
		p := a.problem(c.lang, http.StatusForbidden, "scope", words.Args{"scope": string(scope)})
		p.headers = http.Header{"Www-Authenticate": {`Bearer realm="motcua", error="insufficient_scope", scope="` + string(scope) + `"`}}
		return p
	}
	if err := a.c.Tokens.UseToken(ctx, t.ID, c.now); err != nil {
		a.c.Log.Warn("when a token was used last could not be kept", "token", t.ID, "err", err)
	}
	c.token = t
	return nil
}

// bearer is the token of a request, "" where there is none.
func bearer(r *http.Request) string {
	kind, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(text)
}

// failed is what is said where something of ours does not work. The log gets the cause.
func (a *API) failed(ctx context.Context, c *call, what string, err error) *Problem {
	if errors.Is(err, chat.ErrAway) {
		return a.problem(c.lang, http.StatusServiceUnavailable, "away", nil).later(5)
	}
	if ctx.Err() == nil {
		a.c.Log.Error("the API could not answer", "what", what, "token", c.token.ID, "err", err)
	}
	return a.problem(c.lang, http.StatusInternalServerError, "broken", nil)
}

func isAway(err error) bool { return errors.Is(err, chat.ErrAway) }
