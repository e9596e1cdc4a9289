package source

import (
	"testing"
	"time"

	"motcua/internal/workday"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestLateSince(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, every, last, now, due string
		late                        bool
	}{
		{"nobody said", "none", "2020-01-01 08:00", "2026-12-01 08:00", "", false},
		{"the next morning's is there", "1d", "2026-12-01 08:40", "2026-12-01 17:00", "2026-12-02 08:40", false},
		{"a little later than usual", "1d", "2026-12-01 08:40", "2026-12-02 09:30", "2026-12-02 08:40", false},
		{"missing since the morning", "1d", "2026-12-01 08:40", "2026-12-02 09:41", "2026-12-02 08:40", true},
		{"no office sends on a Sunday", "1d", "2026-11-27 08:40", "2026-11-29 20:00", "2026-11-30 08:40", false},
		{"missing on Monday", "1d", "2026-11-27 08:40", "2026-11-30 10:00", "2026-11-30 08:40", true},
		{"over Tết", "1d", "2026-02-13 08:40", "2026-02-22 12:00", "2026-02-23 08:40", false},
		{"24 November is a holiday", "1d", "2026-11-23 08:40", "2026-11-24 18:00", "2026-11-25 08:40", false},
		{"a worked Saturday", "1d", "2026-08-21 08:40", "2026-08-22 11:00", "2026-08-22 08:40", true},
		{"weekly", "5d", "2026-11-30 08:40", "2026-12-04 18:00", "2026-12-07 08:40", false},
		{"hours go on at night", "6h", "2026-11-28 20:00", "2026-11-29 03:30", "2026-11-29 02:00", true},
	} {
		every, err := ParseEvery(c.every)
		if err != nil || every.String() != c.every {
			t.Fatalf("%s: %v, %v", c.name, every, err)
		}
		due, late := State{LastImport: at(c.last), Every: every}.LateSince(at(c.now), workday.Default())
		if late != c.late || (c.due != "" && !due.Equal(at(c.due))) {
			t.Errorf("%s: due %v, late %v", c.name, due, late)
		}
	}
}

func TestParseEveryRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "1", "0d", "1w", "-1d", "1000d", "1.5h", "d", "1d "} {
		if every, err := ParseEvery(s); err == nil {
			t.Errorf("%q is read as %v", s, every)
		}
	}
}
