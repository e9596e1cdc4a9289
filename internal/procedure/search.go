package procedure

import (
	"cmp"
	"math/bits"
	"regexp"
	"slices"
)

// Hit is one procedure that a question may mean.
type Hit struct {
	Code  string
	Name  string
	Score float64 // 0..1, see Sure and Likely
	// TwinOf is the code of the hit before it that has the same name, at another level or
	// of another ministry: ask which of them, none is better. Twins have one score.
	TwinOf string
}

// Called is what people call it, in everyday words where they are known.
func (h Hit) Called() Words {
	if b := briefs()[h.Code]; b != nil && b.Called.Vi != "" {
		return b.Called
	}
	return Words{Vi: h.Name}
}

// What a score means. From Sure on the first hit is right nine times in ten and may
// stand alone, unless it has a twin; from Likely on "one of these?"; below, the search is not sure.
const (
	Sure   = 0.9
	Likely = 0.5
)

// Search gives the procedures that fit best, the best first, at most n. Nothing that
// fits is an empty list.
func (x *Index) Search(question string, n int) []Hit {
	if hit, ok := x.codeIn(question); ok {
		return []Hit{hit}
	}
	b, ok := x.benches.Get().(*bench)
	if !ok {
		b = x.newBench()
	}
	defer x.benches.Put(b)
	ranked := x.rank(x.read(question), b)
	return x.hits(ranked, n)
}

var codeShape = regexp.MustCompile(`\b[0-9]\.[0-9]{6}\b`)

// codeIn finds a procedure that is named by its code.
func (x *Index) codeIn(question string) (Hit, bool) {
	code := codeShape.FindString(bounded(question))
	if i, ok := x.byCode[code]; ok {
		return Hit{Code: code, Name: x.entries[i].name, Score: 1}, true
	}
	return Hit{}, false
}

// Has reports whether the catalogue has a procedure.
func (x *Index) Has(code string) bool {
	_, ok := x.byCode[code]
	return ok
}

// bench is what one search needs to work on; it is used again for the next one.
type bench struct {
	units, decoys *tally
	text          []float32
	best          [2][]match // by kind, then by procedure
	found         []candidate
}

func (x *Index) newBench() *bench {
	b := &bench{units: newTally(len(x.units.total)), decoys: newTally(len(x.decoys.total)), text: make([]float32, len(x.entries))}
	for k := range b.best {
		b.best[k] = make([]match, len(x.entries))
	}
	return b
}

// candidate is a procedure with what speaks for it.
type candidate struct {
	proc   int32
	named  match   // its name or everyday name that fits best
	second float32 // score of the best of the other kind
	text   float32
	factor float32 // prior, special cases, actions
	total  float32
	lifted int     // a special case asked for, over its plain variant: how often
	asked  float64 // share of the question that its names have in them
}

// ranking is what a search found, before it is told.
type ranking struct {
	q     *question
	top   []candidate // the best first
	decoy float32     // the best score of a decoy
	score float64     // of the first
}

// ranked is how many candidates are kept in order.
const ranked = 30

func (x *Index) rank(q *question, b *bench) ranking {
	b.units.clear()
	b.decoys.clear()
	clear(b.text)
	clear(b.best[0])
	clear(b.best[1])
	x.units.count(x.lex, q, &x.tune, b.units)
	x.texts.count(q, &x.tune, b.text)
	r := ranking{q: q, decoy: x.tune.decoy * x.bestDecoy(q, b.decoys)}
	for _, u := range b.units.touched {
		m := x.units.match(u, &x.tune, b.units)
		best := &b.best[kindOf(x.units.alias[u])][x.units.owner[u]]
		if m.score > best.score {
			*best = m
		}
	}
	r.top = x.candidates(q, b)
	r.score = x.calibrate(&r)
	return r
}

func kindOf(alias bool) int {
	if alias {
		return 1
	}
	return 0
}

func (x *Index) bestDecoy(q *question, t *tally) float32 {
	x.decoys.count(x.lex, q, &x.tune, t)
	best := float32(0)
	for _, u := range t.touched {
		best = max(best, x.decoys.match(u, &x.tune, t).score)
	}
	return best
}

