package volunteer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// used are what volunteers said in questions that are over, and that helped.
type used interface {
	UsedAnswers(ctx context.Context, code, lang string, since time.Time) ([]ticket.Used, error)
}

const (
	mostHints   = 3
	mostAnswers = 2 // of them
	// worthAHint is how likely a procedure must be that nobody searched for.
	worthAHint = procedure.Likely / 2
)

// hint lists what may be sent: cards of procedures, at one press, and answers that helped
// before, which are looked at first; which names one of them.
func (h *Handler) hint(ctx context.Context, t *Talk, id int64, which string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	answers := h.earlier(ctx, t, tk)
	for _, a := range answers {
		if which != "" && nameOf(a.Text) == which {
			return h.showEarlier(t, id, a.Text)
		}
	}
	hits := h.guesses(ctx, tk)
	answers = answers[:min(len(answers), mostAnswers)]
	hits = hits[:min(len(hits), mostHints-len(answers))]
	if len(answers)+len(hits) == 0 {
		t.Say("hint.none", named(id))
		t.offerSteps(tk)
		return h.stay(ctx, t, id)
	}
	t.Say("hint.head", named(id))
	for i, hit := range hits {
		name := hit.Called().In(t.Lang)
		t.More(t.Text("hint.procedure", words.Args{"n": strconv.Itoa(i + 1), "name": name}))
		t.List(t.choice("hint.send_card", words.Args{"name": clip(name, lettersOfHint)}, verbGuide, id, hit.Code))
	}
	for i, a := range answers {
		t.More(t.Text("hint.answer", words.Args{"n": strconv.Itoa(len(hits) + i + 1), "text": clip(a.Text, 200)}))
		t.List(t.choice("hint.see", words.Args{"text": clip(a.Text, lettersOfHint)}, verbHint, id, nameOf(a.Text)))
	}
	t.List(t.about("case.choice", verbCase, id))
	return h.stay(ctx, t, id)
}

// lettersOfHint is how much of a name or an answer a choice shows.
const lettersOfHint = 32

// showEarlier shows an earlier answer in full; the next press sends it.
func (*Handler) showEarlier(t *Talk, id int64, text string) error {
	t.wait(append(t.draft, part{Text: text}))
	t.Say("hint.text", words.Args{"text": text})
	t.List(t.about("hint.send", verbTo, id), t.choice("draft.drop", nil, verbDrop, 0))
	return nil
}

// earlier are answers that helped before in questions about the same procedure.
func (h *Handler) earlier(ctx context.Context, t *Talk, tk ticket.Ticket) []ticket.Earlier {
	code := ticket.CodeOf(tk.Procedure)
	if code == "" {
		return nil
	}
	all, err := h.Tickets.UsedAnswers(ctx, code, firstOf(tk.Lang), t.Now.Add(-ticket.WordsKept))
	if err != nil {
		h.leftOut("earlier answers", err)
		return nil
	}
	return ticket.Again(all, mostHints, t.Now)
}

// guesses are the procedures that a question may be about, first the one that it is
// known to be about.
func (h *Handler) guesses(ctx context.Context, tk ticket.Ticket) []procedure.Hit {
	var out []procedure.Hit
	if g, at, err := h.Procedures.ProcedureGuide(ctx, tk.Procedure); err == nil && g != nil {
		s := ticket.SubjectOf(g, at)
		out = append(out, procedure.Hit{Code: s.Procedure, Name: s.Name})
	}
	lines, err := h.Tickets.Lines(ctx, tk.ID, 0)
	if err != nil {
		h.leftOut("the lines of a question", err)
		return out
	}
	hits, err := h.Procedures.Guess(ctx, ticket.Asking(lines), mostHints)
	if err != nil {
		h.leftOut("the search of procedures", err)
		return out
	}
	for _, hit := range hits {
		if hit.Score >= worthAHint && hit.Code != ticket.CodeOf(tk.Procedure) {
			out = append(out, hit)
		}
	}
	return out
}

// nameOf names a text in a press.
func nameOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// hintChoice leads to what may be sent.
func (t *Talk) hintChoice(id int64) chat.Choice { return t.choice("hint.choice", nil, verbHint, id) }
