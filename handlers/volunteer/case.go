package volunteer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// chosenFor is how long a case stays chosen after the last line to it.
const chosenFor = 5 * time.Minute

// holds are the cases in the volunteer's hands, read once a Turn.
func (h *Handler) holds(ctx context.Context, t *Talk) ([]ticket.Summary, error) {
	if t.hasHeld {
		return t.held, nil
	}
	held, err := h.Tickets.HeldTickets(ctx, t.Me.ID)
	if err != nil {
		return nil, fmt.Errorf("read the cases in hand: %w", err)
	}
	t.held, t.hasHeld = held, true
	return held, nil
}

func holding(held []ticket.Summary, id int64) bool {
	for _, s := range held {
		if s.ID == id {
			return true
		}
	}
	return false
}

// recipient is the case that a line is for: the one that was chosen, else the only
// one. A Session that has begun anew knows nothing of a note that may have been asked
// for before, so then even one case is asked about.
func (t *Talk) recipient(held []ticket.Summary) (int64, bool) {
	if id, ok := t.chosen(held); ok {
		return id, true
	}
	if len(held) != 1 {
		return 0, false
	}
	fresh := t.Awaited == "" && !t.Session.Greeted
	return held[0].ID, !fresh
}

// choice of a case, as About keeps it: which, when, and how many lines the others had.
// It ends when another asker says something: the next line may be meant for that one.

// chosen is the case that was chosen and is still meant.
func (t *Talk) chosen(held []ticket.Summary) (int64, bool) {
	id, at, others := readChosen(t.About)
	if t.Awaited != waitsCase || !holding(held, id) || t.Now.Sub(at) > chosenFor {
		return 0, false
	}
	return id, others == linesOfOthers(held, id)
}

// gone is the case that was being talked in and is no longer in hand.
func (t *Talk) gone(held []ticket.Summary) (int64, bool) {
	id, _, _ := readChosen(t.About)
	return id, t.Awaited == waitsCase && id != 0 && !holding(held, id)
}

func readChosen(about string) (id int64, at time.Time, others int64) {
	var seconds int64
	for n, word := range strings.Split(about, ":") {
		value, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return 0, time.Time{}, 0
		}
		switch n {
		case 0:
			id = value
		case 1:
			seconds = value
		case 2:
			others = value
		}
	}
	return id, time.Unix(seconds, 0), others
}

func linesOfOthers(held []ticket.Summary, id int64) int64 {
	var sum int64
	for _, s := range held {
		if s.ID != id {
			sum += s.LastLine
		}
	}
	return sum
}

// stay keeps a case chosen.
func (h *Handler) stay(ctx context.Context, t *Talk, id int64) error {
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	t.Await(waitsCase, fmt.Sprintf("%d:%d:%d", id, t.Now.Unix(), linesOfOthers(held, id)))
	return nil
}

// choose takes a case to talk into, and shows its last lines.
func (h *Handler) choose(ctx context.Context, t *Talk, id int64, _ string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	const last = 5
	if err := h.story(ctx, t, tk, last, false); err != nil {
		return err
	}
	if len(t.draft) > 0 {
		t.offerDraft(id)
		return nil
	}
	t.More(h.procedureLine(ctx, t, tk), t.Text("case.talk", nil))
	t.offerSteps(tk)
	return h.stay(ctx, t, id)
}

// more shows what else can be done with a case.
func (h *Handler) more(ctx context.Context, t *Talk, id int64, _ string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	t.Say("case.else", named(id))
	third := t.hintChoice(id)
	if tk.Code != "" {
		third = t.choice("details.choice", nil, verbDetails, id)
	}
	t.List(
		t.choice("card.choice", nil, verbCard, id),
		t.choice("note.choice", nil, verbNote, id),
		third,
		t.choice("pass.choice", nil, verbPass, id),
		t.choice("return.choice", nil, verbReturn, id),
	)
	return h.stay(ctx, t, id)
}

// inHand reads a case that must be in the volunteer's hands; false: it is not, and
// that was said.
func (h *Handler) inHand(ctx context.Context, t *Talk, id int64) (ticket.Ticket, bool, error) {
	tk, err := h.Tickets.Ticket(ctx, id)
	if err == nil && (tk.State != ticket.Held || tk.Holder != t.Me.ID) {
		err = ticket.ErrNotYours
	}
	if err != nil {
		return tk, false, h.refused(ctx, t, id, err)
	}
	return tk, true, nil
}

// offerSteps offers what is done most with a case in hand.
func (t *Talk) offerSteps(tk ticket.Ticket) {
	steps := []chat.Choice{t.about("finish.choice", verbClose, tk.ID)}
	if tk.Code != "" {
		steps = append(steps, t.choice("card.choice_of", words.Args{"code": string(tk.Code)}, verbCard, tk.ID, string(tk.Code)))
	}
	if tk.Procedure != "" {
		steps = append(steps, t.choice("guide.choice", nil, verbGuide, tk.ID), t.hintChoice(tk.ID))
	}
	if len(t.choices)+len(steps)+1 < mostChoices { // it stands behind "more" as well
		steps = append(steps, t.choice("pass.choice", nil, verbPass, tk.ID))
	}
	t.Offer(steps...)
	t.Offer(t.choice("case.more", nil, verbMore, tk.ID), t.choice("queue.choice", nil, verbQueue, 0))
}

// label names a case by its number and how it begins.
func label(s ticket.Summary) string {
	const letters = 28
	if s.Excerpt == "" || s.Sensitive {
		return number(s.ID)
	}
	return number(s.ID) + " · " + clip(s.Excerpt, letters)
}

// offerCases offers some cases to be talked into.
func (t *Talk) offerCases(held []ticket.Summary, most int) {
	for _, s := range held[:min(most, len(held))] {
		t.Offer(t.choice("case.open", words.Args{"case": label(s)}, verbCase, s.ID))
	}
}

// clip is the beginning of a text on one line.
func clip(text string, letters int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= letters {
		return string(runes)
	}
	return strings.TrimRight(string(runes[:letters]), " ,.;:") + "…"
}

// isNone says that a case is not there at all.
func isNone(err error) bool { return errors.Is(err, ticket.ErrNone) }
