package words

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// Check finds what is wrong with the message files in fsys: languages that
// differ in keys or placeholders, texts left untranslated, Vietnamese without
// its marks, and words that we never say. Keys in except may be the same in two
// languages and need no marks (a name, an address).
func Check(fsys fs.FS, except ...string) []error {
	c, err := Load(fsys)
	if err != nil {
		return []error{err}
	}
	var wrong []error
	for _, lang := range c.Languages() {
		for _, key := range c.Keys(lang) {
			for _, problem := range c.problems(lang, key, slices.Contains(except, key)) {
				wrong = append(wrong, fmt.Errorf("%s (%s): %s", key, lang, problem))
			}
		}
	}
	return wrong
}

func (c *Catalogue) problems(lang, key string, excepted bool) []string {
	text := c.texts[lang][key]
	var out []string
	for _, other := range c.Languages() {
		if other != lang {
			out = append(out, c.compare(lang, other, key, excepted)...)
		}
	}
	switch {
	case text == "":
		out = append(out, "the text is empty")
	case !norm.NFC.IsNormalString(text):
		out = append(out, "the text is not in NFC")
	case strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}"):
		out = append(out, "a brace is left open")
	case lang == First && !excepted && hasLetter(text) && !marked(text):
		out = append(out, "the text has no Vietnamese marks")
	}
	return append(out, tasteless(lang, text)...)
}

// compare holds a text against the same key in another language.
func (c *Catalogue) compare(lang, other, key string, excepted bool) []string {
	theirs, ok := c.texts[other][key]
	if !ok {
		return []string{"there is no such key in " + other}
	}
	ours := c.texts[lang][key]
	var out []string
	if a, b := holes(ours), holes(theirs); !slices.Equal(a, b) {
		out = append(out, fmt.Sprintf("placeholders %v, but %v in %s", a, b, other))
	}
	if ours == theirs && !excepted && hasLetter(ours) {
		out = append(out, "the text is the same in "+other)
	}
	return out
}

// holes are the placeholders of a text, sorted, each once. The word of address
// does not count: other languages say "you".
func holes(text string) []string {
	var out []string
	for _, hole := range placeholder.FindAllString(text, -1) {
		if name := hole[1 : len(hole)-1]; !strings.EqualFold(name, Address) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func hasLetter(text string) bool {
	return strings.IndexFunc(placeholder.ReplaceAllString(text, ""), unicode.IsLetter) >= 0
}

func marked(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) >= 0
}

// never are words that blame, boast, or borrow the office's authority. "xin lỗi"
// is the office's own paper and is named.
var never = []string{
	"rất mong thông cảm", "mong thông cảm", "quý khách", "quý công dân", "hợp lệ", "hệ thống", "lỗi", "thất bại",
	"chúng tôi", "tôi", "em", "một cửa", "người chết", "quá hạn",
}

var (
	word    = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+`)
	capsFor = []string{"OTP", "QR", "HEIC"} // abbreviations that people know better than what they stand for
)

// tasteless finds what voice forbids in any text.
func tasteless(lang, text string) []string {
	var out []string
	bare := placeholder.ReplaceAllString(text, "")
	if strings.Contains(bare, "!") {
		out = append(out, "no exclamation mark")
	}
	if strings.IndexFunc(bare, func(r rune) bool { return unicode.Is(unicode.So, r) || r == '\ufe0f' }) >= 0 {
		out = append(out, "a sign belongs to the Reply, not to the text")
	}
	all := word.FindAllString(bare, -1)
	for _, w := range all {
		if len([]rune(w)) > 1 && strings.ToUpper(w) == w && strings.ToLower(w) != w &&
			!strings.ContainsAny(w, "0123456789") && !slices.Contains(capsFor, w) {
			out = append(out, fmt.Sprintf("%q is in capitals", w))
		}
	}
	if lang == First {
		spaced := " " + strings.ToLower(strings.Join(all, " ")) + " "
		// On a choice a person speaks of themself.
		spaced = strings.NewReplacer(" xin lỗi ", " ", " trẻ em ", " ", " của tôi ", " ", " tôi đã nộp ", " ").Replace(spaced)
		for _, bad := range never {
			if strings.Contains(spaced, " "+bad+" ") {
				out = append(out, fmt.Sprintf("%q is never said", bad))
			}
		}
	}
	return out
}
