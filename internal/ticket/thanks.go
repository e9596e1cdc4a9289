package ticket

import (
	"strings"
	"unicode"

	"motcua/internal/vntext"
)

// aroundThanks are the folded words that stand around thanks and ask for nothing.
var aroundThanks = setOf("cam on a da vang ok oke okay anh chi em ban co chu bac ong ba chau con minh nhieu rat lam nha nhe " +
	"thank thanks thx you so much very many toi hieu roi biet tinh nguyen vien moi nguoi")

// thanks says whether a line is thanks and nothing more: it asks for no answer, and must
// not set off the clock that takes a case away from a volunteer who is silent.
func thanks(text string) bool {
	all := strings.FieldsFunc(vntext.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	said := strings.Join(all, " ")
	if !strings.Contains(said, "cam on") && !strings.Contains(said, "thank") && !strings.Contains(said, "thx") {
		return false
	}
	for _, w := range all {
		if !aroundThanks[w] {
			return false
		}
	}
	return true
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
