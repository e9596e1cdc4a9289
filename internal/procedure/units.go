package procedure

import "math"

// units are texts of which each is matched as a whole: names, everyday names, decoys.
// "Đăng ký kết hôn" stands before its longer relatives because of what is missing of
// those, and an everyday name is not drowned by the others of its procedure.
type units struct {
	text   []string
	owner  []int32   // which procedure
	alias  []bool    // an everyday name
	total  []float32 // weight of all its syllables
	npairs []int32
	posts  [][]unitPost // by fold
	pairs  map[uint64]*pairPosts
	forms  [][]form
}

type unitPost struct {
	unit int32
	form form
}

type pairPosts struct {
	units []int32
	idf   float32
}

func (u *units) add(l *lexicon, text string, owner int32, alias bool) {
	forms := l.sequence(text)
	if len(forms) == 0 {
		return
	}
	u.text = append(u.text, text)
	u.owner = append(u.owner, owner)
	u.alias = append(u.alias, alias)
	u.forms = append(u.forms, forms)
	for _, f := range forms {
		l.catalogue[l.foldOf[f]] = true
	}
}

// finish makes the lists; the weights of syllables must be known by now.
func (u *units) finish(l *lexicon, scale float32) {
	u.posts = make([][]unitPost, len(l.spelt))
	u.pairs = map[uint64]*pairPosts{}
	u.total = make([]float32, len(u.forms))
	u.npairs = make([]int32, len(u.forms))
	for i, forms := range u.forms {
		for k, f := range forms {
			fo := l.foldOf[f]
			u.total[i] += l.idf[fo]
			u.posts[fo] = append(u.posts[fo], unitPost{int32(i), f})
			if k > 0 {
				u.addPair(pairOf(l.foldOf[forms[k-1]], fo), int32(i))
			}
		}
		u.npairs[i] = int32(len(forms) - 1)
	}
	n := float64(len(u.forms))
	for _, p := range u.pairs {
		p.idf = scale * float32(math.Log(1+n/(float64(len(p.units))+0.5)))
	}
	u.forms = nil
}

func (u *units) addPair(key uint64, unit int32) {
	p := u.pairs[key]
	if p == nil {
		p = &pairPosts{}
		u.pairs[key] = p
	}
	p.units = append(p.units, unit)
}

// tally is what a question found in a set of units. It is used again for the next one.
type tally struct {
	found, pairWeight, pairCount []float32
	touched                      []int32
}

func newTally(n int) *tally {
	return &tally{found: make([]float32, n), pairWeight: make([]float32, n), pairCount: make([]float32, n)}
}

func (t *tally) clear() {
	for _, i := range t.touched {
		t.found[i], t.pairWeight[i], t.pairCount[i] = 0, 0, 0
	}
	t.touched = t.touched[:0]
}

// count adds up what the question has in common with each unit.
func (u *units) count(l *lexicon, q *question, w *tuning, t *tally) {
	for i := range q.terms {
		term := &q.terms[i]
		idf := l.idf[term.fold]
		for _, p := range u.posts[term.fold] {
			if t.found[p.unit] == 0 {
				t.touched = append(t.touched, p.unit)
			}
			t.found[p.unit] += idf * term.of(p.form, w.otherMark)
		}
	}
	for _, qp := range q.pairs {
		p := u.pairs[qp.key]
		if p == nil {
			continue
		}
		for _, unit := range p.units {
			t.pairCount[unit] += qp.weight
			t.pairWeight[unit] += qp.weight * p.idf
		}
	}
}

// match is how well one unit fits a question.
type match struct {
	unit         int32
	score        float32
	share, pairs float32 // of the unit
}

// match scores a unit that was counted.
func (u *units) match(unit int32, w *tuning, t *tally) match {
	share := min(t.found[unit]/u.total[unit], 1)
	pairs := float32(1)
	if n := u.npairs[unit]; n > 0 {
		pairs = min(t.pairCount[unit]/float32(n), 1)
	}
	score := (t.found[unit] + w.pair*t.pairWeight[unit]) * share * share * (1 - w.pairShare + w.pairShare*pairs)
	if share > 0.99 && pairs > 0.99 {
		score *= 1 + w.whole
	}
	return match{unit, score, share, pairs}
}
