package intake

import (
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

var asOf = time.Date(2026, 11, 25, 12, 0, 0, 0, workday.Zone)

// readDossiers reads a whole file: its rows and its rejects.
func readDossiers(t *testing.T, format Format, file string) ([]DossierRow, []Reject) {
	t.Helper()
	var rows []DossierRow
	var rejects []Reject
	f := NewDossiers(strings.NewReader(file), format, Defaults{AsOf: asOf, Source: "default"})
	for {
		row, reject, err := f.Next()
		_, whole := errors.AsType[*FileError](err)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, ErrBroken), whole:
			return rows, rejects
		case err != nil:
			t.Fatal(err)
		case reject != nil:
			rejects = append(rejects, *reject)
		default:
			rows = append(rows, row)
		}
	}
}

func TestFormatOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Format{"a.ndjson": NDJSON, "a.JSONL": NDJSON, "b/a.json": JSON, "a.csv": CSV, "a.xlsx": XLSX, "a.CSV.gz": CSV, "a.xls": "", "a.gz": "", "-": ""} {
		if got, ok := FormatOf(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}

// The same row says the same in every format.
func TestFormatsAlike(t *testing.T) {
	t.Parallel()
	object := `{"code":"h29.171-261119-0012","status":"completed","field":"Hộ tịch","birth_year":1958,"fee_due":8000,"paid_online":true,"digitised":false,` +
		`"received_at":"2026-11-19","due_at":"2026-11-27T17:00:00+07:00","events":[{"at":"2026-11-20","status":"processing"},{"at":"2026-11-19","status":"accepted"}],` +
		`"reason":"dòng một\ndòng \"hai\"","applicant":null}`
	comma := "code,status,field,birth_year,fee_due,paid_online,digitised,received_at,due_at,events,reason,applicant\n" +
		`h29.171-261119-0012,completed,Hộ tịch,1958,8000,TRUE,0,2026-11-19,2026-11-27T17:00:00+07:00,` +
		`"[{""at"":""2026-11-20"",""status"":""processing""},{""at"":""2026-11-19"",""status"":""accepted""}]","dòng một` + "\n" + `dòng ""hai""",`
	day := func(d, hour int) time.Time { return time.Date(2026, 11, d, hour, 0, 0, 0, workday.Zone) }
	want := dossier.Dossier{Code: "H29.171-261119-0012", Status: dossier.Completed, Field: "Hộ tịch", BirthYear: 1958, FeeDue: new(int64(8000)),
		PaidOnline: new(true), Digitised: new(false), ReceivedAt: day(19, 0), DueAt: day(27, 17), Reason: "dòng một\ndòng \"hai\"",
		Events:    []dossier.Event{{At: day(19, 0), Status: dossier.Accepted}, {At: day(20, 0), Status: dossier.Processing}},
		UpdatedAt: asOf, Source: "default"}
	for name, file := range map[string]struct {
		format Format
		text   string
	}{
		"NDJSON":                {NDJSON, "\n" + object + "\r\n\n"},
		"NDJSON, byte order":    {NDJSON, "\ufeff" + object},
		"JSON array":            {JSON, "\n[" + object + "]"},
		"one JSON object":       {JSON, object},
		"CSV":                   {CSV, "\ufeff" + comma + "\n,,,,,,,,,,,\n\n"},
		"CSV, CRLF":             {CSV, strings.Replace(comma, "\n", "\r\n", 1)},
		"CSV, decomposed marks": {CSV, norm.NFD.String(comma)},
	} {
		rows, rejects := readDossiers(t, file.format, file.text)
		if len(rows) != 1 || len(rejects) != 0 {
			t.Errorf("%s: %d rows, rejects %v", name, len(rows), rejects)
			continue
		}
		if diff := cmp.Diff(want, rows[0].Dossier); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(&dossier.Event{At: asOf, Status: dossier.Completed}, rows[0].Made); diff != "" {
			t.Errorf("%s: made event (-want +got):\n%s", name, diff)
		}
	}
	rows, rejects := readDossiers(t, CSV, "code;status\nH29-261119-0012;accepted\n")
	if len(rows) != 1 || len(rejects) != 0 {
		t.Errorf("semicolons: %d rows, rejects %v", len(rows), rejects)
	}
}

const good = `"code":"H29.171-261119-0012","status":"accepted"`

// rejected are rows that do not go in, each with what is said of it.
var rejected = []struct {
	format Format
	file   string
	want   string
}{
	{NDJSON, `{"status":"accepted"}`, `line 1: code: missing`},
	{NDJSON, `{"code":"","status":"accepted"}`, `line 1: code: missing`},
	{NDJSON, "\n\n" + `{"code":"H29.171-261119-0012"}`, `line 3: status: missing`},
	{NDJSON, `{"code":"KHONG-PHAI-MA","status":"accepted"}`, `line 1: code = "KHONG-PHAI-MA": not a dossier code`},
	{NDJSON, `{"code":"H29.171-261319-0012","status":"accepted"}`, `line 1: code = "H29.171-261319-0012": not a dossier code`},
	{NDJSON, `{"code":12,"status":"accepted"}`, `line 1: code = "12": must be text`},
	{NDJSON, `{"code":"H29.171-261119-0012","status":"gone"}`, `line 1: status = "gone": unknown status; known are registered, accepted, rejected, processing, supplement_requested, payment_requested, withdrawal_requested, stopped, completed, returned`},
	{NDJSON, `{` + good + `,"colour":"Nguyễn Văn Mẫu"}`, `line 1: colour: unknown field`},
	{NDJSON, `{` + good + `,"Code":"x"}`, `line 1: Code: unknown field`},
	{NDJSON, `{` + good + `,"a\u001b[31m":"x"}`, `line 1: a·[31m: unknown field`},
	{NDJSON, `{` + good + `,"channel":"fax"}`, `line 1: channel = "fax": unknown channel; known are counter, online, post`},
	{NDJSON, `{` + good + `,"due_at":"2026-02-30"}`, `line 1: due_at = "2026-02-30": there is no such date`},
	{NDJSON, `{` + good + `,"due_at":"2026-11-25T25:00:00+07:00"}`, `line 1: due_at = "2026-11-25T25:00:00+07:00": there is no such date`},
	{NDJSON, `{` + good + `,"due_at":"0001-01-01"}`, `line 1: due_at = "0001-01-01": there is no such date`},
	{NDJSON, `{` + good + `,"due_at":"30/11/2026"}`, `line 1: due_at = "30/11/2026": not a time; write 2026-11-25T08:40:00+07:00 or 2026-11-25`},
	{NDJSON, `{` + good + `,"due_at":20261130}`, `line 1: due_at = "20261130": must be text`},
	{NDJSON, `{` + good + `,"fee_due":"8000"}`, `line 1: fee_due = "8000": must be a whole number`},
	{NDJSON, `{` + good + `,"fee_due":8000.5}`, `line 1: fee_due = "8000.5": must be a whole number`},
	{NDJSON, `{` + good + `,"fee_due":-1}`, `line 1: fee_due = "-1": must be between 0 and 1000000000000000`},
	{NDJSON, `{` + good + `,"e_result":"yes"}`, `line 1: e_result = "yes": must be true or false`},
	{NDJSON, `{` + good + `,"e_result":1}`, `line 1: e_result = "1": must be true or false`},
	{NDJSON, `{` + good + `,"events":{}}`, `line 1: events: must be a list […]`},
	{NDJSON, `{` + good + `,"events":[{"at":"2026-11-19","status":"accepted"},{"at":"2026-11-19"}]}`, `line 1: events[2].status: missing`},
	{NDJSON, `{` + good + `,"events":[{"status":"accepted"}]}`, `line 1: events[1].at: missing`},
	{NDJSON, `{` + good + `,"events":[{"at":"2026-11-19","status":"accepted","who":"Mẫu"}]}`, `line 1: events[1].who: unknown field`},
	{NDJSON, `{` + good + `,"events":[{"at":"x","status":"accepted"}]}`, `line 1: events[1].at = "x": not a time; write 2026-11-25T08:40:00+07:00 or 2026-11-25`},
	{NDJSON, `{` + good + `,"results":[{"url":"javascript:alert(1)"}]}`, `line 1: results[1].url: must be an address that begins with http:// or https://`},
	{NDJSON, `{` + good + `,"field":"a\u0000b"}`, "line 1: field = \"a\\\\u0000b\": has a control character in it"},
	{NDJSON, `{` + good + `,"source":"` + strings.Repeat("x", 201) + `"}`, `line 1: source = "` + strings.Repeat("x", 60) + `…": is longer than 200 bytes`},
	{NDJSON, `{` + good, `line 1: not valid JSON, at character 49`},
	{NDJSON, `[1]`, `line 1: not a JSON object {…}`},
	{NDJSON, `null`, `line 1: not a JSON object {…}`},
	{NDJSON, `{` + good + `,"field":"` + "\xff" + `"}`, `line 1: the row is not UTF-8 text`},
	{NDJSON, "\n{" + good + `,"reason":"` + strings.Repeat("x", maxRow) + `"}`, `line 2: the row is longer than 1 MiB`},
	// What tells of a person is not repeated.
	{NDJSON, `{` + good + `,"applicant":7123456}`, `line 1: applicant: must be text`},
	{NDJSON, `{` + good + `,"phone":900000001}`, `line 1: phone: must be text`},
	{NDJSON, `{` + good + `,"birth_year":58}`, `line 1: birth_year: must be between 1900 and 2100`},
	{NDJSON, `{` + good + `,"reason":["bố Mẫu mất"]}`, `line 1: reason: must be text`},
	{NDJSON, `{"code":"079201001234","status":"accepted"}`, `line 1: code = "••••••••••••": not a dossier code`},
	{NDJSON, `{"code":"0903123456","status":"accepted"}`, `line 1: code = "••••••••••": not a dossier code`},
	{JSON, "[{" + good + "},\n\n {" + good + `,"x":1}]`, `line 3: x: unknown field`},
	{JSON, "[{" + good + "},\n7]", `line 2: not a JSON object {…}`},
	{JSON, "[{" + good + "},\n{\"code\" 7}]", `line 2: the JSON breaks off here; nothing after it was read`},
	{JSON, "[{" + good + "},\n", `line 2: the JSON breaks off here; nothing after it was read`},
	{JSON, "[{" + good + `,"reason":"` + strings.Repeat("x", maxRow) + `"}]`, `line 1: the row is longer than 1 MiB`},
	{CSV, "code,status,colour\nH29-261119-1,accepted,\nH29-261119-2,accepted,red\n", `line 3: colour: unknown field`},
	{CSV, "code,status,code\nH29-261119-1,accepted,H29-261119-2\n", `line 2: code: the heading names this field twice`},
	{CSV, "code,status\nH29-261119-1\n", `line 2: the row has 1 cells, the heading has 2`},
	{CSV, "code,status\nH29-261119-1,acc\"ep\"ted\n", `line 2: not a row of CSV: a quote stands inside a cell`},
	{CSV, "code,status\n\"H29-261119-1,accepted\nH29-261119-2,accepted\n", `line 2: a quote is not closed before the end of the file`},
	{CSV, "code,status,birth_year\nH29-261119-1,accepted,58\n", `line 2: birth_year: must be between 1900 and 2100`},
	{CSV, "code,status,e_result\nH29-261119-1,accepted,có\n", `line 2: e_result = "có": must be true or false`},
	{CSV, "code,status,events\nH29-261119-1,accepted,không\n", `line 2: events: must be a list […]`},
	{CSV, "code,status\nH29-261119-1,\xff\n", `line 2: the letters are in no encoding that is known; save the file as CSV UTF-8`},
}

func TestRejects(t *testing.T) {
	t.Parallel()
	for _, c := range rejected {
		_, rejects := readDossiers(t, c.format, c.file)
		if len(rejects) != 1 {
			t.Errorf("%.80s: %d rejects, want %s", c.file, len(rejects), c.want)
			continue
		}
		if got := rejects[0].Text("en"); got != c.want {
			t.Errorf("%.80s:\n got %s\nwant %s", c.file, got, c.want)
		}
	}
}

// Each row is rejected alone: those around it go in.
func TestGoodRowsAroundBadOnes(t *testing.T) {
	t.Parallel()
	first, last := `{"code":"H29-261119-1","status":"accepted"}`, `{"code":"H29-261119-9","status":"accepted"}`
	for _, bad := range []string{`{`, "\xff", `{"code":"x"}`, "{" + good + `,"reason":"` + strings.Repeat("x", 3*maxRow) + `"}`} {
		rows, rejects := readDossiers(t, NDJSON, first+"\n"+bad+"\n"+last)
		if len(rows) != 2 || len(rejects) != 1 || rows[1].Line != 3 {
			t.Errorf("around %.20q: %d rows, %d rejects", bad, len(rows), len(rejects))
		}
	}
	// A quote that is never closed costs a bounded piece of a table.
	table := "code,status\nH29-261119-1,accepted\n\"H29-261119-2,accepted\n" + strings.Repeat("H29-261119-3,accepted\n", maxRow/20)
	rows, rejects := readDossiers(t, CSV, table)
	if len(rows) < 1000 || len(rejects) != 1 || rejects[0].Line != 3 {
		t.Errorf("open quote: %d rows, rejects %v", len(rows), rejects)
	}
}

// Both languages say every reason, with the same things spoken of.
func TestReasonsInBothLanguages(t *testing.T) {
	t.Parallel()
	verbs := regexp.MustCompile(`%[a-z]`)
	marks := regexp.MustCompile(`[^\x00-\x7F…]`)
	for reason, words := range reasons {
		if !cmp.Equal(verbs.FindAllString(words.en, -1), verbs.FindAllString(words.vi, -1)) {
			t.Errorf("%s: %q and %q speak of different things", reason, words.en, words.vi)
		}
		if words.en == "" || !marks.MatchString(words.vi) {
			t.Errorf("%s: %q, %q", reason, words.en, words.vi)
		}
	}
	seen := map[Reason]bool{}
	for _, c := range rejected {
		_, rejects := readDossiers(t, c.format, c.file)
		for _, r := range rejects {
			seen[r.Reason] = true
		}
	}
	for _, c := range rejectedForeign {
		_, rejects := readDossiers(t, c.format, c.file)
		for _, r := range rejects {
			seen[r.Reason] = true
		}
	}
	for _, c := range rejectedUnits {
		_, rejects := readUnits(t, NDJSON, c.row)
		for _, r := range rejects {
			seen[r.Reason] = true
		}
	}
	for _, c := range rejectedProcedures {
		seen[c.reason] = true // its own test says that it is so
	}
	seen[UnknownProcedure], seen[NoDossier] = true, true                         // the store's
	seen[OthersSource], seen[OthersUnit], seen[OthersDossier] = true, true, true // as well: tests of handlers/api
	for reason := range reasons {
		if !seen[reason] {
			t.Errorf("no test rejects a row for %s", reason)
		}
	}
	if got := (Reject{Line: 3, Field: "status", Value: "gone", Reason: UnknownStatus, Args: []any{"registered"}}).Text("vi"); got !=
		`dòng 3: status = "gone": trạng thái không có trong danh sách: registered` {
		t.Error(got)
	}
}

func readUnits(t *testing.T, format Format, file string) ([]unit.Unit, []Reject) {
	t.Helper()
	var units []unit.Unit
	var rejects []Reject
	for f := NewUnits(strings.NewReader(file), format); ; {
		u, reject, err := f.Next()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, ErrBroken):
			return units, rejects
		case err != nil:
			t.Fatal(err)
		case reject != nil:
			rejects = append(rejects, *reject)
		default:
			units = append(units, u)
		}
	}
}

