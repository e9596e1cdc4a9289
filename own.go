package main

import (
	"context"
	"time"

	"motcua/internal/report"
)

// figuresKept is how often counts of Turns are put into the store: what a killed process
// loses of them.
const figuresKept = 5 * time.Second

// dutiesKept is how long times on duty are kept, for the sheets of hours.
const dutiesKept = 2 * 365 * 24 * time.Hour

// turnsStore keeps counts of Turns.
type turnsStore interface {
	KeepTurns(ctx context.Context, all []report.Count) error
}

// keepTurns puts what was counted into the store now and then until ctx ends; what it gives
// back does it a last time, when no Turn is in hand any more.
func (a *app) keepTurns(ctx context.Context, store turnsStore, every time.Duration) (last func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				a.keepTurnsOnce(ctx, store)
			}
		}
	}()
	return func() {
		<-done
		a.keepTurnsOnce(context.WithoutCancel(ctx), store)
	}
}

// keepTurnsOnce counts again what could not be kept, so that a store that was away a moment
// costs nothing. One that broke off after it had kept them counts them twice.
func (a *app) keepTurnsOnce(ctx context.Context, store turnsStore) {
	all := a.counter.Take()
	if err := store.KeepTurns(ctx, all); err != nil {
		a.counter.PutBack(all)
		if ctx.Err() == nil {
			a.log.Warn("the assistant's figures could not be kept; it is tried again", "err", err)
		}
	}
}
