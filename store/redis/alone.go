package redis

import (
	"sync"
	"time"

	"motcua/internal/citizen"
)

// aloneMost is how many rates one process remembers; beyond it the oldest are
// dropped when they have run out, and newcomers wait.
const aloneMost = 100_000

// alone counts in the process while Redis is away, by the same rule as the
// scripts: a rate's key maps to the time at which all that was taken is given back.
type alone struct {
	set  citizen.Limits
	mu   sync.Mutex
	back map[string]time.Time
}

func newAlone(set citizen.Limits) *alone { return &alone{set: set, back: map[string]time.Time{}} }

func (a *alone) allow(by citizen.Asker, now time.Time) citizen.Allowance {
	a.mu.Lock()
	defer a.mu.Unlock()
	keys, all := rates(a.set, by)
	return a.left(keys, all, now)
}

func (a *alone) charge(by citizen.Asker, now time.Time, hits, misses int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	keys, all := rates(a.set, by)
	for i, r := range all {
		taken := hits
		if i%2 == 1 {
			taken = misses
		}
		a.take(keys[i], r, now, taken)
	}
}

// photo takes one photo where one is left.
func (a *alone) photo(by citizen.Asker, now time.Time) citizen.Allowance {
	a.mu.Lock()
	defer a.mu.Unlock()
	keys, all := photoRate(a.set, by)
	out := a.left(keys, all, now)
	if out.Codes > 0 {
		a.take(keys[0], all[0], now, 1)
	}
	return out
}

// left is how many of all these rates are left.
func (a *alone) left(keys []string, all []citizen.Rate, now time.Time) citizen.Allowance {
	if len(a.back) >= aloneMost {
		a.sweep(now)
	}
	if len(a.back) >= aloneMost {
		return citizen.Allowance{Until: now.Add(time.Minute)}
	}
	out := citizen.Allowance{Codes: unlimited, Until: now}
	for i, r := range all {
		each := interval(r)
		ahead := max(0, a.back[keys[i]].Sub(now))
		free := int((time.Duration(r.N)*each - ahead) / each)
		out.Codes = min(out.Codes, max(0, free))
		if next := now.Add(ahead - time.Duration(r.N-1)*each); free < 1 && next.After(out.Until) {
			out.Until = next
		}
	}
	return out
}

func (a *alone) take(key string, r citizen.Rate, now time.Time, n int) {
	if n == 0 {
		return
	}
	from := a.back[key]
	if from.Before(now) {
		from = now
	}
	a.back[key] = from.Add(time.Duration(n) * interval(r))
}

func (a *alone) sweep(now time.Time) {
	for key, back := range a.back {
		if !back.After(now) {
			delete(a.back, key)
		}
	}
}
