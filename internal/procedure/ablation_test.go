package procedure

import (
	"slices"
	"testing"
)

// BenchmarkAblation says what each idea brings: the whole search without it, on both
// sets of questions. The curves are fitted anew each time, so that "quiet" (out of
// scope left alone where 95 of 100 in scope are kept) compares like with like.
// Once is enough: go test -run - -bench Ablation -benchtime 1x
func BenchmarkAblation(b *testing.B) {
	for _, v := range []struct {
		name   string
		change func(*tuning)
	}{
		{"complete", func(*tuning) {}},
		{"pairs", func(w *tuning) { w.pair, w.pairShare = 0, 0 }},
		{"marks", func(w *tuning) { w.otherMark, w.textOtherMark = 1, 1 }},
		{"texts", func(w *tuning) { w.text = 0 }},
		{"second_name", func(w *tuning) { w.secondKind = 0 }},
		{"coverage", func(w *tuning) { w.asked = 0 }},
		{"abbreviations", func(w *tuning) { w.abbreviation = 0 }},
		{"dialect", func(w *tuning) { w.dialect = 0 }},
		{"synonyms", func(w *tuning) { w.synonym = 0 }},
		{"telex_typos", func(w *tuning) { w.telex, w.typo = 0, 0 }},
		{"stop_words", func(w *tuning) { w.stop = 0 }},
		{"story_focus", func(w *tuning) { w.story = 1 }},
		{"special_cases", func(w *tuning) { w.special, w.specialAsked, w.variant = 1, 0, 1 }},
		{"asked_variant", func(w *tuning) { w.variant = 1 }},
		{"actions", func(w *tuning) { w.action, w.otherAction = 0, 0 }},
		{"prior", func(w *tuning) { w.citizen, w.ward, w.ministry = 0, 0, 0 }},
		{"decoys", func(w *tuning) { w.decoy = 0 }},
	} {
		w := tuned
		v.change(&w)
		b.Run("without_"+v.name, func(b *testing.B) { ablate(b, Shipped(), w) })
	}
	for _, left := range []int{0, 4, 2} {
		b.Run("everyday_names_of_every_"+string(rune('0'+left)), func(b *testing.B) {
			ablate(b, fewer(Shipped(), left), tuned)
		})
	}
}

// fewer keeps the everyday names of every nth procedure; of none for 0.
func fewer(all []Alias, nth int) []Alias {
	var kept []Alias
	at := map[string]int{}
	for _, a := range all {
		if _, ok := at[a.Code]; !ok {
			at[a.Code] = len(at)
		}
		if nth > 0 && at[a.Code]%nth == 0 {
			kept = append(kept, a)
		}
	}
	return kept
}

func ablate(b *testing.B, aliases []Alias, w tuning) {
	b.Helper()
	for b.Loop() {
		x := build(catalogue(b), aliases, w)
		for name, file := range map[string]string{"dev": "queries-dev.tsv", "tail": "queries-tail.tsv"} {
			set := questions(b, file)
			q := measure(x, set)
			b.ReportMetric(q.first, name+"-R@1")
			b.ReportMetric(q.three, name+"-R@3")
			b.ReportMetric(q.mrr, name+"-MRR")
			b.ReportMetric(quietAt95(b, x, set), name+"-quiet")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// quietAt95 fits the curve for "one for us" to this search and gives the share of the
// questions out of scope that stay under the threshold which keeps 95 of 100.
func quietAt95(b *testing.B, x *Index, set []asked) float64 {
	b.Helper()
	train, _ := samples(x, questions(b, "queries-dev.tsv"))
	more, _ := samples(x, questions(b, "queries-fit.tsv"))
	c := fit(balance(append(train, more...)))
	scope, _ := samples(x, set)
	least := threshold(&c, scope, 0.95)
	out := slices.DeleteFunc(scope, func(s sample) bool { return s.yes })
	quiet := 0
	for _, s := range out {
		if c.at(&s.f) < least {
			quiet++
		}
	}
	return float64(quiet) / float64(len(out))
}
