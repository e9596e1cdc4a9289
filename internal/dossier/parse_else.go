package dossier

import (
	"strings"

	"motcua/internal/vntext"
)

// whatElse looks at what no code and no slip took: phones and identity numbers,
// which are only told of, an office's receipt book, a piece of a code.
func (s *scan) whatElse() {
	left := s.untaken()
	if !strings.ContainsAny(left, "0123456789") {
		return
	}
	for _, n := range vntext.FindNumbers(left) {
		switch n.Kind {
		case vntext.Phone:
			s.phone = true
		case vntext.Identity:
			s.identity = true
		}
		left = left[:n.Start] + strings.Repeat("\n", n.End-n.Start) + left[n.End:]
	}
	s.book = receiptBook(left)
	if len(s.items) > 0 || s.phone || s.identity || s.book {
		return
	}
	s.short = s.fragment || pieceOfCode(left)
}

// untaken is the text with what was read already made empty.
func (s *scan) untaken() string {
	if len(s.taken) == 0 {
		return s.text
	}
	left := []byte(s.text)
	for _, t := range s.taken {
		for i := t.start; i < t.end; i++ {
			left[i] = '\n'
		}
	}
	return string(left)
}

// receiptBook finds "BN 1234" (also "BN số 1234") and "1234/BN-UBND".
func receiptBook(text string) bool {
	for i := range len(text) {
		if !strings.HasPrefix(text[i:], "BN") || letterAt(text, i+2) {
			continue
		}
		if i > 1 && text[i-1] == '/' && isDigit(text[i-2]) {
			return true
		}
		if letterBefore(text, i) {
			continue
		}
		rest := strings.TrimLeft(text[i+2:], " :.-")
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "SỐ"), "SO")
		if digitsAt(strings.TrimLeft(rest, " :.-"), 0) >= 2 {
			return true
		}
	}
	return false
}

// pieceOfCode reports whether a number is meant as a code but too short for one: a
// date and a sequence, or a bare number that is the whole message or stands after
// words for a code.
func pieceOfCode(text string) bool {
	asked := !strings.ContainsFunc(text, isWordRune) || speaksOfCode(text)
	for i := 0; i < len(text); {
		n := digitsAt(text, i)
		if n == 0 {
			i++
			continue
		}
		end := i + n
		sign, next := signAt(text, end)
		if n == 6 && sign == '-' && digitsAt(text, next) > 0 {
			if d := readDate(text[i:end]); d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 {
				return true
			}
		}
		if asked && n >= 3 && n <= 8 && standsAlone(text, i, end) {
			return true
		}
		i = end
	}
	return false
}

func isWordRune(r rune) bool { return r >= 'A' && r <= 'Z' || r > 0xBF }

// speaksOfCode finds the words people use for a code, with and without marks.
func speaksOfCode(text string) bool {
	for _, words := range []string{"MÃ HỒ SƠ", "MA HO SO", "MÃ SỐ", "MA SO", "MHS", "SỐ HỒ SƠ", "SO HO SO", "MÃ HS", "MA HS"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// standsAlone reports whether text[start:end] is a number of its own: not part of
// "1.001193", of "24/10/2023" or of "50K", and not the year after "năm".
func standsAlone(text string, start, end int) bool {
	if end < len(text) && (letterAt(text, end) || strings.ContainsRune("./,:%", rune(text[end])) && digitsAt(text, end+1) > 0) {
		return false
	}
	if start > 1 && strings.ContainsRune("./,:", rune(text[start-1])) && isDigit(text[start-2]) || letterBefore(text, start) {
		return false
	}
	before := strings.TrimRight(text[:start], " ")
	return !strings.HasSuffix(before, "NĂM") && !strings.HasSuffix(before, "NAM")
}
