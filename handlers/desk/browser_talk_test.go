//go:build browser

package desk_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/storetest"
)

// busy fills the queue as on an evening.
func (w *world) busy() (first ticket.Ticket, asker ticket.Asker) {
	w.tb.Helper()
	asker = ticket.Asker{Channel: "web", Chat: "asker"}
	_, err := w.store.SaveCanned(w.tb.Context(), team.Canned{Lang: "vi", Title: "Đến trung tâm", Text: "Dạ, {anh/chị} đến {trung tâm}, {địa chỉ}. Giờ mở: {giờ mở cửa}."})
	must(w.tb, err)
	first = w.ask(ticket.Question{Asker: asker, Text: "bác hỏi sửa tên trên khai sinh cần gì, mai bác ra phường luôn", Address: "bác", Code: code, Field: "Hộ tịch"})
	w.ask(ticket.Question{Text: "Đăng ký tạm trú cho phòng trọ, chủ nhà đi vắng", Area: storetest.CastArea})
	w.ask(ticket.Question{Asker: ticket.Asker{Channel: "telegram", Chat: "77"}, Text: "Ba tôi mất giấy khai sinh, làm lại ở đâu?"})
	return first, asker
}

// Two people on one desk: a telephone and a desktop, from the link to the end.
func TestTwoBrowsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, asker := w.busy()
	lan, minh := w.tab(t, phone), w.tab(t, desktop)
	lan.signIn(w.cast.Lan)
	minh.signIn(w.cast.Minh)
	lan.click(".switch")
	lan.wait(`document.querySelector(".switch").getAttribute("aria-checked") === "true"`)
	minh.click(".switch")
	minh.wait(`document.querySelector(".switch").getAttribute("aria-checked") === "true"`)
	lan.shot("phone-queue")
	minh.shot("desktop-queue")

	row := "#t-" + itoa(c.ID)
	lan.click(row + " .take")
	lan.wait(`location.pathname === "/desk/cases/` + itoa(c.ID) + `"`)
	lan.ready()
	minh.wait(`document.querySelector("` + row + `")?.innerText.includes("Lan đã nhận")`)
	minh.shot("desktop-taken")
	minh.wait(`!document.querySelector("` + row + `")`)

	lan.say("Dạ em chào bác, bác chờ em xem một chút ạ.")
	if _, err := w.verbs.Add(t.Context(), "more", c.ID, asker, "ừ cháu coi giùm bác", nil); err != nil {
		t.Fatal(err)
	}
	lan.wait(`document.querySelector("#log").innerText.includes("coi giùm bác")`)
	lan.shot("phone-talk")
	lan.click("#canned-open")
	lan.wait(`document.querySelector("#canned").checkVisibility()`)
	lan.shot("phone-canned")
	lan.do(chromedp.Click(chromedp.CSS(`[data-canned^="Dạ, bác đến"]`)))
	lan.wait(`document.querySelector("#text").value.startsWith("Dạ, bác đến Trung tâm")`)
	lan.key("Enter", "Enter", "\r", 0)
	lan.wait(`document.querySelectorAll(".line.answered").length === 2`)

	lan.click(".strip")
	lan.wait(`document.querySelector("#panel").checkVisibility()`)
	lan.shot("phone-panel")
	lan.click(`#panel form[action$="/card"] button`)
	lan.wait(`document.querySelectorAll(".line.card .small-card").length === 1`)
	lan.wait(`!document.querySelector("#panel").checkVisibility()`)
	lan.shot("phone-card")

	lan.click(`a[href="#pass"]`)
	lan.wait(`document.querySelector("#pass").checkVisibility()`)
	lan.shot("phone-pass")
	lan.write("#reason", "anh Minh rành hộ tịch hơn")
	lan.click(`#pass button[value="person:` + itoa(w.cast.Minh.ID) + `"]`)
	lan.wait(`location.search.includes("did=pass")`)
	lan.ready()
	minh.wait(`document.querySelector("#rows-waiting ` + row + `")`)
	minh.click(row + " .open")
	minh.wait(`location.pathname.endsWith("/cases/` + itoa(c.ID) + `")`)
	minh.ready()
	minh.click("#dock .button.main")
	minh.wait(`document.querySelector("#text")`)
	minh.ready()
	minh.write("#text", "Dạ bác mang tờ khai, giấy tờ chứng minh phần ghi sai và căn cước.")
	minh.wait(`document.querySelector("#draft").textContent !== ""`)
	minh.shot("desktop-talk")
	minh.open("/desk") // looks elsewhere, and comes back
	minh.open("/desk/cases/" + itoa(c.ID))
	minh.wait(`document.querySelector("#text").value.startsWith("Dạ bác mang")`)
	minh.do(chromedp.Focus(chromedp.CSS("#text")))
	minh.key("Enter", "Enter", "\r", 0)
	minh.wait(`document.querySelector("#text").value === "" && document.querySelector("#log").innerText.includes("Dạ bác mang")`)
	minh.key("x", "KeyX", "", 1)
	minh.wait(`document.querySelector("#finish").checkVisibility()`)
	minh.shot("desktop-finish")
	minh.click(`#finish button[value="guided"]`)
	minh.wait(`location.search.includes("did=finish")`)
	minh.ready()
	minh.shot("desktop-done")
	if now, err := w.store.Ticket(t.Context(), c.ID); err != nil || now.Outcome != ticket.Guided {
		t.Errorf("ticket %+v, %v", now, err)
	}
}

