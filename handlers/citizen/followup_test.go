package citizen

import (
	"strings"
	"testing"

	"motcua/internal/chat"
)

// What follows a procedure that was told, and the head of the answer.
func TestFollow(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	residence := chat.Session{Greeted: true, Topic: &chat.Topic{Procedure: "1.004194", Case: "thue", Asked: "đăng ký tạm trú"}}
	asked := chat.Session{Greeted: true, Topic: &chat.Topic{Asked: "làm giấy", Offered: []string{"1.001193", "1.000894", "1.000656"}}}
	timed := chat.Session{Greeted: true, Topic: &chat.Topic{Procedure: "1.000894", Asked: "kết hôn", Aspect: verbTime}}
	for _, c := range []struct {
		in   chat.Session
		head string
		said []string
	}{
		{residence, "Thời gian đăng ký tạm trú", []string{"bao lâu", "mấy ngày có vậy em", "mất bao lâu ạ", "khi nào có", "how long"}},
		{residence, "Lệ phí đăng ký tạm trú", []string{"còn phí?", "nhiêu tiền", "hết bao nhiêu tiền", "lệ phí thì sao", "có mất tiền không", "the fee"}},
		{residence, "Đăng ký tạm trú, nhà thuê, phòng trọ: giấy tờ", []string{"cần gì", "có cần công chứng không", "giấy tờ gì vậy", "mang theo gì"}},
		{residence, "Đăng ký tạm trú: nơi nhận", []string{"ai làm", "ai giải quyết vậy", "cơ quan nào"}},
		{residence, "Đăng ký tạm trú: các bước", []string{"làm sao", "các bước thế nào", "mẫu đơn"}},
		{residence, "Đăng ký tạm trú, nhà của mình", []string{"nhà của mình", "em ở nhà của mình mà"}},
		{residence, "Đăng ký kết hôn: nộp", []string{"đăng ký kết hôn", "còn kết hôn thì sao", "không phải, ý em là đăng ký kết hôn", "ý em là kết hôn"}},
		{residence, "Gia hạn tạm trú", []string{"còn gia hạn?", "thế còn gia hạn thì sao", "không phải, gia hạn"}},
		{residence, "Anh/chị nhắn giúp mã hồ sơ", []string{"hồ sơ của em xong chưa", "tra cứu hồ sơ"}},
		{asked, "Đăng ký kết hôn", []string{"cái thứ hai", "cái 2", "cai so 2", "the second one"}},
		{asked, "Đăng ký khai sinh", []string{"cái đầu tiên", "cái đầu đi em"}},
		{asked, "Xin chia buồn", []string{"cái cuối", "cái thứ ba"}},
		{timed, "Thời gian đăng ký khai sinh", []string{"còn khai sinh thì sao", "vậy còn khai sinh"}},
		{timed, "Lệ phí đăng ký khai sinh", []string{"còn khai sinh thì bao nhiêu tiền"}},
		{timed, "Đăng ký lại kết hôn: có nhiều nơi làm", []string{"còn đăng ký lại?"}},
		{timed, "Đăng ký tạm trú: nộp", []string{"đăng ký tạm trú", "dang ky tam tru can gi"}},
		{chat.Session{Greeted: true}, "Dạ, anh/chị hỏi về việc nào", []string{"bao lâu", "cần giấy gì", "nhiêu tiền vậy", "nộp online được không"}},
	} {
		for _, text := range c.said {
			if _, said := h.told(t, c.in, text); !strings.HasPrefix(said, c.head) {
				t.Errorf("%q: %s\nwant %s", text, said, c.head)
			}
		}
	}
}

// Words that look like a correction or like "what about", and are neither.
func TestNotAFollowUp(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"không phải chủ hộ thì có đăng ký tạm trú được không", "không biết làm sao", "ý kiến của em", "khong"} {
		if meant, ok := corrected(text); ok {
			t.Errorf("%q corrects: %q", text, meant)
		}
	}
	for _, text := range []string{"con em mới sinh", "con tôi lên 6 tuổi thì làm gì", "còn"} {
		if named, ok := another(text); ok {
			t.Errorf("%q asks about another: %q", text, named)
		}
	}
}
