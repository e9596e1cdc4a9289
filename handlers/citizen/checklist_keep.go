package citizen

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// listConsentVersion names the text that was agreed to. With another text everybody is
// asked again; a test holds the two together.
const listConsentVersion = "checklist-1"

// What may stand behind the case in the press of verbKeep.
const (
	keepYes  = "yes"
	keepNo   = "no"
	keepDrop = "drop"
)

// keepChecklist keeps a checklist for days, after a consent:
// "1.004194/thue", and then "1.004194/thue/yes".
func (h *Handler) keepChecklist(ctx context.Context, t *Talk, about string) error {
	p, err := h.papersOf(ctx, t, about)
	if err != nil || p == nil {
		return err
	}
	if !h.keeps() {
		h.showPapers(t, p, "")
		return nil
	}
	switch what := lastPart(about); what {
	case keepDrop:
		return h.dropList(ctx, t, p)
	case keepNo:
		h.notKept(t, p)
		return nil
	case keepYes:
		if err := h.agreeToLists(ctx, t); err != nil {
			return err
		}
	default:
		if agreed, err := h.agreedOrAsks(ctx, t, p); err != nil || !agreed {
			return err
		}
	}
	if err := h.keepNow(ctx, t, p); err != nil {
		return err
	}
	t.Say("checklist.keeping.done", words.Args{"name": p.nameInLists(), "date": t.date(p.kept.Until())})
	t.More(h.carryWords(t, p)...)
	t.offerKept(h, p)
	return nil
}

