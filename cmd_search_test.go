package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"motcua/internal/procedure"
	"motcua/store/postgres"
)

// search runs `motcua search ...` on the same database.
func (i importing) search(stdin string, args ...string) (string, string, int) {
	i.t.Helper()
	args = append([]string{"search"}, args...)
	args = append(args, "--database-url", i.url, "--data-dir", i.t.TempDir(), "--secret-key", strings.Repeat("k", 32))
	var out, errs bytes.Buffer
	exit := run(i.t.Context(), args, streams{strings.NewReader(stdin), &out, &errs})
	return out.String(), errs.String(), exit
}

func TestSearchProcedures(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	_, errs, exit := i.search("", "procedures", "khai sinh")
	if exit != 1 {
		t.Errorf("without procedures: exit %d", exit)
	}
	contains(t, "without procedures", errs, "motcua import procedures")

	out, errs, exit := i.run("", "procedures", "testdata/procedures-sample.ndjson")
	if exit != 2 {
		t.Fatalf("import: exit %d, %s", exit, errs)
	}
	contains(t, "import", out, "read 6 rows", "new        5", "rejected   1")
	contains(t, "rejects", errs, "line 6: colour: unknown field")
	out, _, _ = i.run("", "procedures", "testdata/procedures-sample.ndjson")
	contains(t, "again", out, "unchanged  5", "rejected   1")

	out, errs, exit = i.search("", "procedures", "lam giay khai sanh cho be moi de can j")
	if exit != 0 {
		t.Fatalf("search: exit %d, %s", exit, errs)
	}
	if line, _, _ := strings.Cut(out, "\n"); !regexp.MustCompile(`^1\.001193\t(0\.[5-9][0-9]*|1\.000)\tThủ tục đăng ký khai sinh$`).MatchString(line) {
		t.Errorf("the first line is %q", line)
	}
	out, _, exit = i.search("mat cccd roi\n\nđăng ký kết hôn\n", "procedures", "--file", "-", "--limit", "1")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if exit != 0 || len(lines) != 2 || !strings.HasPrefix(lines[0], "1\t1.014064\t") || !strings.HasPrefix(lines[1], "3\t1.000894\t") {
		t.Errorf("three lines, one empty: exit %d\n%s", exit, out)
	}
	out, _, exit = i.search("", "procedures", "   !!! ")
	if exit != 0 || out != "" {
		t.Errorf("a question without a word: exit %d, %q", exit, out)
	}
	out, _, _ = i.search("", "procedures", "--explain", "mat cccd roi")
	contains(t, "explain", out, "everyday name", "words\n", "score ")
}

func TestSearchNeedsOneQuestion(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	for _, args := range [][]string{{"procedures"}, {"procedures", "a", "--file", "-"}} {
		if _, _, exit := i.search("", args...); exit != 1 {
			t.Errorf("%v: exit %d", args, exit)
		}
	}
}

func TestImportAliases(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	i.run("", "procedures", "testdata/procedures-sample.ndjson")
	names := file(t, "names.csv", "alias,code\ngiấy hú hí,1.000894\nkhông có,9.000001\n")
	_, errs, exit := i.run("", "aliases", names)
	if exit != 1 {
		t.Errorf("by nobody: exit %d", exit)
	}
	contains(t, "by nobody", errs, "line 2: by: missing")
	out, errs, exit := i.run("", "aliases", names, "--by", "Lan", "--why", "dân hỏi")
	if exit != 2 {
		t.Errorf("exit %d", exit)
	}
	contains(t, "names", out, "new        1", "rejected   1")
	contains(t, "rejects", errs, `line 3: code = "9.000001": no procedure with this code`)
	out, _, _ = i.search("", "procedures", "giay hu hi", "--limit", "1")
	contains(t, "search", out, "1.000894\t")
}

func TestSearchMissed(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	store, err := postgres.Open(t.Context(), i.url, []byte("k"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for range 3 {
		if err := store.NoteMiss(t.Context(), []string{"nuoi voi"}, procedure.Nothing, fixedDay.Time); err != nil {
			t.Fatal(err)
		}
	}
	out, errs, exit := i.search("", "missed", "--since", "2026-11-01")
	if exit != 0 || out != "words\tnothing\trephrased\nnuoi voi\t3\t0\n" {
		t.Errorf("exit %d, %q, %s", exit, out, errs)
	}
	if out, _, exit = i.search("", "missed", "--since", "2026-11-01", "--least", "4"); exit != 0 || out != "" {
		t.Errorf("what came up too seldom: exit %d, %q", exit, out)
	}
}

var fixedDay = func() (at importTime) {
	if err := at.UnmarshalText([]byte("2026-11-20")); err != nil {
		panic(err)
	}
	return at
}()
