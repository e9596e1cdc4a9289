package webchat_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/bot/webchat"
	"motcua/internal/chat"
)

const townSite = "https://thuanan.example.gov.vn"

func embedding(c *webchat.Config) { c.Secure, c.Embed = true, []string{townSite, "https://b.example"} }

// ask sends a request as a browser with these cookies does.
func (w *world) ask(method, path, body string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", asJSON)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	w.handler().ServeHTTP(rec, r)
	return rec
}

// only is the one cookie that an answer sets.
func only(t *testing.T, rec *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	all := rec.Result().Cookies()
	if len(all) != 1 {
		t.Fatalf("cookies: %v", all)
	}
	return all[0]
}

func TestASharedMachineHasNoPast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := only(t, w.ask(http.MethodGet, "/?kiosk", ""))
	if before.Name != "motcua_kiosk" || before.MaxAge != 0 || !before.Expires.IsZero() || !before.HttpOnly {
		t.Errorf("cookie %v, want one that ends with the browser", before)
	}
	rec := w.ask(http.MethodPost, "/chat/messages?kiosk", message(first, "chuyện riêng"), before)
	if rec.Code != http.StatusOK || rec.Header().Get("Set-Cookie") != "" {
		t.Fatalf("status %d, cookie %q", rec.Code, rec.Header().Get("Set-Cookie"))
	}
	page := w.ask(http.MethodGet, "/?kiosk", "", before)
	if strings.Contains(page.Body.String(), "chuyện riêng") || !strings.Contains(page.Body.String(), `data-seen="0"`) {
		t.Error("the page shows what was said before")
	}
	if after := only(t, page); after.Value == before.Value || after.Name != before.Name {
		t.Errorf("cookie %v, want a new one", after)
	}
	if got := w.store.all(); len(got) != 0 {
		t.Errorf("kept of the one before: %v", got)
	}
	if !w.turns.messages()[0].Passing {
		t.Error("nobody is told that the machine is shared")
	}
	if len(w.turns.forgot) != 1 || w.turns.forgot[0].Chat != w.turns.messages()[0].Chat {
		t.Errorf("forgot: %v", w.turns.forgot)
	}
}

func TestASharedMachineOpensWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := only(t, w.ask(http.MethodGet, "/?kiosk", ""))
	w.store.set(true)
	page := w.ask(http.MethodGet, "/?kiosk", "", before)
	if page.Code != http.StatusOK || only(t, page).Value == before.Value {
		t.Errorf("status %d, cookies %v", page.Code, page.Result().Cookies())
	}
}

// A person's own page on the same browser and the shared one know nothing of each other.
func TestASharedMachineAndAPersonsOwnPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.visit(t)
	shared := only(t, w.ask(http.MethodGet, "/?kiosk", "", mine))
	w.ask(http.MethodPost, "/chat/messages", message(first, "của riêng"), mine, shared)
	w.ask(http.MethodPost, "/chat/messages?kiosk", message(first, "của chung"), mine, shared)
	for path, want := range map[string]string{"/chat/lines": "của riêng", "/chat/lines?kiosk&after=0": "của chung"} {
		body := w.ask(http.MethodGet, path, "", mine, shared).Body.String()
		if !strings.Contains(body, want) || strings.Count(body, "data-lang") != 1 {
			t.Errorf("%s: %s", path, body)
		}
	}
	w.ask(http.MethodGet, "/?kiosk", "", mine, shared)
	if got := w.store.all(); len(got) != 2 || got[0].Said.Text != "của riêng" {
		t.Errorf("left: %v", got)
	}
}

func TestASharedMachineForgetsWishes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wishes := []*http.Cookie{{Name: "motcua_lang", Value: "en"}, {Name: "motcua_theme", Value: "dark"}, {Name: "motcua_size", Value: "200"}}
	body := w.ask(http.MethodGet, "/?kiosk", "", wishes...).Body.String()
	for _, want := range []string{`<html lang="vi" class="nojs s100 kiosk">`, `data-query="?kiosk"`, "nhiều người dùng chung", "Xong, xóa</span>", `data-idle="180000" data-warn="30000"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "Xong, xóa cuộc trò chuyện này") {
		t.Error("the page says twice how to delete")
	}
	body = w.ask(http.MethodGet, "/?kiosk&lang=en", "", wishes...).Body.String()
	for _, want := range []string{`<html lang="en" class="nojs s100 kiosk">`, `data-query="?kiosk&amp;lang=en"`, `action="/chat/end?kiosk&amp;lang=en"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the English page lacks %q", want)
		}
	}
	w.ask(http.MethodPost, "/chat/messages?kiosk&lang=en", message(first, "hello"))
	w.ask(http.MethodPost, "/chat/messages?kiosk&lang=xx", message(other, "hello"))
	if got := w.turns.messages(); len(got) != 2 || got[0].Lang != "en" || got[1].Lang != "" {
		t.Errorf("turns: %+v", got)
	}
}

// The next page may be open already when the last one says this: its cookie lives.
func TestTheEndOnASharedMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := only(t, w.ask(http.MethodGet, "/?kiosk", ""))
	w.ask(http.MethodPost, "/chat/messages?kiosk", message(first, "H29.171-261203-0012"), cookie)
	rec := w.ask(http.MethodPost, "/chat/end?kiosk&lang=en", "", cookie)
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/?kiosk" || rec.Header().Get("Set-Cookie") != "" {
		t.Errorf("status %d to %q, cookie %q", rec.Code, rec.Header().Get("Location"), rec.Header().Get("Set-Cookie"))
	}
	if got := w.store.all(); len(got) != 0 {
		t.Errorf("lines left: %v", got)
	}
}

