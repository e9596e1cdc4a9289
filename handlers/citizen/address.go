package citizen

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// People say how they want to be addressed by what they call themselves. Only that
// counts: "bác hỏi", not "bác ơi" (that is us) nor "bác tôi" (that is another). "em"
// is no sign of youth. In doubt nothing changes.

// selfWords are words of self that change how a citizen is addressed, and into what.
// "ngoại" and "nội" alone do not tell a man from a woman.
var selfWords = map[string]string{
	"bác": "bác", "cô": "cô", "chú": "chú", "ông": "ông", "bà": "bà",
	"con": "bạn", "cháu": "bạn",
	"ngoại": "ông/bà", "nội": "ông/bà",
	"bà ngoại": "bà", "bà nội": "bà", "ông ngoại": "ông", "ông nội": "ông",
}

// plainSelf are the same typed without marks, where nothing else folds alike often.
// "ba" (ba, bà) and "con" before a verb (còn) are left out on purpose.
var plainSelf = map[string]string{"bac": "bác", "chu": "chú", "ong": "ông", "chau": "bạn", "ngoai": "ông/bà"}

// selfVerbs are what a speaker says of himself at the head of a sentence.
var selfVerbs = []string{
	"hỏi", "muốn", "cần", "nhờ", "xin hỏi", "xin phép", "xin số", "nộp", "gửi", "xem", "tra", "coi", "quên", "tính", "định",
	"chưa nhận", "chưa thấy", "chưa biết", "không biết", "không thấy", "hổng biết", "hông biết",
	"đã nộp", "mới nộp", "có nộp", "vừa nộp", "nói", "đi nộp", "làm hồ sơ", "đang chờ", "chờ",
	"mất giấy", "làm mất", "bị mất giấy", "cảm ơn", "cám ơn", "không rành", "hổng rành", "không rõ", // "bác mất" alone tells of a death
}

// askVerbs follow "cho bác …".
var askVerbs = []string{
	"hỏi", "xem", "tra", "coi", "nhờ", "gửi", "biết", "xin", "kiểm", "hoi", "xem", "tra", "coi", "nho", "gui", "biet", "kiem",
}

// openers may stand before the first word that matters.
var openers = []string{
	"dạ", "vâng", "ạ", "à", "ừ", "alo", "chào", "xin", "làm", "ơn", "vui", "lòng", "ủa", "thì", "vậy", "ơi", "rồi", "mà", "nhưng", "giờ", "nay", "da", "chao",
}

// youngers are said to us by an elder: "con ơi", "cảm ơn cháu".
var youngers = []string{"con", "cháu"}

// addressOf is how the citizen is addressed from this text on: now, or as before.
func addressOf(text, now string) string {
	elder := false
	for _, sentence := range strings.FieldsFunc(norm.NFC.String(strings.ToLower(clip(text))), endsClause) {
		tokens := wordsIn(sentence)
		if word := self(tokens); word != "" {
			return word
		}
		elder = elder || toYounger(tokens)
	}
	if elder {
		return "bác" // fits both sexes and both regions
	}
	return now
}

func clip(text string) string {
	if len(text) > longest {
		return strings.ToValidUTF8(text[:longest], "")
	}
	return text
}

func endsClause(r rune) bool { return strings.ContainsRune(".,;:?!\n", r) }

// self finds a word of self in one clause, "" if there is none.
func self(tokens []string) string {
	for i := range tokens {
		if !opens(tokens[:i]) {
			continue
		}
		if tokens[i] == "cho" {
			if word := doer(tokens[i+1:], askVerbs, true); word != "" {
				return word
			}
		}
		if word := doer(tokens[i:], selfVerbs, false); word != "" {
			return word
		}
	}
	return ""
}

// opens reports whether a clause may still begin after these words: nothing,
// openers, or somebody called ("chị ơi", "con ơi cho bác hỏi").
func opens(before []string) bool {
	if called := slices.Index(before, "ơi"); called >= 0 && called <= 2 {
		before = before[called+1:]
	}
	for _, w := range before {
		if !slices.Contains(openers, w) {
			return false
		}
	}
	return true
}

// doer reads a word of self followed by one of the verbs.
func doer(tokens, verbs []string, bare bool) string {
	for n := 2; n >= 1; n-- {
		if len(tokens) <= n {
			continue
		}
		name := strings.Join(tokens[:n], " ")
		word := selfWords[name]
		if word == "" && bare {
			word = plainSelf[name]
		}
		if word != "" && begins(tokens[n:], verbs) {
			return word
		}
	}
	return ""
}

func begins(tokens, verbs []string) bool {
	rest := strings.Join(tokens, " ") + " "
	return slices.ContainsFunc(verbs, func(v string) bool { return strings.HasPrefix(rest, v+" ") })
}

// toYounger reports whether we are spoken to as by an elder.
func toYounger(tokens []string) bool {
	for i, w := range tokens {
		if !slices.Contains(youngers, w) {
			continue
		}
		if i+1 < len(tokens) && tokens[i+1] == "ơi" {
			return true
		}
		if i >= 2 && (tokens[i-2] == "cảm" || tokens[i-2] == "cám") && tokens[i-1] == "ơn" {
			return i+1 == len(tokens) || slices.Contains([]string{"nhé", "nha", "nghe", "nhiều", "nghen", "đã"}, tokens[i+1])
		}
	}
	return false
}
