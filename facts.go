package main

import (
	"context"
	"time"
)

// factsEvery is how often serve works out for reports what imports changed. A report does
// it itself where something is left; then somebody waits.
const factsEvery = time.Minute

// keepFactsFresh does so until ctx ends.
func (a *app) keepFactsFresh(ctx context.Context) {
	tick := time.NewTicker(factsEvery)
	defer tick.Stop()
	for {
		if _, err := a.store.FreshFacts(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("facts for reports could not be worked out; the next minute tries again", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
