package citizen

import (
	"testing"

	"motcua/internal/chat"
	"motcua/internal/words"
)

// What people type, and the text that answers it.
func TestWhatPeopleType(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	for key, all := range map[string][]string{
		"lookup.ask": {
			"hồ sơ của tôi đến đâu rồi", "ho so toi dau roi", "hs tới đâu r", "coi giùm", "coi giùm cái hs", "check hs", "xong chưa",
			"khi nào lấy được", "chừng nào lấy được", "hồi nào có kết quả", "bao giờ xong", "khi mô có", "ra chưa", "trễ rồi sao chưa có",
			"tra cứu", "TRA MÃ", "tra hồ sơ giúp mình", "kết quả có chưa ạ", "hồ sơ của tôi dừng giải quyết là sao", "xem giúp em với", "thử lại", "đăng ký kết hôn xong chưa",
			"lấy kết quả chưa", "đang ở khâu nào", "track my dossier", "hồ sơ", "ngâm lâu quá",
		},
		"lookup.where.text": {"mất giấy hẹn", "em làm mất biên nhận rồi", "không có mã", "mã hồ sơ ở đâu", "quen ma roi", "mã hồ sơ là gì"},
		"smalltalk.thanks":  {"cảm ơn", "cam on nhieu", "cám ơn bạn nhé", "tks", "thank you"},
		"smalltalk.bye":     {"tạm biệt", "bye"},
		"smalltalk.fine":    {"ok", "dạ", "vâng ạ", "được rồi", "ừ"},
		"smalltalk.anger":   {"bực mình quá", "làm ăn kiểu gì vậy", "đồ điên", "vô trách nhiệm", "dmm"},
		"smalltalk.nothing": {"huỷ", "hủy", "Hủy bỏ", "thôi", "dừng lại", "d\u01b0\u0300ng", "cancel"},
		"smalltalk.withdraw": {
			"hủy hồ sơ giúp tôi", "tôi muốn rút hồ sơ", "sửa hồ sơ được không",
		},
		"situation.grief":     {"ba tôi mới mất", "mẹ em vừa mất hôm qua", "ông ngoại mới mất", "chồng tui mới mất thì làm gì", "bà cụ vừa qua đời"},
		"situation.complaint": {"tôi muốn phản ánh thái độ", "khiếu nại ở đâu"},
		"situation.scam": {
			"có người xưng công an gọi", "nó kêu chuyển tiền", "họ bắt cài ứng dụng lạ", "có nên đọc mã OTP không", "bị lừa đảo rồi",
		},
		"greeting.hello":  {"chào bạn", "alo", "xin chào", "hello", "bạn là ai", "người hay máy vậy"},
		"help.text":       {"trợ giúp", "help", "bạn làm được gì", "giúp tôi"},
		"menu.ask":        {"menu", "danh mục"},
		"smalltalk.lost":  {"asdf", "trời hôm nay đẹp", "???", "con mèo"},
		"nocode.short":    {"0012", "231024-0012"},
		"nocode.phone":    {"0903123456", "tra giúp sđt 0903 123 456"},
		"nocode.identity": {"079201001234"},
	} {
		for _, text := range all {
			want := h.talk(typed(""), chat.Session{}, h.seen()).Text(key, words.Args{"send": "nhắn mã hồ sơ"})
			if _, said := h.told(t, chat.Session{}, text); said != want {
				t.Errorf("%q: %s\nwant %s: %s", text, said, key, want)
			}
		}
	}
}

// Where nothing of an office is known, an answer still says the hotline.
func TestWithoutOffices(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	for key, all := range map[string][]string{
		"office.unknown":        {"mấy giờ mở cửa", "địa chỉ ở đâu", "mai có làm không"},
		"human.call":            {"gặp người", "cho hỏi người thật", "có nhân viên nào không", "gap can bo"},
		"guidance.nothing_call": {"thủ tục nuôi rồng", "mất giấy xzqw"},
		"guidance.about_what":   {"lệ phí bao nhiêu tiền", "cần giấy tờ gì vậy", "muốn làm cái này cái kia", "mất bao lâu", "nộp online được không"},
		"situation.behalf":      {"nhờ người khác nhận giùm được không"},
	} {
		for _, text := range all {
			want := h.talk(typed(""), chat.Session{}, h.seen()).Text(key, words.Args{"send": "nhắn mã hồ sơ"})
			if _, said := h.told(t, chat.Session{}, text); said != want {
				t.Errorf("%q: %s\nwant %s", text, said, key)
			}
		}
	}
}

func TestTwiceNotUnderstood(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	talk := h.talk(typed(""), chat.Session{}, h.seen())
	s := chat.Session{}
	for i, key := range []string{"smalltalk.lost", "smalltalk.lost_call", "smalltalk.lost"} {
		var said string
		if s, said = h.told(t, s, "asdf"); said != talk.Text(key, nil) {
			t.Errorf("time %d: %s", i+1, said)
		}
	}
	s, _ = h.told(t, s, "cảm ơn")
	if s.Lost != 0 {
		t.Errorf("an understood message leaves %d", s.Lost)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	list := chat.Session{Greeted: true, Choices: []chat.Choice{{Label: "Trợ giúp nhé", Press: "help"}, {Label: "Tra cứu hồ sơ", Press: "lookup"}}}
	talk := h.talk(typed(""), list, h.seen())
	for text, want := range map[string]string{
		"1": "help.text", "2.": "lookup.ask", "số 2": "lookup.ask", "Chọn 1": "help.text", "(2)": "lookup.ask", "nhắn 1": "help.text",
		"tra cứu hồ sơ": "lookup.ask", "TRO GIUP NHE": "help.text",
	} {
		if _, said := h.told(t, list, text); said != talk.Text(want, nil) {
			t.Errorf("%q: %s", text, said)
		}
	}
	if _, said := h.told(t, list, "3"); said != talk.Text("menu.unlisted", words.Args{"number": "3"}) {
		t.Errorf("3 of 2: %s", said)
	}
	if _, said := h.told(t, chat.Session{}, "1"); said != talk.Text("menu.ask", nil) {
		t.Errorf("1 without a list: %s", said)
	}
}
