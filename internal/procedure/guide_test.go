package procedure

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"motcua/internal/city"
)

// published are whole records as the portal published them.
var published = sync.OnceValue(func() []Procedure {
	var all []Procedure
	for line := range bytes.Lines(city.Procedures()) {
		var p Procedure
		if err := json.Unmarshal(line, &p); err != nil {
			panic(err)
		}
		all = append(all, p)
	}
	return all
})

// unwritten is the Guide of a record without its brief.
func unwritten(p *Procedure) *Guide {
	g := fromRecord(p)
	g.Cases = papers(p.Papers, plainName(p.Name))
	return g
}

func record(t testing.TB, code string) Procedure {
	t.Helper()
	i := slices.IndexFunc(published(), func(p Procedure) bool { return p.Code == code })
	if i < 0 {
		t.Fatalf("the sample has no procedure %s", code)
	}
	return published()[i]
}

// The whole national catalogue, as far as the tests have it, and the sample as it was
// published: nothing breaks, nothing is told to be free that is not, and what is pressed
// and ticked can be.
func TestEveryRecordIsRead(t *testing.T) {
	t.Parallel()
	known, choice := 0, 0
	all := slices.Concat(catalogue(t), published())
	for i := range all {
		p := &all[i]
		g := unwritten(p)
		checkGuide(t, p, g)
		if slices.ContainsFunc(g.Ways, func(w Way) bool { return w.Time.Known() }) {
			known++
		}
		if len(g.Cases) > 1 {
			choice++
		}
		if told := Guided(p, Overlay{}); len(told.Cases) == 0 || told.Called.Vi == "" {
			t.Errorf("%s: told as %+v", p.Code, told)
		}
	}
	t.Logf("%d records: %d with a time, %d with a choice of cases", len(all), known, choice)
	if known < 190 || choice < 45 {
		t.Errorf("only %d records have a time, only %d a choice", known, choice)
	}
}

func checkGuide(t *testing.T, p *Procedure, g *Guide) {
	t.Helper()
	if g.Name == "" || len(g.Cases) == 0 || len(g.Cases) > mostCases+1 || g.At == "" {
		t.Errorf("%s: name %q, %d cases, at %q", p.Code, g.Name, len(g.Cases), g.At)
	}
	for _, w := range g.Ways {
		said := strings.ToLower(p.Fee)
		for _, h := range p.How {
			said += " " + strings.ToLower(h.Fee)
		}
		if w.Fee.Kind == FeeFree && !strings.Contains(said, "miễn lệ phí") && !strings.Contains(said, "không thu") {
			t.Errorf("%s: free, but it says %q", p.Code, said)
		}
		if w.Fee.Kind == FeeAmount && (w.Fee.Amount < leastFee || w.Fee.Reduced >= w.Fee.Amount) {
			t.Errorf("%s: fee %+v", p.Code, w.Fee)
		}
		if w.Time.Unit != "" && w.Time.Unit != sameDay && w.Time.N <= 0 {
			t.Errorf("%s: time %+v", p.Code, w.Time)
		}
	}
	ids := map[string]bool{}
	for _, c := range g.Cases {
		if len(g.Cases) > 1 && (!shortID(c.ID) || ids[c.ID] || c.Label.Vi == "" || utf8.RuneCountInString(c.Label.Vi) > longestLabel) {
			t.Errorf("%s: case %q %q", p.Code, c.ID, c.Label.Vi)
		}
		ids[c.ID] = true
		checkItems(t, p.Code, c)
	}
}

func checkItems(t *testing.T, code string, c Case) {
	t.Helper()
	ids := map[string]bool{}
	for _, it := range c.Items {
		if !shortID(it.ID) || ids[it.ID] {
			t.Errorf("%s: id %q of %q", code, it.ID, it.Name)
		}
		ids[it.ID] = true
		if it.Name == "" || utf8.RuneCountInString(it.Name) > nameLimit(it.Kind) || !utf8.ValidString(it.Name) {
			t.Errorf("%s: name %q", code, it.Name)
		}
		if !slices.Contains([]string{Submit, Present, Lookup, Remark}, it.Kind) {
			t.Errorf("%s: %q is %q", code, it.Name, it.Kind)
		}
		if press := "tick:" + code + "/" + c.ID + "/" + it.ID; len(press) > 64 {
			t.Errorf("%s is %d bytes", press, len(press))
		}
	}
}

// nameLimit is the most letters of a name: a paper is ticked, a remark is only read.
func nameLimit(kind string) int {
	if kind == Remark {
		return longestHint
	}
	return longestName
}

