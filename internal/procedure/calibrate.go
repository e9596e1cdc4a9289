package procedure

import "math"

// features are the numbers by which the search judges its own first answer.
type features [nFeatures]float64

const (
	fBias    = iota
	fShare   // of the best unit that was matched
	fPairs   // of its pairs
	fAsked   // of the question's content that the procedure's names have in them
	fBest    // score of the best unit
	fText    // BM25 by content
	fLead    // before the second that is no twin
	fDecoy   // decoy's score by the best unit's
	fContent // of the question
	fUnknown // share of words nobody knows
	nFeatures
)

// featureNames are their names in Explain.
var featureNames = [nFeatures]string{"bias", "share", "pairs", "asked", "best", "text", "lead", "decoy", "content", "unknown"}

// curve is a logistic curve over the features.
type curve [nFeatures]float64

func (c *curve) at(f *features) float64 {
	z := 0.0
	for i, weight := range c {
		z += weight * f[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// calibrate gives the score of the first answer: under Likely where the question is
// probably about something else, from Likely on the chance that the answer is right.
func (x *Index) calibrate(r *ranking) float64 {
	if len(r.top) == 0 {
		return 0
	}
	f := x.features(r)
	scope := curveScope.at(&f)
	if scope < thresholdScope {
		return Likely * scope / thresholdScope
	}
	return max(Likely, curveFirst.at(&f))
}

func (x *Index) features(r *ranking) features {
	var f features
	first := &r.top[0]
	content := float64(r.q.content) + 1
	f[fBias] = 1
	f[fShare] = float64(first.named.share)
	f[fPairs] = float64(first.named.pairs)
	f[fAsked] = first.asked
	f[fBest] = math.Log1p(float64(first.named.score))
	f[fText] = float64(first.text) / content
	f[fLead] = 1
	for _, c := range r.top[1:] {
		if x.entries[c.proc].twin != x.entries[first.proc].twin {
			f[fLead] = 1 - float64(c.total/first.total)
			break
		}
	}
	f[fDecoy] = math.Log1p(float64(r.decoy))
	f[fContent] = math.Log(content)
	unknowns := 0
	for _, t := range r.q.tokens {
		if t.fold == unknown {
			unknowns++
		}
	}
	f[fUnknown] = float64(unknowns) / float64(len(r.q.tokens)+1)
	return f
}

// asked is the share of the question's content that the names of a procedure have in
// them, by the reading that fits best.
func (x *Index) asked(q *question, proc int32) float64 {
	found := make([]float32, len(q.tokens))
	for _, e := range q.edges {
		n := float32(0)
		for _, r := range e.refs {
			if x.has(proc, r.fold) {
				n++
			}
		}
		n /= float32(len(e.refs))
		for i := e.from; i < e.to; i++ {
			found[i] = max(found[i], n)
		}
	}
	sum := float32(0)
	for i, t := range q.tokens {
		sum += found[i] * x.weightOf(t)
	}
	if q.content == 0 {
		return 0
	}
	return float64(sum / q.content)
}

func (x *Index) has(proc int32, f fold) bool {
	own := x.ownForms[proc]
	lo, hi := 0, len(own)
	for lo < hi {
		if mid := (lo + hi) / 2; own[mid] < f {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(own) && own[lo] == f
}
