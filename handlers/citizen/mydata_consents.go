package citizen

import (
	"context"
	"fmt"
	"strings"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	rules "motcua/internal/citizen"
	"motcua/internal/follow"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// standing are the consents of this chat that stand, the newest of each kind.
func (h *Handler) standing(ctx context.Context, t *Talk) ([]rules.Consent, error) {
	all, err := h.Person.ConsentsOf(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return nil, fmt.Errorf("read the consents: %w", err)
	}
	var out []rules.Consent
	for _, kind := range []string{consentKind, checklist.Consent, follow.ConsentKind, announce.ConsentKind} {
		var newest rules.Consent
		for _, c := range all {
			if c.Kind == kind && c.Stands() {
				newest = c
			}
		}
		if newest.Kind != "" {
			out = append(out, newest)
		}
	}
	return out, nil
}

// consents shows what this chat agreed to and since when. Each is taken back by one press.
func (h *Handler) consents(ctx context.Context, t *Talk, _ string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	all, err := h.standing(ctx, t)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		t.Say("mydata.consents.none", nil)
		t.Offer(t.choice("mydata.choice", verbMydata), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
		return nil
	}
	t.Say("mydata.consents.head", nil)
	for _, c := range all {
		t.More(t.Text("mydata.consents.row", words.Args{"what": t.Text("mydata.consent." + c.Kind), "date": t.date(c.At)}))
		t.Offer(chat.Choice{Label: t.Text("mydata.withdraw." + c.Kind), Press: verbWithdraw + ":" + c.Kind})
	}
	t.More(t.Text("mydata.consents.free", nil))
	t.Offer(t.choice("mydata.choice", verbMydata), t.choice("menu.choice", verbMenu))
	return nil
}

// withdrawConsent takes a consent back, and with it goes what was kept by it. Only where
// an open question would end it asks once: "ticket", then "ticket/yes".
func (h *Handler) withdrawConsent(ctx context.Context, t *Talk, about string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	kind, sure, _ := strings.Cut(about, "/")
	all, err := h.standing(ctx, t)
	if err != nil {
		return err
	}
	if !stands(all, kind) {
		return h.consents(ctx, t, "")
	}
	if sure == "no" {
		t.Say("mydata.withdrawn.kept", nil)
		t.offerAll()
		return nil
	}
	if kind == consentKind && sure != "yes" {
		if err := h.refresh(ctx, t); err != nil {
			return err
		}
		if t.open() {
			t.askWithdrawal()
			return nil
		}
	}
	m := t.Message
	if err := h.Person.EndConsent(ctx, m.Channel, m.Chat, kind, t.Now); err != nil {
		return fmt.Errorf("take a consent back: %w", err)
	}
	if kind == consentKind {
		t.takes(ticket.Ticket{})
		t.Session.Draft = ""
	}
	t.Say("mydata.withdrawn."+kind, nil)
	t.More(t.Text("mydata.withdrawn.safe", nil))
	t.offerAll()
	return nil
}

func stands(all []rules.Consent, kind string) bool {
	for _, c := range all {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// askWithdrawal asks before an open question is lost.
func (t *Talk) askWithdrawal() {
	t.Say("mydata.withdrawn.ask", t.numbered())
	t.noHuman = true
	t.choices = []chat.Choice{
		t.choice("mydata.withdrawn.yes", verbWithdraw+":"+consentKind+"/yes"), t.choice("mydata.withdrawn.no", verbWithdraw+":"+consentKind+"/no"),
	}
	t.Await(verbWithdraw, "")
}

// withdrawnTyped takes a consent back by words: the only one that stands, else it shows them.
func (h *Handler) withdrawnTyped(ctx context.Context, t *Talk, _ string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	all, err := h.standing(ctx, t)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return h.withdrawConsent(ctx, t, all[0].Kind)
	}
	return h.consents(ctx, t, "")
}

// withdrawalTyped reads the typed answer to whether a question may end.
func (h *Handler) withdrawalTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if t.Awaited != verbWithdraw {
		return false, nil
	}
	said := t.said()
	switch {
	case withdrawYesWords.in(said), unagreeWords.in(said):
		return true, h.withdrawConsent(ctx, t, consentKind+"/yes")
	case noWords.in(said), withdrawNoWords.in(said):
		return true, h.withdrawConsent(ctx, t, consentKind+"/no")
	}
	return false, nil
}

var (
	consentsWords = list(`
	=quyen da dong y, =loi dong y, =cac loi dong y, =xem loi dong y, =da dong y gi, =toi da dong y gi, =toi dong y nhung gi, =quyen cua toi
	=my consents, =what did i agree to`)
	unagreeWords = list(`
	=rut lai dong y, =rut dong y, =rut lai su dong y, =rut lai loi dong y, =rut loi dong y, =rut lai quyen da dong y, =khong dong y nua
	=toi khong dong y nua, =em khong dong y nua, =tui khong dong y nua, =thoi khong dong y nua, =huy dong y, =bo dong y, =toi rut lai dong y
	=withdraw my consent, =withdraw consent, =i do not agree any more, =i no longer agree`)
	copyWords = list(`
	=tai ban day du, =ban day du, =tai du lieu, =tai du lieu cua toi, =xuat du lieu, =xuat du lieu cua toi, =gui ban day du
	=download my data, =export my data, =full copy`)
	withdrawYesWords = append(list(`=rut, =rut lai, =rut di, =withdraw`), yesWords...)
	withdrawNoWords  = list(`=giu, =giu lai, =khong rut, =thoi, =keep`)
)
