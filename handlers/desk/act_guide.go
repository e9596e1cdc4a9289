package desk

import (
	"context"
	"errors"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
)

// cards are the verbs about what can be told in one press: a dossier, a procedure.
type cards interface {
	SendCard(ctx context.Context, key string, id, by int64, code dossier.Code, card chat.Reply) (ticket.Ticket, error)
	SendGuide(ctx context.Context, key string, id, by int64, about ticket.Subject, card chat.Reply) (ticket.Ticket, error)
	Assign(ctx context.Context, key string, id, by int64, about ticket.Subject) (ticket.Ticket, error)
}

// errNoGuide: the procedure is not in the catalogue (any more).
var errNoGuide = errors.New("there is no such procedure")

// subject reads the procedure that a form names.
func (d *Desk) subject(ctx context.Context, a action) (ticket.Subject, error) {
	about := a.PostFormValue("about")
	if about == "" || len(about) > mostAbout {
		return ticket.Subject{}, errNoGuide
	}
	g, at, err := d.c.Procedures.ProcedureGuide(ctx, about)
	if err == nil && g == nil {
		err = errNoGuide
	}
	if err != nil {
		return ticket.Subject{}, err
	}
	return ticket.SubjectOf(g, at), nil
}

// sendGuide puts the card of a procedure, or the papers of one of its cases, into the talk.
func (d *Desk) sendGuide(ctx context.Context, a action) error {
	about, err := d.subject(ctx, a)
	if err != nil {
		return err
	}
	card, ok, err := d.c.Procedures.ProcedureCard(ctx, about.Procedure, a.t.Lang, a.t.Address)
	if err != nil {
		return err
	}
	if !ok {
		return errNoGuide
	}
	_, err = d.c.Verbs.SendGuide(ctx, a.key, a.t.ID, a.me.ID, about, card)
	return err
}

// assign says what procedure the question is about.
func (d *Desk) assign(ctx context.Context, a action) error {
	about, err := d.subject(ctx, a)
	if err != nil {
		return err
	}
	_, err = d.c.Verbs.Assign(ctx, a.key, a.t.ID, a.me.ID, about)
	return err
}
