package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// csvSplitter reads a table of text. It finds the end of each row itself, so that a quote
// that is never closed costs a bounded piece of the file and not the whole.
type csvSplitter struct {
	lines   lineReader
	decoded bool // the text was in an old encoding
	comma   rune
	table   *table
	ended   error
}

// csvRow is one row before it is cut into cells.
type csvRow struct {
	raw    []byte
	line   int
	reject *Reject
}

func (s *csvSplitter) next() (record, error) {
	if s.table == nil {
		if err := s.begin(); err != nil {
			return record{}, err
		}
	}
	return s.table.next()
}

// begin finds the heading and, by it, what stands between cells.
func (s *csvSplitter) begin() error {
	rows := s.first()
	s.comma = firstSeparator(rows)
	best := s.cutAll(rows)
	at, score := headingOf(best)
	for _, comma := range separators {
		was := s.comma
		s.comma = comma
		cut := s.cutAll(rows)
		if i, found := headingOf(cut); found > score {
			best, at, score = cut, i, found
		} else {
			s.comma = was
		}
	}
	for i, row := range rows {
		if i <= at && row.reject == nil && !s.readable(row.raw) {
			return fileError("the letters of the heading are in no encoding that is known; save the file as CSV UTF-8",
				"chữ trong dòng tiêu đề không thuộc bảng mã nào nhận ra được; hãy lưu lại tệp dạng CSV UTF-8")
		}
	}
	s.table = &table{exact: true, more: s.more}
	s.table.begin(best, at, score)
	return nil
}

// first reads the rows that the heading may be among.
func (s *csvSplitter) first() []csvRow {
	var rows []csvRow
	for len(rows) < headingRows && s.ended == nil {
		row, err := s.row()
		if s.ended = err; err != nil {
			break
		}
		if row.reject != nil || len(bytes.TrimSpace(row.raw)) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func (s *csvSplitter) more() (tableRow, error) {
	if s.ended != nil {
		return tableRow{}, s.ended
	}
	row, err := s.row()
	if err != nil {
		s.ended = err
		return tableRow{}, err
	}
	return s.cut(row), nil
}

// row reads lines until the quotes are closed; it gives them with the number of the first.
func (s *csvSplitter) row() (csvRow, error) {
	var row csvRow
	for quotes := 0; ; {
		part, cut, err := s.lines.next(maxRow)
		if errors.Is(err, io.EOF) && len(row.raw) > 0 {
			return csvRow{line: row.line, reject: &Reject{Reason: OpenQuote}}, nil
		}
		if err != nil {
			return csvRow{}, err
		}
		if row.line == 0 {
			row.line = s.lines.line
		}
		if cut || len(row.raw)+len(part) > maxRow {
			return csvRow{line: row.line, reject: &Reject{Reason: TooLong}}, nil
		}
		row.raw = append(row.raw, part...)
		if quotes += bytes.Count(part, []byte{'"'}); quotes%2 == 0 {
			return row, nil
		}
	}
}

func (s *csvSplitter) cutAll(rows []csvRow) []tableRow {
	all := make([]tableRow, len(rows))
	for i, row := range rows {
		all[i] = s.cut(row)
	}
	return all
}

// cut cuts a row into cells.
func (s *csvSplitter) cut(row csvRow) tableRow {
	cut := tableRow{line: row.line, size: len(row.raw), reject: row.reject}
	if cut.reject != nil {
		return cut
	}
	if !s.readable(row.raw) {
		cut.reject = &Reject{Reason: UnknownEncoding}
		return cut
	}
	r := csv.NewReader(bytes.NewReader(row.raw))
	r.Comma, r.FieldsPerRecord = s.comma, -1
	cells, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		cut.reject = &Reject{Reason: NotCSV}
		return cut
	}
	for i := range cells {
		cells[i] = asText(strings.TrimSpace(cells[i]))
	}
	cut.cells = cells
	return cut
}

// readable tells that a row is text. What an old encoding has no letter for was decoded
// as the sign for that.
func (s *csvSplitter) readable(raw []byte) bool {
	return utf8.Valid(raw) && (!s.decoded || !bytes.ContainsRune(raw, utf8.RuneError))
}

// asText takes off the sign by which a table says that a cell is text and no formula.
func asText(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && formula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// formula tells that a spreadsheet would take a text for a formula.
func formula(cell string) bool { return cell != "" && strings.IndexByte("=+-@", cell[0]) >= 0 }

// separators may stand between cells: spreadsheets set to Vietnamese write semicolons.
var separators = []rune{',', ';', '\t'}

// firstSeparator tells the separator of a table whose heading nobody knows.
func firstSeparator(rows []csvRow) rune {
	for _, row := range rows {
		for _, comma := range separators {
			if row.reject == nil && bytes.ContainsRune(row.raw, comma) {
				return comma
			}
		}
		if row.reject == nil {
			break
		}
	}
	return separators[0]
}
