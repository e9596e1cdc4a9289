package webchat_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motcua/bot/webchat"
	"motcua/internal/chat"
)

// sent gives a visitor a conversation in which each file was sent to them.
func (w *world) sent(t testing.TB, ids ...string) *http.Cookie {
	t.Helper()
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "chào"))
	got := w.turns.messages()
	for _, id := range ids {
		w.store.arrive(got[len(got)-1].Chat, "t127-"+id, chat.Reply{Lang: "vi", By: volunteer, File: &chat.File{ID: id}})
	}
	return cookie
}

func TestAFileIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.sent(t, "photo-1", "pdf-1", "voice-1", "page-1")
	for id, want := range map[string][2]string{
		"photo-1": {"image/jpeg", `inline; filename*=utf-8''gi%E1%BA%A5y%20h%E1%BA%B9n.jpg`},
		"pdf-1":   {"application/pdf", `attachment; filename*=utf-8''%C4%91%C6%A1n%20%221%22.pdf`},
		"voice-1": {"audio/ogg", "inline"},
		"page-1":  {"application/octet-stream", "attachment"},
	} {
		rec := w.get("/chat/files/"+id, cookie)
		if rec.Code != http.StatusOK || rec.Body.String() != files[id].data {
			t.Errorf("%s: status %d, %d bytes", id, rec.Code, rec.Body.Len())
		}
		h := rec.Header()
		if got := [2]string{h.Get("Content-Type"), h.Get("Content-Disposition")}; got != want {
			t.Errorf("%s: %q", id, got)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", id, h)
		}
	}
	// A player asks for parts of it.
	r := httptest.NewRequest(http.MethodGet, "/chat/files/voice-1", nil)
	r.Header.Set("Range", "bytes=0-3")
	r.AddCookie(cookie)
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	if rec.Code != http.StatusPartialContent || rec.Body.String() != "OggS" {
		t.Errorf("a part: status %d %q", rec.Code, rec.Body)
	}
}

// A file is there for the chat that was sent it, and for nobody else.
func TestAFileIsNobodyElses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine, others := w.sent(t, "photo-1", "gone", "away"), w.sent(t, "pdf-1")
	for name, c := range map[string]struct {
		id     string
		cookie *http.Cookie
		status int
	}{
		"mine":           {"photo-1", mine, 200},
		"another's":      {"photo-1", others, 404},
		"no cookie":      {"photo-1", nil, 404},
		"a forged one":   {"photo-1", &http.Cookie{Name: "motcua", Value: "AAAAAAAAAAAAAAAAAAAAAA"}, 404},
		"another mode":   {"photo-1?kiosk", mine, 404},
		"past its end":   {"gone", mine, 404},
		"never was":      {"nothing", mine, 404},
		"store is away":  {"away", mine, 503},
		"no name at all": {"", mine, 404},
	} {
		rec := w.get("/chat/files/"+c.id, c.cookie)
		if rec.Code != c.status {
			t.Errorf("%s: status %d, want %d", name, rec.Code, c.status)
		}
		if rec.Code == http.StatusNotFound && c.id != "" && !strings.Contains(rec.Body.String(), "không còn được giữ") {
			t.Errorf("%s: %q", name, rec.Body)
		}
	}
	w.store.set(true)
	if rec := w.get("/chat/files/photo-1", mine); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("lines away: status %d", rec.Code)
	}
	w.store.set(false)
	w.end(mine)
	if rec := w.get("/chat/files/photo-1", mine); rec.Code != http.StatusNotFound {
		t.Errorf("after the end: status %d", rec.Code)
	}
}

// Each mode asks for files as for all else; a shared machine saves no documents.
func TestWhereFilesAreAskedFor(t *testing.T) {
	t.Parallel()
	line := func(name string) chat.Line { r := replies[name]; return chat.Line{ID: first, N: 1, Reply: &r} }
	w := newWorld(t)
	for query, want := range map[string][2]string{
		"":       {`href="/chat/files/photo-1"`, `href="/chat/files/pdf-1"`},
		"?embed": {`href="/chat/files/photo-1?embed"`, `href="/chat/files/pdf-1?embed"`},
		"?kiosk": {`href="/chat/files/photo-1?kiosk"`, `<p class="file">`},
	} {
		for i, name := range []string{"human-photo", "human-pdf"} {
			got, err := webchat.LineIn(w.page, strings.TrimPrefix(query, "?"), line(name))
			if err != nil || !strings.Contains(got, want[i]) {
				t.Errorf("%q: %s lacks %s (%v)", query, got, want[i], err)
			}
		}
	}
}

// What comes by itself, asked for by nobody, is drawn like all else, live and later.
func TestAHumansLineComesByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "chào"))
	l := w.listen(t, cookie, "/chat/events?after=2", "")
	w.store.arrive(w.turns.messages()[0].Chat, "t127-5", replies["human"])
	id, data := l.next()
	if id != "3" || !strings.Contains(data, `id="l-t127-5-1"`) || !strings.Contains(data, "<span>Mẫu, tình nguyện viên</span>") {
		t.Errorf("event %s:\n%s", id, data)
	}
	if page := w.get("/", cookie).Body.String(); !strings.Contains(page, "Dạ em chào bác.") || !strings.Contains(page, `data-seen="3"`) {
		t.Error("the page does not show it")
	}
}

// What is kept about a chat is there for the visitor whose chat it is, and for nobody else.
func TestOwnData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine, others := w.visit(t), w.visit(t)
	w.post(mine, asJSON, message(first, "chào"))
	chatID := w.turns.messages()[0].Chat
	path := "/chat/files/" + chat.OwnData
	rec := w.get(path, mine)
	if rec.Code != http.StatusOK || rec.Body.String() != "all of "+chatID+" in vi" {
		t.Errorf("mine: status %d %q", rec.Code, rec.Body)
	}
	h := rec.Header()
	if h.Get("Content-Type") != "application/json" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Cache-Control") != "private, no-store" {
		t.Errorf("headers %v", h)
	}
	if got := w.get(path, others).Body.String(); strings.Contains(got, chatID) {
		t.Errorf("another's: %q", got)
	}
	for name, c := range map[string]struct {
		path   string
		cookie *http.Cookie
	}{"no cookie": {path, nil}, "a shared machine": {path + "?kiosk", mine}} {
		if rec := w.get(c.path, c.cookie); rec.Code != http.StatusNotFound {
			t.Errorf("%s: status %d %q", name, rec.Code, rec.Body)
		}
	}
	// Its size is not known before; on a shared machine the page says why there is no link.
	line := chat.Line{ID: first, N: 1, Reply: &chat.Reply{Lang: "vi", File: &chat.File{ID: chat.OwnData, Kind: chat.Document, Name: "dữ-liệu.json"}}}
	for mode, want := range map[string]string{"": `href="/chat/files/du-lieu-cua-toi" download`, "kiosk": "Máy dùng chung không tải tệp này về."} {
		got, err := webchat.LineIn(w.page, mode, line)
		if err != nil || !strings.Contains(got, want) || strings.Contains(got, "KB") {
			t.Errorf("%q: %s (%v)", mode, got, err)
		}
	}
}
