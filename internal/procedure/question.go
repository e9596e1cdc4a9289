package procedure

import "slices"

// question is what a question may mean: terms and pairs of neighbours, each with a
// weight, gathered over all ways to read it.
type question struct {
	tokens  []token
	edges   []edge
	terms   []term
	pairs   []pairTerm
	special uint64 // special cases it speaks of
	action  uint64 // what is to be done
	content float32
}

// token is one syllable of a question.
type token struct {
	text   string
	fold   fold
	form   form // unknown if it has a mark that no word has
	marked bool
	weight float32 // left by stop words and the focus
}

// ref is one syllable of a reading.
type ref struct {
	fold fold
	form form // unknown = any mark
}

// edge is one reading of tokens from..to-1.
type edge struct {
	from, to int
	refs     []ref
	weight   float32
}

// term is one syllable to look for.
type term struct {
	fold  fold
	any   float32 // weight of it without marks
	marks []mark
	best  float32
}

type mark struct {
	form   form
	weight float32
}

type pairTerm struct {
	key    uint64
	weight float32
}

// of gives the weight of the term where a text has this form.
func (t *term) of(f form, other float32) float32 {
	weight := t.any
	for _, m := range t.marks {
		if m.form == f {
			weight = max(weight, m.weight)
		} else {
			weight = max(weight, m.weight*other)
		}
	}
	return weight
}

// maxSyllables bounds the work for one question; of a longer one the beginning and the
// end are read, where the matter and the wish stand.
const maxSyllables = 120

// read reads a question.
func (x *Index) read(text string) *question {
	q := &question{}
	q.tokens = x.tokens(text)
	q.edges = make([]edge, 0, 2*len(q.tokens))
	for i, t := range q.tokens {
		if t.fold != unknown {
			r := ref{t.fold, unknown}
			if t.marked {
				r.form = t.form
				if t.form == unknown {
					r.form = noForm
				}
			}
			q.edges = append(q.edges, edge{i, i + 1, []ref{r}, 1})
		}
	}
	x.repair(q)
	x.phrases(q)
	x.focus(q)
	q.gather()
	for i := range q.tokens {
		q.content += x.weightOf(q.tokens[i])
	}
	return q
}

// noForm is a form that no text has.
const noForm = -2

// tokens cuts the question; Telex and VNI leftovers are made what they were meant to be.
func (x *Index) tokens(text string) []token {
	var all []token
	for s := (scanner{rest: bounded(text)}); s.next(); {
		all = append(all, x.token(&s))
	}
	if len(all) > maxSyllables {
		all = slices.Concat(all[:maxSyllables/2], all[len(all)-maxSyllables/2:])
	}
	return all
}

// bounded leaves the beginning and the end of a text that nobody typed.
func bounded(text string) string {
	const most = 2000
	if len(text) <= 2*most {
		return text
	}
	return text[:most] + " " + text[len(text)-most:]
}

func (x *Index) token(s *scanner) token {
	t := token{text: s.text, fold: unknown, form: unknown, weight: 1}
	t.marked = string(s.marked) != string(s.folded)
	if fo, ok := x.lex.folds[string(s.folded)]; ok && x.lex.catalogue[fo] {
		t.fold = fo
		if f, ok := x.lex.forms[string(s.marked)]; ok {
			t.form = f
		}
		return t
	}
	if f, ok := x.telex(s); ok && x.tune.telex > 0 {
		t.form, t.fold, t.marked = f, x.lex.foldOf[f], !x.lex.plain[f]
	}
	return t
}

// weightOf is what a token is worth when asked how much of a question was found.
func (x *Index) weightOf(t token) float32 {
	if t.fold == unknown {
		return t.weight * x.rare * 0.7
	}
	return t.weight * x.lex.idf[t.fold]
}

// gather makes terms and pairs of the readings.
func (q *question) gather() {
	at := map[fold]int{}
	for _, e := range q.edges {
		weight := e.weight * q.worth(e)
		for _, r := range e.refs {
			i, ok := at[r.fold]
			if !ok {
				i = len(q.terms)
				at[r.fold] = i
				q.terms = append(q.terms, term{fold: r.fold})
			}
			q.terms[i].add(r, weight)
		}
	}
	from := make([][]int, len(q.tokens))
	for i, e := range q.edges {
		from[e.from] = append(from[e.from], i)
	}
	pairs := map[uint64]int{}
	for _, e := range q.edges {
		for k := 1; k < len(e.refs); k++ {
			q.pair(pairs, e.refs[k-1], e.refs[k], e.weight)
		}
		if e.to == len(q.tokens) {
			continue
		}
		for _, i := range from[e.to] {
			next := &q.edges[i]
			q.pair(pairs, e.refs[len(e.refs)-1], next.refs[0], min(e.weight, next.weight))
		}
	}
}

// worth is the weight of the tokens that an edge reads: of the best of them.
func (q *question) worth(e edge) float32 {
	worth := float32(0)
	for _, t := range q.tokens[e.from:e.to] {
		worth = max(worth, t.weight)
	}
	return worth
}

func (t *term) add(r ref, weight float32) {
	t.best = max(t.best, weight)
	if r.form == unknown {
		t.any = max(t.any, weight)
		return
	}
	for i := range t.marks {
		if t.marks[i].form == r.form {
			t.marks[i].weight = max(t.marks[i].weight, weight)
			return
		}
	}
	t.marks = append(t.marks, mark{r.form, weight})
}

func (q *question) pair(at map[uint64]int, a, b ref, weight float32) {
	key := pairOf(a.fold, b.fold)
	i, ok := at[key]
	if !ok {
		i = len(q.pairs)
		at[key] = i
		q.pairs = append(q.pairs, pairTerm{key: key})
	}
	q.pairs[i].weight = max(q.pairs[i].weight, weight)
}
