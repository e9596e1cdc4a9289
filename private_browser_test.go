//go:build browser

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"motcua/store/embedded"
	"motcua/store/storetest"
)

// In a real browser, on the whole program: a person agrees, asks, downloads the full copy,
// reads the notice, deletes, and nothing of it is on the page or in the copy any more.
func TestOwnDataInABrowser(t *testing.T) {
	t.Parallel()
	base := serveAlone(t)
	s := surf(t)
	s.do(chromedp.EmulateViewport(360, 780), chromedp.Navigate(base))
	s.until(`document.readyState === "complete" && document.querySelector("#text")`)
	for _, text := range []string{"gặp người", "đồng ý", "chuyển trường thì cần gì, " + saidMark} {
		s.say(text)
	}
	s.say("dữ liệu của tôi")
	s.do(chromedp.Click(chromedp.CSS(`.newest [data-press="copy"], [data-press="copy"]`)))
	s.until(`document.querySelector("a.file")`)
	if got := s.download(`document.querySelector("a.file").click()`); !strings.Contains(got, saidMark) || !strings.Contains(got, `"lời đồng ý"`) {
		t.Errorf("the full copy: %s", got)
	}
	s.say("xóa dữ liệu")
	s.say("xóa")
	s.do(chromedp.Navigate(base)) // as it is after a reload
	s.until(`document.readyState === "complete" && document.querySelector("#log").innerText.includes("Đã xóa lúc")`)
	if s.is(`document.body.innerText.includes("` + saidMark + `")`) {
		t.Error("the page still shows what was said")
	}
	if got := s.download(`const a = document.createElement("a"); a.href = "/chat/files/du-lieu-cua-toi"; a.download = ""; document.body.append(a); a.click()`); strings.Contains(got, saidMark) || !strings.Contains(got, `"ai đã xem chi tiết"`) {
		t.Errorf("the copy afterwards: %s", got)
	}
	s.do(chromedp.Navigate(base + "/quyen-rieng-tu"))
	s.until(`document.readyState === "complete" && document.body.innerText.includes("90 ngày sau khi câu hỏi xong")`)
}

// In a real browser, on the whole program: the papers that are asked for open to a proof,
// which is dots on the page as soon as it is sent, and close at a word, also after a reload.
func TestProofInABrowser(t *testing.T) {
	t.Parallel()
	base := serveAlone(t)
	s := surf(t)
	s.do(chromedp.EmulateViewport(360, 780), chromedp.Navigate(base))
	s.until(`document.readyState === "complete" && document.querySelector("#text")`)
	s.say(plantedCode)
	s.do(chromedp.Click(chromedp.CSS(`[data-press^="details:"]`)))
	s.until(`document.querySelector("#log").innerText.includes("4 số cuối điện thoại")`)
	s.say("5987 1999")
	s.until(`document.querySelector("#log").innerText.includes("chưa khớp")`)
	s.say("5987 1971")
	s.until(`document.querySelector("#log").innerText.includes("dấu-của-giấy-tờ")`)
	s.until(`!/5987|1971|1999/.test(document.querySelector("#log").innerText) && document.querySelector("#log").innerText.includes("•••• ••••")`)
	s.do(chromedp.Navigate(base))
	s.until(`document.readyState === "complete" && document.querySelector("#log").innerText.includes("dấu-của-giấy-tờ")`)
	s.say("khóa lại")
	s.do(chromedp.Navigate(base))
	s.until(`document.readyState === "complete" && document.querySelector("#log").innerText.includes("đã đóng")`)
	if s.is(`document.documentElement.outerHTML.includes("dấu-của-giấy-tờ") || /5987/.test(document.documentElement.outerHTML)`) {
		t.Error("details or the proof are still on the page")
	}
}

// serveAlone runs the program with the planted dossier and stores of its own.
func serveAlone(t *testing.T) string {
	t.Helper()
	redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
	noError(t, err)
	t.Cleanup(func() { _ = redis.Stop() })
	var log, shown safe
	return serveFor(t, settings{
		storeSettings: storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      redis.URL(), Hotline: "0274 000 0001", LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, &log, &shown)
}

// surfer is one tab of a real browser.
type surfer struct {
	t   *testing.T
	ctx context.Context
	dir string
}

func surf(t *testing.T) *surfer {
	t.Helper()
	path := os.Getenv("MOTCUA_CHROMIUM")
	if path == "" {
		path = "/usr/bin/chromium"
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.Headless,
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("lang", "vi"))
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	ctx, over := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(over)
	s := &surfer{t, ctx, t.TempDir()}
	s.do(chromedp.Navigate("about:blank"), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: s.dir})
		return err
	}))
	return s
}

func (s *surfer) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	noError(s.t, chromedp.Do(s.ctx, steps...))
}

func (s *surfer) is(expr string) bool {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[bool](expr))
	noError(s.t, err)
	return v
}

func (s *surfer) until(expr string) {
	s.t.Helper()
	if _, err := chromedp.Run(s.ctx, chromedp.Poll[bool]("!!("+expr+")")); err != nil {
		s.t.Fatalf("%s: %v", expr, err)
	}
}

// say types a line and waits for its answer.
func (s *surfer) say(text string) {
	s.t.Helper()
	before := `window.told = document.querySelectorAll(".told[data-seq]").length, true`
	s.is(before)
	s.do(chromedp.SendKeys(chromedp.CSS("#text"), text), chromedp.Click(chromedp.CSS("#composer .send")))
	s.until(`document.querySelectorAll(".told[data-seq]").length > window.told && !document.querySelector(".pending")`)
}

// download runs a script that saves a file, and gives what was saved.
func (s *surfer) download(script string) string {
	s.t.Helper()
	s.is(script + "; true")
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		names, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
		noError(s.t, err)
		if len(names) > 0 {
			data, err := os.ReadFile(names[0])
			noError(s.t, err)
			if len(data) > 0 {
				noError(s.t, os.Remove(names[0]))
				return string(data)
			}
		}
		select {
		case <-again.C:
		case <-s.ctx.Done():
			s.t.Fatal("nothing was saved")
		}
	}
}
