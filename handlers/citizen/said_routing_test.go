package citizen

import (
	"strings"
	"testing"

	"motcua/internal/chat"
)

// Questions about procedures stay where they belong, and so does everything else: words
// that stand in both are told apart by the rest of the sentence.
func TestWhoAnswers(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	for want, all := range map[string][]string{
		"": { // not guidance
			"hồ sơ tạm trú của em xong chưa", "đăng ký kết hôn xong chưa", "hồ sơ khai sinh của con tới đâu rồi", "giấy tạm trú của em có chưa",
			"hồ sơ cấp căn cước lấy được chưa", "trễ rồi sao chưa có", "mấy giờ mở cửa", "mai có làm không", "gặp người", "cảm ơn em đã giúp khai sinh",
			"mất giấy hẹn đăng ký kết hôn", "xóa dữ liệu của tôi", "thôi", "chào em", "ok em", "english", "menu", "rút hồ sơ đăng ký kết hôn",
			"H29.171-261203-0012", "có người xưng công an bắt cài app",
		},
		"1.004194": {"đăng ký tạm trú ở đâu", "đăng ký tạm trú mất bao lâu", "lệ phí đăng ký tạm trú", "đăng ký tạm trú online được không", "chào em, cho hỏi đăng ký tạm trú cần gì"},
		"1.000894": {"đăng ký kết hôn", "lam giay hon thu het may tieng, thu 7 co lam k"},
		"1.014064": {"mất căn cước", "mat cccd roi", "mới mất căn cước"},
		"1.001266": {"đóng cửa tiệm thì trả giấy phép hộ kinh doanh sao"},
	} {
		for _, text := range all {
			s, replies, err := h.Handle(t.Context(), typed(text), chat.Session{Greeted: true})
			if err != nil {
				t.Fatal(err)
			}
			told := ""
			if s.Topic != nil {
				told = s.Topic.Procedure
			}
			offers := false
			for _, c := range replies[len(replies)-1].Choices {
				offers = offers || want != "" && strings.HasPrefix(c.Press, verbProcedure+":"+want)
			}
			if told != want && !offers {
				t.Errorf("%q: procedure %q, want %q: %s", text, told, want, replies[0].Text)
			}
		}
	}
}