var rejectedUnits = []struct{ row, want string }{
	{`{"name":"A","kind":"commune"}`, `line 1: code: missing`},
	{`{"code":"A","kind":"commune"}`, `line 1: name: missing`},
	{`{"code":"A","name":"A"}`, `line 1: kind: missing`},
	{`{"code":"A","name":"A","kind":"district"}`, `line 1: kind = "district": unknown kind; known are province, commune, centre, department, police, land`},
	{`{"code":"A","name":"A","type":"quận"}`, `line 1: type = "quận": unknown kind; known are tỉnh, thành phố trung ương, xã, phường, đặc khu, trung tâm, sở, công an, văn phòng đăng ký đất đai`},
	{`{"code":"A","name":"A","kind":"commune","parent":"A"}`, `line 1: parent = "A": a unit cannot stand under itself`},
	{`{"code":"A","name":"A","kind":"commune","valid_from":"2025-07-01T08:00:00+07:00"}`, `line 1: valid_from = "2025-07-01T08:00:00+07:00": must be a date alone, as 2026-11-25`},
	{`{"code":"A","name":"A","kind":"commune","valid_from":"2025-07-01","valid_to":"2025-06-30"}`, `line 1: valid_to: ends before it begins`},
	{`{"code":"A","name":"A","kind":"commune","identifiers":[{"id":"H1","from":"2025-07-01","to":"2025-06-30"}]}`, `line 1: identifiers[1].to: ends before it begins`},
	{`{"code":"A","name":"A","kind":"commune","identifiers":[{"from":"2025-07-01"}]}`, `line 1: identifiers[1].id: missing`},
	{`{"code":"A","name":"A","kind":"commune","former_names":["B",7]}`, `line 1: former_names[2] = "7": must be text`},
	{`{"code":"A","name":"A","kind":"commune","map_url":"x"}`, `line 1: map_url = "x": must be an address that begins with http:// or https://`},
	{`{"code":"A","name":"A","kind":"commune","hours":[{"days":"1-8","open":"07:30","close":"11:30"}]}`, `line 1: hours[1].days = "1-8": not opening hours; write days 1-5, open 07:30, close 11:30`},
	{`{"code":"A","name":"A","kind":"commune","hours":[{"days":"1","open":"11:30","close":"07:30"}]}`, `line 1: hours[1]: not opening hours; write days 1-5, open 07:30, close 11:30`},
}

