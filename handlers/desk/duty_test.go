package desk_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"motcua/internal/ticket"
)

// dutyUntil sets a duty, does something, and says until when the duty is then.
func (w *world) dutyUntil(t *testing.T, until time.Time, do func()) time.Time {
	t.Helper()
	must(t, w.store.SetDuty(t.Context(), w.cast.Lan.ID, until))
	do()
	v, err := w.store.Volunteer(t.Context(), w.cast.Lan.ID)
	must(t, err)
	return v.DutyUntil
}

func TestEachVerbKeepsOneOnDuty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	c := w.ask(question("Xin bản sao trích lục"))
	for _, verb := range []struct {
		name string
		form url.Values
	}{
		{"claim", nil}, {"answer", url.Values{"text": {"Dạ em xem ạ"}}}, {"note", url.Values{"text": {"Đã gọi quầy"}}},
		{"finish", url.Values{"outcome": {"guided"}}},
	} {
		begun := time.Now()
		got := w.dutyUntil(t, begun.Add(20*time.Minute), func() { lan.post(path(c, "/"+verb.name), verb.form).ok(t, http.StatusOK) })
		if got.Before(begun.Add(time.Hour).Truncate(time.Millisecond)) || got.After(time.Now().Add(time.Hour+time.Second)) {
			t.Errorf("%s: on duty for another %s, want an hour", verb.name, got.Sub(begun))
		}
	}
}

func TestAVerbNeitherShortensADutyNorBeginsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	long := time.Now().Add(3 * time.Hour).Truncate(time.Second)
	claim := func(c ticket.Ticket) func() { return func() { lan.post(path(c, "/claim"), nil).ok(t, http.StatusOK) } }
	if got := w.dutyUntil(t, long, claim(w.ask(question("một")))); !got.Equal(long) {
		t.Errorf("a duty until %s is until %s after a verb", long, got)
	}
	over := time.Now().Add(-time.Minute).Truncate(time.Second)
	if got := w.dutyUntil(t, over, claim(w.ask(question("hai")))); !got.Equal(over) {
		t.Errorf("a duty that was over at %s is until %s after a verb", over, got)
	}
	// What was refused is no sign that anybody is there.
	short := time.Now().Add(20 * time.Minute).Truncate(time.Second)
	c := w.ask(question("ba"))
	_, err := w.verbs.Claim(t.Context(), "c", c.ID, w.cast.Minh.ID)
	must(t, err)
	if got := w.dutyUntil(t, short, func() { lan.post(path(c, "/claim"), nil).ok(t, http.StatusConflict) }); !got.Equal(short) {
		t.Errorf("a refused verb moved the duty from %s to %s", short, got)
	}
}

func TestAClaimOffDutySaysSoOnce(t *testing.T) {
	t.Parallel()
	const hint = "Bạn đang nghỉ trực; bật trực để người hỏi biết có người."
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	c := w.ask(question("Đăng ký tạm trú"))
	lan.post(path(c, "/claim"), nil).ok(t, http.StatusOK).has(t, hint)
	lan.get(path(c, "")).lacks(t, hint)
	lan.post(path(c, "/answer"), url.Values{"text": {"Dạ em xem ạ"}}).ok(t, http.StatusOK).lacks(t, hint)
	lan.post("/desk/duty", url.Values{"on": {"1"}})
	lan.get(path(c, "?off")).lacks(t, hint)
	lan.post(path(w.ask(question("Khai sinh")), "/claim"), nil).ok(t, http.StatusOK).lacks(t, hint)
	hanh := w.signedIn(w.cast.Hanh)
	must(t, w.store.SetLang(t.Context(), w.cast.Hanh.ID, "en"))
	hanh.post(path(w.ask(question("Thường trú")), "/claim"), nil).ok(t, http.StatusOK).has(t, "You are off duty; switch duty on")
}
