package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"motcua/handlers/api"
	"motcua/internal/token"
)

const (
	dossiers = "/api/v1/dossiers"
	events   = "/api/v1/events"
)

func row(code, status, more string) string {
	return fmt.Sprintf(`{"code":%q,"status":%q,"updated_at":"2026-11-25T08:00:00+07:00"%s}`+"\n", code, status, more)
}

const (
	one = "H29.171-261119-0001"
	two = "H29.171-261119-0002"
)

// The same rows again change nothing; good rows go in beside bad ones, and each row's fate
// is told in its place.
func TestPush(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push := w.token(token.Bounds{}, token.Push)
	rows := row(one, "accepted", "") + row(two, "processing", "")
	a := w.push(dossiers, push, rows, "Content-Type", "application/x-ndjson")
	if a.status != http.StatusOK || a.New != 2 || len(a.Rows) != 2 || a.Rows[1] != (api.Row{Row: 2, Code: two, Result: "new"}) {
		t.Errorf("first: %d %s", a.status, a.body)
	}
	if a = w.push(dossiers, push, rows); a.status != http.StatusOK || a.Unchanged != 2 || a.Rows[0].Result != "unchanged" {
		t.Errorf("again: %d %s", a.status, a.body)
	}
	list := "[" + strings.ReplaceAll(strings.TrimSpace(rows), "\n", ",") + "]"
	if a = w.push(dossiers, push, list, "Content-Type", "application/json; charset=utf-8"); a.status != http.StatusOK || a.Unchanged != 2 {
		t.Errorf("as a list: %d %s", a.status, a.body)
	}
	mixed := "\n" + row(one, "completed", `,"colour":"red"`) + "{\n" + row(two, "completed", "")
	a = w.push(dossiers, push, strings.Replace(mixed, "08:00", "08:30", 2), "Accept-Language", "vi-VN,vi;q=0.9")
	if a.status != http.StatusMultiStatus || a.Changed != 1 || a.Rejected != 2 || len(a.Rows) != 3 || a.Rows[2].Result != "changed" {
		t.Fatalf("mixed: %d %s", a.status, a.body)
	}
	if r := a.Rows[0]; r.Row != 1 || r.Line != 2 || r.Reason != "unknown_field" || r.Field != "colour" || r.Detail != "dòng 2: colour: trường không có trong mẫu" {
		t.Errorf("a rejected row: %+v", r)
	}
	if a = w.push(dossiers+"?rows=rejected", push, mixed); len(a.Rows) != 2 {
		t.Errorf("rejected rows alone: %s", a.body)
	}
	a = w.push(dossiers, push, `{"code":"x"}`)
	if w.is("none went in", a, http.StatusUnprocessableEntity, "rows"); a.Rejected != 1 || a.Rows[0].Reason != "not_code" {
		t.Errorf("none: %s", a.body)
	}
	w.is("nothing", w.push(dossiers, push, " \n\n"), http.StatusUnprocessableEntity, "empty")
	a = w.push(dossiers, push, `{"MaHoSo":"H29.171-261119-0003","TrangThaiHoSo":"2","NgayTiepNhan":"20261119080000"}`)
	if a.status != http.StatusOK || a.New != 1 {
		t.Errorf("the national record: %d %s", a.status, a.body)
	}
	if n := w.ask("SELECT count(*) FROM dossiers"); n != 3 {
		t.Errorf("%d dossiers", n)
	}
	if n := w.ask("SELECT count(*) FROM sources"); n != 0 {
		t.Error("a part of the data made its source fresh")
	}
}

// A dry run writes nothing, the whole of a source makes it fresh.
func TestDryRunAndWhole(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push := w.token(token.Bounds{}, token.Push)
	a := w.push(dossiers+"?dry_run=true&whole=true", push, row(one, "accepted", ""))
	if a.status != http.StatusOK || a.New != 1 || !a.DryRun || w.ask("SELECT (SELECT count(*) FROM dossiers) + (SELECT count(*) FROM sources)") != 0 {
		t.Errorf("dry run: %d %s", a.status, a.body)
	}
	a = w.push(dossiers+"?whole=true&source=igate&as_of=2026-11-25T07:00:00Z", push, `{"code":"`+one+`","status":"accepted"}`)
	if a.status != http.StatusOK || w.ask("SELECT count(*) FROM sources WHERE name = 'igate' AND last_import_at = '2026-11-25T07:00:00Z'") != 1 {
		t.Errorf("whole: %d %s", a.status, a.body)
	}
	if w.ask("SELECT count(*) FROM dossiers WHERE updated_at = '2026-11-25T07:00:00Z'") != 1 {
		t.Error("as_of is not when the source saw it")
	}
}

