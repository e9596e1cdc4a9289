package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// rowsOf reads a file to its end as its rows stand in it.
func rowsOf(r io.Reader, f Format) ([]Row, []Said, error) {
	var rows []Row
	for in := NewRows(r, f); ; {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return rows, in.Notes(), nil
		}
		if err != nil {
			return rows, in.Notes(), err
		}
		rows = append(rows, row)
	}
}

// book is a workbook under construction.
type book struct {
	*testing.T

	f *excelize.File
}

func newBook(t *testing.T) book {
	t.Helper()
	f := excelize.NewFile()
	t.Cleanup(func() { must(t, f.Close()) })
	return book{t, f}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b book) set(sheet, cell string, v any) {
	b.Helper()
	must(b.T, b.f.SetCellValue(sheet, cell, v))
}

func (b book) row(sheet, cell string, cells ...any) {
	b.Helper()
	must(b.T, b.f.SetSheetRow(sheet, cell, &cells))
}

func (b book) style(sheet, cell string, s excelize.Style) {
	b.Helper()
	id, err := b.f.NewStyle(&s)
	must(b.T, err)
	must(b.T, b.f.SetCellStyle(sheet, cell, cell, id))
}

func (b book) bytes() []byte {
	b.Helper()
	var out bytes.Buffer
	must(b.T, b.f.Write(&out))
	return out.Bytes()
}

// A sheet as an office keeps it: titles, merged cells, numbered columns, dates, hidden rows.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	const s = "Sheet1"
	b.set(s, "A1", "ỦY BAN NHÂN DÂN PHƯỜNG MẪU")
	must(t, b.f.MergeCell(s, "A1", "F1"))
	b.set(s, "A2", "DANH SÁCH HỒ SƠ")
	b.row(s, "A4", "STT", "Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Lệ phí", "Ghi chú")
	b.row(s, "A5", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)")
	b.row(s, "B6", "H29-261119-0001", "Đang xử lý", 46345.354166666664, 1.234e11, true)
	b.style(s, "D6", excelize.Style{NumFmt: 22})
	b.row(s, "B8", "H29-261119-0002", "Đang xử lý", 46345, 0.1+0.2, "0123")
	custom := `dd/mm/yyyy;@`
	b.style(s, "D8", excelize.Style{CustomNumFmt: &custom})
	must(t, b.f.SetRowVisible(s, 8, false))
	must(t, b.f.SetCellRichText(s, "B9", []excelize.RichTextRun{{Text: "H29-261119"}, {Text: "-0003", Font: &excelize.Font{Bold: true}}}))
	b.set(s, "C9", " Đã trả\n kết quả ")
	b.set(s, "E9", 123)
	zeros := "00000"
	b.style(s, "E9", excelize.Style{CustomNumFmt: &zeros})
	b.set(s, "H9", "ngoài bảng")
	must(t, b.f.SetCellFormula(s, "F9", "1+1"))
	head := []string{"STT", "Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Lệ phí", "Ghi chú"}
	want := []Row{
		{6, 1, head, []string{"", "H29-261119-0001", "Đang xử lý", "2026-11-19 08:30:00", "123400000000", "TRUE"}},
		{8, 2, head, []string{"", "H29-261119-0002", "Đang xử lý", "2026-11-19", "0.3", "0123"}},
		{9, 3, append(slices.Clone(head), "(H)"), []string{"", "H29-261119-0003", "Đã trả\n kết quả", "", "00123", "", "ngoài bảng"}},
	}
	rows, notes, err := rowsOf(bytes.NewReader(b.bytes()), XLSX)
	if diff := cmp.Diff(want, rows); diff != "" || err != nil || len(notes) != 0 {
		t.Errorf("%v, %v (-want +got):\n%s", err, notes, diff)
	}
	// The same as a stream, and packed.
	for name, in := range map[string]io.Reader{"stream": io.MultiReader(bytes.NewReader(b.bytes())), "gzip": packed(t, b.bytes())} {
		if again, _, err := rowsOf(in, XLSX); err != nil || !cmp.Equal(rows, again) {
			t.Errorf("%s: %v, %v", name, again, err)
		}
	}
}

