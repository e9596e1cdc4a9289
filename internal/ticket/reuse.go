package ticket

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
)

// WordsKept is how long the words of a closed question are kept; the consent says so.
const WordsKept = 90 * 24 * time.Hour

// Used is an answer that a volunteer gave in a question that is over.
type Used struct {
	Text string
	At   time.Time
}

// Earlier is an answer that helped before, as it may be offered again.
type Earlier struct {
	Text  string
	Times int // it was given
}

// Lengths of an answer that is worth offering again, in signs: shorter ones are
// greetings, longer ones a whole conversation.
const (
	leastAgain = 30
	mostAgain  = 1000
)

// Again chooses from answers, the newest first, those that may be offered again: what was
// said often before what was said once.
func Again(all []Used, most int, now time.Time) []Earlier {
	var out []Earlier
	at := map[string]int{}
	for _, u := range all {
		text := strings.TrimSpace(norm.NFC.String(u.Text))
		key := vntext.Fold(strings.Join(strings.Fields(text), " "))
		if i, ok := at[key]; ok {
			out[i].Times++
			continue
		}
		if maySayAgain(text, now) {
			at[key] = len(out)
			out = append(out, Earlier{Text: text, Times: 1})
		}
	}
	slices.SortStableFunc(out, func(a, b Earlier) int { return cmp.Compare(b.Times, a.Times) })
	return out[:min(most, len(out))]
}

// maySayAgain says whether an answer can lead to nobody: it names no dossier, no number,
// no person and no day, and links to nothing but the state's own pages. In doubt it says
// no: that costs a suggestion, not a secret.
func maySayAgain(text string, now time.Time) bool {
	n := utf8.RuneCountInString(text)
	if n < leastAgain || n > mostAgain || strings.ContainsAny(text, "•{}") {
		return false
	}
	if _, kinds := vntext.Redact(text); len(kinds) > 0 {
		return false
	}
	if read := dossier.ParseCode(text, dossier.Identifiers{}, now); len(read.Codes)+len(read.Slips) > 0 {
		return false
	}
	return !aDay.MatchString(text) && !aLongNumber.MatchString(text) && !namesSomebody(text) &&
		!slices.ContainsFunc(strings.Fields(text), leadsElsewhere)
}

var (
	// A day is somebody's appointment, or past when the answer is read again.
	aDay = regexp.MustCompile(`\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)?\d{2}\b`)
	// What is neither a sum ("15.000") nor a year leads to a person or a paper of one.
	aLongNumber = regexp.MustCompile(`\d[\d-]{4,}`)

	// "anh Tuấn", "chị Lan": a title inside a sentence and a name.
	aTitle = regexp.MustCompile(`(?:^|[^\p{L}])(?:[Aa]nh|[Cc]hị|[Bb]ác|[Cc]ô|[Cc]hú|[Dd]ì|[Cc]ậu|[Mm]ợ|[Ôô]ng|[Bb]à|[Ee]m|[Bb]é|[Bb]ạn|[Cc]háu|Mr|Mrs|Ms)\.?\s+\p{Lu}\p{Ll}+`)
	// "Nguyễn Văn An": a family name that most people have, and more behind it.
	aFullName = regexp.MustCompile(`(?:^|[^\p{L}])(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Lâm|Mai|Cao|Châu|Tạ|Tô|Đoàn|Trịnh|Lương)(?:\s+\p{Lu}\p{Ll}*){1,3}`)
)

func namesSomebody(text string) bool { return aTitle.MatchString(text) || aFullName.MatchString(text) }

var (
	looksLikeLink = regexp.MustCompile(`(?i)://|@|^www\.|[\p{L}\d-]\.\p{L}{2,}(?:[/:?#]|$)`)
	cityByLetters = regexp.MustCompile(`(?i)^tp\.?\s?hcm$`)
)

// leadsElsewhere says whether a word is an address of anything but a page under .gov.vn.
func leadsElsewhere(word string) bool {
	word = strings.Trim(word, `.,;:!?()[]"'“”‘’`)
	if !looksLikeLink.MatchString(word) || cityByLetters.MatchString(word) {
		return false
	}
	if !strings.Contains(word, "://") {
		word = "https://" + word
	}
	u, err := url.Parse(word)
	return err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil ||
		!strings.HasSuffix(strings.ToLower(u.Hostname()), ".gov.vn")
}
