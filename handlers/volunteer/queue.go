package volunteer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// lists reads what waits, oldest first, and what is in somebody's hands.
type lists interface {
	WaitingTickets(ctx context.Context) ([]ticket.Summary, error)
	HeldTickets(ctx context.Context, volunteer int64) ([]ticket.Summary, error)
}

// mostWaiting is how many waiting questions are shown: with what else is offered they
// fill the choices.
const mostWaiting = 3

// queue shows what waits, what is in hand, and whether the volunteer is on duty.
func (h *Handler) queue(ctx context.Context, t *Talk, _ int64, _ string) error {
	t.Say(t.dutyKey(), words.Args{"until": t.clock(t.Me.DutyUntil)})
	return h.listQueue(ctx, t)
}

// listQueue adds the lists to the last Reply.
func (h *Handler) listQueue(ctx context.Context, t *Talk) error {
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	waiting, err := h.waiting(ctx, t)
	if err != nil {
		return err
	}
	t.moreHeld(held)
	t.moreWaiting(waiting)
	for _, s := range waiting[:min(mostWaiting, len(waiting))] {
		t.List(t.about("claim.choice", verbClaim, s.ID))
	}
	if len(held) == 1 {
		t.List(t.choice("case.open", words.Args{"case": label(held[0])}, verbCase, held[0].ID))
	} else if len(held) > 1 {
		t.List(t.choice("queue.mine_choice", words.Args{"n": strconv.Itoa(len(held))}, verbMine, 0))
	}
	t.List(t.dutyChoice())
	return nil
}

// moreHeld says what is in hand.
func (t *Talk) moreHeld(held []ticket.Summary) {
	if len(held) > 0 {
		t.More(t.Text("queue.held", words.Args{"n": strconv.Itoa(len(held))}))
	}
}

// moreWaiting says what waits.
func (t *Talk) moreWaiting(waiting []ticket.Summary) {
	if len(waiting) == 0 {
		t.More(t.Text("queue.empty", nil))
		return
	}
	t.More(t.Text("queue.waiting", words.Args{"n": strconv.Itoa(len(waiting))}))
	for _, s := range waiting[:min(mostWaiting, len(waiting))] {
		t.More(t.waitingLine(s))
	}
	if left := len(waiting) - mostWaiting; left > 0 {
		t.More(t.Text("queue.left", words.Args{"n": strconv.Itoa(left)}))
	}
}

// waitingLine is one waiting question: number, time waited, channel, and how it begins
// unless it is sensitive.
func (t *Talk) waitingLine(s ticket.Summary) string {
	const letters = 90
	args := words.Args{"id": number(s.ID), "waited": t.waited(s.WaitingAt), "channel": t.channel(s.Asker.Channel)}
	switch {
	case s.Sensitive:
		return t.Text("queue.line_sensitive", args)
	case s.Excerpt == "":
		return t.Text("queue.line_bare", args)
	}
	args["text"] = clip(s.Excerpt, letters)
	return t.Text("queue.line", args)
}

// waiting is what waits for this volunteer, oldest first.
func (h *Handler) waiting(ctx context.Context, t *Talk) ([]ticket.Summary, error) {
	all, err := h.Tickets.WaitingTickets(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	var mine []ticket.Summary
	for _, s := range all {
		if ticket.MaySee(s.Ticket, t.Me) {
			mine = append(mine, s)
		}
	}
	return mine, nil
}

// offerNext says which question waits next, and offers it: but one, that was just given
// away (0: none), is for others first.
func (h *Handler) offerNext(ctx context.Context, t *Talk, but int64) error {
	waiting, err := h.waiting(ctx, t)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(s ticket.Summary) bool { return s.ID == but })
	if len(waiting) == 0 {
		t.More(t.Text("queue.empty", nil))
	} else {
		t.More(t.Text("queue.next", nil), t.waitingLine(waiting[0]))
		t.Offer(t.about("claim.choice", verbClaim, waiting[0].ID))
	}
	t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
	return nil
}

// mine shows the cases in hand, four at a time; from is the first one.
func (h *Handler) mine(ctx context.Context, t *Talk, from int64, _ string) error {
	const page = 4
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		t.Say("queue.none_held", nil)
		return nil
	}
	t.Say("queue.held", words.Args{"n": strconv.Itoa(len(held))})
	if from >= int64(len(held)) {
		from = 0
	}
	rest := held[from:]
	for _, s := range rest[:min(page, len(rest))] {
		if s.SpokenAt.IsZero() || s.SpokenAt.Before(s.AskedAt) {
			t.More(t.Text("queue.owed", words.Args{"id": number(s.ID), "waited": t.waited(s.AskedAt)}))
		} else {
			t.More(t.Text("queue.answered", named(s.ID)))
		}
		t.List(t.choice("case.open", words.Args{"case": label(s)}, verbCase, s.ID))
	}
	switch {
	case len(rest) > page:
		t.List(t.choice("draft.others", nil, verbMine, from+page))
	case from > 0:
		t.List(t.choice("draft.others", nil, verbMine, 0))
	default:
		t.List(t.choice("queue.choice", nil, verbQueue, 0))
	}
	return nil
}

// waited is how long somebody has waited, in words.
func (t *Talk) waited(since time.Time) string {
	d := max(t.Now.Sub(since), 0)
	minutes, hours := int(d.Minutes()), int(d.Hours())
	switch {
	case minutes < 1:
		return t.Text("queue.just_now", nil)
	case hours < 1:
		return t.Text("queue.minutes", words.Args{"n": strconv.Itoa(minutes)})
	case hours < 24:
		return t.Text("queue.hours", words.Args{"h": strconv.Itoa(hours), "m": strconv.Itoa(minutes % 60)})
	}
	return t.Text("queue.days", words.Args{"n": strconv.Itoa(hours / 24)})
}

// channel names where the asker writes from.
func (t *Talk) channel(c chat.Channel) string {
	if c == chat.Web {
		return t.Text("queue.web", nil)
	}
	return words.Capital(string(c))
}

// clock is a time of day.
func (t *Talk) clock(at time.Time) string { return at.In(t.Now.Location()).Format("15:04") }
