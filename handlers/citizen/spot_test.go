package citizen

import (
	"slices"
	"strings"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/unit"
)

var openDays = []unit.Hours{{Days: "1-5", Open: "07:30", Close: "11:30"}, {Days: "1-5", Open: "13:00", Close: "17:00"}}

// uptown is downtown and more wards, one of them in another province.
func uptown() *shelf {
	s := downtown()
	s.units = append(s.units,
		unit.Unit{Code: "SG-LT-CA", Name: "Công an phường Lái Thiêu", Kind: unit.Police, Parent: "SG-LT", Address: "Số 6, đường Mẫu", Hours: openDays},
		unit.Unit{Code: "SG-TA", Name: "Phường Thuận An", Kind: unit.Commune, Parent: "VN-SG", FormerNames: []string{"Phường An Thạnh (thành phố Thuận An)"}},
		unit.Unit{Code: "SG-TAN", Name: "Phường Tân An", Kind: unit.Commune, Parent: "VN-SG"},
		unit.Unit{Code: "NA", Name: "Tỉnh Nghệ An", Kind: unit.Province},
		unit.Unit{Code: "TN", Name: "Tỉnh Tây Ninh", Kind: unit.Province},
		unit.Unit{Code: "NA-TA", Name: "Xã Tân An", Kind: unit.Commune, Parent: "NA"},
		unit.Unit{Code: "NA-TP", Name: "Xã Tân Phú", Kind: unit.Commune, Parent: "NA"},
		unit.Unit{Code: "TN-TP", Name: "Xã Tân Phú", Kind: unit.Commune, Parent: "TN"},
	)
	return s
}

// pressedAt gives what a press leads to, and the choices below it.
func (h *Handler) pressedAt(t testing.TB, s chat.Session, press string) (chat.Session, string, []chat.Choice) {
	t.Helper()
	m := typed("bấm")
	m.Press = press
	s, replies, err := h.Handle(t.Context(), m, s)
	if err != nil || len(replies) == 0 {
		t.Fatalf("%s: %d replies, %v", press, len(replies), err)
	}
	var all []string
	for _, r := range replies {
		all = append(all, r.Text)
	}
	return s, strings.Join(all, "\n"), replies[len(replies)-1].Choices
}

func has(choices []chat.Choice, press string) bool {
	return slices.ContainsFunc(choices, func(c chat.Choice) bool { return c.Press == press })
}

// Where there is one ward, nobody is asked for it, and no other is offered.
func TestOneWardIsNotAskedFor(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	_, said, choices := h.pressedAt(t, chat.Session{}, "spot:1.000894")
	if !strings.Contains(said, "Số 1, đường Mẫu") || strings.Contains(said, "phường, xã nào ạ") {
		t.Errorf("of the only centre: %s", said)
	}
	if has(choices, "spot:1.000894//-") {
		t.Error("another ward is offered where there is none")
	}
	if _, said, _ = h.pressedAt(t, chat.Session{}, "spot:1.004194/thue"); !strings.Contains(said, "Công an phường Lái Thiêu. Trợ lý chưa có địa chỉ") {
		t.Errorf("its police are not in the directory: %s", said)
	}
}

// A press means the same in a conversation that remembers nothing.
func TestSpotPresses(t *testing.T) {
	t.Parallel()
	h := handler(t, uptown())
	for press, want := range map[string]string{
		"spot:1.004194/thue":                  "phường, xã nào ạ",
		"spot:1.004194/thue/SG-LT":            "Số 6, đường Mẫu",
		"spot:1.004194/thue/SG-LT/2026-12-12": "Thứ Bảy, 12/12/2026: không làm việc",
		"spot:1.004194/thue/SG-TA":            "Công an phường Thuận An. Trợ lý chưa có",
		"spot:1.004194//GONE":                 "phường, xã nào ạ", // a ward that is no more
		"spot:1.004194//-":                    "phường, xã nào ạ",
		"spot:1.004194//SG-LT/x":              "Số 6, đường Mẫu",
		"spot:police//SG-LT":                  "Số 6, đường Mẫu",
		"spot:centre//SG-LT":                  "Số 1, đường Mẫu",
		"spot:centre//":                       "phường, xã nào ạ",
		"spot:9.999999":                       "không có trong danh mục",
		"spot:":                               "không có trong danh mục",
		"online:9.999999":                     "không có trong danh mục",
	} {
		if _, said, choices := h.pressedAt(t, chat.Session{}, press); !strings.Contains(said, want) || len(choices) == 0 {
			t.Errorf("%s: %s", press, said)
		}
	}
}

// Of wards with one name that of our province is meant; else the province is asked for.
func TestSameNameInSeveralProvinces(t *testing.T) {
	t.Parallel()
	h := handler(t, uptown())
	s, _, _ := h.pressedAt(t, chat.Session{}, "spot:1.000894")
	if _, said := h.told(t, s, "Tân An"); !strings.Contains(said, "phường Tân An. Trợ lý chưa có") {
		t.Errorf("ours: %s", said)
	}
	if _, said := h.told(t, s, "xã Tân An tỉnh Nghệ An"); !strings.Contains(said, "xã Tân An. Trợ lý chưa có") {
		t.Errorf("with its province: %s", said)
	}
	s, said := h.told(t, s, "xã Tân Phú")
	if !strings.Contains(said, "Có 2 nơi tên Xã Tân Phú") || s.Choices[0].Label != "Xã Tân Phú, Tỉnh Nghệ An" {
		t.Errorf("two elsewhere: %s %v", said, s.Choices)
	}
	if _, said = h.told(t, s, "tỉnh Tây Ninh"); !strings.Contains(said, "phường, xã nào của Tỉnh Tây Ninh ạ") {
		t.Errorf("a province alone: %s", said)
	}
}

