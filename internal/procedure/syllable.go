package procedure

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// A syllable has two forms. The marked one keeps what the marks say but not how they
// were typed: "hoà" and "hòa", composed and decomposed, are all "hoa" and the tone
// behind it. The folded one has no marks. In both y after a consonant at the end is i
// (kỳ, kì).

// Qualities of letters in the marked form; tones stand behind the letters as a digit.
var qualities = map[rune]map[byte]byte{
	'\u0302': {'a': 'A', 'e': 'E', 'o': 'O'},
	'\u0306': {'a': 'W'},
	'\u031b': {'o': 'Q', 'u': 'U'},
}

var tones = map[rune]byte{'\u0301': '1', '\u0300': '2', '\u0309': '3', '\u0303': '4', '\u0323': '5'}

// part is what one rune adds to a syllable.
type part struct {
	letter, quality byte // quality is the letter in the marked form
	tone            byte
	known           bool
}

// parts are the runes that nearly all texts consist of.
var parts = func() (table ['ỹ' + 1]part) {
	for r := range rune(len(table)) {
		table[r] = partOf(r)
	}
	return table
}()

func partOf(r rune) part {
	var p part
	for _, d := range norm.NFKD.String(strings.ToLower(string(r))) {
		switch {
		case d == 'đ':
			p.letter, p.quality = 'd', 'D'
		case d >= 'a' && d <= 'z' || d >= '0' && d <= '9':
			if p.letter != 0 {
				return part{} // a ligature or a sign such as ½
			}
			p.letter, p.quality = byte(d), byte(d)
		case tones[d] != 0:
			p.tone = tones[d]
		case qualities[d] != nil:
			if q := qualities[d][p.letter]; q != 0 {
				p.quality = q
			}
		}
	}
	p.known = p.letter != 0
	return p
}

// maxSyllable is the longest run of letters that is looked at; no word is longer.
const maxSyllable = 24

// scanner cuts a text into syllables.
type scanner struct {
	rest           string
	marked, folded []byte // the syllable read last
	text           string // as it was written
	tone           byte
}

// next reads one syllable; false at the end of the text.
func (s *scanner) next() bool {
	s.marked, s.folded, s.tone = s.marked[:0], s.folded[:0], 0
	start, at := 0, 0
	for at < len(s.rest) {
		r, size := utf8.DecodeRuneInString(s.rest[at:])
		if !s.add(r) {
			if len(s.folded) > 0 {
				break
			}
			start = at + size
		}
		at += size
	}
	s.text, s.rest = s.rest[start:at], s.rest[at:]
	if len(s.folded) == 0 {
		return false
	}
	s.finish()
	return true
}

// add takes one rune into the syllable; false if it parts syllables.
func (s *scanner) add(r rune) bool {
	var p part
	if int(r) < len(parts) {
		p = parts[r]
	} else {
		p = partOf(r)
	}
	if p.known {
		if len(s.folded) < maxSyllable {
			s.marked, s.folded = append(s.marked, p.quality), append(s.folded, p.letter)
		}
		if p.tone != 0 {
			s.tone = p.tone
		}
		return true
	}
	return s.mark(r) || vntext.Invisible(r) && len(s.folded) > 0
}

// mark takes a mark that stands as a sign of its own behind its letter.
func (s *scanner) mark(r rune) bool {
	n := len(s.folded) - 1
	if n < 0 {
		return false
	}
	if t := tones[r]; t != 0 {
		s.tone = t
		return true
	}
	q, ok := qualities[r]
	if ok && q[s.folded[n]] != 0 {
		s.marked[n] = q[s.folded[n]]
	}
	return ok
}

func (s *scanner) finish() {
	n := len(s.folded) - 1
	if n > 0 && s.folded[n] == 'y' && !vowel(s.folded[n-1]) {
		s.folded[n], s.marked[n] = 'i', 'i'
	}
	if n > 1 && s.folded[n] == 'i' && s.folded[n-1] == 'u' && s.folded[n-2] == 'q' {
		s.folded[n], s.marked[n] = 'y', 'y'
	}
	if s.tone != 0 {
		s.marked = append(s.marked, s.tone)
	}
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// key is the text as its syllables' marked forms: texts with one key are one text.
func key(text string) string {
	var b strings.Builder
	for s := (scanner{rest: text}); s.next(); {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(s.marked)
	}
	return b.String()
}

// Folded gives the text as its syllables' folded forms: what two people who ask the
// same with and without marks have in common.
func Folded(text string) string {
	var b strings.Builder
	for s := (scanner{rest: text}); s.next(); {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(s.folded)
	}
	return b.String()
}
