package intake

import "strings"

// The quick way through JSON. Most rows are plain: it goes over one once, checks it, and cuts
// it into fields without a copy. It says no wherever it is not sure, and encoding/json then
// decides and finds the words: what the quick way takes, encoding/json takes and reads alike.

// deepest is how far brackets may stand in one another for the quick way.
const deepest = 32

// scanRow cuts one object into fields, null ones left out.
func scanRow(raw []byte) (map[string]value, bool) {
	s := scanner{raw: raw}
	s.space()
	fields, ok := s.fields(usual)
	s.space()
	return fields, ok && s.at == len(raw)
}

// scanList cuts an array of objects.
func scanList(raw []byte) ([]map[string]value, bool) {
	s := scanner{raw: raw}
	var list []map[string]value
	s.space()
	ok := s.elements(func() bool {
		fields, ok := s.fields(few)
		list = append(list, fields)
		return ok
	})
	s.space()
	return list, ok && s.at == len(raw)
}

// scanner goes over raw; at is where it stands.
type scanner struct {
	raw []byte
	at  int
}

// peek is the byte ahead, 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.raw) {
		return s.raw[s.at]
	}
	return 0
}

// take goes over b if it stands ahead.
func (s *scanner) take(b byte) bool {
	if s.peek() != b {
		return false
	}
	s.at++
	return true
}

func (s *scanner) space() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// usual is about how many fields a row has, few an element of a list.
const (
	usual = 24
	few   = 4
)

// usualNames spares each row texts of its own for the names of its fields.
var usualNames = func() map[string]string {
	names := map[string]string{}
	for name := range strings.FieldsSeq(`code status procedure_code procedure field unit received_by return_at return_channel channel
		applicant phone birth_year submitted_at received_at due_at finished_at returned_at fee_due fee_paid paid_online digitised
		e_result results supplements extensions reason events updated_at source at note name url asked_at from to`) {
		names[name] = name
	}
	return names
}()

// fields goes over an object and gives its fields. The later of two of one name counts, as
// encoding/json has it.
func (s *scanner) fields(about int) (map[string]value, bool) {
	fields := make(map[string]value, about)
	ok := s.members(func(name []byte) bool {
		begin := s.at
		if !s.value(0) {
			return false
		}
		raw := s.raw[begin:s.at]
		if string(raw) == "null" {
			delete(fields, string(name))
			return true
		}
		key, known := usualNames[string(name)]
		if !known {
			key = string(name)
		}
		fields[key] = value{field: key, raw: raw}
		return true
	})
	return fields, ok
}

// members goes over an object; each member's value is what each goes over.
func (s *scanner) members(each func(name []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	if s.space(); s.take('}') {
		return true
	}
	for {
		s.space()
		begin := s.at
		if !s.text(true) {
			return false
		}
		name := s.raw[begin+1 : s.at-1]
		if s.space(); !s.take(':') {
			return false
		}
		if s.space(); !each(name) {
			return false
		}
		if s.space(); s.take('}') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

// elements goes over an array; each goes over one of its elements.
func (s *scanner) elements(each func() bool) bool {
	if !s.take('[') {
		return false
	}
	if s.space(); s.take(']') {
		return true
	}
	for {
		if s.space(); !each() {
			return false
		}
		if s.space(); s.take(']') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

// value goes over any value.
func (s *scanner) value(deep int) bool {
	switch s.peek() {
	case '"':
		return s.text(false)
	case '{':
		return deep < deepest && s.members(func([]byte) bool { return s.value(deep + 1) })
	case '[':
		return deep < deepest && s.elements(func() bool { return s.value(deep + 1) })
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.number()
}

func (s *scanner) word(w string) bool {
	if len(s.raw)-s.at < len(w) || string(s.raw[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

// text goes over a text in quotes; plain: one that nothing is escaped in.
func (s *scanner) text(plain bool) bool {
	if !s.take('"') {
		return false
	}
	for s.at < len(s.raw) {
		switch b := s.raw[s.at]; {
		case b == '"':
			s.at++
			return true
		case b == '\\':
			if plain || !s.escape() {
				return false
			}
		case b < ' ':
			return false
		default:
			s.at++
		}
	}
	return false
}

func (s *scanner) escape() bool {
	s.at++ // the backslash
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.at++
		return true
	case 'u':
		s.at++
		for range 4 {
			switch b := s.peek(); {
			case b >= '0' && b <= '9', b >= 'a' && b <= 'f', b >= 'A' && b <= 'F':
				s.at++
			default:
				return false
			}
		}
		return true
	}
	return false
}

func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits()
	}
	return true
}

func (s *scanner) digits() bool {
	begin := s.at
	for b := s.peek(); b >= '0' && b <= '9'; b = s.peek() {
		s.at++
	}
	return s.at > begin
}
