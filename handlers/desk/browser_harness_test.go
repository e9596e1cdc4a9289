//go:build browser

package desk_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"motcua/internal/team"
)

// chromium is the one browser of these tests; each tab has its own profile, so cookies
// and storage are its own.
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
	dir, err := os.MkdirTemp("", "desk-browser")
	if err != nil {
		panic(err)
	}
	path := os.Getenv("MOTCUA_CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("no-first-run", true), chromedp.Flag("lang", "vi"))
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

// viewport is how large the screen is.
type viewport struct {
	width, height int64
	scale         float64
}

var (
	phone   = viewport{360, 780, 2}
	desktop = viewport{1280, 800, 1}
)

// tab is one open page of one person.
type tab struct {
	*world

	t    *testing.T
	ctx  context.Context
	base string
}

func (w *world) tab(t *testing.T, v viewport) *tab {
	t.Helper()
	s := httptest.NewServer(w.mux)
	t.Cleanup(s.Close)
	ctx, cancel := chromedp.NewContext(chrome().ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancelTime)
	tb := &tab{world: w, t: t, ctx: ctx, base: s.URL}
	tb.do(chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.scale)))
	tb.watch()
	return tb
}

// watch makes any error of the page, refused style or script, the test's own.
func (tb *tab) watch() {
	tb.t.Helper()
	must(tb.t, chromedp.Listen(tb.ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			tb.t.Errorf("the page threw: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		}
	}))
	const script = `addEventListener("securitypolicyviolation", (e) => { throw new Error("refused: " + e.violatedDirective + " " + e.blockedURI); });`
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	for _, step := range steps {
		err := chromedp.Do(tb.ctx, step)
		for try := 0; swapped(err) && try < 20; try++ {
			err = chromedp.Do(tb.ctx, step)
		}
		if err != nil {
			tb.t.Fatal(err)
		}
	}
}

// swapped says that the page drew the element anew between finding and touching it, as
// it does when news come: a person's finger would meet the new one.
func swapped(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "Could not find node") || strings.Contains(err.Error(), "does not belong to the document"))
}

// open goes to a page and waits for its script and, signed in, for its line.
func (tb *tab) open(path string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.base + path))
	tb.ready()
}

func (tb *tab) ready() {
	tb.t.Helper()
	tb.wait(`document.readyState === "complete" && !document.documentElement.classList.contains("nojs")`)
	tb.wait(`document.fonts.status === "loaded"`)
	tb.wait(`document.body.dataset.live === undefined || document.documentElement.classList.contains("online")`)
}

// signIn uses a fresh link as a person does.
func (tb *tab) signIn(v team.Volunteer) {
	tb.t.Helper()
	tb.open(tb.link(team.Invite{Kind: team.SignIn, Volunteer: v.ID, By: tb.cast.Hanh.ID}))
	tb.click("main button")
	tb.wait(`location.pathname === "/desk"`)
	tb.ready()
}

// wait is over when the expression is true in the page.
func (tb *tab) wait(expr string) {
	tb.t.Helper()
	poll := chromedp.Poll[bool]("Boolean("+expr+")", chromedp.WithPollingTimeout(15*time.Second), chromedp.WithPollingInterval(50*time.Millisecond))
	_, err := chromedp.Run(tb.ctx, poll)
	for navigated(err) { // the page was loaded anew meanwhile: ask the new one
		_, err = chromedp.Run(tb.ctx, poll)
	}
	if err != nil {
		tb.save("failed-"+tb.t.Name(), tb.png())
		tb.t.Fatalf("%s never came true: %v", expr, err)
	}
}

func navigated(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "Cannot find context"))
}

// eval gives the expression's value in the page.
func eval[T any](tb *tab, expr string) T {
	tb.t.Helper()
	v, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expr))
	if err != nil {
		tb.t.Fatalf("%s: %v", expr, err)
	}
	return v
}

func (tb *tab) click(css string) {
	tb.t.Helper()
	tb.do(chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

func (tb *tab) write(css, words string) {
	tb.t.Helper()
	tb.do(chromedp.Focus(chromedp.CSS(css)), chromedp.SendKeys(chromedp.CSS(css), words))
}

// key presses a key as a keyboard does.
func (tb *tab) key(key, code, text string, modifiers int64) {
	tb.t.Helper()
	number := int64(0)
	if key == "Enter" {
		number = 13
	}
	down := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: code, Text: text, UnmodifiedText: text,
		WindowsVirtualKeyCode: number, Modifiers: modifiers,
	}
	up := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key, Code: code, WindowsVirtualKeyCode: number, Modifiers: modifiers}
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, up)
		return err
	}))
}

// say writes into the composer and presses Enter, then waits for the line.
func (tb *tab) say(words string) {
	tb.t.Helper()
	tb.write("#text", words)
	tb.key("Enter", "Enter", "\r", 0)
	tb.wait(`Array.from(document.querySelectorAll(".line.answered.own")).some((l) => l.innerText.includes(` + jsonOf(words) + `))`)
	tb.wait(`document.querySelector("#text").value === ""`)
}

// choose puts a file into a field.
func (tb *tab) choose(css, path string) {
	tb.t.Helper()
	tb.do(chromedp.SetUploadFiles(chromedp.CSS(css), []string{path}))
}

func (tb *tab) scripts(on bool) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

func (tb *tab) settle() {
	tb.t.Helper()
	tb.wait(`document.getAnimations().every((a) => a.playState !== "running")`)
}

// shot keeps a picture where MOTCUA_SHOTS names a folder.
func (tb *tab) shot(name string) {
	tb.t.Helper()
	if os.Getenv("MOTCUA_SHOTS") == "" {
		return
	}
	tb.settle()
	tb.save(name, tb.png())
}

func (tb *tab) png() []byte {
	png, err := chromedp.Run(tb.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tb.t.Log(err)
	}
	return png
}

func (tb *tab) save(name string, png []byte) {
	tb.t.Helper()
	if dir := os.Getenv("MOTCUA_SHOTS"); dir != "" {
		must(tb.t, os.WriteFile(filepath.Join(dir, filepath.Base(name)+".png"), png, 0o600))
	}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
