package ticket

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Times are how long things may take before the clock does something.
type Times struct {
	Remind    time.Duration // unanswered in somebody's hands: they are reminded
	Return    time.Duration // unanswered in somebody's hands: it goes back to the queue
	Widen     time.Duration // in the queue: it is offered to the next Ring
	ReopenFor time.Duration // closed: what the asker writes opens it again
	Details   time.Duration // allowed details may be seen
	Idle      time.Duration // answered, and nobody says more: it closes by itself
	GiveUp    time.Duration // in the queue of the last Ring: it closes by itself
}

// StandardTimes are the Times where nobody set others.
func StandardTimes() Times {
	return Times{
		Remind: 5 * time.Minute, Return: 15 * time.Minute, Widen: 20 * time.Minute,
		ReopenFor: 72 * time.Hour, Details: 30 * time.Minute,
		Idle: 72 * time.Hour, GiveUp: 30 * 24 * time.Hour,
	}
}

// ParseTimes reads "5m,15m,20m": to remind, to return, to widen.
func ParseTimes(s string) (Times, error) {
	t := StandardTimes()
	parts := strings.Split(s, ",")
	into := []*time.Duration{&t.Remind, &t.Return, &t.Widen}
	if len(parts) != len(into) {
		return Times{}, fmt.Errorf("%q: three times are needed, as in 5m,15m,20m", s)
	}
	for i, part := range parts {
		d, err := time.ParseDuration(strings.TrimSpace(part))
		if err != nil {
			return Times{}, err
		}
		if d <= 0 {
			return Times{}, fmt.Errorf("%q is no time to wait", part)
		}
		*into[i] = d
	}
	if t.Return <= t.Remind {
		return Times{}, errors.New("a case is given back after its reminder, not before")
	}
	return t, nil
}

// orStandard fills in what is unset.
func (t Times) orStandard() Times {
	standard := StandardTimes()
	for _, p := range []struct{ have, standard *time.Duration }{
		{&t.Remind, &standard.Remind}, {&t.Return, &standard.Return}, {&t.Widen, &standard.Widen},
		{&t.ReopenFor, &standard.ReopenFor}, {&t.Details, &standard.Details},
		{&t.Idle, &standard.Idle}, {&t.GiveUp, &standard.GiveUp},
	} {
		if *p.have <= 0 {
			*p.have = *p.standard
		}
	}
	return t
}

// Due is when the clock does something about a Ticket if nobody else does; zero when
// it is closed.
func (t Times) Due(k Ticket) time.Time {
	switch {
	case k.State == Waiting && k.atLast():
		return k.WaitingAt.Add(t.GiveUp)
	case k.State == Waiting:
		return k.WidenedAt.Add(t.Widen)
	case k.State == Held && !k.Unanswered():
		return later(later(k.SpokenAt, k.HeldAt), k.AskedAt).Add(t.Idle)
	case k.State == Held && k.RemindedAt.IsZero():
		return later(k.AskedAt, k.HeldAt).Add(t.Remind)
	case k.State == Held:
		// A reminder that came late, after a pause of everything, still has its time.
		return later(later(k.AskedAt, k.HeldAt).Add(t.Return), k.RemindedAt.Add(t.Return-t.Remind))
	}
	return time.Time{}
}

// Unanswered says whether the asker waits for the holder.
func (t Ticket) Unanswered() bool { return t.AskedAt.After(t.SpokenAt) }

// DetailsOpen says whether a volunteer may see the dossier's details now.
func (t Ticket) DetailsOpen(now time.Time) bool {
	return t.State == Held && t.Details == Allowed && now.Before(t.DetailsUntil) && !t.Sensitive
}