func TestWhichSheet(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	b.row("Sheet1", "A1", "Hướng dẫn", "điền mẫu")
	for _, name := range []string{"Ẩn", "Trống", "Hồ sơ", "Cũ"} {
		_, err := b.f.NewSheet(name)
		must(t, err)
	}
	for _, name := range []string{"Ẩn", "Hồ sơ", "Cũ"} {
		b.row(name, "A1", "Mã hồ sơ", "Trạng thái")
		b.row(name, "A2", "H29-261119-0001", name)
	}
	must(t, b.f.SetSheetVisible("Ẩn", false))
	rows, notes, err := rowsOf(bytes.NewReader(b.bytes()), XLSX)
	if err != nil || len(rows) != 1 || rows[0].Cells[1] != "Hồ sơ" {
		t.Errorf("%v, %v", rows, err)
	}
	if len(notes) != 1 || notes[0].VI != "đã đọc trang tính “Hồ sơ”; không đọc: Sheet1; Cũ" {
		t.Errorf("says %v", notes)
	}
}

func TestDatesFrom1904(t *testing.T) {
	t.Parallel()
	b := newBook(t)
	must(t, b.f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)}))
	b.row("Sheet1", "A1", "code", "due_at")
	b.row("Sheet1", "A2", "H29-261119-0001", 44883.5)
	b.style("Sheet1", "B2", excelize.Style{NumFmt: 22})
	rows, _, err := rowsOf(bytes.NewReader(b.bytes()), XLSX)
	if err != nil || len(rows) != 1 || rows[0].Cells[1] != "2026-11-19 12:00:00" {
		t.Errorf("%v, %v", rows, err)
	}
}

// lists.xlsx was made by LibreOffice from lists.csv:
// soffice --headless --convert-to xlsx --infilter="CSV:44,34,76,1,TYPES,1066,false,true" lists.csv, with
// 1/2/2/2/3/2/4/2/5/5/6/5/7/1/8/2 as the columns' types: its dates are real ones.
func TestLibreOffice(t *testing.T) {
	t.Parallel()
	csv, err := os.ReadFile("testdata/lists.csv")
	must(t, err)
	xlsx, err := os.ReadFile("testdata/lists.xlsx")
	must(t, err)
	want, _, err := rowsOf(bytes.NewReader(csv), CSV)
	must(t, err)
	for i := range want { // a sheet does not keep empty cells at the end of a row
		for n := len(want[i].Cells) - 1; want[i].Cells[n] == ""; n-- {
			want[i].Names, want[i].Cells = want[i].Names[:n], want[i].Cells[:n]
		}
	}
	got, _, err := rowsOf(bytes.NewReader(xlsx), XLSX)
	if diff := cmp.Diff(want, got); diff != "" || err != nil || len(want) != 4 {
		t.Errorf("%v (-CSV +XLSX):\n%s", err, diff)
	}
	var codes []string
	for in := NewDossiers(bytes.NewReader(xlsx), XLSX, Defaults{AsOf: asOf}); ; {
		row, reject, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if must(t, err); reject != nil {
			t.Fatal(reject.Text("en"))
		}
		codes = append(codes, string(row.Code)+" "+row.ReceivedAt.Format(time.DateTime))
	}
	if len(codes) != 4 || codes[0] != "H29.171-261119-0001 2026-11-19 08:30:00" {
		t.Errorf("%v", codes)
	}
}

// Which numbers are dates is told by how they are shown.
func TestNumbersAsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id              int
		code, raw, want string
	}{
		{0, "", "46345", "46345"},
		{0, "", "1.234E+11", "123400000000"},
		{0, "", "12345678901234567890", "12345678901234567890"},
		{0, "", "0.30000000000000004", "0.3"},
		{0, "", "-7.50", "-7.5"},
		{14, "", "46345", "2026-11-19"},
		{14, "", "60", "1900-02-28"},
		{14, "", "1", "1900-01-01"},
		{14, "", "2958465", "9999-12-31"},
		{14, "", "2958466", "2958466"},
		{14, "", "-1", "-1"},
		{20, "", "0.354166666666667", "08:30:00"},
		{46, "", "1.5", "1.5"},
		{164, "dd/mm/yyyy hh:mm:ss", "46345.999999", "2026-11-20"},
		{164, `"ngày" dd "tháng" mm`, "46345", "2026-11-19"},
		{164, `[$-42A]d mmmm yyyy`, "46345.25", "2026-11-19 06:00:00"},
		{164, `[h]:mm`, "46345.25", "46345.25"},
		{164, `#,##0\d`, "46345", "46345"},
		{164, `#,##0 "đồng";[Red]dd`, "46345", "46345"},
		{164, "General", "46345", "46345"},
		{164, "0000000000", "903123456", "0903123456"},
		{164, "0", "5", "5"},
	} {
		if got := shownBy(c.id, c.code).number(c.raw, false); got != c.want {
			t.Errorf("%d %q %s: %s, want %s", c.id, c.code, c.raw, got, c.want)
		}
	}
}

