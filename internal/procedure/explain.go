package procedure

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Explain writes why the search answers a question as it does, for the person who
// mends the words: how each word was read, and for the best n procedures which name
// fitted, how far, and what was added and taken away.
func (x *Index) Explain(w io.Writer, question string, n int) error {
	if hit, ok := x.codeIn(question); ok {
		_, err := fmt.Fprintf(w, "the question names the code %s\n", hit.Code)
		return err
	}
	b := x.newBench()
	q := x.read(question)
	r := x.rank(q, b)
	var out strings.Builder
	x.explainReadings(&out, q)
	x.explainScore(&out, &r)
	for i, c := range r.top {
		if i == n {
			break
		}
		x.explainCandidate(&out, q, &c, i+1)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (x *Index) explainReadings(out *strings.Builder, q *question) {
	out.WriteString("words\n")
	for i, t := range q.tokens {
		fmt.Fprintf(out, "  %-12s", t.text)
		if t.fold == unknown {
			out.WriteString(" unknown")
		} else {
			fmt.Fprintf(out, " weight %.2f x rarity %.2f", t.weight, x.lex.idf[t.fold])
		}
		for _, e := range q.edges {
			if e.from == i && (len(e.refs) > 1 || e.weight < 1 || e.to > i+1) {
				fmt.Fprintf(out, "; or %q (%.2f)", x.spell(e.refs), e.weight)
			}
		}
		out.WriteByte('\n')
	}
}

func (x *Index) spell(refs []ref) string {
	words := make([]string, len(refs))
	for i, r := range refs {
		words[i] = x.lex.spelt[r.fold]
	}
	return strings.Join(words, " ")
}

func (x *Index) explainScore(out *strings.Builder, r *ranking) {
	if len(r.top) == 0 {
		out.WriteString("nothing has a word in common with the question\n")
		return
	}
	f := x.features(r)
	fmt.Fprintf(out, "score %.2f: for us %.2f (needs %.2f), first is right %.2f\n", r.score, curveScope.at(&f), thresholdScope, curveFirst.at(&f))
	for i, name := range featureNames {
		fmt.Fprintf(out, "  %-8s %6.2f  for us %+6.2f  first %+6.2f\n", name, f[i], f[i]*curveScope[i], f[i]*curveFirst[i])
	}
}

func (x *Index) explainCandidate(out *strings.Builder, q *question, c *candidate, n int) {
	e := &x.entries[c.proc]
	fmt.Fprintf(out, "%d. %s %s: %.1f\n", n, e.code, e.name, c.total)
	if c.named.score > 0 {
		what := "name"
		if x.units.alias[c.named.unit] {
			what = "everyday name"
		}
		fmt.Fprintf(out, "   %s %q: %.1f (%.0f %% of its words, %.0f %% of its pairs)\n", what, x.units.text[c.named.unit],
			c.named.score, 100*c.named.share, 100*c.named.pairs)
	}
	fmt.Fprintf(out, "   other kind of name %.1f x %.2f; texts %.1f x %.2f; factor %.2f; has %.0f %% of the question\n",
		c.second, x.tune.secondKind, c.text, x.tune.text, c.factor, 100*c.asked)
	for range c.lifted {
		fmt.Fprintf(out, "   x %.2f: the special case that was asked for, over its plain variant\n", x.tune.variant)
	}
	if missing := unasked(e, q); len(missing) > 0 {
		fmt.Fprintf(out, "   special cases nobody spoke of: %s\n", strings.Join(missing, ", "))
	}
}

// unasked names the special cases of a procedure that the question does not speak of.
func unasked(e *entry, q *question) []string {
	var names []string
	for i, row := range table("special.tsv", 2) {
		if (e.special&^q.special)>>i&1 == 1 {
			names = append(names, row[0])
		}
	}
	slices.Sort(names)
	return names
}
