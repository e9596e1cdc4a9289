package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

func october() report.Period {
	return report.Period{From: time.Date(2026, 10, 1, 0, 0, 0, 0, workday.Zone), To: time.Date(2026, 11, 1, 0, 0, 0, 0, workday.Zone)}
}

// received counts by Unit what came in.
func (p place) received(t *testing.T, only report.Only) map[string]int64 {
	t.Helper()
	all, err := p.Tallies(t.Context(), october(), only)
	must(t, err)
	got := map[string]int64{}
	for _, x := range all {
		got[x.Unit] += x.Unsaid
	}
	return got
}

// An identifier is the Unit's whose it was on the day of the receipt; a Unit brings those
// below it; what nobody knows stands as it was sent.
func TestTalliesByUnit(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	_, err := p.ImportUnits(t.Context(), intake.NewUnits(strings.NewReader(strings.Join([]string{
		`{"code":"P","name":"Tỉnh Mẫu","kind":"province"}`,
		`{"code":"A","name":"Phường A","kind":"commune","parent":"P","identifiers":[{"id":"H1","from":"2025-07-01","to":"2026-10-10"}]}`,
		`{"code":"B","name":"Phường B","kind":"commune","parent":"P","identifiers":[{"id":"H1","from":"2026-10-11","to":null}]}`,
		`{"code":"B-TT","name":"Trung tâm B","kind":"centre","parent":"B"}`,
	}, "\n")), intake.NDJSON), postgres.ImportOptions{})
	must(t, err)
	var file strings.Builder
	for i, of := range []struct{ unit, day string }{{"H1", "10"}, {"h1", "11"}, {"Phường B", "12"}, {"B-TT", "12"}, {"Sở Lạ", "12"}, {"", "12"}} {
		fmt.Fprintf(&file, `{"code":"H29.171-261001-%04d","status":"accepted","received_at":"2026-10-%sT08:00:00+07:00","unit":%q,`+
			`"procedure_code":"1.001","procedure":"Tên %d","updated_at":"2026-10-20T08:00:00+07:00"}`+"\n", i, of.day, of.unit, 9-i)
	}
	p.load(t, at(8), file.String())
	for of, want := range map[string]map[string]int64{
		"":         {"A": 1, "B": 2, "B-TT": 1, "Sở Lạ": 1, "": 1},
		"Tỉnh Mẫu": {"A": 1, "B": 2, "B-TT": 1},
		"B":        {"B": 2, "B-TT": 1},
		"b-tt":     {"B-TT": 1},
	} {
		if diff := cmp.Diff(want, p.received(t, report.Only{Unit: of})); diff != "" {
			t.Errorf("%q: %s", of, diff)
		}
	}
	if _, err := p.Tallies(t.Context(), october(), report.Only{Unit: "Phường Nào"}); !errors.Is(err, report.ErrNoUnit) || !strings.Contains(err.Error(), `"Phường Nào"`) {
		t.Errorf("a unit that nobody knows: %v", err)
	}
	all, err := p.Tallies(t.Context(), october(), report.Only{Unit: "B"})
	if must(t, err); len(all) != 2 || all[0].Name != "Tên 7" {
		t.Errorf("one procedure under two names: %+v", all)
	}
}

// What changes after a report is in the next one, and only that is worked out again.
func TestTalliesFollowWhatChanges(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	one := func(status, day string) string {
		return `{"code":"H29.171-261001-0001","received_at":"2026-10-01T08:00:00+07:00","due_at":"2026-10-08","updated_at":"2026-10-` + day +
			`T08:00:00+07:00","events":[{"at":"2026-10-01T08:00:00+07:00","status":"accepted"},{"at":"2026-10-` + day + `T07:59:00+07:00","status":"` + status + `"}]}`
	}
	other := `{"code":"H29.171-261001-0002","received_at":"2026-10-02T08:00:00+07:00","status":"accepted","updated_at":"2026-10-02T08:00:00+07:00"}`
	for _, step := range []struct {
		do    func()
		fresh int
		want  report.Tally
	}{
		{func() { p.load(t, at(8), one("processing", "02"), other) }, 2, report.Tally{Unsaid: 2, OpenLate: 2, Handled: 2}},
		{func() { p.load(t, at(8), one("processing", "02"), other) }, 0, report.Tally{Unsaid: 2, OpenLate: 2, Handled: 2}},
		{func() { p.load(t, at(9), one("completed", "07")) }, 1, report.Tally{Unsaid: 2, OpenLate: 1, Early: 1, Handled: 2, InTime: 1, Timed: 1, TimedDays: 4}},
		// an older row brings a step that was not known, and moves nothing but the history
		{func() { p.load(t, at(9), one("stopped", "05")) }, 1, report.Tally{Unsaid: 2, OpenLate: 1, Early: 1, Handled: 2, InTime: 1, Timed: 1, TimedDays: 4}},
		{func() { p.exec(t, `DELETE FROM dossier_events WHERE status = 'completed'`) }, 1, report.Tally{Unsaid: 2, OpenLate: 1, OnTime: 1, Stopped: 1, Handled: 2, InTime: 1, Timed: 1, TimedDays: 2}},
		{func() { p.exec(t, `DELETE FROM dossiers WHERE code LIKE '%1'`) }, 1, report.Tally{Unsaid: 1, OpenLate: 1, Handled: 1}},
	} {
		step.do()
		n, err := p.FreshFacts(t.Context())
		if must(t, err); n != step.fresh {
			t.Errorf("%d worked out, want %d", n, step.fresh)
		}
		all, err := p.Tallies(t.Context(), october(), report.Only{})
		if diff := cmp.Diff([]report.Tally{step.want}, all); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}
}

func (p place) exec(t *testing.T, sql string) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), sql)
	must(t, err)
}
