package ticket

import (
	"slices"
	"strings"
	"unicode"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
)

// What people say of it themselves, folded, beside the names that procedures have.
var (
	sensitiveWords = []string{
		"ly di", "li di", "li hon", "tien an", "tien su an", "sida", "nghien hut",
		"doi no", "thieu no", "no xau", "bao hanh", "bi danh", "danh dap", "chong danh", "chong toi danh", "chong em danh", "danh toi", "danh em", "danh vo",
		"xam hai", "quay roi", "divorce", "adopt", "adoption", "disability", "disabled", "criminal record",
	}
	graveWords = []string{
		"ly di", "li di", "li hon", "qua doi", "tu tran", "nguoi mat", "dam tang", "tang le", "dam ma", "bao tu",
		"ung thu", "benh nang", "dot quy", "tai nan", "sida", "divorce", "died", "passed away", "death", "funeral", "cancer",
	}
)

// Weigh says whether a question, by its words or the field of its dossier, tells a
// secret (it goes past the neighbours) or stands in grief, illness or need (no cheer,
// no rating). In doubt it says yes: that costs a longer way, not a secret.
func Weigh(text, field string) (sensitive, grave bool) {
	d := dossier.Dossier{Procedure: text, Field: field}
	words := " " + strings.Join(strings.FieldsFunc(vntext.Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ") + " "
	says := func(term string) bool { return strings.Contains(words, " "+term+" ") }
	return d.Sensitive() || slices.ContainsFunc(sensitiveWords, says), d.Grave() || slices.ContainsFunc(graveWords, says)
}
