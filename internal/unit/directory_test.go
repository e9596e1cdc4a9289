package unit

import (
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/workday"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, workday.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func town() *Directory {
	return NewDirectory([]Unit{
		{Code: "SG", Name: "Thành phố Hồ Chí Minh", Kind: Province, Identifiers: []Identifier{{ID: "H29"}}},
		{
			Code: "SG-LT", Name: "Phường Lái Thiêu", Kind: Commune, Parent: "SG", ValidFrom: day("2025-07-01"),
			Identifiers: []Identifier{{ID: "H29.171", From: day("2025-07-01")}, {ID: "H09.17", To: day("2025-06-30")}},
			FormerNames: []string{"Phường Bình Nhâm", "Phường Vĩnh Phú"}, Phone: "0274 000 0001",
		},
		{Code: "SG-LT-TT", Name: "Trung tâm Phục vụ hành chính công phường Lái Thiêu", Kind: Centre, Parent: "SG-LT", Phone: "0274 000 0001"},
		{Code: "SG-BH", Name: "Phường Bình Hòa", Kind: Commune, Parent: "SG", FormerNames: []string{"Phường Vĩnh Phú"}, Phone: "0274 000 0002"},
		{Code: "SG-VPDK", Name: "Văn phòng đăng ký đất đai", Kind: Land, Parent: "SG", Identifiers: []Identifier{{ID: "H29.47"}}},
		{Code: "BD-TA", Name: "Thành phố Thuận An", Kind: Centre, ValidTo: day("2025-06-30"), Identifiers: []Identifier{{ID: "000.00.19.H09", To: day("2025-06-30")}}},
		{Code: "SG-LT", Name: "twice", Kind: Commune},
	})
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ ref, at, want string }{
		{"SG-LT", "2026-11-24", "SG-LT"},
		{" sg-lt ", "2026-11-24", "SG-LT"},
		{"H29.171", "2026-11-24", "SG-LT"},
		{"h29.171", "2026-11-24", "SG-LT"},
		{"H09.17", "2023-10-24", "SG-LT"},
		{"H09.17", "2026-11-24", "SG-LT"}, // ended, and still resolves
		{"000.00.19.H09", "2026-11-24", "BD-TA"},
		{"phường  lái thiêu", "2026-11-24", "SG-LT"},
		{norm.NFD.String("Phường Lái Thiêu"), "2026-11-24", "SG-LT"},
		{"Phuong Lai Thieu", "2026-11-24", ""}, // exact means with its marks
		{"Phường Bình Nhâm", "2026-11-24", "SG-LT"},
		{"Phường Vĩnh Phú", "2026-11-24", ""}, // split over two: not guessed
		{"Thành phố Thuận An", "2026-11-24", "BD-TA"},
		{"Phường nào đó đã giải thể", "2026-11-24", ""},
		{"", "2026-11-24", ""},
		{"H29.999", "2026-11-24", ""},
	} {
		u, ok := town().Find(c.ref, day(c.at))
		if u.Code != c.want || ok != (c.want != "") {
			t.Errorf("Find(%q, %s) = %q, %v; want %q", c.ref, c.at, u.Code, ok, c.want)
		}
	}
}

func TestFindReadsAReissuedIdentifierByItsDay(t *testing.T) {
	t.Parallel()
	d := NewDirectory([]Unit{
		{Code: "NEW", Name: "new", Identifiers: []Identifier{{ID: "H29.12", From: day("2025-07-01")}}},
		{Code: "OLD", Name: "old", Kind: Land, Identifiers: []Identifier{{ID: "H29.12", From: day("2018-01-01"), To: day("2024-12-31")}}},
		{Code: "NEXT", Name: "next", Identifiers: []Identifier{{ID: "H29.30", From: day("2030-01-01")}}},
		{Code: "PAST", Name: "past", Identifiers: []Identifier{{ID: "H29.30", To: day("2020-01-01")}}},
	})
	for _, c := range []struct{ ref, at, want string }{
		{"H29.12", "2023-05-01", "OLD"},
		{"H29.12", "2024-12-31", "OLD"},
		{"H29.12", "2026-01-01", "NEW"},
		{"H29.12", "2025-03-01", "OLD"}, // nobody's: the last that had it
		{"H29.30", "2026-01-01", "PAST"},
	} {
		if u, _ := d.Find(c.ref, day(c.at)); u.Code != c.want {
			t.Errorf("Find(%s, %s) = %s, want %s", c.ref, c.at, u.Code, c.want)
		}
	}
	for _, k := range d.Identifiers() {
		if k.Land {
			t.Errorf("%s is a land office's no more", k.ID)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	want := []Known{{"000.00.19.H09", false}, {"H09.17", false}, {"H29", false}, {"H29.171", false}, {"H29.47", true}}
	got := town().Identifiers()
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	d := town()
	ward, _ := d.Find("SG-LT", day("2026-11-24"))
	if ward.Name == "twice" || len(d.All()) != 6 {
		t.Error("the second unit with the same code must not count")
	}
	if c, ok := d.Centre(ward); !ok || c.Code != "SG-LT-TT" {
		t.Errorf("Centre = %q, %v", c.Code, ok)
	}
	if p, ok := d.Parent(ward); !ok || p.Code != "SG" {
		t.Errorf("Parent = %q, %v", p.Code, ok)
	}
	top, _ := d.Find("SG", day("2026-11-24"))
	if _, ok := d.Parent(top); ok {
		t.Error("the top has no parent")
	}
	if got := d.Children(top); len(got) != 3 {
		t.Errorf("Children = %v", got)
	}
	centre, _ := d.Find("SG-LT-TT", day("2026-11-24"))
	if c, ok := d.Centre(centre); !ok || c.Code != "SG-LT-TT" {
		t.Error("a centre is its own")
	}
	if _, ok := d.Centre(top); ok {
		t.Error("the province has no centre of its own here")
	}
}

func TestByPhoneAndCounter(t *testing.T) {
	t.Parallel()
	d := town()
	for phone, want := range map[string]string{
		"02740000001":     "SG-LT-TT", // shared with its ward: the centre
		"+84 274 0000001": "SG-LT-TT",
		"0274.000.0002":   "SG-BH",
		"1022":            "",
		"":                "",
	} {
		if u, ok := d.ByPhone(phone); u.Code != want || ok != (want != "") {
			t.Errorf("ByPhone(%q) = %q", phone, u.Code)
		}
	}
	if u, ok := d.Counter("1022"); !ok || u.Code != "SG-LT-TT" {
		t.Errorf("the only centre that still exists answers: got %q", u.Code)
	}
	if u, _ := d.Counter("0274 000 0002"); u.Code != "SG-BH" {
		t.Errorf("the hotline's own unit answers: got %q", u.Code)
	}
	two := NewDirectory(append(d.All(), Unit{Code: "X", Name: "x", Kind: Centre}))
	if _, ok := two.Counter("1022"); ok {
		t.Error("of two centres none is the one")
	}
}
