package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReportCheck(t *testing.T) {
	t.Parallel()
	right := "[[figure]]\ncounts = \"resolved\"\nvalue = \"100\"\n[[figure]]\ncounts = \"early\"\nvalue = \"80\"\npercent = \"80%\"\n"
	for _, test := range []struct {
		args     []string
		in       string
		status   int
		out, err string
	}{
		{[]string{"internal/report/testdata/thuan-an-2023.toml"}, "", 2, "10,816 − 8,906 − 1,638 = 272 follows", ""},
		{[]string{"--lang=vi", "internal/report/testdata/thuan-an-2023.toml"}, "", 2, "10.816 − 8.906 − 1.638 = 272", ""},
		{[]string{"--format=json", "-"}, right, 0, `"verdict": "adds_up"`, ""},
		{[]string{"-"}, right, 0, "80% is printed, and right: 80.00% (80 of 100 dossiers resolved)", ""},
		{[]string{"-"}, "[[figure]]", 1, "", `counts "" is not one of received`},
		{[]string{"no/such/file.toml"}, "", 1, "", "no/such/file.toml"},
	} {
		var out, errs bytes.Buffer
		status := run(t.Context(), append([]string{"report", "check"}, test.args...), streams{strings.NewReader(test.in), &out, &errs})
		if status != test.status || !strings.Contains(out.String(), test.out) || !strings.Contains(errs.String(), test.err) {
			t.Errorf("%v: %d\n%s\n%s", test.args, status, out.String(), errs.String())
		}
	}
}
