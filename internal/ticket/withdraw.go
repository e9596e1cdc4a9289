package ticket

import "context"

// Withdraw closes a Ticket for its asker, whoever has it in hand.
func (d *Desk) Withdraw(ctx context.Context, key string, id int64, asker Asker) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return withdraw(s, asker) })
}

func withdraw(s *step, asker Asker) error {
	if err := s.ofOpen(asker); err != nil {
		return err
	}
	s.end(Withdrawn, "")
	s.line(Line{What: TakenBack})
	s.tell()
	return nil
}
