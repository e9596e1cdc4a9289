//go:build browser

package webchat_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// everything is a talk with every kind of answer in it.
func everything(tb *tab) {
	tb.t.Helper()
	for _, name := range []string{"waiting", "late", "long", "plain", "words", "undated", "ended", "ready", "human", "human-photo", "human-pdf", "human-voice", "human-card", "running"} {
		tb.say(name)
	}
}

// small finds what cannot be hit by a thumb, wide what makes the page scroll sideways.
const (
	small = `Array.from(document.querySelectorAll("button, a[href], textarea, summary, input, select"))
		.filter((e) => e.offsetParent && e.checkVisibility({ visibilityProperty: true }))
		.map((e) => [e.id || e.className || e.tagName, e.getBoundingClientRect()])
		.filter(([, box]) => box.width < 47.9 || box.height < 47.9)
		.map(([name, box]) => name + " " + box.width + "x" + box.height)`
	wide = `Array.from(document.querySelectorAll("body, body *"))
		.filter((e) => !e.closest(".vh, .sprite") && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 0.5)
		.map((e) => e.tagName + "." + e.className + " " + e.getBoundingClientRect().right)`
	sideways = `Array.from(document.querySelectorAll("html, body, .columns, #log, .sheet")).filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName)`
)

func TestRoomAtAnySize(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	everything(tb)
	fits(tb)
	tb.do(chromedp.EmulateViewport(360, 780))
	tb.click("#menu-open")
	tb.click("#end summary")
	for _, check := range []string{wide, sideways, small} {
		if got := eval[[]string](tb, check); len(got) > 0 {
			t.Errorf("menu at 200 %%: %q", got)
		}
	}
}

// fits holds the page against every width and size of text; it ends at the largest.
func fits(tb *tab) {
	tb.t.Helper()
	t := tb.t
	for _, width := range []int64{320, 360, 414, 768, 1280} {
		tb.do(chromedp.EmulateViewport(width, 780))
		for _, size := range []string{"100", "125", "150", "200"} {
			eval[bool](tb, `(set("size", "`+size+`"), true)`)
			if got := eval[[]string](tb, wide); len(got) > 0 {
				t.Errorf("%d px at %s %%: sticks out: %q", width, size, got)
			}
			if got := eval[[]string](tb, sideways); len(got) > 0 {
				t.Errorf("%d px at %s %%: scrolls sideways: %q", width, size, got)
			}
			if got := eval[[]string](tb, small); len(got) > 0 {
				t.Errorf("%d px at %s %%: too small to hit: %q", width, size, got)
			}
			share := eval[float64](tb, `(document.querySelector(".bar").offsetHeight + document.querySelector(".dock").offsetHeight) / innerHeight`)
			if share > 1.0/3 {
				t.Errorf("%d px at %s %%: bar and composer take %.2f of the height", width, size, share)
			}
		}
	}
}

func TestTextSizeAndTheme(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	size := func() string { return eval[string](tb, `getComputedStyle(document.documentElement).fontSize`) }
	ground := func() string { return eval[string](tb, `getComputedStyle(document.body).backgroundColor`) }
	for _, want := range []string{"20px", "24px", "32px"} {
		tb.click("#size")
		if got := size(); got != want {
			t.Errorf("size %s, want %s", got, want)
		}
	}
	tb.reload()
	if got := size(); got != "32px" {
		t.Errorf("after a reload: size %s", got)
	}
	tb.click("#size")
	if got := size(); got != "16px" {
		t.Errorf("after a whole round: size %s", got)
	}
	const light, dark = "rgb(242, 245, 241)", "rgb(15, 23, 21)"
	tb.media("dark")
	if got := ground(); got != dark {
		t.Errorf("the system's dark: %s", got)
	}
	tb.click("#menu-open")
	tb.click(`[data-setting="theme"] [data-value="light"]`)
	if got := ground(); got != light {
		t.Errorf("the person's light against the system's dark: %s", got)
	}
	tb.reload()
	if got := ground(); got != light {
		t.Errorf("after a reload: %s", got)
	}
	tb.media("light")
	tb.click("#menu-open")
	tb.click(`[data-setting="theme"] [data-value="dark"]`)
	if got := ground(); got != dark {
		t.Errorf("the person's dark: %s", got)
	}
}

func TestWithoutJavaScript(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		_, err := cdp.Call(ctx, tg, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate(tb.url), chromedp.WaitVisible(chromedp.CSS(".without a.phone")))
	text, err := chromedp.Run(tb.ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{hotline, street, "7:30–11:30", "Giấy hẹn"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	tb.do(chromedp.WaitNotVisible(chromedp.CSS("#text")), chromedp.WaitNotVisible(chromedp.CSS(".choice")))
	png, err := chromedp.Run(tb.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	tb.save("phone-without", png)
}

// axe finds what a machine can find of barriers.
func TestAxe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, theme, size string
		view              viewport
	}{
		{"light", "light", "100", phone},
		{"dark", "dark", "100", phone},
		{"large", "light", "200", phone},
		{"dark large", "dark", "200", phone},
		{"desktop", "light", "100", desktop},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tb := open(t, c.view)
			everything(tb)
			eval[bool](tb, `(set("theme", "`+c.theme+`"), set("size", "`+c.size+`"), true)`)
			barriers(tb, "talk")
			tb.click("#menu-open")
			tb.click("#end summary")
			tb.wait(`document.getAnimations().every((a) => a.playState !== "running")`)
			barriers(tb, "menu")
		})
	}
}

func barriers(tb *tab, what string) {
	tb.t.Helper()
	// The colours of a button change in 120 ms; axe must not measure in between.
	tb.wait(`document.getAnimations().every((a) => a.playState !== "running")`)
	found, err := chromedp.Run(tb.ctx, chromedp.Evaluate[[]string](axe+`;
		axe.run(document).then((r) => [String(r.passes.length)].concat(r.violations.map((v) =>
			v.impact + ": " + v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join("; "))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatal(err)
	}
	if passed, err := strconv.Atoi(found[0]); err != nil || passed < 20 {
		tb.t.Fatalf("axe has hardly looked: %v rules passed", found[0])
	}
	found = found[1:]
	for _, f := range found {
		if slices.ContainsFunc([]string{"serious", "critical"}, func(i string) bool { return strings.HasPrefix(f, i) }) {
			tb.t.Errorf("%s: %s", what, f)
		} else {
			tb.t.Logf("%s: %s", what, f)
		}
	}
}
