package clock

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// says is a Desk that gives one answer.
type says struct {
	next time.Time
	err  error
}

func (s says) Silence(context.Context, int64) (time.Time, error) { return s.next, s.err }

func TestSilence(t *testing.T) {
	t.Parallel()
	_, c := question(t)
	broken := errors.New("broken")
	for name, k := range map[string]struct {
		desk says
		wait time.Duration
		err  error
	}{
		"closed":  {},
		"later":   {desk: says{next: noon.Add(time.Minute)}, wait: time.Minute},
		"due now": {desk: says{next: noon.Add(-time.Minute)}, wait: time.Second},
		"deleted": {desk: says{err: fmt.Errorf("read: %w", ticket.ErrNone)}},
		"broken":  {desk: says{err: broken}, err: broken},
	} {
		c.Desk = k.desk
		wait, err := c.Silence(t.Context(), 127)
		if wait != k.wait || !errors.Is(err, k.err) {
			t.Errorf("%s: %s, %v", name, wait, err)
		}
	}
}

// Jobs sleep while the store is away, which is no attempt; what fails comes again soon.
func TestWorkers(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	row := &rivertype.JobRow{Errors: make([]rivertype.AttemptError, 100)}
	relayJob := &river.Job[ticket.RelayArgs]{JobRow: row, Args: ticket.RelayArgs{Ticket: 127}}
	ringJob := &river.Job[ticket.RingArgs]{JobRow: row, Args: ticket.RingArgs{Ticket: 127}}
	silenceJob := &river.Job[ticket.SilenceArgs]{JobRow: row, Args: ticket.SilenceArgs{Ticket: 127}}
	relays, rings, silences := &relayWorker{clock: c}, &ringWorker{clock: c}, &silenceWorker{clock: c}
	work := map[string]func() error{
		"relay":   func() error { return relays.Work(t.Context(), relayJob) },
		"ring":    func() error { return rings.Work(t.Context(), ringJob) },
		"silence": func() error { return silences.Work(t.Context(), silenceJob) },
	}
	for _, k := range []struct {
		err    error
		sleeps bool
	}{{nil, false}, {fmt.Errorf("read: %w", chat.ErrAway), true}, {errors.New("broken"), false}} {
		s.err, c.Desk = k.err, says{err: k.err}
		for name, do := range work {
			err := do()
			var sleep *rivertype.JobSnoozeError
			if errors.As(err, &sleep) != k.sleeps || !k.sleeps && !errors.Is(err, k.err) {
				t.Errorf("%s after %v: %v", name, k.err, err)
			}
		}
	}
	c.Desk = says{next: noon.Add(time.Hour)}
	if err := work["silence"](); !errors.Is(err, river.JobSnooze(time.Hour)) {
		t.Errorf("it does not wait until it is due: %v", err)
	}
	for _, next := range []time.Time{relays.NextRetry(relayJob), rings.NextRetry(ringJob), silences.NextRetry(silenceJob)} {
		if until := time.Until(next); until <= 0 || until > longestRetry {
			t.Errorf("again in %s", until)
		}
	}
}

func TestNewNeeds(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("a Clock without a store")
	}
	if err := Workers(river.NewWorkers(), Config{}); err == nil {
		t.Error("workers without a store")
	}
}
