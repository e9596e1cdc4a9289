package checklist

import (
	"testing"
	"time"

	"motcua/internal/procedure"
	"motcua/internal/workday"
)

var rented = procedure.Case{Items: []procedure.Item{
	{ID: "ct01", Kind: procedure.Submit}, {ID: "cc", Kind: procedure.Present}, {ID: "old"},
	{ID: "data", Kind: procedure.Lookup}, {ID: "note", Kind: procedure.Remark},
}}

func ids(items []procedure.Item) string {
	out := ""
	for _, i := range items {
		out += i.ID + " "
	}
	return out
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		ticked []string
		want   string
	}{
		{nil, "ct01 cc old "},
		{[]string{"cc", "gone", "data"}, "ct01 old "},
		{[]string{"old", "cc", "ct01"}, ""},
	} {
		if got := ids(Missing(rented, k.ticked)); got != k.want {
			t.Errorf("with %v missing %q, want %q", k.ticked, got, k.want)
		}
	}
	if got := ids(OfKind(rented, procedure.Lookup)); got != "data " {
		t.Errorf("looked up: %q", got)
	}
	if got := ids(rented.Items); got != "ct01 cc old data note " {
		t.Errorf("the case was changed: %q", got)
	}
}

// Nothing is sent at night, wherever the clock of the machine stands.
func TestLoud(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-12-08 08:00": "2026-12-08 08:00",
		"2026-12-08 07:00": "2026-12-08 07:00",
		"2026-12-08 20:59": "2026-12-08 20:59",
		"2026-12-08 21:00": "2026-12-09 08:00",
		"2026-12-31 23:30": "2027-01-01 08:00",
		"2026-12-08 06:59": "2026-12-08 08:00",
		"2026-12-08 00:00": "2026-12-08 08:00",
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, workday.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := Loud(at.UTC()).Format("2006-01-02 15:04"); got != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, 12, 7, 20, 0, 0, 0, time.UTC) // the 8th in Vietnam
	if got := RemindAt(evening); !got.Equal(time.Date(2026, 12, 8, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("reminder at %s", got)
	}
	if got := (List{TouchedAt: evening}).Until().Sub(evening); got != 90*24*time.Hour {
		t.Errorf("kept for %s", got)
	}
	if Farthest*24*time.Hour >= Kept {
		t.Error("a reminder may be later than its list is kept")
	}
}
