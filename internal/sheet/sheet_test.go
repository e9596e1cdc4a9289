package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// form is a table as form II.06a has it, its numbers those of nine months.
func form() Table {
	rows := []Row{
		{Cells: []Cell{Number(1), Text("Hộ tịch"), Number(10856), Number(2977), Number(272).Marked(true), Share(8906, 10816)}},
		{Cells: []Cell{Text(""), Text("Tổng cộng"), Number(10856), Number(2977), Number(0), Share(0, 0)}, Strong: true},
	}
	return Table{
		Name: "II.06a", Title: "Tình hình, kết quả giải quyết thủ tục hành chính", Lines: []string{"Từ 01/01/2023 đến hết 30/09/2023. Đơn vị tính: hồ sơ"},
		Columns: []Column{
			{Name: "TT", Width: 5}, {Name: "Lĩnh vực", Width: 30},
			{Group: "Tiếp nhận", Name: "Tổng", Right: true}, {Group: "Tiếp nhận", Name: "Trực tuyến", Right: true},
			{Group: "Đã giải quyết", Name: "Quá hạn", Right: true}, {Name: "Trước hạn", Right: true},
		},
		Numbers: true, Rows: All(rows), Notes: []string{"(3) = (4) + (5) + (6)"},
	}
}

func TestHeads(t *testing.T) {
	t.Parallel()
	want := [][]Head{
		{{"TT", 1, 2}, {"Lĩnh vực", 1, 2}, {"Tiếp nhận", 2, 1}, {"Đã giải quyết", 1, 1}, {"Trước hạn", 1, 2}},
		{{"Tổng", 1, 1}, {"Trực tuyến", 1, 1}, {"Quá hạn", 1, 1}},
	}
	if diff := cmp.Diff(want, form().Heads()); diff != "" {
		t.Error(diff)
	}
	plain := Table{Columns: []Column{{Name: "Mã"}, {Name: "Hạn"}}}
	if diff := cmp.Diff([][]Head{{{"Mã", 1, 1}, {"Hạn", 1, 1}}}, plain.Heads()); diff != "" {
		t.Error(diff)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	day := time.Date(2023, 9, 30, 16, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		cell           Cell
		vi, en, forCSV string
		figure         bool
	}{
		{Number(10551), "10.551", "10,551", "10551", true},
		{Number(1234567), "1.234.567", "1,234,567", "1234567", true},
		{Number(-1000), "-1.000", "-1,000", "-1000", true},
		{Number(999), "999", "999", "999", true},
		{Share(8906, 10816), "82,34\u00a0%", "82.34\u00a0%", "82.34%", true},
		{Share(5990, 9363), "63,98\u00a0%", "63.98\u00a0%", "63.98%", true},
		{Share(1, 8), "12,50\u00a0%", "12.50\u00a0%", "12.50%", true},
		{Share(1, 20000), "0,01\u00a0%", "0.01\u00a0%", "0.01%", true}, // half, rounded up
		{Share(0, 0), "không có số", "N/A", "N/A", true},
		{Day(day), "30/09/2023", "30/09/2023", "2023-09-30", false},
		{Time(day), "16:05 30/09/2023", "16:05 30/09/2023", "2023-09-30 16:05", false},
		{Day(time.Time{}), "", "", "", false},
		{Text("Hộ tịch"), "Hộ tịch", "Hộ tịch", "Hộ tịch", false}, // put together
	} {
		if got := []string{c.cell.Words("vi"), c.cell.Words("en"), c.cell.plain()}; !cmp.Equal(got, []string{c.vi, c.en, c.forCSV}) {
			t.Errorf("got %q, want %q %q %q", got, c.vi, c.en, c.forCSV)
		}
		if c.cell.Figure() != c.figure {
			t.Errorf("%q: a figure: %t", c.vi, c.cell.Figure())
		}
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := CSV(&b, form()); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffTT,Lĩnh vực,Tiếp nhận: Tổng,Tiếp nhận: Trực tuyến,Đã giải quyết: Quá hạn,Trước hạn\n" +
		"1,Hộ tịch,10856,2977,272,82.34%\n,Tổng cộng,10856,2977,0,N/A\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// What a source sent must not run in the reader's office.
func TestNoCellRuns(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{"=1+1", "+84912", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x"} {
		if got := Text(sent).plain(); got != "'"+sent {
			t.Errorf("%q is written as %q", sent, got)
		}
	}
	for _, sent := range []string{"", "Hộ tịch", "1=1", "a@b", "'=1"} {
		if got := Text(sent).plain(); got != sent {
			t.Errorf("%q is written as %q", sent, got)
		}
	}
	if got := Number(-5).plain(); got != "-5" {
		t.Errorf("a number is written as %q", got)
	}
	var b bytes.Buffer
	tab := Table{Title: "x", Columns: []Column{{Name: "=1+1"}}, Rows: All([]Row{{Cells: []Cell{Text("=HYPERLINK(\"x\")")}}})}
	if err := XLSX(&b, tab); err != nil {
		t.Fatal(err)
	}
	f := read(t, b.Bytes())
	for _, at := range []string{"A2", "A3"} {
		kind, err := f.GetCellType("x", at)
		formula, err2 := f.GetCellFormula("x", at)
		if err = errors.Join(err, err2); err != nil || formula != "" || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) {
			t.Errorf("%s: kind %v, formula %q, %v", at, kind, formula, err)
		}
	}
}

func read(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	second := form()
	second.Name = "II.06a" // twice the same name
	if err := XLSX(&b, form(), second); err != nil {
		t.Fatal(err)
	}
	f := read(t, b.Bytes())
	if diff := cmp.Diff([]string{"II.06a", "2"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("II.06a", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Tình hình, kết quả giải quyết thủ tục hành chính"},
		{"Từ 01/01/2023 đến hết 30/09/2023. Đơn vị tính: hồ sơ"},
		{"TT", "Lĩnh vực", "Tiếp nhận", "Tiếp nhận", "Đã giải quyết", "Trước hạn"},
		{"", "", "Tổng", "Trực tuyến", "Quá hạn"},
		{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)"},
		{"1", "Hộ tịch", "10856", "2977", "272", "0.8234"},
		{"", "Tổng cộng", "10856", "2977", "0", "không có số"},
		{"(3) = (4) + (5) + (6)"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	merged, err := f.GetMergeCells("II.06a")
	if err != nil {
		t.Fatal(err)
	}
	var spans []string
	for _, m := range merged {
		spans = append(spans, m[0])
	}
	if diff := cmp.Diff([]string{"A1:F1", "A2:F2", "A3:A4", "B3:B4", "C3:D3", "F3:F4", "A8:F8"}, spans); diff != "" {
		t.Error(diff)
	}
	printed := map[string]string{}
	for _, n := range f.GetDefinedName() {
		if n.Scope == "II.06a" {
			printed[n.Name] = n.RefersTo
		}
	}
	if diff := cmp.Diff(map[string]string{"_xlnm.Print_Area": "'II.06a'!$A$1:$F$8", "_xlnm.Print_Titles": "'II.06a'!$3:$5"}, printed); diff != "" {
		t.Error(diff)
	}
	layout, err := f.GetPageLayout("II.06a")
	if err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 {
		t.Errorf("layout %+v, %v", layout, err)
	}
	if props, err := f.GetSheetProps("II.06a"); err != nil || props.FitToPage == nil || !*props.FitToPage {
		t.Errorf("it does not fit its width: %v", err)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Lines(&b, form()); err != nil {
		t.Fatal(err)
	}
	want := `Tình hình, kết quả giải quyết thủ tục hành chính
Từ 01/01/2023 đến hết 30/09/2023. Đơn vị tính: hồ sơ

                Tiếp nhận      Đã giải quyết
                         Trực
TT   Lĩnh vực     Tổng  tuyến        Quá hạn    Trước hạn
(1)  (2)           (3)    (4)            (5)          (6)
─────────────────────────────────────────────────────────
1    Hộ tịch    10.856  2.977            272      82,34 %
─────────────────────────────────────────────────────────
     Tổng cộng  10.856  2.977              0  không có số

(3) = (4) + (5) + (6)
`
	if diff := cmp.Diff(want, strings.ReplaceAll(b.String(), "\u00a0", " ")); diff != "" {
		t.Error(diff)
	}
	if got := shorten("a\x1b[31m\u009bb"); strings.ContainsAny(got, "\x1b\u009b") {
		t.Errorf("a terminal would obey %q", got)
	}
}

// A table that breaks off is an error in every form, never a short file that looks whole.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	broken := errors.New("the store went away")
	tab := Table{Title: "x", Columns: []Column{{Name: "a"}}, Rows: func(yield func(Row, error) bool) {
		if yield(Row{Cells: []Cell{Number(1)}}, nil) {
			yield(Row{}, broken)
		}
	}}
	var b bytes.Buffer
	for name, err := range map[string]error{"CSV": CSV(&b, tab), "XLSX": XLSX(&b, tab), "lines": Lines(&b, tab)} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSheetName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "1", "II.06a/VPCP": "II.06aVPCP", "'x'": "x", "[]:*?": "1",
		"Tình hình, kết quả giải quyết thủ tục hành chính": "Tình hình, kết quả giải quyết t",
	} {
		if got := (Table{Name: name}).sheetName(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
