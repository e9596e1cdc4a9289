package intake

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// The quick way takes what rows are made of; where it does, the slow way finds the same.
func TestQuickWay(t *testing.T) {
	t.Parallel()
	for text, quick := range map[string]bool{
		`{}`: true, ` { } `: true, `{"a":1}`: true, `{"a":-0.5e+7 , "b" : [ ] }`: true, `{"a":{"b":[{"c":"\u00e1\n"}]}}`: true,
		`{"a":null,"b":true,"c":false}`: true, `{"a":1,"a":null}`: true, `{"a":null,"a":1}`: true, `{"":""}`: true,
		``: false, `null`: false, `[]`: false, `{`: false, `{}x`: false, `{"a":1,}`: false, `{"a":01}`: false, `{"a":-}`: false,
		`{"a":1.}`: false, `{"a":1e}`: false, `{"a":tru}`: false, `{"a":"\x"}`: false, `{"a":"\u12g4"}`: false, `{"a":"`: false,
		"{\"a\":\"\x01\"}": false, `{"a" 1}`: false, `{a:1}`: false, `{"a":[1,]}`: false, `{"a":[1 2]}`: false, `{"a":{"b":}}`: false,
		`{"a\u0062":1}`: false, `{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`: false,
	} {
		if _, ok := scanRow([]byte(text)); ok != quick {
			t.Errorf("%s: quick is %v", text, ok)
		}
		bothWays(t, []byte(text))
	}
}

// bothWays holds the quick way against the slow one.
func bothWays(t *testing.T, raw []byte) {
	t.Helper()
	if fields, ok := scanRow(raw); ok {
		slow := jsonRecordSlowly(raw, 1)
		if slow.reject != nil || !reflect.DeepEqual(fields, slow.fields) {
			t.Errorf("%q: quick %v, slow %v, %v", raw, fields, slow.fields, slow.reject)
		}
	}
	if list, ok := scanList(raw); ok {
		slow, taken := scanListSlowly(raw)
		if !taken || fmt.Sprint(list) != fmt.Sprint(slow) {
			t.Errorf("%q: quick %v, slow %v", raw, list, slow)
		}
	}
}

func FuzzQuickWay(f *testing.F) {
	f.Add([]byte(`{"a":[{"b":null,"c":"d"}],"e":-1.5e+7,"f":"\u00e1"}`))
	f.Add([]byte(`[{"at":"2026-11-19","status":"accepted"},{}]`))
	f.Add([]byte(`{"a":1,"a":null,"b":[[[]]],"c":{"d":true}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if utf8.Valid(raw) { // jsonRecord sees to it
			bothWays(t, raw)
		}
	})
}

func BenchmarkDossierRow(b *testing.B) {
	row := `{"code":"H29.171-261119-0012","procedure_code":"1.004859","procedure":"Thay đổi, cải chính, bổ sung thông tin hộ tịch","field":"Hộ tịch",` +
		`"unit":"H29.171","return_at":"SG-LT-TT","channel":"counter","applicant":"Nguyễn Thị Mẫu","phone":"0900000000","birth_year":1958,` +
		`"received_at":"2026-11-19T08:10:00+07:00","due_at":"2026-11-27T17:00:00+07:00","status":"processing",` +
		`"events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted","unit":"H29.171"},{"at":"2026-11-20T09:00:00+07:00","status":"processing","unit":"H29.171"}],` +
		`"updated_at":"2026-11-25T08:00:00+07:00","source":"bench"}` + "\n"
	in := NewDossiers(strings.NewReader(strings.Repeat(row, b.N)), NDJSON, Defaults{})
	b.ReportAllocs()
	for b.Loop() {
		if _, reject, err := in.Next(); reject != nil || err != nil {
			in = NewDossiers(strings.NewReader(strings.Repeat(row, 1000)), NDJSON, Defaults{})
		}
	}
}

func TestQuickTime(t *testing.T) {
	t.Parallel()
	for text, quick := range map[string]bool{
		"2026-11-19T08:10:00+07:00": true, "2026-01-01T00:00:00+07:00": true, "2026-02-30T08:10:00+07:00": false,
		"1899-12-31T08:10:00+07:00": false, "2026-11-19T24:10:00+07:00": false, "2026-11-19T08:10:00+08:00": false,
		"2026-11-19 08:10:00+07:00": false, "2026-11-19": false, "2026-11-19T08:10:00Z": false,
	} {
		got, ok := quickTime([]byte(`"` + text + `"`))
		if ok != quick {
			t.Errorf("%s: quick is %v", text, ok)
		}
		if slow, wrong := readTime(text); ok && (wrong != "" || !slow.Equal(got) || slow.Location() != got.Location()) {
			t.Errorf("%s: quick %v, slow %v, %s", text, got, slow, wrong)
		}
	}
}

func TestUsualNames(t *testing.T) {
	t.Parallel()
	for _, f := range dossierFields {
		if usualNames[f.name] == "" {
			t.Errorf("%s is not among the usual names", f.name)
		}
	}
}
