package desk

import (
	"context"
	"slices"
	"time"

	"motcua/internal/audit"
	"motcua/internal/dossier"
	"motcua/internal/pages"
	"motcua/internal/ticket"
	"motcua/internal/vntext"
)

// panelView is what stands beside the talk.
type panelView struct {
	Code    dossier.Code
	Card    *cardView
	Text    []string // the answer in words where it cannot be drawn
	NoCard  bool     // nothing is known under the code
	Details string   // ask, asked, allowed, refused, never, "" without a dossier
	Until   string
	Papers  []paper
	Guide   *guideView
	Find    string    // as typed
	Found   []hitView // by it
	Hints   []hitView
	Notes   []lineView
	Earlier []rowView
	History []lineView
}

// paper is what the office asked for.
type paper struct{ Name, Reason, Until string }

// panel gathers what is known beside the talk. What cannot be read is left out: the
// talk comes first.
func (d *Desk) panel(ctx context.Context, me who, t ticket.Ticket, lines []ticket.Line, b beside) panelView {
	p := panelView{Code: t.Code}
	if t.Code != "" {
		d.panelCard(ctx, me, t, &p)
		d.panelDetails(ctx, me, t, &p)
	}
	d.panelGuide(ctx, me, t, lines, b, &p)
	for _, l := range lines {
		switch l.What {
		case ticket.Noted:
			p.Notes = append(p.Notes, d.line(ctx, l, me.ID))
		case ticket.Said, ticket.Answered, ticket.CardSent, ticket.GuideSent:
		default:
			p.History = append(p.History, d.line(ctx, l, me.ID))
		}
	}
	earlier, err := d.c.Store.EarlierTickets(ctx, t.Asker, t.ID)
	if err != nil {
		d.c.Log.Warn("earlier questions could not be read", "err", err)
	}
	for _, s := range earlier {
		if ticket.MayRead(s.Ticket, me.Volunteer) {
			p.Earlier = append(p.Earlier, d.row(ctx, s, inDone))
		}
	}
	return p
}

func (d *Desk) panelCard(ctx context.Context, me who, t ticket.Ticket, p *panelView) {
	reply, ok, err := d.c.Card(ctx, t.Code, me.look.Lang, "")
	switch {
	case err != nil:
		d.c.Log.Warn("a card could not be read; the panel opens without it", "err", err)
	case !ok:
		p.NoCard = true
	case reply.Card != nil:
		p.Card = viewCard(*reply.Card)
	default:
		p.Text = pages.Paragraphs(reply.Text)
	}
}

// panelDetails is what the asker allowed, for as long as they allowed it, and only to
// the one who asked. What is sensitive is never shown, whoever allows it.
func (d *Desk) panelDetails(ctx context.Context, me who, t ticket.Ticket, p *panelView) {
	now := d.c.Now()
	switch {
	case t.Sensitive:
		p.Details = "never"
	case t.State != ticket.Held || t.Holder != me.ID:
	case t.Details == ticket.Asked:
		p.Details = "asked"
	case t.Details == ticket.Refused:
		p.Details = "refused"
	case t.DetailsOpen(now):
		if papers, ok := d.papers(ctx, t); ok {
			p.Details, p.Until, p.Papers = "allowed", clock(t.DetailsUntil), papers
		}
	default:
		p.Details = "ask"
	}
}

// audits writes down that details were seen.
type audits interface {
	SawOnce(ctx context.Context, e audit.Entry, since time.Time) error
}

// papers are those that the office asked for, and why. Never a name, and nothing at all
// of a dossier whose subject is a secret. What cannot be written into the audit is not
// shown; false: nothing can be shown now.
func (d *Desk) papers(ctx context.Context, t ticket.Ticket) ([]paper, bool) {
	found, err := d.c.Dossiers.DossiersByCode(ctx, []dossier.Code{t.Code})
	if err == nil && slices.ContainsFunc(found, func(f dossier.Dossier) bool { return !f.Sensitive() }) {
		err = d.c.Store.SawOnce(ctx, t.Look(d.c.Now()), t.AllowedAt())
	}
	if err != nil {
		d.c.Log.Warn("details could not be read; the panel opens without them", "err", err)
		return nil, false
	}
	var out []paper
	for _, f := range found {
		if f.Sensitive() {
			continue
		}
		for _, s := range f.Supplements {
			name, _ := vntext.Redact(s.Name)
			reason, _ := vntext.Redact(s.Reason)
			out = append(out, paper{Name: name, Reason: reason, Until: day(s.DueAt)})
		}
	}
	return out, true
}
