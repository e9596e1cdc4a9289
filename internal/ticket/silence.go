package ticket

import (
	"context"
	"crypto/rand"
	"time"
)

// Silence does what is due with a Ticket that nobody may be working on: it reminds the
// holder, gives the case back, offers it further, closes what came to rest. It gives
// the time when something is due next; zero when it is closed.
func (d *Desk) Silence(ctx context.Context, id int64) (time.Time, error) {
	t, err := d.change(ctx, "silence:"+rand.Text(), id, silence)
	return d.times.Due(t), err
}

func silence(s *step) error {
	t := s.Before
	if due := s.times.Due(t); due.IsZero() || s.at.Before(due) {
		return nil
	}
	switch {
	case t.State == Waiting && t.atLast():
		s.rest(NobodyCame)
	case t.State == Waiting:
		s.widen()
	case !t.Unanswered():
		s.rest(BySilence)
	case t.RemindedAt.IsZero():
		s.After.RemindedAt = s.at
		s.line(Line{What: Reminded})
		s.tell()
	default:
		s.takeAway()
	}
	return nil
}

// widen offers a waiting Ticket further. One that was passed on goes back to its Ring.
func (s *step) widen() {
	t := &s.After
	if t.Team != 0 || t.Only != 0 {
		t.Team, t.Only, t.RungRing = 0, 0, 0
	} else {
		t.Ring, _ = t.NextRing()
	}
	t.WidenedAt = s.at
	s.line(Line{What: Widened})
	s.ring()
}

// takeAway gives a silent holder's case back. It was not offered to others meanwhile,
// but the asker waited: it goes further as soon as it would have.
func (s *step) takeAway() {
	offered := s.Before.WidenedAt
	s.queue()
	s.After.WidenedAt = offered
	s.line(Line{What: Returned, Reason: BySilence})
	s.tell()
}

// rest closes what nobody goes on with.
func (s *step) rest(why string) {
	s.end(Other, Remote)
	s.line(Line{What: Finished, Reason: why})
	s.tell()
}