// A Turn that is in hand when its conversation is deleted leaves no line behind.
func TestTheEndDuringATurn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cookie := w.visit(t)
	hold, asked := make(chan struct{}), make(chan struct{})
	w.turns.hold = hold
	w.turns.answer = func(chat.Message) []chat.Reply { return []chat.Reply{{Text: "Dạ", Lang: "vi"}} }
	w.turns.taken = func() { close(asked) }
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		w.post(cookie, asJSON, message(first, "H29.171-261203-0012"))
	}()
	<-asked
	if rec := w.end(cookie); rec.Code != http.StatusSeeOther {
		t.Errorf("status %d", rec.Code)
	}
	close(hold)
	<-answered
	if got := w.store.all(); len(got) != 0 {
		t.Errorf("lines left: %v", got)
	}
}

func TestThePageInAFrame(t *testing.T) {
	t.Parallel()
	w := newWorld(t).with(t, embedding)
	page := w.ask(http.MethodGet, "/?embed", "",
		&http.Cookie{Name: "motcua_theme", Value: "dark"}, &http.Cookie{Name: "motcua_embed_size", Value: "150"})
	c := only(t, page)
	if c.Name != "__Host-motcua_embed" || !c.Secure || !c.Partitioned || c.SameSite != http.SameSiteNoneMode || !c.HttpOnly || c.Path != "/" {
		t.Errorf("cookie %v", c)
	}
	if got := page.Header().Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors "+townSite+" https://b.example") {
		t.Errorf("policy %q", got)
	}
	for _, want := range []string{`class="nojs s150 embed"`, "Mở trang riêng", `id="frame-close"`, `data-query="?embed"`, `action="/chat/end?embed"`} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	rec := w.ask(http.MethodPost, "/chat/end?embed", "", c)
	if gone := only(t, rec); gone.Name != c.Name || gone.MaxAge >= 0 || !gone.Partitioned || rec.Header().Get("Location") != "/?embed" {
		t.Errorf("after the end: cookie %v, to %q", gone, rec.Header().Get("Location"))
	}
}

func TestWhoMayFrameThePage(t *testing.T) {
	t.Parallel()
	open, closed := newWorld(t).with(t, embedding), newWorld(t)
	for _, path := range []string{"/", "/?kiosk", "/?kiosk&embed", "/chat/lines?embed", "/assets/x?embed", "/embed.js?embed", "/none?embed"} {
		if got := open.ask(http.MethodGet, path, "").Header().Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors 'none'") {
			t.Errorf("%s: %q", path, got)
		}
	}
	page := closed.ask(http.MethodGet, "/?embed", "")
	if got := page.Header().Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors 'none'") || only(t, page).Name != "motcua" {
		t.Errorf("without allowed sites: %q, %v", got, page.Result().Cookies())
	}
	if rec := closed.ask(http.MethodGet, "/embed.js", ""); rec.Code != http.StatusNotFound {
		t.Errorf("without allowed sites the script is served: %d", rec.Code)
	}
}

func TestTheScriptForOtherSites(t *testing.T) {
	t.Parallel()
	w := newWorld(t).with(t, embedding)
	rec := w.ask(http.MethodGet, "/embed.js", "")
	h := rec.Header()
	if rec.Code != http.StatusOK || !strings.HasPrefix(h.Get("Content-Type"), "text/javascript") ||
		h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Cache-Control") != "public, max-age=300" || h.Get("Set-Cookie") != "" {
		t.Errorf("status %d, %v", rec.Code, h)
	}
	if size := rec.Body.Len(); size > 4096 {
		t.Errorf("%d bytes", size)
	}
	for _, forbidden := range []string{"cookie", "Storage", "innerHTML", "eval"} {
		code := strings.SplitN(rec.Body.String(), "*/", 2)[1]
		if strings.Contains(code, forbidden) {
			t.Errorf("the script has %q", forbidden)
		}
	}
}

func TestTheNetworkOfAMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nets := func(addresses ...string) []string {
		w.turns.got = nil
		for i, a := range addresses {
			w.with(t, func(c *webchat.Config) {
				c.Net = func(*http.Request) netip.Addr { ip, _ := netip.ParseAddr(a); return ip }
			})
			w.post(nil, asJSON, message(strings.Replace(first, "1", string(rune('1'+i)), 1), "a"))
		}
		var out []string
		for _, m := range w.turns.messages() {
			out = append(out, m.Net)
		}
		return out
	}
	same := nets("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2::5%eth0")
	if len(same) != 3 || len(same[0]) != 22 || same[0] != same[1] || same[0] != same[2] {
		t.Errorf("one IPv6 network: %q", same)
	}
	same = nets("192.0.2.7", "::ffff:192.0.2.7")
	if len(same) != 2 || len(same[0]) != 22 || same[0] != same[1] {
		t.Errorf("one IPv4 address: %q", same)
	}
	apart := nets("192.0.2.7", "192.0.2.8", "2001:db8:1:2::1", "2001:db8:1:3::1")
	slices.Sort(apart)
	if len(slices.Compact(apart)) != 4 {
		t.Errorf("four networks: %q", apart)
	}
	if diff := cmp.Diff([]string{""}, nets("garbage")); diff != "" {
		t.Errorf("an address that cannot be told:\n%s", diff)
	}
	w.with(t, func(c *webchat.Config) { c.Net = nil })
	w.post(nil, asJSON, message(other, "a"))
	if got := w.turns.messages(); got[len(got)-1].Net != "" {
		t.Errorf("nobody can tell, and yet: %q", got[len(got)-1].Net)
	}
}
