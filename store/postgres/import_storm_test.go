package postgres_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/store/postgres"
)

// Steps alone are added to what is here and change nothing else.
func TestStepRows(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	step := func(line int, to dossier.Code, hour int, status dossier.Status) intake.DossierRow {
		return intake.DossierRow{Line: line, Step: true, Dossier: dossier.Dossier{Code: to, UpdatedAt: at(12), Source: "s",
			Events: []dossier.Event{{At: at(hour), Status: status}}}}
	}
	whole := func(line int, of dossier.Code) intake.DossierRow {
		d := dossier.Dossier{Code: of, Status: dossier.Accepted, UpdatedAt: at(8), Field: "Hộ tịch", Source: "s"}
		return intake.DossierRow{Line: line, Dossier: d, Made: &dossier.Event{At: at(8), Status: d.Status}}
	}
	const other, nobody = "H29.171-261119-0013", "H29.171-261119-0014"
	load := func(rows ...intake.DossierRow) (intake.Summary, []string) {
		t.Helper()
		var told []string
		sum, err := p.ImportDossiers(t.Context(), &given{rows: rows}, postgres.ImportOptions{AsOf: at(12),
			Reject: func(r intake.Reject) { told = append(told, r.Text("en")) }})
		must(t, err)
		return sum, told
	}
	// A dossier may be brought by the same file, before or behind.
	file := []intake.DossierRow{step(1, nobody, 9, dossier.Processing), step(2, other, 9, dossier.Processing),
		whole(3, code), whole(4, other), step(5, code, 9, dossier.Processing), step(6, code, 10, dossier.Completed)}
	sum, told := load(file...)
	if want := (intake.Summary{Read: 6, New: 2, Changed: 2, Rejected: 2, Moved: 2, Whole: true}); !cmp.Equal(want, sum) {
		t.Errorf("%+v", sum)
	}
	wantTold := []string{
		`line 1: code = "H29.171-261119-0014": a step of a dossier that is not here; import the dossiers first`,
		`line 2: code = "H29.171-261119-0013": a step of a dossier that is not here; import the dossiers first`,
	}
	if diff := cmp.Diff(wantTold, told); diff != "" {
		t.Error(diff)
	}
	if got := p.history(t, code); got != "accepted@8 processing@9 completed@10 = completed" {
		t.Error(got)
	}
	if d := p.get(t, code); d.Field != "Hộ tịch" || !d.UpdatedAt.Equal(at(8)) {
		t.Errorf("steps changed more than the history: %+v", d)
	}
	before := p.dump(t, everything...)
	for range 2 {
		sum, _ = load(file[2], file[4], file[5])
		if want := (intake.Summary{Read: 3, Unchanged: 3, Whole: true}); !cmp.Equal(want, sum) {
			t.Errorf("again: %+v", sum)
		}
	}
	if diff := cmp.Diff(before, p.dump(t, everything...)); diff != "" {
		t.Errorf("again (-before +after):\n%s", diff)
	}
}

// given gives rows.
type given struct{ rows []intake.DossierRow }

func (g *given) Next() (intake.DossierRow, *intake.Reject, error) {
	if len(g.rows) == 0 {
		return intake.DossierRow{}, nil, io.EOF
	}
	row := g.rows[0]
	g.rows = g.rows[1:]
	return row, nil, nil
}

// What is told of a dossier by mark is known only as long as nothing else touches it.
func TestMarkGoesWithWhatItTells(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	line := row("processing", 9, events(step(8, "accepted"), step(9, "processing")), `"field":"Hộ tịch"`, `"phone":"0900000001"`)
	for name, touch := range map[string]string{
		"a field":    "UPDATE dossiers SET field = 'x'",
		"the status": "UPDATE dossiers SET status = status",
		"the phone":  "UPDATE dossiers SET phone_hash = NULL",
		"a step":     "DELETE FROM dossier_events WHERE status = 'processing'",
	} {
		p.load(t, at(12), line)
		var marked bool
		must(t, p.db.QueryRow(t.Context(), "SELECT told IS NOT NULL FROM dossiers").Scan(&marked))
		_, err := p.db.Exec(t.Context(), touch)
		must(t, err)
		var left bool
		must(t, p.db.QueryRow(t.Context(), "SELECT told IS NOT NULL FROM dossiers").Scan(&left))
		if !marked || left {
			t.Errorf("%s: marked %v, afterwards %v", name, marked, left)
		}
	}
	p.load(t, at(12), line)
	if d := p.get(t, code); d.Field != "Hộ tịch" || p.history(t, code) != "accepted@8 processing@9 = processing" {
		t.Errorf("mended: %+v", d)
	}
	// Under another key the phone is another hash, so the row is another, too.
	store, err := postgres.Open(t.Context(), p.db.Config().ConnString(), []byte("another key"))
	must(t, err)
	defer store.Close()
	sum, err := store.ImportDossiers(t.Context(), intake.NewDossiers(strings.NewReader(line), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: at(12)})
	if must(t, err); sum.Changed != 1 {
		t.Errorf("under another key: %+v", sum)
	}
}

