package ticket

import (
	"context"
	"errors"

	"motcua/internal/team"
)

// KeepFar keeps a Ticket away from the volunteers of the asker's own neighbourhood. One
// of them who has it in hand gives it back.
func (d *Desk) KeepFar(ctx context.Context, key string, id int64, asker Asker) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error {
		var holder team.Volunteer
		if s.Before.State == Held {
			var err error
			holder, err = d.store.Volunteer(ctx, s.Before.Holder)
			if err != nil && !errors.Is(err, team.ErrUnknown) {
				return err
			}
		}
		return keepFar(s, asker, holder)
	})
}

func keepFar(s *step, asker Asker, holder team.Volunteer) error {
	if err := s.ofOpen(asker); err != nil {
		return err
	}
	s.After.Far = true
	if s.Before.State == Held && neighbour(s.After, holder) {
		s.queue()
		s.line(Line{What: Returned, Reason: ByDistance})
		s.tell()
	}
	return nil
}
