// Package intake turns files into rows: dossiers, units, procedures, everyday names and mappings from NDJSON, JSON,
// CSV and XLSX, and for each row that cannot be one, a Reject that says why. It must not know SQL,
// the network or the command line; what is stored already is the store's business.
package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// Format is how a file writes its rows.
type Format string

// Formats. JSON is one array of rows, or one row.
const (
	NDJSON Format = "ndjson"
	JSON   Format = "json"
	CSV    Format = "csv"
	XLSX   Format = "xlsx"
)

// FormatOf tells the format by a file's name, which may end in .gz as well.
func FormatOf(name string) (Format, bool) {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch filepath.Ext(name) {
	case ".ndjson", ".jsonl":
		return NDJSON, true
	case ".json":
		return JSON, true
	case ".csv", ".tsv":
		return CSV, true
	case ".xlsx", ".xlsm":
		return XLSX, true
	}
	return "", false
}

// maxRow is the longest row. What is longer is no row but a broken file, and must not
// fill the memory.
const maxRow = 1 << 20

// record is one row as its file gives it, before anybody knows what it means. One that
// could not be split into fields carries the reject instead.
type record struct {
	line   int
	nth    int // which row of the file
	size   int // bytes
	fields map[string]value
	reject *Reject

	// As the file has it: the cells of a table under their names, or an object.
	names, cells []string
	object       []byte // good until the next record
}

// splitter splits a file into records; io.EOF ends it. After another error there is
// nothing more to read.
type splitter interface {
	next() (record, error)
}

// brokenSplitter is a file that cannot be read at all.
type brokenSplitter struct{ err error }

func (s brokenSplitter) next() (record, error) { return record{}, s.err }

// lineReader reads lines of any length in bounded memory.
type lineReader struct {
	in   *bufio.Reader
	line int // number of the line read last
}

// next gives one line with its line break; the bool says that it was longer than most and
// that the rest was passed over. The bytes are good until the next call.
func (l *lineReader) next(most int) ([]byte, bool, error) {
	l.line++
	part, err := l.in.ReadSlice('\n')
	if err == nil {
		return part, len(part) > most, nil
	}
	var line []byte
	cut := false
	for {
		if len(line)+len(part) > most {
			cut = true
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		part, err = l.in.ReadSlice('\n')
	}
	if errors.Is(err, io.EOF) && (len(line) > 0 || cut) {
		err = nil // the last line needs no line break
	}
	return line, cut, err
}

type ndjsonSplitter struct{ lines lineReader }

func (s *ndjsonSplitter) next() (record, error) {
	for {
		line, cut, err := s.lines.next(maxRow)
		if err != nil {
			return record{}, err
		}
		if cut {
			return record{line: s.lines.line, reject: &Reject{Reason: TooLong}}, nil
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return jsonRecord(line, s.lines.line), nil
		}
	}
}
