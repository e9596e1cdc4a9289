package webchat_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/webchat"
	"motcua/internal/chat"
)

// policy is what the page must live under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "

// clock is the moment that all of these tests live in: a Monday in Vietnam.
var clock = time.Date(2026, 12, 7, 9, 12, 0, 0, time.FixedZone("+07", 7*3600))

// memory keeps lines as the real store does: each (key, n) once, a reply only where
// its question stands, seq counted in the chat.
type memory struct {
	mu    sync.Mutex
	lines map[string][]chat.Line
	away  bool
	topic map[string]map[chan struct{}]bool
	deaf  bool // wakes nobody, as when Redis is away
}

func newMemory() *memory {
	return &memory{lines: map[string][]chat.Line{}, topic: map[string]map[chan struct{}]bool{}}
}

func (s *memory) AddLine(_ context.Context, key chat.Key, n int, at time.Time, said *chat.Said, reply *chat.Reply) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return false, chat.ErrAway
	}
	asked := n == 0
	for _, l := range s.lines[key.Chat] {
		if l.ID == key.ID && l.N == n {
			return false, nil
		}
		asked = asked || l.ID == key.ID && l.N == 0
	}
	if !asked {
		return false, nil
	}
	seq := int64(len(s.lines[key.Chat]) + 1)
	s.lines[key.Chat] = append(s.lines[key.Chat], chat.Line{Seq: seq, ID: key.ID, N: n, At: at, Said: said, Reply: reply})
	return true, nil
}

// arrive is a Reply that nobody on the page asked for a moment ago: the relay of a
// ticket adds it by a key of its own.
func (s *memory) arrive(chatID, id string, reply chat.Reply) {
	s.mu.Lock()
	seq := int64(len(s.lines[chatID]) + 1)
	s.lines[chatID] = append(s.lines[chatID], chat.Line{Seq: seq, ID: id, N: 1, At: clock, Reply: &reply})
	s.mu.Unlock()
	s.Wake(context.Background(), "web:"+chatID)
}

func (s *memory) LinesAfter(_ context.Context, chatID string, seq int64) ([]chat.Line, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, chat.ErrAway
	}
	var out []chat.Line
	for _, l := range s.lines[chatID] {
		if l.Seq > seq {
			out = append(out, l)
		}
	}
	return out, nil
}

func (s *memory) DeleteChat(_ context.Context, chatID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return chat.ErrAway
	}
	delete(s.lines, chatID)
	return nil
}

func (s *memory) Wake(_ context.Context, topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deaf {
		return
	}
	for c := range s.topic[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (s *memory) Listen(_ context.Context, topic string) (<-chan struct{}, func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, 1)
	if s.topic[topic] == nil {
		s.topic[topic] = map[chan struct{}]bool{}
	}
	s.topic[topic][c] = true
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.topic[topic], c)
	}
}

func (s *memory) set(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// all are the lines of every chat, in order.
func (s *memory) all() []chat.Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []chat.Line
	for _, lines := range s.lines {
		out = append(out, lines...)
	}
	return out
}

// turns answers each message once, as the real Turn does.
type turns struct {
	mu     sync.Mutex
	ended  map[chat.Key]bool
	got    []chat.Message
	forgot []chat.Speaker
	fail   error         // given back instead of a Turn
	hold   chan struct{} // when set, a Turn waits for it
	taken  func()        // when set, told of each Turn that begins
	answer func(m chat.Message) []chat.Reply
}

func newTurns() *turns {
	return &turns{ended: map[chat.Key]bool{}, answer: func(m chat.Message) []chat.Reply {
		return []chat.Reply{{Text: "Dạ, đã nghe: " + m.Text, Lang: "vi"}}
	}}
}

func (f *turns) Turn(ctx context.Context, m chat.Message, to bot.Deliverer) error {
	f.mu.Lock()
	err, hold, done := f.fail, f.hold, f.ended[m.Key()]
	f.mu.Unlock()
	if err != nil || done {
		return err
	}
	if f.taken != nil {
		f.taken()
	}
	if hold != nil {
		<-hold
	}
	for i, r := range f.answer(m) {
		if err := to.Deliver(ctx, m, i+1, r); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended[m.Key()] = true
	f.got = append(f.got, m)
	return nil
}

func (f *turns) Forget(_ context.Context, s chat.Speaker) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forgot = append(f.forgot, s)
	return nil
}

func (f *turns) refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = err
}

// messages are the Turns that ended.
func (f *turns) messages() []chat.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]chat.Message(nil), f.got...)
}

// world is a page with what it stands on.
type world struct {
	page  *webchat.Page
	store *memory
	turns *turns
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{store: newMemory(), turns: newTurns()}
	return w.with(t, func(*webchat.Config) {})
}

func (w *world) config() webchat.Config {
	return webchat.Config{
		Lines: w.store, Live: w.store, Files: files, Turn: w.turns.Turn, Forget: w.turns.Forget,
		OwnData: func(_ context.Context, chatID, lang string) (chat.File, []byte, error) {
			return chat.File{Kind: chat.Document, Type: "application/json", Name: "data.json"}, []byte("all of " + chatID + " in " + lang), nil
		},
		Greeting: greeting, Contact: contact, Operator: operator,
		Key: []byte("a key of the tests"), Now: func() time.Time { return clock },
	}
}

// with gives the world a page with other settings.
func (w *world) with(t testing.TB, change func(c *webchat.Config)) *world {
	t.Helper()
	c := w.config()
	change(&c)
	var err error
	if w.page, err = webchat.New(c); err != nil {
		t.Fatal(err)
	}
	return w
}

// handler is the page as http.go wraps it.
func (w *world) handler() http.Handler {
	mux := http.NewServeMux()
	w.page.Routes(mux)
	guarded := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", policy+w.page.FrameAncestors(r))
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		rw.Header().Set("Referrer-Policy", "no-referrer")
		rw.Header().Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		rw.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		guarded.ServeHTTP(rw, r)
	})
}

// post sends one message as the page does.
func (w *world) post(cookie *http.Cookie, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/chat/messages", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	return rec
}

// visit opens the page and gives back the visitor's cookie.
func (w *world) visit(t testing.TB) *http.Cookie {
	t.Helper()
	rec := w.get("/", nil)
	for _, c := range rec.Result().Cookies() {
		if c.Name == "motcua" {
			return c
		}
	}
	t.Fatalf("no cookie from the page: %v", rec.Result().Cookies())
	return nil
}

func (w *world) get(path string, cookie *http.Cookie, more ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range append(more, cookie) {
		if c != nil {
			r.AddCookie(c)
		}
	}
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	return rec
}
