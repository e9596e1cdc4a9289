package citizen

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// longest is how many characters of a message are searched for words; what a
// person wants stands at its beginning.
const longest = 600

// said is a typed text made ready for matching.
type said struct {
	folded string // " ho so toi dau roi "
	marked string // " hồ sơ tới đâu rồi "
	words  int
}

func newSaid(text string) said {
	text = clip(text)
	all := wordsIn(vntext.Fold(text))
	for i, w := range all {
		if full := short[w]; full != "" {
			all[i] = full
		}
	}
	return said{
		folded: " " + strings.Join(all, " ") + " ",
		marked: " " + strings.Join(wordsIn(norm.NFC.String(strings.ToLower(text))), " ") + " ",
		words:  len(all),
	}
}

// said is what was typed, made ready once in a Turn.
func (t *Talk) said() said {
	if t.ready == nil {
		s := newSaid(t.text)
		t.ready = &s
	}
	return *t.ready
}

// short are abbreviations and southern words, folded, that can mean only one thing
// in this chat.
var short = map[string]string{
	"hs": "ho so", "hso": "ho so", "mhs": "ma ho so",
	"coi": "xem", "check": "xem", "gium": "giup", "dum": "giup", "gup": "giup",
	"ko": "khong", "hok": "khong", "hog": "khong", "dc": "duoc", "r": "roi", "z": "vay", "zay": "vay",
	"t7": "thu bay", "cn": "chu nhat", "sdt": "so dien thoai", "dchi": "dia chi",
}

// wordsIn are the words of a text: runs of letters and digits.
func wordsIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
}

// phrases are what people type for one thing. They are folded, one a line, and stand
// anywhere in the text; "=" wants the whole text, "~" the whole text with its marks,
// for words that only these tell apart, "^" the beginning of a short text. Each has
// got a space on either side, as the words of said have.
type phrases []string

// list cuts a text into phrases: easier to read than a slice.
func list(text string) phrases {
	var out phrases
	for line := range strings.SplitSeq(text, "\n") {
		for p := range strings.SplitSeq(line, ",") {
			if p = strings.TrimSpace(p); p != "" {
				out = append(out, phrase(p))
			}
		}
	}
	return out
}

// phrase makes one ready: the sign, if there is one, and then the words in spaces.
func phrase(p string) string {
	words := strings.TrimLeft(p, "=^~")
	return p[:len(p)-len(words)] + " " + words + " "
}

// greetingWords is how long a text may be that "^" looks at: longer ones only begin
// politely and then want something.
const greetingWords = 6

func (p phrases) in(s said) bool {
	for _, phrase := range p {
		var fits bool
		switch phrase[0] {
		case '=':
			fits = s.folded == phrase[1:]
		case '^':
			fits = s.words <= greetingWords && strings.HasPrefix(s.folded, phrase[1:])
		case '~':
			fits = s.marked == phrase[1:]
		default:
			fits = strings.Contains(s.folded, phrase)
		}
		if fits {
			return true
		}
	}
	return false
}

// first is what the first fitting intent leads to, or nil.
func (s said) first(all []intent) action {
	for _, i := range all {
		if i.words.in(s) {
			return i.do
		}
	}
	return nil
}
