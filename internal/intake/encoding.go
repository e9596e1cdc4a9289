package intake

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// encoding is one that tables may be written in. What is read as it is has no decoder.
type encoding struct {
	name    string
	decoder func() transform.Transformer
}

var (
	asUTF16 = encoding{"UTF-16", func() transform.Transformer {
		return utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
	}}
	// Windows-1258 writes a tone as a sign of its own behind the vowel.
	asWindows1258 = encoding{"Windows-1258", func() transform.Transformer {
		return transform.Chain(charmap.Windows1258.NewDecoder(), norm.NFC)
	}}
	asTCVN3 = encoding{"TCVN3 (ABC)", func() transform.Transformer { return tcvn3{} }}
)

// encodingOf tells the encoding of a table by its beginning. Old encodings use the same
// bytes for different letters, so the one stands in which the words are Vietnamese. Where
// none does, the text is left as it is, and rows that are not UTF-8 are refused.
func encodingOf(head []byte) encoding {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return asUTF16
	}
	if mostlyUTF8(head) {
		return encoding{}
	}
	best, most, next := encoding{}, 0, 0
	for _, enc := range []encoding{asTCVN3, asWindows1258} {
		text, _, _ := transform.Bytes(enc.decoder(), head)
		good, bad := vietnameseWords(string(text))
		points := good - 4*bad // a stray foreign name does no harm to many words
		if points > most {
			best, most, next = enc, points, most
		} else {
			next = max(next, points)
		}
	}
	if most == next {
		return encoding{}
	}
	return best
}

// mostlyUTF8 tells that most of what is no ASCII is whole letters of UTF-8: a few broken
// rows do not make it another encoding.
func mostlyUTF8(head []byte) bool {
	letters, broken := 0, 0
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && size == 1 && !utf8.FullRune(head):
			return letters >= broken // cut off by the end of the sample
		case r == utf8.RuneError && size == 1:
			broken++
		case r >= utf8.RuneSelf:
			letters++
		}
		head = head[size:]
	}
	return letters >= broken
}

// vietnameseWords counts the words with marks that are syllables of Vietnamese, and those
// that are none.
func vietnameseWords(text string) (good, bad int) {
	for word := range strings.FieldsFuncSeq(text, apart) {
		switch {
		case isASCII(word):
		case syllable(word):
			good++
		default:
			bad++
		}
	}
	return good, bad
}

// apart tells what stands between words. Signs that no table needs are left in: they show
// that the encoding is another.
func apart(r rune) bool {
	return r < utf8.RuneSelf && !unicode.IsLetter(r) || strings.ContainsRune("\u00a0–—‘’“”…•", r)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// tones are the signs that a vowel carries at most one of.
var tones = map[rune]bool{0x300: true, 0x301: true, 0x303: true, 0x309: true, 0x323: true}

// syllable tells whether a word is built as Vietnamese builds them.
func syllable(word string) bool {
	marked := 0
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if tones[r] {
			marked++
			continue
		}
		b.WriteRune(r)
	}
	return marked <= 1 && syllableShape.MatchString(norm.NFC.String(b.String()))
}

// syllableShape is a consonant, a vowel or several, and what may end them.
var syllableShape = regexp.MustCompile(`^(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|n|ngh?|nh|ph?|qu?|r|s|th?|tr|v|x)?(?:` +
	`(?:oa|oă|oe|oo|uâ|uê|uô|uơ|uyê?|iê|yê|ươ|[aăâeêioôơuưy])(?:ch?|m|ng?|nh|p|t)?|` +
	`uya|ia|ua|ưa|[ao]i|a[ouy]|â[uy]|eo|êu|iu|iêu|yêu|ôi|ơi|[uư]i|ưu|uôi|ươ[iu]|oa[iyo]|oeo|uây|uy[au]|uêu)$`)
