package intake

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
)

// wrapping is how the answer of a system begins whose rows lie in a list of it: nothing
// but plain values before, and a name that no row of our own has.
var wrapping = regexp.MustCompile(`(?i)^\{\s*("[a-z_]+"\s*:\s*("[^"\\]*"|-?[0-9.]+|null|true|false)\s*,\s*)*"(data|items|danhsachhoso)"\s*:\s*\[`)

const wrappingHead = 1 << 10

// unwrap goes into the list of rows that the object ahead wraps, if it does.
func (s *jsonSplitter) unwrap() bool {
	head, _ := s.lines.in.Peek(wrappingHead)
	if !wrapping.Match(head) {
		return false
	}
	for {
		token, err := s.dec.Token()
		if err != nil {
			return false // what was just seen is there; a reader that fails does so again
		}
		if token == json.Delim('[') {
			return true
		}
	}
}

// endWrapping reads what stands behind the list: an object cut off in the middle has no end.
func (s *jsonSplitter) endWrapping() error {
	for depth := 1; depth > 0; {
		token, err := s.dec.Token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}
