package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
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

const code = "H29.171-261119-0012"

// row is a line of NDJSON as of an hour of the day, without history.
func row(status string, hour int, more ...string) string {
	return fmt.Sprintf(`{"code":%q,"status":%q,"updated_at":%q%s}`,
		code, status, at(hour).Format(time.RFC3339), strings.Join(append([]string{""}, more...), ","))
}

// step is one element of a row's events.
func step(hour int, status string) string {
	return fmt.Sprintf(`{"at":%q,"status":%q}`, at(hour).Format(time.RFC3339), status)
}

func events(steps ...string) string { return `"events":[` + strings.Join(steps, ",") + `]` }

func TestHistory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rows []string // each a file of its own
		want string
		sum  intake.Summary // of the last file
	}{
		{"status alone is one event", []string{row("processing", 8)},
			"processing@8 = processing", intake.Summary{New: 1}},
		{"the same status later is no event", []string{row("processing", 8), row("processing", 9)},
			"processing@8 = processing", intake.Summary{Unchanged: 1}},
		{"a new status is one", []string{row("processing", 8), row("completed", 9)},
			"processing@8 completed@9 = completed", intake.Summary{Changed: 1, Moved: 1}},
		{"an older row is kept as history and moves nothing back", []string{row("completed", 9), row("processing", 8)},
			"processing@8 completed@9 = completed", intake.Summary{Changed: 1}},
		{"an older row between two sights of one status", []string{row("accepted", 8), row("accepted", 10), row("stopped", 9)},
			"accepted@8 stopped@9 accepted@10 = accepted", intake.Summary{Changed: 1}},
		{"an older event that comes late", []string{
			row("completed", 10, events(step(8, "accepted"), step(10, "completed"))),
			row("completed", 11, events(step(9, "processing")))},
			"accepted@8 processing@9 completed@10 = completed", intake.Summary{Changed: 1}},
		{"events out of order", []string{row("processing", 9, events(step(9, "processing"), step(8, "accepted")))},
			"accepted@8 processing@9 = processing", intake.Summary{New: 1}},
		{"status beside its own last event", []string{row("completed", 10, events(step(8, "accepted")))},
			"accepted@8 completed@10 = completed", intake.Summary{New: 1, Moved: 0}},
		{"status that its own last event leaves behind", []string{row("completed", 7, events(step(8, "processing")))},
			"processing@8 completed@8 = completed", intake.Summary{New: 1}},
		{"same hour, told one after the other", []string{row("accepted", 8), row("processing", 8)},
			"accepted@8 processing@8 = processing", intake.Summary{Changed: 1, Moved: 1}},
		{"same hour, the older sight comes late", []string{
			row("completed", 10, events(step(8, "completed"))), row("processing", 9, events(step(8, "processing")))},
			"processing@8 completed@8 = completed", intake.Summary{Changed: 1}},
		{"same hour, the older sight comes late and is no step back", []string{
			row("returned", 10, events(step(8, "returned"))), row("accepted", 9, events(step(8, "accepted")))},
			"accepted@8 returned@8 = returned", intake.Summary{Changed: 1}},
		{"same hour, in the order of the list", []string{
			row("processing", 9, events(step(8, "registered"), step(8, "accepted"), step(8, "processing")))},
			"registered@8 accepted@8 processing@8 = processing", intake.Summary{New: 1}},
		{"an odd step is taken and counted", []string{row("registered", 8), row("completed", 9)},
			"registered@8 completed@9 = completed", intake.Summary{Changed: 1, Odd: 1, Moved: 1}},
		{"a second extension is kept and counted", []string{
			row("processing", 8, `"extensions":[{"to":"2026-11-27"},{"to":"2026-12-04"}]`)},
			"processing@8 = processing", intake.Summary{New: 1, Extended: 1}},
		{"back from a withdrawal is not odd", []string{row("processing", 8), row("withdrawal_requested", 9), row("processing", 10)},
			"processing@8 withdrawal_requested@9 processing@10 = processing", intake.Summary{Changed: 1, Moved: 1}},
		{"twice in one file", []string{row("processing", 8) + "\n" + row("completed", 9)},
			"processing@8 completed@9 = completed", intake.Summary{Read: 2, New: 1, Changed: 1, Moved: 1}},
		{"twice in one file, newest first", []string{row("completed", 9) + "\n" + row("processing", 8)},
			"processing@8 completed@9 = completed", intake.Summary{Read: 2, New: 1, Changed: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := openPlace(t)
			var sum intake.Summary
			for _, file := range c.rows {
				sum = p.load(t, at(12), file)
			}
			if got := p.history(t, code); got != c.want {
				t.Errorf("history: %s\n   want: %s", got, c.want)
			}
			c.sum.Read, c.sum.Whole = max(c.sum.Read, 1), true
			if diff := cmp.Diff(c.sum, sum); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
			before := p.dump(t, everything...)
			for _, file := range c.rows {
				p.load(t, at(12), file)
			}
			if diff := cmp.Diff(before, p.dump(t, everything...)); len(c.rows) == 1 && diff != "" {
				t.Errorf("the same again (-before +after):\n%s", diff)
			}
			if got := p.history(t, code); got != c.want {
				t.Errorf("history after all again: %s\n   want: %s", got, c.want)
			}
		})
	}
}

