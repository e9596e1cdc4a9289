package ticket

import (
	"context"

	"motcua/internal/team"
)

// Claim takes a waiting Ticket into a volunteer's hands. Of many at once one gets it.
func (d *Desk) Claim(ctx context.Context, key string, id, by int64) (Ticket, error) {
	v, err := d.volunteer(ctx, by)
	if err != nil {
		return Ticket{}, err
	}
	return d.change(ctx, key, id, func(s *step) error { return claim(s, v) })
}

func claim(s *step, v team.Volunteer) error {
	t := s.Before
	switch {
	case t.State == Held && t.Holder == v.ID:
		return nil // pressed twice
	case !offered(t, v) && !MayRead(t, v):
		return ErrHidden
	case t.State == Held:
		return ErrTaken
	case t.State == Closed:
		return ErrClosed
	}
	s.give(v.ID)
	s.line(Line{What: Claimed, By: v.ID})
	s.tell()
	return nil
}
