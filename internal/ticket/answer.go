package ticket

import (
	"context"

	"motcua/internal/chat"
)

// Answer says something to the asker. Of one who lost the Ticket nothing is kept.
func (d *Desk) Answer(ctx context.Context, key string, id, by int64, text string, file *chat.File) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return answered(s, by, text, file) })
}

func answered(s *step, by int64, text string, file *chat.File) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	text, err := answer(text, file)
	if err != nil {
		return err
	}
	s.answers()
	s.line(Line{What: Answered, By: by, Text: text, File: file})
	s.tell()
	return nil
}
