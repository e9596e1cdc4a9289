package clock

import (
	"context"
	"errors"
	"time"

	"motcua/internal/ticket"
)

// Silence does what is due with a Ticket, and says after how long to look again; 0 when
// there is nothing more to look after. What a verb did has its own job; a look that came
// too early (the case moved on meanwhile) waits for what is due now, so that a Ticket
// that is not closed is always looked after.
func (c *Clock) Silence(ctx context.Context, id int64) (time.Duration, error) {
	next, err := c.Desk.Silence(ctx, id)
	switch {
	case errors.Is(err, ticket.ErrNone):
		return 0, nil // deleted by its asker
	case err != nil || next.IsZero():
		return 0, err
	}
	return max(next.Sub(c.Now()), time.Second), nil
}
