package intake

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// FuzzXLSX: whatever the bytes are, reading ends, in bounded memory.
func FuzzXLSX(f *testing.F) {
	b := excelize.NewFile()
	_ = b.SetSheetRow("Sheet1", "A1", &[]any{"code", "status", 46345.5})
	_ = b.SetSheetRow("Sheet1", "A2", &[]any{"H29-261119-1", "accepted", true})
	out, err := b.WriteToBuffer()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add(oleMagic)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, _, _ := rowsOf(bytes.NewReader(file), XLSX)
		checkRows(t, rows)
	})
}

func checkRows(t *testing.T, rows []Row) {
	t.Helper()
	for _, row := range rows {
		if row.Line < 1 || len(row.Names) != len(row.Cells) || len(row.Cells) > mostColumns {
			t.Errorf("line %d: %d names, %d cells", row.Line, len(row.Names), len(row.Cells))
		}
		for _, cell := range append(row.Cells, row.Names...) {
			if !utf8.ValidString(cell) {
				t.Errorf("%q is not text", cell)
			}
		}
	}
}

// FuzzSheet reads any XML as a sheet.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	f.Add(`<worksheet><sheetData><row r="9"><c r="XFD1" t="d"><v>2026-11-19T08:30:00Z</v></c><!-- c --><c t="s"><v>0</v></c></row>`)
	f.Add(`<worksheet><sheetData><row><c t="str"><v>&lt;&#x111;&#65;<![CDATA[<&>]]>_x000D_</v></c></row></sheetData>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		rows, _, _ := rowsOf(bytes.NewReader(plainBook(t, sheet)), XLSX)
		checkRows(t, rows)
	})
}

// FuzzCells: what stands in a table of text stands in the workbook that it is written to.
func FuzzCells(f *testing.F) {
	f.Add("code,status\nH29-261119-1,accepted\n0123,Đang xử lý\n")
	f.Add("code;status\n=1+1;\"dòng một\ndòng hai\"\n")
	f.Add("code,status\n<&>\u00a0\t, x \n-7,1e5\n")
	f.Fuzz(func(t *testing.T, table string) {
		want, _, err := rowsOf(strings.NewReader(table), CSV)
		if err != nil || len(want) == 0 || !utf8.ValidString(table) || strings.ContainsFunc(table, notOfXML) || strings.Contains(table, "_x") {
			t.Skip() // "_x000D_" is how workbooks write a sign, and excelize does not write it apart
		}
		b := newBook(t)
		if len(want[0].Names) == 0 || len(want[0].Names) > 100 || len(want) > 100 {
			t.Skip()
		}
		cells := [][]string{want[0].Names}
		for _, row := range want {
			if len(row.Cells) == 0 || !slices.Equal(row.Names, want[0].Names) || numbersColumns(row.Cells) {
				t.Skip()
			}
			cells = append(cells, row.Cells)
		}
		if at, _ := headingOf(tableRows(cells)); at != 0 {
			t.Skip() // a row that is more of a heading than the heading
		}
		for i, row := range cells {
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			must(t, b.f.SetSheetRow("Sheet1", at, &row))
		}
		got, _, err := rowsOf(bytes.NewReader(b.bytes()), XLSX)
		must(t, err)
		if len(got) != len(want) {
			t.Fatalf("%d rows, want %d", len(got), len(want))
		}
		for i, row := range got {
			for j, cell := range want[i].Cells {
				if j >= len(row.Cells) && cell != "" || j < len(row.Cells) && row.Cells[j] != strings.TrimSpace(cell) {
					t.Errorf("row %d, cell %d: %q, want %q", i, j, row.Cells, cell)
				}
			}
		}
	})
}

func tableRows(cells [][]string) []tableRow {
	rows := make([]tableRow, len(cells))
	for i := range cells {
		rows[i].cells = cells[i]
	}
	return rows
}

// notOfXML tells what a workbook cannot hold: control characters, and the carriage returns
// that XML makes line breaks of.
func notOfXML(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff
}