func TestUnitRejects(t *testing.T) {
	t.Parallel()
	for _, c := range rejectedUnits {
		_, rejects := readUnits(t, NDJSON, c.row)
		if len(rejects) != 1 || rejects[0].Text("en") != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.row, rejects, c.want)
		}
	}
}

// The public list of administrative units is taken as it is.
func TestPublicListOfUnits(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("testdata/units.csv")
	if err != nil {
		t.Fatal(err)
	}
	units, rejects := readUnits(t, CSV, string(list))
	if len(rejects) != 0 || len(units) != strings.Count(string(list), "\n")-1 {
		t.Fatalf("%d units, rejects %v", len(units), rejects)
	}
	if want := (unit.Unit{Code: "01", Name: "Thành phố Hà Nội", Kind: unit.Province}); !cmp.Equal(units[0], want) {
		t.Errorf("first: %+v", units[0])
	}
	kinds := map[unit.Kind]int{}
	for _, u := range units {
		kinds[u.Kind]++
	}
	if kinds[unit.Province] != 3 || kinds[unit.Commune] != len(units)-3 {
		t.Errorf("kinds: %v", kinds)
	}
}

func TestSummaryInBothLanguages(t *testing.T) {
	t.Parallel()
	s := Summary{Read: 9, New: 1, Changed: 21, Unchanged: 3, Rejected: 3, Odd: 4, Extended: 5}
	for range 2 {
		s.NoteUnknown([]string{"Phường A", "Phường A"})
	}
	for range 21 {
		s.NoteChange(Change{Code: "H29-261119-1", What: []FieldChange{{Field: "status", From: "accepted", To: "completed"}}})
	}
	for lang, want := range map[string][]string{
		"en": {"read 9 rows (dry run", "new        1", "rejected   3", "accepted: 4", "one extension: 5", "kept as sent: 2 (Phường A)", "not read to its end", "accepted → completed", "and 1 more rows"},
		"vi": {"đã đọc 9 dòng (chạy thử", "mới                   1", "không nhận            3", "vẫn nhận: 4", "quá một lần: 5", "như đã gửi: 2 (Phường A)", "chưa được đọc đến hết", "accepted → completed", "và 1 dòng thay đổi"},
	} {
		got := s.Text(lang, "f.csv", true, asOf)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not in:\n%s", lang, w, got)
			}
		}
	}
	if got := (&Summary{Whole: true}).Text("en", "f", false, asOf); !strings.Contains(got, "as of 2026-11-25 12:00") || strings.Contains(got, "unknown") {
		t.Error(got)
	}
}
