//go:build browser

package site

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	pagecdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"motcua/internal/procedure"
)

// chromium is the one browser of these tests.
type chromium struct {
	ctx  context.Context
	stop func()
}

var chrome = sync.OnceValue(startBrowser)

func TestMain(m *testing.M) {
	code := m.Run()
	chrome().stop()
	os.Exit(code)
}

func startBrowser() chromium {
	dir, err := os.MkdirTemp("", "site-browser")
	if err != nil {
		panic(err)
	}
	path := os.Getenv("MOTCUA_CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true), chromedp.Flag("lang", "vi"))
	ctx, end := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		panic(err)
	}
	return chromium{ctx: ctx, stop: func() {
		end()
		stop()
		_ = os.RemoveAll(dir)
	}}
}

// policy is the content policy under which our pages stand.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'"

type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func open(t *testing.T, width, height int64, scale float64) *tab {
	t.Helper()
	pages := newShelf(t).site(t)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	ctx, cancel := chromedp.NewContext(chrome().ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancelTime)
	tb := &tab{t: t, ctx: ctx, base: s.URL}
	tb.do(chromedp.EmulateViewport(width, height, chromedp.EmulateScale(scale)))
	const script = `window.refused = []; addEventListener("securitypolicyviolation", (e) => refused.push(e.violatedDirective + " " + e.blockedURI)); window.print = () => { window.printed = true; };`
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, pagecdp.AddScriptToEvaluateOnNewDocument, pagecdp.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
	return tb
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	for _, step := range steps {
		if err := chromedp.Do(tb.ctx, step); err != nil {
			tb.t.Fatal(err)
		}
	}
}

func (tb *tab) visit(path string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.base + path))
	if _, err := chromedp.Run(tb.ctx, chromedp.Poll[bool](`document.readyState === "complete" && document.fonts.status === "loaded"`)); err != nil {
		tb.t.Fatal(err)
	}
}

func eval[T any](tb *tab, expr string) T {
	tb.t.Helper()
	v, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expr))
	if err != nil {
		tb.t.Fatalf("%s: %v", expr, err)
	}
	return v
}

// keep keeps a picture or a printed page where MOTCUA_SHOTS names a folder.
func (tb *tab) keep(name string, data []byte) {
	tb.t.Helper()
	if dir := os.Getenv("MOTCUA_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			tb.t.Fatal(err)
		}
	}
}

func (tb *tab) shot(name string) {
	tb.t.Helper()
	height := eval[int64](tb, `Math.ceil(document.documentElement.scrollHeight)`)
	width := eval[int64](tb, `innerWidth`)
	tb.do(chromedp.EmulateViewport(width, height))
	png, err := chromedp.Run(tb.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.keep(name+".png", png)
}

// paper keeps a picture of the page as it is printed between the margins of A4.
func (tb *tab) paper(name string) {
	tb.t.Helper()
	tb.do(chromedp.EmulateViewport(680, 1017), media("print"))
	tb.shot(name)
	tb.do(chromedp.EmulateViewport(1280, 800), media(""))
}

func media(kind string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind})
		return err
	})
}

// addresses are pages short and long, with and without ticks, and bad news.
var addresses = map[string]string{
	"rented":  "/giay-to/1.004194?case=thue&co=ct01",
	"english": "/giay-to/1.004194?case=nhothan&lang=en",
	"cases":   "/giay-to/1.004194",
	"birth":   "/giay-to/1.001193?case=khongcs",
	"none":    "/giay-to/9.999999",
	"privacy": privacyPath, "privacy-english": privacyPath + "?lang=en",
}

const wide = `Array.from(document.querySelectorAll("body, body *")).filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 0.5)
	.map((e) => e.tagName + "." + e.className + " " + e.getBoundingClientRect().right)`

const small = `Array.from(document.querySelectorAll("button, nav a, .cases a")).filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
	.filter((b) => b.width < 47.9 || b.height < 47.9).length`

