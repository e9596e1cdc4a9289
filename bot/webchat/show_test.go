package webchat_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/internal/chat"
)

func TestTheFirstPage(t *testing.T) {
	t.Parallel()
	page := newWorld(t).get("/", nil)
	body := page.Body.String()
	for _, want := range []string{
		`<html lang="vi" class="nojs s100">`,
		"không phải cán bộ", "Chào anh/chị.", "Hôm nay, thứ Hai 07/12/2026", `class="tiles first"`,
		`<a class="phone" href="tel:02740000001">`, "tự xóa sau 24 giờ", "Xong, xóa cuộc trò chuyện này",
		"<noscript><section", `thứ Hai đến thứ Sáu: <span class="whole">7:30–11:30</span>`, "Khi đến, xin mang theo",
		`role="log"`, `aria-live="polite"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got := page.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}

// The content policy forbids these; a page that has them is broken in silence.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.turns.answer = func(chat.Message) []chat.Reply {
		var all []chat.Reply
		for _, r := range replies {
			all = append(all, r)
		}
		return all
	}
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "tất cả"))
	body := w.get("/", cookie).Body.String()
	for _, allowed := range []string{`<a href="https://`, `<a class="link" href="https://`} { // followed only by a press
		body = strings.ReplaceAll(body, allowed, "")
	}
	for _, bad := range []string{` style=`, "<style", "<script>", " onclick=", " onload=", "javascript:", `"data:`, "ZgotmplZ", "http://", `="https://`} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if open, closed := strings.Count(body, "<article"), strings.Count(body, "</article>"); open != closed || open < 7 {
		t.Errorf("%d cards open, %d close", open, closed)
	}
}

func TestTheWishesOfAPersonAreDrawnByTheServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := w.get("/", nil,
		&http.Cookie{Name: "motcua_lang", Value: "en"}, &http.Cookie{Name: "motcua_theme", Value: "dark"},
		&http.Cookie{Name: "motcua_size", Value: "150"}).Body.String()
	for _, want := range []string{`<html lang="en" class="nojs s150 dark">`, "not an officer", "Hello.", "Today, Monday 07/12/2026", "Open today until 17:00"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	body = w.get("/", nil, &http.Cookie{Name: "motcua_size", Value: "999"}).Body.String()
	if !strings.Contains(body, `class="nojs s100">`) {
		t.Error("a wish that nobody can have is not ignored")
	}
}

func TestTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.post(cookie, asJSON, message(first, "hôm nay"))
	key := chat.Key{Channel: chat.Web, Chat: w.turns.messages()[0].Chat, ID: uuid.NewString()}
	ctx := t.Context()
	if _, err := w.store.AddLine(ctx, key, 0, clock.AddDate(0, 0, 1), &chat.Said{Text: "0912 ••• •••", Hidden: []string{"phone"}}, nil); err != nil {
		t.Fatal(err)
	}
	body := w.get("/", cookie).Body.String()
	at := -1
	for _, want := range []string{
		"Hôm nay, thứ Hai 07/12/2026", "Chào anh/chị.", "hôm nay</span>", "Dạ, đã nghe: hôm nay",
		"thứ Ba 08/12/2026", "0912 ••• •••", "(đã che số điện thoại)", "Đã gửi 09:12",
	} {
		i := strings.Index(body[at+1:], want)
		if i < 0 {
			t.Fatalf("the page lacks %q, or has it in the wrong place", want)
		}
		at += i
	}
	if !strings.Contains(body, `data-seen="3"`) || strings.Contains(body, "tiles first") {
		t.Error("the page does not know what it shows")
	}
	if got := strings.Count(body, ` newest"`); got != 2 {
		t.Errorf("%d newest lines, want the greeting's choices and what was said last", got)
	}
}

func TestThePageOpensWithoutItsHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	w.store.set(true)
	page := w.get("/", cookie)
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "chưa mở được tin cũ") {
		t.Errorf("status %d", page.Code)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.get("/", nil).Body.String()
	links := regexp.MustCompile(`/assets/[^"]+`).FindAllString(page, -1)
	css, err := w.page.AssetURL("chat.css")
	if err != nil {
		t.Fatal(err)
	}
	links = append(links, regexp.MustCompile(`/assets/[^"]+`).FindAllString(w.get(css, nil).Body.String(), -1)...)
	if len(links) < 15 {
		t.Fatalf("only %d links to assets: %v", len(links), links)
	}
	for _, link := range links {
		rec := w.get(link, nil)
		if rec.Code != http.StatusOK || rec.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: status %d, %v", link, rec.Code, rec.Header())
		}
	}
	for _, gone := range []string{"/assets/chat.css", "/assets/LICENSE", "/assets/../page.go", "/assets/"} {
		if rec := w.get(gone, nil); rec.Code == http.StatusOK {
			t.Errorf("%s is served", gone)
		}
	}
}

func TestAssetsAreZipped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	js, err := w.page.AssetURL("chat.js")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, js, nil)
	r.Header.Set("Accept-Encoding", "gzip, br")
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	z, err := gzip.NewReader(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || string(plain) != w.get(js, nil).Body.String() {
		t.Errorf("zipped differs from plain: %v", err)
	}
}

// The page is for a slow line: everything besides fonts stays under 100 KB, even unzipped.
func TestThePageIsLight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	size := w.get("/", nil).Body.Len()
	for _, name := range []string{"chat.css", "chat.js", "tile.svg", "tile-dark.svg", "mark.svg"} {
		url, err := w.page.AssetURL(name)
		if err != nil {
			t.Fatal(err)
		}
		size += w.get(url, nil).Body.Len()
	}
	t.Logf("page, style, script and drawings: %d bytes", size)
	if size > 100_000 {
		t.Errorf("%d bytes", size)
	}
}
