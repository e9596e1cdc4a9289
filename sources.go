package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"motcua/internal/source"
	"motcua/internal/workday"
)

const (
	sourcesEvery = time.Minute // between two looks
	mostSources  = 50          // in metrics: a file that names a source for each row must not fill them
)

// lateness is which sources were late at the last look.
type lateness struct {
	mu   sync.Mutex
	late []string
}

// watchSources looks at the sources until ctx ends.
func (a *app) watchSources(ctx context.Context) {
	tick := time.NewTicker(sourcesEvery)
	defer tick.Stop()
	for {
		a.lookAtSources(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lookAtSources counts how fresh each source is, and warns once when one becomes late.
func (a *app) lookAtSources(ctx context.Context, now time.Time) {
	all, err := a.store.Sources(ctx)
	if err != nil {
		return // a database that is away is told of elsewhere
	}
	a.metrics.countSources(all[:min(len(all), mostSources)], now)
	var late []string
	for _, s := range all {
		since, isLate := s.LateSince(now, workday.Default())
		if !isLate {
			continue
		}
		late = append(late, sourceName(s))
		if !slices.Contains(a.lateSources(), sourceName(s)) {
			a.log.Warn("a source is late: citizens read that the counter may know more; import it, or say how often it comes with `motcua sources expect`",
				"source", sourceName(s), "due", since.In(workday.Zone).Format(time.RFC3339))
		}
	}
	a.lateness.mu.Lock()
	defer a.lateness.mu.Unlock()
	a.lateness.late = late
}

// lateSources are those that were late at the last look.
func (a *app) lateSources() []string {
	a.lateness.mu.Lock()
	defer a.lateness.mu.Unlock()
	return a.lateness.late
}

func (m *metrics) countSources(all []source.State, now time.Time) {
	m.sourceSeen.Reset() // a database that was restored may know fewer
	m.sourceLate.Reset()
	for _, s := range all {
		late := 0.0
		if _, is := s.LateSince(now, workday.Default()); is {
			late = 1
		}
		m.sourceSeen.WithLabelValues(sourceName(s)).Set(float64(s.LastImport.Unix()))
		m.sourceLate.WithLabelValues(sourceName(s)).Set(late)
	}
}
