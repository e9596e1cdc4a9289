//go:build browser

package webchat_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// shared opens the page of a machine that many share.
func shared(t testing.TB, v viewport, idle, warn time.Duration) *tab {
	t.Helper()
	tb := prepare(t, newWorld(t), v)
	tb.page.IdleSoon(idle, warn)
	tb.url += "?kiosk"
	tb.reload()
	return tb
}

// cookies are those of the tab's profile, by name.
func (tb *tab) cookies() map[string]*network.Cookie {
	tb.t.Helper()
	out := map[string]*network.Cookie{}
	c := chromedp.FromContext(tb.ctx)
	got, err := cdp.Call(tb.ctx, c.Browser, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: c.BrowserContextID})
	if err != nil {
		tb.t.Fatal(err)
	}
	for _, c := range got.Cookies {
		out[c.Name] = c
	}
	return out
}

// anew is true of a page that nobody has used, and that is not the marked one.
const anew = `!window.before && !document.documentElement.classList.contains("nojs") &&
	document.querySelectorAll(".line").length === 1 && document.querySelector(".tiles.first") && text.value === ""`

func (tb *tab) mark() { eval[bool](tb, `(window.before = true)`) }

func (tb *tab) nothingStays() {
	tb.t.Helper()
	if got := eval[string](tb, `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`); got != `[{},{},""]` {
		tb.t.Errorf("the browser keeps %s", got)
	}
	if got := awaited[[]string](tb, `indexedDB.databases().then((all) => caches.keys().then((more) => all.map((d) => d.name).concat(more)))`); len(got) > 0 {
		tb.t.Errorf("the browser keeps %q", got)
	}
	for name, c := range tb.cookies() {
		if name != "motcua_kiosk" || !c.Session {
			tb.t.Errorf("the browser keeps the cookie %s, session %v", name, c.Session)
		}
	}
}

func TestASharedMachineKeepsNothing(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Hour, time.Hour)
	first := tb.cookies()["motcua_kiosk"].Value
	tb.shot("kiosk-first")
	tb.say("H29.171-261203-0012")
	tb.shot("kiosk-talk")
	tb.click("#menu-open")
	tb.click(`[data-setting="theme"] [data-value="dark"]`)
	tb.click(`[data-setting="size"] [data-value="125"]`)
	tb.click("#menu-close")
	if got := eval[string](tb, `document.documentElement.className`); !strings.Contains(got, "s125") || !strings.Contains(got, "dark") {
		t.Errorf("wishes are not followed: %q", got)
	}
	tb.do(chromedp.SendKeys(chromedp.CSS("#text"), "bản nháp"))
	tb.nothingStays()
	// A second visitor, who just loads the page, sees nothing.
	tb.mark()
	tb.reload()
	tb.wait(anew)
	tb.nothingStays()
	if got := eval[string](tb, `document.documentElement.className`); got != "s100 kiosk" {
		t.Errorf("wishes of the one before: %q", got)
	}
	if got := tb.cookies()["motcua_kiosk"].Value; got == first {
		t.Error("the cookie of the one before")
	}
	if got := tb.store.all(); len(got) != 0 {
		t.Errorf("%d lines left", len(got))
	}
	tb.say("người sau")
	if got := tb.turns.messages(); len(got) != 2 || got[0].Chat == got[1].Chat {
		t.Error("the second visitor talks in the first one's conversation")
	}
	// And a person's own page on this browser does not see it either.
	tb.do(chromedp.Navigate("http://" + tb.line.addr + "/"))
	tb.wait(`!document.documentElement.classList.contains("nojs")`)
	if got := tb.texts(".said"); len(got) != 0 {
		t.Errorf("a person's own page shows %q", got)
	}
	// Left, the shared page deleted what was said.
	eval[bool](tb, `((async () => {
		while (window.left !== 0) window.left = (await (await fetch("/chat/lines?kiosk")).json()).lines.length;
	})(), true)`)
	tb.wait(`window.left === 0`)
}

func TestDoneOnASharedMachine(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]viewport{"phone": phone, "desktop": desktop} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := shared(t, v, time.Hour, time.Hour)
			tb.say("H29.171-261203-0012")
			tb.shot("kiosk-card-" + name)
			tb.mark()
			tb.click("#leave button")
			tb.wait(anew)
			tb.nothingStays()
			if got := tb.store.all(); len(got) != 0 {
				t.Errorf("%d lines left", len(got))
			}
		})
	}
}

