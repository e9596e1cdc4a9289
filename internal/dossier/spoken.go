package dossier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastSpoken is how many words must follow each other to be a dictated code:
// "không" and "năm" are everyday words too.
const leastSpoken = 6

// spokenWords are the words of dictated codes and the sign each stands for, with
// their marks and folded. A word with other marks ("bà", "nấm") is another word.
// 'T' is mười, 't' mươi, '?' either of them folded, 'C' trăm: an elder says "một trăm
// bảy mươi mốt" for 171.
var spokenWords = map[string]byte{
	"KHÔNG": '0', "KHONG": '0', "LINH": '0', "LẺ": '0', "LE": '0',
	"MỘT": '1', "MỐT": '1', "MOT": '1', "HAI": '2', "BA": '3',
	"BỐN": '4', "BON": '4', "TƯ": '4', "TU": '4',
	"NĂM": '5', "LĂM": '5', "NHĂM": '5', "NAM": '5', "LAM": '5', "NHAM": '5',
	"SÁU": '6', "SAU": '6', "BẢY": '7', "BẨY": '7', "BAY": '7',
	"TÁM": '8', "TAM": '8', "CHÍN": '9', "CHIN": '9',
	"MƯỜI": 'T', "MƯƠI": 't', "MUOI": '?', "TRĂM": 'C', "TRAM": 'C',
	"CHẤM": '.', "CHAM": '.', "PHẨY": '.', "PHAY": '.',
	"GẠCH": '-', "GACH": '-', "XẸT": '-', "XET": '-', "XOẸT": '-',
	"HÁT": 'H', "HẮC": 'H', "HAT": 'H', "HAC": 'H', "GỜ": 'G', "GIÊ": 'G', "GO": 'G', "GIE": 'G',
}

// afterDash are the words that say which dash: "gạch ngang", "gạch chéo".
var afterDash = map[string]byte{
	"NGANG": '-', "NỐI": '-', "NOI": '-', "DƯỚI": '-', "DUOI": '-', "CHÉO": '/', "CHEO": '/',
}

// dictation is a run of such words and of digits between them, as voice keyboards
// mix them.
type dictation struct {
	span
	signs   []byte // what was said, one byte a word, digits as they stand
	words   int
	marks   int // words for dots and dashes
	tokens  int
	lastNot bool // the last word is "không", which also asks "or not?"
}

// dictated reads the codes that are said in words, where no written code stands.
func (s *scan) dictated() {
	for _, d := range s.dictations() {
		inner := scan{text: d.text(), known: s.known, today: s.today, spoken: true}
		inner.written()
		for _, it := range inner.items {
			it.span = d.span
			s.spoken = true
			s.take(it)
		}
		s.spoken = false
		inner.whatElse()
		s.phone = s.phone || inner.phone
		s.identity = s.identity || inner.identity
		s.fragment = s.fragment || inner.short
	}
}

// dictations finds the runs of spoken words that are long enough.
func (s *scan) dictations() []dictation {
	var all []dictation
	var d dictation
	end := func() {
		if d.words >= leastSpoken || d.marks >= 2 && d.tokens >= leastSpoken {
			all = append(all, d)
		}
		d = dictation{}
	}
	taken := s.taken
	for i := 0; i < len(s.text); {
		if len(taken) > 0 && i >= taken[0].start {
			end()
			i, taken = max(i, taken[0].end), taken[1:]
			continue
		}
		n := wordLength(s.text[i:])
		if n == 0 {
			n = d.addSign(s.text[i:])
		} else if !d.addWord(s.text[i:i+n], i) {
			end()
		}
		i += n
	}
	end()
	return all
}

// wordLength is the length of the letters and digits that s begins with.
func wordLength(s string) int {
	for i, r := range s {
		ascii := r < utf8.RuneSelf && (r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
		if !ascii && (r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsMark(r)) {
			return i
		}
	}
	return len(s)
}

// addSign takes a dot or dash that a voice keyboard wrote itself; all else between
// words is passed over. It gives the length of the sign.
func (d *dictation) addSign(s string) int {
	if c := s[0]; d.tokens > 0 && (c == '.' || c == '-' || c == '/') {
		d.signs = append(d.signs, c)
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// addWord takes a word at i; false if it is no word of a code.
func (d *dictation) addWord(word string, i int) bool {
	sign, known := spokenWords[word]
	dash, isDash := afterDash[word]
	switch {
	case isDash && len(d.signs) > 0 && d.signs[len(d.signs)-1] == '-':
		d.signs[len(d.signs)-1] = dash
	case known:
		d.signs = append(d.signs, sign)
		d.words++
		if sign == '.' || sign == '-' {
			d.marks++
		}
	case literal(word):
		d.signs = append(d.signs, word...)
	default:
		return false
	}
	if d.tokens == 0 {
		d.start = i
	}
	d.tokens++
	d.end = i + len(word)
	d.lastNot = word == "KHÔNG" || word == "KHONG"
	return true
}

// literal reports whether a word is already signs: "H", "H29", "261203".
func literal(word string) bool {
	digits := strings.TrimLeft(word, "HG")
	return len(word)-len(digits) <= 1 && len(digits) <= 12 && digitsBetween(digits, 0, 12)
}

// text writes the dictation down as signs.
func (d *dictation) text() string {
	var b []byte
	for i, c := range d.signs {
		next := byte(0)
		if i+1 < len(d.signs) {
			next = d.signs[i+1]
		}
		b = appendSpoken(b, c, next)
	}
	return d.withoutWordsAround(string(b))
}

// appendSpoken writes one sign; mười, mươi and trăm depend on what stands beside them:
// "mười hai" 12, "hai mươi" 20, "hai mươi ba" 23, "một trăm" 100, "một trăm linh ba" 103.
func appendSpoken(b []byte, c, next byte) []byte {
	unit := next >= '1' && next <= '9'
	tens := len(b) > 0 && b[len(b)-1] >= '2' && b[len(b)-1] <= '9'
	switch {
	case c == 'C' && isDigit(next):
		return b
	case c == 'C':
		return append(b, "00"...)
	case (c == 't' || c == '?') && tens && unit:
		return b
	case (c == 't' || c == '?') && tens:
		return append(b, '0')
	case c == 'T' || c == 't' || c == '?':
		b = append(b, '1')
		if unit {
			return b
		}
		return append(b, '0')
	case len(b) > 0 && isSign(c) && isSign(b[len(b)-1]):
		b[len(b)-1] = c // said and written: one sign
		return b
	}
	return append(b, c)
}

func isSign(c byte) bool { return c == '.' || c == '-' || c == '/' }

// withoutWordsAround drops digits that are everyday words beside the code: before
// the letter ("phải không, hát hai chín"), and a fifth digit "không" at the very end.
func (d *dictation) withoutWordsAround(s string) string {
	letter := strings.IndexAny(s, "HG")
	if letter > 0 && digitsBetween(s[:letter], 1, 2) {
		s = s[letter:]
	}
	last := strings.LastIndexByte(s, '-')
	if d.lastNot && letter >= 0 && digitsBetween(s[last+1:], 5, 5) {
		s = s[:len(s)-1]
	}
	return s
}
