package procedure

import (
	"slices"

	"motcua/internal/vntext"
)

// Outcome is how a search failed somebody.
type Outcome string

// Outcomes.
const (
	Nothing   Outcome = "nothing"   // nothing fitted
	Rephrased Outcome = "rephrased" // it was asked again in other words
)

// Miss is two neighbouring words and how often questions with them failed.
type Miss struct {
	Term      string
	Nothing   int64
	Rephrased int64
}

// maxTerms is how much of one question is counted.
const maxTerms = 12

// Terms gives what may be counted of a question that failed: pairs of neighbouring
// words, folded. Only pairs that some name of a procedure has count, and none with a
// digit: a person's name, number or address is none of these.
func (x *Index) Terms(question string) []string {
	redacted, _ := vntext.Redact(question)
	q := x.read(redacted)
	var all []string
	for i := 1; i < len(q.tokens) && len(all) < maxTerms; i++ {
		a, b := q.tokens[i-1], q.tokens[i]
		if !x.countable(a) || !x.countable(b) || x.units.pairs[pairOf(a.fold, b.fold)] == nil {
			continue
		}
		term := x.lex.spelt[a.fold] + " " + x.lex.spelt[b.fold]
		if !slices.Contains(all, term) {
			all = append(all, term)
		}
	}
	return all
}

// countable: a word of the catalogue that is no stop word.
func (x *Index) countable(t token) bool {
	if t.fold == unknown || t.weight < 0.3 {
		return false
	}
	for _, c := range []byte(x.lex.spelt[t.fold]) {
		if c >= '0' && c <= '9' {
			return false
		}
	}
	return true
}
