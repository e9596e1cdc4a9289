package ticket

import (
	"context"

	"motcua/internal/team"
)

// Reopen takes a closed Ticket into the hands of a volunteer who had it, or who
// coordinates, as long as the asker could open it again too. Where the asker has a newer
// one that is not closed it is ErrSecond.
func (d *Desk) Reopen(ctx context.Context, key string, id, by int64) (Ticket, error) {
	v, err := d.volunteer(ctx, by)
	if err != nil {
		return Ticket{}, err
	}
	return d.change(ctx, key, id, func(s *step) error { return reopen(s, v) })
}

func reopen(s *step, v team.Volunteer) error {
	t := s.Before
	switch {
	case t.State == Held && t.Holder == v.ID:
		return nil // pressed twice
	case t.State != Closed:
		return ErrOpen
	case !MayRead(t, v):
		return ErrHidden
	case t.Asker.Chat == "" || s.at.After(t.ClosedAt.Add(s.times.ReopenFor)):
		return ErrClosed
	}
	s.unend()
	s.give(v.ID)
	s.line(Line{What: Reopened, By: v.ID})
	s.tell()
	return nil
}
