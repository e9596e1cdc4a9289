package dossier

import (
	"slices"
	"strings"
	"time"
)

// maxCodes is how many codes of one message are answered.
const maxCodes = 5

// ParseCode finds the dossier codes in a text as people really type it: alone, in a
// sentence, glued to words, with letters for digits, with dots and dashes missing,
// dictated. It says what may be looked up and, of the rest, what it looks like. It is
// pure and bounded: only the first 4096 runes are read. known tells which
// organisation identifiers exist, today which years are possible.
func ParseCode(text string, known Identifiers, today time.Time) Reading {
	s := scan{text: tidy(text), known: known, today: today}
	s.written()
	s.dictated()
	s.whatElse()
	return s.reading()
}

// scan is the reading of one text.
type scan struct {
	text   string // tidied
	known  Identifiers
	today  time.Time
	spoken bool // the text was put together from dictated words

	items    []item
	taken    []span // what is read already
	fragment bool   // the beginning of a code was seen, without an end
	more     bool
	phone    bool
	identity bool
	book     bool
	short    bool
}

// span is text[start:end].
type span struct{ start, end int }

// item is one code or one slip, and where it stands.
type item struct {
	span
	codes  []parts // possible codes as typed, in order of trust; empty for a slip
	slip   Slip
	spoken bool
}

// written goes once through the text and reads what stands there in signs.
func (s *scan) written() {
	for i := 0; i < len(s.text); {
		it, ok := s.itemAt(i)
		if !ok {
			i++
			continue
		}
		s.take(it)
		i = it.end
	}
}

func (s *scan) itemAt(i int) (item, bool) {
	c := s.text[i]
	switch {
	case 'A' <= c && c <= 'Z':
		return s.codeAt(i)
	case isDigit(c) && (i == 0 || !isDigit(s.text[i-1])):
		return s.insuranceAt(i)
	}
	return item{}, false
}

// take keeps an item. The same code twice is one code; after the fifth only More
// tells of others.
func (s *scan) take(it item) {
	s.taken = append(s.taken, it.span)
	it.spoken = s.spoken
	alike := 0
	for _, have := range s.items {
		if have.same(it) {
			return
		}
		if have.isCode() == it.isCode() {
			alike++
		}
	}
	if alike >= maxCodes {
		s.more = s.more || it.isCode()
		return
	}
	s.items = append(s.items, it)
}

func (it item) isCode() bool { return len(it.codes) > 0 }

func (it item) same(other item) bool {
	if it.isCode() && other.isCode() {
		return it.codes[0] == other.codes[0]
	}
	return it.isCode() == other.isCode() && it.slip == other.slip
}

// floor is the end of what was taken last: nothing new begins before it.
func (s *scan) floor() int {
	if len(s.taken) == 0 {
		return 0
	}
	return s.taken[len(s.taken)-1].end
}

// reading puts the items into the order of the text and spells the codes out.
func (s *scan) reading() Reading {
	slices.SortStableFunc(s.items, func(a, b item) int { return a.start - b.start })
	r := Reading{More: s.more, Phone: s.phone, Identity: s.identity, ReceiptBook: s.book, TooShort: s.short}
	for _, it := range s.items {
		if !it.isCode() {
			r.Slips = append(r.Slips, it.slip)
			continue
		}
		r.Codes = append(r.Codes, s.found(it))
	}
	return r
}

// found spells a code out: first all readings of what was typed, then their aliases.
func (s *scan) found(it item) Found {
	first := it.codes[0]
	f := Found{Family: first.family(), Holder: s.known.holder(first), Spoken: it.spoken}
	for _, p := range it.codes {
		f.Spellings = append(f.Spellings, p.Code())
	}
	for _, p := range it.codes {
		for _, alias := range p.spellings()[1:] {
			if !slices.Contains(f.Spellings, alias) {
				f.Spellings = append(f.Spellings, alias)
			}
		}
	}
	if len(first.date) == 6 && !first.slash { // with its century a date is never ambiguous
		if d, ok := swapped(first.date, s.today); ok {
			f.Swap = parts{org: first.org, date: d.digits(false), seq: first.seq}.Code()
		}
	}
	return f
}

// insuranceAt reads a code of social insurance: sequence/year/office. Dictated, its
// slash is said like a dash.
func (s *scan) insuranceAt(i int) (item, bool) {
	if i < s.floor() || i > 0 && s.text[i-1] == '/' {
		return item{}, false
	}
	var p [3]string
	at := i
	for n := range p {
		size := digitsAt(s.text, at)
		p[n] = s.text[at : at+size]
		at += size
		if n < 2 {
			next, ok := s.slashAt(at)
			if !ok {
				return item{}, false
			}
			at = next
		}
	}
	code, ok := splitInsurance(strings.Join(p[:], "/"))
	if !ok || at+1 < len(s.text) && s.text[at] == '/' && isDigit(s.text[at+1]) {
		return item{}, false
	}
	it := item{span: span{i, at}}
	if y := number(code.date); y < firstYear || y > s.today.Year()+1 {
		it.slip = Slip{Kind: SlipYear, Typed: string(code.Code()), Part: code.date, Year: y}
		return it, true
	}
	it.codes = []parts{code}
	return it, true
}

func (s *scan) slashAt(i int) (int, bool) {
	i = skipSpaces(s.text, i, 1)
	if i >= len(s.text) || s.text[i] != '/' && (!s.spoken || s.text[i] != '-') {
		return 0, false
	}
	return skipSpaces(s.text, i+1, 1), true
}

func digitsAt(text string, i int) int {
	n := 0
	for i+n < len(text) && isDigit(text[i+n]) {
		n++
	}
	return n
}

// skipSpaces passes over at most so many spaces.
func skipSpaces(text string, i, most int) int {
	for ; most > 0 && i < len(text) && text[i] == ' '; most-- {
		i++
	}
	return i
}
