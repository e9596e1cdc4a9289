package procedure

import (
	"slices"
	"strings"
	"testing"
)

// Everyday names written from the questions would measure nothing. A few are equal
// because people do say "làm hộ chiếu"; these are listed, and more must be looked at.
func TestAliasesAreNotQuestions(t *testing.T) {
	t.Parallel()
	asked := map[string]string{}
	for _, file := range []string{"queries-dev.tsv", "queries-tail.tsv", "queries-fit.tsv"} {
		for _, q := range questions(t, file) {
			asked[Folded(q.text)] = q.text
		}
	}
	var equal []string
	for _, a := range Shipped() {
		if q, ok := asked[Folded(a.Text)]; ok {
			equal = append(equal, a.Text+" ("+a.Code+") = "+q)
		}
	}
	t.Logf("%d everyday names equal a question:\n%s", len(equal), strings.Join(equal, "\n"))
	if len(equal) > 8 {
		t.Errorf("%d everyday names equal a question; 8 did when they were written", len(equal))
	}
}

func TestAliasesAreWellFormed(t *testing.T) {
	t.Parallel()
	x := index(t)
	kinds := []string{"everyday", "situation", "abbreviation", "southern", "northern", "central"}
	seen := map[[2]string]bool{}
	for _, a := range Shipped() {
		id := [2]string{key(a.Text), a.Code}
		switch {
		case !slices.Contains(kinds, a.Kind):
			t.Errorf("%q: kind %q", a.Text, a.Kind)
		case a.Mark != "unchecked" && a.Mark != "checked":
			t.Errorf("%q: mark %q", a.Text, a.Mark)
		case key(a.Text) == "":
			t.Errorf("%q has no word", a.Text)
		case seen[id]:
			t.Errorf("%q stands twice at %s", a.Text, a.Code)
		}
		seen[id] = true
		if _, ok := x.byCode[a.Code]; !ok {
			t.Errorf("%q: no procedure %s", a.Text, a.Code)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	bare := Procedure{Code: "1.000001", Name: "A", Detail: NameOnly}
	if got := bare.Missing(); !slices.Equal(got, []string{"papers", "steps", "time_limit", "fee", "level"}) {
		t.Errorf("a bare record misses %v", got)
	}
	told := Procedure{Papers: []Paper{{Name: "a"}}, Steps: []string{"b"}, How: []How{{Time: "1 ngày", Fee: "Miễn phí"}}, Level: "Cấp xã"}
	if got := told.Missing(); len(got) > 0 {
		t.Errorf("a whole record misses %v", got)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := index(t).Explain(&out, "lam giay khai sanh cho be", 2); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"1.001193", `or "sinh"`, "everyday name", "score 0.", "2. "} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the explanation does not say %q:\n%s", part, out.String())
		}
	}
}

func TestMend(t *testing.T) {
	t.Parallel()
	shipped := []Alias{{Text: "sổ đỏ", Code: "1.000001", Mark: "unchecked"}, {Text: "sổ đỏ", Code: "1.000002"}, {Text: "bìa đỏ", Code: "1.000001"}}
	got := Mend(shipped, []AliasChange{
		{Alias: Alias{Text: "Sổ Đỏ", Code: "1.000001", Mark: "checked"}},
		{Alias: Alias{Text: "bìa đỏ", Code: "1.000001"}, Removed: true},
		{Alias: Alias{Text: "bia đỏ", Code: "1.000002"}},
	})
	want := []Alias{{Text: "Sổ Đỏ", Code: "1.000001", Mark: "checked"}, {Text: "bia đỏ", Code: "1.000002"}, {Text: "sổ đỏ", Code: "1.000002"}}
	if !slices.Equal(got, want) {
		t.Errorf("mended to %v, want %v", got, want)
	}
}

// What is counted of a question must not say who asked.
func TestTermsTellNobody(t *testing.T) {
	t.Parallel()
	x := index(t)
	got := x.Terms("dạ em tên Nguyễn Thị Xqzwyt, sđt 0903 123 456, cccd 079088001234, muốn làm giấy phép xây dựng nhà ở")
	if !slices.Contains(got, "xay dung") || !slices.Contains(got, "giay phep") {
		t.Errorf("counted %q, want what was asked for", got)
	}
	for _, term := range got {
		if strings.ContainsAny(term, "0123456789") || strings.Contains(term, "nguyen") || strings.Contains(term, "xqzwyt") {
			t.Errorf("counted %q of a person", term)
		}
	}
	if long := x.Terms(strings.Repeat("đăng ký khai sinh cấp giấy phép xây dựng nhà ở riêng lẻ đất đai hộ tịch thường trú tạm trú kết hôn ", 5)); len(long) > maxTerms {
		t.Errorf("%d terms of one question", len(long))
	}
}
