//go:build browser

package webchat_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"motcua/internal/chat"
)

//go:embed testdata/axe/axe.min.js
var axe string

// chromium is the one browser of these tests; each test has its own tab in its
// own profile, so cookies and storage are its own.
type chromium struct {
	ctx  context.Context
	stop func()
}

var browser = sync.OnceValue(startBrowser)

func TestMain(m *testing.M) {
	code := m.Run()
	browser().stop()
	os.Exit(code)
}

func startBrowser() chromium {
	dir, err := os.MkdirTemp("", "webchat-browser")
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
		chromedp.Flag("no-first-run", true), chromedp.Flag("test-third-party-cookie-phaseout", true), chromedp.Flag("lang", "vi"))
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

// line is a server whose network can go and come back.
type line struct {
	t       testing.TB
	handler http.Handler
	addr    string
	mu      sync.Mutex
	server  *http.Server
}

func newLine(t testing.TB, h http.Handler) *line {
	t.Helper()
	l := &line{t: t, handler: h, addr: "127.0.0.1:0"}
	l.up()
	t.Cleanup(l.down)
	return l
}

// answer lets whoever is behind the line now answer.
func (l *line) answer(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	h := l.handler
	l.mu.Unlock()
	h.ServeHTTP(w, r)
}

func (l *line) change(h http.Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handler = h
}

func (l *line) up() {
	l.t.Helper()
	ln, err := net.Listen("tcp", l.addr)
	if err != nil {
		l.t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(l.answer), ReadHeaderTimeout: 5 * time.Second}
	l.mu.Lock()
	l.addr, l.server = ln.Addr().String(), server
	l.mu.Unlock()
	go func() { _ = server.Serve(ln) }()
}

func (l *line) down() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.server.Close()
}

// tab is one open page.
type tab struct {
	t   testing.TB
	ctx context.Context
	url string
	*world
	line *line
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

func open(t testing.TB, v viewport) *tab {
	t.Helper()
	tb := prepare(t, newWorld(t), v)
	tb.reload()
	return tb
}

// prepare makes a tab for a page that is not opened yet.
func prepare(t testing.TB, w *world, v viewport) *tab {
	t.Helper()
	w.turns.answer = func(m chat.Message) []chat.Reply { return []chat.Reply{answerOf(m)} }
	tb := &tab{t: t, world: w, line: newLine(t, w.handler())}
	tb.url = "http://" + tb.line.addr + "/"
	ctx, cancel := chromedp.NewContext(browser().ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancelTime := context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancelTime)
	tb.ctx = ctx
	tb.do(chromedp.EmulateViewport(v.width, v.height, chromedp.EmulateScale(v.scale)))
	tb.watch()
	return tb
}

// answerOf gives the sample reply that a message names, else words.
func answerOf(m chat.Message) chat.Reply {
	for name, r := range replies {
		if m.Text == name || (r.Card != nil && m.Text == r.Card.Code) {
			return r
		}
	}
	return chat.Reply{Text: "Dạ, đã nghe: " + m.Text + " [" + m.Press + "]", Lang: "vi"}
}

// watch makes any error of the page, refused style or script, the test's own.
func (tb *tab) watch() {
	tb.t.Helper()
	err := chromedp.Listen(tb.ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			tb.t.Errorf("the page threw: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		}
	})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.first(`addEventListener("securitypolicyviolation", (e) => { throw new Error("refused: " + e.violatedDirective + " " + e.blockedURI); });`)
}

// first runs script in every page before the page's own.
func (tb *tab) first(script string) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	if err := chromedp.Do(tb.ctx, steps...); err != nil {
		tb.t.Fatal(err)
	}
}

// reload opens the page and waits for its script.
func (tb *tab) reload() {
	tb.t.Helper()
	tb.do(chromedp.Navigate(tb.url))
	tb.wait(`!document.documentElement.classList.contains("nojs")`)
	tb.wait(`document.fonts.status === "loaded"`)
}

// wait is over when the expression is true in the page.
func (tb *tab) wait(expr string) {
	tb.t.Helper()
	poll := chromedp.Poll[bool]("Boolean("+expr+")", chromedp.WithPollingTimeout(15*time.Second),
		chromedp.WithPollingInterval(50*time.Millisecond))
	_, err := chromedp.Run(tb.ctx, poll)
	for navigated(err) { // the page was loaded anew meanwhile: ask the new one
		_, err = chromedp.Run(tb.ctx, poll)
	}
	if err != nil {
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

// awaited gives what the expression's promise comes to.
func awaited[T any](tb *tab, expr string) T {
	tb.t.Helper()
	v, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](expr, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%s: %v", expr, err)
	}
	return v
}

func (tb *tab) click(css string) {
	tb.t.Helper()
	tb.do(chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// say types into the composer and presses Enter, then waits for the answer.
func (tb *tab) say(text string) {
	tb.t.Helper()
	before := eval[int](tb, `document.querySelectorAll(".told[data-seq]").length`)
	tb.typeAndEnter(text)
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > ` + jsonOf(before))
	tb.settle()
}

func (tb *tab) typeAndEnter(text string) {
	tb.t.Helper()
	tb.do(chromedp.Focus(chromedp.CSS("#text")), chromedp.SendKeys(chromedp.CSS("#text"), text))
	tb.enter(0)
}

// enter presses Enter as a keyboard does: one event that carries its text.
func (tb *tab) enter(modifiers int64) {
	tb.t.Helper()
	down := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r",
		WindowsVirtualKeyCode: 13, Modifiers: modifiers,
	}
	up := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Modifiers: modifiers}
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, up)
		return err
	}))
}

// texts are the words of all elements that match, as they stand on the page.
func (tb *tab) texts(css string) []string {
	tb.t.Helper()
	return eval[[]string](tb, `Array.from(document.querySelectorAll(`+jsonOf(css)+`), (e) => e.innerText.trim())`)
}

// settle waits for the post to end and for motion to stop.
func (tb *tab) settle() {
	tb.t.Helper()
	tb.wait(`queue().length === 0 && !document.querySelector(".pending")`)
	tb.wait(`document.getAnimations().every((a) => a.playState !== "running")`)
}

// media sets what the system wishes: "dark" or "light".
func (tb *tab) media(scheme string) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// network tells the browser whether there is a network at all.
func (tb *tab) network(on bool) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}

// shot keeps a picture where MOTCUA_SHOTS names a folder.
func (tb *tab) shot(name string) {
	tb.t.Helper()
	if os.Getenv("MOTCUA_SHOTS") == "" {
		return
	}
	tb.wait(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
	png, err := chromedp.Run(tb.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.save(name, png)
}

func (tb *tab) save(name string, png []byte) {
	tb.t.Helper()
	dir := os.Getenv("MOTCUA_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)+".png"), png, 0o600); err != nil {
		tb.t.Fatal(err)
	}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
