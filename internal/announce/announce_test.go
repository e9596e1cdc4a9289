package announce

import (
	"strings"
	"testing"
	"time"

	"motcua/internal/workday"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind FaultKind // "": it may be announced
		what string
	}{
		{text: "Thứ Bảy 12.12.2026, 7.30: làm căn cước. Lệ phí 15.000 đồng, gọi 0274.000.0001."},
		{text: "Nộp tại https://dichvucong.gov.vn/p/home, hoặc dichvucong.gov.vn."},
		{text: "Danh sách giấy: https://hoi.example.vn/giay-to"},
		{text: "Phường Thuận An, TP. Hồ Chí Minh: 10.551 hồ sơ"},
		{text: strings.Repeat("ế", MostText)},
		{text: "", kind: NoText},
		{text: " \n\u200b \n", kind: NoText},
		{text: strings.Repeat("ế", MostText+1), kind: TooLong},
		{text: "vào bit.ly/abc", kind: Link, what: "bit.ly"},
		{text: "vào http://dichvucong.gov.vn", kind: Link, what: "http://dichvucong.gov.vn"},
		{text: "vào https://dichvucong.gov.vn@evil.example", kind: Link, what: "https://dichvucong.gov.vn@evil.example"},
		{text: "vào https://evil.example\\.gov.vn", kind: Link, what: "https://evil.example\\.gov.vn"},
		{text: "vào https://evil.example/.gov.vn", kind: Link, what: "https://evil.example/.gov.vn"},
		{text: "vào https://dichvucong.gov.vn:8443", kind: Link, what: "https://dichvucong.gov.vn:8443"},
		{text: "vào https://1.2.3.4/a", kind: Link, what: "https://1.2.3.4/a"},
		{text: "vào tg://resolve?domain=x", kind: Link, what: "tg://resolve?domain=x"},
		{text: "vào dichvucong.gov.vn.evil.com", kind: Link, what: "dichvucong.gov.vn.evil.com"},
		{text: "vào xgov.vn", kind: Link, what: "xgov.vn"},
		{text: "vào ngânhàng.com", kind: Link, what: "ngânhàng.com"},
		{text: "vào evil\u200b.com", kind: Link, what: "evil.com"},
		{text: "vào EVIL.COM", kind: Link, what: "EVIL.COM"},
		{text: "thư motcua@phuong.binhduong.gov.vn"},
		{text: "thư motcua@phuong.example.com", kind: Link, what: "phuong.example.com"},
		{text: "hỏi @ubnd_phuong", kind: Mention, what: "@ubnd_phuong"},
		{text: "số 079 123 456 789", kind: Personal},
		{text: "chuyển 4111 1111 1111 1111", kind: Personal},
	} {
		got, fault := Clean(c.text, "hoi.example.vn")
		switch {
		case fault == nil && c.kind != "":
			t.Errorf("%q may be announced as %q", c.text, got)
		case fault != nil && (fault.Kind != c.kind || fault.What != c.what):
			t.Errorf("%q: %+v, want %s %q", c.text, *fault, c.kind, c.what)
		}
	}
}

func TestCleanTidies(t *testing.T) {
	t.Parallel()
	got, fault := Clean("\r\n  Một  dòng \r\n\r\n\r\n\thai\u202e dòng  \n\n", "")
	if fault != nil || got != "Một dòng\n\nhai dòng" {
		t.Errorf("%q, %v", got, fault)
	}
	if again, _ := Clean(got, ""); again != got {
		t.Errorf("%q becomes %q", got, again)
	}
}

// Whatever is cleaned and may be announced may be announced as it stands, and names no
// other page.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"Xem https://dichvucong.gov.vn", "a.b.com", "@x", "079123456789", "\u200b.\u202ecom", "https://a.gov.vn\\@b", "\x02\xf6\x8b.\x01\xdeo\x00\u0300"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, fault := Clean(text, "")
		if fault != nil {
			return
		}
		again, fault := Clean(got, "")
		if fault != nil || again != got {
			t.Errorf("%q became %q, then %q, %v", text, got, again, fault)
		}
	})
}

func TestLoud(t *testing.T) {
	t.Parallel()
	cal := workday.Default()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ from, plain string }{
		{"2026-12-07 09:00", "2026-12-07 09:00"},
		{"2026-12-07 21:00", "2026-12-08 07:00"},
		{"2026-12-07 20:59", "2026-12-07 20:59"},
		{"2026-12-08 06:59", "2026-12-08 07:00"},
		{"2026-12-12 10:00", "2026-12-12 10:00"}, // a Saturday: people are at home and read
		{"2026-09-02 10:00", "2026-09-03 07:00"}, // a holiday
	} {
		if got := Loud(at(c.from), false, cal); !got.Equal(at(c.plain)) {
			t.Errorf("from %s: %s, want %s", c.from, got, c.plain)
		}
		if got := Loud(at(c.from), true, cal); !got.Equal(at(c.from)) {
			t.Errorf("urgent from %s: %s", c.from, got)
		}
	}
}
