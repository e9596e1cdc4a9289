package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/store/storetest"
)

// hear lets so many agree to announcements for the cast's ward.
func (w *world) hear(n int) {
	w.tb.Helper()
	for i := range n {
		must(w.tb, w.store.Listen(w.tb.Context(), announce.Listener{
			Channel: chat.Telegram, Chat: strconv.Itoa(1000 + i), Unit: storetest.CastUnit, Lang: "vi", At: time.Now().Add(-time.Hour),
		}))
	}
}

const announcements = "/desk/team/announcements"

// draft writes an announcement and gives its path.
func (w *world) draft(b *browser, text string) string {
	w.tb.Helper()
	page := b.post(announcements, url.Values{"unit": {storetest.CastUnit}, "text": {text}}).ok(w.tb, http.StatusOK)
	return regexp.MustCompile(announcements + `/\d+`).FindString(page.path)
}

func TestAnAnnouncementIsReleasedAsItWasSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Hanh)
	b.get(announcements).ok(t, http.StatusOK).has(t, "Chưa có thông báo nào", "Phường Lái Thiêu (dưới 5 người)").lacks(t, "Thuận An")
	w.hear(4)
	b.get(announcements).has(t, "(dưới 5 người)")
	w.hear(6)
	b.get(announcements).has(t, "(6 người)")
	at := w.draft(b, "Thứ Bảy 12/12 làm căn cước tại nhà văn hóa khu phố 1. Xem https://dichvucong.gov.vn")
	b.get(at).has(t, "<p>Thứ Bảy 12/12 làm căn cước", "dừng thông báo", "Đã đồng ý nhận: 6 người", "Hạnh soạn,", `name="version" value="1"`)
	b.post(at+"/change", url.Values{"unit": {storetest.CastUnit}, "text": {"Lời mới"}, "version": {"1"}}).ok(t, http.StatusOK).has(t, "<p>Lời mới", "Hạnh sửa,")
	b.post(at+"/release", url.Values{"version": {"1"}}).ok(t, http.StatusConflict).has(t, "vừa được sửa")
	b.post(at+"/release", url.Values{"version": {"2"}, "at": {"2020-01-01T08:00"}}).ok(t, http.StatusUnprocessableEntity).has(t, "Giờ gửi phải từ bây giờ")
	b.post(at+"/release", url.Values{"version": {"2"}, "urgent": {"1"}}).ok(t, http.StatusOK).has(t, "Hạnh cho gửi,", "Dừng gửi")
	b.post(at+"/release", url.Values{"version": {"2"}}).ok(t, http.StatusConflict) // pressed twice
	b.post(at+"/change", url.Values{"unit": {storetest.CastUnit}, "text": {"Khác"}, "version": {"3"}}).ok(t, http.StatusConflict).lacks(t, "<p>Khác")
	b.post(at+"/stop", nil).ok(t, http.StatusOK).has(t, "Đã dừng", "Hạnh dừng gửi,")
	b.post(at+"/stop", nil).ok(t, http.StatusConflict)
	other := w.draft(b, "Bản nháp thừa")
	b.post(other+"/drop", nil).ok(t, http.StatusOK).lacks(t, "Bản nháp thừa")
	b.get(other).ok(t, http.StatusNotFound)
}

func TestAnnouncementsAreOfTheOwnWard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lead := w.signedIn(w.cast.Hanh)
	lead.post(announcements, url.Values{"unit": {"H29.172"}, "text": {"x"}}).ok(t, http.StatusUnprocessableEntity).has(t, "mình phụ trách")
	id, err := w.store.AddAnnouncement(t.Context(), announce.Announcement{Unit: "H29.172", Text: "Của nơi khác"}, w.cast.Vy.ID, time.Now())
	must(t, err)
	at := announcements + "/" + itoa(id)
	lead.get(announcements).lacks(t, "Của nơi khác")
	lead.get(at).ok(t, http.StatusNotFound)
	lead.post(at+"/release", url.Values{"version": {"1"}}).ok(t, http.StatusNotFound)
	lan := w.signedIn(w.cast.Lan)
	for _, path := range []string{announcements, at} {
		lan.get(path).ok(t, http.StatusForbidden)
	}
	lan.post(at+"/release", url.Values{"version": {"1"}}).ok(t, http.StatusForbidden)
	if a, err := w.store.Announcement(t.Context(), id); err != nil || a.State != announce.Draft {
		t.Errorf("%+v, %v", a, err)
	}
}

// What cannot be sent is said with the way out, and what was typed is still there.
func TestWhatAnAnnouncementMayNotSay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Hanh)
	for _, c := range []struct{ text, says string }{
		{"   \n ", "Chưa có nội dung"},
		{strings.Repeat("ạ", 601), "dài 601 ký tự"},
		{"Xem https://dichvucong-gov.vn.top/x", "https://dichvucong-gov.vn.top/x"},
		{"Đóng tại nhà.Ngay hôm nay", "nhà.Ngay"},
		{"Hỏi @canbo_phuong", "@canbo_phuong"},
		{"Ông A, căn cước 079123456789", "số căn cước"},
	} {
		page := b.post(announcements, url.Values{"unit": {storetest.CastUnit}, "text": {c.text}}).ok(t, http.StatusUnprocessableEntity)
		page.has(t, c.says)
		if typed := strings.TrimSpace(c.text); typed != "" {
			page.has(t, ">"+typed+"</textarea>")
		}
	}
	b.get(announcements).has(t, "Chưa có thông báo nào")
}

// A test goes to the coordinator's own chat and to nobody else.
func TestAnAnnouncementIsTestedOnOneself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hear(6)
	b := w.signedIn(w.cast.Hanh)
	at := w.draft(b, "Lời thử")
	b.get(at).has(t, "nối Telegram")
	storetest.Telegram(t, w.store, w.cast.Hanh.ID, "777")
	b.post(at+"/test", nil).ok(t, http.StatusOK).has(t, "Đã gửi bản thử", "Hạnh gửi thử cho mình,")
	if n, _, err := w.store.OutboxDepth(t.Context()); err != nil || n != 1 {
		t.Errorf("%d on their way, %v", n, err)
	}
	next, err := w.store.NextInOutbox(t.Context(), chat.Sending{Channel: chat.Telegram, Chat: "777", Token: "t", Lease: time.Minute}, 0)
	must(t, err)
	if next.First == nil || !strings.HasPrefix(next.First.Reply.Text, "(Bản thử, chỉ mình bạn nhận.)\n") || len(next.First.Reply.Choices) != 0 {
		t.Errorf("the test is %+v", next.First)
	}
}
