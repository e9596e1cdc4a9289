package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/store/storetest"
)

// importing runs `motcua import ...` on one database.
type importing struct {
	t   *testing.T
	url string
}

func startImporting(t *testing.T) importing {
	t.Helper()
	return importing{t, storetest.DB(t)}
}

// run gives what the command says on both streams and its exit status. args are words, "F" a file's path.
func (i importing) run(stdin string, args ...string) (string, string, int) {
	i.t.Helper()
	args = append([]string{"import"}, args...)
	args = append(args, "--database-url", i.url, "--data-dir", i.t.TempDir(), "--secret-key", strings.Repeat("k", 32))
	var out, errs bytes.Buffer
	exit := run(i.t.Context(), args, streams{strings.NewReader(stdin), &out, &errs})
	return out.String(), errs.String(), exit
}

// file writes a file of the test's own.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contains(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("%s does not say %q:\n%s", what, part, got)
		}
	}
}

func TestImportSamples(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	out, errs, exit := i.run("", "units", "testdata/units-sample.ndjson")
	if exit != 0 || errs != "" {
		t.Errorf("units: exit %d, %s", exit, errs)
	}
	contains(t, "units", out, "read 7 rows", "new        7")

	out, errs, exit = i.run("", "dossiers", "testdata/dossiers-sample.ndjson")
	if exit != 2 || strings.Count(errs, "\n") != 4 {
		t.Errorf("dossiers: exit %d, %s", exit, errs)
	}
	contains(t, "dossiers", out, "read 21 rows", "new        17", "rejected   4", "unknown unit, kept as sent: 1 (Phường nào đó đã giải thể)")
	contains(t, "rejects", errs, "dossiers-sample.ndjson: line 18: code = \"KHONG-PHAI-MA\"", "line 19: status", "line 20: colour: unknown field", "line 21: received_at")

	out, errs, exit = i.run("", "dossiers", "--lang", "vi", "testdata/dossiers-sample.ndjson")
	if exit != 2 {
		t.Errorf("again: exit %d", exit)
	}
	contains(t, "again", out, "không đổi             17", "không nhận            4")
	contains(t, "rejects", errs, "dòng 20: colour: trường không có trong mẫu", "dòng 21: received_at = \"2026-02-30\": không có ngày này")
}

func TestImportExitStatus(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	good := file(t, "good.csv", "code,status\nH29-261119-1,accepted\n")
	some := file(t, "some.json", `[{"code":"H29-261119-2","status":"accepted"},{"code":"x"}]`)
	none := file(t, "none.ndjson", `{"code":"x"}`)
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		exit  int
		says  string
	}{
		{"all in", "", []string{good}, 0, ""},
		{"there already", "", []string{good}, 0, ""},
		{"some rejected", "", []string{some, good}, 2, "some.json: line 1: code"},
		{"nothing in", "", []string{none}, 1, "none.ndjson: line 1: code"},
		{"one of several with nothing in", "", []string{good, none, some}, 1, ""},
		{"no such file", "", []string{good + "x"}, 1, "no such file"},
		{"a folder", "", []string{"--format", "csv", t.TempDir()}, 1, "is a directory"},
		{"an ending that tells nothing", "", []string{file(t, "good.txt", "")}, 1, "add --format"},
		{"an empty file", "", []string{file(t, "empty.csv", "")}, 1, ""},
		{"standard input", `{"code":"H29-261119-3","status":"accepted"}`, []string{"--format", "ndjson", "-"}, 0, ""},
		{"standard input of no format", "", []string{"-"}, 1, "add --format"},
		{"a flag of no sense", "", []string{"--as-of", "yesterday", good}, 1, "not a time"},
	} {
		_, errs, exit := i.run(c.stdin, append([]string{"dossiers"}, c.args...)...)
		if exit != c.exit {
			t.Errorf("%s: exit %d, want %d; %s", c.name, exit, c.exit, errs)
		}
		contains(t, c.name, errs, c.says)
	}
}

func TestImportDryRun(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	row := "code,status,updated_at\nH29-261119-1,%,2026-11-25\n"
	first := file(t, "first.csv", strings.Replace(row, "%", "accepted", 1))
	second := file(t, "second.csv", strings.Replace(row, "%", "completed", 1))
	for range 2 {
		out, _, exit := i.run("", "dossiers", "--dry-run", first)
		if exit != 0 {
			t.Errorf("dry run: exit %d", exit)
		}
		contains(t, "dry run", out, "nothing was written", "new        1")
	}
	i.run("", "dossiers", first)
	out, _, _ := i.run("", "dossiers", "--dry-run", "--lang", "vi", second)
	contains(t, "dry run of a change", out, "chưa ghi gì", "thay đổi              1", "H29-261119-1  accepted → completed")
}

func TestImportDefaults(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	rows := file(t, "rows.csv", "code,status\nH29-261119-1,accepted\n")
	out, _, _ := i.run("", "dossiers", "--as-of", "2026-11-20", "--source", "somewhere", rows)
	contains(t, "import", out, "as of 2026-11-20 00:00")
	// The same with the defaults written out is the same.
	rows = file(t, "rows.csv", "code,status,updated_at,source\nH29-261119-1,accepted,2026-11-20,somewhere\n")
	out, _, _ = i.run("", "dossiers", rows)
	contains(t, "import", out, "unchanged  1")
}
