//go:build browser

package webchat_test

import (
	"bytes"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/bot"
	"motcua/internal/chat"
)

// pick puts a file into the page as its chooser does: content is an expression.
func (tb *tab) pick(name, kind, content string) {
	tb.t.Helper()
	awaited[bool](tb, `(async () => {
		const given = new DataTransfer();
		given.items.add(new File([await (`+content+`)], `+jsonOf(name)+`, { type: `+jsonOf(kind)+` }));
		const input = document.querySelector("#file");
		input.files = given.files;
		input.dispatchEvent(new Event("change"));
		return true;
	})()`)
	tb.wait(`document.querySelector(".picked")`)
}

// camera makes a photo as large as a phone does: noise, which does not pack well.
const camera = `(() => {
	const canvas = document.createElement("canvas");
	[canvas.width, canvas.height] = [3000, 2000];
	const pen = canvas.getContext("2d");
	for (let i = 0; i < 60000; i += 1) {
		pen.fillStyle = "#" + Math.floor(Math.random() * 0xffffff).toString(16).padStart(6, "0");
		pen.fillRect(Math.random() * 3000, Math.random() * 2000, 24, 9);
	}
	return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
})()`

// withFiles are the Turns' messages that have a file, as they were typed.
func (tb *tab) withFiles() []string {
	var texts []string
	for _, m := range tb.turns.messages() {
		if m.File != nil {
			texts = append(texts, string(m.File.Kind)+" "+m.File.Name+": "+m.Text)
		}
	}
	return texts
}

func TestAPhotoIsSent(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.pick("giấy hẹn.jpg", "image/jpeg", camera)
	if got := tb.texts(".picked span")[0]; !strings.Contains(got, "Ảnh · giấy hẹn.jpg · ") {
		t.Errorf("shown: %q", got)
	}
	if got := eval[string](tb, `document.activeElement.id + document.querySelector("#picked").getAttribute("role")`); got != "textstatus" {
		t.Errorf("focus and role: %q", got)
	}
	if got := eval[[]string](tb, small); len(got) > 0 {
		t.Errorf("too small to hit: %q", got)
	}
	barriers(tb, "picked")
	tb.shot("phone-picked")
	tb.say("hồ sơ này đến đâu")
	if diff := cmp.Diff([]string{"photo giấy hẹn.jpg: hồ sơ này đến đâu"}, tb.withFiles()); diff != "" {
		t.Fatal(diff)
	}
	content, err := tb.turns.messages()[0].File.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	if size, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil || size.Width != 2048 || size.Height != 1365 {
		t.Errorf("%d x %d, %v: not made lighter", size.Width, size.Height, err)
	}
	if got := tb.texts(".said[data-seq] .bubble")[0]; got != "Anh/chị nhắn:\nẢnh\nhồ sơ này đến đâu" {
		t.Errorf("the line says %q", got)
	}
	tb.shot("phone-photo-sent")
	// A file without words; one that was picked can be put away.
	tb.pick("đơn.pdf", "application/pdf", `"%PDF-1.7"`)
	tb.click(".picked button")
	tb.wait(`!document.querySelector(".picked") && document.activeElement.id === "text"`)
	tb.pick("đơn.pdf", "application/pdf", `"%PDF-1.7"`)
	tb.click(".send")
	tb.wait(`document.querySelectorAll(".said[data-seq]").length === 2`)
	tb.settle()
	if diff := cmp.Diff("document đơn.pdf: ", tb.withFiles()[1]); diff != "" {
		t.Error(diff)
	}
}

func TestAPhotoOfALostNetworkIsSentOnce(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("một")
	tb.network(false)
	tb.line.down()
	tb.pick("giấy.jpg", "image/jpeg", `"ảnh"`)
	tb.typeAndEnter("đây ạ")
	tb.wait(`document.querySelector("#banner").innerText.includes("Đang mất mạng")`)
	tb.typeAndEnter("tin sau")
	tb.wait(`document.querySelectorAll(".pending").length === 2`)
	if got := tb.texts(".pending .bubble")[0]; !strings.Contains(got, "Ảnh · giấy.jpg") || !strings.Contains(got, "đây ạ") {
		t.Errorf("the waiting line says %q", got)
	}
	tb.shot("phone-photo-offline")
	tb.line.up()
	tb.network(true)
	tb.wait(`document.querySelector("#banner").innerText.includes("đã gửi 2 tin")`)
	tb.settle()
	var got []string
	for _, m := range tb.turns.messages() {
		got = append(got, m.Text)
	}
	if diff := cmp.Diff([]string{"một", "đây ạ", "tin sau"}, got); diff != "" {
		t.Errorf("turns:\n%s", diff)
	}
	if got := eval[int](tb, `files.size + Object.keys(sessionStorage).length`); got != 0 {
		t.Errorf("%d things are left in the page", got)
	}
}

