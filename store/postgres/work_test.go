package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// heard are the jobs that were worked.
type heard struct {
	mu   sync.Mutex
	jobs []string
}

func (h *heard) add(job string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.jobs = append(h.jobs, job)
	return len(h.jobs)
}

func (h *heard) has(job string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Contains(h.jobs, job)
}

// work works the desk's jobs until the test ends. The first attempts fail.
func work(t *testing.T, s *postgres.Store, failures int, channels ...chat.Channel) *heard {
	t.Helper()
	h := &heard{}
	hear := func(kind string, id int64) error {
		if h.add(fmt.Sprint(kind, id)) <= failures {
			return errors.New("not now")
		}
		return nil
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(_ context.Context, j *river.Job[ticket.RelayArgs]) error {
		return hear("relay ", j.Args.Ticket)
	}))
	river.AddWorker(workers, river.WorkFunc(func(_ context.Context, j *river.Job[ticket.RingArgs]) error {
		return hear("ring ", j.Args.Ticket)
	}))
	stop, err := s.Work(t.Context(), workers, slog.New(slog.DiscardHandler), channels...)
	must(t, err)
	t.Cleanup(func() { must(t, stop(context.WithoutCancel(t.Context()))) })
	return h
}

// Tickets' jobs are worked also where no channel is configured, and one that fails comes
// again a moment later.
func TestDeskIsWorkedWithoutAChannel(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	h := work(t, s, 1)
	q, _, err := s.OpenTicket(t.Context(), waiting("c"), "k", []ticket.Line{said("x")}, []ticket.Later{{Args: ticket.RelayArgs{}}})
	must(t, err)
	relay := fmt.Sprint("relay ", q.ID)
	until(t, func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return len(h.jobs) == 2 && h.jobs[0] == relay && h.jobs[1] == relay
	})
}

// What a killed process left untold is told at the start of the next.
func TestWorkWakesTheDesk(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	told := func(id int64) {
		for _, whom := range []ticket.Whom{ticket.TheAsker, ticket.TheHolder} {
			if !tell(t, p.Store, ticket.Told{Ticket: id, Whom: whom, From: 0, To: 1}) {
				t.Fatal("not told")
			}
		}
	}
	rung := func(id int64) {
		if !tell(t, p.Store, ticket.Told{Ticket: id, Whom: ticket.TheRing, From: 0, To: 1}) {
			t.Fatal("not rung")
		}
	}
	open := func(chatID string) int64 { return ask(t, p.Store, waiting(chatID), "x").ID }
	done, silent, untold := open("done"), open("silent"), open("untold")
	told(done)
	rung(done)
	told(silent)
	rung(untold)
	counter := ask(t, p.Store, ticket.Ticket{State: ticket.Closed, OpenedAt: at(8), ClosedAt: at(8)}, "x").ID
	h := work(t, p.Store, 0, chat.Telegram)
	until(t, func() bool { return h.has(fmt.Sprint("ring ", silent)) && h.has(fmt.Sprint("relay ", untold)) })
	var jobs int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM river.river_job").Scan(&jobs))
	if jobs != 2 {
		t.Errorf("%d jobs for %d, %d, %d and %d; want 2", jobs, done, silent, untold, counter)
	}
}

// A job that is worked at the moment when its person is deleted ends in peace.
func TestDeletePersonWhileItIsSent(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	working, goOn, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(context.Context, *river.Job[chat.FlushArgs]) error {
		close(working)
		<-goOn
		close(done)
		return nil
	}))
	stop, err := p.Work(t.Context(), workers, slog.New(slog.DiscardHandler), chat.Telegram)
	must(t, err)
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("777000111", "m", 1)}))
	<-working
	must(t, p.DeletePerson(t.Context(), chat.Telegram, "777000111", ""))
	close(goOn)
	<-done
	must(t, stop(context.WithoutCancel(t.Context())))
	if with := tablesWith(t, p, "777000111"); with != nil {
		t.Errorf("left in %v", with)
	}
}
