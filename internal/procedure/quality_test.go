package procedure

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// asked is one question of a test set and the procedures that answer it.
type asked struct {
	text  string
	codes []string // none = out of scope
}

func questions(t testing.TB, file string) []asked {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all []asked
	for line := range strings.Lines(string(text)) {
		row := strings.Split(strings.TrimRight(line, "\n"), "\t")
		q := asked{text: row[0]}
		if row[1] != "-" {
			q.codes = append(q.codes, row[1])
			if row[3] != "" {
				q.codes = append(q.codes, strings.Split(row[3], "|")...)
			}
		}
		all = append(all, q)
	}
	return all
}

// catalogue is the national catalogue, cut to what the search reads.
func catalogue(t testing.TB) []Procedure {
	t.Helper()
	all, err := readCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var readCatalogue = sync.OnceValues(func() ([]Procedure, error) {
	f, err := os.Open("testdata/catalogue.ndjson.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var all []Procedure
	for in := json.NewDecoder(bufio.NewReader(r)); in.More(); {
		var p Procedure
		if err := in.Decode(&p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
})

var wholeIndex = sync.OnceValues(func() (*Index, error) {
	all, err := readCatalogue()
	if err != nil {
		return nil, err
	}
	return NewIndex(all, Shipped()), nil
})

func index(t testing.TB) *Index {
	t.Helper()
	x, err := wholeIndex()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// quality is how well a set of questions is answered.
type quality struct {
	first, three, mrr float64
	quiet, kept       float64
	sure, sureRight   int
	missed            []string
}

func (q *quality) String() string {
	return fmt.Sprintf("recall@1 %.3f  recall@3 %.3f  MRR %.3f  quiet %.3f  kept %.3f  sure %d, of these right %d",
		q.first, q.three, q.mrr, q.quiet, q.kept, q.sure, q.sureRight)
}

func measure(x *Index, set []asked) *quality {
	var q quality
	in, out := 0, 0
	for _, a := range set {
		hits := x.Search(a.text, 10)
		score := 0.0
		if len(hits) > 0 {
			score = hits[0].Score
		}
		if a.codes == nil {
			out++
			if score < Likely {
				q.quiet++
			} else {
				q.missed = append(q.missed, fmt.Sprintf("%.2f out of scope: %s -> %s", score, a.text, hits[0].Name))
			}
			continue
		}
		in++
		if score >= Likely {
			q.kept++
		}
		at := slices.IndexFunc(hits, func(h Hit) bool { return slices.Contains(a.codes, h.Code) })
		q.note(at, score)
		if at != 0 && len(hits) > 0 {
			q.missed = append(q.missed, fmt.Sprintf("%.2f at %d: %s (%s) -> %s %s", score, at+1, a.text, a.codes[0], hits[0].Code, hits[0].Name))
		}
	}
	q.first, q.three, q.mrr, q.kept = q.first/float64(in), q.three/float64(in), q.mrr/float64(in), q.kept/float64(in)
	q.quiet /= float64(out)
	return &q
}

func (q *quality) note(at int, score float64) {
	if score >= Sure {
		q.sure++
	}
	if at < 0 {
		return
	}
	if at == 0 {
		q.first++
		if score >= Sure {
			q.sureRight++
		}
	}
	if at < 3 {
		q.three++
	}
	q.mrr += 1 / float64(at+1)
}

// floor is what a set of questions must reach.
type floor struct{ first, three, quiet, kept float64 }

func TestQuality(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, set := range []struct {
		name, file string
		least      floor
	}{
		{"common procedures", "queries-dev.tsv", floor{0.86, 0.94, 0.90, 0.95}},
		// Written without sight of the everyday names, about procedures that had none
		// then. Nothing is tuned on them.
		{"long tail", "queries-tail.tsv", floor{0.66, 0.85, 0.90, 0.83}},
	} {
		q := measure(x, questions(t, set.file))
		t.Logf("%-18s %v", set.name, q)
		t.Logf("misses:\n%s", strings.Join(q.missed, "\n"))
		for _, m := range []struct {
			what       string
			got, least float64
		}{
			{"recall@1", q.first, set.least.first}, {"recall@3", q.three, set.least.three},
			{"quiet", q.quiet, set.least.quiet}, {"kept", q.kept, set.least.kept},
		} {
			if m.got < m.least {
				t.Errorf("%s: %s is %.3f, must be %.2f", set.name, m.what, m.got, m.least)
			}
		}
	}
}

// Where the search is sure of itself it must be right nine times in ten.
func TestCalibration(t *testing.T) {
	t.Parallel()
	x := index(t)
	for _, file := range []string{"queries-dev.tsv", "queries-tail.tsv"} {
		var right, all [10]int
		for _, a := range questions(t, file) {
			hits := x.Search(a.text, 1)
			if len(hits) == 0 {
				continue
			}
			band := min(int(hits[0].Score*10), 9)
			all[band]++
			if slices.Contains(a.codes, hits[0].Code) {
				right[band]++
			}
		}
		for band := range all {
			if all[band] > 0 {
				t.Logf("%s: score %.1f-%.1f: first is right in %d of %d", file, float64(band)/10, float64(band+1)/10, right[band], all[band])
			}
		}
		if float64(right[9]) < 0.88*float64(all[9]) {
			t.Errorf("%s: of %d answers that are sure %d are right", file, all[9], right[9])
		}
	}
}
