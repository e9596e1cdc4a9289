package vntext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Redact hides the numbers that we never keep: each digit of a phone, an identity
// number, a bank card or a one-time code becomes "•", one for one; everything else
// stays as it is. The second result names what was hidden, in the order of the text,
// each kind once. The digits of a dossier code are left alone.
func Redact(s string) (string, []string) {
	f := foldedWithPlaces(s)
	numbers := f.secrets()
	if len(numbers) == 0 {
		return s, nil
	}
	runes := []rune(s)
	var kinds []string
	for _, n := range numbers {
		for i := n.Start; i < n.End; i++ {
			if digit(f.text[i]) {
				runes[f.place[i]] = '•'
			}
		}
		if !slices.Contains(kinds, string(n.Kind)) {
			kinds = append(kinds, string(n.Kind))
		}
	}
	return string(runes), kinds
}

// folded is a text reduced to ASCII for matching; place says which rune of the
// original each byte stands for. Invisible signs and marks are gone, so that they
// cannot hide a number; what has no ASCII form is "\x00".
type folded struct {
	text  string
	place []int
}

func foldedWithPlaces(s string) folded {
	text := make([]byte, 0, len(s))
	place := make([]int, 0, len(s))
	i := 0
	for _, r := range s {
		if b, ok := asciiOf(r); ok {
			text = append(text, b)
			place = append(place, i)
		}
		i++
	}
	return folded{string(text), place}
}

func asciiOf(r rune) (byte, bool) {
	if b, ok := letter(r); ok {
		return b, true
	}
	switch {
	case r >= '‐' && r <= '―' || r == '−':
		return '-', true
	case unicode.IsSpace(r):
		return ' ', true
	}
	base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(r)))
	f, keep := foldRune(base)
	if keep && f < 0x80 {
		return byte(f), true
	}
	return 0, keep
}

// codeShape is a dossier code as people type it. The date in it must be possible:
// a phone and a new identity number begin with 0, so no letter in front protects them.
var codeShape = regexp.MustCompile(`(?:[0-9]{2,3}[.,]){0,3}[a-z] ?[0-9]{2}(?: ?[.,]? ?[0-9]{1,3}){0,5}` +
	` ?[-_~ ] ?(?:20)?(?:1[89]|[23][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?: ?[-_~ ] ?)?[0-9]{1,8}`)

// insuranceShape is the code of social insurance.
var insuranceShape = regexp.MustCompile(`[0-9]{4,6}/20[0-9]{2}/[0-9]{4,6}`)

// oneTimeCode finds four to eight digits behind the words for a one-time code, and before
// them: each for itself, for a number in front must not hide the one that follows.
var oneTimeCode = []*regexp.Regexp{
	regexp.MustCompile(`(?:otp|ma xac nhan|ma xac thuc|verification code|one[ -]time (?:code|password))[^0-9]{0,25}([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})`),
	regexp.MustCompile(`([0-9]{4,8})[^0-9]{0,15}(?:otp|ma xac nhan|ma xac thuc|verification code)`),
}

// secrets finds all that is to be hidden, in the order of the text.
func (f folded) secrets() []Number {
	if !strings.ContainsAny(f.text, "0123456789") {
		return nil
	}
	text := withoutCodes(f.text)
	numbers := FindNumbers(text)
	if namesOneTimeCode(text) {
		numbers = append(numbers, oneTimeCodes(text)...)
	}
	slices.SortFunc(numbers, func(a, b Number) int { return a.Start - b.Start })
	return numbers
}

// namesOneTimeCode spares most texts the expression: each of its words has one of these.
func namesOneTimeCode(text string) bool {
	for _, word := range []string{"otp", "ma xac ", "code", "password"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

func oneTimeCodes(text string) []Number {
	var found []Number
	for _, shape := range oneTimeCode {
		for _, m := range shape.FindAllStringSubmatchIndex(text, -1) {
			if !partOfNumber(text, m[2], m[3]) {
				found = append(found, Number{m[2], m[3], OneTimeCode})
			}
		}
	}
	return found
}

// withoutCodes blanks dossier codes out. A match with a digit right behind it, or
// glued to a digit in front, is a piece of something longer and stays.
func withoutCodes(text string) string {
	if !strings.ContainsAny(text, "-_~/ ") {
		return text
	}
	shapes := []*regexp.Regexp{codeShape}
	if strings.Contains(text, "/") {
		shapes = append(shapes, insuranceShape)
	}
	out := []byte(text)
	for _, shape := range shapes {
		for _, m := range shape.FindAllStringIndex(text, -1) {
			if partOfNumber(text, m[0], m[1]) {
				continue
			}
			for i := m[0]; i < m[1]; i++ {
				out[i] = 0
			}
		}
	}
	return string(out)
}

func partOfNumber(text string, start, end int) bool {
	return start > 0 && digit(text[start-1]) || end < len(text) && digit(text[end])
}
