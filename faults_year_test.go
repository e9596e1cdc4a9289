//go:build faults

package main

import (
	"bytes"
	"testing"
	"time"

	"motcua/internal/city"
	"motcua/internal/report"
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
	theFiguresOfTheYear(t, a)
	said.Reset()
	begun := time.Now()
	noError(t, loadYear(t.Context(), a, &said))
	if took := time.Since(begun); took > time.Second || said.Len() > 0 {
		t.Errorf("the second start took %s and said %q", took, said.String())
	}
}

// theFiguresOfTheYear counts them for a report, of the centre, of the wards and, as far as the
// province's system has them, of all.
func theFiguresOfTheYear(t *testing.T, a *app) {
	t.Helper()
	all, err := a.store.Tallies(t.Context(), report.Period{From: city.YearFrom, To: city.YearTo}, report.Only{})
	noError(t, err)
	var centre, wards, system report.Tally
	for i := range all {
		of := &wards
		if all[i].Unit == "BD-TA" {
			of = &centre
		}
		addYear(of, &all[i])
		if all[i].Source == city.YearSystem {
			addYear(&system, &all[i])
		}
	}
	for what, n := range map[string][2]int64{
		"centre, online":       {centre.Online, city.YearCentreOnline},
		"centre, counter":      {centre.Counter, city.YearCentreCounter},
		"centre, post":         {centre.Post + centre.Unsaid, 0},
		"centre, carried":      {centre.Carried, city.YearCentreCarried},
		"centre, early":        {centre.Early, city.YearCentreEarly},
		"centre, on time":      {centre.OnTime, city.YearCentreOnTime},
		"centre, late":         {centre.Late, city.YearCentreLate},
		"centre, stopped":      {centre.Stopped, city.YearCentreStopped},
		"centre, open":         {centre.OpenInTime + centre.OpenLate, city.YearCentreOpen},
		"centre, open late":    {centre.OpenLate, city.YearCentreOpenLate},
		"centre, waiting":      {centre.Waiting, city.YearCentreOpenWaiting},
		"centre, rejected":     {centre.Rejected, city.YearCentreRejected},
		"centre, paid online":  {centre.PaidOnline, city.YearCentrePaidOnline},
		"centre, đồng":         {centre.PaidDong, city.YearCentrePaidDong},
		"wards, online":        {wards.Online, city.YearWardsOnline},
		"wards, received":      {wards.Online + wards.Counter, city.YearWardsReceived},
		"wards, carried":       {wards.Carried, 0},
		"wards, early":         {wards.Early, city.YearWardsEarly},
		"wards, on time":       {wards.OnTime, city.YearWardsOnTime},
		"wards, late":          {wards.Late, city.YearWardsLate},
		"wards, stopped":       {wards.Stopped, city.YearWardsStopped},
		"wards, open":          {wards.OpenInTime + wards.OpenLate, city.YearWardsOpen},
		"wards, open late":     {wards.OpenLate, city.YearWardsOpenLate},
		"returned":             {system.Returned, city.YearReturned},
		"digitised":            {system.Digitised, city.YearDigitised},
		"electronic":           {system.EResult, city.YearElectronic},
		"electronic, at all":   {system.AnyResult, city.YearElectronic},
		"ended and not timed":  {centre.Early + centre.OnTime + centre.Late - centre.Timed, 0},
		"without appointment":  {centre.NoDue + wards.NoDue, 0},
		"of the index, centre": {centre.Handled, city.YearCentreReceived + city.YearCentreCarried},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d counted, want %d", what, n[0], n[1])
		}
	}
}

// addYear adds what theFiguresOfTheYear looks at.
func addYear(to, t *report.Tally) {
	for _, n := range [][2]*int64{
		{&to.Online, &t.Online}, {&to.Counter, &t.Counter}, {&to.Post, &t.Post}, {&to.Unsaid, &t.Unsaid}, {&to.Carried, &t.Carried},
		{&to.Early, &t.Early}, {&to.OnTime, &t.OnTime}, {&to.Late, &t.Late}, {&to.Stopped, &t.Stopped}, {&to.NoDue, &t.NoDue},
		{&to.OpenInTime, &t.OpenInTime}, {&to.OpenLate, &t.OpenLate}, {&to.Waiting, &t.Waiting}, {&to.Rejected, &t.Rejected},
		{&to.Handled, &t.Handled}, {&to.Timed, &t.Timed}, {&to.Returned, &t.Returned}, {&to.Digitised, &t.Digitised},
		{&to.EResult, &t.EResult}, {&to.AnyResult, &t.AnyResult}, {&to.PaidOnline, &t.PaidOnline}, {&to.PaidDong, &t.PaidDong},
	} {
		*n[0] += *n[1]
	}
}

const yearResolved = `
SELECT count(*) FROM (
       SELECT d.*, coalesce(finished_at, (SELECT min(at) FROM dossier_events e WHERE e.dossier_id = d.id AND e.status = 'stopped')) AS end_at
         FROM dossiers d WHERE received_at IS NOT NULL) d
 WHERE end_at >= '2023-01-01+07' AND end_at < '2023-10-01+07'`
