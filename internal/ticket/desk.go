package ticket

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"motcua/internal/team"
)

// Desk does what people and the clock do with Tickets, one method a verb. A verb reads
// the Ticket, applies its rule and has the store write the Change in one statement;
// where another was faster it reads and applies again, so that of any number at once
// each acts on what the one before it left.
type Desk struct {
	store Store
	live  Live
	times Times
	now   func() time.Time
}

// New makes a Desk. live and now may be nil: nobody is told, and the clock on the wall.
func New(store Store, live Live, times Times, now func() time.Time) *Desk {
	if now == nil {
		now = time.Now
	}
	return &Desk{store: store, live: live, times: times.orStandard(), now: now}
}

// Times are those that the Desk keeps.
func (d *Desk) Times() Times { return d.times }

// tries is how often a Change is attempted while others are faster.
const tries = 50

// step is a Change in the making: a rule reads Before and writes After, Lines and Later.
type step struct {
	Change

	at    time.Time
	times Times
}

// rule is what one verb means, without a store. An error leaves everything as it is.
type rule func(s *step) error

func newStep(t Ticket, key string, at time.Time, times Times) *step {
	return &step{Change: Change{Before: t, After: t, Key: key}, at: at, times: times}
}

// line adds what happened.
func (s *step) line(l Line) {
	l.Ticket, l.At = s.Before.ID, s.at
	s.Lines = append(s.Lines, l)
}

// tell lets the asker's and the holder's chats hear of it.
func (s *step) tell() { s.Later = append(s.Later, Later{Args: RelayArgs{Ticket: s.Before.ID}}) }

// ring announces the Ticket to those who were not told of it in this round.
func (s *step) ring() { s.Later = append(s.Later, Later{Args: RingArgs{Ticket: s.Before.ID}}) }

// apply runs a rule. Whatever it did, the clock looks again when the next thing is due.
func (s *step) apply(r rule) error {
	if err := r(s); err != nil {
		return err
	}
	if due := s.times.Due(s.After); !due.IsZero() && !due.Equal(s.times.Due(s.Before)) {
		s.Later = append(s.Later, Later{Args: SilenceArgs{Ticket: s.Before.ID}, At: due})
	}
	return nil
}

// idle says that there is nothing to write.
func (s *step) idle() bool { return len(s.Lines) == 0 && s.After == s.Before }

// change applies a rule to a Ticket.
func (d *Desk) change(ctx context.Context, key string, id int64, r rule) (Ticket, error) {
	var lost int64 // the version of the last try
	for try := range tries {
		if err := pause(ctx, try); err != nil {
			return Ticket{}, err
		}
		t, used, err := d.store.TicketFor(ctx, id, key)
		if err != nil {
			return Ticket{}, fmt.Errorf("read ticket %d: %w", id, err)
		}
		switch {
		case used:
			return t, nil
		case t.Version == lost: // nobody changed it: what is in the way is another Ticket
			return Ticket{}, fmt.Errorf("change ticket %d: %w", id, ErrSecond)
		}
		s := newStep(t, key, d.clock(), d.times)
		if err := s.apply(r); err != nil {
			return Ticket{}, err
		}
		if s.idle() {
			return t, nil
		}
		after, err := d.store.ChangeTicket(ctx, s.Change)
		switch {
		case err == nil:
			d.wake(ctx)
			return after, nil
		case !errors.Is(err, ErrConflict):
			return Ticket{}, fmt.Errorf("change ticket %d: %w", id, err)
		}
		lost = t.Version
	}
	return Ticket{}, fmt.Errorf("change ticket %d, %d times: %w", id, tries, ErrConflict)
}

// pause waits a moment before another try, each a different one.
func pause(ctx context.Context, try int) error {
	if try == 0 {
		return ctx.Err()
	}
	most := time.Duration(min(try, 10)) * 4 * time.Millisecond
	wait := time.NewTimer(rand.N(most)) //nolint:gosec // it keeps no secret
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return nil
	}
}

// clock is the time as stores can keep it.
func (d *Desk) clock() time.Time { return d.now().Round(time.Microsecond) }

// wake tells open desks to look.
func (d *Desk) wake(ctx context.Context) {
	if d.live != nil {
		d.live.Wake(ctx, Topic)
	}
}

// volunteer reads one who belongs here.
func (d *Desk) volunteer(ctx context.Context, id int64) (team.Volunteer, error) {
	v, err := d.store.Volunteer(ctx, id)
	if err == nil && !v.EndedAt.IsZero() {
		err = team.ErrUnknown
	}
	if errors.Is(err, team.ErrUnknown) {
		return v, fmt.Errorf("volunteer %d: %w", id, ErrHidden)
	}
	return v, err
}

// inHand is nil where by holds the Ticket.
func (s *step) inHand(by int64) error {
	switch t := s.Before; {
	case t.State == Closed:
		return ErrClosed
	case t.State != Held || t.Holder != by:
		return ErrNotYours
	}
	return nil
}

// of is nil where the Ticket is the asker's.
func (s *step) of(a Asker) error {
	if a.Chat == "" || s.Before.Asker != a {
		return ErrNone
	}
	return nil
}

// ofOpen is nil where the Ticket is the asker's and not closed.
func (s *step) ofOpen(a Asker) error {
	if err := s.of(a); err != nil {
		return err
	}
	if s.Before.State == Closed {
		return ErrClosed
	}
	return nil
}

// queue puts After into the queue for a new round of announcements. Its place in the
// queue stays: whoever waited long is first. What was allowed was allowed to one person.
func (s *step) queue() {
	t := &s.After
	t.State, t.Holder, t.Team, t.Only, t.RungRing = Waiting, 0, 0, 0, 0
	t.WidenedAt, t.RemindedAt = s.at, time.Time{}
	t.Details, t.DetailsUntil = "", time.Time{}
	s.ring()
}

// give puts After into a volunteer's hands. They have said nothing yet, so the asker
// waits for them from now on.
func (s *step) give(to int64) {
	t := &s.After
	t.State, t.Holder, t.Team, t.Only = Held, to, 0, 0
	t.HeldAt, t.SpokenAt, t.RemindedAt = s.at, time.Time{}, time.Time{}
	t.Details, t.DetailsUntil = "", time.Time{}
}

// spoke marks that the holder said something to the asker.
func (s *step) spoke() {
	t := &s.After
	t.SpokenAt, t.RemindedAt = later(s.at, t.AskedAt), time.Time{}
}

// answers marks a human's own words, or card.
func (s *step) answers() {
	s.spoke()
	if s.After.AnsweredAt.IsZero() {
		s.After.AnsweredAt = s.at
	}
}

// heard marks that the asker waits for the holder's next word. Only the first such line
// counts: who writes again and again is not put off.
func (s *step) heard() {
	t := &s.After
	if t.State == Held && !t.Unanswered() {
		t.AskedAt, t.RemindedAt = later(s.at, t.SpokenAt.Add(time.Microsecond)), time.Time{}
	}
}

// end closes After.
func (s *step) end(o Outcome, h Help) {
	t := &s.After
	t.State, t.Outcome, t.Help, t.ClosedAt, t.Team, t.Only = Closed, o, h, s.at, 0, 0
	t.Details, t.DetailsUntil, t.RemindedAt = "", time.Time{}, time.Time{}
}

// unend takes back what closing wrote.
func (s *step) unend() {
	t := &s.After
	t.Outcome, t.Help, t.Rating, t.ClosedAt = "", "", 0, time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
