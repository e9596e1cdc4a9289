package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"motcua/internal/report"
)

// turnsKept stands in for a store that is away once.
type turnsKept struct {
	away bool
	kept chan []report.Count
}

func (k *turnsKept) KeepTurns(_ context.Context, all []report.Count) error {
	if k.away {
		k.away = false
		return errors.New("away")
	}
	if len(all) > 0 {
		k.kept <- all
	}
	return nil
}

func TestTurnsAreKeptWhileServingAndAtTheEnd(t *testing.T) {
	t.Parallel()
	a := &app{log: slog.New(slog.DiscardHandler)}
	store := &turnsKept{away: true, kept: make(chan []report.Count, 9)}
	turn := report.Turn{At: time.Now(), Flow: report.FlowLookup}
	a.counter.Note(turn)
	ctx, end := context.WithCancel(t.Context())
	last := a.keepTurns(ctx, store, time.Millisecond)
	// The first try fails and costs nothing.
	if first := <-store.kept; len(first) != 4 || first[0].N != 1 {
		t.Errorf("kept %+v", first)
	}
	end()
	a.counter.Note(turn)
	last()
	select {
	case at := <-store.kept:
		if at[0].N != 1 {
			t.Errorf("at the end: %+v", at)
		}
	default:
		t.Error("what was answered last is lost")
	}
}
