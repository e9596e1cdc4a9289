package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"motcua/internal/intake"
)

// rejectSheet gathers which rows do not go in and, when all files were read, writes them
// with their own cells and the reason into a table that can be mended and imported. Of a
// reject only its line and reason are kept: the cells are read from the file once more.
// A nil one wants nothing.
type rejectSheet struct {
	o       importOptions
	format  intake.Format
	files   []*rejectedFile
	reasons []string
	known   map[string]int // places of reasons
}

type rejectedFile struct {
	name   string
	format intake.Format
	copy   *importInput // of what cannot be opened again
	rows   []rejectedRow
}

type rejectedRow struct{ line, nth, reason int32 }

// newRejectSheet looks at the name before anything is read.
func newRejectSheet(o importOptions) (*rejectSheet, error) {
	if o.Rejects == "" {
		return nil, nil //nolint:nilnil // nobody wants one
	}
	format, ok := intake.FormatOf(o.Rejects)
	ending := strings.ToLower(filepath.Ext(o.Rejects))
	if !ok || ending != ".xlsx" && ending != ".csv" {
		return nil, errors.New(o.say("--rejects: the name must end in .xlsx or .csv", "--rejects: tên tệp phải có đuôi .xlsx hoặc .csv"))
	}
	if there, err := os.Stat(o.Rejects); err == nil {
		for _, name := range o.Files {
			if in, err := os.Stat(name); err == nil && os.SameFile(there, in) {
				return nil, errors.New(o.say("--rejects names a file that is to be read; name another", "--rejects trùng với tệp cần đọc; hãy đặt tên khác"))
			}
		}
	}
	return &rejectSheet{o: o, format: format, known: map[string]int{}}, nil
}

// note hears of a reject.
func (s *rejectSheet) note(name string, r intake.Reject) {
	if s == nil {
		return
	}
	if n := len(s.files); n == 0 || s.files[n-1].name != name {
		s.files = append(s.files, &rejectedFile{name: name})
	}
	why := r.Why(s.o.Lang)
	place, known := s.known[why]
	if !known {
		place = len(s.reasons)
		s.known[why] = place
		s.reasons = append(s.reasons, why)
	}
	file := s.files[len(s.files)-1]
	file.rows = append(file.rows, rejectedRow{int32(r.Line), int32(r.Nth), int32(place)})
}

// keep ends a file: how it was read, and its copy where it cannot be opened again.
func (s *rejectSheet) keep(name string, in *importInput, o importOptions) bool {
	if s == nil || len(s.files) == 0 || s.files[len(s.files)-1].name != name {
		return false
	}
	file := s.files[len(s.files)-1]
	file.format = o.Format
	if file.format == "" {
		file.format, _ = intake.FormatOf(name)
	}
	slices.SortStableFunc(file.rows, func(a, b rejectedRow) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.nth, b.nth))
	})
	if in.copy != nil {
		file.copy = in
	}
	return file.copy != nil
}

// each calls see for every rejected row, with its place in its file.
func (f *rejectedFile) each(see func(intake.Row, rejectedRow) error) error {
	in := f.copy
	if in == nil {
		var err error
		if in, err = openImport(f.name, nil, false); err != nil {
			return err
		}
		defer func() { _ = in.close() }()
	}
	whole, err := in.again()
	if err != nil {
		return err
	}
	rows, left := intake.NewRows(whole, f.format), f.rows
	for len(left) > 0 {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, intake.ErrBroken) {
			return nil
		}
		if err != nil {
			return err
		}
		for len(left) > 0 && left[0].line < int32(row.Line) {
			left = left[1:] // it is not where it was: the file has changed
		}
		if len(left) == 0 || left[0].line > int32(row.Line) || left[0].nth > int32(row.Nth) {
			continue
		}
		if err := see(row, left[0]); err != nil {
			return err
		}
		left = left[1:]
	}
	return nil
}

// columns are those of all rejected rows, in the order in which they are seen first. A
// name that stands twice in a row is two columns.
type columns struct {
	names []string
	at    map[column]int
}

type column struct {
	name string
	nth  int
}

// places gives where the cells of a row stand.
func (c *columns) places(row intake.Row) []int {
	places := make([]int, len(row.Names))
	nth := map[string]int{}
	for i, name := range row.Names {
		key := column{name, nth[name]}
		nth[name]++
		at, known := c.at[key]
		if !known {
			at = len(c.names)
			c.at[key] = at
			c.names = append(c.names, name)
		}
		places[i] = at
	}
	return places
}

