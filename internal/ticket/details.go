package ticket

import (
	"context"
	"time"

	"motcua/internal/audit"
)

// AskDetails asks the asker whether the volunteer may see what the public card of the
// dossier hides. Never of a sensitive one, and not again after a no.
func (d *Desk) AskDetails(ctx context.Context, key string, id, by int64) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return askDetails(s, by) })
}

// Allow lets the holder see the details for a while.
func (d *Desk) Allow(ctx context.Context, key string, id int64, asker Asker) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return allow(s, asker) })
}

// Refuse says no, also after a yes.
func (d *Desk) Refuse(ctx context.Context, key string, id int64, asker Asker) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return refuse(s, asker) })
}

// Look is what the audit says of the details of t being shown to its holder.
func (t Ticket) Look(now time.Time) audit.Entry {
	return audit.Entry{
		At: now, Channel: t.Asker.Channel, Chat: t.Asker.Chat, Volunteer: t.Holder, Code: string(t.Code),
		What: audit.Details, Right: audit.Allowed,
	}
}

// AllowedAt is when the asker said yes. All that the holder sees from then on, until it
// ends, is one look: their page draws itself anew with everything that happens.
func (t Ticket) AllowedAt() time.Time { return t.DetailsUntil.Add(-StandardTimes().Details) }

func askDetails(s *step, by int64) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	switch t := s.Before; {
	case t.Sensitive || t.Code == "" || t.Details == Refused:
		return ErrNoDetails
	case t.Details == Asked || t.DetailsOpen(s.at):
		return nil // asked for, or there already
	}
	s.spoke()
	s.After.Details, s.After.DetailsUntil = Asked, time.Time{}
	s.line(Line{What: DetailsAsked, By: by})
	s.tell()
	return nil
}

func allow(s *step, asker Asker) error {
	if err := s.ofOpen(asker); err != nil {
		return err
	}
	t := s.Before
	if t.State != Held || t.Sensitive || t.Code == "" {
		return ErrNoDetails
	}
	s.After.Details, s.After.DetailsUntil = Allowed, s.at.Add(s.times.Details)
	s.heard()
	s.line(Line{What: DetailsAllowed})
	s.tell()
	return nil
}

func refuse(s *step, asker Asker) error {
	if err := s.ofOpen(asker); err != nil {
		return err
	}
	switch s.Before.Details {
	case "":
		return ErrNoDetails
	case Refused:
		return nil
	}
	s.After.Details, s.After.DetailsUntil = Refused, time.Time{}
	s.heard()
	s.line(Line{What: DetailsRefused})
	s.tell()
	return nil
}
