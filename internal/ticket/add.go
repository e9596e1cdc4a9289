package ticket

import (
	"context"
	"errors"
	"time"

	"motcua/internal/chat"
)

// Add adds what the asker writes. It opens a Ticket again that was closed a short time
// ago (thanks alone are passed on and do not); of an older one it is ErrClosed, and a
// new question.
func (d *Desk) Add(ctx context.Context, key string, id int64, asker Asker, text string, file *chat.File) (Ticket, error) {
	var closed Ticket
	t, err := d.change(ctx, key, id, func(s *step) error {
		closed = s.Before
		return add(s, asker, text, file)
	})
	if errors.Is(err, ErrSecond) { // they have asked anew meanwhile: it belongs there
		t, _, err = d.Open(ctx, key, closed.question(text, file))
	}
	return t, err
}

// errClosedMeanwhile: a Ticket that was to be joined was closed before it could be.
var errClosedMeanwhile = errors.New("the ticket was closed meanwhile")

// join adds to a Ticket that is not closed.
func (d *Desk) join(ctx context.Context, key string, id int64, q Question) (Ticket, error) {
	return d.change(ctx, key, id, func(s *step) error {
		if s.Before.State == Closed {
			return errClosedMeanwhile
		}
		return add(s, q.Asker, q.Text, q.File)
	})
}

func add(s *step, asker Asker, text string, file *chat.File) error {
	if err := s.of(asker); err != nil {
		return err
	}
	text, err := said(text, file)
	if err != nil {
		return err
	}
	t := &s.After
	switch {
	case t.State == Closed && s.at.After(t.ClosedAt.Add(s.times.ReopenFor)):
		return ErrClosed
	case file == nil && thanks(text): // it opens nothing, and nobody must hurry
	case t.State == Closed:
		s.anew()
	default:
		s.heard()
	}
	s.line(Line{What: Said, Text: text, File: file})
	if t.State != Waiting {
		s.tell()
	}
	return nil
}

// anew puts a closed Ticket into the queue as if it had just been asked.
func (s *step) anew() {
	s.unend()
	s.queue()
	t := &s.After
	t.Ring, t.WaitingAt, t.AskedAt, t.SpokenAt = t.FirstRing(), s.at, s.at, time.Time{}
	s.line(Line{What: Reopened})
}

// question is a Ticket asked again.
func (t Ticket) question(text string, file *chat.File) Question {
	return Question{
		Asker: t.Asker, Lang: t.Lang, Address: t.Address, Unit: t.Unit, Area: t.Area, Code: t.Code, Field: t.Field, Procedure: t.Procedure,
		Sensitive: t.Sensitive, Grave: t.Grave, Far: t.Far, Text: text, File: file,
	}
}