// A file that the server does not take now is offered again, like words.
func TestAFileIsOfferedAgain(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.turns.refuse(bot.ErrBusy)
	tb.pick("a.pdf", "application/pdf", `"%PDF"`)
	tb.click(".send")
	tb.wait(`document.querySelector(".said[data-seq]")`) // kept, not answered
	tb.turns.refuse(nil)
	tb.wait(`document.querySelectorAll(".told[data-seq]").length > 1`)
	tb.settle()
	if got := tb.withFiles(); len(got) != 1 {
		t.Errorf("turns: %q", got)
	}
	// Only a file without anything in it is refused for good.
	tb.pick("rỗng.pdf", "application/pdf", `""`)
	tb.click(".send")
	tb.wait(`document.querySelector(".failed .again")?.innerText === "Chưa gửi, bấm để gửi lại"`)
	tb.shot("phone-file-failed")
	tb.click(".again")
	tb.wait(`document.querySelector(".failed .again")`)
	tb.typeAndEnter("tin sau")
	tb.wait(`document.querySelectorAll(".told[data-seq]").length === 3`)
}

// A file lives as long as the page; after a reload the page says that it is gone.
func TestAFileIsLostByAReload(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.pick("a.pdf", "application/pdf", `"%PDF"`)
	tb.reload()
	if got := tb.texts(".lost"); len(got) != 1 || !strings.Contains(got[0], "chọn lại giúp") {
		t.Errorf("the page says %q", got)
	}
	tb.shot("phone-file-lost")
	tb.line.down()
	tb.pick("a.pdf", "application/pdf", `"%PDF"`)
	tb.click(".send")
	tb.wait(`document.querySelector(".pending")`)
	tb.line.up()
	tb.turns.refuse(bot.ErrBusy)
	tb.reload()
	tb.wait(`document.querySelector(".lost") && !document.querySelector(".pending")`)
	tb.turns.refuse(nil)
	tb.reload()
	if got := tb.texts(".lost"); len(got) != 0 {
		t.Errorf("it is still said: %q", got)
	}
}

func TestAFileThatIsTooLarge(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	eval[bool](tb, `(choose(new File([new Uint8Array(10 * 1024 * 1024 + 1)], "a.pdf", { type: "application/pdf" })), true)`)
	tb.wait(`document.querySelector("#toast").innerText.includes("Tệp lớn hơn 10")`)
	if eval[bool](tb, `Boolean(picked)`) {
		t.Error("it is picked")
	}
}

// A human's line comes to an open page by itself, is announced, and turns nothing.
func TestAHumansBubbleArrivesLive(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.say("gặp người")
	to := tb.turns.messages()[0].Chat
	tb.store.arrive(to, "t127-5", replies["human"])
	tb.wait(`document.querySelector("#l-t127-5-1 .human")`)
	if got := tb.texts("#l-t127-5-1 .by")[0]; got != "Mẫu, tình nguyện viên" {
		t.Errorf("it says %q", got)
	}
	if eval[bool](tb, `Boolean(document.querySelector("#l-t127-5-1").closest("[aria-live=off]"))`) {
		t.Error("screen readers do not hear it")
	}
	tb.settle()
	tb.shot("phone-human")
	barriers(tb, "a human's line")
	english := replies["human"]
	english.Lang = "en"
	tb.store.arrive(to, "t127-6", english)
	tb.store.arrive(to, "t127-7", replies["human-photo"])
	tb.store.arrive(to, "t127-8", replies["human-pdf"])
	tb.store.arrive(to, "t127-9", replies["human-voice"])
	tb.wait(`document.querySelector("#l-t127-9-1 audio")`)
	tb.wait(`document.querySelector(".picture img").naturalWidth === 480`)
	if got := eval[string](tb, `document.documentElement.lang`); got != "vi" {
		t.Errorf("the page turned to %s", got)
	}
	eval[bool](tb, `(document.querySelector("#l-t127-7-1").scrollIntoView(), true)`)
	tb.shot("phone-human-files")
	barriers(tb, "files")
	tb.media("dark")
	tb.shot("phone-human-files-dark")
	barriers(tb, "files in the dark")
	for range 3 {
		tb.click("#size")
	}
	eval[bool](tb, `(document.querySelector("#l-t127-7-1").scrollIntoView(), true)`)
	if got := eval[int](tb, `document.scrollingElement.scrollTop`); got != 0 {
		t.Errorf("the bar was scrolled away by %d", got)
	}
	tb.shot("phone-human-files-200")
	before := tb.texts("#log .line")
	tb.reload()
	if diff := cmp.Diff(before, tb.texts("#log .line")); diff != "" {
		t.Errorf("after a reload:\n%s", diff)
	}
	tb.say("cảm ơn")
}

// On a shared machine a photo is enlarged where it stands, and there is no button to send one.
func TestAPhotoOnASharedMachine(t *testing.T) {
	t.Parallel()
	tb := open(t, phone)
	tb.url += "?kiosk"
	tb.reload()
	tb.turns.answer = func(chat.Message) []chat.Reply { return []chat.Reply{replies["human-photo"]} }
	tb.say("ảnh")
	tb.wait(`document.querySelector(".picture img").naturalWidth === 480`)
	tb.click(".picture")
	tb.wait(`document.querySelector(".picture.large")`)
	if got := eval[string](tb, `location.search + document.querySelectorAll("#attach").length`); got != "?kiosk0" {
		t.Errorf("the page is at %s", got)
	}
}
