package procedure

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine is a published text in one line, with plain spaces.
func oneLine(s string) string {
	space := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && !space && i < len(s)-1:
			space = true
		case c <= ' ', c == 0xE3, (c == 0xC2 || c == 0xE2) && strings.IndexByte("\xA0\x80", s[min(i+1, len(s)-1)]) >= 0: // spaces of other kinds
			return strings.Join(strings.Fields(s), " ")
		default:
			space = false
		}
	}
	return s // as most are
}

// bare takes away what stands before a line to mark it as one of a list, and what ends
// it: "- ", "(i) ", "1. ", "a.1) ", ";".
func bare(s string) string {
	s = oneLine(s)
	for {
		cut := strings.TrimLeft(s, "-–+*•·… .;,:)")
		cut = cut[number(cut):]
		if cut == s {
			break
		}
		s = cut
	}
	return strings.TrimRight(s, ";:,. -–(")
}

// number gives the length of a number of a list at the head of s, with its space.
func number(s string) int {
	end := strings.IndexByte(s, ' ')
	if end < 0 || end > 8 {
		// "(i)Trường" and "a)Trường" are glued.
		if end = strings.IndexByte(s, ')') + 1; end == 0 || end > 6 {
			return 0
		}
	}
	mark := strings.Trim(s[:end], " ")
	closed := strings.TrimRight(mark, ").:/")
	if closed == mark {
		return 0
	}
	for part := range strings.SplitSeq(strings.TrimLeft(closed, "("), ".") {
		if !counts(part) {
			return 0
		}
	}
	return end
}

// counts reports whether s counts in a list: a number, one letter, a Roman number.
func counts(s string) bool {
	digits, roman := s != "", s != ""
	for _, r := range s {
		digits = digits && r >= '0' && r <= '9'
		roman = roman && strings.ContainsRune("ivxIVX", r)
	}
	return digits && len(s) <= 2 || roman || utf8.RuneCountInString(s) == 1 && (s == "*" || s == "đ" || s[0] < utf8.RuneSelf && unicode.IsLetter(rune(s[0])))
}

// capital writes the first letter large.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || unicode.IsUpper(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// Where a long text may be cut, the best places first: after a sentence, before a
// bracket or a condition, between words.
var joints = [][]string{
	{". ", "; "},
	{" (", " trong trường hợp ", " trường hợp ", " đối với ", " theo quy định ", " theo mẫu ", " ban hành kèm theo ", " được quy định ", " quy định tại "},
	{", ", ": ", " do ", " để ", " về việc ", " hoặc ", " của ", " và ", " kèm "},
	{" "},
}

// shortened gives at most n letters of s, cut where a reader would pause, with a sign
// that something is missing.
func shortened(s string, n int) string {
	end, runes := 0, 0
	for i := range s {
		if runes == n-1 {
			end = i
		}
		if runes++; runes > n {
			break
		}
	}
	if runes <= n {
		return s
	}
	head := s[:end]
	if open := unclosed(head); open > 12 { // half a bracket says nothing
		return trailing(head[:open]) + "…"
	}
	for _, level := range joints {
		at := -1
		for _, joint := range level {
			at = max(at, strings.LastIndex(head, joint))
		}
		if at >= end/4 {
			head = head[:at]
			break
		}
	}
	return trailing(head) + "…"
}

// unclosed is the place of the bracket that s opens and does not close, or -1.
func unclosed(s string) int {
	var open []int
	for i := range len(s) {
		switch {
		case s[i] == '(':
			open = append(open, i)
		case s[i] == ')' && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return -1
	}
	return open[0]
}

// trailing takes off what cannot end a text: signs, and words that lead to a next.
func trailing(s string) string {
	for {
		cut := strings.TrimRight(s, " ,;:.-(")
		for _, w := range []string{"trong", "theo", "của", "và", "hoặc", "đối với", "đối", "tại", "do", "về", "cho", "để", "là", "từ", "với", "các", "thì", "việc", "gồm", "bao", "khi", "bằng", "có", "được", "phải", "trừ", "mẫu số", "mẫu"} {
			if head, ok := strings.CutSuffix(cut, " "+w); ok {
				cut = head
				break
			}
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

// stable makes a short id of a text: the same whenever the record is taken in again.
func stable(text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))[:6]
}

// startsWith reports whether s starts with one of the words.
func startsWith(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// says reports whether one of the words is in s.
func says(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
