package sheet

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	mostSheetName = 31 // of Excel
	paperA4       = 9  // Excel's number of it
	standardWidth = 12
	font          = "Times New Roman" // that of official papers
)

// XLSX writes a workbook, one sheet a table: title, merged head, column numbers, number
// formats, and a page that prints on A4 across, its head on every page.
func XLSX(out io.Writer, tables ...Table) error {
	f := excelize.NewFile()
	err := workbook(f, tables)
	if err == nil {
		err = f.Write(out)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	return nil
}

func workbook(f *excelize.File, tables []Table) error {
	styles, err := newStyles(f)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, t := range tables {
		name := t.sheetName()
		if names[name] {
			name = strconv.Itoa(i + 1)
		}
		names[name] = true
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		p := &paper{f: f, name: name, t: t, styles: styles}
		if err := p.write(); err != nil {
			return err
		}
	}
	return nil
}

// paper is one sheet while it is written, row by row, so that a long table takes little
// memory.
type paper struct {
	f      *excelize.File
	w      *excelize.StreamWriter
	name   string
	t      Table
	styles *styles
	row    int // the last written
	head   [2]int
}

func (p *paper) write() error {
	if err := p.page(); err != nil {
		return err
	}
	var err error
	if p.w, err = p.f.NewStreamWriter(p.name); err != nil {
		return err
	}
	if err := p.widths(); err != nil {
		return err
	}
	for _, step := range []func() error{p.top, p.heads, p.body, p.notes, p.w.Flush, p.print} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// page says how the sheet is printed. It must stand before the first row.
func (p *paper) page() error {
	across, size, wide, high, fit := "landscape", paperA4, 1, 0, true
	side, top := 0.4, 0.6
	return errors.Join(
		p.f.SetSheetProps(p.name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		p.f.SetPageLayout(p.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &across, FitToWidth: &wide, FitToHeight: &high}),
		p.f.SetPageMargins(p.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &fit}),
		p.f.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"}),
	)
}

// widths also freezes the head, which is where the title and the head's rows end.
func (p *paper) widths() error {
	for i, c := range p.t.Columns {
		if err := p.w.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	rows := 1 + len(p.t.Lines) + len(p.t.Heads())
	if p.t.Numbers {
		rows++
	}
	return p.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: cell(0, rows+1), ActivePane: "bottomLeft"})
}

// top is the title and what stands under it, as wide as the table.
func (p *paper) top() error {
	for i, line := range append([]string{p.t.Title}, p.t.Lines...) {
		style := p.styles.line
		if i == 0 {
			style = p.styles.title
		}
		if err := p.across(line, style); err != nil {
			return err
		}
	}
	return nil
}

// notes stand under the table, as wide as it is.
func (p *paper) notes() error {
	for _, note := range p.t.Notes {
		if err := p.across(note, p.styles.note); err != nil {
			return err
		}
	}
	return nil
}

// across is one row of words over the whole width. A merged row does not grow by itself.
func (p *paper) across(words string, style int) error {
	p.row++
	width := 0.0
	for _, c := range p.t.Columns {
		width += c.width()
	}
	height := lineHigh * linesIn(words, width)
	if style == p.styles.title {
		height *= 1.5
	}
	at := cell(0, p.row)
	if err := p.w.SetRow(at, []any{excelize.Cell{StyleID: style, Value: words}}, excelize.RowOpts{Height: height}); err != nil {
		return err
	}
	if len(p.t.Columns) < 2 {
		return nil
	}
	return p.w.MergeCell(at, cell(len(p.t.Columns)-1, p.row))
}

func (p *paper) heads() error {
	p.head[0] = p.row + 1
	rows := p.t.Heads()
	for i := range rows {
		cells := make([]any, len(p.t.Columns))
		for c, col := range p.t.Columns {
			value := col.Name
			if i == 0 && col.Group != "" {
				value = col.Group
			}
			if i == 1 && col.Group == "" {
				value = ""
			}
			cells[c] = excelize.Cell{StyleID: p.styles.head, Value: value}
		}
		p.row++
		if err := p.w.SetRow(cell(0, p.row), cells, excelize.RowOpts{Height: 32}); err != nil {
			return err
		}
	}
	at := 0
	for _, h := range rows[0] {
		if h.Wide > 1 || h.High > 1 {
			if err := p.w.MergeCell(cell(at, p.head[0]), cell(at+h.Wide-1, p.head[0]+h.High-1)); err != nil {
				return err
			}
		}
		at += h.Wide
	}
	if p.t.Numbers {
		cells := make([]any, len(p.t.Columns))
		for c := range p.t.Columns {
			cells[c] = excelize.Cell{StyleID: p.styles.number, Value: Numbered(c)}
		}
		p.row++
		if err := p.w.SetRow(cell(0, p.row), cells); err != nil {
			return err
		}
	}
	p.head[1] = p.row
	return nil
}

