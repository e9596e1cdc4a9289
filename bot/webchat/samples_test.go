package webchat_test

import (
	"context"
	"time"

	"motcua/internal/chat"
)

const (
	operator = "Tổ công nghệ số cộng đồng phường Lái Thiêu"
	centre   = "Trung tâm Phục vụ hành chính công phường Lái Thiêu"
	street   = "Số 1, đường Mẫu, phường Lái Thiêu"
	hotline  = "0274 000 0001"
	fresh    = "Theo dữ liệu cập nhật lúc 08:40, 07/12/2026"
)

func greeting(lang string, _ bool) []chat.Reply {
	if lang == "en" {
		return []chat.Reply{{
			Text: "Hello. This is an automatic assistant run by " + operator + ", not an officer.\n" +
				"Send a dossier code to see where the dossier stands.",
			Choices: []chat.Choice{{Label: "Where is my dossier", Press: "ask", Main: true}, {Label: "Offices and hours", Press: "office"}},
			Lang:    "en",
		}}
	}
	return []chat.Reply{{
		Text: "Chào anh/chị. Đây là trợ lý tự động do " + operator + " vận hành, không phải cán bộ.\n" +
			"Anh/chị gửi mã hồ sơ để xem hồ sơ đến đâu, hoặc bấm một việc ở dưới.",
		Choices: []chat.Choice{
			{Label: "Xem hồ sơ đến đâu", Press: "ask", Main: true},
			{Label: "Nơi nộp, giờ mở cửa", Press: "office"},
			{Label: "Trợ giúp", Press: "help"},
		},
		Lang: "vi",
	}}
}

func contact(_ context.Context, lang string, _ time.Time) chat.Contact {
	if lang == "en" {
		return chat.Contact{
			Open: "Open today until 17:00", Place: centre, Street: street, Phone: hotline,
			Hours: []string{"Monday to Friday: 07:30–11:30, 13:00–17:00"},
		}
	}
	return chat.Contact{
		Open: "Hôm nay mở đến 17:00", Place: centre, Street: street, Phone: hotline,
		Hours: []string{"thứ Hai đến thứ Sáu: 7:30–11:30 và 13:00–17:00", "thứ Bảy: 7:30–11:30"},
	}
}

var choices = []chat.Choice{
	{Label: "Nơi nhận, giờ mở cửa", Press: "office:H29.171-261203-0012"},
	{Label: "Xem từng bước", Press: "steps:H29.171-261203-0012"},
	{Label: "Tra mã khác", Press: "ask"},
	{Label: "Trợ giúp", Press: "help"},
}

