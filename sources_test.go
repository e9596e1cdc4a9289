package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/redis"
)

// A source that was told how often to come is listed, and is late when it does not: the
// log says so once, the metric and /readyz as long as it lasts.
func TestSourcesAreWatched(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	i.run(`{"code":"H29.171-261119-0012","status":"processing","updated_at":"2026-11-27T08:40:00+07:00"}`,
		"dossiers", "-", "--format", "ndjson", "--as-of", "2026-11-27T08:40:00+07:00", "--source", "egov")
	sources := func(args ...string) (string, string, int) {
		args = append(append([]string{"sources"}, args...), "--database-url", i.url, "--data-dir", t.TempDir(), "--secret-key", strings.Repeat("k", 32))
		var out, errs bytes.Buffer
		exit := run(t.Context(), args, streams{strings.NewReader(""), &out, &errs})
		return out.String(), errs.String(), exit
	}
	out, errs, _ := sources()
	contains(t, "told nothing", out+errs, "egov", "2026-11-27 08:40", "nobody said how often")
	if _, errs, exit := sources("expect", "other", "1d"); exit != 1 || !strings.Contains(errs, "motcua sources") {
		t.Errorf("an unknown source: exit %d, %s", exit, errs)
	}
	if _, errs, exit := sources("expect", "egov", "daily"); exit != 1 || !strings.Contains(errs, "1d") {
		t.Errorf("not a time: exit %d, %s", exit, errs)
	}
	if _, errs, exit := sources("expect", "egov", "1d"); exit != 0 {
		t.Fatalf("expect: exit %d, %s", exit, errs)
	}
	out, _, _ = sources()
	contains(t, "long ago", out, "1d", "late since 2026-11-30 08:40")

	store, err := postgres.Open(t.Context(), i.url, []byte(strings.Repeat("k", 32)))
	noError(t, err)
	t.Cleanup(store.Close)
	var log bytes.Buffer
	a := &app{store: store, log: slog.New(slog.NewTextHandler(&log, nil)), metrics: newMetrics()}
	a.redis, err = redis.Open("redis://127.0.0.1:1") // away, which is another matter
	noError(t, err)
	t.Cleanup(a.redis.Close)
	ready := func() string {
		rec := httptest.NewRecorder()
		a.readyz(rec, httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "/readyz", nil))
		if rec.Code != http.StatusOK {
			t.Errorf("readyz: %d", rec.Code)
		}
		return rec.Body.String()
	}
	late := func() float64 {
		all, err := a.metrics.registry.Gather()
		noError(t, err)
		for _, m := range all {
			if m.GetName() == "motcua_source_late" {
				return m.GetMetric()[0].GetGauge().GetValue()
			}
		}
		return -1
	}
	monday := time.Date(2026, 11, 30, 9, 0, 0, 0, workday.Zone)
	a.lookAtSources(t.Context(), monday)
	if late() != 0 || strings.Contains(ready(), "egov") || log.Len() > 0 {
		t.Errorf("a moment after its time: late %v, %s, log %s", late(), ready(), log.String())
	}
	a.lookAtSources(t.Context(), monday.Add(time.Hour))
	a.lookAtSources(t.Context(), monday.Add(2*time.Hour))
	if late() != 1 || !strings.Contains(ready(), "source late: egov") || strings.Count(log.String(), "motcua sources expect") != 1 {
		t.Errorf("an hour later: late %v, %s, log %s", late(), ready(), log.String())
	}
}
