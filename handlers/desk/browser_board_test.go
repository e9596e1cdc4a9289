//go:build browser

package desk_test

import "testing"

// The board follows by itself; what stands in its forms, and the focus, stay.
func TestTheBoardFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(question("Xin bản sao trích lục"))
	lead := w.tab(t, desktop)
	lead.signIn(w.cast.Hanh)
	lead.open("/desk/team")
	key := eval[string](lead, `document.querySelector("form[action='/desk/team/help'] [name=key]").value`)
	_, err := w.verbs.Claim(t.Context(), "c", c.ID, w.cast.Lan.ID)
	must(t, err)
	lead.wait(`document.querySelector("#board").innerText.includes("Lan: Câu hỏi ` + itoa(c.ID) + `")`) // by the clock
	eval[bool](lead, `(document.querySelector("#back-`+itoa(c.ID)+`").focus(), true)`)
	w.ask(question("Đăng ký tạm trú"))
	eval[bool](lead, `(document.dispatchEvent(new Event("visibilitychange")), true)`) // as when the page is looked at again
	lead.wait(`document.querySelector("#board").innerText.includes("Đăng ký tạm trú")`)
	if got := eval[string](lead, `document.activeElement.id`); got != "back-"+itoa(c.ID) {
		t.Errorf("the focus is on %q", got)
	}
	if got := eval[string](lead, `document.querySelector("form[action='/desk/team/help'] [name=key]").value`); got != key {
		t.Error("the form of the board was drawn anew")
	}
	lead.barriers("board")
	lead.click("#back-" + itoa(c.ID))
	lead.wait(`location.search === "?returned"`)
}

// The count in the page says what the server says.
func TestTheCountOfARow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(question("Xin bản sao trích lục"))
	lan := w.tab(t, phone)
	lan.signIn(w.cast.Lan)
	row := `document.querySelector("#t-` + itoa(c.ID) + `")`
	since := `Array.from(` + row + `.querySelectorAll("b, .unit"), (e) => e.textContent.trim()).join(" ").trim()`
	for _, want := range []struct{ ago, words string }{{"0", "mới"}, {"59", "mới"}, {"61", "1 phút"}, {"7300", "2 giờ"}, {"5", "mới"}} {
		got := eval[string](lan, `(`+row+`.dataset.at = Math.floor(Date.now() / 1000) - `+want.ago+`, count(), `+since+`)`)
		if got != want.words {
			t.Errorf("after %s s the row says %q, want %q", want.ago, got, want.words)
		}
	}
}

// Off duty, the one hint is drawn once and goes when the switch goes on.
func TestTheHintOffDuty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(question("Xin bản sao trích lục"))
	for _, p := range []struct {
		name string
		tab  *tab
	}{{"phone", w.tab(t, phone)}, {"desktop", w.tab(t, desktop)}} {
		if p.name == "desktop" {
			c = w.ask(question("Đăng ký tạm trú"))
		}
		p.tab.signIn(w.cast.Lan)
		p.tab.click("#t-" + itoa(c.ID) + " .take")
		p.tab.wait(`document.querySelector(".off-duty")?.checkVisibility()`)
		p.tab.ready()
		p.tab.fits("hint")
		p.tab.barriers("hint")
		p.tab.shot(p.name + "-off-duty")
		if p.name == "desktop" {
			p.tab.click(".switch")
			p.tab.wait(`!document.querySelector(".off-duty").checkVisibility()`)
			continue
		}
		eval[bool](p.tab, `(location.reload(), true)`)
		p.tab.wait(`document.querySelector("#log") && !document.querySelector(".off-duty")`)
	}
}
