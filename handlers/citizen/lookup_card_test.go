package citizen_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/handlers/talktest"
	"motcua/internal/chat"
)

// The Card of a dossier in hand, late, and ready: what is drawn, whole.
func TestCards(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	const fresh, hotline = "Theo dữ liệu cập nhật lúc 08:40, 07/12/2026", "0274 000 0001"
	for _, want := range []chat.Card{
		{
			Tone: chat.ToneRunning, Title: "Đang được giải quyết tại phường Lái Thiêu", Code: "H29.171-261203-0012",
			About: "Thay đổi, cải chính, bổ sung thông tin hộ tịch · N** T** M**",
			Leaf: &chat.Leaf{
				Date: "2026-12-10", Month: "Tháng 12", Day: "10", Weekday: "Thứ Năm", Label: "Hẹn trả kết quả",
				Words: "thứ Năm, 10/12/2026", Left: "Còn 3 ngày làm việc",
				Done: 2, Total: 5, Pips: "Đã qua 2 trên 5 ngày làm việc",
			},
			Todo: "Anh/chị chưa cần làm gì thêm.",
			Steps: []chat.Step{
				{Date: "03/12", Words: "Đã tiếp nhận", State: "done"},
				{Date: "04/12", Words: "Đang giải quyết", State: "now"},
				{Date: "10/12", Words: "Hẹn trả kết quả", State: "coming"},
			},
			Fresh: fresh,
		},
		{
			Tone: chat.ToneLate, Title: "Chưa ghi nhận kết quả", Code: "H29.171-261119-0008",
			About: "Cấp giấy phép xây dựng nhà ở riêng lẻ · N** M**",
			Leaf: &chat.Leaf{
				Date: "2026-12-04", Month: "Tháng 12", Day: "4", Weekday: "Thứ Sáu", Label: "Ngày hẹn trả", Words: "thứ Sáu, 04/12/2026",
			},
			Lead: "Đến lúc cập nhật 08:40 hôm nay chưa ghi nhận kết quả.", Todo: "Rất tiếc vì anh/chị phải chờ.",
			Notes: []string{"Cơ quan giải quyết cần có văn bản xin lỗi, nêu lý do và ngày hẹn mới; anh/chị có thể gọi " + hotline + " để hỏi."},
			Phone: hotline,
			Steps: []chat.Step{
				{Date: "19/11", Words: "Đã tiếp nhận", State: "done"},
				{Date: "20/11", Words: "Đang giải quyết", State: "now"},
			},
			Fresh: fresh,
		},
		{
			Tone: chat.ToneReady, Title: "Hồ sơ đã có kết quả", Code: "H29.171-261116-0045",
			About: "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh · L** M**",
			Lead:  "Mời anh/chị đến nhận", Big: "Hôm nay mở đến 17:00",
			Place: "Trung tâm Phục vụ hành chính công phường Lái Thiêu", Street: "Số 1, đường Mẫu, phường Lái Thiêu",
			Notes: []string{"Nghỉ trưa 11:30–13:00."},
			Bring: &chat.Bring{Title: "Xin mang theo", Items: []string{"Giấy hẹn", "Căn cước"}},
			Phone: hotline,
			Steps: []chat.Step{{Date: "04/12", Words: "Có kết quả", State: "now"}},
			Fresh: fresh,
		},
	} {
		replies, err := house.Talk().Say(t.Context(), want.Code)
		if err != nil || len(replies) != 1 {
			t.Fatalf("%s: %d replies, %v", want.Code, len(replies), err)
		}
		if diff := cmp.Diff(&want, replies[0].Card); diff != "" {
			t.Errorf("%s (-want +got)\n%s", want.Code, diff)
		}
	}
}

// What is drawn differently from one state to another.
func TestCardTones(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for code, want := range map[string]struct {
		tone         chat.Tone
		leaf         bool
		plain, stale bool
	}{
		"H29.171-261206-0002":    {tone: chat.ToneRunning},
		"H29.171-261204-0003":    {tone: chat.ToneRunning, leaf: true},
		"H29.171-261205-0050":    {tone: chat.ToneRunning},
		"H29.172-261120-0044":    {tone: chat.ToneRunning, leaf: true, stale: true},
		"H29.171-261112-0031":    {tone: chat.ToneWaiting, leaf: true},
		"H29.171-261113-0032":    {tone: chat.ToneWaiting},
		"H29.172-261026-1000377": {tone: chat.ToneWaiting},
		"H29.171-261117-0020":    {tone: chat.ToneEnded},
		"H29.171-261102-0003":    {tone: chat.ToneEnded},
		"H29.171-261103-0007":    {tone: chat.ToneEnded},
		"H29.171-261105-0009":    {tone: chat.ToneRunning, leaf: true, plain: true},
		"H29.171-261202-0070":    {tone: chat.ToneReady, plain: true},
	} {
		replies, err := house.Talk().Say(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		c := replies[len(replies)-1].Card
		if c.Tone != want.tone || (c.Leaf != nil) != want.leaf || c.Plain != want.plain || c.Stale != want.stale {
			t.Errorf("%s: tone %s, leaf %v, plain %v, stale %v; want %+v", code, c.Tone, c.Leaf, c.Plain, c.Stale, want)
		}
	}
}
