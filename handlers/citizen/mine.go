package citizen

import (
	"context"
	"fmt"
	"slices"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/words"
)

var mineWords = list(`
	=ho so cua toi, =ho so cua em, =ho so cua tui, =ho so cua minh, =xem ho so cua toi, =cac ho so cua toi, =tat ca ho so cua toi, =danh sach ho so, =danh sach ho so cua toi
	=toi co ho so nao, =toi co may ho so, =my dossiers, =my applications, =list my dossiers`)

var shutWords = list(`
	=khoa lai, =dong lai, =khoa lai giup toi, =khoa lai di, =dong lai di, =khoa chi tiet, =dong chi tiet, =khoa ho so, =lock, =lock it, =lock it again, =close it`)

const (
	mostMine   = 10 // dossiers named in a list
	mineOffers = 3  // of these as choices
)

// mine lists the dossiers of a phone that was proven, or says how to prove one.
func (h *Handler) mine(ctx context.Context, t *Talk, _ string) error {
	if h.Proofs == nil {
		t.askCode()
		return nil
	}
	all, err := h.Proofs.Mine(ctx, t.account(), t.Now, mostMine+1)
	if err != nil {
		return fmt.Errorf("read the dossiers of a phone: %w", err)
	}
	if len(all) == 0 {
		t.mineWithout()
		return nil
	}
	opening, err := h.opened(ctx, t, all[0])
	if err != nil {
		return err
	}
	if err := h.saw(ctx, t, "", audit.List, proof.Strong); err != nil {
		return err
	}
	t.sayMine(all, opening)
	return nil
}

// mineWithout says how to come to the list, or that one code at a time is the way here.
func (t *Talk) mineWithout() {
	if !t.vouches() {
		t.Say("mine.by_code", nil)
		t.offerWhere()
		return
	}
	t.Say("mine.prove", t.shareWords())
	t.Await(verbShare, "")
	t.offerShare(verbShare)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

func (t *Talk) sayMine(all []dossier.Dossier, opening proof.Opening) {
	key := "mine.head"
	if len(all) == 1 {
		key = "mine.head_one"
	}
	more := len(all) > mostMine
	all = all[:min(len(all), mostMine)]
	text := []string{t.Text(key, words.Args{"count": number(len(all))})}
	if more {
		text[0] = t.Text("mine.head_newest", words.Args{"count": number(mostMine)})
	}
	for i, d := range all {
		text = append(text, t.mineLine(d))
		if i < mineOffers {
			t.Offer(chat.Choice{Label: t.Text("mine.one", words.Args{"code": string(d.Code)}), Press: withCode(verbCard, d.Code)})
		}
	}
	if len(all) > mineOffers {
		text = append(text, t.Text("mine.more", nil))
	}
	text = append(text, t.age(oldest(all)))
	text = append(text, t.Text("details.until", words.Args{"time": openUntil(opening.Until)}))
	t.Reply(chat.Reply{Text: lines(text...)})
	t.Offer(t.choice("details.choice.shut", verbShut))
}

// oldest is the one whose data is the oldest.
func oldest(all []dossier.Dossier) dossier.Dossier {
	return slices.MinFunc(all, func(a, b dossier.Dossier) int { return a.Fresh().Compare(b.Fresh()) })
}

// mineLine is one dossier of a list: of a sensitive one its field only, as everywhere.
func (t *Talk) mineLine(d dossier.Dossier) string {
	p := d.Public()
	args := words.Args{"code": string(d.Code), "status": inside(t.stepWords(d.Status)), "what": p.Procedure}
	if p.Procedure == "" {
		args["what"] = p.Field
	}
	if args["what"] == "" {
		return t.Text("mine.line_bare", args)
	}
	return t.Text("mine.line", args)
}

// shut ends what is open in this chat.
func (h *Handler) shut(ctx context.Context, t *Talk, _ string) error {
	if h.Proofs == nil {
		t.menu()
		return nil
	}
	n, err := h.Proofs.Shut(ctx, t.account())
	if err != nil {
		return fmt.Errorf("shut what is open: %w", err)
	}
	if n == 0 {
		t.Say("details.shut.nothing", nil)
	} else {
		t.Say("details.shut.done", nil)
	}
	if code := dossier.Code(t.Session.Seen); code != "" {
		t.shown = code
		t.Offer(t.choice("steps.back", withCode(verbCard, code)))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}
