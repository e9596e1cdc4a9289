//go:build faults

package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
)

// messenger is a world whose servers speak to a Bot API of the test.
type messenger struct {
	*world

	api   *telegramtest.Server
	front *front // nil: the servers poll
}

// onTelegram lets the servers of a world poll, or be called through a front.
func onTelegram(w *world, hook bool) *messenger {
	w.t.Helper()
	m := &messenger{world: w, api: telegramtest.New(w.t)}
	w.set("TELEGRAM_BOT_TOKEN", telegramtest.Token)
	w.set("TELEGRAM_API_URL", m.api.URL())
	if hook {
		m.front = newFront(w.t)
		w.set("TELEGRAM_WEBHOOK_URL", m.front.URL+"/telegram")
		w.set("TELEGRAM_WEBHOOK_SECRET", "made-for-tests")
	}
	return m
}

// bothModes runs a test in worlds whose servers poll, and are called.
func bothModes(t *testing.T, world func(*testing.T) *world, test func(m *messenger)) {
	t.Helper()
	for name, hook := range map[string]bool{"poll": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(onTelegram(world(t), hook))
		})
	}
}

// serve starts a server, behind the front if there is one.
func (m *messenger) serve() *server {
	m.t.Helper()
	s := m.world.serve()
	if m.front != nil {
		m.front.add(s.addr)
	}
	return s
}

// await asks until the answer is yes.
func (m *messenger) await(what string, holds func() bool) time.Duration {
	m.t.Helper()
	began, tick := time.Now(), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Since(began) > m.allow {
			m.t.Fatalf("never: %s", what)
		}
		<-tick.C
	}
	return time.Since(began)
}

// ended waits until Telegram keeps no update any more and nothing is left to be sent.
func (m *messenger) ended() {
	m.t.Helper()
	m.await("all updates are taken", func() bool { return m.api.Pending() == 0 })
	m.until(`SELECT NOT EXISTS (SELECT FROM outbox_chats)`)
}

// texts of what a chat was sent.
func (m *messenger) texts(chat int64) (texts []string) {
	for _, sent := range m.api.Sent(chat) {
		texts = append(texts, sent.Text)
	}
	return texts
}

// inOrder checks that a chat was sent what it was to be sent, in order, each at least
// once. What came twice came twice in a row; their number is given back.
func (m *messenger) inOrder(chat int64, texts, want []string) (repeats int) {
	m.t.Helper()
	at := 0
	for _, text := range texts {
		switch {
		case at < len(want) && text == want[at]:
			at++
		case at > 0 && text == want[at-1]:
			repeats++
		default:
			m.t.Errorf("chat %d was sent %q where %q was to come", chat, text, append(slices.Clone(want), "nothing")[at])
			return repeats
		}
	}
	if at < len(want) {
		m.t.Errorf("chat %d was sent only %d of %d", chat, at, len(want))
	}
	return repeats
}

// asked are codes that a chat asks for one after the other; each answer names its own.
var asked = []string{code, "H29.171-261112-0031", "H29.171-261116-0045", "H29.171-261103-0007"}

// told are the codes that a chat was told of, in order. The greeting comes first, and
// again where Redis forgot it.
func (m *messenger) told(chat int64) (codes []string) {
	for _, text := range m.texts(chat) {
		if strings.Contains(text, hello) {
			continue
		}
		if at := slices.IndexFunc(asked, func(code string) bool { return strings.Contains(text, code) }); at >= 0 {
			text = asked[at]
		}
		codes = append(codes, text)
	}
	return codes
}

// front is the one address that Telegram knows; it hands each call to the next server,
// also to one that is not there.
type front struct {
	*httptest.Server

	calls atomic.Int64
	mu    sync.Mutex
	to    []string
}

func newFront(t *testing.T) *front {
	t.Helper()
	f := &front{}
	proxy := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(f.next()) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		ErrorLog:     log.New(io.Discard, "", 0),
		Transport:    &http.Transport{MaxIdleConnsPerHost: 100},
	}
	f.Server = httptest.NewServer(proxy)
	t.Cleanup(f.Close)
	return f
}

func (f *front) add(addr string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.to = append(f.to, addr)
}

func (f *front) next() *url.URL {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.to) == 0 { // it is about to be added
		return &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	}
	return &url.URL{Scheme: "http", Host: f.to[int(f.calls.Add(1))%len(f.to)]}
}