func TestAnIdleSharedMachine(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Second, 6*time.Second)
	tb.say("H29.171-261203-0012")
	tb.mark()
	tb.wait(`!document.querySelector("#idle").hidden && /Sau [1-5] giây, cuộc trò chuyện này tự xóa/.test(document.querySelector("#idle").innerText)`)
	if got := eval[string](tb, `document.querySelector("#idle-said").textContent`); got != "Anh/chị còn dùng máy không? Sau 6 giây, cuộc trò chuyện này tự xóa." {
		t.Errorf("read aloud: %q", got)
	}
	tb.click("#stay")
	tb.wait(`document.querySelector("#idle").hidden`)
	if !eval[bool](tb, `document.activeElement.id === "text" && Boolean(document.querySelector(".card"))`) {
		t.Error("the talk does not go on")
	}
	tb.wait(`!document.querySelector("#idle").hidden`)
	tb.wait(anew)
	tb.nothingStays()
	if got := tb.store.all(); len(got) != 0 {
		t.Errorf("%d lines left", len(got))
	}
	if !eval[bool](tb, `document.querySelector("#idle").hidden`) {
		t.Error("a fresh page warns")
	}
}

// A page that nobody has used would say an old date one day.
func TestAnUnusedSharedMachineIsRenewed(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, 100*time.Millisecond, time.Hour)
	tb.mark()
	tb.wait(anew)
	// Used, it stays.
	tb.say("H29.171-261203-0012")
	tb.mark()
	tb.wait(`!document.querySelector("#idle").hidden`)
	if !eval[bool](tb, `window.before === true && Boolean(document.querySelector(".card"))`) {
		t.Error("the talk is gone")
	}
}

// Without a network the screen is cleared all the same, and the rest follows.
func TestASharedMachineWithoutNetwork(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Hour, time.Hour)
	tb.say("H29.171-261203-0012")
	tb.mark()
	tb.line.down()
	tb.typeAndEnter("chưa gửi được")
	tb.click("#leave button")
	tb.wait(`document.querySelector("#leaving").innerText.includes("Đang xóa cuộc trò chuyện")`)
	if got := eval[string](tb, `document.querySelector("#log").innerText + queue().length + text.value`); got != "0" {
		t.Errorf("left: %q", got)
	}
	tb.shot("kiosk-leaving")
	tb.line.up()
	tb.wait(anew)
	if got := tb.store.all(); len(got) != 0 {
		t.Errorf("%d lines left", len(got))
	}
}

// Two pages of one machine: the one that was open clears itself, and does no harm
// to the conversation of the new one.
func TestTwoTabsOnASharedMachine(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Hour, time.Hour)
	tb.say("người trước")
	ctx, cancel := chromedp.NewContext(tb.ctx)
	t.Cleanup(cancel)
	second := &tab{t: t, ctx: ctx, url: tb.url, world: tb.world, line: tb.line}
	second.reload()
	tb.wait(`document.querySelectorAll(".line").length === 0`)
	second.say("người sau")
	tb.do(chromedp.Navigate("about:blank"))
	second.do(chromedp.Focus(chromedp.CSS("#text")))
	second.say("còn đây")
	if diff := cmp.Diff([]string{"người sau", "còn đây"}, second.texts(ownWords)); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
	if got := len(tb.store.all()); got != 4 {
		t.Errorf("%d lines, want the second one's four", got)
	}
}

func TestTheLanguageOfASharedMachine(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Hour, time.Hour)
	// An answer in English does not take the talk away.
	tb.say("english")
	if got := eval[string](tb, `document.documentElement.lang + document.querySelector(".told[data-seq]:not([data-seq='0'])").lang`); got != "vien" {
		t.Errorf("page and answer: %q", got)
	}
	tb.click("#menu-open")
	tb.click(`[data-setting="lang"] [data-value="en"]`)
	tb.wait(`document.documentElement.lang === "en" && document.body.innerText.includes("Done, delete")`)
	tb.nothingStays()
	tb.say("hello")
	if got := tb.turns.messages(); got[len(got)-1].Lang != "en" {
		t.Errorf("the bot was told %q", got[len(got)-1].Lang)
	}
	tb.mark()
	tb.click("#leave button")
	tb.wait(anew + ` && document.documentElement.lang === "vi"`)
}

func TestASharedMachineAtAnySize(t *testing.T) {
	t.Parallel()
	tb := shared(t, phone, time.Hour, time.Hour)
	everything(tb)
	eval[bool](tb, `(document.querySelector("#idle").hidden = false, document.querySelector("#idle p span").textContent = words.still.replace("{n}", "30"), true)`)
	fits(tb)
	barriers(tb, "warning at 200 %")
	for name, v := range map[string]viewport{"phone": phone, "desktop": desktop} {
		tb.do(chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.scale)))
		for _, size := range []string{"100", "200"} {
			eval[bool](tb, `(set("size", "`+size+`"), true)`)
			tb.shot("kiosk-warning-" + name + "-" + size)
			barriers(tb, name+" at "+size)
		}
	}
	eval[bool](tb, `(set("theme", "dark"), true)`)
	barriers(tb, "dark")
	tb.shot("kiosk-warning-dark")
}
