//go:build browser

package webchat_test

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"motcua/bot/webchat"
)

// site is a page of somebody else: strict about what it loads, and with rules that
// would hide or bend whatever is put among its own elements.
var site = template.Must(template.New("").Parse(`<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Phường Thuận An</title><link rel="stylesheet" href="/site.css"><script src="{{.}}/embed.js" async></script></head>
<body><main><h1>Phường Thuận An</h1><p>Trang của phường.</p><button>Nút của trang</button></main></body></html>`))

const siteStyle = `
html { font: 62.5%/1 serif; }
h1 { font-size: 3rem; }
div, iframe, body > *:not(main) { display: none !important; position: static !important; opacity: 0 !important; }
button { width: 7px; color: black !important; text-transform: uppercase; }`

// sites serves the pages of others, under any name that ends in .localhost: each
// name is a site of its own.
func sites(t testing.TB, chat string) *line {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /site.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write([]byte(siteStyle))
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'self'; script-src %[1]s; frame-src %[1]s", chat))
		_ = site.Execute(w, chat)
	})
	return newLine(t, mux)
}

// embedded opens the page of town, an allowed site; at gives the address of another name.
func embedded(t testing.TB, v viewport) (tb *tab, at func(name string) string) {
	t.Helper()
	w := newWorld(t)
	tb = prepare(t, w, v)
	others := sites(t, "http://"+tb.line.addr)
	_, port, _ := strings.Cut(others.addr, ":")
	at = func(name string) string { return "http://" + name + ".localhost:" + port }
	w.with(t, func(c *webchat.Config) { c.Embed = []string{at("town"), at("village")} })
	tb.line.change(w.handler())
	tb.url = at("town")
	return tb, at
}

const inside = `document.querySelector("motcua-chat").shadowRoot`

// visitSite opens the page of the site, without the chat.
func (tb *tab) visitSite(url string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(url))
	tb.wait(`document.querySelector("motcua-chat")`)
}

// openFrame presses the button by keyboard and gives the page in the frame.
func (tb *tab) openFrame() *tab {
	tb.t.Helper()
	eval[bool](tb, `(`+inside+`.querySelector(".open").focus(), true)`)
	tb.enter(0)
	tb.wait(inside + `.querySelector(".close").hidden && !` + inside + `.querySelector(".panel").hidden`)
	frame := tb.inFrame()
	frame.wait(`!document.documentElement.classList.contains("nojs") && document.fonts.status === "loaded"`)
	return frame
}

// inFrame is the page in the frame that the tab shows.
func (tb *tab) inFrame() *tab {
	tb.t.Helper()
	ctx, cancel := chromedp.NewContext(tb.ctx, chromedp.WithTargetID(tb.frame()))
	tb.t.Cleanup(cancel)
	return &tab{t: tb.t, ctx: ctx, url: tb.url, world: tb.world, line: tb.line}
}

func (tb *tab) frame() target.ID {
	tb.t.Helper()
	tree, err := cdp.Call(tb.ctx, chromedp.FromContext(tb.ctx).Target, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		tb.t.Fatal(err)
	}
	all, err := chromedp.Targets(tb.ctx)
	if err != nil {
		tb.t.Fatal(err)
	}
	for _, info := range all {
		if info.Type == "iframe" && info.ParentFrameID == tree.FrameTree.Frame.ID {
			return info.TargetID
		}
	}
	tb.t.Fatalf("no frame among %d targets", len(all))
	return ""
}

