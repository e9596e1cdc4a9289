// Command search compares the search of procedures with what one would take from the
// shelf, on the questions of internal/procedure/testdata: PostgreSQL's full text,
// pg_trgm, and bleve as it comes. It prints the table of docs/search.md:
//
//	cd deployments/bench/search && go run .
//
// It is a module of its own, so that the program does not carry bleve.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"motcua/internal/procedure"
)

const testdata = "../../../internal/procedure/testdata"

// finder gives the codes that a question finds, the best first.
type finder func(ctx context.Context, question string) ([]string, error)

// wanted is how many codes a finder gives.
const wanted = 10

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	all, err := catalogue()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "motcua-bench-search")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// As root the database runs under another account, which must pass through.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	compared, stop, err := finders(ctx, filepath.Join(dir, "postgres"), all)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Println("| | dev R@1 | R@3 | MRR | tail R@1 | R@3 | MRR | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|---|---|")
	for _, f := range compared {
		if err := row(ctx, f.name, f.find); err != nil {
			return err
		}
	}
	return nil
}

// named is a finder by the name that the table gives it.
type named struct {
	name string
	find finder
}

func finders(ctx context.Context, dir string, all []procedure.Procedure) ([]named, func(), error) {
	plain, err := openBleve(all, nil)
	if err != nil {
		return nil, nil, err
	}
	aliased, err := openBleve(all, procedure.Shipped())
	if err != nil {
		return nil, nil, err
	}
	db, stop, err := openPostgres(ctx, dir, all, procedure.Shipped())
	if err != nil {
		return nil, nil, err
	}
	return []named{
		{"PostgreSQL full text, official texts", db.fullText("official")},
		{"PostgreSQL full text, with everyday names", db.fullText("everyday")},
		{"pg_trgm, official names", db.trigrams("official")},
		{"pg_trgm, with everyday names", db.trigrams("everyday")},
		{"bleve's defaults, official texts", plain},
		{"bleve's defaults, with everyday names", aliased},
		{"motcua without everyday names", ours(procedure.NewIndex(all, nil))},
		{"motcua", ours(procedure.NewIndex(all, procedure.Shipped()))},
	}, stop, nil
}

func ours(x *procedure.Index) finder {
	return func(_ context.Context, question string) ([]string, error) {
		var codes []string
		for _, h := range x.Search(question, wanted) {
			codes = append(codes, h.Code)
		}
		return codes, nil
	}
}

// row measures one finder on both sets and prints it.
func row(ctx context.Context, name string, find finder) error {
	fmt.Printf("| %s ", name)
	var times []time.Duration
	for _, file := range []string{"queries-dev.tsv", "queries-tail.tsv"} {
		text, err := os.ReadFile(filepath.Join(testdata, file))
		if err != nil {
			return err
		}
		n, first, three, mrr := 0.0, 0.0, 0.0, 0.0
		for line := range strings.Lines(string(text)) {
			cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
			if cells[1] == "-" {
				continue
			}
			n++
			start := time.Now()
			codes, err := find(ctx, cells[0])
			if err != nil {
				return err
			}
			times = append(times, time.Since(start))
			right := append(strings.Split(cells[3], "|"), cells[1])
			at := slices.IndexFunc(codes, func(c string) bool { return slices.Contains(right, c) })
			if at == 0 {
				first++
			}
			if at >= 0 && at < 3 {
				three++
			}
			if at >= 0 {
				mrr += 1 / float64(at+1)
			}
		}
		fmt.Printf("| %.3f | %.3f | %.3f ", first/n, three/n, mrr/n)
	}
	slices.Sort(times)
	fmt.Printf("| %.1f | %.1f |\n", ms(times[len(times)/2]), ms(times[len(times)*99/100]))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func catalogue() ([]procedure.Procedure, error) {
	f, err := os.Open(filepath.Join(testdata, "catalogue.ndjson.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var all []procedure.Procedure
	for in := json.NewDecoder(bufio.NewReader(r)); in.More(); {
		var p procedure.Procedure
		if err := in.Decode(&p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// texts are the fields of a procedure as one text each; everyday names are joined to the name.
func texts(p *procedure.Procedure, names map[string][]string) (name, rest string) {
	name = strings.Join(append([]string{p.Name}, names[p.Code]...), "\n")
	var papers []string
	for _, paper := range p.Papers {
		papers = append(papers, paper.Name)
	}
	return name, strings.Join([]string{p.Field, p.Agency, p.Result, strings.Join(papers, "\n")}, "\n")
}

func byCode(aliases []procedure.Alias) map[string][]string {
	names := map[string][]string{}
	for _, a := range aliases {
		names[a.Code] = append(names[a.Code], a.Text)
	}
	return names
}
