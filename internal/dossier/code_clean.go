package dossier

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// maxText is how much of a text is read, in runes. A code is twenty signs long and a
// message a few lines; what is longer is not a citizen's, and must not cost more.
const maxText = 4096

// Clean brings a text that holds one code into the form codes are written in:
// NFKC, no invisible signs, every dash "-", upper case, look-alike letters Latin,
// "," ";" "·" "…" next to digits ".", no spaces around "." and "-". It reads the
// first 4096 runes. ParseCode shares all steps but the last two: in a sentence a
// comma or a space may also stand between two numbers, and only the place tells.
func Clean(text string) string {
	return strings.TrimSpace(withoutInnerSpaces(dotsForCommas(tidy(text))))
}

// tidy does the steps of cleaning that do not depend on the place in a code. All
// white space becomes a plain space, and several dots next to a digit ("…") one.
// Invisible signs go first: nothing turns into one, and what they parted composes.
func tidy(text string) string {
	text = firstRunes(text, maxText)
	if !plain(text) {
		text = strings.Map(visible, strings.ToValidUTF8(text, " "))
		text = norm.NFKC.String(text)
	}
	return oneDot(norm.NFC.String(strings.Map(tidyRune, text)))
}

func visible(r rune) rune {
	if vntext.Invisible(r) {
		return -1
	}
	return r
}

func firstRunes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

func plain(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func tidyRune(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A'
	case r == '_' || r == '~':
		return '-'
	case r == '·':
		return ';' // as ";" it is a dot next to a digit; and it is one byte
	case r < utf8.RuneSelf && r > ' ':
		return r
	case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\uFE58', r == '\uFE63', r == '\uFF0D':
		return '-'
	case unicode.IsSpace(r):
		return ' '
	}
	r = unicode.ToUpper(r)
	if latin, ok := lookAlike[r]; ok {
		return latin
	}
	return r
}

// lookAlike are the Cyrillic and Greek capitals that other keyboards and scanners put
// for the letters of codes.
var lookAlike = map[rune]rune{
	'Н': 'H', 'О': 'O', 'С': 'C', 'В': 'B', 'І': 'I', 'Ѕ': 'S',
	'Η': 'H', 'Ο': 'O', 'Β': 'B', 'Ι': 'I', 'Ζ': 'Z',
}

// dotLike are the signs that stand for the dot inside a code, tidied.
func dotLike(c byte) bool { return c == '.' || c == ',' || c == ';' }

// dotsForCommas writes the signs that stand for a dot next to a digit as dots.
func dotsForCommas(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c == ',' || c == ';' {
			if i > 0 && isDigit(s[i-1]) || i+1 < len(s) && isDigit(s[i+1]) {
				out[i] = '.'
			}
		}
	}
	return string(out)
}

// withoutInnerSpaces removes the spaces around "." and "-".
func withoutInnerSpaces(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		sign := c == '.' || c == '-'
		if sign {
			out = trimRight(out, ' ')
		}
		afterSign := len(out) > 0 && (out[len(out)-1] == '.' || out[len(out)-1] == '-')
		if c == ' ' && afterSign {
			continue
		}
		out = append(out, c)
	}
	return oneDot(string(out))
}

func trimRight(b []byte, c byte) []byte {
	for len(b) > 0 && b[len(b)-1] == c {
		b = b[:len(b)-1]
	}
	return b
}

// oneDot makes one dot of several next to a digit.
func oneDot(s string) string {
	if !strings.Contains(s, "..") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 0
		for i+n < len(s) && s[i+n] == '.' {
			n++
		}
		if n == 0 {
			b.WriteByte(s[i])
			i++
			continue
		}
		if i > 0 && isDigit(s[i-1]) || i+n < len(s) && isDigit(s[i+n]) {
			b.WriteByte('.')
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
