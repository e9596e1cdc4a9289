package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// answerLimit bounds what is read of an answer: 100 updates are far below it.
const answerLimit = 32 << 20

// api calls methods of the Bot API. The library writes the requests and reads the
// answers; this side adds deadlines and takes the token, which is in every address,
// out of what can be read.
type api struct {
	bot   tgbotapi.BotAPI
	http  *http.Client
	id    int64  // the bot's own
	calls string // where methods are, with a slash behind
	files string // where files are, likewise
}

var tokenShape = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

func newAPI(c Config) (api, error) {
	if !tokenShape.MatchString(string(c.Token)) {
		return api{}, errors.New("telegram: the token has not the shape of one (digits:letters)")
	}
	base := c.API
	if base == "" {
		base = "https://api.telegram.org"
	}
	if _, err := absolute("the address of the Bot API", base); err != nil {
		return api{}, err
	}
	a := api{bot: tgbotapi.BotAPI{Token: string(c.Token)}, http: c.Client}
	base = strings.TrimRight(base, "/")
	a.bot.SetAPIEndpoint(strings.ReplaceAll(base, "%", "%%") + "/bot%s/%s")
	a.calls, a.files = base+"/bot"+a.bot.Token+"/", base+"/file/bot"+a.bot.Token+"/"
	id, _, _ := strings.Cut(a.bot.Token, ":")
	a.id, _ = strconv.ParseInt(id, 10, 64) // 0, and nobody's, when it is too long for one
	if a.http == nil {
		a.http = ownClient()
	}
	return a, nil
}

func ownClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout: 10 * time.Second,
			ForceAttemptHTTP2:   true,
			MaxIdleConns:        100,
			MaxIdleConnsPerHost: 100,
			IdleConnTimeout:     90 * time.Second,
			// One connection carries all calls: one that is dead must not be waited for.
			HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
		},
		// A redirect would carry the address, and the token in it, to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call makes one call within a time of its own. Its error is a *callError.
func (a api) call(ctx context.Context, limit time.Duration, method string, params tgbotapi.Params) (json.RawMessage, error) {
	return a.exchange(ctx, limit, method, func(one *exchange) (*tgbotapi.APIResponse, error) {
		caller := a.bot
		caller.Client = one
		return caller.MakeRequest(method, params)
	})
}

// tell is a call of which nobody reads more than whether it went well.
func (a api) tell(ctx context.Context, limit time.Duration, method string, params tgbotapi.Params) error {
	_, err := a.exchange(ctx, limit, method, func(one *exchange) (*tgbotapi.APIResponse, error) {
		caller := a.bot
		one.deaf, caller.Client = true, one
		return caller.MakeRequest(method, params)
	})
	return err
}

// exchange does one call in the way that do says.
func (a api) exchange(ctx context.Context, limit time.Duration, method string, do func(*exchange) (*tgbotapi.APIResponse, error)) (json.RawMessage, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	one := exchange{http: a.http}
	one.ctx = httptrace.WithClientTrace(limited, &httptrace.ClientTrace{
		WroteRequest: func(w httptrace.WroteRequestInfo) { one.written.Store(w.Err == nil) },
	})
	resp, err := do(&one)
	if err != nil {
		failed := a.failed(method, err, &one)
		failed.left = ctx.Err() != nil
		return nil, failed
	}
	return resp.Result, nil
}

// exchange is one request and its answer, as the library's client.
type exchange struct {
	http    *http.Client
	ctx     context.Context
	deaf    bool        // nobody reads the result
	written atomic.Bool // whether the request went out as a whole
	status  int
}

// errNoAPI is an answer that no Bot API gives: a proxy's page, say.
var errNoAPI = errors.New("not an answer of the Bot API")

// wentWell is how every answer to a call that went well begins.
const wentWell = `{"ok":true`

// Do reads the whole answer, so that the connection is free for the next call.
func (e *exchange) Do(r *http.Request) (*http.Response, error) {
	resp, err := e.http.Do(r.WithContext(e.ctx)) //nolint:gosec // the operator names the address
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // what was read counts
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return nil, err
	}
	e.status = resp.StatusCode
	if resp.StatusCode >= http.StatusInternalServerError || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return nil, errNoAPI
	}
	if e.deaf && bytes.HasPrefix(body, []byte(wentWell+",")) {
		body = []byte(wentWell + "}") // the message that was sent need not be read again
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// callError is a call that failed. Its text has neither the token nor anyone's words.
type callError struct {
	method     string
	code       int // of the Bot API, or of HTTP; 0: there was no answer
	why        string
	retryAfter time.Duration
	migrateTo  int64
	written    bool // the request went out, so it may have been carried out
	timeout    bool
	left       bool // the caller's context ended, which says nothing about the API
}

func (e *callError) Error() string {
	if e.code == 0 {
		return fmt.Sprintf("telegram %s: %s", e.method, e.why)
	}
	return fmt.Sprintf("telegram %s: %d %s", e.method, e.code, e.why)
}

// unreachable: no Bot API answered.
func (e *callError) unreachable() bool { return e.code == 0 || e.code >= http.StatusBadGateway }

// failed reads what went wrong.
func (a api) failed(method string, err error, one *exchange) *callError {
	e := &callError{method: method, code: one.status, written: one.written.Load()}
	var told *tgbotapi.Error
	var net net.Error
	var at *url.Error
	switch {
	case errors.As(err, &told):
		e.code = codeOf(told, one.status)
		e.retryAfter = time.Duration(max(told.RetryAfter, 0)) * time.Second
		e.migrateTo = told.MigrateToChatID
		e.why = a.clean(told.Message)
		return e
	case errors.As(err, &at): // its text has the address
		err = at.Err
	}
	e.timeout = errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &net) && net.Timeout())
	e.why = a.clean(err.Error())
	return e
}

// codeOf is the code of an answer. Where there is none, the first words of the
// description stand for it.
func codeOf(told *tgbotapi.Error, status int) int {
	switch {
	case told.Code != 0:
		return told.Code
	case told.RetryAfter > 0:
		return http.StatusTooManyRequests
	case strings.HasPrefix(told.Message, "Forbidden"):
		return http.StatusForbidden
	case strings.HasPrefix(told.Message, "Bad Request"), told.MigrateToChatID != 0:
		return http.StatusBadRequest
	}
	return status
}
