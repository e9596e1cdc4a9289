package redis

import (
	"context"
	_ "embed" // the scripts
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/citizen"
)

var (
	//go:embed allow.lua
	allowText string
	//go:embed charge.lua
	chargeText string

	allowScript  = goredis.NewScript(allowText)
	chargeScript = goredis.NewScript(chargeText)
)

// Limits counts lookups. With Redis away this process counts alone, twice as
// strictly, since other replicas may be counting the same person as well.
type Limits struct {
	store *Store
	set   citizen.Limits
	alone *alone
}

// Limits makes the counter of lookups.
func (s *Store) Limits(set citizen.Limits) *Limits {
	return &Limits{store: s, set: set, alone: newAlone(set.Half())}
}

// rates are what counts for an Asker: keys and their rates, hits and misses by turns.
func rates(set citizen.Limits, by citizen.Asker) ([]string, []citizen.Rate) {
	keys := []string{"motcua:hits:{" + by.Account + "}", "motcua:misses:{" + by.Account + "}"}
	all := []citizen.Rate{set.Hits, set.Misses}
	if by.Net != "" {
		keys = append(keys, "motcua:hits:{net:"+by.Net+"}", "motcua:misses:{net:"+by.Net+"}")
		all = append(all, set.NetHits, set.NetMisses)
	}
	return keys, all
}

func interval(r citizen.Rate) time.Duration { return r.Per / time.Duration(r.N) }

// Allow says how many codes may be looked up now; it takes none.
func (l *Limits) Allow(ctx context.Context, by citizen.Asker, now time.Time) citizen.Allowance {
	if l.set.Off {
		return citizen.Allowance{Codes: unlimited}
	}
	keys, all := rates(l.set, by)
	args := make([]any, 0, 2*len(all))
	for _, r := range all {
		args = append(args, r.N, interval(r).Milliseconds())
	}
	got, err := l.store.scripts.run(ctx, allowScript, keys, args...).Int64Slice()
	if err != nil || len(got) != 2 {
		return l.alone.allow(by, now)
	}
	return citizen.Allowance{Codes: int(got[0]), Until: now.Add(time.Duration(got[1]) * time.Millisecond)}
}

// unlimited is more codes than any message holds.
const unlimited = 1 << 20

// Charge counts what a lookup found and what it did not.
func (l *Limits) Charge(ctx context.Context, by citizen.Asker, now time.Time, hits, misses int) {
	if l.set.Off || hits+misses == 0 {
		return
	}
	keys, all := rates(l.set, by)
	args := make([]any, 0, 2*len(all))
	for i, r := range all {
		taken := hits
		if i%2 == 1 {
			taken = misses
		}
		args = append(args, taken, interval(r).Milliseconds())
	}
	if err := l.store.scripts.run(ctx, chargeScript, keys, args...).Err(); err != nil {
		l.alone.charge(by, now, hits, misses)
	}
}

// photoRate is what counts for the photos of an Asker.
func photoRate(set citizen.Limits, by citizen.Asker) ([]string, []citizen.Rate) {
	return []string{"motcua:photos:{" + by.Account + "}"}, []citizen.Rate{set.Photos}
}

// Photo takes one of the photos that may be read now: Codes is 0 where there is none left.
func (l *Limits) Photo(ctx context.Context, by citizen.Asker, now time.Time) citizen.Allowance {
	if l.set.Off || l.set.Photos.N == 0 {
		return citizen.Allowance{Codes: unlimited}
	}
	keys, all := photoRate(l.set, by)
	each := interval(all[0]).Milliseconds()
	got, err := l.store.scripts.run(ctx, allowScript, keys, all[0].N, each).Int64Slice()
	if err == nil && len(got) == 2 {
		if got[0] > 0 {
			err = l.store.scripts.run(ctx, chargeScript, keys, 1, each).Err()
		}
		if err == nil {
			return citizen.Allowance{Codes: int(got[0]), Until: now.Add(time.Duration(got[1]) * time.Millisecond)}
		}
	}
	return l.alone.photo(by, now)
}
