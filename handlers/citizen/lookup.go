package citizen

import (
	"context"
	"fmt"
	"slices"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/words"
)

// Signs at the head of a Reply.
const (
	signReady     = "✅"
	signRunning   = "⏳"
	signAttention = "⚠️"
)

// askCode asks for a code and waits for it.
func (t *Talk) askCode() {
	t.Say("lookup.ask", nil)
	t.offerWhere()
}

// whereCode says where the code is written, and what to do when it is lost.
func (t *Talk) whereCode() {
	t.Say("lookup.where.text", nil)
	t.Offer(t.choice("office.choice", verbOffice), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	t.Await(verbLookup, "")
}

// look answers the press about one code as if it had been typed and confirmed.
func (h *Handler) look(ctx context.Context, t *Talk, about string) error {
	read := t.exactly(about)
	if len(read.Codes) == 0 && len(read.Slips) == 0 {
		t.menu()
		return nil
	}
	return h.answer(ctx, t, read)
}

// exactly reads a code that a press carries: asked about already, so neither spoken
// nor to be turned round once more.
func (t *Talk) exactly(about string) dossier.Reading {
	read := dossier.ParseCode(about, t.place.known, t.Now)
	for i := range read.Codes {
		read.Codes[i].Spoken, read.Codes[i].Swap = false, ""
	}
	return read
}

// answer answers each code of a message once: with one query for all spellings of
// all of them, so that a hit costs what a miss costs. Questions come last.
func (h *Handler) answer(ctx context.Context, t *Talk, read dossier.Reading) error {
	many := len(read.Codes) > 1
	t.proofs = t.proofs && len(read.Codes)+len(read.Slips) == 1 // else no card has a choice of its own
	read = h.allowed(ctx, t, read)
	stored, err := h.find(ctx, t, read)
	if err != nil {
		return err
	}
	t.answer(read, stored, many)
	return nil
}

// answer says what was found, and where not, why. many: the message had several codes.
func (t *Talk) answer(read dossier.Reading, stored []dossier.Dossier, many bool) {
	var told []dossier.Dossier
	for _, code := range read.Codes {
		if code.Holder != dossier.HolderUs && len(matches(code, stored)) == 0 {
			t.sayHolder(code, many)
		} else if asksStore(code) {
			told = t.tell(code, stored, told)
		}
	}
	if t.limited {
		t.sayLimit(len(read.Codes) > 0)
	}
	if read.More {
		t.Say("lookup.more", nil)
	}
	for _, slip := range read.Slips {
		t.saySlip(slip)
	}
	if read.Identity {
		t.Say("nocode.identity_beside", nil)
	}
	t.askBack(read, stored)
	t.offerNext(told, read)
}

// find asks the store once for every spelling that may be looked up without a yes,
// and counts what it finds. What is held elsewhere is asked for as well: a source may
// feed it after all.
func (h *Handler) find(ctx context.Context, t *Talk, read dossier.Reading) ([]dossier.Dossier, error) {
	var spellings []dossier.Code
	for _, code := range read.Codes {
		if asksStore(code) {
			spellings = append(spellings, code.Spellings...)
		}
	}
	if len(spellings) == 0 {
		return nil, nil
	}
	stored, err := h.Dossiers.DossiersByCode(ctx, spellings)
	if err != nil {
		return nil, fmt.Errorf("look up %d spellings: %w", len(spellings), err)
	}
	h.charge(ctx, t, read, stored)
	t.looked = true
	return stored, h.noteFollowed(ctx, t, stored)
}

// matches are the stored dossiers a code may mean: the exact spelling alone, else
// all that an alias finds.
func matches(code dossier.Found, stored []dossier.Dossier) []dossier.Dossier {
	var found []dossier.Dossier
	for _, spelling := range code.Spellings {
		for i := range stored {
			if stored[i].Code != spelling {
				continue
			}
			if spelling == code.Code() {
				return stored[i : i+1 : i+1]
			}
			found = append(found, stored[i])
		}
	}
	return found
}

// tell answers one code and gives back what was told so far.
func (t *Talk) tell(code dossier.Found, stored, told []dossier.Dossier) []dossier.Dossier {
	found := matches(code, stored)
	args := words.Args{"code": string(code.Code())}
	switch {
	case len(found) > 1: // never a list of codes: the receipt decides
		t.Say("lookup.several", args)
		return told
	case len(found) == 0 && code.Swap != "":
		return told // asked back below
	case len(found) == 0:
		t.Say("lookup.unknown", args)
		return told
	case slices.ContainsFunc(told, func(d dossier.Dossier) bool { return d.Code == found[0].Code }):
		t.Say("lookup.same", args)
		return told
	}
	t.card(found[0], code.Code())
	t.seesThis(found[0])
	return append(told, found[0])
}

// askBack asks whether a dictated code was read right, and whether a code that was
// not found has its date turned round.
func (t *Talk) askBack(read dossier.Reading, stored []dossier.Dossier) {
	for _, code := range read.Codes {
		args := words.Args{"code": string(code.Code())}
		switch {
		case code.Holder != dossier.HolderUs:
		case code.Spoken:
			t.propose(code.Code(), "confirm.spoken", words.Args{"groups": code.Code().Groups()})
		case code.Swap == "" || len(matches(code, stored)) > 0:
		default:
			args["proposal"] = string(code.Swap)
			if !t.propose(code.Swap, "lookup.unknown_swap", args) {
				t.Say("lookup.unknown", args)
			}
		}
	}
}

// sayHolder points to who keeps a dossier that we never hold.
func (t *Talk) sayHolder(code dossier.Found, oneOfMany bool) {
	which := t.Text("lookup.held.this", nil)
	if oneOfMany {
		which = t.Text("lookup.held.that", words.Args{"code": string(code.Code())})
	}
	t.Say("lookup.held."+string(code.Holder), words.Args{"which": which})
}

// offerNext offers what can follow: about one dossier, about each of a few, or, when
// nothing was told, another code.
func (t *Talk) offerNext(told []dossier.Dossier, read dossier.Reading) {
	alone := len(read.Codes)+len(read.Slips) == 1
	elsewhere := !slices.ContainsFunc(read.Codes, func(c dossier.Found) bool { return c.Holder == dossier.HolderUs })
	switch {
	case t.asking():
		return
	case t.limited && len(told) == 0:
		t.offerPatience()
		return
	case len(told) == 1 && alone:
		t.Offer(t.cardChoices(told[0])...)
		return
	case len(told) > 0 && len(told) <= 3:
		t.shown = "" // one of them, who knows which
		for _, d := range told {
			label := t.Text("steps.choice_of", words.Args{"code": string(d.Code)})
			t.Offer(chat.Choice{Label: label, Press: withCode(verbSteps, d.Code)})
		}
	}
	if len(told) > 0 {
		t.Offer(t.choice("lookup.again", verbLookup), t.choice("menu.choice", verbMenu))
		return
	}
	if elsewhere && len(read.Slips) == 0 {
		t.Offer(t.choice("lookup.again", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
		return
	}
	t.offerWhere()
}

// dossier reads the dossier that a press is about. Where there is none (any more) it
// answers as a lookup would.
func (h *Handler) dossier(ctx context.Context, t *Talk, about string) (dossier.Dossier, bool, error) {
	read := t.exactly(about)
	if len(read.Codes) != 1 {
		t.menu()
		return dossier.Dossier{}, false, nil
	}
	if read = h.allowed(ctx, t, read); t.limited {
		t.sayLimit(false)
		t.offerPatience()
		return dossier.Dossier{}, false, nil
	}
	stored, err := h.find(ctx, t, read)
	if err != nil {
		return dossier.Dossier{}, false, err
	}
	if found := matches(read.Codes[0], stored); len(found) == 1 {
		t.seesThis(found[0])
		return found[0], true, nil
	}
	t.answer(read, stored, false)
	return dossier.Dossier{}, false, nil
}

// sees remembers the dossier that was told: a question is most likely about it.
func (t *Talk) sees(code dossier.Code) { t.Session.Seen, t.shown = string(code), code }

// seesThis is sees, with what figures count of the dossier.
func (t *Talk) seesThis(d dossier.Dossier) {
	t.sees(d.Code)
	t.ofProc, t.ofUnit = d.ProcedureCode, d.Unit
}
