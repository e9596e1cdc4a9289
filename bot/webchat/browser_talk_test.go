//go:build browser

package webchat_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"motcua/bot"
	"motcua/internal/chat"
)

const ownWords = ".said .what"

func TestTalk(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("H29.171-261203-0012")
	tb.say("1")
	tb.say("gặp người")
	want := []string{"H29.171-261203-0012", "1", "gặp người"}
	if diff := cmp.Diff(want, tb.texts(ownWords)); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
	if got := eval[string](tb, `document.activeElement.id`); got != "text" {
		t.Errorf("after a send the focus is at %q", got)
	}
	// The press of an older list means the same as ever.
	tb.click(`[data-press="steps:H29.171-261203-0012"]`)
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 4`)
	tb.settle()
	last := tb.turns.messages()[3]
	if last.Press != "steps:H29.171-261203-0012" || last.Text != "Xem từng bước" {
		t.Errorf("the press arrived as %+v", last)
	}
	// A reload shows the same talk, once.
	before := tb.texts("#log .line")
	tb.reload()
	if diff := cmp.Diff(before, tb.texts("#log .line")); diff != "" {
		t.Errorf("after a reload:\n%s", diff)
	}
	if got := len(tb.turns.messages()); got != 4 {
		t.Errorf("%d turns", got)
	}
}

func TestAMessageOfALostNetworkIsSentOnce(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("một")
	tb.network(false)
	tb.line.down()
	tb.typeAndEnter("hai")
	tb.wait(`document.querySelector("#banner").innerText.includes("Đang mất mạng")`)
	tb.typeAndEnter("ba")
	tb.wait(`document.querySelectorAll(".pending").length === 2`)
	if got := tb.texts(".pending .offline"); strings.Join(got, ", ") != "Chờ mạng để gửi, Chờ mạng để gửi" {
		t.Errorf("waiting lines say %q", got)
	}
	tb.shot("phone-offline")
	tb.line.up()
	tb.network(true)
	tb.wait(`document.querySelector("#banner").innerText.includes("đã gửi 2 tin")`)
	tb.shot("phone-back")
	tb.settle()
	tb.wait(`document.querySelectorAll(".told[data-seq]").length === 4`) // the greeting is one
	var got []string
	for _, m := range tb.turns.messages() {
		got = append(got, m.Text)
	}
	if diff := cmp.Diff([]string{"một", "hai", "ba"}, got); diff != "" {
		t.Errorf("turns:\n%s", diff)
	}
	want := []string{"một", "Dạ, đã nghe: một []", "hai", "Dạ, đã nghe: hai []", "ba", "Dạ, đã nghe: ba []"}
	if diff := cmp.Diff(want, tb.texts(".line[data-seq]:not([data-seq='0']) :is(.what, .bubble > p)")); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
	tb.wait(`document.querySelector("#banner").innerText === ""`)
}

func TestAMessageSurvivesAReloadWithoutNetwork(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.turns.refuse(bot.ErrBusy)
	tb.typeAndEnter("còn đây")
	tb.wait(`document.querySelector(".said[data-seq] .what")?.textContent === "còn đây"`) // kept, not answered
	tb.do(chromedp.SendKeys(chromedp.CSS("#text"), "đang viết"))
	tb.reload()
	if got := eval[string](tb, `document.querySelector("#text").value`); got != "đang viết" {
		t.Errorf("the draft is %q", got)
	}
	tb.turns.refuse(nil)
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > 1`)
	tb.settle()
	if diff := cmp.Diff([]string{"còn đây"}, tb.texts(ownWords)); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
	if got := len(tb.turns.messages()); got != 1 {
		t.Errorf("%d turns", got)
	}
}

func TestTwoTabsSendOnce(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	ctx, cancel := chromedp.NewContext(tb.ctx)
	t.Cleanup(cancel)
	second := &tab{t: t, ctx: ctx, url: tb.url, world: tb.world, line: tb.line}
	second.reload()
	tb.line.down()
	for i, each := range []*tab{tb, second} {
		eval[bool](each, `(document.querySelector("#text").value = "tab `+jsonOf(i)+`", document.querySelector("#composer").requestSubmit(), true)`)
	}
	tb.line.up()
	for _, each := range []*tab{tb, second} {
		each.wait(`queue().length === 0`)
		eval[bool](each, `(fetchLines(), true)`) // a tab in the background holds no stream
		each.wait(`document.querySelectorAll(".said[data-seq]").length === 2 && !document.querySelector(".pending")`)
	}
	if got := len(tb.turns.messages()); got != 2 {
		t.Errorf("%d turns", got)
	}
}

