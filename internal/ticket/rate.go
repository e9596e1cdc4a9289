package ticket

import (
	"context"
	"strconv"
)

// Rate keeps the asker's word on whether a closed Ticket helped. A later word counts.
func (d *Desk) Rate(ctx context.Context, key string, id int64, asker Asker, r Rating) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return rate(s, asker, r) })
}

func rate(s *step, asker Asker, r Rating) error {
	if err := s.of(asker); err != nil {
		return err
	}
	switch t := s.Before; {
	case t.State != Closed:
		return ErrOpen
	case r < Helped || r > NotYet:
		return ErrEmpty
	case t.Rating == r:
		return nil
	}
	s.After.Rating = r
	s.line(Line{What: Rated, Reason: strconv.Itoa(int(r))})
	s.tell()
	return nil
}
