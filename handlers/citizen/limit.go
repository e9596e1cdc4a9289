package citizen

import (
	"context"
	"math/rand/v2"
	"time"

	rules "motcua/internal/citizen"
	"motcua/internal/dossier"
	"motcua/internal/words"
)

// Limits counts what a person comes across by code, since codes can be guessed. It
// answers always: with its store away it counts by itself.
type Limits interface {
	Allow(ctx context.Context, by rules.Asker, now time.Time) rules.Allowance
	Charge(ctx context.Context, by rules.Asker, now time.Time, hits, misses int)
	// Photo takes one of the photos that may be read now; Codes is 0 where none is left.
	Photo(ctx context.Context, by rules.Asker, now time.Time) rules.Allowance
}

// What Config.Count is told of a lookup.
const (
	Hit     = "hit"
	Miss    = "miss"
	Limited = "limited"
)

// asker is whose lookups count together.
func (t *Talk) asker() rules.Asker {
	m := t.Message
	return rules.Asker{Account: string(m.Channel) + ":" + m.Chat + ":" + m.From, Net: m.Net}
}

// asksStore reports whether a code is looked up without a yes.
func asksStore(code dossier.Found) bool { return !code.Spoken }

// allowed cuts a reading down to the codes that may be looked up now, and says so
// where some must wait.
func (h *Handler) allowed(ctx context.Context, t *Talk, read dossier.Reading) dossier.Reading {
	asked := 0
	for _, code := range read.Codes {
		if asksStore(code) {
			asked++
		}
	}
	if asked == 0 {
		return read
	}
	may := h.Limits.Allow(ctx, t.asker(), t.Now)
	if asked <= may.Codes {
		return read
	}
	h.Count(Limited, asked-may.Codes)
	t.waitUntil = may.Until
	t.limited = true
	return firstLookups(read, may.Codes)
}

// firstLookups keeps the first n codes that ask the store, and all that do not.
func firstLookups(read dossier.Reading, n int) dossier.Reading {
	var kept []dossier.Found
	for _, code := range read.Codes {
		if asksStore(code) {
			if n == 0 {
				continue
			}
			n--
		}
		kept = append(kept, code)
	}
	read.Codes = kept
	return read
}

// charge counts what was found and what was not. A code of a family that we never
// hold is no miss: nothing can be guessed there.
func (h *Handler) charge(ctx context.Context, t *Talk, read dossier.Reading, stored []dossier.Dossier) {
	hits, misses := 0, 0
	for _, code := range read.Codes {
		switch {
		case !asksStore(code):
		case len(matches(code, stored)) > 0:
			hits++
		case code.Holder == dossier.HolderUs:
			misses++
		}
	}
	h.Limits.Charge(ctx, t.asker(), t.Now, hits, misses)
	h.Count(Hit, hits)
	h.Count(Miss, misses)
}

// even holds an answer about codes back until Blur has passed since began, and a random
// while longer. A found dossier takes a little longer than none, which a patient stranger
// could measure: the fixed part swallows the difference, the random one what comes after.
// On a machine so busy that the work outlasts the fixed part, the random one grows with it.
func (h *Handler) even(ctx context.Context, began time.Time) {
	if h.Blur <= 0 {
		return
	}
	took := time.Since(began)
	random := rand.N(max(h.Blur, 3*took)) //nolint:gosec // noise, not a secret
	wait := time.NewTimer(max(h.Blur-took, 0) + random)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}

// sayLimit says when to go on, and what to do when that is too late.
func (t *Talk) sayLimit(some bool) {
	if some {
		t.Say("limit.rest", nil)
		return
	}
	// Up to the full minute, so that who comes at that minute is answered.
	until := t.waitUntil.Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	t.Say("limit.wait", words.Args{"time": clock(until)})
}

// offerPatience offers what can be done meanwhile.
func (t *Talk) offerPatience() {
	t.Offer(t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}
