package citizen

import (
	"context"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
)

// Situations that are no procedure: a short answer, the one next step, and a person.

// The procedures that situations lead to.
const (
	deathCode     = "1.000656"
	signatureCode = "2.000884"
	tamTruCode    = "1.004194"
	foodCode      = "1.013855"
	shopCode      = "1.001612"
	policeCode    = "1.004335"
	funeralGroup  = "mai-tang"
)

// situationTyped answers what has happened to somebody.
func (h *Handler) situationTyped(ctx context.Context, t *Talk, s said) (done bool, err error) {
	switch {
	case griefWords.in(s) && !lostPaperWords.in(s):
		return h.griefTyped(ctx, t, s)
	case complaintWords.in(s), slowOrRude.in(s):
		if t.complaint(); ofPolice.in(s) {
			t.choices = nil
			return true, h.next(ctx, t, lead{"situation.choice.police", verbProcedure + ":" + policeCode}, lead{"office.choice", verbOffice})
		}
		return true, nil
	case landlordWords.in(s) && refusesWords.in(s) && ofTamTru.in(s):
		t.Say("situation.landlord", nil)
		return true, h.next(ctx, t, lead{"situation.choice.tam_tru", verbProcedure + ":" + tamTruCode})
	case behalfWords.in(s) && !notBehalf.in(s):
		return true, h.onBehalf(ctx, t)
	case foodWords.in(s) && !notFood.in(s):
		t.Say("situation.food", nil)
		return true, h.next(ctx, t, lead{"situation.choice.food", verbProcedure + ":" + foodCode},
			lead{"situation.choice.shop", verbProcedure + ":" + shopCode}, lead{"office.choice", verbOffice})
	}
	return false, nil
}

// next offers the next step, and the way elsewhere.
func (h *Handler) next(ctx context.Context, t *Talk, leads ...lead) error {
	err := h.lead(ctx, t, leads...)
	t.Offer(t.choice("menu.choice", verbMenu))
	return err
}

// griefTyped comes first when somebody has died; then one task, and no hurry. Who asks
// about something else besides is answered that, after the first words.
func (h *Handler) griefTyped(ctx context.Context, t *Talk, s said) (done bool, err error) {
	hits, err := h.Guess(ctx, t.text, 1)
	if err != nil {
		return false, err
	}
	asksOther := len(hits) > 0 && hits[0].Score >= procedure.Sure && hits[0].Code != deathCode
	switch {
	case funeralWords.in(s) && !asksOther:
		err := h.which(ctx, t, funeralGroup)
		t.condole()
		return true, err
	case asksOther && s.words > clearWords:
		return true, h.mournAndTell(ctx, t, hits[0].Code)
	}
	t.grief()
	return true, nil
}

// mournAndTell tells of a procedure that somebody in mourning asks about.
func (h *Handler) mournAndTell(ctx context.Context, t *Talk, code string) error {
	if err := h.procedure(ctx, t, code); err != nil {
		return err
	}
	sorrow := t.Text("card.condolence", nil)
	if !strings.HasPrefix(t.replies[0].Text, sorrow) {
		t.replies = append([]chat.Reply{{Text: sorrow, Lang: t.Lang}}, t.replies...)
	}
	return nil
}

// grief is sorrow and the one task; "cần giấy gì" is then about this.
func (t *Talk) grief() {
	t.topic().Aspect = sorry
	if t.desk {
		t.Say("situation.grief_human", nil)
	} else {
		t.Say("situation.grief", nil)
	}
	t.topic().Procedure, t.topic().Case = deathCode, ""
	t.Offer(t.choice("situation.choice.death", verbProcedure+":"+deathCode), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// complaint points to who takes complaints; nothing is sent in anyone's name.
func (t *Talk) complaint() {
	t.Say("situation.complaint", nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// onBehalf says what to bring to fetch somebody else's result.
func (h *Handler) onBehalf(ctx context.Context, t *Talk) error {
	t.Say("situation.behalf", nil)
	office := lead{"office.choice", verbOffice}
	if t.Session.Seen != "" {
		office = lead{"office.choice_return", withCode(verbOffice, dossier.Code(t.Session.Seen))}
	}
	return h.next(ctx, t, lead{"situation.choice.signature", verbProcedure + ":" + signatureCode}, office, lead{"lookup.choice", verbLookup})
}

// scam says first what not to do. It never judges whether a caller is genuine.
func (t *Talk) scam() {
	if swindledWords.in(t.said()) {
		t.Say("situation.swindled", nil)
	} else {
		t.Say("situation.scam", nil)
	}
	t.replies[len(t.replies)-1].Sign = signAttention
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// cutVerb gives what a press of this verb is about.
func cutVerb(press, verb string) (about string, ok bool) { return strings.CutPrefix(press, verb+":") }
