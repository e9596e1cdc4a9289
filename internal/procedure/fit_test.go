package procedure

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

var fitCurves = flag.Bool("fit", false, "write curves.go anew from the questions in testdata")

// sample is one question for a curve: what was measured, and what is true.
type sample struct {
	f    features
	yes  bool
	much float64 // how often it counts
}

// samples reads the questions of a file through the index: for "the question is one for
// us" all of them, for "the first is right" those in scope.
func samples(x *Index, set []asked) (scope, first []sample) {
	for _, a := range set {
		b := x.newBench()
		r := x.rank(x.read(a.text), b)
		if len(r.top) == 0 {
			continue
		}
		f := x.features(&r)
		right := slices.Contains(a.codes, x.entries[r.top[0].proc].code)
		scope = append(scope, sample{f, a.codes != nil, 1})
		first = append(first, sample{f, right, 1})
	}
	return scope, first
}

// fit finds the curve that the samples are likeliest under, held a little towards
// zero, by Newton's steps.
func fit(all []sample) curve {
	var c curve
	for range 30 {
		var gradient curve
		var hessian [nFeatures][nFeatures]float64
		for i := range nFeatures {
			pull := 0.5
			if i == fBias {
				pull = 0.01
			}
			gradient[i], hessian[i][i] = -pull*c[i], pull
		}
		for _, s := range all {
			p := c.at(&s.f)
			is := 0.0
			if s.yes {
				is = 1
			}
			for i := range nFeatures {
				gradient[i] += s.much * (is - p) * s.f[i]
				for k := range nFeatures {
					hessian[i][k] += s.much * p * (1 - p) * s.f[i] * s.f[k]
				}
			}
		}
		for i, step := range solve(hessian, gradient) {
			c[i] += step
		}
	}
	return c
}

// solve solves a·x = b by elimination; a is positive definite.
func solve(a [nFeatures][nFeatures]float64, b curve) curve {
	for i := range nFeatures {
		for k := i + 1; k < nFeatures; k++ {
			by := a[k][i] / a[i][i]
			for j := i; j < nFeatures; j++ {
				a[k][j] -= by * a[i][j]
			}
			b[k] -= by * b[i]
		}
	}
	var x curve
	for i := nFeatures - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < nFeatures; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

// loss is how surprising the samples are under a curve, each.
func loss(c *curve, all []sample) float64 {
	sum, n := 0.0, 0.0
	for _, s := range all {
		p := c.at(&s.f)
		if !s.yes {
			p = 1 - p
		}
		sum -= s.much * math.Log(max(p, 1e-9))
		n += s.much
	}
	return sum / n
}

// balance makes the questions out of scope count as much as a third of those in scope:
// they are few only because they are tedious to write.
func balance(all []sample) []sample {
	no := 0
	for _, s := range all {
		if !s.yes {
			no++
		}
	}
	out := slices.Clone(all)
	for i := range out {
		if !out[i].yes {
			out[i].much = max(1, float64(len(all)-no)/3/float64(no))
		}
	}
	return out
}

// threshold is the highest from which on the share kept of those in scope is reached.
func threshold(c *curve, all []sample, kept float64) float64 {
	var in []float64
	for _, s := range all {
		if s.yes {
			in = append(in, c.at(&s.f))
		}
	}
	slices.Sort(in)
	return in[int(float64(len(in))*(1-kept))]
}

// The curves must be about the best there are: after a change of the search or of the
// words, run the test with -fit.
func TestCurvesFit(t *testing.T) {
	t.Parallel()
	x := index(t)
	scope, first := samples(x, questions(t, "queries-dev.tsv"))
	moreScope, moreFirst := samples(x, questions(t, "queries-fit.tsv"))
	// Of every ten procedures nine are of the long tail, and there it is easy to be too sure.
	for i := range moreFirst {
		moreFirst[i].much = 2
	}
	scope, first = balance(append(scope, moreScope...)), append(first, moreFirst...)
	bestScope, bestFirst := fit(scope), fit(first)
	t.Logf("loss: scope %.3f (best %.3f), first %.3f (best %.3f)", loss(&curveScope, scope), loss(&bestScope, scope),
		loss(&curveFirst, first), loss(&bestFirst, first))
	if *fitCurves {
		write(t, bestFirst, bestScope, threshold(&bestScope, scope, 0.975))
		return
	}
	if loss(&curveScope, scope) > loss(&bestScope, scope)+0.02 || loss(&curveFirst, first) > loss(&bestFirst, first)+0.02 {
		t.Error("the curves do not fit any more: go test ./internal/procedure -run CurvesFit -fit")
	}
}

func write(t *testing.T, first, scope curve, threshold float64) {
	t.Helper()
	var b strings.Builder
	b.WriteString(`package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
`)
	for name, c := range map[string]curve{"curveFirst": first, "curveScope": scope} {
		fmt.Fprintf(&b, "\t%s = curve{", name)
		for i, n := range c {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%.3f", n)
		}
		b.WriteString("}\n")
	}
	fmt.Fprintf(&b, ")\n\n// thresholdScope is from where on a question is taken for one in scope.\nconst thresholdScope = %.3f\n", threshold)
	if err := os.WriteFile("curves.go", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
