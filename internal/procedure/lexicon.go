package procedure

// form is the number of a marked form of a syllable, fold that of a folded one.
type (
	form int32
	fold int32
)

const unknown = -1

// lexicon numbers the syllables that the catalogue and the word files use, so that
// the search compares numbers and not texts.
type lexicon struct {
	forms     map[string]form
	folds     map[string]fold
	foldOf    []fold // by form
	plain     []bool // by form: has no marks
	shown     []string
	spelt     []string // by fold
	idf       []float32
	catalogue []bool // by fold: stands in a name or an everyday name, so a typo may mean it
}

func newLexicon() *lexicon {
	return &lexicon{forms: map[string]form{}, folds: map[string]fold{}}
}

// add numbers the syllable that s has just read.
func (l *lexicon) add(s *scanner) form {
	if f, ok := l.forms[string(s.marked)]; ok {
		return f
	}
	fo, ok := l.folds[string(s.folded)]
	if !ok {
		fo = fold(len(l.spelt))
		l.folds[string(s.folded)] = fo
		l.spelt = append(l.spelt, string(s.folded))
		l.idf = append(l.idf, 0)
		l.catalogue = append(l.catalogue, false)
	}
	f := form(len(l.foldOf))
	l.forms[string(s.marked)] = f
	l.foldOf = append(l.foldOf, fo)
	l.plain = append(l.plain, string(s.marked) == string(s.folded))
	l.shown = append(l.shown, s.text)
	return f
}

// sequence numbers all syllables of a text.
func (l *lexicon) sequence(text string) []form {
	var all []form
	for s := (scanner{rest: text}); s.next(); {
		all = append(all, l.add(&s))
	}
	return all
}

// shrink drops what only building needs.
func (l *lexicon) shrink() { l.shown = nil }

// pairOf is the key of two neighbours.
func pairOf(a, b fold) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }
