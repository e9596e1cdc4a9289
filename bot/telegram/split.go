package telegram

import (
	"strings"
	"unicode"
)

// splitText cuts a text into parts of at most limit UTF-16 units, as Telegram counts:
// at the end of a paragraph, else of a sentence, else of a word.
func splitText(text string, limit int) []string {
	var parts []string
	if text = strings.TrimSpace(text); text != "" && len(text) <= limit { // no text has more units than bytes
		return []string{text}
	}
	for text = strings.TrimSpace(text); text != ""; {
		at := cut(text, limit)
		if part := strings.TrimSpace(text[:at]); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimSpace(text[at:])
	}
	return parts
}

// cut is where the first part ends, in bytes.
func cut(text string, limit int) int {
	units, paragraph, sentence, word, whole := 0, 0, 0, 0, 0
	var before rune
	for at, r := range text {
		switch {
		case r == '\n':
			paragraph = at
		case unicode.IsSpace(r) && ends(before):
			sentence = at
		case unicode.IsSpace(r):
			word = at
		}
		if at > 0 && !joins(r) && before != joiner {
			whole = at
		}
		if units += width(r); units > limit {
			return best(at, paragraph, sentence, word, whole)
		}
		before = r
	}
	return len(text)
}

// best takes the first end that leaves the part at least a third full; a text without
// any is cut between two characters as people see them.
func best(full, paragraph, sentence, word, whole int) int {
	for _, at := range []int{paragraph, sentence, word} {
		if at > full/3 {
			return at
		}
	}
	if whole > 0 {
		return whole
	}
	return full
}

// ends says whether a sentence can end with r.
func ends(r rune) bool { return strings.ContainsRune(".!?…:;", r) }

const joiner = '\u200d'

// joins says whether r belongs to the character before it: marks, and the parts of
// emoji.
func joins(r rune) bool {
	return r == joiner || unicode.Is(unicode.M, r) || (r >= 0x1F3FB && r <= 0x1F3FF) || unicode.Is(unicode.Variation_Selector, r)
}

// width is how many UTF-16 units a character takes.
func width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// units is how long Telegram takes a text to be.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += width(r)
	}
	return n
}
