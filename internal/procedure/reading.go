package procedure

// phrases puts in what the words of a question may stand for, and what they say beside.
func (x *Index) phrases(q *question) {
	weights := make([]float32, len(q.tokens))
	for i := range weights {
		weights[i] = 1
	}
	for i, t := range q.tokens {
		if t.fold == unknown {
			continue
		}
		for _, p := range x.words.asked[t.fold] {
			plain, ok := x.matches(q, i, p)
			if !ok {
				continue
			}
			switch p.kind {
			case special:
				q.special |= p.class
			case action:
				q.action |= p.class
			case stop:
				left := 1 - x.tune.stop*(1-p.weight)
				for k := range p.words {
					weights[i+k] = min(weights[i+k], left)
				}
			case abbreviation, dialect, synonym:
				x.instead(q, i, p, plain)
			}
		}
	}
	for i := range q.tokens {
		q.tokens[i].weight *= weights[i]
	}
}

// matches reports whether the phrase stands at token i, and whether it was typed
// without marks that it has.
func (x *Index) matches(q *question, i int, p phrase) (plain, ok bool) {
	if len(p.words) > len(q.tokens)-i {
		return false, false
	}
	for k, f := range p.words {
		t := q.tokens[i+k]
		if t.fold != x.lex.foldOf[f] || t.marked && t.form != f {
			return false, false
		}
		plain = plain || !t.marked && !x.lex.plain[f]
	}
	next := i + len(p.words)
	if p.notNot && next < len(q.tokens) && x.words.no[q.tokens[next].fold] {
		return false, false
	}
	// "ma" is hardly ever "má" where the rest of the phrase does not say so.
	if plain && p.kind == dialect && len(p.words) == 1 && q.marked() {
		return false, false
	}
	return plain, true
}

// marked reports whether the question is typed with marks.
func (q *question) marked() bool {
	n := 0
	for _, t := range q.tokens {
		if t.marked {
			n++
		}
	}
	return 3*n > len(q.tokens)
}

// instead adds the reading that a phrase stands for.
func (x *Index) instead(q *question, i int, p phrase, plain bool) {
	weight := x.tune.synonym
	switch p.kind {
	case abbreviation:
		weight = x.tune.abbreviation
	case dialect:
		weight = x.tune.dialect
	case synonym, stop, special, action:
	}
	if plain && len(p.words) == 1 {
		weight *= 0.6
	}
	if weight == 0 {
		return
	}
	refs := make([]ref, len(p.instead))
	for k, f := range p.instead {
		refs[k] = ref{x.lex.foldOf[f], f}
	}
	q.edges = append(q.edges, edge{i, i + len(p.words), refs, weight})
}

// longStory is from how many syllables on a question is a story with a wish in it.
const longStory = 18

// focus lowers what stands before the clause that asks.
func (x *Index) focus(q *question) {
	n := len(q.tokens)
	if n <= longStory {
		return
	}
	// The wish needs some words of its own behind it.
	for i := n - 5; i > 0; i-- {
		if x.words.focus[q.tokens[i].fold] {
			for k := range i {
				q.tokens[k].weight *= x.tune.story
			}
			return
		}
	}
}
