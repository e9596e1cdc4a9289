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

func (q quality) String() string {
	return fmt.Sprintf("recall@1 %.3f  recall@3 %.3f  MRR %.3f  quiet %.3f  kept %.3f  sure %d, of these right %d",
		q.first, q.three, q.mrr, q.quiet, q.kept, q.sure, q.sureRight)
}

func measure(x *Index, set []asked) quality {
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
	return q
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

func TestQuality(t *testing.T) {
	t.Parallel()
	x := index(t)
	dev := measure(x, questions(t, "queries-dev.tsv"))
	t.Logf("common procedures: %v", dev)
	tail := measure(x, questions(t, "queries-tail.tsv"))
	t.Logf("long tail:         %v", tail)
	for _, m := range dev.missed {
		t.Log(m)
	}
}
