package volunteer

import (
	"context"

	"motcua/internal/ticket"
)

// returns puts a question back into the queue.
type returns interface {
	Return(ctx context.Context, key string, id, by int64, reason string) (ticket.Ticket, error)
}

// giveBack puts a question back, at the place that it has waited for.
func (h *Handler) giveBack(ctx context.Context, t *Talk, id int64, _ string) error {
	if _, err := h.Desk.Return(ctx, t.key(0), id, t.Me.ID, ""); err != nil {
		return h.refused(ctx, t, id, err)
	}
	t.Say("return.done", named(id))
	t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
	return nil
}
