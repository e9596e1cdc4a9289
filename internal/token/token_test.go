package token

import (
	"bytes"
	"testing"
	"time"

	"motcua/internal/unit"
)

func TestLiveUntilItsEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		token Token
		want  bool
	}{
		"no end":      {Token{}, true},
		"before":      {Token{Until: now.Add(1)}, true},
		"at its end":  {Token{Until: now}, false},
		"revoked":     {Token{RevokedAt: now.Add(-time.Hour), Until: now.Add(time.Hour)}, false},
		"revoked now": {Token{RevokedAt: now}, false},
	} {
		if got := c.token.Live(now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for told, want := range map[int]int{0: 1000, 400: 600, 1000: 0, 5000: 0} {
		if got := (&Token{Told: told, ToldSince: now.Add(-time.Minute)}).TellLeft(now); got != want {
			t.Errorf("%d told: %d left, want %d", told, got, want)
		}
		if got := (&Token{Told: told, ToldSince: now.Add(-time.Hour)}).TellLeft(now); got != TellMost {
			t.Errorf("%d told an hour ago: %d left", told, got)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	d := unit.NewDirectory([]unit.Unit{{Code: "A", Name: "Tỉnh A"}, {Code: "B", Name: "Phường B", Parent: "A"}, {Code: "C", Name: "Tâm C", Parent: "B"}, {Code: "X", Name: "Vòng", Parent: "X"}})
	b := Bounds{Units: []string{"b"}}
	for ref, want := range map[string]bool{"B": true, "Phường B": true, "C": true, "A": false, "X": false, "": false, "nobody": false} {
		if got := b.HoldsUnit(d, ref, time.Time{}); got != want {
			t.Errorf("%q: %v", ref, got)
		}
		if !(Bounds{}).HoldsUnit(d, ref, time.Time{}) {
			t.Errorf("%q is not within no bounds", ref)
		}
	}
	if (Bounds{Source: "a"}).HoldsSource("") || !(Bounds{}).HoldsSource("a") {
		t.Error("sources")
	}
}

func TestTokensDiffer(t *testing.T) {
	t.Parallel()
	one, hash := New()
	two, other := New()
	if one == two || bytes.Equal(hash, other) || !bytes.Equal(hash, Hash(one)) {
		t.Error("two tokens, or the hash of one, are not what they should be")
	}
}
