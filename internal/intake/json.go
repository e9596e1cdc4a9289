package intake

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// jsonRecord reads one object. Keys are taken as they are written: "Code" is not "code".
// What it gives is good as long as raw is.
func jsonRecord(raw []byte, line int) record {
	if !utf8.Valid(raw) {
		return record{line: line, reject: &Reject{Reason: NotUTF8}}
	}
	if fields, ok := scanRow(raw); ok {
		return record{line: line, size: len(raw), fields: fields, object: raw}
	}
	return jsonRecordSlowly(raw, line)
}

// jsonRecordSlowly reads what the quick way does not, and says what is wrong.
func jsonRecordSlowly(raw []byte, line int) record {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return record{line: line, reject: notJSON(err)}
	}
	if object == nil { // the word null
		return record{line: line, reject: &Reject{Reason: NotObject}}
	}
	return record{line: line, size: len(raw), fields: said(object), object: raw}
}

// scanListSlowly reads what the quick way through a list does not.
func scanListSlowly(raw []byte) ([]map[string]value, bool) {
	var elements []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		return nil, false
	}
	list := make([]map[string]value, len(elements))
	for i, element := range elements {
		list[i] = said(element)
	}
	return list, true
}

// said are the fields that are not null, which is "not said".
func said(object map[string]json.RawMessage) map[string]value {
	fields := make(map[string]value, len(object))
	for name, raw := range object {
		if string(raw) != "null" {
			fields[name] = value{field: name, raw: raw}
		}
	}
	return fields
}

// notJSON says where the text stops being JSON; the decoder's own words are in one
// language only and may quote the text.
func notJSON(err error) *Reject {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &Reject{Reason: NotJSON, Args: []any{syntax.Offset}}
	}
	return &Reject{Reason: NotObject}
}

// jsonSplitter reads one array of rows, or one row, without holding the array.
type jsonSplitter struct {
	lines  *lineCounter
	dec    *json.Decoder
	array  bool
	wraps  bool // the array is one field of an object
	begun  bool
	broken error
}

func newJSONSplitter(in *bufio.Reader) *jsonSplitter {
	lines := &lineCounter{in: in, line: 1}
	return &jsonSplitter{lines: lines, dec: json.NewDecoder(lines)}
}

func (s *jsonSplitter) next() (record, error) {
	if s.broken != nil {
		return record{}, s.broken
	}
	if !s.begun {
		s.begun = true
		if s.array = s.lines.begins('['); s.array {
			_, _ = s.dec.Token() // the bracket just seen
		} else {
			s.wraps = s.unwrap()
			s.array = s.wraps
		}
	}
	if s.array && !s.dec.More() {
		return s.end()
	}
	var raw json.RawMessage
	if err := s.dec.Decode(&raw); err != nil {
		return s.stop(err)
	}
	end := s.dec.InputOffset()
	line := s.lines.at(end - int64(len(raw)))
	if len(raw) > maxRow {
		return record{line: line, reject: &Reject{Reason: TooLong}}, nil
	}
	return jsonRecord(raw, line), nil
}

// end reads the closing bracket: an array cut off in the middle has none.
func (s *jsonSplitter) end() (record, error) {
	_, err := s.dec.Token()
	if err == nil && s.wraps {
		err = s.endWrapping()
	}
	if err != nil {
		return s.stop(err)
	}
	s.broken = io.EOF
	return record{}, io.EOF
}

// stop ends the file: past broken JSON nobody knows where the next row begins. The rows
// before it are good, so the break is a reject and not a file that cannot be read.
func (s *jsonSplitter) stop(err error) (record, error) {
	if errors.Is(err, io.EOF) && s.array {
		err = io.ErrUnexpectedEOF
	}
	syntax, isSyntax := errors.AsType[*json.SyntaxError](err)
	if !isSyntax && !errors.Is(err, io.ErrUnexpectedEOF) {
		s.broken = err
		return record{}, err
	}
	at := s.lines.offset
	if isSyntax {
		at = syntax.Offset
	}
	s.broken = ErrBroken
	return record{line: s.lines.at(at), reject: &Reject{Reason: Broken}}, nil
}

// ErrBroken ends a file in the middle: its rest cannot be read, and a Reject has said so.
var ErrBroken = errors.New("the rest of the file cannot be read")

// lineCounter remembers where the lines of what was read begin, until they are asked for.
type lineCounter struct {
	in     *bufio.Reader
	offset int64   // bytes read
	breaks []int64 // offsets of the line breaks not counted in line yet
	line   int
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.breaks = append(c.breaks, c.offset+int64(i))
		}
	}
	c.offset += int64(n)
	return n, err
}

// at gives the line of a byte. Bytes are asked for in order.
func (c *lineCounter) at(offset int64) int {
	i := 0
	for i < len(c.breaks) && c.breaks[i] < offset {
		i++
	}
	c.breaks = c.breaks[i:]
	c.line += i
	return c.line
}

// begins skips white space and tells whether the next byte is b.
func (c *lineCounter) begins(b byte) bool {
	for {
		head, err := c.in.Peek(1)
		if err != nil {
			return false
		}
		switch head[0] {
		case ' ', '\t', '\r', '\n':
			_, _ = c.Read(make([]byte, 1))
		default:
			return head[0] == b
		}
	}
}
