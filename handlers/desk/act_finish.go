package desk

import (
	"context"
	"slices"

	"motcua/internal/ticket"
)

// finish closes the case with how it helped, in one press.
func (d *Desk) finish(ctx context.Context, a action) error {
	o, h := ticket.Outcome(a.PostFormValue("outcome")), ticket.Remote
	if !slices.Contains(ticket.Outcomes, o) {
		return ticket.ErrEmpty
	}
	if a.PostFormValue("help") == string(ticket.InPerson) {
		h = ticket.InPerson
	}
	_, err := d.c.Verbs.Finish(ctx, a.key, a.t.ID, a.me.ID, o, h)
	return err
}

// reopen takes up again what I had closed.
func (d *Desk) reopen(ctx context.Context, a action) error {
	_, err := d.c.Verbs.Reopen(ctx, a.key, a.t.ID, a.me.ID)
	return err
}