func TestAPhotoIsReadInOnePress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asker := ticket.Asker{Channel: "web", Chat: "asker"}
	f, data, err := checkPhoto(t)
	must(t, err)
	must(t, w.store.KeepFile(t.Context(), 0, f, data, time.Now().Add(time.Hour)))
	c := w.ask(ticket.Question{Asker: asker, Text: "xem giùm giấy hẹn", File: &f})
	lan := w.tab(t, phone)
	lan.signIn(w.cast.Lan)
	lan.click(".take")
	lan.wait(`document.querySelector("#text")`)
	lan.ready()
	lan.wait(`document.querySelector(".photo img")?.naturalWidth > 0`)
	lan.click(".readcode summary")
	lan.wait(`document.activeElement.name === "code"`)
	lan.shot("phone-read-code")
	lan.write(".readcode input[name=code]", code)
	lan.click(".readcode button")
	lan.wait(`document.querySelector(".line.card .small-card") && sending === 0`)
	file := filepath.Join(t.TempDir(), "mau.jpg")
	must(t, os.WriteFile(file, photo(t), 0o600))
	lan.choose("#file", file)
	lan.wait(`!document.querySelector("#chosen").hidden`)
	lan.shot("phone-file-chosen")
	lan.click(".send")
	lan.wait(`document.querySelector(".line.answered .photo img")?.naturalWidth > 0`)
	lan.shot("phone-photo")
	if got := len(lines(t, w, c, ticket.Answered)); got != 1 {
		t.Errorf("%d answers", got)
	}
}

func TestASpentLinkASecondDeviceAnEndedSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.link(team.Invite{Kind: team.Join, Team: w.cast.Ward.ID, Role: team.Plain, By: w.cast.Hanh.ID})
	first, other := w.tab(t, phone), w.tab(t, desktop)
	first.open(link)
	first.shot("phone-join")
	first.barriers("join")
	first.write("#name", "Bình")
	first.click("main button")
	first.wait(`location.pathname === "/desk"`)
	other.open(link)
	other.wait(`document.querySelector("h1").innerText.includes("đã được dùng")`)
	other.shot("desktop-spent")
	other.barriers("spent")
	other.open("/desk")
	other.shot("desktop-outside")
	other.signIn(w.cast.Lan) // a second device of somebody else
	second := w.tab(t, phone)
	second.signIn(w.cast.Lan)
	second.open("/desk/me")
	second.shot("phone-me")
	second.barriers("me")
	second.fits("me")
	other.open("/desk")
	other.wait(`document.querySelector(".row, .calm")`)
	eval[bool](second, `(Array.from(document.querySelectorAll("form[action='/desk/me/session']")).find((f) => !f.closest("li").innerText.includes("máy này")).requestSubmit(), true)`)
	other.wait(`document.querySelector("main")?.innerText.includes("đã đăng xuất")`) // by itself, at once
	other.shot("desktop-ended")
}

// A cut line: the banner says so, and all is right when it is back.
func TestTheLineIsCutAndComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.tab(t, phone)
	lan.signIn(w.cast.Lan)
	c := w.ask(question("trước khi mất mạng"))
	lan.wait(`document.querySelector("#t-` + itoa(c.ID) + `")`)
	eval[bool](lan, `(online(false), true)`)
	lan.wait(`document.querySelector(".net") && document.querySelector(".take").disabled`)
	lan.shot("phone-offline")
	lan.barriers("offline")
	eval[bool](lan, `(online(true), true)`)
	lan.wait(`!document.querySelector(".net") && !document.querySelector(".take").disabled`)
}

func TestNoScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, _ := w.busy()
	lan := w.tab(t, phone)
	lan.signIn(w.cast.Lan)
	lan.scripts(false)
	lan.do(chromedp.Navigate(lan.base+"/desk"), chromedp.WaitVisible(chromedp.CSS("#t-"+itoa(c.ID)+" .take")))
	lan.save("phone-noscript-queue", lan.png())
	lan.do(chromedp.Click(chromedp.CSS("#t-"+itoa(c.ID)+" .take")), chromedp.WaitVisible(chromedp.CSS("#text")))
	lan.do(chromedp.Click(chromedp.CSS("#canned-open")), chromedp.WaitVisible(chromedp.CSS("#canned")),
		chromedp.Click(chromedp.CSS("#canned [data-close]")), chromedp.WaitNotVisible(chromedp.CSS("#canned")))
	lan.do(chromedp.SendKeys(chromedp.CSS("#text"), "không cần script"), chromedp.Click(chromedp.CSS(".send")), chromedp.WaitVisible(chromedp.CSS(".line.answered")))
	lan.save("phone-noscript-talk", lan.png())
	if got := lines(t, w, c, ticket.Answered); len(got) != 1 || got[0].Text != "không cần script" {
		t.Errorf("answers %+v", got)
	}
}
