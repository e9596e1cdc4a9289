//go:build browser

package desk_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/media"
	"motcua/store/storetest"
)

func checkPhoto(t *testing.T) (chat.File, []byte, error) {
	t.Helper()
	f, data, err := media.Check(chat.Photo, photo(t))
	f.ID = "PHOTOOFARECEIPT"
	return f, data, err
}

// Every page at every size of text, in both themes: nothing sticks out, everything can be
// hit, axe finds nothing serious. MOTCUA_SHOTS=folder keeps pictures to be looked at.
func TestEveryPageAtEverySize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, theme, size string
		view              viewport
	}{
		{"phone-light", "light", "100", phone},
		{"phone-dark", "dark", "100", phone},
		{"phone-large", "light", "200", phone},
		{"desktop-light", "light", "100", desktop},
		{"desktop-dark", "dark", "125", desktop},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			first, asker := w.busy()
			must(t, w.store.SetDuty(t.Context(), w.cast.Minh.ID, time.Now().Add(time.Hour)))
			_, err := w.verbs.Claim(t.Context(), "c", first.ID, w.cast.Hanh.ID)
			must(t, err)
			_, err = w.verbs.Note(t.Context(), "n", first.ID, w.cast.Hanh.ID, "Đã gọi quầy, chờ trả lời.")
			must(t, err)
			_, err = w.verbs.AskDetails(t.Context(), "d", first.ID, w.cast.Hanh.ID)
			must(t, err)
			_, err = w.verbs.Allow(t.Context(), "a", first.ID, asker)
			must(t, err)
			draft, stopped := w.drafts()
			tb := w.tab(t, c.view)
			tb.signIn(w.cast.Hanh)
			tb.open("/desk/me")
			tb.do(chromedp.Click(chromedp.CSS(`input[name=theme][value="`+c.theme+`"]`)), chromedp.Click(chromedp.CSS(`input[name=size][value="`+c.size+`"]`)))
			tb.click(`form[action="/desk/me/look"] button`)
			tb.wait(`location.search === "?saved"`)
			cased := "/desk/cases/" + itoa(first.ID)
			for _, p := range []struct{ name, path string }{
				{"queue", "/desk"}, {"mine", "/desk/mine"}, {"case", cased}, {"canned", cased + "#canned"}, {"pass", cased + "#pass"},
				{"finish", cased + "#finish"}, {"panel", cased + "#panel"}, {"keys", "/desk#keys"}, {"done", "/desk/done"}, {"me", "/desk/me"},
				{"board", "/desk/team"}, {"teams", "/desk/team/teams"}, {"team", "/desk/team/teams/" + itoa(w.cast.Ward.ID)},
				{"replies", "/desk/team/canned"}, {"announcements", announcements}, {"announcement", announcements + "/" + itoa(draft)},
				{"announced", announcements + "/" + itoa(stopped)}, {"none", "/desk/cases/999"},
			} {
				tb.do(chromedp.Navigate("about:blank")) // a hash alone would not load the page anew
				tb.open(p.path)
				tb.fits(p.name)
				tb.barriers(p.name)
				tb.shot(c.name + "-" + p.name)
			}
		})
	}
}

// drafts are an announcement that may be sent, and one whose sending was stopped.
func (w *world) drafts() (draft, stopped int64) {
	w.tb.Helper()
	w.hear(12)
	text := "Thứ Bảy 12/12/2026, từ 7:30 đến 11:30, Công an phường làm căn cước tại nhà văn hóa khu phố 1.\nAi đã hẹn thì mang giấy hẹn. Hỏi thêm: 0274 000 0001, hoặc xem https://dichvucong.gov.vn."
	for _, id := range []*int64{&draft, &stopped} {
		var err error
		*id, err = w.store.AddAnnouncement(w.tb.Context(), announce.Announcement{Unit: storetest.CastUnit, Text: text}, w.cast.Hanh.ID, time.Now())
		must(w.tb, err)
	}
	must(w.tb, w.store.ReleaseAnnouncement(w.tb.Context(), announce.Announcement{ID: stopped, Version: 1, SendAt: time.Now()}, w.cast.Hanh.ID, time.Now()))
	_, err := w.store.Announce(w.tb.Context(), stopped, time.Now(), func(l announce.Listener) []chat.Outgoing {
		return []chat.Outgoing{{Key: chat.Key{Channel: l.Channel, Chat: l.Chat}, Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: text}}}}
	})
	must(w.tb, err)
	return draft, stopped
}

// The other language has longer words.
func TestEnglish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _ := w.busy()
	_, err := w.verbs.Claim(t.Context(), "c", first.ID, w.cast.Hanh.ID)
	must(t, err)
	must(t, w.store.SetLang(t.Context(), w.cast.Hanh.ID, "en"))
	tb := w.tab(t, phone)
	tb.signIn(w.cast.Hanh)
	cased := "/desk/cases/" + itoa(first.ID)
	for _, p := range []struct{ name, path string }{
		{"queue", "/desk"}, {"case", cased}, {"pass", cased + "#pass"}, {"finish", cased + "#finish"}, {"panel", cased + "#panel"}, {"me", "/desk/me"}, {"board", "/desk/team"},
	} {
		tb.do(chromedp.Navigate("about:blank"))
		tb.open(p.path)
		tb.fits(p.name)
		tb.barriers(p.name)
		tb.shot("english-" + p.name)
	}
}

func TestInstallable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.stranger()
	m := b.get("/desk/manifest.webmanifest").ok(t, http.StatusOK).has(t, `"start_url":"/desk"`, `"display":"standalone"`, "maskable", "Bàn hỗ trợ")
	if m.header.Get("Content-Type") != "application/manifest+json" {
		t.Errorf("type %q", m.header.Get("Content-Type"))
	}
}
