package ticket

import (
	"context"
	"slices"
)

// Outcomes are those that a volunteer may close with, in the order of a list.
var Outcomes = []Outcome{LookedUp, Guided, SubmitOnline, PaidOnline, VNeID, Papers, ToCounter, Other}

// Finish closes a Ticket. Where the asker wrote while it was being closed it stays open,
// and the error is ErrNews: what they wrote wants to be read first.
func (d *Desk) Finish(ctx context.Context, key string, id, by int64, o Outcome, h Help) (Ticket, error) {
	var asked *Ticket // as it was when it was to be closed
	return d.change(ctx, key, id, func(s *step) error {
		if asked == nil {
			asked = &s.Before
		}
		if s.Before.AskedAt.After(asked.AskedAt) && s.Before.State == Held {
			return ErrNews
		}
		return finish(s, by, o, h)
	})
}

func finish(s *step, by int64, o Outcome, h Help) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	if h == "" {
		h = Remote
	}
	if !slices.Contains(Outcomes, o) || h != Remote && h != InPerson {
		return ErrEmpty
	}
	s.end(o, h)
	s.line(Line{What: Finished, By: by, Reason: string(o)})
	s.tell()
	return nil
}
