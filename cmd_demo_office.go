package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"time"

	"motcua/internal/city"
	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// arrivalsAsked is how many codes of arrivals are asked for at once after a restart.
const arrivalsAsked = 200

// openOffice opens the made-up office where an earlier start left it, and takes in the
// dossier that moves while a visitor watches.
func (a *app) openOffice(ctx context.Context, today time.Time) (*city.Office, city.Try, error) {
	o := city.NewOffice(today)
	if _, err := a.resumeOffice(ctx, o, o.Set()); err != nil {
		return nil, city.Try{}, err
	}
	for more := true; more; {
		found, err := a.resumeOffice(ctx, o, o.Arrivals(arrivalsAsked))
		if err != nil {
			return nil, city.Try{}, err
		}
		more = found > 0
	}
	now := time.Now().In(workday.Zone)
	row, try := o.Watch(now)
	return o, try, importMade(ctx, a, kindDossiers, bytes.NewReader(row), now)
}

// resumeOffice tells the office how these dossiers stand, and gives how many there are.
func (a *app) resumeOffice(ctx context.Context, o *city.Office, codes []dossier.Code) (int, error) {
	found, err := a.store.DossiersByCode(ctx, codes)
	if err != nil {
		return 0, err
	}
	o.Resume(found)
	return len(found), nil
}

// workAtOffice lets the office go on every half minute or so, through the real import,
// until ctx ends. A row is the whole of its dossier, so one step that fails is made good
// by the dossier's next.
func (a *app) workAtOffice(ctx context.Context, o *city.Office, every time.Duration) {
	for waited(ctx, every*2/3+rand.N(every*2/3)) { //nolint:gosec // how long a demonstration pauses is no secret
		now := time.Now().In(workday.Zone)
		if err := importMade(ctx, a, kindDossiers, bytes.NewReader(o.Step(now)), now); err != nil && ctx.Err() == nil {
			a.log.Warn("the made-up office could not go on; it tries again in half a minute", "err", err)
		}
	}
}