// write writes the table, if there is anything to write.
func (s *rejectSheet) write(stderr io.Writer) (err error) {
	if s == nil || len(s.files) == 0 {
		return nil
	}
	cols := &columns{at: map[column]int{}}
	for _, f := range s.files {
		err := f.each(func(row intake.Row, _ rejectedRow) error {
			cols.places(row)
			return nil
		})
		if err != nil {
			return err
		}
	}
	// Beside the name it is to have, so that no half of a table has it. Only its owner may
	// read what os.CreateTemp makes.
	out, err := os.CreateTemp(filepath.Dir(s.o.Rejects), ".rejects-*"+filepath.Ext(s.o.Rejects))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(out.Name())
		}
	}()
	written, err := s.fill(out, cols)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err = os.Rename(out.Name(), s.o.Rejects); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stderr, s.o.say(
		"%s: %d rejected rows and why. It holds personal data: mend it, import it, delete it.\n",
		"%s: %d dòng không nhận kèm lý do. Tệp có dữ liệu cá nhân: sửa xong, nhập lại rồi xóa tệp.\n"), s.o.Rejects, written)
	return err
}

// mostCell is what a cell of Excel holds, mostRows what a sheet does beside the heading.
const (
	mostCell = excelize.TotalCellChars
	mostRows = excelize.TotalRows - 1
)

// fill writes heading and rows.
func (s *rejectSheet) fill(out io.Writer, cols *columns) (int, error) {
	table, err := s.table(out)
	if err != nil {
		return 0, err
	}
	head := []intake.Said{intake.RejectLine, intake.RejectReason}
	if len(s.files) > 1 {
		head = append(head, intake.RejectFile)
	}
	cells := make([]string, len(head), len(head)+len(cols.names))
	for i, h := range head {
		cells[i] = h.In(s.o.Lang)
	}
	if err := table.row(append(cells, cols.names...)); err != nil {
		return 0, err
	}
	written := 0
	for _, f := range s.files {
		err := f.each(func(row intake.Row, r rejectedRow) error {
			if written == mostRows && s.format == intake.XLSX {
				return nil
			}
			written++
			cells := make([]string, len(head)+len(cols.names))
			cells[0], cells[1] = strconv.Itoa(row.Line), s.reasons[r.reason]
			if len(head) > 2 {
				cells[2] = f.name
			}
			for i, at := range cols.places(row) {
				cells[len(head)+at] = row.Cells[i]
			}
			return table.row(cells)
		})
		if err != nil {
			return written, err
		}
		if f.copy != nil {
			err = f.copy.close()
		}
		if err != nil {
			return written, err
		}
	}
	return written, table.end()
}

// tableWriter writes a table row by row.
type tableWriter interface {
	row(cells []string) error
	end() error
}

func (s *rejectSheet) table(out io.Writer) (tableWriter, error) {
	if s.format == intake.XLSX {
		return newXLSXTable(out)
	}
	w := bufio.NewWriter(out)
	if _, err := w.WriteString("\ufeff"); err != nil { // so that Excel sees that it is UTF-8
		return nil, err
	}
	return &csvTable{csv.NewWriter(w), w}, nil
}

type csvTable struct {
	csv *csv.Writer
	out *bufio.Writer
}

// row marks as text what a spreadsheet would run as a formula; the import takes the mark
// off again.
func (t *csvTable) row(cells []string) error {
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
			cells[i] = "'" + cell
		}
	}
	return t.csv.Write(cells)
}

func (t *csvTable) end() error {
	t.csv.Flush()
	return errors.Join(t.csv.Error(), t.out.Flush())
}

type xlsxTable struct {
	out  io.Writer
	file *excelize.File
	w    *excelize.StreamWriter
	n    int
}

func newXLSXTable(out io.Writer) (*xlsxTable, error) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	if err == nil {
		err = errors.Join(w.SetColWidth(1, 1, 12), w.SetColWidth(2, 2, 50), w.SetColWidth(3, 40, 20),
			w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &xlsxTable{out: out, file: f, w: w}, nil
}

// row writes texts, which are never run as formulas.
func (t *xlsxTable) row(cells []string) error {
	t.n++
	row := make([]any, len(cells))
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if len(cell) > mostCell && len([]rune(cell)) > mostCell {
			cell = "(quá dài cho một ô Excel; sửa trong tệp gốc / too long for a cell; mend it in the original)"
		}
		row[i] = cell
	}
	at, err := excelize.CoordinatesToCellName(1, t.n)
	if err != nil {
		return err
	}
	return t.w.SetRow(at, row)
}

func (t *xlsxTable) end() error {
	return errors.Join(t.w.Flush(), t.file.Write(t.out), t.file.Close())
}
