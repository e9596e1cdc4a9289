package intake

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"motcua/internal/dossier"
)

// checkDossier is what a store may count on in a row.
func checkDossier(t *testing.T, r DossierRow) {
	t.Helper()
	if again, _, ok := dossier.Canonical(string(r.Code)); !ok || again != r.Code {
		t.Errorf("code %q is not canonical", r.Code)
	}
	if !r.Status.Known() || r.UpdatedAt.IsZero() {
		t.Errorf("status %q, updated %v", r.Status, r.UpdatedAt)
	}
	last := r.Made
	for i, e := range r.Events {
		if e.At.IsZero() || !e.Status.Known() || i > 0 && e.At.Before(r.Events[i-1].At) {
			t.Errorf("event %d: %v", i, e)
		}
		if r.Made == nil {
			last = &r.Events[i]
		} else if !e.At.Before(r.Made.At) {
			t.Errorf("event %d is not before the made one", i)
		}
	}
	if last == nil || last.Status != r.Status {
		t.Errorf("status %q, last event %v", r.Status, last)
	}
	for _, s := range []string{r.Field, r.Unit, r.Reason, r.Applicant, r.Source} {
		if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
			t.Errorf("text %q cannot be stored", s)
		}
	}
}

// checkReject is what an operator may count on.
func checkReject(t *testing.T, r Reject) {
	t.Helper()
	if r.Line < 1 {
		t.Errorf("line %d", r.Line)
	}
	sent := strings.Contains(r.Field+r.Value, "%!") // a file may say what a broken format says
	for _, lang := range []string{"en", "vi"} {
		if text := r.Text(lang); !sent && strings.Contains(text, "%!") || !utf8.ValidString(text) || len(text) > 2000 {
			t.Errorf("reject says %q", text)
		}
	}
}

func FuzzDossierRow(f *testing.F) {
	samples, err := os.ReadFile("../../testdata/dossiers-sample.ndjson")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(samples)) {
		f.Add(line, true)
		f.Add("["+line+"]", false)
	}
	for _, c := range rejected {
		if len(c.file) < 1000 {
			f.Add(c.file, c.format == NDJSON)
		}
	}
	f.Fuzz(func(t *testing.T, file string, lines bool) {
		format := JSON
		if lines {
			format = NDJSON
		}
		rows, rejects := readDossiers(t, format, file)
		for _, r := range rows {
			checkDossier(t, r)
		}
		for _, r := range rejects {
			checkReject(t, r)
		}
	})
}

func FuzzDossierCSV(f *testing.F) {
	f.Add("!!%!!\n\x81\n\x00")
	f.Add("code,status,events\nH29-261119-1,accepted,\"[{\"\"at\"\":\"\"2026-11-19\"\",\"\"status\"\":\"\"accepted\"\"}]\"\n")
	for _, c := range rejected {
		if c.format == CSV {
			f.Add(c.file)
		}
	}
	f.Fuzz(func(t *testing.T, file string) {
		rows, rejects := readDossiers(t, CSV, file)
		for _, r := range rows {
			checkDossier(t, r)
		}
		for _, r := range rejects {
			checkReject(t, r)
		}
		if lines := strings.Count(file, "\n") + 1; len(rows)+len(rejects) > lines {
			t.Errorf("%d rows of %d lines", len(rows)+len(rejects), lines)
		}
	})
}

func FuzzUnitRow(f *testing.F) {
	samples, err := os.ReadFile("../../testdata/units-sample.ndjson")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(samples)) {
		f.Add(line)
	}
	for _, c := range rejectedUnits {
		f.Add(c.row)
	}
	f.Fuzz(func(t *testing.T, file string) {
		units, rejects := readUnits(t, NDJSON, file)
		for _, u := range units {
			if u.Code == "" || u.Name == "" || u.Kind == "" || u.Parent == u.Code || endsEarly(u.ValidFrom, u.ValidTo) {
				t.Errorf("unit %+v", u)
			}
		}
		for _, r := range rejects {
			checkReject(t, r)
		}
	})
}

func FuzzProcedureRow(f *testing.F) {
	f.Add([]byte(portalRow), byte(0))
	f.Add([]byte(recordRow), byte(1))
	f.Add([]byte("code,name,steps\n1.000001,A,\"[\"\"b\"\"]\"\n"), byte(2))
	for _, c := range rejectedProcedures {
		f.Add([]byte(c.row), byte(0))
	}
	f.Fuzz(func(t *testing.T, file []byte, format byte) {
		for in := NewProcedures(strings.NewReader(string(file)), []Format{NDJSON, JSON, CSV}[format%3]); ; {
			row, reject, err := in.Next()
			if err != nil {
				return
			}
			if reject != nil {
				checkReject(t, *reject)
				continue
			}
			if !procedureShape.MatchString(row.Code) || !row.Overlay() && (row.Name == "" || row.Detail == "") {
				t.Errorf("a row that cannot be stored: %+v", row)
			}
			if strings.ContainsRune(row.Name+row.Conditions+row.Fee+row.Note, 0) || !utf8.ValidString(row.Name) {
				t.Errorf("text %q cannot be stored", row.Name)
			}
		}
	})
}