// candidates scores every procedure that has anything in common with the question and
// keeps the best.
func (x *Index) candidates(q *question, b *bench) []candidate {
	b.found = b.found[:0]
	least := float32(0)
	for i := range x.entries {
		name, alias := b.best[0][i], b.best[1][i]
		if name.score == 0 && alias.score == 0 && b.text[i] == 0 {
			continue
		}
		c := candidate{proc: int32(i), named: name, second: alias.score, text: b.text[i]}
		if alias.score > name.score {
			c.named, c.second = alias, name.score
		}
		c.factor = x.factor(&x.entries[i], q)
		c.total = (c.named.score + x.tune.secondKind*c.second + x.tune.text*c.text) * c.factor
		if c.total <= least {
			continue
		}
		b.found = append(b.found, c)
		if len(b.found) >= 8*ranked {
			b.found = best(b.found)
			least = b.found[ranked-1].total
		}
	}
	b.found = best(b.found)
	for i := range b.found {
		c := &b.found[i]
		c.asked = x.asked(q, c.proc)
		c.total *= 1 + x.tune.asked*float32(c.asked)
	}
	x.preferSpecial(q, best(b.found))
	return slices.Clone(best(b.found))
}

// stepsTo counts how far a special case stands from a plain procedure: 1 for its case, 2
// for a case of its case, 0 for another matter.
func (x *Index) stepsTo(e *entry, plain int32) int {
	steps := 0
	for p := e.plain; p >= 0; p = x.entries[p].plain {
		if steps++; p == plain {
			return steps
		}
	}
	return 0
}

// preferSpecial lifts the special cases of the first candidate that the question speaks
// of: "kết hôn" fits the plain procedure as a whole, and yet the groom is a Korean.
func (x *Index) preferSpecial(q *question, found []candidate) {
	if len(found) == 0 {
		return
	}
	first := x.entries[found[0].proc].twin
	for i := range found {
		e := &x.entries[found[i].proc]
		if e.special&^q.special != 0 {
			continue
		}
		for range x.stepsTo(e, first) {
			found[i].total *= x.tune.variant
			found[i].lifted++
		}
	}
}

// best sorts candidates, the best first, and keeps as many as are ranked. Equal ones stand in the order of
// the catalogue, so that the same question has the same answer on every replica.
func best(all []candidate) []candidate {
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(a.proc, b.proc))
	})
	return all[:min(ranked, len(all))]
}

// factor is what the question says for or against a procedure beside its words.
func (x *Index) factor(e *entry, q *question) float32 {
	f := e.prior
	unasked := float32(1)
	for range bits.OnesCount64(e.special &^ q.special) {
		unasked *= x.tune.special
	}
	f *= max(unasked, x.tune.specialMost)
	if e.special&q.special != 0 {
		f *= 1 + x.tune.specialAsked
	}
	switch {
	case q.action&e.action != 0:
		f *= 1 + x.tune.action
	case q.action != 0 && e.action != 0:
		f *= 1 - x.tune.otherAction
	}
	return f
}

// hits gives the best candidates their scores. The first has the calibrated one; the
// others stand behind it as far as they lie behind it, twins beside their like.
func (x *Index) hits(r ranking, n int) []Hit {
	var all []Hit
	for i, c := range r.top {
		if len(all) >= n {
			break
		}
		e := &x.entries[c.proc]
		if slices.ContainsFunc(all, func(h Hit) bool { return h.Code == e.code }) {
			continue // it came with its twin
		}
		first := Hit{Code: e.code, Name: e.name, Score: r.score * float64(c.total/r.top[0].total)}
		if at := slices.IndexFunc(all, func(h Hit) bool { return x.entries[x.byCode[h.Code]].twin == e.twin }); at >= 0 {
			first.TwinOf = all[at].Code
		}
		all = append(all, first)
		for _, t := range r.top[i+1:] {
			if twin := &x.entries[t.proc]; twin.twin == e.twin && t.total > nearTwin*c.total {
				all = append(all, Hit{Code: twin.code, Name: twin.name, Score: first.Score, TwinOf: e.code})
			}
		}
	}
	return all[:min(ranked, len(all))]
}

// nearTwin is how near to its like a twin must lie to be shown beside it: the question
// may have said enough to tell them apart.
const nearTwin = 0.6
