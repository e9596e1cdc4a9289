package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// Who watches the log or the counter hears that somebody guesses; the counter is there
// from the start.
func TestProofRestsIsTold(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := &app{log: slog.New(slog.NewTextHandler(&log, nil)), metrics: newMetrics()}
	rests := func() float64 {
		all, err := a.metrics.registry.Gather()
		noError(t, err)
		for _, m := range all {
			if m.GetName() == "motcua_proof_rests_total" {
				return m.GetMetric()[0].GetCounter().GetValue()
			}
		}
		t.Fatal("there is no such counter")
		return 0
	}
	if n := rests(); n != 0 {
		t.Errorf("%v from the start", n)
	}
	a.proofRests(4711)
	if n := rests(); n != 1 || !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "dossier=4711") {
		t.Errorf("%v, log: %s", n, log.String())
	}
}
