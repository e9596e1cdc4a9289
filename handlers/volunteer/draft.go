package volunteer

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// part is one line for an asker that waits in the Session.
type part struct {
	Text string     `json:"text,omitempty"`
	File *chat.File `json:"file,omitempty"`
}

const (
	mostParts  = 5         // that wait
	draftLives = time.Hour // later nobody remembers what was written
)

// readDraft reads what waits since the time that about says.
func readDraft(kept, about string, now time.Time) []part {
	var parts []part
	since, err := strconv.ParseInt(about, 10, 64)
	if err != nil || now.Sub(time.Unix(since, 0)) > draftLives || json.Unmarshal([]byte(kept), &parts) != nil {
		return nil
	}
	return parts
}

// wait keeps lines until it is said whom they are for.
func (t *Talk) wait(parts []part) {
	kept, err := json.Marshal(parts)
	if err != nil { // only strings and numbers come here
		return
	}
	t.draft, t.Session.Draft = parts, string(kept)
	t.Await(waitsWhom, number(t.Now.Unix()))
}

// drafted adds a line to those that wait, and asks again.
func (h *Handler) drafted(ctx context.Context, t *Talk) error {
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	if len(t.draft) >= mostParts {
		t.wait(t.draft)
		t.Say("draft.full", nil)
		t.listWhom(held, 0)
		return nil
	}
	p, took, err := h.take(ctx, t)
	if err != nil {
		return err
	}
	if !took {
		t.wait(t.draft)
		return nil
	}
	t.wait(append(t.draft, p))
	t.askWhom(held, 0)
	return nil
}

// askWhom asks whom the waiting lines are for.
func (t *Talk) askWhom(held []ticket.Summary, from int) {
	switch len(held) {
	case 0:
		t.Say("draft.nobody", nil)
	case 1: // the Session is new: a note or a reason may have been asked for before
		t.Say("draft.sure", named(held[0].ID))
	default:
		t.Say("draft.whom", nil)
	}
	t.listWhom(held, from)
}

// listWhom lists the cases that waiting lines may be for, three at a time.
func (t *Talk) listWhom(held []ticket.Summary, from int) {
	const page = 3
	from = min(from, len(held))
	rest := held[from:]
	for _, s := range rest[:min(page, len(rest))] {
		t.List(t.choice("draft.to", words.Args{"case": label(s)}, verbTo, s.ID))
	}
	switch {
	case len(rest) > page:
		t.List(t.choice("draft.others", nil, verbWhom, int64(from+page)))
	case from > 0:
		t.List(t.choice("draft.others", nil, verbWhom, 0))
	}
	if len(held) == 1 {
		t.List(t.about("draft.as_note", verbTo, held[0].ID, "note"))
	}
	t.List(t.choice("draft.drop", nil, verbDrop, 0))
}

// whomElse shows further cases that the waiting lines may be for.
func (h *Handler) whomElse(ctx context.Context, t *Talk, from int64, _ string) error {
	if len(t.draft) == 0 {
		t.lost(0)
		return nil
	}
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	t.wait(t.draft)
	t.askWhom(held, int(min(from, int64(len(held)))))
	return nil
}

// sendDraft sends what waits to the case that was pressed.
func (h *Handler) sendDraft(ctx context.Context, t *Talk, id int64, as string) error {
	switch {
	case len(t.draft) == 0:
		t.lost(id)
		return nil
	case as == "note":
		return h.keepNote(ctx, t, id, t.draft)
	}
	return h.send(ctx, t, id, t.draft)
}

// lost says that nothing waits: it was sent or dropped, or the Session is gone.
func (t *Talk) lost(id int64) {
	if id == 0 {
		t.Say("draft.lost", nil)
		return
	}
	t.Say("draft.lost_for", named(id))
	t.Offer(t.about("case.choice", verbCase, id))
	t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
}

// drop forgets what waits, or what was being asked for.
func (h *Handler) drop(ctx context.Context, t *Talk, _ int64, _ string) error {
	t.Say("draft.dropped", nil)
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	t.offerCases(held, 3)
	t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
	return nil
}

// doubt asks about a word for the desk that may as well be an answer.
func (h *Handler) doubt(ctx context.Context, t *Talk, in intent) (bool, error) {
	held, err := h.holds(ctx, t)
	if err != nil {
		return true, err
	}
	switch {
	case len(held) == 0 && in.press == pressOf(verbDrop, 0):
		return false, nil // the citizen's side knows what there is to drop
	case len(held) == 0:
		return h.press(ctx, t, in.press)
	}
	t.wait([]part{{Text: t.text}})
	t.Say("draft.doubt", words.Args{"said": t.text})
	t.List(chat.Choice{Label: t.Text(in.doubtful, nil), Press: in.press})
	t.listWhom(held, 0)
	return true, nil
}

// offerDraft offers to send what was written before the case was opened or in hand.
func (t *Talk) offerDraft(id int64) {
	t.wait(t.draft)
	t.List(t.about("draft.send", verbTo, id), t.choice("draft.drop", nil, verbDrop, 0))
}

// offerCard asks what a bare code is: a card to be sent, one to look at, or a line.
func (t *Talk) offerCard(id int64, p part, code dossier.Code) {
	t.wait([]part{p})
	args := words.Args{"code": string(code), "id": number(id)}
	t.Say("card.offer", args)
	t.List(
		t.about("card.send_to", verbCard, id, string(code)),
		t.choice("card.look", nil, verbLook, 0, string(code)),
		t.about("card.as_typed", verbTo, id),
		t.choice("draft.drop", nil, verbDrop, 0),
	)
}
