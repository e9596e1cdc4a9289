//go:build faults

package main

import (
	"bytes"
	"testing"
	"time"

	"motcua/internal/city"
)

// The whole sample year goes in once, with its figures, and the second start finds it.
func TestFaultYearIsWhole(t *testing.T) {
	t.Parallel()
	a, url := openDemo(t)
	noError(t, importMade(t.Context(), a, kindUnits, bytes.NewReader(city.Units()), time.Now()))
	var said bytes.Buffer
	noError(t, loadYear(t.Context(), a, &said))
	contains(t, "the load", said.String(), "Loading the sample city", "loaded in")
	if in, err := a.hasYear(t.Context()); !in || err != nil {
		t.Fatalf("the year is not in: %v", err)
	}
	for what, c := range map[string]struct {
		want int
		sql  string
	}{
		"dossiers":  {city.YearRows, "SELECT count(*) FROM dossiers"},
		"of wards":  {city.YearWardsReceived, "SELECT count(*) FROM dossiers WHERE unit <> 'BD-TA'"},
		"resolved":  {city.YearCentreResolved, yearResolved + " AND unit = 'BD-TA'"},
		"late":      {city.YearCentreLate + city.YearWardsLate, yearResolved + " AND (end_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > (due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"},
		"returned":  {city.YearReturned, "SELECT count(*) FROM dossiers WHERE returned_at < '2023-10-01+07' AND source = '" + city.YearSystem + "'"},
		"odd steps": {0, "SELECT count(*) FROM dossier_events WHERE odd"},
	} {
		if got := count(t, url, c.sql); got != c.want {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
	said.Reset()
	begun := time.Now()
	noError(t, loadYear(t.Context(), a, &said))
	if took := time.Since(begun); took > time.Second || said.Len() > 0 {
		t.Errorf("the second start took %s and said %q", took, said.String())
	}
}

const yearResolved = `
SELECT count(*) FROM (
       SELECT d.*, coalesce(finished_at, (SELECT min(at) FROM dossier_events e WHERE e.dossier_id = d.id AND e.status = 'stopped')) AS end_at
         FROM dossiers d WHERE received_at IS NOT NULL) d
 WHERE end_at >= '2023-01-01+07' AND end_at < '2023-10-01+07'`