// A step moves its dossier and leaves all else as it was; known ones say nothing new.
func TestEvents(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push := w.token(token.Bounds{}, token.Push)
	w.push(dossiers, push, row(one, "accepted", `,"procedure":"Khai sinh","applicant":"Nguyễn Thị Mẫu"`))
	step := `{"code":"` + one + `","at":"2026-11-25T08:30:00+07:00","status":"completed","unit":"Bộ phận một cửa","note":"nội bộ"}` + "\n"
	stray := strings.Replace(step, one, two, 1)
	a := w.push(events, push, step+stray+`{"code":"`+one+`","status":"returned"}`)
	if a.status != http.StatusMultiStatus || a.Changed != 1 || a.Rejected != 2 {
		t.Fatalf("first: %d %s", a.status, a.body)
	}
	if r := a.Rows; r[0].Result != "changed" || r[1].Reason != "no_dossier" || r[1].Row != 2 || r[2].Reason != "missing" || r[2].Field != "at" {
		t.Errorf("rows: %+v", r)
	}
	if a = w.push(events, push, step); a.status != http.StatusOK || a.Unchanged != 1 {
		t.Errorf("again: %d %s", a.status, a.body)
	}
	if w.ask("SELECT count(*) FROM dossiers WHERE status = 'completed' AND procedure = 'Khai sinh' AND applicant <> ''") != 1 {
		t.Error("the dossier is not as it was but for its status")
	}
	late := `{"code":"` + one + `","at":"2026-11-25T08:10:00+07:00","status":"processing"}`
	if a = w.push(events, push, late); a.Changed != 1 || w.ask("SELECT count(*) FROM dossiers WHERE status = 'completed'") != 1 {
		t.Errorf("an older step moved the dossier back: %s", a.body)
	}
}

// follow has n chats follow a dossier.
func (w *world) follow(code string, n int) {
	w.Helper()
	w.exec(`
INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
SELECT 'telegram', $1 || n::text, d.id, '', 'vi', '', now(), 0, 'processing' FROM dossiers d, generate_series(1, $2) n WHERE code = $1`, code, n)
}

// More than a thousand followers an hour are told only by a token that may, which says how many;
// also where they are reached in small pieces.
func TestManyAreToldOnlyOnPurpose(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push, tell := w.token(token.Bounds{}, token.Push), w.token(token.Bounds{}, token.Push, token.Tell)
	w.push(dossiers, push, row(one, "accepted", "")+row(two, "accepted", ""))
	w.follow(one, 600)
	w.follow(two, 600)
	first, second := strings.Replace(row(one, "completed", ""), "08:00", "08:30", 1), strings.Replace(row(two, "completed", ""), "08:00", "08:30", 1)
	a := w.push(dossiers, push, first+second)
	if w.is("both at once", a, http.StatusConflict, "told"); a.Problem.Told != 1200 || *a.Problem.Most != 1000 || !strings.Contains(a.Problem.Detail, "tell=1200") {
		t.Errorf("both at once: %s", a.body)
	}
	if a = w.push(dossiers+"?dry_run=true", push, first+second); a.status != http.StatusOK || a.Told != 1200 {
		t.Errorf("dry run: %d %s", a.status, a.body)
	}
	if a = w.push(dossiers, push, first); a.status != http.StatusOK || a.Told != 600 {
		t.Fatalf("the first: %d %s", a.status, a.body)
	}
	a = w.push(dossiers, push, second)
	if w.is("the second within the hour", a, http.StatusConflict, "told"); *a.Problem.Most != 400 {
		t.Errorf("the second: %s", a.body)
	}
	w.is("asked for without the scope", w.push(dossiers+"?tell=1200", push, second), http.StatusForbidden, "scope")
	w.is("fewer than it reaches", w.push(dossiers+"?tell=599", tell, second), http.StatusConflict, "told")
	if n := w.ask("SELECT count(*) FROM dossiers WHERE status = 'completed'"); n != 1 {
		t.Errorf("%d moved before anybody agreed", n)
	}
	if a = w.push(dossiers+"?tell=600", tell, second); a.status != http.StatusOK || a.Told != 600 {
		t.Errorf("on purpose: %d %s", a.status, a.body)
	}
}

