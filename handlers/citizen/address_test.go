package citizen

import "testing"

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ said, now, want string }{
		// What people call themselves.
		{"bác hỏi hồ sơ tới đâu rồi", "", "bác"},
		{"cho cô hỏi", "", "cô"},
		{"Cho Chú xem hồ sơ H29.171-261203-0012", "", "chú"},
		{"dạ cho bà hỏi xíu", "", "bà"},
		{"ông muốn hỏi giờ mở cửa", "", "ông"},
		{"con hỏi chút ạ", "", "bạn"},
		{"dạ, cháu muốn hỏi hồ sơ", "", "bạn"},
		{"cho con hỏi với", "", "bạn"},
		{"cho ngoại hỏi", "", "ông/bà"},
		{"nội muốn coi hồ sơ", "", "ông/bà"},
		{"cho bà ngoại hỏi", "", "bà"},
		{"ông nội hỏi cái này", "", "ông"},
		{"cho bac hoi hs toi dau roi", "", "bác"},
		{"con ơi cho bác hỏi", "", "bác"},
		{"chị ơi, cháu nộp hồ sơ hôm qua", "", "bạn"},
		{"chị ơi cho cô hỏi", "", "cô"},
		{"bác nộp hôm thứ hai", "", "bác"},
		{"gặp người giúp bác với, bác mất giấy hẹn", "", "bác"},
		{"bác cảm ơn cháu", "", "bác"},
		{"bác mất hôm qua, làm khai tử ở đâu", "", ""},
		{"cho ba\u0301c ho\u0309i", "", "bác"}, // typed decomposed
		// "em", "mình", "tui", "tôi" do not tell age.
		{"con xin việc cần giấy gì", "", ""},
		{"em hỏi hồ sơ ạ", "", ""},
		{"cho em hỏi", "", ""},
		{"mình muốn hỏi", "", ""},
		{"tui hỏi cái này", "", ""},
		{"tôi hỏi", "", ""},
		// Us, not them.
		{"bác ơi hồ sơ tới đâu rồi", "", ""},
		{"chị ơi", "", ""},
		{"cô ơi cho em hỏi", "", ""},
		// Somebody else.
		{"bác tôi nộp hồ sơ hôm qua", "", ""},
		{"khai sinh cho con", "", ""},
		{"làm khai sinh cho con hỏi ở đâu", "", ""},
		{"hồ sơ của mẹ", "", ""},
		{"hồ sơ của bác em nộp tuần trước", "", ""},
		{"bà mới mất", "", ""},
		{"con tôi muốn làm căn cước", "", ""},
		{"con trai tôi nộp", "", ""},
		{"con bao lau nua", "", ""},
		{"còn bao lâu nữa", "", ""},
		{"bác nào cũng bảo chờ", "", ""},
		// An elder speaks to us.
		{"con ơi", "", "bác"},
		{"cháu ơi hồ sơ tới đâu", "", "bác"},
		{"cảm ơn cháu", "", "bác"},
		{"cám ơn con nhé", "", "bác"},
		{"cảm ơn em", "", ""},
		{"cảm ơn con tôi đã giúp", "", ""},
		// It stays for the conversation, and a clearer word changes it.
		{"H29.171-261203-0012", "bác", "bác"},
		{"bác ơi", "bạn", "bạn"},
		{"cho cô hỏi thêm", "bác", "cô"},
		{"", "", ""},
	} {
		if got := addressOf(tt.said, tt.now); got != tt.want {
			t.Errorf("%q (until now %q): addressed as %q, want %q", tt.said, tt.now, got, tt.want)
		}
	}
}
