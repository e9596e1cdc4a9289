package intake

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// xlsxSplitter reads the first visible sheet of a workbook that has a heading. Rows that a
// filter hides are read as well: whoever hides a row does not take it away.
type xlsxSplitter struct {
	file  randomAccess
	note  func(Said)
	book  *workbook
	sheet *sheetReader
	table *table
	ended error
}

func newXLSXSplitter(file randomAccess, note func(Said)) splitter {
	return &xlsxSplitter{file: file, note: note}
}

func (s *xlsxSplitter) next() (record, error) {
	if s.table == nil && s.ended == nil {
		s.ended = s.begin()
	}
	if s.ended != nil {
		return record{}, s.ended
	}
	rec, err := s.table.next()
	if err != nil {
		s.ended = errors.Join(s.close(), err)
		if errors.Is(err, io.EOF) {
			s.ended = err // what was read is whole
		}
		return record{}, s.ended
	}
	return rec, nil
}

func (s *xlsxSplitter) close() error {
	var err error
	if s.sheet != nil {
		err = s.sheet.part.Close()
	}
	if s.book != nil {
		err = errors.Join(err, s.book.texts.close())
	}
	return err
}

// begin opens the workbook and chooses the sheet.
func (s *xlsxSplitter) begin() error {
	var err error
	if s.book, err = openWorkbook(s.file); err != nil {
		return err
	}
	var chosen *sheetReader
	var rows []tableRow
	var filled []string
	at, score := -1, 0
	for _, sheet := range s.visible() {
		reader, first, err := s.book.begun(sheet)
		if err != nil {
			return errors.Join(err, s.close())
		}
		i, found := headingOf(first)
		if i >= 0 {
			filled = append(filled, sheet.name)
		}
		if i < 0 || chosen != nil && (score >= sureOfHeading || found < sureOfHeading) {
			err = reader.part.Close()
		} else {
			if chosen != nil {
				err = chosen.part.Close()
			}
			chosen, rows, at, score = reader, first, i, found
		}
		if err != nil {
			return brokenXML(err)
		}
	}
	s.table = &table{more: func() (tableRow, error) { return tableRow{}, io.EOF }}
	if chosen == nil {
		return nil
	}
	s.sheet = chosen
	s.table.more = chosen.next
	s.table.begin(rows, at, score)
	s.say(filled)
	return nil
}

func (s *xlsxSplitter) visible() []sheet {
	shown := slices.DeleteFunc(slices.Clone(s.book.sheets), func(s sheet) bool { return s.hidden })
	return shown[:min(len(shown), mostSheets)]
}

// say tells which sheet was read where there are several.
func (s *xlsxSplitter) say(filled []string) {
	if len(filled) < 2 {
		return
	}
	var others []string
	for _, name := range filled {
		if name != s.sheet.name {
			others = append(others, cut(name))
		}
	}
	rest := strings.Join(others, "; ")
	s.note(Said{"the sheet “" + cut(s.sheet.name) + "” was read; not read: " + rest, "đã đọc trang tính “" + cut(s.sheet.name) + "”; không đọc: " + rest})
}

// sheetReader reads a sheet row by row.
type sheetReader struct {
	name  string
	book  *workbook
	part  io.ReadCloser
	limit *meter
	dec   *xml.Decoder
	row   int // number of the row read last
}

// begun opens a sheet and reads the rows that its heading may be among.
func (w *workbook) begun(s sheet) (*sheetReader, []tableRow, error) {
	part, err := w.part(s.part, mostSheet)
	if err != nil {
		return nil, nil, err
	}
	if part == nil {
		return nil, nil, brokenXML(nil)
	}
	limit := &meter{in: part, left: mostOfRow}
	reader := &sheetReader{name: s.name, book: w, part: part, limit: limit, dec: xml.NewDecoder(limit)}
	var rows []tableRow
	for len(rows) < headingRows {
		row, err := reader.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, errors.Join(err, part.Close())
		}
		rows = append(rows, row)
	}
	return reader, rows, nil
}