// storm is a set of dossiers as a source saw it at several hours.
type storm struct {
	versions [][]intake.DossierRow
	newest   map[dossier.Code]intake.DossierRow
}

func drawStorm(rt *rapid.T, n int) storm {
	s := storm{newest: map[dossier.Code]intake.DossierRow{}}
	codes := rapid.IntRange(1, 12).Draw(rt, "dossiers")
	history := map[dossier.Code][]dossier.Event{}
	for hour := 1; hour <= rapid.IntRange(2, 4).Draw(rt, "versions"); hour++ {
		var rows []intake.DossierRow
		for i := range codes {
			c := dossier.Code(fmt.Sprintf("H29.171-261119-%04d%02d", n, i))
			status := rapid.SampledFrom(dossier.Statuses).Draw(rt, "status")
			e := dossier.Event{At: at(hour), Status: status, Unit: rapid.SampledFrom([]string{"", "H29.171"}).Draw(rt, "unit")}
			history[c] = append(history[c], e)
			d := dossier.Dossier{Code: c, Status: status, UpdatedAt: at(hour), Source: fmt.Sprint("storm ", i%3),
				Field: rapid.SampledFrom([]string{"", "Hộ tịch", "Đất đai"}).Draw(rt, "field")}
			for x := range rapid.IntRange(0, 2).Draw(rt, "extensions") {
				d.Extensions = append(d.Extensions, dossier.Extension{To: at(hour + x)})
			}
			whole := intake.DossierRow{Dossier: d}
			whole.Events = slices.Clone(history[c])
			rows = append(rows, whole)
			s.newest[c] = whole
			// The same step once more by itself, as a source of steps tells it.
			if rapid.Bool().Draw(rt, "a row of its step") {
				rows = append(rows, intake.DossierRow{Step: true, Dossier: dossier.Dossier{Code: c, UpdatedAt: at(hour), Source: "steps", Events: []dossier.Event{e}}})
			}
		}
		s.versions = append(s.versions, rows)
	}
	return s
}

// blow imports a version; after a while its caller gives up, or the server ends all who are
// at work. What comes of it is no matter.
func (p place) blow(rows []intake.DossierRow, strike string, after time.Duration) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	struck := make(chan struct{})
	timer := time.AfterFunc(after, func() {
		defer close(struck)
		switch strike {
		case "cancelled":
			cancel()
		case "killed":
			_, _ = postgres.DB(p.Store).Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`)
		}
	})
	_, _ = p.ImportDossiers(ctx, &given{rows: rows}, postgres.ImportOptions{AsOf: at(12)})
	if !timer.Stop() {
		<-struck
	}
}

// storms is how many there are in a run of the tests.
const storms = 12

// However often, in whatever order and however struck the versions of a set of dossiers are
// imported: after a whole import of the newest all is as the newest says, with every step that
// any version told, and the same file again changes nothing.
func TestStormEndsAlike(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	n, over := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if over == storms {
			return
		}
		n++
		s := drawStorm(rt, n)
		var imports errgroup.Group
		imports.SetLimit(3)
		for range rapid.IntRange(1, 6).Draw(rt, "imports") {
			rows := rapid.SampledFrom(s.versions).Draw(rt, "version")
			strike := rapid.SampledFrom([]string{"", "", "cancelled", "killed"}).Draw(rt, "strike")
			after := time.Duration(rapid.IntRange(0, 30_000).Draw(rt, "after")) * time.Microsecond
			imports.Go(func() error { p.blow(rows, strike, after); return nil })
		}
		_ = imports.Wait()
		postgres.DB(p.Store).Reset() // connections that the server ended
		last := s.versions[len(s.versions)-1]
		for again := range 2 {
			sum, err := p.ImportDossiers(context.Background(), &given{rows: last}, postgres.ImportOptions{AsOf: at(12)})
			if err != nil || again == 1 && (sum.Unchanged != len(last) || sum.Read != len(last)) {
				rt.Fatalf("import %d: %+v, %v", again, sum, err)
			}
			s.check(rt, p)
		}
		over++
	})
}

func (s *storm) check(rt *rapid.T, p place) {
	for c, want := range s.newest {
		found, err := p.DossiersByCode(context.Background(), []dossier.Code{c})
		if err != nil || len(found) != 1 {
			rt.Fatalf("%s: %d found, %v", c, len(found), err)
		}
		got := found[0]
		if got.Status != want.Status || got.Field != want.Field || got.Source != want.Source || !got.UpdatedAt.Equal(want.UpdatedAt) ||
			len(got.Extensions) != len(want.Extensions) {
			rt.Fatalf("%s is %+v, want %+v", c, got, want)
		}
		var have, need []string
		for _, e := range got.Events {
			have = append(have, fmt.Sprint(e.At.Hour(), e.Status, e.Unit))
		}
		for _, e := range want.Events { // the newest tells all steps there were
			need = append(need, fmt.Sprint(e.At.Hour(), e.Status, e.Unit))
		}
		if diff := cmp.Diff(need, have); diff != "" {
			rt.Fatalf("history of %s (-want +got):\n%s", c, diff)
		}
	}
}
