package proof

import (
	"time"

	"motcua/internal/workday"
)

// lockLasts is how long an account stays locked out of a dossier after the wrong try that
// was one too many.
const lockLasts = 24 * time.Hour

// Day is when the day of a moment begins, here.
func Day(t time.Time) time.Time {
	y, m, d := t.In(workday.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, workday.Zone)
}

// Past are the wrong tries at one dossier, today and yesterday.
type Past struct {
	Today, Yesterday         int       // of this account
	LastToday, LastYesterday time.Time // its last of that day
	All                      int       // of all accounts, today
}

// Locked is until when no try of this account is looked at, right or wrong; zero: it is.
func (p Past) Locked(now time.Time) time.Time {
	var until time.Time
	if p.Yesterday >= Tries {
		until = p.LastYesterday.Add(lockLasts)
	}
	if p.Today >= Tries {
		until = p.LastToday.Add(lockLasts)
	}
	if tomorrow := Day(now).AddDate(0, 0, 1); p.All >= TriesOfAll && until.Before(tomorrow) {
		until = tomorrow
	}
	if !until.After(now) {
		return time.Time{}
	}
	return until
}

// Judge says what comes of a Try. counts: it is a wrong one and is to be remembered;
// rests: with it the weak proof rests for everybody, and the operator is to be told.
func (p Past) Judge(right bool, now time.Time) (o Outcome, counts, rests bool) {
	if until := p.Locked(now); !until.IsZero() {
		return Outcome{Until: until}, false, false
	}
	if right {
		return Outcome{Right: true}, false, false
	}
	p.Today, p.LastToday, p.All = p.Today+1, now, p.All+1
	until := p.Locked(now)
	if until.IsZero() {
		return Outcome{Left: Tries - p.Today}, true, false
	}
	return Outcome{Until: until}, true, p.All == TriesOfAll
}
