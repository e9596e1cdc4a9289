package ticket

import (
	"context"
	"fmt"
	"slices"
)

// LogHelp counts help that was given at the counter, in one press: a Ticket that is
// closed from the beginning, and has no asker.
func (d *Desk) LogHelp(ctx context.Context, key string, by int64, unit string, o Outcome) (Ticket, error) {
	if !slices.Contains(Outcomes, o) {
		return Ticket{}, ErrEmpty
	}
	if _, err := d.volunteer(ctx, by); err != nil {
		return Ticket{}, err
	}
	now := d.clock()
	s := newStep(Ticket{}, key, now, d.times)
	s.After = Ticket{
		Unit: unit, Holder: by, Ring: OwnTeam,
		OpenedAt: now, WaitingAt: now, WidenedAt: now, HeldAt: now, AskedAt: now, SpokenAt: now,
	}
	s.end(o, InPerson)
	s.line(Line{What: Finished, By: by, Reason: string(o)})
	t, fresh, err := d.store.OpenTicket(ctx, s.After, key, s.Lines, nil)
	if err != nil {
		return Ticket{}, fmt.Errorf("log help: %w", err)
	}
	if fresh {
		d.wake(ctx)
	}
	return t, nil
}