// The ward is asked for once; an answer about something else is answered as such.
func TestWardIsRemembered(t *testing.T) {
	t.Parallel()
	h := handler(t, uptown())
	s, _, _ := h.pressedAt(t, chat.Session{}, "spot:1.004194/thue")
	if _, said := h.told(t, s, "H29.171-261203-0012"); strings.Contains(said, "phường, xã") {
		t.Errorf("a code is not a ward: %s", said)
	}
	if _, said := h.told(t, s, "cảm ơn"); strings.Contains(said, "phường, xã") {
		t.Errorf("thanks are no ward: %s", said)
	}
	s, _ = h.told(t, s, "lái thiêu nha")
	if s.Topic == nil || s.Topic.Unit != "SG-LT-CA" {
		t.Fatalf("remembered: %+v", s.Topic)
	}
	if _, said, _ := h.pressedAt(t, s, "spot:1.000894"); !strings.Contains(said, "Số 1, đường Mẫu") {
		t.Errorf("the next procedure: %s", said)
	}
	s, said := h.told(t, s, "phường khác")
	if !strings.Contains(said, "phường, xã nào ạ") || s.Topic.Unit != "" {
		t.Errorf("another: %s", said)
	}
}

// A question about a procedure stays one, whatever place it names, and so does a code.
func TestPlaceDoesNotTakeOver(t *testing.T) {
	t.Parallel()
	h := handler(t, uptown())
	for _, text := range []string{
		"đăng ký tạm trú ở phường Lái Thiêu nộp ở đâu", "gặp người ở phường Thuận An", "có người xưng công an phường Lái Thiêu gọi",
		"H29.171-261203-0012 ở phường Lái Thiêu", "công an phường Lái Thiêu làm ăn kiểu gì vậy", "hotline phường Thuận An",
	} {
		if _, said := h.told(t, chat.Session{}, text); strings.HasPrefix(said, "Công an phường") || strings.HasPrefix(said, "Trung tâm Phục vụ hành chính công phường Thuận An") {
			t.Errorf("%q: %s", text, said)
		}
	}
	s, _ := h.told(t, chat.Session{}, "đăng ký kết hôn ở phường Thuận An cần gì")
	if s.Topic == nil || s.Topic.Unit != "SG-TA" {
		t.Errorf("a ward that was mentioned is kept: %+v", s.Topic)
	}
}

// Land offices have branches: one is named only where it is sure which.
func TestLandOffice(t *testing.T) {
	t.Parallel()
	city := uptown()
	city.units = append(city.units, unit.Unit{Code: "SG-VPDK", Name: "Văn phòng đăng ký đất đai", Kind: unit.Land, Parent: "VN-SG", Address: "Số 7, đường Mẫu"})
	ask := func(text string) string {
		_, said := handler(t, city).told(t, chat.Session{}, text)
		return said
	}
	if said := ask("văn phòng đăng ký đất đai ở đâu"); !strings.HasPrefix(said, "Văn phòng đăng ký đất đai, Số 7") {
		t.Errorf("the only one: %s", said)
	}
	city.units = append(city.units, unit.Unit{
		Code: "SG-VPDK-TA", Name: "Chi nhánh Văn phòng đăng ký đất đai khu vực Thuận An", Kind: unit.Land, Parent: "VN-SG", Address: "Số 8, đường Mẫu",
	})
	if said := ask("văn phòng đăng ký đất đai ở đâu"); !strings.HasPrefix(said, "Văn phòng đăng ký đất đai. Trợ lý chưa có") {
		t.Errorf("one of two: %s", said)
	}
	if said := ask("chi nhánh đất đai thuận an ở đâu"); !strings.Contains(said, "Số 8, đường Mẫu") {
		t.Errorf("by its area: %s", said)
	}
}

// Links lead to official pages alone, and no wait is promised.
func TestOnlineSteps(t *testing.T) {
	t.Parallel()
	h := handler(t, uptown())
	for code := range catalogue() {
		for _, lang := range []string{"vi", "en"} {
			m := typed("bấm")
			m.Press, m.Lang = "online:"+code, lang
			_, replies, err := h.Handle(t.Context(), m, chat.Session{})
			if err != nil {
				t.Fatal(err)
			}
			last := replies[len(replies)-1]
			for line := range strings.SplitSeq(last.Text, "\n") {
				if strings.HasPrefix(line, "https://") && !official(line) {
					t.Errorf("%s: %s", code, line)
				}
			}
			if strings.Contains(last.Text, "1. ") && !strings.Contains(last.Text, "OTP") {
				t.Errorf("%s: steps without the warning: %s", code, last.Text)
			}
			if strings.Contains(last.Text, "8 giờ") || strings.Contains(last.Text, "8 working hours") || strings.Contains(last.Text, "7. ") {
				t.Errorf("%s: %s", code, last.Text)
			}
		}
	}
}
