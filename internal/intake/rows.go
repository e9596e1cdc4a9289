package intake

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync/atomic"
)

// file is what readers of all kinds of rows share.
type file struct {
	split splitter
	notes []Said
	read  atomic.Int64
}

func newFile(r io.Reader, f Format) *file {
	file := &file{}
	file.split = open(r, f, file.note)
	return file
}

func (f *file) next() (record, error) {
	rec, err := f.split.next()
	if err == nil {
		rec.nth = int(f.read.Add(1))
	}
	return rec, err
}

func (f *file) note(s Said) { f.notes = append(f.notes, s) }

// Notes are what the reader chose by itself and a person should know: an encoding, a sheet.
func (f *file) Notes() []Said { return f.notes }

// RowsRead is how many rows were read so far. It may be asked at any time.
func (f *file) RowsRead() int64 { return f.read.Load() }

// Rows reads a file's rows as they stand in it, whatever they are of.
type Rows struct{ *file }

// Row is a row as its file gives it: a text under each name. A list is JSON.
type Row struct {
	Line  int
	Nth   int
	Names []string
	Cells []string
}

// NewRows reads r in format f.
func NewRows(r io.Reader, f Format) *Rows { return &Rows{newFile(r, f)} }

// Next gives the next row; one that could not be split has a line alone. io.EOF ends
// the file; ErrBroken ends one whose rest cannot be read.
func (f *Rows) Next() (Row, error) {
	rec, err := f.next()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: rec.line, Nth: rec.nth}
	for i, cell := range rec.cells {
		if name := nameOf(rec.names, i); !ofRejects(name) && (cell != "" || i < len(rec.names) && rec.names[i] != "") {
			row.Names, row.Cells = append(row.Names, name), append(row.Cells, cell)
		}
	}
	if rec.object != nil {
		row.Names, row.Cells = members(rec.object)
	}
	return row, nil
}

// members are the names of an object in its own order, with their values as a cell
// holds them.
func members(object []byte) (names, cells []string) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil, nil
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return names, cells
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return names, cells
		}
		word, _ := name.(string)
		names, cells = append(names, word), append(cells, cellOf(raw))
	}
	return names, cells
}

func cellOf(raw json.RawMessage) string {
	var s string
	switch {
	case string(raw) == "null":
		return ""
	case json.Unmarshal(raw, &s) == nil:
		return strings.TrimSpace(s)
	}
	return string(raw)
}
