// Package vntext knows how Vietnamese is typed: it folds text for matching and
// finds the numbers in a text that are nobody's business (phones, identity numbers,
// cards, one-time codes). It must not know dossiers, chat or sentences.
package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts comparable: lower case, no marks, đ as d, and composed and
// decomposed, full-width and plain, visible and invisible signs alike.
// "Hoà", "hòa" and "HOA" fold to the same word.
func Fold(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := letter(r)
		if !ok {
			return foldAny(s)
		}
		out = append(out, b)
	}
	return string(out)
}

// letter folds what nearly all texts consist of: ASCII, and Latin letters that are
// one sign with their marks. It is a table, since every message is folded many times.
func letter(r rune) (byte, bool) {
	if r < 0 || int(r) >= len(letters) {
		return 0, false
	}
	b := letters[r]
	return b, b != 0 || r == 0
}

// letters is the ASCII that a rune up to "ỹ" folds to, or 0 where that is not one byte.
var letters = func() (table ['ỹ' + 1]byte) {
	for r := range rune(len(table)) {
		if f := foldAny(string(r)); len(f) == 1 {
			table[r] = f[0]
		}
	}
	return table
}()

// foldAny folds a text of any signs.
func foldAny(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	// A broken byte must not take the letter behind it along.
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		if r, keep := foldRune(r); keep {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// foldRune folds one decomposed rune; marks and invisible signs are dropped.
func foldRune(r rune) (folded rune, keep bool) {
	switch {
	case r < utf8.RuneSelf:
		return unicode.ToLower(r), true
	case r == 'đ' || r == 'Đ':
		return 'd', true
	case unicode.Is(unicode.Mn, r) || Invisible(r):
		return 0, false
	}
	return unicode.ToLower(r), true
}

// Invisible reports whether r is one of the signs that phones and web pages leave
// in copied text and nobody sees: zero-width signs, soft hyphen, byte order mark.
func Invisible(r rune) bool {
	switch r {
	case '\u200B', '\u200C', '\u200D', '\uFEFF', '\u00AD', '\u2060':
		return true
	}
	return false
}
