package postgres_test

import (
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"motcua/internal/intake"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// rows is a file that is made of what a test says.
type rows[T any] struct{ left []T }

func (r *rows[T]) Next() (T, *intake.Reject, error) {
	if len(r.left) == 0 {
		var none T
		return none, nil, io.EOF
	}
	first := r.left[0]
	r.left = r.left[1:]
	return first, nil, nil
}

func openStore(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, []byte("a key for tests only"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// catalogue is one store with verbs that end the test when they fail.
type catalogueStore struct {
	*postgres.Store
	t *testing.T
}

func (s catalogueStore) take(o postgres.ImportOptions, all ...intake.ProcedureRow) intake.Summary {
	s.t.Helper()
	sum, err := s.ImportProcedures(s.t.Context(), &rows[intake.ProcedureRow]{all}, o)
	if err != nil {
		s.t.Fatal(err)
	}
	return sum
}

func (s catalogueStore) name(all ...intake.AliasRow) intake.Summary {
	s.t.Helper()
	sum, err := s.ImportAliases(s.t.Context(), &rows[intake.AliasRow]{all}, postgres.ImportOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	return sum
}

// first gives the code that a question finds, in the search as it is after all imports.
func (s catalogueStore) first(question string) string {
	s.t.Helper()
	var index *procedure.Index
	for range 2 { // the first call may start a build, the second sees its result
		var err error
		if index, err = s.Search(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		if err := s.SearchRenewed(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	hits := index.Search(question, 1)
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Code
}

func version(code, name, decision string, from time.Time) intake.ProcedureRow {
	return intake.ProcedureRow{Procedure: procedure.Procedure{Code: code, Name: name, Decision: decision, ValidFrom: from, Detail: procedure.NameOnly}}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, workday.Zone) }

func TestProcedureVersions(t *testing.T) {
	t.Parallel()
	s := catalogueStore{openStore(t, storetest.DB(t)), t}
	old := version("1.000001", "Cấp giấy cũ", "1/QĐ", time.Time{})
	now := version("1.000001", "Cấp giấy mới", "2/QĐ", day(2026, 3, 1))
	next := version("1.000001", "Cấp giấy sau này", "3/QĐ", day(2030, 1, 1))
	asOf := postgres.ImportOptions{AsOf: day(2025, 6, 1)}
	if sum := s.take(asOf, old, now, next); sum.New != 3 || sum.Taken() != 3 {
		t.Errorf("three versions: %+v", sum)
	}
	if sum := s.take(asOf, old, now, next); sum.Unchanged != 3 || sum.New+sum.Changed != 0 {
		t.Errorf("again: %+v", sum)
	}
	for at, want := range map[time.Time]string{
		day(2024, 1, 1):  "Cấp giấy cũ", // before the first: the first
		day(2025, 7, 1):  "Cấp giấy cũ",
		day(2026, 2, 28): "Cấp giấy cũ",
		day(2026, 3, 1):  "Cấp giấy mới",
		day(2029, 1, 1):  "Cấp giấy mới",
		day(2031, 1, 1):  "Cấp giấy sau này",
	} {
		p, _, err := s.Procedure(t.Context(), "1.000001", "", at)
		if err != nil || p == nil || p.Name != want {
			t.Errorf("at %v: %+v %v, want %s", at, p, err, want)
		}
	}
	now.Name = "Cấp giấy mới, đã sửa"
	if sum := s.take(asOf, now); sum.Changed != 1 {
		t.Errorf("a mended version: %+v", sum)
	}
	if p, _, err := s.Procedure(t.Context(), "9.999999", "", day(2026, 3, 1)); p != nil || err != nil {
		t.Errorf("no such procedure: %+v %v", p, err)
	}
}

func TestProcedureDryRun(t *testing.T) {
	t.Parallel()
	s := catalogueStore{openStore(t, storetest.DB(t)), t}
	if sum := s.take(postgres.ImportOptions{DryRun: true}, version("1.000001", "A", "", time.Time{})); sum.New != 1 {
		t.Errorf("dry run: %+v", sum)
	}
	if p, _, err := s.Procedure(t.Context(), "1.000001", "", day(2026, 1, 1)); p != nil || err != nil {
		t.Errorf("a dry run wrote %+v %v", p, err)
	}
}

func TestOverlayOfUnitAndOfTheOneAbove(t *testing.T) {
	t.Parallel()
	s := catalogueStore{openStore(t, storetest.DB(t)), t}
	units := []unit.Unit{{Code: "P", Name: "Tỉnh", Kind: unit.Province}, {Code: "C", Name: "Phường", Kind: unit.Commune, Parent: "P"},
		{Code: "T", Name: "Trung tâm", Kind: unit.Centre, Parent: "C"}}
	if _, err := s.ImportUnits(t.Context(), &rows[unit.Unit]{units}, postgres.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	over := func(code, at, fee string) intake.ProcedureRow {
		return intake.ProcedureRow{Procedure: procedure.Procedure{Code: code, Fee: fee}, Unit: at, Note: "n"}
	}
	s.take(postgres.ImportOptions{}, version("1.000001", "A", "", time.Time{}), over("1.000001", "P", "tỉnh"), over("1.000001", "T", "trung tâm"), over("1.000002", "P", "khác"))
	if sum := s.take(postgres.ImportOptions{}, over("1.000001", "P", "tỉnh")); sum.Unchanged != 1 {
		t.Errorf("again: %+v", sum)
	}
	for at, want := range map[string]string{"T": "trung tâm", "C": "tỉnh", "P": "tỉnh", "nobody": ""} {
		p, o, err := s.Procedure(t.Context(), "1.000001", at, day(2026, 1, 1))
		if err != nil || p == nil || o.Fee != want {
			t.Errorf("at %s: %+v %v, want fee %q", at, o, err, want)
		}
	}
}

// Two replicas: an import by one is found by the other.
func TestSearchIsRenewedOnEveryReplica(t *testing.T) {
	t.Parallel()
	url := storetest.DB(t)
	one, other := catalogueStore{openStore(t, url), t}, catalogueStore{openStore(t, url), t}
	if got := other.first("cấp giấy phép nuôi voi"); got != "" {
		t.Errorf("an empty catalogue finds %s", got)
	}
	one.take(postgres.ImportOptions{}, version("1.000001", "Cấp giấy phép nuôi voi", "", time.Time{}), version("1.000002", "Đăng ký tàu ngầm", "", time.Time{}))
	other.ForgetSearch()
	if got := other.first("giay phep nuoi voi"); got != "1.000001" {
		t.Errorf("after the import by another replica found %q", got)
	}
	one.name(alias("con vật có vòi", "1.000001", false))
	other.ForgetSearch()
	if got := other.first("con vật có vòi"); got != "1.000001" {
		t.Errorf("after a new everyday name found %q", got)
	}
}

func alias(text, code string, remove bool) intake.AliasRow {
	return intake.AliasRow{Alias: procedure.Alias{Text: text, Code: code, Kind: "everyday", Mark: "checked"}, Remove: remove, By: "Lan", Why: "dân hỏi", At: day(2026, 11, 1)}
}

func TestAliasesAreMended(t *testing.T) {
	t.Parallel()
	s := catalogueStore{openStore(t, storetest.DB(t)), t}
	// The program's own everyday names of this code stand in the search.
	s.take(postgres.ImportOptions{}, version("1.001193", "Thủ tục đăng ký khai sinh", "", time.Time{}), version("1.000002", "Đăng ký tàu ngầm", "", time.Time{}))
	if got := s.first("mới sanh"); got != "1.001193" {
		t.Errorf("a name that comes with the program finds %q", got)
	}
	if sum := s.name(alias("xe lặn", "1.000002", false), alias("xe lặn", "7.777777", false)); sum.New != 1 || sum.Rejected != 1 {
		t.Errorf("a good one and one of nothing: %+v", sum)
	}
	if sum := s.name(alias("Xe Lặn", "1.000002", false)); sum.Unchanged != 1 {
		t.Errorf("again: %+v", sum)
	}
	if got := s.first("xe lặn"); got != "1.000002" {
		t.Errorf("an added name finds %q", got)
	}
	if sum := s.name(alias("xe lặn", "1.000002", true)); sum.Changed != 1 {
		t.Errorf("removed: %+v", sum)
	}
	if got := s.first("xe lặn"); got == "1.000002" {
		t.Error("a name that was removed is found")
	}
}

func TestMisses(t *testing.T) {
	t.Parallel()
	s := openStore(t, storetest.DB(t))
	for _, m := range []struct {
		terms   []string
		outcome procedure.Outcome
		at      time.Time
	}{
		{[]string{"nuoi voi", "giay phep"}, procedure.Nothing, day(2026, 11, 2)},
		{[]string{"nuoi voi"}, procedure.Rephrased, day(2026, 11, 3)},
		{[]string{"nuoi voi"}, procedure.Nothing, day(2026, 10, 1)},
		{nil, procedure.Nothing, day(2026, 11, 2)},
	} {
		if err := s.NoteMiss(t.Context(), m.terms, m.outcome, m.at); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Misses(t.Context(), day(2026, 11, 1), 2, 10)
	if want := []procedure.Miss{{Term: "nuoi voi", Nothing: 1, Rephrased: 1}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("missed %v %v, want %v", got, err, want)
	}
	if err := s.ForgetMisses(t.Context(), day(2026, 11, 3)); err != nil {
		t.Fatal(err)
	}
	got, err = s.Misses(t.Context(), day(2026, 1, 1), 1, 10)
	if want := []procedure.Miss{{Term: "nuoi voi", Rephrased: 1}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("left %v %v, want %v", got, err, want)
	}
}

func TestSearchWithTheServerAway(t *testing.T) {
	t.Parallel()
	s := openStore(t, "postgres://nobody@127.0.0.1:1/none")
	if _, err := s.Search(t.Context()); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("search without a server: %v", err)
	}
}
