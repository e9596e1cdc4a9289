package citizen

import (
	"os"
	"strings"
	"testing"

	"motcua/internal/chat"
)

// besideOf is what a text is taken for beside a question about a procedure, "" for none.
func besideOf(t *testing.T, h *Handler, text string) string {
	t.Helper()
	place, err := h.place(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	k := h.talk(chat.Message{Text: text, Lang: "vi", Greeted: true}, chat.Session{}, place)
	if scamWords.in(k.said()) {
		return "scam"
	}
	p, ok, err := h.pointer(t.Context(), k, k.said())
	if err != nil {
		t.Fatal(err)
	}
	done, err := h.situationTyped(t.Context(), k, k.said())
	switch {
	case err != nil:
		t.Fatal(err)
	case done:
		return "situation"
	case ok:
		return p.text
	}
	return ""
}

// Questions about procedures are left to the search; of what is out of scope a good part
// is answered.
func TestQuestionsAsideOfProcedures(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	for set, most := range map[string]int{"dev": 4, "fit": 2, "tail": 8} {
		text, err := os.ReadFile("../../internal/procedure/testdata/queries-" + set + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		in, caught, out, pointed := 0, 0, 0, 0
		for line := range strings.Lines(string(text)) {
			row := strings.Split(line, "\t")
			key := besideOf(t, h, row[0])
			switch {
			case row[1] == "-" && key != "":
				pointed++
				fallthrough
			case row[1] == "-":
				out++
			case key != "":
				caught++
				t.Logf("%s: %s: %q (%s)", set, key, row[0], row[1])
				fallthrough
			default:
				in++
			}
		}
		t.Logf("%s: %d of %d in scope are pointed on, %d of %d out of scope", set, caught, in, pointed, out)
		if caught > most || 10*pointed < out {
			t.Errorf("%s: %d of %d in scope are pointed on, %d of %d out of scope", set, caught, in, pointed, out)
		}
	}
}

// What sounds alike and is a procedure, a dossier or a person's own paper after all.
func TestNotPointedOn(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	for _, text := range []string{
		"ghi chú ly hôn", "ghi chu ly hon o nuoc ngoai", "ly hôn rồi muốn xin giấy độc thân", "trích lục quyết định ly hôn", "ly hôn xong tách hộ khẩu sao",
		"sang tên sổ đỏ đóng thuế gì", "thue thu nhap ca nhan khi ban dat", "đăng ký mã số thuế cá nhân", "đăng ký người phụ thuộc", "thuế cho thuê nhà",
		"trợ cấp thất nghiệp", "bảo hiểm thất nghiệp", "xác nhận sơ yếu lý lịch xin việc", "công chứng giấy tờ để xin việc",
		"nhập hộ khẩu", "tách sổ hộ khẩu", "kết hôn có cần sổ hộ khẩu không", "xác nhận thông tin thay sổ hộ khẩu", "chuyển hộ khẩu về nhà chồng",
		"giấy xác nhận độc thân để vay tiền ngân hàng", "đăng ký thế chấp vay vốn", "mất xe làm lại giấy đăng ký xe", "bị trộm mất giấy tờ", "làm lại căn cước bị giật",
		"hòa giải tranh chấp đất đai", "xin trợ giúp pháp lý", "gia hạn visa cho người nước ngoài", "giấy phép mở tiệm vàng", "đăng ký hộ kinh doanh quán ăn",
		"chủ nhà trọ có phải đăng ký tạm trú cho khách không", "gia hạn tạm trú có cần chủ nhà ký không", "giấy ủy quyền lãnh lương hưu giùm má", "nhận con nuôi", "nộp hồ sơ giùm",
		"em mới mất bóp", "tui mới mất căn cước", "mất bao lâu", "đăng ký khai tử cho ba", "xe ba đứng tên, ba mất rồi, muốn chuyển qua tên mình",
	} {
		if got := besideOf(t, h, text); got != "" {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// Each matter of others, with marks and without, and in English.
func TestPointedOn(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	for key, all := range map[string][]string{
		"elsewhere.divorce.text":    {"ly hôn", "tôi muốn ly dị chồng", "li hon thuan tinh can gi", "án phí ly hôn", "how do I divorce"},
		"elsewhere.suit.text":       {"kiện đòi nợ", "khoi kien ra toa", "bạn mượn tiền không trả, muốn kiện ra tòa"},
		"elsewhere.inspection.text": {"đăng kiểm", "dang kiem xe tai", "xe hết hạn đăng kiểm"},
		"elsewhere.loan.text":       {"vay vốn", "muon vay tien", "vay ngân hàng cần gì", "I need a loan"},
		"elsewhere.job.text":        {"tìm việc làm", "kiem viec lam them", "có chỗ nào tuyển dụng không", "looking for a job"},
		"elsewhere.tax.text":        {"thuế thu nhập cá nhân", "quyet toan thue tncn o dau", "hoàn thuế TNCN", "income tax"},
		"elsewhere.record.text":     {"xin bệnh án", "sao benh an", "medical record"},
		"elsewhere.crime.text":      {"tố giác tội phạm", "nha bi trom", "bị giật đồ", "hàng xóm đánh bạc", "report a crime"},
		"elsewhere.book.text":       {"sổ hộ khẩu", "lam so ho khau", "mất sổ hộ khẩu", "cấp lại sổ hộ khẩu giấy", "so hk"},
		"elsewhere.visa.text":       {"xin visa đi Mỹ", "visa han quoc"},
		"elsewhere.chat.text":       {"giá vàng hôm nay", "ket qua xo so", "thời tiết mai", "kể chuyện cười đi", "lottery"},
	} {
		for _, text := range all {
			if got := besideOf(t, h, text); got != key {
				t.Errorf("%q: %q, not %s", text, got, key)
			}
		}
	}
}