// Over plain HTTP a browser gives no locks, no UUIDs and no clipboard.
func TestOverPlainHTTP(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.first(`
		Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
		Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
		Crypto.prototype.randomUUID = undefined;`)
	tb.reload()
	if eval[bool](tb, `Boolean(navigator.locks || crypto.randomUUID || navigator.clipboard)`) {
		t.Fatal("the browser still gives them")
	}
	// Another tab that died while it was sending holds the note for a moment.
	eval[bool](tb, `(localStorage.setItem("motcua.sender", "gone " + (Date.now() + 1500)), true)`)
	tb.say("H29.171-261203-0012")
	tb.click(".copy")
	tb.wait(`document.querySelector("#toast").innerText.includes("Đã chép mã hồ sơ")`)
	if got := len(tb.turns.messages()); got != 1 {
		t.Errorf("%d turns", got)
	}
}

func TestWithoutStorage(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.first(`
		Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
		Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no", "SecurityError"); } });`)
	tb.reload()
	tb.say("một")
	tb.say("hai")
	if diff := cmp.Diff([]string{"một", "hai"}, tb.texts(ownWords)); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
}

func TestARefusedMessageIsOfferedAgain(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	// Only a fault of ours makes a body that the server refuses; the page must not hang on it.
	eval[bool](tb, `(say("hỏng", "x y"), true)`)
	tb.wait(`document.querySelector(".failed .again")?.innerText === "Chưa gửi, bấm để gửi lại"`)
	tb.typeAndEnter("tin sau")
	tb.wait(`document.querySelectorAll(".told[data-seq]").length === 2 && document.querySelectorAll(".said").length === 2`)
	if diff := cmp.Diff([]string{"tin sau", "hỏng"}, tb.texts(ownWords)); diff != "" {
		t.Errorf("on the page:\n%s", diff)
	}
	tb.shot("phone-failed")
}

func TestTypedEnterAndLines(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.do(chromedp.Focus(chromedp.CSS("#text")), chromedp.SendKeys(chromedp.CSS("#text"), "một"))
	tb.enter(8) // Shift
	tb.do(chromedp.SendKeys(chromedp.CSS("#text"), "hai"))
	if got := eval[string](tb, `document.querySelector("#text").value + document.querySelector("#text").rows`); got != "một\nhai2" {
		t.Errorf("the field holds %q", got)
	}
	tb.enter(0)
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > 1`)
	if got := tb.turns.messages()[0].Text; got != "một\nhai" {
		t.Errorf("sent %q", got)
	}
	tb.settle()
	// An empty send says what to write.
	tb.enter(0)
	tb.wait(`document.querySelector("#toast").innerText.includes("hoặc câu hỏi trước")`)
	if got := len(tb.turns.messages()); got != 1 {
		t.Errorf("%d turns", got)
	}
}

func TestASlowAnswerSaysSo(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.turns.mu.Lock()
	tb.turns.hold = make(chan struct{})
	tb.turns.mu.Unlock()
	tb.typeAndEnter("H29.171-261203-0012")
	tb.wait(`document.querySelector("#typing").innerText.includes("Trợ lý đang xem")`)
	tb.shot("phone-typing")
	tb.wait(`document.querySelector("#typing").innerText.includes("Trợ lý đang chậm")`)
	if got := tb.texts("#typing a.phone"); len(got) != 1 || !strings.Contains(got[0], hotline) {
		t.Errorf("the hotline: %q", got)
	}
	tb.shot("phone-slow")
	close(tb.turns.hold)
	tb.wait(`document.querySelector("#typing").innerText === "" && document.querySelector(".card")`)
}

func TestNewLinesDoNotStealTheScroll(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("late")
	tb.say("running")
	tb.turns.mu.Lock()
	tb.turns.answer = func(chat.Message) []chat.Reply { return []chat.Reply{replies["ready"], replies["words"]} }
	tb.turns.hold = make(chan struct{})
	tb.turns.mu.Unlock()
	tb.typeAndEnter("ready")
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 3`)
	eval[bool](tb, `(document.querySelector(".columns").scrollTop = 100, true)`)
	tb.wait(`!following`)
	close(tb.turns.hold)
	tb.wait(`document.querySelector("#new-lines").innerText.includes("2 tin mới")`)
	tb.shot("phone-new-lines")
	if got := eval[int](tb, `document.querySelector(".columns").scrollTop`); got != 100 {
		t.Errorf("the reader was moved to %d", got)
	}
	tb.click("#new-lines")
	tb.wait(`document.querySelector("#new-lines").hidden && document.querySelector(".columns").scrollTop > 600`)
}

