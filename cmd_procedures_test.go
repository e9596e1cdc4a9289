package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"motcua/internal/workday"
)

func (i importing) procedures(args ...string) (string, string, int) {
	i.t.Helper()
	args = append([]string{"procedures"}, args...)
	args = append(args, "--database-url", i.url, "--data-dir", i.t.TempDir(), "--secret-key", strings.Repeat("k", 32))
	var out, errs bytes.Buffer
	exit := run(i.t.Context(), args, streams{strings.NewReader(""), &out, &errs})
	return out.String(), errs.String(), exit
}

func TestProceduresAreChecked(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	i.run("", "procedures", "testdata/procedures-sample.ndjson")
	out, _, exit := i.procedures("unchecked")
	if exit != 0 || strings.Count(out, "\n") != 5 {
		t.Errorf("exit %d, unchecked:\n%s", exit, out)
	}
	out, _, exit = i.procedures("show", "1.001193")
	if exit != 0 {
		t.Errorf("show: exit %d", exit)
	}
	contains(t, "show", out, "1.001193\n", "khai sinh")
	out, _, _ = i.procedures("checked", "1.001193", "--by", "Chị Mẫu")
	contains(t, "checked", out, "1.001193 checked by Chị Mẫu")
	out, _, _ = i.procedures("show", "1.001193")
	contains(t, "after the check", out, time.Now().In(workday.Zone).Format("02/01/2006"))
	if out, _, _ = i.procedures("unchecked"); strings.Contains(out, "1.001193") {
		t.Errorf("still unchecked:\n%s", out)
	}
	_, errs, exit := i.procedures("checked", "9.999999", "--by", "Chị Mẫu")
	if exit != 1 {
		t.Errorf("an unknown code: exit %d", exit)
	}
	contains(t, "an unknown code", errs, "9.999999", "motcua search procedures")
	if _, _, exit = i.procedures("checked", "1.001193", "--by", " "); exit != 1 {
		t.Errorf("nobody's check: exit %d", exit)
	}
}