func (p *paper) body() error {
	for row, err := range p.t.Rows {
		if err != nil {
			return err
		}
		if p.row >= excelize.TotalRows-len(p.t.Notes) {
			return fmt.Errorf("sheet %q: more than %d rows, which is all that Excel takes; write CSV, or a shorter period", p.name, excelize.TotalRows)
		}
		cells, lines := make([]any, len(row.Cells)), 1.0
		for i, c := range row.Cells {
			if c.kind == ofText {
				lines = max(lines, linesIn(c.text, p.t.Columns[i].width()))
			}
			cells[i] = excelize.Cell{StyleID: p.styles.of(c, row.Strong), Value: c.value(p.t.Lang)}
		}
		p.row++
		if err := p.w.SetRow(cell(0, p.row), cells, excelize.RowOpts{Height: lineHigh * lines}); err != nil {
			return err
		}
	}
	return nil
}

// lineHigh is the height of a line. A reader does not make rows higher by itself.
const lineHigh = 17

// linesIn is how many lines words take in so many characters of a sheet.
func linesIn(words string, width float64) float64 {
	return max(math.Ceil(float64(len([]rune(words)))*1.15/width), 1)
}

func (c Column) width() float64 {
	if c.Width == 0 {
		return standardWidth
	}
	return c.Width
}

// print says what is printed: all that was written, the head on every page.
func (p *paper) print() error {
	last, err := excelize.ColumnNumberToName(max(len(p.t.Columns), 1))
	if err != nil {
		return err
	}
	quoted := "'" + p.name + "'!"
	row := func(n int) string { return "$" + strconv.Itoa(n) }
	return errors.Join(
		p.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: p.name, RefersTo: quoted + "$A$1:$" + last + row(p.row)}),
		p.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: p.name, RefersTo: quoted + row(p.head[0]) + ":" + row(p.head[1])}),
	)
}

// value is the cell as Excel keeps it. Words are never run as a formula.
func (c Cell) value(lang string) any {
	switch c.kind {
	case ofNumber:
		return c.part
	case ofShare:
		if c.base == 0 {
			return noShare(lang)
		}
		return float64(hundredths(c.part, c.base)) / 10000 // what is shown is what is kept
	case ofDay, ofTime:
		// Excel knows no zones: it keeps what a clock here showed.
		y, m, d := c.at.Date()
		if c.kind == ofDay {
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		}
		return time.Date(y, m, d, c.at.Hour(), c.at.Minute(), 0, 0, time.UTC)
	}
	if c.text == "" {
		return nil
	}
	if runes := []rune(c.text); len(runes) > excelize.TotalCellChars {
		return string(runes[:excelize.TotalCellChars-1]) + "…"
	}
	return c.text
}

// cell is a cell's name; columns count from 0, rows from 1.
func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		panic(err) // a table has neither 16,384 columns nor, see body, too many rows
	}
	return name
}

// styles are a workbook's: those around the table, and one for each look of a cell.
type styles struct {
	title, line, note, head, number int
	cells                           map[look]int
}

type look struct {
	kind         kind
	strong, mark bool
}

func (s *styles) of(c Cell, strong bool) int {
	k := c.kind
	if k == ofShare && c.base == 0 {
		k = ofText
	}
	return s.cells[look{k, strong, c.Mark}]
}

// formats show numbers and days as people here write them, whatever Excel is set to.
var formats = map[kind]string{
	ofText:   "@",
	ofNumber: "[$-42A]#,##0",
	ofShare:  `[$-42A]0.00" "%`,
	ofDay:    "dd/mm/yyyy",
	ofTime:   "hh:mm dd/mm/yyyy",
}

func newStyles(f *excelize.File) (*styles, error) {
	s := &styles{cells: map[look]int{}}
	var errs []error
	add := func(style excelize.Style) int {
		id, err := f.NewStyle(&style)
		errs = append(errs, err)
		return id
	}
	middle := excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	left := excelize.Alignment{Vertical: "center", WrapText: true}
	edge := edges()
	s.title = add(excelize.Style{Font: &excelize.Font{Family: font, Size: 14, Bold: true}, Alignment: &middle})
	s.line = add(excelize.Style{Font: &excelize.Font{Family: font, Size: 11, Italic: true}, Alignment: &middle})
	s.note = add(excelize.Style{Font: &excelize.Font{Family: font, Size: 10}, Alignment: &left})
	s.head = add(excelize.Style{
		Font: &excelize.Font{Family: font, Size: 11, Bold: true}, Alignment: &middle, Border: edge,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EFEA"}},
	})
	s.number = add(excelize.Style{Font: &excelize.Font{Family: font, Size: 10, Italic: true}, Alignment: &middle, Border: edge})
	for kind, format := range formats {
		for _, strong := range []bool{false, true} {
			for _, mark := range []bool{false, true} {
				style := excelize.Style{Font: &excelize.Font{Family: font, Size: 11, Bold: strong || mark}, Alignment: &left, Border: edge, CustomNumFmt: &format}
				if kind != ofText {
					style.Alignment = &excelize.Alignment{Horizontal: "right", Vertical: "center", Indent: 1}
				}
				if mark {
					style.Font.Color = "754600"
				}
				s.cells[look{kind, strong, mark}] = add(style)
			}
		}
	}
	return s, errors.Join(errs...)
}

func edges() []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: "46584F", Style: 1})
	}
	return out
}
