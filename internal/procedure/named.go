package procedure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tidy makes a published name fit into a sentence: single spaces, no sign at its end.
func Tidy(s string) string {
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), " .;,:")
}

// Inside begins a sentence's first word small, to stand inside another; what is all large
// ("UBND") stays.
func Inside(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if n == 0 || unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// Named is what a case's papers are for: "Đăng ký tạm trú, nhà thuê, phòng trọ".
func (g *Guide) Named(c Case, lang string) string {
	name := Tidy(g.Called.In(lang))
	if label := Tidy(c.Label.In(lang)); label != "" {
		name += ", " + Inside(label)
	}
	return name
}
