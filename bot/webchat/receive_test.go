package webchat_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/bot"
	"motcua/internal/chat"
)

const (
	asJSON = "application/json"
	first  = "1f3c9f5e-6d0b-4b57-9f0e-0a6a4d3b2c1d"
	other  = "2f3c9f5e-6d0b-4b57-9f0e-0a6a4d3b2c1d"
)

func message(id, text string) string {
	b, err := json.Marshal(map[string]string{"id": id, "text": text, "press": ""})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestAMessageSentTwiceIsTakenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	for range 2 {
		if rec := w.post(cookie, asJSON, message(first, "H29.171-261203-0012")); rec.Code != http.StatusOK {
			t.Fatalf("status %d: %s", rec.Code, rec.Body)
		}
	}
	// An id in capitals is the same id.
	if rec := w.post(cookie, asJSON, message(strings.ToUpper(first), "H29.171-261203-0012")); rec.Code != http.StatusOK {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	if got := w.turns.messages(); len(got) != 1 {
		t.Fatalf("turns: %d, want 1", len(got))
	}
	var kinds []string
	for _, l := range w.store.all() {
		kinds = append(kinds, fmt.Sprintf("%d %d", l.Seq, l.N))
	}
	if diff := cmp.Diff([]string{"1 0", "2 1"}, kinds); diff != "" {
		t.Errorf("lines (seq n):\n%s", diff)
	}
}

func TestWhatAMessageCarries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	r := httptest.NewRequest(http.MethodPost, "/chat/messages",
		strings.NewReader(`{"id":"`+first+`","text":"  cho ba\u0301c\u0000 ho\u0309i\u202e\r\nhs ","press":""}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.AddCookie(cookie)
	r.AddCookie(&http.Cookie{Name: "motcua_lang", Value: "en"})
	w.handler().ServeHTTP(httptest.NewRecorder(), r)
	got := w.turns.messages()
	if len(got) != 1 {
		t.Fatalf("turns: %d, want 1", len(got))
	}
	want := chat.Message{
		Channel: chat.Web, Chat: got[0].Chat, From: got[0].Chat, ID: first,
		Text: "cho bác hỏi\nhs", Lang: "en", Greeted: true, At: clock,
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	if len(got[0].Chat) != 22 || strings.Contains(cookie.Value, got[0].Chat) {
		t.Errorf("chat %q of cookie %q", got[0].Chat, cookie.Value)
	}
}

func TestAPressIsKeptAsItsLabel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post(w.visit(t), asJSON, `{"id":"`+first+`","text":"Xem từng bước","press":"steps:H29.171-261203-0012"}`)
	if got := w.turns.messages(); len(got) != 1 || got[0].Press != "steps:H29.171-261203-0012" {
		t.Fatalf("turns: %v", got)
	}
	want := &chat.Said{Text: "Xem từng bước", Press: true}
	if diff := cmp.Diff(want, w.store.all()[0].Said); diff != "" {
		t.Error(diff)
	}
}

func TestNumbersThatAreNobodysBusinessAreNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post(w.visit(t), asJSON, message(first, "số của tôi 0912 345 678"))
	said := w.store.all()[0].Said
	if strings.Contains(said.Text, "345") || len(said.Hidden) != 1 || said.Hidden[0] != "phone" {
		t.Errorf("kept: %+v", said)
	}
	// The Turn needs what was typed.
	if got := w.turns.messages()[0].Text; got != "số của tôi 0912 345 678" {
		t.Errorf("the Turn got %q", got)
	}
}

// What is typed as a proof is dots on the page and in the store; the Turn alone has it.
func TestAProofIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post(w.visit(t), asJSON, message(first, "4 số cuối 0418, sinh năm 1979"))
	want := &chat.Said{Text: "• số cuối ••••, sinh năm ••••", Hidden: []string{"proof"}}
	if diff := cmp.Diff(want, w.store.all()[0].Said); diff != "" {
		t.Error(diff)
	}
	if got := w.turns.messages()[0].Text; got != "4 số cuối 0418, sinh năm 1979" {
		t.Errorf("the Turn got %q", got)
	}
}

func TestBodiesThatAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ố", 2001)
	for name, c := range map[string]struct {
		kind, body string
		status     int
		why        string
	}{
		"form":           {"application/x-www-form-urlencoded", "id=1", 415, "content-type: "},
		"no kind":        {"", message(first, "a"), 415, "content-type: "},
		"too big":        {asJSON, message(first, strings.Repeat("a", 17<<10)), 413, "body: "},
		"no JSON":        {asJSON, "xin chào", 400, "body: "},
		"a list":         {asJSON, "[]", 400, "body: "},
		"two values":     {asJSON, message(first, "a") + "{}", 400, "body: "},
		"garbage behind": {asJSON, message(first, "a") + "x", 400, "body: "},
		"unknown field":  {asJSON, `{"id":"` + first + `","text":"a","from":"b"}`, 400, "body: "},
		"text a number":  {asJSON, `{"id":"` + first + `","text":1}`, 400, "text: "},
		"no id":          {asJSON, `{"text":"a"}`, 400, "id: "},
		"id no UUID":     {asJSON, message("12", "a"), 400, "id: "},
		"id in braces":   {asJSON, message("{"+first+"}", "a"), 400, "id: "},
		"no text":        {asJSON, message(first, " \n\u200e\x00 "), 400, "text: "},
		"text too long":  {asJSON, message(first, long), 400, "text: "},
		"press too long": {asJSON, `{"id":"` + first + `","text":"a","press":"` + strings.Repeat("x", 65) + `"}`, 400, "press: "},
		"press strange":  {asJSON, `{"id":"` + first + `","text":"a","press":"a\u0007b"}`, 400, "press: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			rec := w.post(w.visit(t), c.kind, c.body)
			if rec.Code != c.status || !strings.HasPrefix(rec.Body.String(), `{"error":"`+c.why) {
				t.Errorf("status %d, body %s; want %d, %q", rec.Code, rec.Body, c.status, c.why)
			}
			if got := len(w.store.all()) + len(w.turns.messages()); got != 0 {
				t.Errorf("something was kept: %d", got)
			}
		})
	}
}

func TestTextOfTwoThousandCharactersIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rec := w.post(w.visit(t), asJSON, message(first, strings.Repeat("ố", 2000)))
	if rec.Code != http.StatusOK {
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
}

func TestWhatIsNotTakenIsToComeAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail   error
		logged bool
	}{
		"busy":      {fmt.Errorf("turn: %w", bot.ErrBusy), false},
		"away":      {fmt.Errorf("turn: %w", chat.ErrAway), false},
		"not ended": {errors.New("something else"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			cookie := w.visit(t)
			w.turns.refuse(c.fail)
			rec := w.post(cookie, asJSON, message(first, "a"))
			if rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") == "" {
				t.Fatalf("status %d, Retry-After %q", rec.Code, rec.Header().Get("Retry-After"))
			}
			w.turns.refuse(nil)
			if rec := w.post(cookie, asJSON, message(first, "a")); rec.Code != http.StatusOK {
				t.Fatalf("again: status %d", rec.Code)
			}
			if got := len(w.store.all()); got != 2 {
				t.Errorf("%d lines, want the citizen's and the answer", got)
			}
		})
	}
}

func TestNoTurnBeginsWhileLinesAreAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.store.set(true)
	if rec := w.post(cookie, asJSON, message(first, "a")); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", rec.Code)
	}
	if got := w.turns.messages(); len(got) != 0 {
		t.Errorf("turns: %v", got)
	}
}

func TestOnlyOurOwnPageMaySpeak(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/chat/messages", "/chat/end"} {
		w := newWorld(t)
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(message(first, "a")))
		r.Header.Set("Content-Type", asJSON)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.AddCookie(w.visit(t))
		rec := httptest.NewRecorder()
		w.handler().ServeHTTP(rec, r)
		if rec.Code != http.StatusForbidden || len(w.turns.messages()) != 0 {
			t.Errorf("%s: status %d", path, rec.Code)
		}
	}
}

func TestTheCookie(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.visit(t)
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 24*3600 || c.Path != "/" || len(c.Value) != 22 {
		t.Errorf("cookie %+v", c)
	}
	if again := w.get("/", c).Result().Cookies(); len(again) != 1 || again[0].Value != c.Value || again[0].MaxAge != 24*3600 {
		t.Errorf("the cookie does not roll: %v", again)
	}
	// A cookie that we never gave is no name for a chat.
	forged := w.get("/", &http.Cookie{Name: "motcua", Value: "admin"}).Result().Cookies()
	if len(forged) != 1 || forged[0].Value == "admin" {
		t.Errorf("forged: %v", forged)
	}
	// Who speaks without one gets one, and is told that the talk is new.
	rec := w.post(nil, asJSON, message(first, "a"))
	if len(rec.Result().Cookies()) != 1 || strings.TrimSpace(rec.Body.String()) != `{"new":true}` {
		t.Errorf("without cookie: %v %s", rec.Result().Cookies(), rec.Body)
	}
}

func TestTwoVisitorsDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.visit(t), w.visit(t)
	w.post(a, asJSON, message(first, "của người thứ nhất"))
	w.post(b, asJSON, message(first, "của người thứ hai")) // the same id in another chat is another message
	if got := len(w.turns.messages()); got != 2 {
		t.Fatalf("turns: %d", got)
	}
	page := w.get("/", b).Body.String()
	if strings.Contains(page, "thứ nhất") || !strings.Contains(page, "của người thứ hai") {
		t.Error("the second visitor's page shows the wrong talk")
	}
}

func TestTheEndDeletesEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "H29.171-261203-0012"))
	w.store.set(true)
	if rec := w.end(cookie); rec.Code != http.StatusServiceUnavailable || !strings.Contains(rec.Body.String(), "chưa xóa được") {
		t.Errorf("away: status %d %s", rec.Code, rec.Body)
	}
	w.store.set(false)
	rec := w.end(cookie)
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/" {
		t.Fatalf("status %d to %q", rec.Code, rec.Header().Get("Location"))
	}
	if c := rec.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("cookies: %v", c)
	}
	if got := w.store.all(); len(got) != 0 {
		t.Errorf("lines left: %v", got)
	}
	if len(w.turns.forgot) != 2 || w.turns.forgot[1].Chat != w.turns.messages()[0].Chat {
		t.Errorf("forgot: %v", w.turns.forgot)
	}
}

func (w *world) end(cookie *http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/chat/end", nil)
	r.AddCookie(cookie)
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	return rec
}
