package volunteer

import (
	"context"
	"fmt"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// Procedures are what the assistant tells citizens of procedures; about is a code, or a
// code and a case: "1.004194/thue".
type Procedures interface {
	// Guess gives the procedures that a text may be about, the best first.
	Guess(ctx context.Context, text string, n int) ([]procedure.Hit, error)
	// ProcedureGuide is nil where there is no such procedure.
	ProcedureGuide(ctx context.Context, about string) (*procedure.Guide, procedure.Case, error)
	// ProcedureCard is its card, as it is sent into a talk; false: there is none.
	ProcedureCard(ctx context.Context, about, lang, address string) (chat.Reply, bool, error)
}

// guides sends the card of a procedure to an asker.
type guides interface {
	SendGuide(ctx context.Context, key string, id, by int64, about ticket.Subject, card chat.Reply) (ticket.Ticket, error)
}

// guide sends the card of the procedure that the press carries, else of the one that the
// question is about.
func (h *Handler) guide(ctx context.Context, t *Talk, id int64, about string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	if about == "" {
		about = tk.Procedure
	}
	if about == "" {
		return h.hint(ctx, t, id, "")
	}
	g, at, err := h.Procedures.ProcedureGuide(ctx, about)
	if err != nil {
		return fmt.Errorf("read a procedure: %w", err)
	}
	var card chat.Reply
	found := false
	if g != nil {
		card, found, err = h.Procedures.ProcedureCard(ctx, about, tk.Lang, tk.Address)
	}
	if err != nil {
		return fmt.Errorf("make the card of a procedure: %w", err)
	}
	if !found {
		t.Say("guide.unknown", named(id))
		t.offerSteps(tk)
		return h.stay(ctx, t, id)
	}
	return h.sendGuide(ctx, t, tk, ticket.SubjectOf(g, at), card)
}

func (h *Handler) sendGuide(ctx context.Context, t *Talk, tk ticket.Ticket, about ticket.Subject, card chat.Reply) error {
	twice, err := h.justSent(ctx, t, tk, func(l ticket.Line) bool { return l.What == ticket.GuideSent && l.Reason == about.Procedure })
	if err != nil {
		return err
	}
	if !twice {
		_, err = h.Desk.SendGuide(ctx, t.key(0), tk.ID, t.Me.ID, about, card)
	}
	if err != nil {
		return h.refused(ctx, t, tk.ID, err)
	}
	t.Say("guide.sent", words.Args{"id": number(tk.ID), "name": about.Name})
	t.Offer(
		t.about("finish.choice", verbClose, tk.ID),
		t.about("case.more", verbMore, tk.ID),
		t.choice("queue.choice", nil, verbQueue, 0),
	)
	return h.stay(ctx, t, tk.ID)
}

// procedureLine names what a question is about, "" where nobody knows. Without it the
// question is answered all the same.
func (h *Handler) procedureLine(ctx context.Context, t *Talk, tk ticket.Ticket) string {
	if tk.Procedure == "" {
		return ""
	}
	g, at, err := h.Procedures.ProcedureGuide(ctx, tk.Procedure)
	if err != nil || g == nil {
		h.leftOut("the procedure of a question", err)
		return ""
	}
	const letters = 110
	name := words.Capital(clip(g.Called.In(t.Lang), letters))
	if label := at.Label.In(t.Lang); label != "" {
		name += " (" + label + ")"
	}
	return t.Text("guide.line", words.Args{"name": name})
}

// leftOut tells the operator what was not said.
func (h *Handler) leftOut(what string, err error) {
	if err != nil {
		h.Log.Warn("something could not be read; the volunteer is answered without it", "what", what, "err", err)
	}
}