// next gives the next row that says anything.
func (s *sheetReader) next() (tableRow, error) {
	for {
		token, err := s.dec.RawToken()
		if err != nil {
			return tableRow{}, brokenXML(noEnd(err))
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local != "row" {
				continue
			}
			row, err := s.readRow(t)
			if err != nil {
				return tableRow{}, brokenXML(noEnd(err))
			}
			if !row.empty() {
				return row, nil
			}
		case xml.EndElement:
			if t.Name.Local == "sheetData" || t.Name.Local == "worksheet" {
				return tableRow{}, io.EOF
			}
		}
	}
}

// noEnd is the end of a part where it must not end.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (s *sheetReader) readRow(e xml.StartElement) (tableRow, error) {
	s.limit.left = mostOfRow
	s.row++
	if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n > 0 {
		s.row = n
	}
	row := tableRow{line: s.row}
	column := 0
	for {
		token, err := s.dec.RawToken()
		if err != nil {
			return row, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			cell, err := s.readCell(t, &column)
			if err != nil {
				return row, err
			}
			if row.size += len(cell); row.size > maxRow {
				row.reject = &Reject{Reason: TooLong}
			}
			if cell != "" && row.reject == nil {
				row.cells = append(row.cells, make([]string, column-len(row.cells))...)
				row.cells[column-1] = cell
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return row, nil
			}
		}
	}
}

// readCell reads a cell to its end. column is the number of the one before and then its own.
func (s *sheetReader) readCell(e xml.StartElement, column *int) (string, error) {
	before := *column
	*column++
	if letters := strings.TrimRight(attribute(e, "r"), "0123456789"); letters != "" {
		*column = columnNumber(letters)
	}
	if *column <= before || *column > mostColumns {
		return "", io.ErrUnexpectedEOF // no sheet goes back or beyond its last column
	}
	raw, err := s.cellText()
	if err != nil {
		return "", err
	}
	text, err := s.meaning(raw, attribute(e, "t"), attribute(e, "s"))
	return strings.TrimSpace(text), err
}

func columnNumber(letters string) int {
	n := 0
	for _, c := range strings.ToUpper(letters) {
		if c < 'A' || c > 'Z' || n > mostColumns {
			return 0
		}
		n = n*26 + int(c-'A') + 1
	}
	return n
}

// cellText is what is written in a cell: its value, or its own text. A formula is passed
// over; its value stands beside it.
func (s *sheetReader) cellText() (string, error) {
	var raw string
	inValue := false
	for {
		token, err := s.dec.RawToken()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "is" {
				if raw, err = richText(s.dec, "is"); err != nil {
					return "", err
				}
				continue
			}
			inValue = t.Name.Local == "v"
		case xml.CharData:
			if inValue {
				raw += string(t)
			}
		case xml.EndElement:
			if t.Name.Local == "c" {
				return raw, nil
			}
			inValue = false
		}
	}
}

// meaning is a cell's text by its type and style.
func (s *sheetReader) meaning(raw, kind, style string) (string, error) {
	switch kind {
	case "s":
		if raw == "" {
			return "", nil
		}
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil {
			n = -1
		}
		return s.book.texts.at(n)
	case "b":
		if raw == "1" {
			return "TRUE", nil
		}
		if raw == "0" {
			return "FALSE", nil
		}
	case "d":
		return strings.TrimSuffix(strings.Replace(strings.TrimSuffix(raw, "Z"), "T", " ", 1), " 00:00:00"), nil
	case "str":
		return unescaped(raw), nil
	case "", "n":
		if raw = strings.TrimSpace(raw); raw != "" {
			return s.shown(style).number(raw, s.book.from1904), nil
		}
	}
	return raw, nil
}

func (s *sheetReader) shown(style string) shown {
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.book.styles) {
		return s.book.styles[n]
	}
	return shown{}
}
