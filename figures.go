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

	reports once[report.Report]
	own     once[report.Own]
}

// Report gives the figures of a period, those of one Unit and what is below it where it is named.
func (f *figures) Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error) {
	return f.reports.get(ctx, fmt.Sprintf("%d %d %s", p.From.Unix(), p.To.Unix(), only.Unit), func(ctx context.Context) (report.Report, error) {
		return reportOf(ctx, f.Store, p, only)
	})
}

// Own gives what the assistant itself did in a month that is over, without what is small.
func (f *figures) Own(ctx context.Context, month report.Period) (report.Own, error) {
	return f.own.get(ctx, month.From.String(), func(ctx context.Context) (report.Own, error) {
		own, err := f.OwnFigures(ctx, month)
		if err != nil {
			return report.Own{}, err
		}
		return own.Public(time.Now())
	})
}

// once keeps what was counted for a while, and counts the same thing once for all who ask.
type once[T any] struct {
	together singleflight.Group
	mu       sync.Mutex
	kept     map[string]keptFigures[T]
}

type keptFigures[T any] struct {
	at    time.Time
	value T
}

func (o *once[T]) get(ctx context.Context, key string, count func(context.Context) (T, error)) (T, error) {
	if v, ok := o.have(key); ok {
		return v, nil
	}
	// Who asked first may go; others wait for the same figures.
	ctx = context.WithoutCancel(ctx)
	got, err, _ := o.together.Do(key, func() (any, error) {
		v, err := count(ctx)
		if err == nil {
			o.keep(key, v)
		}
		return v, err
	})
	v, _ := got.(T)
	return v, err
}

func (o *once[T]) have(key string) (T, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	one, ok := o.kept[key]
	return one.value, ok && time.Since(one.at) < figuresLast
}

func (o *once[T]) keep(key string, v T) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.kept == nil || len(o.kept) >= mostFigures {
		o.kept = map[string]keptFigures[T]{}
	}
	o.kept[key] = keptFigures[T]{time.Now(), v}
}