// lastPart is what stands behind code and case, "" for nothing.
func lastPart(about string) string {
	parts := strings.SplitN(about, "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

// keepPress is the press of verbKeep with what is behind the case.
func keepPress(p *papersOf, what string) string {
	return verbKeep + ":" + p.g.Code + "/" + p.at.ID + "/" + what
}

func (h *Handler) agreedToLists(ctx context.Context, t *Talk) (bool, error) {
	version, _, ok, err := h.Consents.Consent(ctx, t.Message.Channel, t.Message.Chat, checklist.Consent)
	if err != nil {
		return false, fmt.Errorf("read the consent: %w", err)
	}
	return ok && version == listConsentVersion, nil
}

func (h *Handler) agreeToLists(ctx context.Context, t *Talk) error {
	m := t.Message
	if err := h.Consents.KeepConsent(ctx, m.Channel, m.Chat, checklist.Consent, listConsentVersion, t.Now); err != nil {
		return fmt.Errorf("keep the consent: %w", err)
	}
	return nil
}

// agreedOrAsks reports whether lists may be kept; where nobody has agreed yet it asks.
func (h *Handler) agreedOrAsks(ctx context.Context, t *Talk, p *papersOf) (bool, error) {
	agreed, err := h.agreedToLists(ctx, t)
	if err == nil && !agreed {
		t.askToKeep(p)
	}
	return agreed, err
}

// askToKeep says what would be kept and asks, with two equal choices. Nothing is kept
// before a yes.
func (t *Talk) askToKeep(p *papersOf) {
	t.Say("checklist.keeping.text", words.Args{"days": strconv.Itoa(int(checklist.Kept.Hours() / 24))})
	t.More(t.Text("checklist.keeping.ask", nil))
	t.noHuman = true
	t.choices = []chat.Choice{
		t.choice("checklist.keeping.yes", keepPress(p, keepYes)), t.choice("checklist.keeping.no", keepPress(p, keepNo)),
	}
	t.Await(verbKeep, p.g.Code+"/"+p.at.ID)
}

// notKept goes on without keeping anything.
func (h *Handler) notKept(t *Talk, p *papersOf) {
	t.Say("checklist.keeping.refused", nil)
	t.Offer(t.choice("checklist.see", verbChecklist+":"+p.about()))
	t.More(h.carryWords(t, p)...)
	t.Offer(t.choice("checklist.back", verbProcedure+":"+p.about()), t.choice("menu.choice", verbMenu))
}

// keepNow writes the list as it is.
func (h *Handler) keepNow(ctx context.Context, t *Talk, p *papersOf) error {
	l := p.kept
	l.Channel, l.Chat, l.Procedure, l.Case = t.Message.Channel, t.Message.Chat, p.g.Code, p.at.ID
	l.Ticked, l.Lang, l.Address, l.TouchedAt = p.ticked, t.Lang, t.Session.Address, t.Now
	if err := h.Checklists.KeepChecklist(ctx, l); err != nil {
		return fmt.Errorf("keep a checklist: %w", err)
	}
	p.kept = l
	return nil
}

// offerKept offers what can be done with a list that is kept.
func (t *Talk) offerKept(h *Handler, p *papersOf) {
	t.Offer(t.choice("checklist.see", verbChecklist+":"+p.about()))
	t.offerKeeping(h, p)
	t.Offer(t.choice("checklist.drop", keepPress(p, keepDrop)), t.choice("menu.choice", verbMenu))
}

// dropList forgets a kept list. With the last one the consent is taken back too.
func (h *Handler) dropList(ctx context.Context, t *Talk, p *papersOf) error {
	m := t.Message
	if err := h.Checklists.DropChecklist(ctx, m.Channel, m.Chat, p.g.Code); err != nil {
		return fmt.Errorf("drop a checklist: %w", err)
	}
	left, err := h.keptLists(ctx, t)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		if err := h.Consents.WithdrawConsent(ctx, m.Channel, m.Chat, checklist.Consent, t.Now); err != nil {
			return fmt.Errorf("withdraw the consent: %w", err)
		}
	}
	p.kept, p.ticked = checklist.List{}, nil
	t.remember(p)
	t.Say("checklist.dropped.done", words.Args{"name": p.nameInLists()})
	t.Offer(t.choice("checklist.back", verbProcedure+":"+p.about()))
	if len(left) > 0 {
		t.Offer(t.choice("checklist.mine.choice", verbLists))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}

var (
	myListsWords = list(`
	=danh sach cua toi, =danh sach cua em, =danh sach cua minh, =danh sach cua tui, =xem danh sach cua toi, =cac danh sach, =danh sach da giu, =xem danh sach da giu
	=giay to cua toi, =giay to cua em, =giay to cua tui, =giay to cua minh, =my list, =my lists, =my papers, =my checklists`)
	dropWords = list(`
	=bo danh sach nay, =bo danh sach, =xoa danh sach nay, =xoa danh sach, =huy danh sach nay, =huy danh sach, =khong giu danh sach nua, =khong giu nua
	=xoa danh sach giay to, =drop this list, =delete this list, =forget this list`)
	keepWords = list(`
	=giu danh sach nay, =giu danh sach, =giu lai danh sach, =luu danh sach, =luu danh sach nay, =luu lai danh sach, =luu danh sach giay to, =keep this list, =keep the list, =save this list`)
)

// keepTyped reads the answer to whether to keep a list, and what is typed of keeping.
func (h *Handler) keepTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if !h.keeps() {
		return false, nil
	}
	said := t.said()
	if t.Awaited == verbKeep {
		switch {
		case agreeWords.in(said):
			return true, h.keepChecklist(ctx, t, t.About+"/"+keepYes)
		case refuseWords.in(said):
			return true, h.keepChecklist(ctx, t, t.About+"/"+keepNo)
		}
	}
	what := ""
	switch {
	case dropWords.in(said):
		what = "/" + keepDrop
	case !keepWords.in(said):
		return false, nil
	}
	about, err := h.listMeant(ctx, t)
	if err != nil {
		return true, err
	}
	if about == "" {
		return true, h.myLists(ctx, t)
	}
	return true, h.keepChecklist(ctx, t, about+what)
}

// listMeant is the list that words without a name mean: that of the topic, else the newest
// that is kept, "" for none.
func (h *Handler) listMeant(ctx context.Context, t *Talk) (string, error) {
	if topic := t.Session.Topic; topic != nil && topic.Procedure != "" {
		return topic.Procedure + "/" + topic.Case, nil
	}
	lists, err := h.keptLists(ctx, t)
	if err != nil || len(lists) == 0 {
		return "", err
	}
	return lists[0].Procedure + "/" + lists[0].Case, nil
}

// lists answers the press that asks for the lists that are kept.
func (h *Handler) lists(ctx context.Context, t *Talk, _ string) error { return h.myLists(ctx, t) }

// myLists shows the list that is kept, or offers those that are, the newest first.
func (h *Handler) myLists(ctx context.Context, t *Talk) error {
	lists, err := h.keptLists(ctx, t)
	if err != nil {
		return err
	}
	switch len(lists) {
	case 0:
		if topic := t.Session.Topic; topic != nil && len(topic.Ticked) > 0 && topic.Procedure != "" {
			return h.checklist(ctx, t, topic.Procedure+"/"+topic.Case)
		}
		t.Say("checklist.mine.none", nil)
		t.offerAll()
		return nil
	case 1:
		return h.checklist(ctx, t, lists[0].Procedure+"/"+lists[0].Case)
	}
	t.Say("checklist.mine.head", words.Args{"count": strconv.Itoa(len(lists))})
	for _, l := range lists[:min(len(lists), mostChoices-1)] {
		p, own, err := h.Procedures.Procedure(ctx, l.Procedure, t.place.counter.Code, t.Now)
		if err != nil {
			return fmt.Errorf("read the procedure of a checklist: %w", err)
		}
		if p == nil {
			continue
		}
		g := procedure.Guided(p, own)
		at, _ := g.Case(l.Case)
		one := &papersOf{guidance: &guidance{Talk: t, g: g, at: at}, ticked: l.Ticked}
		label := t.Text("checklist.mine.row", words.Args{"name": one.nameInLists(), "missing": strconv.Itoa(len(one.missing()))})
		t.Offer(chat.Choice{Label: label, Press: verbChecklist + ":" + one.about()})
	}
	return nil
}

// nameInLists is a list's name where others may read along: of a sensitive procedure the
// field alone.
func (p *papersOf) nameInLists() string {
	if p.g.Sensitive {
		return p.Text("checklist.mine.of_field", words.Args{"field": tidy(p.g.Field)})
	}
	return p.name()
}
