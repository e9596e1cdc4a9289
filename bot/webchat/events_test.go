package webchat_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// listener reads a stream of events.
type listener struct {
	t    *testing.T
	body *bufio.Reader
	stop func()
}

func (w *world) listen(t *testing.T, cookie *http.Cookie, path, lastID string) *listener {
	t.Helper()
	srv := httptest.NewServer(w.handler())
	t.Cleanup(srv.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel) // before the server closes, which waits for its answers
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
	return &listener{t: t, body: bufio.NewReader(resp.Body), stop: cancel}
}

// next is the next event: its id and its data.
func (l *listener) next() (id, data string) {
	l.t.Helper()
	for {
		line, err := l.body.ReadString('\n')
		if err != nil {
			l.t.Fatalf("the stream ended: %v", err)
		}
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" && data != "":
			return id, data
		case strings.HasPrefix(line, "id: "):
			id = line[4:]
		case strings.HasPrefix(line, "data: "):
			data += line[6:] + "\n"
		}
	}
}

func TestEventsComeAsTheyHappen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.page.LookOften(time.Hour) // only news wakes
	cookie := w.visit(t)
	l := w.listen(t, cookie, "/chat/events?after=0", "")
	go w.post(cookie, asJSON, message(first, "mã <b>của</b> bác"))
	id, data := l.next()
	if id != "1" || !strings.Contains(data, "mã &lt;b&gt;của&lt;/b&gt; bác") || !strings.Contains(data, `id="l-`+first+`-0"`) {
		t.Errorf("first event %s:\n%s", id, data)
	}
	if id, data = l.next(); id != "2" || !strings.Contains(data, "Dạ, đã nghe") {
		t.Errorf("second event %s:\n%s", id, data)
	}
}

func TestEventsResume(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "một"))
	w.post(cookie, asJSON, message(other, "hai"))
	for _, c := range []struct{ path, lastID, want string }{
		{"/chat/events?after=0", "", "1"},
		{"/chat/events?after=2", "", "3"},
		{"/chat/events?after=1", "3", "4"}, // what the browser remembers is newer than what the page knew
		{"/chat/events?after=x", "-7", "1"},
	} {
		if id, _ := w.listen(t, cookie, c.path, c.lastID).next(); id != c.want {
			t.Errorf("%s, Last-Event-ID %q: first event %s, want %s", c.path, c.lastID, id, c.want)
		}
	}
}

func TestEventsComeWhenNothingWakes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.deaf = true
	w.page.LookOften(5 * time.Millisecond)
	cookie := w.visit(t)
	w.store.set(true) // and the store is away when the stream begins
	l := w.listen(t, cookie, "/chat/events", "")
	w.store.set(false)
	w.post(cookie, asJSON, message(first, "một"))
	if id, _ := l.next(); id != "1" {
		t.Errorf("first event %s", id)
	}
}

func TestTheStreamEndsWithItsReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequest(http.MethodGet, "/chat/events", nil).WithContext(ctx)
	r.AddCookie(cookie)
	go func() {
		defer close(ended)
		w.handler().ServeHTTP(httptest.NewRecorder(), r)
	}()
	cancel()
	<-ended
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	for topic, listeners := range w.store.topic {
		if len(listeners) != 0 {
			t.Errorf("%s is still listened to", topic)
		}
	}
}

func TestNoConversationNoStream(t *testing.T) {
	t.Parallel()
	if rec := newWorld(t).get("/chat/events", nil); rec.Code != http.StatusNoContent {
		t.Errorf("status %d", rec.Code)
	}
}

func TestLinesForAPageWithoutStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "một"))
	var got struct {
		Lines []struct {
			Seq  int64
			HTML string
		}
	}
	if err := json.Unmarshal(w.get("/chat/lines?after=1", cookie).Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Lines) != 1 || got.Lines[0].Seq != 2 || !strings.Contains(got.Lines[0].HTML, "Dạ, đã nghe: một") {
		t.Errorf("lines: %+v", got)
	}
	if body := strings.TrimSpace(w.get("/chat/lines", nil).Body.String()); body != `{"lines":[]}` {
		t.Errorf("without a conversation: %s", body)
	}
	w.store.set(true)
	if rec := w.get("/chat/lines", cookie); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("away: status %d", rec.Code)
	}
}
