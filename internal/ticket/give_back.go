package ticket

import "context"

// Return gives a Ticket back to the queue, where its place is as before. It is also for
// those who leave: whoever ends a Volunteer returns what they hold.
func (d *Desk) Return(ctx context.Context, key string, id, by int64, reason string) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error { return giveBack(s, by, reason) })
}

func giveBack(s *step, by int64, reason string) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	reason, err := words(reason)
	if err != nil {
		return err
	}
	s.queue()
	s.line(Line{What: Returned, By: by, Reason: reason})
	s.tell()
	return nil
}
