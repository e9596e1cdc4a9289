package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// place is a database of the test's own, by store and by bare connection.
type place struct {
	*postgres.Store

	db *pgx.Conn
}

func openPlace(tb testing.TB) place {
	tb.Helper()
	url := storetest.DB(tb)
	store, err := postgres.Open(tb.Context(), url, []byte("test key"))
	must(tb, err)
	tb.Cleanup(store.Close)
	db, err := pgx.Connect(tb.Context(), url)
	must(tb, err)
	tb.Cleanup(func() { must(tb, db.Close(context.Background())) })
	return place{store, db}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// at is a time of 25 November 2026, at this hour, here.
func at(hour int) time.Time {
	return time.Date(2026, 11, 25, hour, 0, 0, 0, time.FixedZone("+07", 7*60*60))
}

// load imports lines of NDJSON, as of an hour.
func (p place) load(t *testing.T, asOf time.Time, lines ...string) intake.Summary {
	t.Helper()
	file := intake.NewDossiers(strings.NewReader(strings.Join(lines, "\n")), intake.NDJSON, intake.Defaults{AsOf: asOf})
	sum, err := p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: asOf, Reject: func(r intake.Reject) {
		t.Errorf("rejected: %s", r.Text("en"))
	}})
	must(t, err)
	return sum
}

func (p place) loadSamples(t *testing.T, asOf time.Time) (intake.Summary, intake.Summary, []intake.Reject) {
	t.Helper()
	var rejects []intake.Reject
	f, err := os.Open("../../testdata/units-sample.ndjson")
	must(t, err)
	defer func() { must(t, f.Close()) }()
	units, err := p.ImportUnits(t.Context(), intake.NewUnits(f, intake.NDJSON), postgres.ImportOptions{})
	must(t, err)
	g, err := os.Open("../../testdata/dossiers-sample.ndjson")
	must(t, err)
	defer func() { must(t, g.Close()) }()
	file := intake.NewDossiers(g, intake.NDJSON, intake.Defaults{AsOf: asOf})
	dossiers, err := p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: asOf,
		Reject: func(r intake.Reject) { rejects = append(rejects, r) }})
	must(t, err)
	return units, dossiers, rejects
}

// dump is the whole content of a table, to be compared; not told, which is only how fast
// the next import is.
func (p place) dump(t *testing.T, tables ...string) string {
	t.Helper()
	var all strings.Builder
	for _, table := range tables {
		rows, _ := p.db.Query(t.Context(), fmt.Sprintf("SELECT (to_jsonb(x) - 'told')::text FROM %s x ORDER BY 1", table))
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
		fmt.Fprintf(&all, "%s\n%s\n", table, strings.Join(lines, "\n"))
	}
	return all.String()
}

var everything = []string{"units", "units_version", "sources", "dossiers", "dossier_events"}

// history is a dossier's statuses, oldest first, the one it stands at last.
func (p place) history(t *testing.T, code string) string {
	t.Helper()
	d := p.get(t, code)
	var words []string
	for _, e := range d.Events {
		words = append(words, fmt.Sprintf("%s@%d", e.Status, e.At.Hour()))
	}
	return strings.Join(words, " ") + " = " + string(d.Status)
}

func (p place) get(t *testing.T, code string) dossier.Dossier {
	t.Helper()
	found, err := p.DossiersByCode(t.Context(), []dossier.Code{dossier.Code(code)})
	must(t, err)
	if len(found) != 1 {
		t.Fatalf("%s: found %d dossiers", code, len(found))
	}
	return found[0]
}

func TestSamplesGoIn(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	units, dossiers, rejects := p.loadSamples(t, at(9))
	if want := (intake.Summary{Read: 7, New: 7, Whole: true}); !cmp.Equal(units, want) {
		t.Errorf("units: %+v", units)
	}
	want := intake.Summary{Read: 21, New: 17, Rejected: 4, UnknownRows: 1, Unknown: []string{"Phường nào đó đã giải thể"}, Whole: true}
	if diff := cmp.Diff(want, dossiers); diff != "" {
		t.Errorf("dossiers (-want +got):\n%s", diff)
	}
	var told []string
	for _, r := range rejects {
		told = append(told, r.Text("en"))
	}
	wantRejects := []string{
		`line 18: code = "KHONG-PHAI-MA": not a dossier code`,
		`line 19: status = "no_such_status": unknown status; known are registered, accepted, rejected, processing, supplement_requested, payment_requested, withdrawal_requested, stopped, completed, returned`,
		`line 20: colour: unknown field`,
		`line 21: received_at = "2026-02-30": there is no such date`,
	}
	if diff := cmp.Diff(wantRejects, told); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func TestSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.loadSamples(t, at(9))
	before := p.dump(t, everything...)
	units, dossiers, _ := p.loadSamples(t, at(9))
	if units.Unchanged != 7 || dossiers.Unchanged != 17 || dossiers.Moved != 0 {
		t.Errorf("second import: units %+v, dossiers %+v", units, dossiers)
	}
	if diff := cmp.Diff(before, p.dump(t, everything...)); diff != "" {
		t.Errorf("second import changed (-before +after):\n%s", diff)
	}

	// A later import of the same file only says that the data is still good.
	_, dossiers, _ = p.loadSamples(t, at(15))
	if dossiers.Unchanged != 17 {
		t.Errorf("later import: %+v", dossiers)
	}
	if got := p.dump(t, "dossier_events"); !strings.Contains(before, got) {
		t.Error("later import changed the history")
	}
	d := p.get(t, "H15.50.05.13-261008-0975") // sent without updated_at
	if !d.UpdatedAt.Equal(at(15)) || !d.Fresh().Equal(at(15)) {
		t.Errorf("updated at %v, fresh as of %v", d.UpdatedAt, d.Fresh())
	}
}