func TestTheBotChangesTheLanguage(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.typeAndEnter("english")
	tb.wait(`document.documentElement.lang === "en" && document.querySelector(".card")`)
	tb.settle()
	tb.shot("phone-english")
	if got := tb.texts(".who .short")[0]; got != "not an officer" {
		t.Errorf("the bar says %q", got)
	}
	if got := len(tb.turns.messages()); got != 1 {
		t.Errorf("%d turns", got)
	}
	tb.click("#menu-open")
	tb.click(`[data-setting="lang"] [data-value="vi"]`)
	tb.wait(`document.documentElement.lang === "vi" && !document.documentElement.classList.contains("nojs")`)
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 2`)
	tb.settle()
	if got := tb.turns.messages(); len(got) != 2 || got[1].Text != "Tiếng Việt" || got[1].Lang != "vi" {
		t.Errorf("the bot was not told: %+v", got)
	}
}

func TestTheLanguageOfAFirstVisit(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.click("#menu-open")
	tb.click(`[data-setting="lang"] [data-value="en"]`)
	tb.wait(`document.documentElement.lang === "en" && document.body.innerText.includes("Hello.")`)
	if got := tb.turns.messages(); len(got) != 0 {
		t.Errorf("there was no talk yet, and yet something was said: %+v", got)
	}
}

func TestTheEndInTheBrowser(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("H29.171-261203-0012")
	tb.click("#menu-open")
	tb.click("#end summary")
	tb.wait(`document.querySelector("#menu").innerText.includes("Hồ sơ ở cơ quan không ảnh hưởng")`)
	tb.shot("phone-end")
	tb.click("#end .danger")
	tb.wait(`document.querySelectorAll(".line").length === 1 && document.querySelector(".tiles.first")`)
	if got := len(tb.store.all()); got != 0 {
		t.Errorf("%d lines left", got)
	}
	tb.say("lần mới")
	if got := tb.turns.messages(); len(got) != 2 || got[0].Chat == got[1].Chat {
		t.Errorf("the talk after the end is not a new one")
	}
}

func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	tb := open(t, desktop)
	press := func(keys string) { tb.do(chromedp.KeyEvent(keys)) }
	at := func() string {
		return eval[string](tb, `(document.activeElement.id || document.activeElement.dataset.press || document.activeElement.className || document.activeElement.tagName)`)
	}
	var path []string
	for range 10 {
		press(kb.Tab)
		path = append(path, at())
	}
	want := []string{"size", "menu-open", "log", "ask", "office", "help", "phone", "attach", "text", "send"}
	if diff := cmp.Diff(want, path); diff != "" {
		t.Errorf("Tab goes:\n%s", diff)
	}
	tb.do(chromedp.Focus(chromedp.CSS("#menu-open")))
	tb.enter(0)
	tb.wait(`document.activeElement.id === "menu-close" && !document.querySelector("#menu").hidden`)
	press(kb.Escape)
	tb.wait(`document.activeElement.id === "menu-open" && document.querySelector("#menu").hidden`)
	tb.do(chromedp.Focus(chromedp.CSS(`[data-press="office"]`)))
	tb.enter(0)
	tb.wait(`document.querySelector(".said[data-seq] .what")?.textContent === "Nơi nộp, giờ mở cửa"`)
}

func TestCopy(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("H29.171-261203-0012")
	tb.click(".copy")
	tb.wait(`document.querySelector("#toast").innerText.includes("Đã chép mã hồ sơ")`)
	tb.shot("phone-toast")
}

// A paper is ticked off by pressing its row, by hand or by keyboard.
func TestPapersAreTickedOff(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("guide-ticks")
	tb.click(`.tick[data-press="tick:1.004194/thue/ct01"]`)
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 2`)
	eval[bool](tb, `(document.querySelector('.tick[aria-pressed="true"]').click(), true)`)
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 3`)
	tb.settle()
	var got []string
	for _, m := range tb.turns.messages()[1:] {
		got = append(got, m.Press+" "+m.Text)
	}
	want := []string{
		"tick:1.004194/thue/ct01 Có rồi: Tờ khai thay đổi thông tin cư trú (mẫu CT01)",
		"tick:1.004194/thue/cc Chưa có: Căn cước",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if small := eval[int](tb, `[...document.querySelectorAll(".tick, .link")].filter((b) => b.getBoundingClientRect().height < 48).length`); small != 0 {
		t.Errorf("%d targets are lower than 48 px", small)
	}
}
