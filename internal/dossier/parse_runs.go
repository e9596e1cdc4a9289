package dossier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a group of digits inside a possible code, after positional repair, with
// the sign that stands before it.
type run struct {
	span
	digits string
	sign   byte // '.', '-', '/', ' ' (only spaces), 0 (nothing: glued to the letter)
}

const (
	maxRuns   = 11 // letter's digits, five groups, a date in three, a sequence, one to look at
	maxRun    = 24 // digits in one group; with everything glued a code has 23
	maxSpaces = 3  // spaces in a gap
)

// runsFrom reads the groups behind the letter of a code.
func (s *scan) runsFrom(i int) []run {
	runs := make([]run, 0, maxRuns)
	at, sign := i, byte(0)
	if aloneBeforeDigit(s.text, i-1) { // "H 09.17": the letter must stand alone, else it ends a word
		at = skipSpaces(s.text, i, 1)
	}
	for len(runs) < maxRuns {
		r, ok := s.runAt(at, sign)
		if !ok {
			break
		}
		runs = append(runs, r)
		sign, at = signAt(s.text, r.end)
		if sign == 0 {
			break
		}
	}
	if n := len(runs); n > 0 {
		s.endOfCode(&runs[n-1])
	}
	return runs
}

// aloneBeforeDigit reports whether the letter at i stands alone before a space and a
// digit.
func aloneBeforeDigit(text string, i int) bool {
	alone := i == 0 || !letterBefore(text, i)
	return alone && i+2 < len(text) && text[i+1] == ' ' && isDigit(text[i+2])
}

// signAt reads the sign between two groups, with the spaces around it. Several dots
// or dashes are one.
func signAt(text string, i int) (sign byte, next int) {
	at := skipSpaces(text, i, maxSpaces)
	if at < len(text) {
		switch c := text[at]; {
		case dotLike(c):
			sign = '.'
		case c == '-' || c == '/':
			sign = c
		}
	}
	if sign == 0 {
		if at == i {
			return 0, i
		}
		return ' ', at
	}
	for at < len(text) && (text[at] == sign || sign == '.' && dotLike(text[at])) {
		at++
	}
	return sign, skipSpaces(text, at, maxSpaces)
}

// runAt reads one group. A group has at least one real digit, else it is a word;
// letters that go on as a word are not part of it.
func (s *scan) runAt(i int, sign byte) (run, bool) {
	end, lastDigit, letters := i, -1, false
	for end < len(s.text) && end-i < maxRun {
		c := s.text[end]
		if isDigit(c) {
			lastDigit = end
		} else if digitFor(c) == 0 {
			break
		} else {
			letters = true
		}
		end++
	}
	if lastDigit < 0 {
		return run{}, false
	}
	if letterAt(s.text, end) {
		end = lastDigit + 1
	}
	r := run{span: span{i, end}, digits: s.text[i:end], sign: sign}
	if letters {
		r.digits = repaired(r.digits)
	}
	return r, true
}

// endOfCode decides about letters at the very end, where "001Z" is a mistyped digit
// and "0012 ok" written without its space is a word: they count while the sequence
// is short of four, and a single one where it makes six or seven.
func (s *scan) endOfCode(r *run) {
	digits := len(r.digits)
	for digits > 0 && !isDigit(s.text[r.start+digits-1]) {
		digits--
	}
	total := len(r.digits)
	if digits == total || total <= 4 || total == digits+1 && (total == 6 || total == 7) {
		return
	}
	r.digits, r.end = r.digits[:digits], r.start+digits
}

// digitFor is positional repair: the digit a letter stands for where a digit must
// stand, 0 if none.
func digitFor(c byte) byte {
	switch c {
	case 'O', 'Q', 'D':
		return '0'
	case 'I', 'L', '|':
		return '1'
	case 'Z':
		return '2'
	case 'S':
		return '5'
	case 'B':
		return '8'
	}
	return 0
}

func repaired(s string) string {
	out := []byte(s)
	for i, c := range out {
		if d := digitFor(c); d != 0 {
			out[i] = d
		}
	}
	return string(out)
}

// letterAt reports whether a letter stands at i.
func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// letterBefore reports whether a letter stands right before i.
func letterBefore(text string, i int) bool {
	if i <= 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// groupsBefore reads family A's groups before the letter at i, as written and in
// order. Spaces around their dots are trusted only from two groups on: one number,
// a dot and a space is mostly the end of a sentence.
func (s *scan) groupsBefore(i int) (groups []string, start int) {
	at, spaced := i, false
	for len(groups) < 3 {
		dot := backSpaces(s.text, at)
		if dot == 0 || !dotLike(s.text[dot-1]) {
			break
		}
		end := backSpaces(s.text, dot-1)
		from, digits := s.groupBackFrom(end)
		if digits == "" {
			break
		}
		spaced = spaced || dot != at || end != dot-1
		groups = append([]string{digits}, groups...)
		at = from
	}
	if len(groups) == 0 || spaced && len(groups) == 1 {
		return nil, i
	}
	return groups, at
}

// groupBackFrom reads a group of two or three digits that ends at end. Letters
// before it that belong to a word ("MHS00.19.H09") are left to the word.
func (s *scan) groupBackFrom(end int) (from int, digits string) {
	from = end
	for from > s.floor() && end-from < 4 && (isDigit(s.text[from-1]) || digitFor(s.text[from-1]) != 0) {
		from--
	}
	word := end-from > 3 || letterBefore(s.text, from)
	for word && from < end && !isDigit(s.text[from]) {
		from++
	}
	if n := end - from; n < 2 || n > 3 || !strings.ContainsAny(s.text[from:end], "0123456789") {
		return end, ""
	}
	return from, repaired(s.text[from:end])
}

func backSpaces(text string, i int) int {
	for n := 0; n < 2 && i > 0 && text[i-1] == ' '; n++ {
		i--
	}
	return i
}

// undottedBefore reads the digits glued to the letter at i from the left
// ("0000019H09"), with any dots among them.
func (s *scan) undottedBefore(i int) (digits string, start int) {
	start = i
	for start > s.floor() && i-start < maxRun && (isDigit(s.text[start-1]) || dotLike(s.text[start-1]) && isDigit(s.text[start])) {
		start--
	}
	for start < i && !isDigit(s.text[start]) {
		start++
	}
	return strings.Map(onlyDigits, s.text[start:i]), start
}

func onlyDigits(r rune) rune {
	if '0' <= r && r <= '9' {
		return r
	}
	return -1
}
