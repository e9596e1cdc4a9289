package ticket

import "context"

// Note writes something down for the team alone.
func (d *Desk) Note(ctx context.Context, key string, id, by int64, text string) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return note(s, by, text) })
}

func note(s *step, by int64, text string) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	text, err := answer(text, nil)
	if err != nil {
		return err
	}
	s.line(Line{What: Noted, By: by, Text: text})
	return nil
}
