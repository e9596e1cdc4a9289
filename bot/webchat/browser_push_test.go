//go:build browser

package webchat_test

import (
	"context"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
)

// noService takes the place of the push service that the browser itself would ask: there is
// none within reach of a test. All else is the browser's own.
const noService = `PushManager.prototype.subscribe = async function (wanted) {
	if (!wanted.userVisibleOnly || !wanted.applicationServerKey) throw new Error("refused");
	return { endpoint: "` + somePlace + `", expirationTime: null, keys: { p256dh: "` + somePoint + `", auth: "` + someSecret + `" } };
};`

// permit answers for the person what the browser asks: "granted" or "denied".
func (tb *tab) permit(setting cdpbrowser.PermissionSetting) {
	tb.t.Helper()
	c := chromedp.FromContext(tb.ctx)
	_, err := cdp.Call(tb.ctx, c.Browser, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "notifications"}, Setting: setting, BrowserContextID: c.BrowserContextID,
	})
	if err != nil {
		tb.t.Fatal(err)
	}
}

// workers tells of the page's service worker once it runs.
func (tb *tab) workers() <-chan *serviceworker.Version {
	tb.t.Helper()
	running := make(chan *serviceworker.Version, 16)
	err := chromedp.Listen(tb.ctx, func(ev any) {
		if e, ok := ev.(*serviceworker.EventWorkerVersionUpdated); ok {
			for _, v := range e.Versions {
				if v.Status == serviceworker.VersionStatusActivated && v.TargetID != "" {
					select {
					case running <- v:
					default:
					}
				}
			}
		}
	})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, serviceworker.Enable, cdp.Empty{})
		return err
	}))
	return running
}

// deliver gives the browser a message as its push service does, decrypted.
func (tb *tab) deliver(id serviceworker.RegistrationID, data map[string]string) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{
			Origin: strings.TrimSuffix(tb.url, "/"), RegistrationID: id, Data: jsonOf(data),
		})
		return err
	}))
}

// inWorker is a tab's context within its service worker.
func (tb *tab) inWorker(id target.ID) *tab {
	tb.t.Helper()
	ctx, cancel := chromedp.NewContext(tb.ctx, chromedp.WithTargetID(id))
	tb.t.Cleanup(cancel)
	return &tab{t: tb.t, ctx: ctx}
}

// press is the press of the newest Turn.
func (w *world) press() string {
	got := w.turns.messages()
	return got[len(got)-1].Press
}

// pressChoice presses the newest choice that is the browser's, and waits for the answer.
func (tb *tab) pressChoice() {
	tb.t.Helper()
	before := eval[int](tb, `document.querySelectorAll(".told[data-seq]").length`)
	tb.click(".newest .choice[data-browser]")
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > ` + jsonOf(before))
	tb.settle()
}

// With one press the browser is told of news: it shows what comes while nobody looks, the
// newer of one dossier in place of the older, and brings the page when it is pressed.
func TestNewsInABrowser(t *testing.T) {
	t.Parallel()
	h := &hearers{follow: true}
	w := newWorld(t).with(t, telling(h))
	tb := prepare(t, w, phone)
	w.turns.answer = func(m chat.Message) []chat.Reply {
		return []chat.Reply{{Text: "Dạ, " + m.Press, Lang: "vi", Choices: []chat.Choice{{Label: "Báo qua trình duyệt này", Press: "push", Browser: true}}}}
	}
	tb.first(noService)
	workers := tb.workers()
	tb.reload()
	tb.say("theo dõi")

	tb.permit(cdpbrowser.PermissionSettingDenied)
	tb.pressChoice()
	if got := w.press(); got != "push:denied" || len(h.browsers()) != 0 {
		t.Errorf("not allowed: %q, %v", got, h.browsers())
	}
	tb.permit(cdpbrowser.PermissionSettingGranted)
	tb.pressChoice()
	if got := w.press(); got != "push:on" {
		t.Errorf("allowed: %q", got)
	}
	if got := h.browsers(); len(got) != 1 || got[0].Endpoint != somePlace {
		t.Fatalf("kept: %+v", got)
	}
	tb.shot("push-on")

	var v *serviceworker.Version
	select {
	case v = <-workers:
	case <-time.After(15 * time.Second):
		t.Fatal("no service worker")
	}
	const shown = `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => [n.title, n.body, n.lang].join("|")))`
	tb.deliver(v.RegistrationID, map[string]string{"title": "Trợ lý", "body": "Hồ sơ “má” đang được giải quyết.", "tag": "a", "lang": "vi"})
	tb.deliver(v.RegistrationID, map[string]string{"title": "Trợ lý", "body": "✅ Hồ sơ “má” đã có kết quả.", "tag": "a", "lang": "vi"})
	tb.wait(`(navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => { window.bodies = all.map((n) => n.body).join(); }), (window.bodies ?? "").includes("có kết quả"))`)
	if got := awaited[[]string](tb, shown); !cmp.Equal(got, []string{"Trợ lý|✅ Hồ sơ “má” đã có kết quả.|vi"}) {
		t.Errorf("shown: %q", got)
	}

	worker := tb.inWorker(v.TargetID)
	// Only a person's own press may open a window: here it is written down instead.
	eval[bool](worker, `(self.went = [], Clients.prototype.openWindow = async (at) => { went.push("open " + at); },
		WindowClient.prototype.focus = async function () { went.push("focus " + new URL(this.url).pathname); }, true)`)
	const pressed = `(async () => {
		const [notification] = await self.registration.getNotifications();
		const e = new NotificationEvent("notificationclick", { notification });
		let done;
		Object.defineProperty(e, "waitUntil", { value: (p) => { done = p; } });
		self.dispatchEvent(e);
		await done;
		return went.concat((await self.registration.getNotifications()).length);
	})()`
	if got := awaited[[]any](worker, pressed); !cmp.Equal(got, []any{"focus /", 0.0}) {
		t.Errorf("pressed with the page open: %v", got)
	}
	tb.deliver(v.RegistrationID, map[string]string{"title": "Trợ lý", "body": "tin", "tag": "b", "lang": "vi"})
	tb.wait(`(navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => { window.bodies = all.map((n) => n.body).join(); }), window.bodies === "tin")`)
	tb.do(chromedp.Navigate("about:blank"))
	if got := awaited[[]any](worker, pressed); !cmp.Equal(got, []any{"focus /", "open /", 0.0}) {
		t.Errorf("pressed with the page closed: %v", got)
	}
}

// Where the browser cannot, that is said, and nothing is asked: in a frame, on an iPhone
// outside its home screen, in a browser without the means.
func TestBrowsersThatCannotBeTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).with(t, telling(&hearers{follow: true}))
	tb := prepare(t, w, phone)
	tb.first(`delete window.PushManager; Notification.requestPermission = () => { throw new Error("asked"); };`)
	tb.reload()
	for script, want := range map[string]string{
		`beTold()`: "cannot",
		`(words.mode = "embed", beTold().finally(() => { words.mode = ""; }))`: "frame",
	} {
		if got := awaited[string](tb, script); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
	tb.first(`Object.defineProperty(navigator, "userAgent", { value: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)" });`)
	tb.reload()
	if got := awaited[string](tb, `beTold()`); got != "iphone" {
		t.Errorf("on an iPhone: %q", got)
	}
}
