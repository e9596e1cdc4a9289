package proof

import (
	"slices"
	"strings"
	"unicode"

	"motcua/internal/vntext"
)

// around are the words, folded, that stand around a proof and say nothing else.
var around = strings.Fields(`
	so cuoi chu dien thoai sdt dt nam sinh sn ns la va cua con toi em minh tui chau bac co chu anh chi da vang day nhe nha ak
	last four digits phone number born in year of birth the is my and`)

// Bare reports whether a text is a proof and nothing else: one that was typed where none
// was asked for. A sentence with two such numbers in it may be about anything.
func Bare(text string) bool {
	if _, ok := Read(text); !ok {
		return false
	}
	for word := range strings.FieldsFuncSeq(vntext.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(word) > 1 && !slices.Contains(around, word) {
			return false
		}
	}
	return true
}
