package main

import (
	"strings"
	"testing"
)

func TestHalfOpen(t *testing.T) {
	t.Parallel()
	p, err := halfOpen("2026-01-01", "2026-10-01")
	if err != nil || p.From.Format("2006-01-02 15:04 -0700") != "2026-01-01 00:00 +0700" || p.To.Month() != 10 {
		t.Errorf("%+v %v", p, err)
	}
	for _, c := range [][3]string{
		{"01/01/2026", "2026-02-01", `--from "01/01/2026"`}, {"2026-01-01", "2026-02-30", `--to "2026-02-30"`},
		{"2026-01-01", "2026-01-01", "not after --from 2026-01-01"}, {"2026-01-02", "2026-01-01", "the day after the last"},
	} {
		if _, err := halfOpen(c[0], c[1]); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s to %s: %v", c[0], c[1], err)
		}
	}
}
