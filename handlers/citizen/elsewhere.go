package citizen

import (
	"context"
	"slices"

	"motcua/internal/chat"
	"motcua/internal/procedure"
)

// aside answers what is no question about one procedure: a situation, what others than
// the ward do, or a word that names several procedures. It comes before the search, which
// would find the nearest procedure.
func (h *Handler) aside(ctx context.Context, t *Talk, s said) (done bool, err error) {
	for _, answer := range []func(*Handler, context.Context, *Talk, said) (bool, error){
		(*Handler).situationTyped, (*Handler).elsewhereTyped, (*Handler).whichTyped,
	} {
		if done, err := answer(h, ctx, t, s); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// elsewhereTyped points on where somebody else is the right one to ask.
func (h *Handler) elsewhereTyped(ctx context.Context, t *Talk, s said) (done bool, err error) {
	p, ok, err := h.pointer(ctx, t, s)
	if !ok || err != nil {
		return false, err
	}
	return true, h.point(ctx, t, p)
}

// pointer finds who is the right one to ask; none where the search knows a procedure that
// is meant.
func (h *Handler) pointer(ctx context.Context, t *Talk, s said) (p pointer, ok bool, err error) {
	i := slices.IndexFunc(pointers, func(p pointer) bool { return p.words.in(s) && !p.not.in(s) })
	if i < 0 {
		return pointer{}, false, nil
	}
	p = pointers[i]
	hits, err := h.Guess(ctx, t.text, 1)
	if err != nil {
		return pointer{}, false, err
	}
	return p, len(hits) == 0 || hits[0].Score < p.yields() || p.leadsTo(hits[0].Code), nil
}

// yields is how sure the search must be of a procedure so that the pointer is silent.
func (p pointer) yields() float64 {
	if p.text == chatText {
		return procedure.Likely
	}
	return procedure.Sure
}

func (p pointer) leadsTo(code string) bool {
	return slices.ContainsFunc(p.choices, func(l lead) bool { return l.press == verbProcedure+":"+code })
}

// chatText is the pointer of small talk, which leads everywhere.
const chatText = "elsewhere.chat.text"

// point says who does it, and leads on.
func (h *Handler) point(ctx context.Context, t *Talk, p pointer) error {
	t.Say(p.text, nil)
	if p.text == chatText {
		t.offerAll()
		return nil
	}
	if err := h.lead(ctx, t, p.choices...); err != nil {
		return err
	}
	if p.choices == nil {
		t.Offer(t.choice("office.choice", verbOffice))
	}
	t.Offer(t.choice("menu.choice", verbMenu))
	return nil
}

// lead offers choices, of those about a procedure only what the catalogue has.
func (h *Handler) lead(ctx context.Context, t *Talk, leads ...lead) error {
	index, err := h.Procedures.Search(ctx)
	if err != nil {
		return err
	}
	var choices []chat.Choice
	for _, l := range leads {
		if code, ok := cutVerb(l.press, verbProcedure); ok && !index.Has(code) {
			continue
		}
		choices = append(choices, t.choice(l.label, l.press))
	}
	t.Offer(choices...)
	return nil
}
