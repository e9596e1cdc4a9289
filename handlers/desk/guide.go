package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/pages"
	"motcua/internal/procedure"
	"motcua/internal/ticket"
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

// guideView is a procedure beside the talk, in short.
type guideView struct {
	About string // as it is sent
	Code  string
	Title string
	Own   bool // the question is about it
	Card  *cardView
	Text  []string // its answer in words where it cannot be drawn
	Ask   string   // what tells the cases apart
	Cases []hitView
	Link  string // its page on the official portal
}

// hitView is a procedure, or a case of one, to be looked at.
type hitView struct {
	About string
	Name  string
	Href  string
	Here  bool
	Case  int64 // the question that it can be sent into
}

// beside is what of the panel was asked for: a procedure to look at, words to find one by.
type beside struct{ Procedure, Find string }

// Lengths of what is asked for, in bytes.
const (
	mostAbout = 64
	mostFind  = 400
)

// besideOf reads it from the address, or, where the page's script asks for pieces, from
// the address that it stands at.
func besideOf(r *http.Request) beside {
	asked := r.URL.Query()
	if part(r) && !asked.Has("proc") && !asked.Has("find") {
		if at, err := url.ParseQuery(strings.TrimPrefix(r.Header.Get("X-Panel"), "?")); err == nil {
			asked = at
		}
	}
	b := beside{Procedure: strings.TrimSpace(asked.Get("proc")), Find: strings.TrimSpace(asked.Get("find"))}
	if len(b.Procedure) > mostAbout {
		b.Procedure = ""
	}
	if len(b.Find) > mostFind {
		b.Find = strings.ToValidUTF8(b.Find[:mostFind], "")
	}
	return b
}

// How many procedures are shown as found, and as what the question may be about.
const (
	mostFound = 6
	mostHints = 3
)

// panelGuide adds what is known of the procedure. Whatever of it cannot be read is left
// out: the talk comes first.
func (d *Desk) panelGuide(ctx context.Context, me who, t ticket.Ticket, lines []ticket.Line, b beside, p *panelView) {
	about := t.Procedure
	if b.Procedure != "" {
		about = b.Procedure
	}
	p.Guide = d.guide(ctx, me.look.Lang, about)
	if p.Guide != nil {
		p.Guide.Own = p.Guide.Code == ticket.CodeOf(t.Procedure)
	}
	if p.Find = b.Find; p.Find != "" {
		p.Found = d.guess(ctx, me.look.Lang, p.Find, mostFound, 0)
	}
	if t.State == ticket.Held && t.Holder == me.ID {
		p.Hints = d.hints(ctx, me.look.Lang, t, lines, p.Guide)
	}
}

// guide is a procedure as the panel shows it; nil where there is none, or none to be read.
func (d *Desk) guide(ctx context.Context, lang, about string) *guideView {
	if about == "" {
		return nil
	}
	g, at, err := d.c.Procedures.ProcedureGuide(ctx, about)
	if err != nil || g == nil {
		d.leftOut("a procedure", err)
		return nil
	}
	s := ticket.SubjectOf(g, at)
	v := &guideView{About: s.Procedure, Code: g.Code, Title: g.Called.In(lang)}
	if len(g.Cases) > 1 {
		v.Ask = g.Ask.In(lang)
		for _, c := range g.Cases {
			h := hitOf(ticket.SubjectOf(g, c).Procedure, c.Label.In(lang))
			h.Here = c.ID == at.ID
			v.Cases = append(v.Cases, h)
		}
	}
	d.drawGuide(ctx, lang, v)
	if v.Link == "" && official(g.URL) {
		v.Link = g.URL
	}
	return v
}

// drawGuide draws the card of the procedure, and the papers of its case.
func (d *Desk) drawGuide(ctx context.Context, lang string, v *guideView) {
	whole, ok, err := d.c.Procedures.ProcedureCard(ctx, v.Code, lang, "")
	if err != nil || !ok {
		d.leftOut("the card of a procedure", err)
		return
	}
	if whole.Card == nil {
		v.Text = pages.Paragraphs(whole.Text)
		return
	}
	card := *whole.Card
	if len(v.Cases) > 0 {
		card.Todo = "" // the question to the citizen: its answers are links here
	}
	if v.About != v.Code {
		switch of, ok, err := d.c.Procedures.ProcedureCard(ctx, v.About, lang, ""); {
		case err != nil || !ok || of.Card == nil:
			d.leftOut("the papers of a case", err)
		default:
			card.Lists, card.Ticks = of.Card.Lists, of.Card.Ticks
			card.Notes = union(card.Notes, of.Card.Notes)
		}
	}
	v.Card = viewCard(card)
	v.Card.Title, v.Card.Links = "", nil // they stand by themselves
	for _, l := range whole.Card.Links {
		if v.Link == "" && official(l.URL) {
			v.Link = l.URL
		}
	}
}

func union(a, b []string) []string {
	out := append([]string(nil), a...)
	for _, s := range b {
		if !strings.Contains(strings.Join(out, "\n"), s) {
			out = append(out, s)
		}
	}
	return out
}

// official says whether an address is a page of the state.
func official(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && strings.HasSuffix(u.Hostname(), ".gov.vn")
}

// hints are the procedures that the question may be about, beside the one that is shown.
func (d *Desk) hints(ctx context.Context, lang string, t ticket.Ticket, lines []ticket.Line, shown *guideView) []hitView {
	var out []hitView
	for _, h := range d.guess(ctx, lang, ticket.Asking(lines), mostHints+1, worthAHint) {
		if (shown == nil || h.About != shown.Code) && len(out) < mostHints {
			h.Case = t.ID
			out = append(out, h)
		}
	}
	return out
}

// worthAHint is how likely a procedure must be that nobody searched for.
const worthAHint = procedure.Likely / 2

func (d *Desk) guess(ctx context.Context, lang, text string, n int, least float64) []hitView {
	if text == "" {
		return nil
	}
	hits, err := d.c.Procedures.Guess(ctx, text, n)
	if err != nil {
		d.leftOut("the search of procedures", err)
		return nil
	}
	var out []hitView
	for _, h := range hits {
		if h.Score >= least {
			out = append(out, hitOf(h.Code, h.Called().In(lang)))
		}
	}
	return out
}

func hitOf(about, name string) hitView {
	return hitView{About: about, Name: name, Href: "?proc=" + url.QueryEscape(about) + "#panel"}
}

// leftOut tells the operator what a page opens without.
func (d *Desk) leftOut(what string, err error) {
	if err != nil {
		d.c.Log.Warn("something could not be read; the page opens without it", "what", what, "err", err)
	}
}
