package dossier

import "testing"

func TestSpoken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Code{
		"hát hai chín chấm một bảy một gạch hai ba một không hai bốn gạch không không mười hai":                         "H29.171-231024-0012",
		"Hat hai chin cham mot bay mot gach hai ba mot khong hai bon gach khong khong muoi hai":                         "H29.171-231024-0012",
		"dạ mã là hắc hai chín phẩy một bảy mốt gạch ngang hai sáu mười hai linh ba gạch ngang không không mười ạ":      "H29.171-261203-0010",
		"hát hai chín, chấm một bảy hai, xẹt hai mươi sáu một không một tư, xẹt một không không không một hai ba":       "H29.172-261014-1000123",
		"giê không chín chấm hai mươi gạch hai không hai sáu không sáu không chín gạch không không chín hai sáu ba bảy": "G09.20-20260609-0092637",
		"không ba bảy không sáu xẹt hai không hai sáu xẹt không bảy chín không sáu":                                     "03706/2026/07906",
		"hát hai chín chấm một trăm bảy mươi mốt gạch hai sáu mười hai không ba gạch mười hai":                          "H29.171-261203-12",
		"hát hai chín chấm một trăm linh ba gạch hai sáu mười hai không ba gạch một trăm":                               "H29.103-261203-100",
		"H29 chấm 171 gạch 261203 gạch 0012": "H29.171-261203-0012",
		"phải không, hát hai chín chấm một bảy một gạch hai sáu một hai không ba gạch không không một hai không ạ": "H29.171-261203-0012",
		"hát hai chín một bảy một hai sáu một hai không ba không không một hai":                                    "H29.171-261203-0012",
	} {
		r := ParseCode(text, testKnown, testToday)
		if len(r.Codes) != 1 || r.Codes[0].Code() != want || !r.Codes[0].Spoken {
			t.Errorf("%q: want %s, got %+v", text, want, r)
		}
	}
	for _, text := range []string{
		"có không năm nay hay năm sau", "một hai ba bốn năm", "không năm hai không hai sáu ba bốn",
		"H29.171-261203-0012 bốn năm rồi chưa xong",
	} {
		for _, f := range ParseCode(text, testKnown, testToday).Codes {
			if f.Spoken {
				t.Errorf("%q: heard %s", text, f.Code())
			}
		}
	}
	slip := ParseCode("hát hai chín chấm một bảy một gạch hai sáu mười ba linh ba gạch không không mười hai", testKnown, testToday).Slips
	if len(slip) != 1 || slip[0].Kind != SlipMonth || slip[0].Part != "261303" {
		t.Errorf("spoken slip: %+v", slip)
	}
	if r := ParseCode("không chín không ba một hai ba bốn năm sáu", testKnown, testToday); !r.Phone {
		t.Errorf("spoken phone: %+v", r)
	}
}
