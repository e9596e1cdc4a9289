package volunteer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"motcua/internal/audit"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/vntext"
	"motcua/internal/words"
)

// asksDetails asks the asker whether a volunteer may see what the card hides.
type asksDetails interface {
	AskDetails(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
}

// Dossiers finds dossiers by code, and writes down that details were seen.
type Dossiers interface {
	SawOnce(ctx context.Context, e audit.Entry, since time.Time) error
	DossiersByCode(ctx context.Context, spellings []dossier.Code) ([]dossier.Dossier, error)
}

// details shows what the asker has allowed to be seen; else it asks them.
func (h *Handler) details(ctx context.Context, t *Talk, id int64, _ string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	if tk.DetailsOpen(t.Now) {
		return h.showDetails(ctx, t, tk)
	}
	if tk.Code == "" {
		t.Say("details.no_code", named(id))
		t.Offer(t.about("case.choice", verbCase, id))
		return h.stay(ctx, t, id)
	}
	if _, err := h.Desk.AskDetails(ctx, t.key(0), id, t.Me.ID); err != nil {
		return h.refused(ctx, t, id, err)
	}
	t.Say("details.asked", named(id))
	t.Offer(t.choice("details.again", nil, verbDetails, id), t.about("case.choice", verbCase, id))
	return h.stay(ctx, t, id)
}

// showDetails says which papers are missing and why: never who it is about, and never
// anything of a procedure whose name alone tells too much.
func (h *Handler) showDetails(ctx context.Context, t *Talk, tk ticket.Ticket) error {
	found, err := h.Dossiers.DossiersByCode(ctx, []dossier.Code{tk.Code})
	if err != nil {
		return fmt.Errorf("read the dossier of case %d: %w", tk.ID, err)
	}
	if tk.Code == "" || len(found) != 1 || tk.Sensitive || found[0].Public().Sensitive {
		return h.refused(ctx, t, tk.ID, ticket.ErrNoDetails)
	}
	if err := h.Dossiers.SawOnce(ctx, tk.Look(t.Now), tk.AllowedAt()); err != nil {
		return fmt.Errorf("write down a look at case %d: %w", tk.ID, err)
	}
	d := found[0]
	t.Say("details.head", words.Args{"id": number(tk.ID), "code": string(d.Code), "until": t.clock(tk.DetailsUntil)})
	for _, s := range d.Supplements {
		t.More(t.supplement(s))
	}
	if d.Reason != "" {
		t.More(t.Text("details.reason", words.Args{"reason": hidden(d.Reason)}))
	}
	if len(d.Supplements) == 0 && d.Reason == "" {
		t.More(t.Text("details.nothing", nil))
	}
	t.offerSteps(tk)
	return h.stay(ctx, t, tk.ID)
}

// supplement is one paper that is asked for.
func (t *Talk) supplement(s dossier.Supplement) string {
	line := t.Text("details.paper", words.Args{"name": hidden(s.Name)})
	if s.Reason != "" {
		line += " " + t.Text("details.paper_why", words.Args{"reason": hidden(s.Reason)})
	}
	if !s.DueAt.IsZero() {
		line += " " + t.Text("details.paper_due", words.Args{"date": s.DueAt.In(t.Now.Location()).Format(dayForm)})
	}
	return line
}

const dayForm = "02/01/2006"

// hidden is an office's text without numbers that lead to a person, for inside a
// sentence.
func hidden(text string) string {
	text, _ = vntext.Redact(strings.TrimRight(strings.TrimSpace(text), "."))
	return text
}
