package vntext

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Đăng ký khai sinh": "dang ky khai sinh", "HOÀ": "hoa", "hòa": "hoa", "thuỷ": "thuy", "thủy": "thuy",
		"ＡＢＣ１": "abc1", "ma\u200b ho\u00adso": "ma hoso", "": "", "Gặp người 1?": "gap nguoi 1?",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
		if got := Fold(norm.NFD.String(text)); got != want {
			t.Errorf("Fold(NFD %q) = %q, want %q", text, got, want)
		}
	}
}

// The table says what the rule says, alone and beside others.
func TestFoldByTable(t *testing.T) {
	t.Parallel()
	for r := range rune(0x3000) {
		for _, text := range []string{string(r), "Ấ" + string(r) + "x", string(r) + "\u0301Đ"} {
			if got, want := Fold(text), foldAny(text); got != want {
				t.Errorf("Fold(%q) = %q, want %q", text, got, want)
			}
		}
	}
}

func TestFoldTwiceIsFoldOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if once := Fold(text); Fold(once) != once {
			t.Fatalf("%q: %q, then %q", text, once, Fold(once))
		}
	})
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text, want string
		kinds      []string
	}{
		{"sđt 0903123456 nhé", "sđt •••••••••• nhé", []string{"phone"}},
		{"0903 123 456", "•••• ••• •••", []string{"phone"}},
		{"0903.123.456, +84 903 123 456", "••••.•••.•••, +•• ••• ••• •••", []string{"phone"}},
		{"(028) 3822 1234", "(•••) •••• ••••", []string{"phone"}},
		{"02743822222", "•••••••••••", []string{"phone"}},
		{"09\u200b03123456", "••\u200b••••••••", []string{"phone"}},
		{"０９０３１２３４５６", "••••••••••", []string{"phone"}},
		{"CCCD 079201001234", "CCCD ••••••••••••", []string{"identity"}},
		{"cmnd 280123456", "cmnd •••••••••", []string{"identity"}},
		{"079 201 001 234", "••• ••• ••• •••", []string{"identity"}},
		{"thẻ 9704 1234 5678 9012", "thẻ •••• •••• •••• ••••", []string{"card"}},
		{"4111111111111111", "••••••••••••••••", []string{"card"}},
		{"mã OTP là 123456", "mã OTP là ••••••", []string{"otp"}},
		{"mã xác nhận: 305 174", "mã xác nhận: ••• •••", []string{"otp"}},
		{"1234 la ma otp cua toi", "•••• la ma otp cua toi", []string{"otp"}},
		{"0274 000 0001, otp 123456", "•••• ••• ••••, otp ••••••", []string{"phone", "otp"}},
		{"079201001234 0903123456", "•••••••••••• ••••••••••", []string{"identity", "phone"}},
		{"H29.171-261203-0012, 0903123456", "H29.171-261203-0012, ••••••••••", []string{"phone"}},
		{"h29.171 261203 0903123456", "h29.171 261203 ••••••••••", []string{"phone"}},
		{"H29 0903123456", "H29 ••••••••••", []string{"phone"}},
		// Nothing of a dossier code, a date, a sum or a procedure is hidden.
		{"H29.171-261203-0012", "H29.171-261203-0012", nil},
		{"G01.899.909-260916890028", "G01.899.909-260916890028", nil},
		{"H29.12–260305–1800123 và 000.00.19.H09-231024-0001", "H29.12–260305–1800123 và 000.00.19.H09-231024-0001", nil},
		{"03706/2026/07906", "03706/2026/07906", nil},
		{"lệ phí 250.000.000 đồng, hẹn 24/10/2023 lúc 14:30", "lệ phí 250.000.000 đồng, hẹn 24/10/2023 lúc 14:30", nil},
		{"1.001193 và 2.000815", "1.001193 và 2.000815", nil},
		{"đã nộp 0012 rồi", "đã nộp 0012 rồi", nil},
	} {
		got, kinds := Redact(row.text)
		if got != row.want || !slices.Equal(kinds, row.kinds) {
			t.Errorf("Redact(%q) = %q %v, want %q %v", row.text, got, kinds, row.want, row.kinds)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"0903 123 456", "079201001234", "mã OTP là 123456", "H29.171-261203-0012", "9704 1234 5678 9012", "\xff0903123456", "ﬀ0903123456", "+84(0)903"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, kinds := Redact(text)
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Fatalf("%q became %q: not one for one", text, got)
		}
		if (got != text) != (len(kinds) > 0) {
			t.Fatalf("%q: %q %v", text, got, kinds)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
			return // a mark between two numbers makes one long number of them, which is no phone
		}
		for _, word := range strings.FieldsFunc(got, func(r rune) bool { return r < '0' || r > '9' }) {
			if len(word) == 10 && word[0] == '0' && !strings.ContainsAny(text, "hHgG-/_~") {
				t.Fatalf("%q: a phone stays in %q", text, got)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Đăng ký", "hoà", "ＡＢＣ", "\xff", "İ", "\u0345\u0301", "ẞ", "\u212b", "\xf1ý"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if once := Fold(text); Fold(once) != once {
			t.Fatalf("%q: %q, then %q", text, once, Fold(once))
		}
	})
}

func BenchmarkRedact(b *testing.B) {
	for b.Loop() {
		Redact("mã hồ sơ của em là H09.17-231024-0012, số điện thoại 0903 123 456 ạ")
	}
}