// zipped packs parts as a workbook does.
func zipOf(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts {
		part, err := w.Create(name)
		must(t, err)
		_, err = io.WriteString(part, text)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// plainBook is the least that a workbook needs, with this in its sheet.
func plainBook(t *testing.T, sheet string) []byte {
	t.Helper()
	rel := func(kind, target string) string {
		return `<Relationships><Relationship Id="r1" Type="x/` + kind + `" Target="` + target + `"/></Relationships>`
	}
	return zipOf(t, map[string]string{
		"_rels/.rels":                rel("officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rel("worksheet", "worksheets/sheet1.xml"),
		"xl/worksheets/sheet1.xml":   sheet,
	})
}

func inline(cells ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, c := range cells {
		b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

// What is no table, or must not be unpacked, is refused in words that say what to do.
func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	good := inline("code", "status") + inline("H29-261119-1", "accepted")
	whole := plainBook(t, "<worksheet><sheetData>"+good+"</sheetData></worksheet>")
	ole := append(slices.Clone(oleMagic), make([]byte, 600)...)
	bomb := zeros(300 << 20)
	for name, c := range map[string]struct {
		file   io.Reader
		format Format
		says   string
		rows   int
	}{
		"password":             {bytes.NewReader(append(slices.Clone(ole), wide("EncryptedPackage")...)), XLSX, "mật khẩu", 0},
		"old Excel":            {bytes.NewReader(ole), XLSX, ".xls)", 0},
		"old Excel as CSV":     {bytes.NewReader(ole), CSV, ".xls)", 0},
		"workbook as CSV":      {bytes.NewReader(whole), CSV, "--format xlsx", 0},
		"workbook as JSON":     {bytes.NewReader(whole), JSON, "--format xlsx", 0},
		"PDF":                  {strings.NewReader("%PDF-1.7\n"), CSV, "PDF", 0},
		"CSV as workbook":      {strings.NewReader("code,status\nH29-261119-1,accepted\n"), XLSX, "không phải bảng tính", 0},
		"nothing":              {strings.NewReader(""), XLSX, "không phải bảng tính", 0},
		"Word":                 {bytes.NewReader(zipOf(t, map[string]string{"word/document.xml": "x"})), XLSX, "Word", 0},
		"OpenDocument":         {bytes.NewReader(zipOf(t, map[string]string{"mimetype": "x", "content.xml": "x"})), XLSX, "OpenDocument", 0},
		"binary workbook":      {bytes.NewReader(zipOf(t, map[string]string{"xl/workbook.bin": "x"})), XLSX, "xlsb", 0},
		"an archive":           {bytes.NewReader(zipOf(t, map[string]string{"a.csv": "x"})), XLSX, "giải nén", 0},
		"cut off":              {bytes.NewReader(whole[:len(whole)-30]), XLSX, "bị cắt", 0},
		"sheet breaks off":     {bytes.NewReader(plainBook(t, "<worksheet><sheetData>"+good+"<row><c>")), XLSX, "bị cắt", 0},
		"sheet without an end": {bytes.NewReader(plainBook(t, "<worksheet><sheetData>"+good)), XLSX, "bị cắt", 0},
		"an entity": {bytes.NewReader(plainBook(t, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>`+
			good+inline("&b;")+"</sheetData></worksheet>")), XLSX, "bị hỏng", 0},
		"a sheet that is a bomb": {bytes.NewReader(plainBook(t, "<worksheet><sheetData>"+good+strings.Repeat(" ", 80<<20)+"</sheetData></worksheet>")), XLSX, "phình ra", 0},
		"a row that has no end":  {bytes.NewReader(plainBook(t, "<worksheet><sheetData>"+good+"<row>"+strings.Repeat("<c/>", 20_000)+"</row></sheetData></worksheet>")), XLSX, "bị", 0},
		"no such text":           {bytes.NewReader(plainBook(t, `<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`)), XLSX, "không có trong bảng tính", 0},
		"gzip cut off":           {io.LimitReader(packed(t, []byte("code,status\n"+strings.Repeat("H29-261119-1,accepted\n", 100))), 40), CSV, "gzip", 0},
		"a gzip bomb":            {packed(t, bomb), NDJSON, "phình ra hơn 200 lần", 0},
	} {
		_, _, err := rowsOf(c.file, c.format)
		wrong, ok := errors.AsType[*FileError](err)
		if !ok || !strings.Contains(wrong.VI, c.says) || wrong.EN == wrong.VI {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// zeros are lines that say nothing.
func zeros(n int) []byte { return bytes.Repeat([]byte{'\n'}, n) }
