package volunteer

import (
	"context"
	"strconv"

	"motcua/internal/ticket"
	"motcua/internal/words"
)

// claims takes a waiting question in hand.
type claims interface {
	Claim(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
}

// claim takes a question, and gives what is needed to answer it: the talk so far, the
// card of its dossier, and where it is found in a browser.
func (h *Handler) claim(ctx context.Context, t *Talk, id int64, _ string) error {
	tk, err := h.Desk.Claim(ctx, t.key(0), id, t.Me.ID)
	if err == nil && (tk.State != ticket.Held || tk.Holder != t.Me.ID) {
		err = ticket.ErrNotYours // the same press came again, and much has happened since
	}
	if err != nil {
		return h.refused(ctx, t, id, err)
	}
	if tk.Code != "" {
		if _, err := h.show(ctx, t, tk.Code); err != nil {
			return err
		}
	}
	const last = 12
	if err := h.story(ctx, t, tk, last, true); err != nil {
		return err
	}
	t.More(h.procedureLine(ctx, t, tk), t.Text("claim.yours", nil))
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	if n := len(held) - 1; n > 0 {
		t.More(t.Text("claim.others", words.Args{"n": strconv.Itoa(n)}))
	}
	if h.PublicURL != "" {
		t.More(t.Text("claim.in_browser", words.Args{"link": h.PublicURL + "/desk/cases/" + number(id)}))
	}
	if len(t.draft) > 0 { // it was written before the question was in hand
		t.offerDraft(id)
		return nil
	}
	t.offerSteps(tk)
	return h.stay(ctx, t, id)
}
