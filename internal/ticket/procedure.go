package ticket

import (
	"context"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/team"
)

// Subject is a procedure that a question asks about.
type Subject struct {
	Procedure string // "1.004194/thue" or "1.004194"
	Name      string // as people call it
	Sensitive bool   // its name alone tells a secret
	Grave     bool
}

// CodeOf is the code of a procedure alone, without its case.
func CodeOf(procedure string) string {
	code, _, _ := strings.Cut(procedure, "/")
	return code
}

// Assign says what procedure a Ticket is about, whatever was thought before. Where that
// makes it a secret, a neighbour who has it in hand gives it back by saying so.
func (d *Desk) Assign(ctx context.Context, key string, id, by int64, about Subject) (Ticket, error) {
	v, err := d.volunteer(ctx, by)
	if err != nil {
		return Ticket{}, err
	}
	return d.change(ctx, key, id, func(s *step) error { return assign(s, v, about) })
}

func assign(s *step, by team.Volunteer, about Subject) error {
	if err := s.inHand(by.ID); err != nil {
		return err
	}
	switch {
	case about.Procedure == "":
		return ErrEmpty
	case s.Before.Procedure == about.Procedure:
		return nil
	}
	s.concerns(about)
	s.line(Line{What: Assigned, By: by.ID, Text: about.Name, Reason: about.Procedure})
	if s.After.Sensitive && neighbour(s.After, by) {
		s.queue()
		s.line(Line{What: Returned, By: by.ID, Reason: BySecret})
		s.tell()
	}
	return nil
}

// SendGuide sends the card of a procedure into the talk. Where nobody knew what the
// Ticket is about, that says it; but it makes no secret of it: whoever sends a card has
// not said that they give the Ticket away.
func (d *Desk) SendGuide(ctx context.Context, key string, id, by int64, about Subject, card chat.Reply) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return sendGuide(s, by, about, card) })
}

func sendGuide(s *step, by int64, about Subject, card chat.Reply) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	if about.Procedure == "" || card.Text == "" && card.Card == nil {
		return ErrEmpty
	}
	if t := s.Before; t.Procedure == "" && (t.Sensitive || !about.Sensitive) {
		s.concerns(about)
	}
	s.answers()
	s.line(Line{What: GuideSent, By: by, Text: about.Name, Reason: about.Procedure, Reply: &card})
	s.tell()
	return nil
}

// concerns makes a procedure what After is about. A secret stays one: what was asked does
// not change with the name that somebody gives it.
func (s *step) concerns(about Subject) {
	t := &s.After
	t.Procedure, t.Grave = about.Procedure, t.Grave || about.Grave
	if about.Sensitive && !t.Sensitive {
		t.Sensitive = true
		t.Ring = t.FirstRing()
		t.Details, t.DetailsUntil = "", time.Time{}
	}
}

// SubjectOf is a procedure, in one of its cases, as a Ticket is about it. Whether it is a
// secret its brief says, or its name and field, as with a dossier's.
func SubjectOf(g *procedure.Guide, at procedure.Case) Subject {
	s := Subject{Procedure: g.Code, Name: g.Called.Vi}
	if at.ID != "" {
		s.Procedure += "/" + at.ID
	}
	if s.Name == "" {
		s.Name = g.Name
	}
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	d := dossier.Dossier{Procedure: g.Name, Field: g.Field}
	s.Sensitive, s.Grave = g.Sensitive || d.Sensitive(), g.Grave || g.Death || d.Grave()
	return s
}