// replies are answers as the lookup gives them, one for each tone and oddity.
var replies = map[string]chat.Reply{
	"running": {Sign: "⏳", Text: "Hồ sơ H29.171-261203-0012 đang được giải quyết.", Lang: "vi", Choices: choices, Card: &chat.Card{
		Tone: chat.ToneRunning, Title: "Đang được giải quyết tại phường Lái Thiêu", Code: "H29.171-261203-0012",
		Leaf: &chat.Leaf{
			Date: "2026-12-10", Month: "Tháng 12", Day: "10", Weekday: "Thứ Năm", Label: "Hẹn trả kết quả",
			Words: "thứ Năm, 10/12/2026", Left: "Còn 3 ngày làm việc", Done: 2, Total: 5, Pips: "Đã qua 2 trên 5 ngày làm việc",
		},
		Todo: "Bác chưa cần làm gì thêm.",
		Steps: []chat.Step{
			{Date: "03/12", Words: "Đã tiếp nhận", State: "done"}, {Date: "04/12", Words: "Đang giải quyết", State: "now"},
			{Date: "10/12", Words: "Hẹn trả kết quả", State: "coming"},
		},
		Fresh: fresh,
	}},
	"waiting": {Sign: "⚠️", Text: "Hồ sơ cần bổ sung giấy tờ.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneWaiting, Title: "Hồ sơ cần bổ sung giấy tờ", Code: "H29.171-261112-0031",
		About: "Đăng ký hộ kinh doanh · Ng*** V** A",
		Leaf: &chat.Leaf{
			Date: "2026-12-11", Month: "Tháng 12", Day: "11", Weekday: "Thứ Sáu", Label: "Nộp bổ sung đến hết",
			Words: "thứ Sáu, 11/12/2026", Left: "Còn 4 ngày làm việc", Paused: "Tạm dừng tính ngày",
		},
		Todo:  "Mời anh/chị nộp giấy tờ còn thiếu.",
		Notes: []string{"Thời gian giải quyết tạm dừng từ 02/12/2026 cho đến khi nộp đủ."}, Fresh: fresh,
	}, Choices: []chat.Choice{{Label: "Nơi nộp bổ sung", Press: "office:x", Main: true}, {Label: "Xem từng bước", Press: "steps:x"}, {Label: "Tra mã khác", Press: "ask"}}},
	"late": {Text: "Hồ sơ hẹn trả thứ Sáu, 04/12/2026.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneLate, Title: "Chưa ghi nhận kết quả", Code: "H29.171-261119-0008",
		Leaf: &chat.Leaf{Date: "2026-12-04", Month: "Tháng 12", Day: "4", Weekday: "Thứ Sáu", Label: "Ngày hẹn trả", Words: "thứ Sáu, 04/12/2026"},
		Todo: "Rất tiếc vì anh/chị phải chờ.",
		Notes: []string{
			"Đến lúc cập nhật 08:40 hôm nay chưa ghi nhận kết quả.",
			"Cơ quan giải quyết cần có văn bản xin lỗi, nêu lý do và ngày hẹn mới. Anh/chị có thể gọi để hỏi:",
		},
		Phone: hotline, Fresh: "Theo dữ liệu cập nhật lúc 08:40, 03/12/2026", Stale: true,
	}, Choices: []chat.Choice{{Label: "Xem từng bước", Press: "steps:x"}, {Label: "Tra mã khác", Press: "ask"}}},
	"ready": {Sign: "✅", Text: "Hồ sơ đã có kết quả.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneReady, Title: "Hồ sơ đã có kết quả", Code: "H29.171-261116-0045",
		Lead: "Mời anh/chị đến nhận", Big: "Hôm nay mở đến 17:00", Place: centre, Street: street,
		Bring: &chat.Bring{Title: "Xin mang theo", Items: []string{"Giấy hẹn", "Căn cước"}}, Phone: hotline, Fresh: fresh,
	}, Choices: []chat.Choice{{Label: "Xem đường đi và giờ mở cửa", Press: "office:x"}, {Label: "Xem từng bước", Press: "steps:x"}, {Label: "Tra mã khác", Press: "ask"}}},
	"ended": {Text: "Hồ sơ đã trả kết quả.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneEnded, Title: "Đã trả kết quả ngày 01/12/2026", Code: "H29.171-261102-0003",
		Leaf:  &chat.Leaf{Date: "2026-12-01", Month: "Tháng 12", Day: "1", Weekday: "Thứ Ba", Label: "Ngày trả kết quả", Words: "thứ Ba, 01/12/2026"},
		Todo:  "Anh/chị không cần làm gì thêm.",
		Steps: []chat.Step{{Date: "02/11", Words: "Đã tiếp nhận", State: "done"}, {Date: "30/11", Words: "Đã có kết quả", State: "done"}, {Date: "01/12", Words: "Đã trả kết quả", State: "done"}},
		Fresh: fresh,
	}},
	"plain": {Text: "Xin chia buồn cùng gia đình.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneReady, Plain: true, Title: "Hồ sơ đã có kết quả", Code: "H29.171-261116-0046",
		Lead: "Mời gia đình đến nhận", Big: "Hôm nay mở 7:30–11:30 và 13:00–17:00", Place: centre, Street: street,
		Bring: &chat.Bring{Title: "Xin mang theo", Items: []string{"Giấy hẹn", "Căn cước"}}, Fresh: fresh,
	}},
	"long": {Text: "Hồ sơ đang được giải quyết.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneRunning, Title: "Đang được giải quyết tại Sở Nông nghiệp và Môi trường", Code: "000.00.12.H29-261005-0007",
		About: "Cấp giấy phép môi trường",
		Leaf: &chat.Leaf{
			Date: "2026-12-31", Month: "Tháng 12", Day: "31", Weekday: "Thứ Năm", Label: "Dự kiến trả kết quả",
			Words: "thứ Năm, 31/12/2026", Left: "Còn 18 ngày làm việc", Done: 45, Total: 63, Pips: "Đã qua 45 trên 63 ngày làm việc",
		},
		Todo: "Anh/chị chưa cần làm gì thêm.", Fresh: fresh,
	}},
	"undated": {Text: "Hồ sơ đang được giải quyết.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneRunning, Title: "Đang chờ tiếp nhận", Code: "G22.99.08-261207-90001",
		Todo: "Ngày trả: ngày ghi trên giấy hẹn.", Notes: []string{"Anh/chị chưa cần làm gì thêm."},
		Steps: []chat.Step{{Date: "07/12", Words: "Đã nộp qua Cổng Dịch vụ công quốc gia", State: "now"}}, Fresh: fresh,
	}},
	"guide": {Text: "Đăng ký tạm trú: nộp tại Công an phường, xã nơi đang ở, hoặc qua VNeID.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneGuide, Title: "Đăng ký tạm trú",
		Facts: []chat.Fact{
			{Name: "Nơi nộp", Value: "Công an phường, xã nơi đang ở, hoặc qua VNeID"}, {Name: "Thời gian", Value: "3 ngày làm việc"},
			{Name: "Lệ phí", Value: "15.000 đồng; nộp qua mạng 7.000 đồng"},
		},
		Todo:  "Anh/chị ở nhà thuê, nhà người thân hay nhà của mình ạ?",
		Fresh: "Chưa có người đối chiếu với Cổng Dịch vụ công (dữ liệu tháng 7/2026)",
	}, Choices: []chat.Choice{
		{Label: "Nhà thuê, phòng trọ", Press: "proc:1.004194/thue"}, {Label: "Ở nhờ nhà người thân", Press: "proc:1.004194/nhothan"},
		{Label: "Nhà của mình", Press: "proc:1.004194/nhaminh"}, {Label: "Gặp người", Press: "human"},
	}},
	"guide-papers": {Text: "Đăng ký tạm trú, nhà thuê.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneGuide, Title: "Đăng ký tạm trú", About: "Nhà thuê, phòng trọ", Code: "1.004194",
		Facts: []chat.Fact{{Name: "Thời gian", Value: "3 ngày làm việc"}, {Name: "Lệ phí", Value: "15.000 đồng; nộp qua mạng 7.000 đồng"}},
		Lists: []chat.List{
			{Title: "Giấy phải nộp", Items: []string{"1 bản Tờ khai thay đổi thông tin cư trú (mẫu CT01)", "Hợp đồng thuê nhà hoặc giấy cho ở, không bắt buộc công chứng, chứng thực"}},
			{Title: "Chỉ cho xem", Items: []string{"Căn cước"}},
		},
		Links: []chat.Link{{Label: "Trang chính thức của thủ tục", URL: "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf7"}},
		Fresh: "Kiểm tra ngày 01/12/2026",
	}},
	"guide-ticks": {Text: "Đã có: Căn cước. Còn thiếu: Tờ khai, hợp đồng thuê nhà.", Lang: "vi", Card: &chat.Card{
		Tone: chat.ToneGuide, Title: "Đăng ký tạm trú", About: "Nhà thuê, phòng trọ",
		Ticks: []chat.Tick{
			{Label: "Tờ khai thay đổi thông tin cư trú (mẫu CT01)", Note: "nộp 1 bản", Press: "tick:1.004194/thue/ct01"},
			{Label: "Hợp đồng thuê nhà hoặc giấy cho ở", Press: "tick:1.004194/thue/thue"},
			{Label: "Căn cước", Note: "chỉ cho xem", Done: true, Press: "tick:1.004194/thue/cc"},
		},
		Todo:  "Còn thiếu 2 giấy.",
		Links: []chat.Link{{Label: "Bản in để mang theo", URL: "https://motcua.example/giay-to/1.004194?case=thue"}},
	}, Choices: []chat.Choice{{Label: "Có rồi: Tờ khai", Press: "tick:1.004194/thue/ct01"}, {Label: "Nơi nộp, giờ mở cửa", Press: "spot:1.004194/thue"}, {Label: "Gặp người", Press: "human"}}},
	"links": {
		Text: "Bản đồ: https://lai-thieu.example.gov.vn/ban-do.\nNộp tại https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bf7-770b-734d-b7fb-5e1995f194f4, mở 7:30–11:30.", Lang: "vi",
	},
	"human-links": {Text: "Xem https://dichvucong.gov.vn hoặc https://gov.vn.example.com ạ.", By: volunteer, Lang: "vi"},
	"words": {
		Sign: "⚠️", Text: "Dạ, chưa tìm thấy hồ sơ với mã H29.171-261203-0099.\nHồ sơ mới nộp có thể chưa cập nhật. Anh/chị so lại từng số với giấy hẹn giúp ạ.",
		Phone: hotline, Lang: "vi", Choices: []chat.Choice{{Label: "Tra mã khác", Press: "ask"}, {Label: "Nơi nộp, giờ mở cửa", Press: "office"}, {Label: "Trợ giúp", Press: "help"}},
	},
	"english": {Sign: "⏳", Text: "Dossier is being processed.", Lang: "en", Card: &chat.Card{
		Tone: chat.ToneRunning, Title: "Being processed at phường Lái Thiêu", Code: "H29.171-261203-0013",
		Leaf: &chat.Leaf{
			Date: "2026-12-10", Month: "December", Day: "10", Weekday: "Thursday", Label: "Result due",
			Words: "Thursday, 10/12/2026", Left: "3 working days left", Done: 2, Total: 5, Pips: "2 of 5 working days gone",
		},
		Todo: "There is nothing you need to do.", Fresh: "According to data of 08:40, 07/12/2026",
	}},
	"human": {Text: "Dạ em chào bác. Mình mang giấy chứng sinh và căn cước của ba má bé ạ.\nTrung tâm mở 7:30–11:30.", By: volunteer, Lang: "vi"},
	"human-photo": {
		Text: "Bác xem mẫu này ạ.", By: volunteer, Lang: "vi", Choices: []chat.Choice{{Label: "Cảm ơn", Press: "thanks"}},
		File: &chat.File{ID: "photo-1", Kind: chat.Photo, Type: "image/jpeg", Name: "giấy hẹn.jpg", Size: 90_000},
	},
	"human-pdf": {
		By: volunteer, Lang: "vi",
		File: &chat.File{ID: "pdf-1", Kind: chat.Document, Type: "application/pdf", Name: "đơn <1> để đăng ký tạm trú.pdf", Size: 1_300_000},
	},
	"human-voice": {
		Text: "Bác nghe giúp ạ.", By: volunteer, Lang: "vi",
		File: &chat.File{ID: "voice-1", Kind: chat.Voice, Type: "audio/ogg", Size: 9000},
	},
	"human-card": {
		Text: "Hồ sơ đã trả kết quả.", By: volunteer, Lang: "vi",
		Card: &chat.Card{Tone: chat.ToneEnded, Title: "Đã trả kết quả", Code: "H29.171-261102-0004", Fresh: fresh},
	},
}

var volunteer = &chat.Person{Name: "Mẫu", Role: "tình nguyện viên"}
