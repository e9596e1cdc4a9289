package report

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	t.Parallel()
	minutes := func(day, hour, minute int) time.Time { return may(day, hour).Add(time.Duration(minute) * time.Minute) }
	days := Days(inMay(), []Stretch{
		{may(1, 8), may(1, 12)},
		{may(1, 11), may(1, 13)}, // two devices
		{may(3, 22), may(4, 2)},  // past midnight
		{may(0, 23), may(1, 1)},  // begun in April
		{may(9, 8), may(9, 12)},  // still running
	}, []Act{
		{At: minutes(1, 12, 50), Question: 1, Helped: true},
		{At: minutes(1, 13, 20), Question: 1, Helped: true}, // 20 minutes of it after the duty
		{At: minutes(1, 14, 0), Question: 2},                // read, not answered
		{At: minutes(2, 9, 0), Question: 1, Helped: true},   // counted yesterday
		{At: minutes(2, 9, 10), Question: 2, Helped: true},
		{At: minutes(2, 9, 12), Counter: true, Helped: true},
		{At: minutes(2, 19, 0), Question: 3, Helped: true},
	}, may(9, 10))
	for i, want := range []Day{
		{may(1, 0), may(1, 0), minutes(1, 14, 0), 6 * time.Hour, 30 * time.Minute, 6*time.Hour + 20*time.Minute, 1, 0},
		{may(2, 0), may(2, 9), may(2, 19), 0, 12 * time.Minute, 12 * time.Minute, 2, 1},
		{may(3, 0), may(3, 22), may(4, 0), 2 * time.Hour, 0, 2 * time.Hour, 0, 0},
		{may(4, 0), may(4, 0), may(4, 2), 2 * time.Hour, 0, 2 * time.Hour, 0, 0},
		{may(9, 0), may(9, 8), may(9, 10), 2 * time.Hour, 0, 2 * time.Hour, 0, 0},
	} {
		if i >= len(days) || days[i] != want {
			t.Fatalf("day %d of %d:\n%+v\nwant\n%+v", i, len(days), days[min(i, len(days)-1)], want)
		}
	}
	all := SumDays(days)
	if len(days) != 5 || all.All != 12*time.Hour+32*time.Minute || all.Questions != 3 || all.Counter != 1 {
		t.Errorf("%d days, in all %+v", len(days), all)
	}
}

// Each minute counts once, against looking at every minute by itself.
func TestDaysAgainstMinutes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	p := Period{From: may(1, 0), To: may(4, 0)}
	for range 100 {
		var duties []Stretch
		var acts []Act
		minute := func() time.Time { return may(0, 12).Add(time.Duration(r.IntN(5*24*60)) * time.Minute) }
		for range r.IntN(5) {
			from := minute()
			duties = append(duties, Stretch{from, from.Add(time.Duration(r.IntN(600)) * time.Minute)})
		}
		for range r.IntN(60) {
			acts = append(acts, Act{At: minute(), Question: r.Int64N(9), Helped: r.IntN(2) == 0})
		}
		busy := map[time.Time]bool{}
		fill := func(from, until time.Time) {
			for m := from; m.Before(until); m = m.Add(time.Minute) {
				if !m.Before(p.From) && m.Before(p.To) {
					busy[m] = true
				}
			}
		}
		for _, d := range duties {
			fill(d.From, d.Until)
		}
		for _, a := range acts {
			for _, b := range acts {
				if !a.At.Before(p.From) && b.At.Before(p.To) && b.At.Sub(a.At) <= Together {
					fill(a.At, b.At)
				}
			}
		}
		want := time.Duration(len(busy)) * time.Minute
		days := Days(p, duties, acts, may(40, 0))
		if got := SumDays(days); got.All != want || got.All > got.Duty+got.Worked {
			t.Fatalf("%s, by minutes %s\n%v\n%v", got.All, want, duties, acts)
		}
		for _, d := range days {
			if d.All > d.Until.Sub(d.From) || d.All > 24*time.Hour {
				t.Fatalf("more than from first to last: %+v", d)
			}
		}
	}
}
