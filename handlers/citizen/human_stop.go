package citizen

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// verb is one thing that an asker does with a question by its number.
type verb func(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error)

// with does a verb with the question that a press names, or the open one. It is false,
// and answered, where there is no such question or it is over.
func (h *Handler) with(ctx context.Context, t *Talk, about string, do verb) (bool, error) {
	id, _ := strconv.ParseInt(about, 10, 64) // what is no number is no question either
	if about == "" {
		id = t.ticket.ID
	}
	if id <= 0 {
		t.noTicket()
		return false, nil
	}
	after, err := do(ctx, t.key(), id, t.whose())
	switch {
	case errors.Is(err, ticket.ErrNone), errors.Is(err, ticket.ErrClosed), errors.Is(err, ticket.ErrOpen):
		return false, h.state(ctx, t, about)
	case errors.Is(err, ticket.ErrNoDetails):
		t.Say("human.details.none", nil)
		t.Offer(t.choice("menu.choice", verbMenu))
		return false, nil
	case err != nil:
		return false, fmt.Errorf("change ticket %d: %w", id, err)
	}
	open := t.ticket
	t.takes(after)
	if open.ID != after.ID && open.State != ticket.Closed && open.ID != 0 {
		t.Session.Ticket = open.ID // it was about an older one
	}
	return true, nil
}

// takeBack withdraws a question.
func (h *Handler) takeBack(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	done, err := h.with(ctx, t, about, h.Desk.Withdraw)
	if !done || err != nil {
		return err
	}
	t.Say("human.stop.done", t.numbered())
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	return nil
}

// askTakeBack asks whether a word like "thôi" means the open question.
func (t *Talk) askTakeBack() {
	t.Say("human.stop.ask", t.numbered())
	t.choices = []chat.Choice{
		t.choice("human.stop.choice", verbStop+":"+t.number()),
		t.choice("human.stop.keep", verbState+":"+t.number()),
	}
	t.noHuman = true
}

// keepFar keeps a question away from the asker's own neighbourhood.
func (h *Handler) keepFar(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	done, err := h.with(ctx, t, about, h.Desk.KeepFar)
	if !done || err != nil {
		return err
	}
	t.Say("human.far.done", t.numbered())
	t.offerTicket(verbAdd, verbState, verbStop)
	return nil
}
