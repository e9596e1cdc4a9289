package ticket

import (
	"context"
	"fmt"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
)

// Question is what somebody asks of a human.
type Question struct {
	Asker   Asker
	Lang    string
	Address string // how the asker is addressed
	Unit    string // code of the Unit that it belongs to, "" unknown
	Area    string // neighbourhood, "" unknown
	Code    dossier.Code
	Field   string // of the dossier
	// Procedure is what it asks about, as far as known: "1.004194/thue" or "1.004194".
	Procedure string

	Sensitive bool
	Grave     bool
	Far       bool // "không muốn người cùng khu phố"

	Text string
	File *chat.File
	At   time.Time // when it was written; zero for now
}

// Open puts a question into the queue. Where the asker has one that is not closed the
// text joins it, and where key was used before nothing happens: false.
func (d *Desk) Open(ctx context.Context, key string, q Question) (Ticket, bool, error) {
	now := d.clock()
	s, err := opened(q, key, now, d.times)
	if err != nil {
		return Ticket{}, false, err
	}
	for range tries {
		t, fresh, err := d.store.OpenTicket(ctx, s.After, key, s.Lines, s.Later)
		if err != nil {
			return Ticket{}, false, fmt.Errorf("open a ticket: %w", err)
		}
		if fresh {
			d.wake(ctx)
			return t, true, nil
		}
		joined, err := d.join(ctx, key, t.ID, q)
		if err != errClosedMeanwhile { //nolint:errorlint // it is never wrapped
			return joined, false, err
		}
	}
	return Ticket{}, false, fmt.Errorf("open a ticket: %w", ErrConflict)
}

// opened is the rule of Open.
func opened(q Question, key string, now time.Time, times Times) (*step, error) {
	text, err := said(q.Text, q.File)
	if err != nil {
		return nil, err
	}
	if q.Asker.Chat == "" {
		return nil, ErrNone
	}
	at := q.At.Round(time.Microsecond)
	if at.IsZero() || at.After(now) {
		at = now
	}
	s := newStep(Ticket{}, key, now, times)
	s.After = Ticket{
		State: Waiting, Asker: q.Asker, Lang: q.Lang, Address: q.Address,
		Unit: q.Unit, Area: q.Area, Code: q.Code, Field: q.Field, Procedure: q.Procedure,
		Sensitive: q.Sensitive, Grave: q.Grave, Far: q.Far,
		OpenedAt: at, WaitingAt: at, WidenedAt: now, AskedAt: at,
	}
	s.After.Ring = s.After.FirstRing()
	s.line(Line{What: Said, Text: text, File: q.File})
	s.ring()
	return s, s.apply(func(*step) error { return nil })
}