// write says something in a frame, where keys of the keyboard belong to the tab.
func (tb *tab) write(text string) {
	tb.t.Helper()
	before := eval[int](tb, `document.querySelectorAll(".told[data-seq]").length`)
	eval[bool](tb, `(document.querySelector("#text").value = `+jsonOf(text)+`, document.querySelector("#composer").requestSubmit(), true)`)
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > ` + jsonOf(before))
	tb.settle()
}

func (tb *tab) closedWithFocusBack() {
	tb.t.Helper()
	tb.wait(inside + `.querySelector(".panel").hidden && ` + inside + `.activeElement?.className === "open" && ` +
		inside + `.querySelector(".open").getAttribute("aria-expanded") === "false"`)
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	tb, at := embedded(t, desktop)
	tb.visitSite(tb.url)
	tb.shot("embed-closed-desktop")
	if got := eval[string](tb, inside+`.querySelector("iframe").src`); got != "" {
		t.Errorf("before anybody pressed, the frame asks for %q", got)
	}
	frame := tb.openFrame()
	tb.shot("embed-open-desktop")
	frame.write("H29.171-261203-0012")
	tb.shot("embed-talk-desktop")
	if got := eval[float64](frame, `innerWidth`); got != 360 {
		t.Errorf("the frame is %v px wide", got)
	}
	cookies := tb.cookies()
	c := cookies["__Host-motcua_embed"]
	if c == nil || !c.Secure || !c.HTTPOnly || c.SameSite != "None" || c.PartitionKey == nil || c.PartitionKey.TopLevelSite != "http://town.localhost" {
		t.Fatalf("cookie %+v", c)
	}
	if len(cookies) != 1 || eval[string](tb, `document.cookie + Object.keys(localStorage) + Object.keys(window).filter((k) => k.includes("motcua"))`) != "" {
		t.Errorf("the site is touched, or more is kept: %v", cookies)
	}
	// Wishes and the talk are found again.
	eval[bool](frame, `(set("theme", "dark"), true)`)
	tb.visitSite(tb.url)
	frame = tb.openFrame()
	if diff := cmp.Diff([]string{"H29.171-261203-0012"}, frame.texts(ownWords)); diff != "" {
		t.Errorf("after a reload:\n%s", diff)
	}
	if !eval[bool](frame, `document.documentElement.classList.contains("dark")`) {
		t.Error("the person's dark is forgotten")
	}
	// On another site, and on our own page, it is another conversation.
	for _, url := range []string{at("village"), "http://" + tb.line.addr + "/"} {
		other := tb
		if strings.HasPrefix(url, "http://127") {
			tb.do(chromedp.Navigate(url))
			tb.wait(`!document.documentElement.classList.contains("nojs")`)
		} else {
			tb.visitSite(url)
			other = tb.openFrame()
		}
		if got := other.texts(ownWords); len(got) != 0 {
			t.Errorf("%s shows %q", url, got)
		}
	}
}

func TestTheEndInAFrame(t *testing.T) {
	t.Parallel()
	tb, _ := embedded(t, desktop)
	tb.visitSite(tb.url)
	frame := tb.openFrame()
	frame.write("H29.171-261203-0012")
	eval[bool](frame, `(document.querySelector("#end form").requestSubmit(), true)`)
	frame.wait(`document.querySelectorAll(".line").length === 1 && document.querySelector(".tiles.first")`)
	if got := len(tb.store.all()); got != 0 {
		t.Errorf("%d lines left", got)
	}
	frame.write("lần mới")
	if got := tb.turns.messages(); len(got) != 2 || got[0].Chat == got[1].Chat {
		t.Error("the talk after the end is not a new one")
	}
}

func TestAFrameByKeyboard(t *testing.T) {
	t.Parallel()
	tb, _ := embedded(t, desktop)
	tb.visitSite(tb.url)
	frame := tb.openFrame()
	tb.wait(inside + `.activeElement.tagName === "IFRAME"`)
	tb.do(chromedp.KeyEvent(kb.Escape))
	tb.closedWithFocusBack()
	// Open again, it is the same page.
	eval[bool](frame, `(window.before = true)`)
	frame = tb.openFrame()
	if !eval[bool](frame, `window.before`) {
		t.Error("the frame was loaded anew")
	}
	// An open menu takes Escape for itself.
	eval[bool](frame, `(document.querySelector("#menu-open").click(), true)`)
	tb.do(chromedp.KeyEvent(kb.Escape))
	frame.wait(`document.querySelector("#menu").hidden && document.activeElement.id === "menu-open"`)
	if eval[bool](tb, inside+`.querySelector(".panel").hidden`) {
		t.Error("Escape of the menu closed the chat")
	}
	eval[bool](frame, `(document.querySelector("#frame-close").click(), true)`)
	tb.closedWithFocusBack()
	eval[bool](tb, `(`+inside+`.querySelector(".open").click(), `+inside+`.querySelector(".open").focus(), true)`)
	tb.do(chromedp.KeyEvent(kb.Escape))
	tb.closedWithFocusBack()
	// No other page can close it or make it believe that it is ready.
	eval[bool](tb, `(`+inside+`.querySelector(".open").click(), postMessage("motcua:close", "*"), true)`)
	if awaited[bool](tb, `new Promise((done) => { addEventListener("message", () => done(`+inside+`.querySelector(".panel").hidden)); postMessage("motcua:close", "*"); })`) {
		t.Error("the site's own message closed it")
	}
}

func TestAFrameOnAPhone(t *testing.T) {
	t.Parallel()
	tb, _ := embedded(t, phone)
	tb.visitSite(tb.url)
	tb.shot("embed-closed-phone")
	barriers(tb, "the site")
	frame := tb.openFrame()
	tb.shot("embed-open-phone")
	if got := eval[string](frame, `innerWidth + "x" + innerHeight`); got != "360x780" {
		t.Errorf("on a phone the frame has %s", got)
	}
	if got := eval[string](tb, inside+`.querySelector("iframe").title`); got != "Trợ lý tự động: xem hồ sơ đến đâu" {
		t.Errorf("the frame is called %q", got)
	}
	barriers(tb, "the site, the chat open")
	frame.write("waiting")
	tb.shot("embed-talk-phone")
	barriers(frame, "talk")
	for _, size := range []string{"100", "125", "150", "200"} {
		eval[bool](frame, `(set("size", "`+size+`"), true)`)
		for _, check := range []string{wide, sideways, small} {
			if got := eval[[]string](frame, check); len(got) > 0 {
				t.Errorf("at %s %%: %q", size, got)
			}
		}
	}
	barriers(frame, "at 200 %")
	tb.shot("embed-phone-200")
	eval[bool](frame, `(document.querySelector("#menu-open").click(), true)`)
	barriers(frame, "menu")
	tb.shot("embed-menu-200")
	if got := frame.texts(".apart"); !strings.Contains(strings.Join(got, " "), "Mở trang riêng") {
		t.Errorf("to the own page: %q", got)
	}
}

func TestASiteThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	tb, at := embedded(t, phone)
	tb.visitSite(at("stranger"))
	eval[bool](tb, `(`+inside+`.querySelector("iframe").addEventListener("load", () => { window.loaded = true; }), `+inside+`.querySelector(".open").click(), true)`)
	tb.wait(`window.loaded`)
	if got := eval[string](tb.inFrame(), `location.href`); got != "chrome-error://chromewebdata/" {
		t.Errorf("the frame of a stranger shows %s", got)
	}
	if eval[bool](tb, inside+`.querySelector(".close").hidden`) {
		t.Error("the visitor cannot close it")
	}
	tb.shot("embed-refused")
	eval[bool](tb, `(`+inside+`.querySelector(".close").click(), true)`)
	tb.closedWithFocusBack()
}

// A browser that keeps no cookie in a frame gets a way out, not a page that
// forgets every message.
func TestAFrameWithoutCookies(t *testing.T) {
	t.Parallel()
	tb, _ := embedded(t, phone)
	chat := tb.handler()
	tb.line.change(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Cookie")
		chat.ServeHTTP(w, r)
	}))
	tb.visitSite(tb.url)
	frame := tb.openFrame()
	eval[bool](frame, `(document.querySelector("#text").value = "một", document.querySelector("#composer").requestSubmit(), true)`)
	frame.wait(`document.querySelector("#banner a[target]")`)
	if got := eval[string](frame, `text.value + document.querySelectorAll(".said").length`); got != "một0" {
		t.Errorf("what was said: %q", got)
	}
	if got := frame.texts("#banner")[0]; !strings.Contains(got, "không giữ được cuộc trò chuyện") || !strings.Contains(got, "Mở trang riêng") {
		t.Errorf("the banner says %q", got)
	}
	tb.shot("embed-no-cookie")
}