// With the hour's number used up nobody is told, and what tells nobody still goes in.
func TestTheHourIsOverAtSomeTime(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push := w.token(token.Bounds{}, token.Push)
	w.push(dossiers, push, row(one, "accepted", ""))
	w.follow(one, 1)
	w.exec("UPDATE api_tokens SET told = 1000, told_since = $1", w.now)
	moved := strings.Replace(row(one, "completed", ""), "08:00", "08:30", 1)
	w.is("nobody left", w.push(dossiers, push, moved), http.StatusConflict, "told")
	if a := w.push(dossiers, push, row(two, "accepted", "")); a.status != http.StatusOK {
		t.Errorf("what tells nobody: %d %s", a.status, a.body)
	}
	w.exec("UPDATE api_tokens SET told_since = $1::timestamptz - interval '1 hour'", w.now)
	if a := w.push(dossiers, push, moved); a.status != http.StatusOK || w.ask("SELECT told::int FROM api_tokens") != 1 {
		t.Errorf("an hour later: %d %s", a.status, a.body)
	}
}

// A token that is bound touches nothing beyond: not by what a row says, nor by the code of
// somebody else's dossier.
func TestBoundTokens(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	w.units()
	all := w.token(token.Bounds{}, token.Push)
	bound := w.token(token.Bounds{Source: "ward", Units: []string{"SG-LT"}}, token.Push, token.Report)
	const elsewhere = "H29.172-261119-0009"
	w.push(dossiers, all, row(elsewhere, "accepted", `,"unit":"SG-TA","source":"ward"`)+row(two, "accepted", `,"unit":"SG-LT","source":"other"`))
	a := w.push(dossiers, bound, row(one, "accepted", `,"unit":"SG-LT-TT"`)+ // below the ward
		row(one, "accepted", `,"unit":"SG-TA"`)+row(one, "accepted", "")+row(one, "accepted", `,"unit":"SG-LT","source":"other"`)+
		row(elsewhere, "completed", `,"unit":"SG-LT"`)+row(two, "completed", `,"unit":"SG-LT"`))
	want := []string{"", "others_unit", "others_unit", "others_source", "others_dossier", "others_dossier"}
	if a.status != http.StatusMultiStatus || a.New != 1 || len(a.Rows) != len(want) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for i, r := range a.Rows {
		if r.Reason != want[i] || r.Row != i+1 {
			t.Errorf("row %d: %+v, want %s", i+1, r, want[i])
		}
	}
	if w.ask("SELECT count(*) FROM dossiers WHERE status = 'accepted'") != 3 || w.ask("SELECT count(*) FROM dossiers WHERE source = 'ward' AND unit = 'SG-LT-TT'") != 1 {
		t.Error("a dossier of others was touched, or the own one is not of its source")
	}
	step := `{"code":%q,"at":"2026-11-25T08:30:00+07:00","status":"completed"}` + "\n"
	a = w.push(events, bound, fmt.Sprintf(step, one)+fmt.Sprintf(step, elsewhere))
	if a.Changed != 1 || a.Rejected != 1 || a.Rows[1].Reason != "others_dossier" {
		t.Errorf("steps: %d %s", a.status, a.body)
	}
	w.is("another source by parameter", w.push(dossiers+"?source=other", bound, row(one, "accepted", "")), http.StatusForbidden, "source")

	const period = "/api/v1/reports?from=2026-01-01&to=2026-10-01"
	if a := w.send(http.MethodGet, period, bound, nil); a.status != http.StatusOK || !strings.Contains(a.body, `"unit":"SG-LT"`) {
		t.Errorf("its own unit: %d %s", a.status, a.body)
	}
	if a := w.send(http.MethodGet, period+"&unit=SG-LT-TT", bound, nil); a.status != http.StatusOK || !strings.Contains(a.body, `"unit":"SG-LT-TT"`) {
		t.Errorf("a unit below: %d %s", a.status, a.body)
	}
	w.is("another unit", w.send(http.MethodGet, period+"&unit=SG-TA", bound, nil), http.StatusForbidden, "unit")
}

