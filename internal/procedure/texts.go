package procedure

import "math"

// texts are the words of each procedure, all fields in one, for BM25: what no name says
// may stand in the papers or the result.
type texts struct {
	posts [][]textPost // by form
	forms [][]form     // by fold
	docs  []doc
}

type textPost struct {
	proc   int32
	impact float32
}

// doc is a procedure's text while the index is built.
type doc struct {
	weight map[form]float32
	length float32
}

// maxText bounds what is read of one field: a record may hold a whole law.
const maxText = 4000

func (t *texts) add(l *lexicon, proc int, text string, weight float32) {
	for len(t.docs) <= proc {
		t.docs = append(t.docs, doc{weight: map[form]float32{}})
	}
	if weight == 0 {
		return
	}
	if len(text) > maxText {
		text = text[:maxText]
	}
	d := &t.docs[proc]
	for s := (scanner{rest: text}); s.next(); {
		d.weight[l.add(&s)] += weight
		d.length += weight
	}
}

func (t *texts) finish(l *lexicon, w *tuning, scale float32) {
	t.posts = make([][]textPost, len(l.foldOf))
	t.forms = make([][]form, len(l.spelt))
	for f, fo := range l.foldOf {
		t.forms[fo] = append(t.forms[fo], form(f))
	}
	mean := float32(0)
	for _, d := range t.docs {
		mean += d.length / float32(len(t.docs))
	}
	for proc, d := range t.docs {
		norm := w.k1 * (1 - w.b + w.b*d.length/mean)
		for f, weight := range d.weight {
			t.posts[f] = append(t.posts[f], textPost{int32(proc), weight * (w.k1 + 1) / (weight + norm)})
		}
	}
	t.weigh(len(t.docs), scale)
	t.docs = nil
}

// weigh multiplies by the rarity of each form.
func (t *texts) weigh(n int, scale float32) {
	for f, posts := range t.posts {
		idf := scale * float32(math.Log(1+(float64(n)-float64(len(posts))+0.5)/(float64(len(posts))+0.5)))
		for i := range posts {
			t.posts[f][i].impact *= idf
		}
	}
}

// count adds up BM25 of each procedure.
func (t *texts) count(q *question, w *tuning, score []float32) {
	for i := range q.terms {
		term := &q.terms[i]
		for _, f := range t.forms[term.fold] {
			weight := term.of(f, w.textOtherMark)
			if weight < 0.02 {
				continue
			}
			for _, p := range t.posts[f] {
				score[p.proc] += weight * p.impact
			}
		}
	}
}
