package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"motcua/internal/report"
	"motcua/internal/unit"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// reportOf counts a period, the one before and the same of last year, and says which
// sources are late.
func reportOf(ctx context.Context, store *postgres.Store, p report.Period, only report.Only) (report.Report, error) {
	var counted [3][]report.Tally
	for i, of := range []report.Period{p, p.Before(), p.LastYear()} {
		all, err := store.Tallies(ctx, of, only)
		if err != nil {
			return report.Report{}, err
		}
		counted[i] = all
	}
	directory, err := store.Directory(ctx)
	if err != nil {
		return report.Report{}, err
	}
	units := func(code string) (unit.Unit, bool) { return directory.Find(code, p.From) }
	r := report.Make(p, units, counted[0], counted[1], counted[2])
	sources, err := store.Sources(ctx)
	if err != nil {
		return report.Report{}, err
	}
	for _, s := range sources {
		if since, late := s.LateSince(time.Now(), workday.Default()); late {
			r.SourceLate(sourceName(s), since)
		}
	}
	return r, nil
}

// Figures are good enough for a while; a province takes seconds to count.
const (
	figuresLast = 10 * time.Minute
	mostFigures = 64 // periods and Units that are kept
)

// figures counts for pages: the same figures once in a while, however many ask for them.
type figures struct {
	*postgres.Store

	together singleflight.Group
	mu       sync.Mutex
	kept     map[string]keptFigures
}

type keptFigures struct {
	at     time.Time
	report report.Report
}

// Report gives the figures of a period, those of one Unit and what is below it where it is named.
func (f *figures) Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error) {
	key := fmt.Sprintf("%d %d %s", p.From.Unix(), p.To.Unix(), only.Unit)
	if r, ok := f.have(key); ok {
		return r, nil
	}
	// Who asked first may go; others wait for the same figures.
	ctx = context.WithoutCancel(ctx)
	got, err, _ := f.together.Do(key, func() (any, error) {
		r, err := reportOf(ctx, f.Store, p, only)
		if err == nil {
			f.keep(key, r)
		}
		return r, err
	})
	if err != nil {
		return report.Report{}, err
	}
	r, _ := got.(report.Report)
	return r, nil
}

func (f *figures) have(key string) (report.Report, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, ok := f.kept[key]
	return one.report, ok && time.Since(one.at) < figuresLast
}

func (f *figures) keep(key string, r report.Report) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kept == nil || len(f.kept) >= mostFigures {
		f.kept = map[string]keptFigures{}
	}
	f.kept[key] = keptFigures{time.Now(), r}
}
