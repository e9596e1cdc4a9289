package ticket

import (
	"context"

	"motcua/internal/chat"
	"motcua/internal/dossier"
)

// SendCard sends a dossier's public card into the talk. The Ticket stays about the
// dossier that the asker named: whose code a volunteer types proves nothing.
func (d *Desk) SendCard(ctx context.Context, key string, id, by int64, code dossier.Code, card chat.Reply) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return sendCard(s, by, code, card) })
}

func sendCard(s *step, by int64, code dossier.Code, card chat.Reply) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	if code == "" || card.Text == "" && card.Card == nil {
		return ErrEmpty
	}
	s.answers()
	s.line(Line{What: CardSent, By: by, Text: string(code), Reply: &card})
	s.tell()
	return nil
}
