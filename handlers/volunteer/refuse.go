package volunteer

import (
	"context"
	"errors"
	"fmt"

	"motcua/internal/ticket"
	"motcua/internal/words"
)

// refused says in words why a thing could not be done. What is no rule but a failure
// is given back, so that the message comes again.
func (h *Handler) refused(ctx context.Context, t *Talk, id int64, why error) error {
	switch {
	case errors.Is(why, ticket.ErrTaken), errors.Is(why, ticket.ErrNotYours), errors.Is(why, ticket.ErrOpen):
		return h.standing(ctx, t, id)
	case errors.Is(why, ticket.ErrClosed):
		return h.over(ctx, t, id)
	case errors.Is(why, ticket.ErrNews):
		t.news(id)
		return nil
	}
	for err, key := range refusals {
		if errors.Is(why, err) {
			t.Say(key, named(id))
			return nil
		}
	}
	return fmt.Errorf("case %d: %w", id, why)
}

// refusals are what the rules forbid, and how it is said.
var refusals = map[error]string{
	ticket.ErrHidden:    "refuse.hidden",
	ticket.ErrNone:      "refuse.none",
	ticket.ErrNobody:    "refuse.nobody",
	ticket.ErrEmpty:     "refuse.empty",
	ticket.ErrTooLong:   "refuse.long",
	ticket.ErrNoDetails: "refuse.details",
}

// news says that the asker wrote at the last moment.
func (t *Talk) news(id int64) {
	t.Say("refuse.news", named(id))
	t.Offer(t.about("case.choice", verbCase, id))
}

// over says that a case is closed, and when it was the asker who took it back.
func (h *Handler) over(ctx context.Context, t *Talk, id int64) error {
	tk, err := h.Tickets.Ticket(ctx, id)
	if err != nil && !isNone(err) {
		return fmt.Errorf("read case %d: %w", id, err)
	}
	if tk.Outcome == ticket.Withdrawn {
		t.Say("refuse.withdrawn", named(id))
	} else {
		t.Say("refuse.closed", named(id))
	}
	return nil
}

// standing says where a case is that is not in the volunteer's hands, and what can
// be done.
func (h *Handler) standing(ctx context.Context, t *Talk, id int64) error {
	tk, err := h.Tickets.Ticket(ctx, id)
	switch {
	case isNone(err):
		t.Say("refuse.none", named(id))
		return nil
	case err != nil:
		return fmt.Errorf("read case %d: %w", id, err)
	case tk.State == ticket.Closed:
		return h.over(ctx, t, id)
	case tk.State == ticket.Held && tk.Holder == t.Me.ID:
		return h.choose(ctx, t, id, "")
	case tk.State == ticket.Waiting && !ticket.MaySee(tk, t.Me):
		t.Say("refuse.hidden", named(id))
		return nil
	case tk.State == ticket.Waiting:
		t.Say("refuse.waiting", named(id))
		t.Offer(t.about("claim.choice", verbClaim, id))
		return nil
	}
	name, err := h.name(ctx, t, tk.Holder)
	if err != nil {
		return err
	}
	t.Say("refuse.taken", words.Args{"id": number(id), "name": name})
	return h.offerNext(ctx, t, 0)
}
