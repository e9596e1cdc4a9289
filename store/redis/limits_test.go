package redis

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"motcua/internal/citizen"
)

// few is a small limit whose periods outlast any test.
func few() citizen.Limits {
	return citizen.Limits{
		Hits: citizen.Rate{N: 6, Per: 10 * time.Hour}, Misses: citizen.Rate{N: 2, Per: 10 * time.Hour},
		NetHits: citizen.Rate{N: 20, Per: 10 * time.Hour}, NetMisses: citizen.Rate{N: 4, Per: 10 * time.Hour},
	}
}

func asker(net string) citizen.Asker { return citizen.Asker{Account: rand.Text(), Net: net} }

func TestLimitsOfAnAccount(t *testing.T) {
	t.Parallel()
	l, by, now := newStore(t).Limits(few()), asker(""), time.Now()
	if a := l.Allow(t.Context(), by, now); a.Codes != 2 {
		t.Fatalf("a newcomer may look up %d, want 2: as many as may miss", a.Codes)
	}
	l.Charge(t.Context(), by, now, 5, 0)
	if a := l.Allow(t.Context(), by, now); a.Codes != 1 {
		t.Errorf("after 5 hits of 6: %d", a.Codes)
	}
	l.Charge(t.Context(), by, now, 0, 2)
	a := l.Allow(t.Context(), by, now)
	if a.Codes != 0 || a.Until.Sub(now) < 4*time.Hour || a.Until.Sub(now) > 5*time.Hour {
		t.Errorf("after 2 misses of 2: %d codes, next in %v, want none for 5 h", a.Codes, a.Until.Sub(now))
	}
	if a := l.Allow(t.Context(), asker(""), now); a.Codes != 2 {
		t.Errorf("another account may look up %d", a.Codes)
	}
}

// One who guesses is stopped; hits of others on the same network are not.
func TestLimitsOfANetwork(t *testing.T) {
	t.Parallel()
	l, net, now := newStore(t).Limits(few()), rand.Text(), time.Now()
	for range 2 {
		l.Charge(t.Context(), asker(net), now, 0, 2)
	}
	if a := l.Allow(t.Context(), asker(net), now); a.Codes != 0 {
		t.Errorf("a network that missed too often may look up %d", a.Codes)
	}
	if a := l.Allow(t.Context(), asker(rand.Text()), now); a.Codes != 2 {
		t.Errorf("another network may look up %d", a.Codes)
	}
}

func TestLimitsOff(t *testing.T) {
	t.Parallel()
	set := few()
	set.Off = true
	l, by, now := newStore(t).Limits(set), asker(""), time.Now()
	l.Charge(t.Context(), by, now, 1000, 1000)
	if a := l.Allow(t.Context(), by, now); a.Codes < 1000 {
		t.Errorf("limits that are off allow %d", a.Codes)
	}
}

// With Redis away the process counts, twice as strictly.
func TestLimitsAlone(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	s, err := Open("redis://" + server.Addr())
	ok(t, err)
	t.Cleanup(s.Close)
	server.Close()
	l, by, now := s.Limits(few()), asker("net"), time.Now()
	if a := l.Allow(t.Context(), by, now); a.Codes != 1 {
		t.Fatalf("alone a newcomer may look up %d, want 1", a.Codes)
	}
	l.Charge(t.Context(), by, now, 0, 1)
	if a := l.Allow(t.Context(), by, now); a.Codes != 0 || a.Until.Sub(now) != 10*time.Hour {
		t.Errorf("after its one miss: %d codes, next in %v", a.Codes, a.Until.Sub(now))
	}
	if a := l.Allow(t.Context(), by, now.Add(10*time.Hour)); a.Codes != 1 {
		t.Errorf("ten hours later: %d", a.Codes)
	}
}

// Scripts and process count by the same rule.
func TestAloneCountsLikeTheScripts(t *testing.T) {
	t.Parallel()
	set, by, now := few(), asker(rand.Text()), time.Now()
	l, a := newStore(t).Limits(set), newAlone(set)
	for _, step := range [][2]int{{1, 0}, {0, 1}, {2, 0}, {3, 1}, {1, 1}} {
		l.Charge(t.Context(), by, now, step[0], step[1])
		a.charge(by, now, step[0], step[1])
		there, here := l.Allow(t.Context(), by, now), a.allow(by, now)
		if there.Codes != here.Codes || there.Until.Sub(here.Until).Abs() > time.Minute {
			t.Errorf("after %v: %d until %v there, %d until %v here", step, there.Codes, there.Until, here.Codes, here.Until)
		}
	}
}

// An account has so many photos read in an hour; with Redis away half as many.
func TestPhotosOfAnAccount(t *testing.T) {
	t.Parallel()
	set := few()
	set.Photos = citizen.Rate{N: 4, Per: 10 * time.Hour}
	server := miniredis.RunT(t)
	away, err := Open("redis://" + server.Addr())
	ok(t, err)
	t.Cleanup(away.Close)
	server.Close()
	for name, c := range map[string]struct {
		l    *Limits
		most int
	}{"there": {newStore(t).Limits(set), 4}, "away": {away.Limits(set), 2}} {
		by, now := asker("net"), time.Now()
		for i := range c.most {
			if a := c.l.Photo(t.Context(), by, now); a.Codes != c.most-i {
				t.Errorf("%s: photo %d: %d are left", name, i+1, a.Codes)
			}
		}
		a := c.l.Photo(t.Context(), by, now)
		if each := 10 * time.Hour / time.Duration(c.most); a.Codes != 0 || (a.Until.Sub(now)-each).Abs() > time.Minute {
			t.Errorf("%s: one more: %d are left, the next in %v", name, a.Codes, a.Until.Sub(now))
		}
		if a := c.l.Photo(t.Context(), asker("net"), now); a.Codes != c.most {
			t.Errorf("%s: another account of the same network: %d", name, a.Codes)
		}
		if a := c.l.Allow(t.Context(), by, now); a.Codes == 0 {
			t.Errorf("%s: photos take from lookups", name)
		}
	}
	set.Off = true
	l, by := newStore(t).Limits(set), asker("")
	for range 10 {
		if a := l.Photo(t.Context(), by, time.Now()); a.Codes == 0 {
			t.Fatal("limits that are off stop a photo")
		}
	}
}

func BenchmarkAllowAndCharge(b *testing.B) {
	server := miniredis.RunT(b)
	s, err := Open("redis://" + server.Addr())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	l, by, ctx := s.Limits(citizen.StandardLimits()), asker("net"), context.Background()
	for b.Loop() {
		l.Allow(ctx, by, time.Now())
		l.Charge(ctx, by, time.Now(), 1, 0)
	}
}