// On a phone and on a desktop nothing sticks out, nothing is refused by the policy, and
// the sizes are those of the look.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, v := range map[string][2]int64{"phone": {360, 780}, "desktop": {1280, 800}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := open(t, v[0], v[1], 1)
			for what, path := range addresses {
				tb.visit(path)
				if got := eval[[]string](tb, wide); len(got) > 0 {
					t.Errorf("%s sticks out: %q", what, got)
				}
				if n := eval[int](tb, small); n > 0 {
					t.Errorf("%s: %d controls too small to hit", what, n)
				}
				if got := eval[[]string](tb, `window.refused`); len(got) > 0 {
					t.Errorf("%s: the policy refused %q", what, got)
				}
				if got := eval[string](tb, `getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color`); got != "rgb(255, 255, 255)rgb(0, 0, 0)" {
					t.Errorf("%s is not black on white: %s", what, got)
				}
				tb.barriers(what)
				tb.shot(name + "-" + what)
				tb.do(chromedp.EmulateViewport(v[0], v[1]))
			}
			tb.visit(addresses["rented"])
			if got := eval[[]string](tb, `[getComputedStyle(document.querySelector(".box")).width, getComputedStyle(document.querySelector(".hotline")).fontSize]`); got[0] != "36px" || got[1] != "28px" {
				t.Errorf("box and hotline are %q", got)
			}
			tb.do(chromedp.Click(chromedp.CSS("#print")))
			if !eval[bool](tb, `window.printed === true && !document.getElementById("menu").checkVisibility()`) {
				t.Error("the button does not print")
			}
		})
	}
}

// barriers asks axe, which the desk's tests have.
func (tb *tab) barriers(what string) {
	tb.t.Helper()
	axe, err := os.ReadFile("../desk/testdata/axe/axe.min.js")
	if err != nil {
		tb.t.Fatal(err)
	}
	found, err := chromedp.Run(tb.ctx, chromedp.Evaluate[[]string](string(axe)+`;
		axe.run(document).then((r) => [String(r.passes.length)].concat(r.violations.map((v) =>
			v.impact + ": " + v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join("; "))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatal(err)
	}
	if passed, err := strconv.Atoi(found[0]); err != nil || passed < 10 {
		tb.t.Fatalf("%s: axe has hardly looked: %v rules passed", what, found[0])
	}
	for _, f := range found[1:] {
		if strings.HasPrefix(f, "serious") || strings.HasPrefix(f, "critical") {
			tb.t.Errorf("%s: %s", what, f)
		}
	}
}

// Without scripts everything is there but the button, and it says where to print.
func TestNoScripts(t *testing.T) {
	t.Parallel()
	tb := open(t, 360, 780, 1)
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	tb.do(chromedp.Navigate(tb.base + addresses["rented"]))
	if !eval[bool](tb, `document.getElementById("menu").checkVisibility() && !document.getElementById("print").checkVisibility() && document.querySelectorAll(".papers li").length === 3`) {
		t.Error("the page needs scripts")
	}
}

// What people wrote short prints on one sheet of A4, the longest on two; no paper is cut
// in two.
func TestPrinted(t *testing.T) {
	t.Parallel()
	tb := open(t, 1280, 800, 1)
	sheets := map[int]int{}
	for code, p := range newShelf(t).procedures {
		g := procedure.Guided(p, procedure.Overlay{})
		if !g.Brief {
			continue
		}
		for _, c := range g.Cases {
			tb.visit("/giay-to/" + code + "?case=" + c.ID)
			n := tb.sheets("print-" + code + "-" + c.ID)
			if sheets[n]++; n < 1 || n > 2 {
				t.Errorf("%s, case %q, prints on %d sheets", code, c.ID, n)
			}
		}
	}
	if sheets[1] < sheets[2] {
		t.Errorf("sheets of the lists: %v; most should need one", sheets)
	}
	tb.visit(addresses["rented"])
	if n := tb.sheets("print-rented"); n != 1 {
		t.Errorf("three papers print on %d sheets", n)
	}
	tb.paper("print-rented")
	if !eval[bool](tb, `getComputedStyle(document.querySelector(".papers li")).breakInside === "avoid"`) {
		t.Error("a paper may be cut in two")
	}
}

var leaf = regexp.MustCompile(`/Type\s*/Page[^s]`)

// sheets is on how many sheets a page prints.
func (tb *tab) sheets(name string) int {
	tb.t.Helper()
	pdf, err := chromedp.Run(tb.ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, t, pagecdp.PrintToPDF, pagecdp.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true)})
		if err != nil {
			return nil, err
		}
		return res.Data, nil
	})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.keep(name+".pdf", pdf)
	return len(leaf.FindAll(pdf, -1))
}