// shortID reports an id that fits into a press.
func shortID(id string) bool {
	return id != "" && len(id) <= 10 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

func TestGuideOfARecord(t *testing.T) {
	t.Parallel()
	p := record(t, "1.004222")
	g := unwritten(&p)
	if g.Name != "Đăng ký thường trú" || g.At != AtPolice || g.Portal != VNeID || g.NameOnly || g.TakenIn.Format("2006-01") != "2026-07" {
		t.Errorf("read as %+v", g)
	}
	if g.Ways[0].Fee.Amount != 20000 || g.Ways[1].Fee.Amount != 10000 || g.Ways[0].Time != (Limit{N: 7, Unit: workingDay}) {
		t.Errorf("ways %+v", g.Ways)
	}
	if g.Cases[0].Label.Vi != "Vào chỗ ở hợp pháp thuộc quyền sở hữu của mình" {
		t.Errorf("the first case is %q", g.Cases[0].Label.Vi)
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	p := Procedure{Code: "9.000001", Name: "Thủ tục cấp giấy", Detail: Full, How: []How{{Channel: "in_person", Fee: "Miễn phí"}, {Channel: "online"}}}
	g := Guided(&p, Overlay{Fee: "20.000 đồng một bản", Note: "Nghỉ chiều thứ Sáu"})
	for _, w := range g.Ways {
		if w.Fee != (Fee{Kind: FeeMixed, Text: "20.000 đồng một bản", FromUnit: true}) {
			t.Errorf("fee by %s is %+v", w.Channel, w.Fee)
		}
	}
	if len(g.Notes) != 1 || g.Notes[0].Vi != "Nghỉ chiều thứ Sáu" || g.Brief {
		t.Errorf("told as %+v", g)
	}
	bare := Procedure{Code: "9.000002", Name: "Cấp giấy", Detail: NameOnly}
	if g := Guided(&bare, Overlay{Fee: "5.000 đồng"}); len(g.Ways) != 1 || !g.Ways[0].Fee.FromUnit || !g.NameOnly {
		t.Errorf("the unit's fee of a bare record is %+v", g.Ways)
	}
}

// Two that ask at the same time must not write into each other's notes.
func TestGuidesShareNothing(t *testing.T) {
	t.Parallel()
	for code, b := range briefs() {
		if len(b.Notes) == 0 {
			continue
		}
		p := Procedure{Code: code, Name: "a"}
		before := b.Notes[0]
		Guided(&p, Overlay{}).Notes[0].Vi = "changed"
		if b.Notes[0] != before {
			t.Errorf("%s: a guide wrote into its brief", code)
		}
		return
	}
}

func TestNamesAreQuiet(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"THỦ TỤC HƯỞNG TRỢ CẤP TUẤT MỘT LẦN": "Hưởng trợ cấp tuất một lần", "Thủ tục đăng ký kết hôn": "Đăng ký kết hôn", "CẤP HỘ CHIẾU VIỆT NAM": "Cấp hộ chiếu Việt Nam",
	} {
		p := Procedure{Code: "9.000003", Name: name}
		if got := fromRecord(&p).Name; got != want {
			t.Errorf("%q is told as %q, want %q", name, got, want)
		}
	}
}

func TestSensitiveAndGraveNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][3]bool{
		"Đăng ký khai tử": {false, true, true}, "Xác định mức độ khuyết tật": {true, true, false}, "Đăng ký kết hôn": {},
	} {
		p := Procedure{Code: "9.000004", Name: name}
		g := fromRecord(&p)
		if got := [3]bool{g.Sensitive, g.Grave, g.Death}; got != want {
			t.Errorf("%q: sensitive, grave, death %v, want %v", name, got, want)
		}
	}
}

// FuzzGuide reads whatever stands where fees, times and papers stand.
func FuzzGuide(f *testing.F) {
	for _, s := range []string{
		"7,000 đồng (- thu 7.000 đồng/lần.); 5,000 đồng (x); Miễn phí Đồng - abc", "Phí : 0 Đồng", "50,000 đồng (25.000đ (áp dụng đến hết ngày 31/12/2023))",
		"3 Ngày làm việc; 01 Giờ", "(i) Giấy (Mẫu CT01 ban hành kèm theo Thông tư); trường hợp không có thì nộp", "Trường hợp a thì phải có giấy b, hồ sơ gồm:",
		"Tờ khai;Mẫu 1.docxb.doc", "(((", "İ 5 đồng", "đến hết ngày 31 tháng 12 năm 2026",
	} {
		f.Add(s, "* Trường hợp khác:")
	}
	f.Fuzz(func(t *testing.T, text, heading string) {
		p := Procedure{
			Code: "1.000001", Name: "Cấp giấy", Detail: Full, Fee: text, Steps: []string{text, heading}, Source: "a-2026-07",
			How:    []How{{Channel: "in_person", Time: text, Fee: text, Note: text}, {Channel: "online", Time: heading, Fee: heading}},
			Papers: []Paper{{Name: text, Case: heading}, {Name: heading, Case: text, Originals: 1}, {Name: text + heading, Case: text + " x"}, {Name: "Đơn", Form: text}},
		}
		if !utf8.ValidString(text) || !utf8.ValidString(heading) {
			t.Skip("the import takes no such text")
		}
		g := unwritten(&p)
		for _, c := range g.Cases {
			checkItems(t, p.Code, c)
		}
		for _, w := range g.Ways {
			w.Fee.On(day("2030-01-01"))
			if !utf8.ValidString(w.Fee.Text) || !utf8.ValidString(w.Fee.Per.Vi) {
				t.Errorf("fee %q per %q", w.Fee.Text, w.Fee.Per.Vi)
			}
		}
	})
}

func BenchmarkGuided(b *testing.B) {
	b.Run("of_a_brief", func(b *testing.B) { benchGuided(b, record(b, "1.004194")) })
	big := slices.MaxFunc(published(), func(x, y Procedure) int { return size(x) - size(y) })
	b.Run("of_the_longest_record", func(b *testing.B) { benchGuided(b, big) })
	b.Run("of_all", func(b *testing.B) {
		all := published()
		for i := range b.N {
			Guided(&all[i%len(all)], Overlay{})
		}
	})
}

func benchGuided(b *testing.B, p Procedure) {
	b.Helper()
	for b.Loop() {
		Guided(&p, Overlay{})
	}
}

func size(p Procedure) int {
	n := 0
	for _, x := range p.Papers {
		n += len(x.Name)
	}
	return n
}