func TestOlderRowLeavesContent(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("processing", 9, `"field":"Hộ tịch"`, `"source":"a"`))
	p.load(t, at(12), row("processing", 8, `"field":"Đất đai"`, `"source":"a"`))
	if d := p.get(t, code); d.Field != "Hộ tịch" || !d.UpdatedAt.Equal(at(9)) {
		t.Errorf("older row: field %q, updated %v", d.Field, d.UpdatedAt)
	}
	p.load(t, at(12), row("processing", 10, `"source":"a"`))
	if d := p.get(t, code); d.Field != "" || !d.UpdatedAt.Equal(at(10)) {
		t.Errorf("newer row that does not say the field: field %q, updated %v", d.Field, d.UpdatedAt)
	}
	// An import of an older export makes no source older.
	p.load(t, at(7), row("processing", 10, `"source":"a"`))
	if d := p.get(t, code); !d.SourceSeenAt.Equal(at(12)) {
		t.Errorf("source seen at %v", d.SourceSeenAt)
	}
}

func TestEventsAreAppendOnly(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("processing", 9))
	_, err := p.db.Exec(t.Context(), "UPDATE dossier_events SET status = 'completed'")
	if err == nil || !strings.Contains(err.Error(), "append-only") {
		t.Errorf("update of an event: %v", err)
	}
}

func TestOddStepsAreFlagged(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("registered", 8), row("completed", 9), row("returned", 10))
	var odd []string
	rows, err := p.db.Query(t.Context(), "SELECT status FROM dossier_events WHERE odd")
	must(t, err)
	for rows.Next() {
		var s string
		must(t, rows.Scan(&s))
		odd = append(odd, s)
	}
	must(t, rows.Err())
	if diff := cmp.Diff([]string{"completed"}, odd); diff != "" {
		t.Error(diff)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("processing", 8))
	before := p.dump(t, everything...)
	other := strings.ReplaceAll(row("accepted", 9), "0012", "0013")
	file := intake.NewDossiers(strings.NewReader(row("completed", 9)+"\n"+other), intake.NDJSON, intake.Defaults{})
	sum, err := p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: at(13), DryRun: true})
	must(t, err)
	want := intake.Summary{Read: 2, New: 1, Changed: 1, Whole: true, Moved: 1,
		Changes: []intake.Change{{Code: code, Steps: 1, What: []intake.FieldChange{{Field: "status", From: "processing", To: "completed"}}}}}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, p.dump(t, everything...)); diff != "" {
		t.Errorf("dry run wrote (-before +after):\n%s", diff)
	}
}

// stopping gives so many rows of different codes. It stops before the last five.
type stopping struct {
	left int
	stop func()
}

func (s *stopping) Next() (intake.DossierRow, *intake.Reject, error) {
	if s.left--; s.left < 0 {
		return intake.DossierRow{}, nil, io.EOF
	}
	if s.left == 5 && s.stop != nil {
		s.stop()
	}
	d := dossier.Dossier{Code: dossier.Code(fmt.Sprintf("H29.171-261119-%05d", s.left)), Status: dossier.Processing, UpdatedAt: at(8), Source: "x"}
	return intake.DossierRow{Dossier: d, Made: &dossier.Event{At: at(8), Status: d.Status}}, nil, nil
}

func TestKilledHalfWayThenAgain(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ctx, cancel := context.WithCancel(t.Context())
	// The first batch is merged while the second is read.
	stop := func() {
		defer cancel()
		for n := 0; n < 10_000; {
			if err := p.db.QueryRow(t.Context(), "SELECT count(*) FROM dossiers").Scan(&n); err != nil {
				t.Error(err)
				return
			}
		}
	}
	sum, err := p.ImportDossiers(ctx, &stopping{left: 10_010, stop: stop}, postgres.ImportOptions{AsOf: at(9)})
	// It may be told to stop after the batch went in and before it heard of that.
	if !errors.Is(err, context.Canceled) || sum.Whole || (sum.New != 10_000 && sum.New != 0) {
		t.Fatalf("stopped import: %+v, %v", sum, err)
	}
	if got := p.dump(t, "sources"); got != "sources\n\n" {
		t.Errorf("half an import made its source fresh: %s", got)
	}
	sum, err = p.ImportDossiers(t.Context(), &stopping{left: 10_010}, postgres.ImportOptions{AsOf: at(9)})
	must(t, err)
	if want := (intake.Summary{Read: 10_010, New: 10, Unchanged: 10_000, Whole: true}); !cmp.Equal(want, sum) {
		t.Errorf("second import: %+v", sum)
	}
}

// However rows are cut into files, in whatever order these arrive and also twice and at
// once, a dossier ends where the newest row leaves it.
func TestAnyOrderEndsAlike(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		var rows []string
		codes := rapid.IntRange(1, 4).Draw(rt, "codes")
		want := map[string]string{}
		for c := range codes {
			name := fmt.Sprintf("H29.171-261119-%03d%d", n, c)
			for hour := range rapid.IntRange(1, 5).Draw(rt, "rows") {
				status := rapid.SampledFrom(dossier.Statuses).Draw(rt, "status")
				rows = append(rows, strings.ReplaceAll(row(string(status), hour), code, name))
				want[name] = string(status)
			}
		}
		rows = rapid.Permutation(rows).Draw(rt, "order")
		cut := rapid.IntRange(0, len(rows)).Draw(rt, "cut")
		var both errgroup.Group
		for _, part := range [][]string{rows[:cut], rows[cut:], rows} {
			both.Go(func() error {
				file := intake.NewDossiers(strings.NewReader(strings.Join(part, "\n")), intake.NDJSON, intake.Defaults{})
				_, err := p.ImportDossiers(context.Background(), file, postgres.ImportOptions{AsOf: at(12)})
				return err
			})
		}
		if err := both.Wait(); err != nil {
			rt.Fatal(err)
		}
		for name, status := range want {
			if got := p.get(t, name); string(got.Status) != status {
				rt.Fatalf("%s ends as %s, want %s", name, got.Status, status)
			}
		}
	})
}
