package ticket

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// Twenty at once, without a store in between: one gets it.
func TestClaimAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked()
	var wins sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		v := []int64{lan.ID, mai.ID, minh.ID, hanh.ID}[i%4]
		all.Go(func() {
			if _, err := o.desk.Claim(o.Context(), "c"+string(rune('a'+i)), 1, v); err == nil {
				wins.Store(v, true)
			} else if !errors.Is(err, ErrTaken) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	n := 0
	wins.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d have it", n)
	}
	o.happened(1, Said, Claimed)
}

// A store that is never done leads to an error, and a caller that goes away ends it.
func TestConflictForEver(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked()
	busy := &busyStore{model: o.model}
	d := New(busy, nil, Times{}, nil)
	if _, err := d.Withdraw(o.Context(), "w", 1, web("a")); !errors.Is(err, ErrConflict) || busy.asked != tries {
		t.Errorf("after %d tries: %v", busy.asked, err)
	}
	ctx, cancel := context.WithCancel(o.Context())
	cancel()
	if _, err := d.Withdraw(ctx, "w", 1, web("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

type busyStore struct {
	*model

	asked int
}

func (b *busyStore) ChangeTicket(context.Context, Change) (Ticket, error) {
	b.asked++
	b.tickets[0].Version++
	return Ticket{}, ErrConflict
}
