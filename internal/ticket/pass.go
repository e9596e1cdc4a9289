package ticket

import (
	"context"
	"errors"

	"motcua/internal/team"
)

// To is whom a Ticket is passed on to: a Team, a Volunteer, or, with neither, whoever is
// next: "tôi không chắc" in one press.
type To struct {
	Team      int64
	Volunteer int64
}

// Reasons by code; any other reason is a volunteer's words.
const (
	Unsure      = "unsure"     // "tôi không chắc"
	BySilence   = "silence"    // the clock gave it back, or closed it
	DutyEnded   = "duty_ended" // the holder went off duty
	HolderEnded = "ended"      // the holder does not belong here any more
	ByDistance  = "far"        // the asker wants nobody of the neighbourhood
	BySecret    = "private"    // its procedure is one that neighbours do not hear of
	NobodyCame  = "unanswered" // closed by the clock: nobody ever came
)

// Pass gives a Ticket on. It waits for those it is passed to, and when they do not come
// it goes back to the Ring that it was in.
func (d *Desk) Pass(ctx context.Context, key string, id, by int64, to To, reason string) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error {
		if err := s.inHand(by); err != nil {
			return err
		}
		if err := d.mayPass(ctx, s.Before, by, to); err != nil {
			return err
		}
		return pass(s, by, to, reason)
	})
}

// mayPass is nil where those whom it is passed to are there, and may see it.
func (d *Desk) mayPass(ctx context.Context, t Ticket, by int64, to To) error {
	switch {
	case to.Volunteer == by:
		return ErrNobody
	case to.Volunteer != 0:
		v, err := d.store.Volunteer(ctx, to.Volunteer)
		return passable(err, v.EndedAt.IsZero(), MayPass(t, v))
	case to.Team != 0:
		k, err := d.store.TeamByID(ctx, to.Team)
		return passable(err, k.EndedAt.IsZero(), MayPassTo(t, k))
	}
	return nil
}

func passable(err error, there, may bool) error {
	switch {
	case errors.Is(err, team.ErrUnknown) || err == nil && !there:
		return ErrNobody
	case err != nil:
		return err
	case !may:
		return ErrHidden
	}
	return nil
}

func pass(s *step, by int64, to To, reason string) error {
	if err := s.inHand(by); err != nil {
		return err
	}
	reason, err := words(reason)
	if err != nil {
		return err
	}
	s.queue()
	t := &s.After
	if to.Volunteer != 0 {
		to.Team = 0
	}
	t.Team, t.Only = to.Team, to.Volunteer
	if to == (To{}) {
		t.Ring, _ = t.NextRing()
	}
	s.line(Line{What: Passed, By: by, Team: to.Team, To: to.Volunteer, Reason: reason})
	s.tell()
	return nil
}

// words are a reason as it is kept; none is fine.
func words(reason string) (string, error) {
	reason, err := written(reason, nil, MostReason)
	if errors.Is(err, ErrEmpty) {
		return "", nil
	}
	return hideButPhones(reason), err
}
