package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// csvSplitter reads a table whose first row names the fields. An empty cell is "not
// said". It finds the end of each row itself, so that a quote that is never closed
// costs a bounded piece of the file and not the whole.
type csvSplitter struct {
	lines lineReader
	comma rune
	head  []string
}

func (s *csvSplitter) next() (record, error) {
	for {
		raw, line, reject, err := s.row()
		if err != nil {
			return record{}, err
		}
		if reject != nil {
			return record{line: line, reject: reject}, nil
		}
		cells, reject := s.cells(raw)
		if reject != nil {
			return record{line: line, reject: reject}, nil
		}
		if strings.Join(cells, "") == "" {
			continue // an empty line, or the empty rows that spreadsheets leave behind
		}
		if s.head == nil {
			s.head = cells
			continue
		}
		return s.record(cells, line, len(raw)), nil
	}
}

// row reads lines until the quotes are closed; it gives them with the number of the first.
func (s *csvSplitter) row() ([]byte, int, *Reject, error) {
	var raw []byte
	line, quotes := 0, 0
	for {
		part, cut, err := s.lines.next(maxRow)
		if errors.Is(err, io.EOF) && len(raw) > 0 {
			return nil, line, &Reject{Reason: OpenQuote}, nil
		}
		if err != nil {
			return nil, line, nil, err
		}
		if line == 0 {
			line = s.lines.line
		}
		if cut || len(raw)+len(part) > maxRow {
			return nil, line, &Reject{Reason: TooLong}, nil
		}
		raw = append(raw, part...)
		if quotes += bytes.Count(part, []byte{'"'}); quotes%2 == 0 {
			return raw, line, nil, nil
		}
	}
}

func (s *csvSplitter) cells(raw []byte) ([]string, *Reject) {
	if !utf8.Valid(raw) {
		return nil, &Reject{Reason: NotUTF8}
	}
	if s.comma == 0 {
		s.comma = separator(raw)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord = s.comma, -1
	cells, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, &Reject{Reason: NotCSV}
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, nil
}

// separator tells by the heading what stands between cells: spreadsheets set to
// Vietnamese write semicolons. No field's name has any of the three in it.
func separator(head []byte) rune {
	for _, c := range []byte{',', ';', '\t'} {
		if bytes.IndexByte(head, c) >= 0 {
			return rune(c)
		}
	}
	return ','
}

func (s *csvSplitter) record(cells []string, line, size int) record {
	if len(cells) != len(s.head) {
		return record{line: line, reject: &Reject{Reason: Cells, Args: []any{len(cells), len(s.head)}}}
	}
	fields := make(map[string]value, len(cells))
	for i, name := range s.head {
		if cells[i] == "" {
			continue
		}
		if _, twice := fields[name]; twice {
			return record{line: line, reject: &Reject{Field: name, Reason: Twice}}
		}
		fields[name] = value{field: name, cell: cells[i]}
	}
	return record{line: line, size: size, fields: fields}
}
