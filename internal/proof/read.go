package proof

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"motcua/internal/vntext"
)

// longest is the most that is read: a proof is short, a story is none.
const longest = 200

var (
	// theFour is the 4 of "4 số cuối", which is no part of the answer.
	theFour = regexp.MustCompile(`\b4\s*(?:chu\s*)?(?:so|digits?|numbers?)\b|\blast\s*4\b`)
	// birthday is a whole date of birth; its year is taken.
	birthday = regexp.MustCompile(`\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b`)
	yearWord = regexp.MustCompile(`sinh|nam|\bsn|\bns|born|birth|year`)
	tailWord = regexp.MustCompile(`cuoi|duoi|\bso\b|sdt|\bdt|dien thoai|phone|last|digits`)
)

// Read reads a weak proof as people type it: "1234 1980", "4 số cuối 1234, sinh năm 1980".
// The year may come first where that is plain. A whole phone number is refused, though its
// end would do: nobody shall get used to sending it; and so is every other number beside
// the two.
func Read(text string) (Try, bool) {
	if len(text) > longest*4 || len([]rune(text)) > longest {
		return Try{}, false
	}
	text = strings.Join(strings.Fields(vntext.Fold(text)), " ")
	text = theFour.ReplaceAllString(text, " so cuoi ")
	text = birthday.ReplaceAllStringFunc(text, yearOf)
	n, ok := numbersOf(text)
	if !ok || !wholeNumbers(text) {
		return Try{}, false
	}
	switch tailFirst, yearFirst := year(n[1].digits) > 0, year(n[0].digits) > 0; {
	case tailFirst && yearFirst: // both could be the year: the usual order, unless words say otherwise
		switch told(text[:n[0].at], text[n[0].at+4:n[1].at], text[n[1].at+4:]) {
		case turned:
			return Try{Tail: n[1].digits, Year: year(n[0].digits)}, true
		case unclear:
			return Try{}, false
		}
		fallthrough
	case tailFirst:
		return Try{Tail: n[0].digits, Year: year(n[1].digits)}, true
	case yearFirst:
		return Try{Tail: n[1].digits, Year: year(n[0].digits)}, true
	}
	return Try{}, false
}

// number is four digits and where they stand.
type number struct {
	digits string
	at     int
}

// numbersOf are the two numbers of a text; false where there are others.
func numbersOf(text string) ([2]number, bool) {
	var found [2]number
	n := 0
	for at := 0; at < len(text); at++ {
		end := at
		for end < len(text) && '0' <= text[end] && text[end] <= '9' {
			end++
		}
		if end == at {
			continue
		}
		if end-at != 4 || n == len(found) {
			return found, false
		}
		found[n] = number{digits: text[at:end], at: at}
		n, at = n+1, end
	}
	return found, n == len(found)
}

// wholeNumbers reports whether no digit is hidden from us: one in other letters, or behind
// a plus.
func wholeNumbers(text string) bool {
	return !strings.Contains(text, "+") && !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsNumber(r) })
}

// yearOf leaves of a date what may be its year; what is no date stays.
func yearOf(date string) string {
	m := birthday.FindStringSubmatch(date)
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	if day < 1 || day > 31 || month < 1 || month > 12 {
		return date
	}
	return " sinh " + m[3]
}

// year is a possible year of birth; 0: none.
func year(digits string) int {
	n, _ := strconv.Atoi(digits)
	if n < 1900 || n > 2099 {
		return 0
	}
	return n
}

// order is what the words say of which number comes first.
type order int

const (
	usual   order = iota // the end of the phone first
	turned               // the year first
	unclear              // words that fit both
)

// told reads the words around two numbers: those before the first and right behind it are
// about the first, those before the second about the second. Words at the end may be about
// either.
func told(before, between, end string) order {
	behind, ahead := "", between
	if comma := strings.LastIndexAny(between, ",;."); comma >= 0 {
		behind, ahead = between[:comma], between[comma:]
	} else if strings.HasPrefix(between, " la ") {
		behind, ahead = between, ""
	}
	first, second := about(before+" "+behind), about(ahead)
	switch {
	case first.one():
		return orderOf(first.year)
	case about(end) != label{}:
		return unclear
	case second.one():
		return orderOf(second.tail)
	case first.year || second.year:
		return unclear
	}
	return usual
}

// label is what words name.
type label struct{ year, tail bool }

func about(words string) label {
	return label{year: yearWord.MatchString(words), tail: tailWord.MatchString(words)}
}

func (l label) one() bool { return l.year != l.tail }

func orderOf(yearFirst bool) order {
	if yearFirst {
		return turned
	}
	return usual
}