func TestReports(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	w.units()
	read := w.token(token.Bounds{}, token.Report)
	a := w.send(http.MethodGet, "/api/v1/reports?from=2026-01-01&to=2026-10-01", read, nil)
	if a.status != http.StatusOK || !strings.Contains(a.body, `"from":"2026-01-01"`) || !strings.Contains(a.body, `"unit":""`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	for name, query := range map[string]string{
		"no period": "", "a day that is none": "?from=2026-02-30&to=2026-10-01", "backwards": "?from=2026-02-01&to=2026-01-01",
		"empty": "?from=2026-02-01&to=2026-02-01", "a century": "?from=1926-02-01&to=2026-02-01",
		"an unknown unit": "?from=2026-01-01&to=2026-02-01&unit=XX", "an unknown parameter": "?from=2026-01-01&to=2026-02-01&colour=red",
	} {
		a := w.send(http.MethodGet, "/api/v1/reports"+query, read, nil)
		if w.is(name, a, http.StatusUnprocessableEntity, "parameter"); len(a.Problem.Errors) == 0 {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

// Bodies that are no rows are refused by what is wrong with them, and never fill memory.
func TestBadBodies(t *testing.T) {
	t.Parallel()
	w := openWorld(t, func(c *api.Config) { c.Limits = api.Limits{Rows: 100, Sent: 1 << 20, Bytes: 4 << 20} })
	push := w.token(token.Bounds{}, token.Push)
	good := row(one, "accepted", "")
	packed := gzipped(t, []byte(good))
	bomb := gzipped(t, make([]byte, 5<<20))
	long := gzipped(t, bytes.Repeat([]byte("{}\n"), 101))
	for _, c := range []struct {
		name    string
		body    []byte
		headers []string
		status  int
		kind    string
	}{
		{"packed", packed, []string{"Content-Encoding", "gzip"}, 200, ""},
		{"packed and not said", packed, nil, 200, ""},
		{"not packed and said so", []byte(good), []string{"Content-Encoding", "identity"}, 200, ""},
		{"cut off", packed[:len(packed)-6], nil, 400, "gzip"},
		{"no gzip behind its first bytes", []byte("\x1f\x8b\x08 nothing of the kind"), nil, 400, "gzip"},
		{"packed twice", gzipped(t, packed), nil, 400, "twice"},
		{"a bomb", bomb, nil, 413, "large"},
		{"a bomb in a bomb", gzipped(t, bomb), nil, 400, "twice"},
		{"too large as sent", make([]byte, 2<<20), nil, 413, "large"},
		{"too many rows", long, nil, 413, "large"},
		{"packed otherwise", []byte(good), []string{"Content-Encoding", "br"}, 415, "coding"},
		{"a form", []byte(good), []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "media"},
		{"no type at all", []byte(good), []string{"Content-Type", ";;"}, 415, "media"},
		{"a workbook", []byte("PK\x03\x04 and so on"), nil, 400, "file"},
		{"JSON that breaks off", []byte(`[{"code":"` + one + `","status":"accepted"},{"co`), []string{"Content-Type", "application/json"}, 207, ""},
		{"no UTF-8", []byte("{\"code\":\"\xff\"}"), nil, 422, "rows"},
		{"nothing", nil, nil, 422, "empty"},
	} {
		a := w.push(dossiers, push, string(c.body), c.headers...)
		w.is(c.name, a, c.status, c.kind)
	}
	if log := w.log.String(); log != "" {
		t.Errorf("bad bodies are nobody's fault here: %s", log)
	}
}

// What is said in Vietnamese is; long answers are packed for those who take them so.
func TestLanguagesAndPackedAnswers(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	push := w.token(token.Bounds{}, token.Push)
	for accepted, want := range map[string]string{"": "No rows", "en": "No rows", "vi": "Không có dòng nào", "vi-VN,en;q=0.5": "Không có dòng nào", "fr, vi": "No rows"} {
		if a := w.push(dossiers, push, "", "Accept-Language", accepted); a.Problem.Title != want {
			t.Errorf("%q: %q", accepted, a.Problem.Title)
		}
	}
	a := w.push(dossiers+"?tell=many&colour=red", push, "", "Accept-Language", "vi")
	if w.is("parameters", a, http.StatusUnprocessableEntity, "parameter"); len(a.Problem.Errors) == 0 || strings.Contains(a.body, "unknown query") {
		t.Errorf("%s", a.body)
	}
	var many strings.Builder
	for i := range 100 {
		many.WriteString(row(fmt.Sprintf("H29.171-261119-%04d", i+1), "accepted", ""))
	}
	a = w.push(dossiers, push, many.String(), "Accept-Encoding", "gzip")
	if a.status != http.StatusOK || a.head.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(a.body, "\x1f\x8b") || len(a.body) > 2000 {
		t.Errorf("packed: %d, %v, %d bytes", a.status, a.head, len(a.body))
	}
	if a = w.push(dossiers, push, many.String(), "Accept-Encoding", "gzip;q=0"); a.head.Get("Content-Encoding") != "" || a.Unchanged != 100 {
		t.Errorf("not packed: %v", a.head)
	}
}
