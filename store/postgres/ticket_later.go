package postgres

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/internal/ticket"
)

// deskQueue is where what tickets cause is worked, apart from any channel.
const deskQueue = "desk"

// deskOpts: what ends such a job is its work done, not a number of attempts.
func deskOpts(at time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: deskQueue, MaxAttempts: math.MaxInt16, ScheduledAt: at}
}

// insertLater inserts the jobs of a Ticket's step in its transaction. A Ticket that has
// just been made did not know its number.
func (s *Store) insertLater(ctx context.Context, tx pgx.Tx, id int64, later []ticket.Later) error {
	if len(later) == 0 {
		return nil
	}
	all := make([]river.InsertManyParams, len(later))
	for i, l := range later {
		all[i] = river.InsertManyParams{Args: numbered(l.Args, id), InsertOpts: deskOpts(l.At)}
	}
	_, err := s.jobs.InsertManyFastTx(ctx, tx, all)
	return err
}

// numbered are the same arguments with the number of their Ticket.
func numbered(args river.JobArgs, id int64) river.JobArgs {
	switch a := args.(type) {
	case ticket.RelayArgs:
		return ticket.RelayArgs{Ticket: id}
	case ticket.RingArgs:
		return ticket.RingArgs{Ticket: id}
	case ticket.SilenceArgs:
		return ticket.SilenceArgs{Ticket: id}
	default:
		return a
	}
}

// soon is when a job that failed runs again: what waits for a person does not wait for
// days, as River would have it.
type soon struct{}

// The first retries come after a second, later ones every half minute.
const longestRetry = 30 * time.Second

// NextRetry is the time of the next attempt.
func (soon) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(min(time.Duration(len(job.Errors)+1)*time.Second, longestRetry))
}

// What was said and not handed on, and what waits and was not announced.
const selectUntold = `
SELECT id, least(told_asker, told_holder) < last_line, state = 'waiting' AND rung_ring <> ring FROM tickets
WHERE channel <> '' AND (least(told_asker, told_holder) < last_line OR state = 'waiting' AND rung_ring <> ring)`

// What was to be looked after by now and was not: its job was in hand when a process was
// killed, or came due while none ran.
const selectOverdue = `
SELECT DISTINCT (args->>'ticket')::bigint FROM ` + jobSchema + `.river_job
WHERE kind = 'silence' AND (state = 'running' AND attempted_at <= now() - $1::interval
                            OR state IN ('scheduled', 'retryable') AND scheduled_at <= now() - $1::interval)`

// wakeEvery is how often what is not handed on is looked for: the jobs of a replica that
// was killed would only run again after two minutes.
const wakeEvery = 15 * time.Second

// keepWaking wakes the desk until ctx ends.
func (s *Store) keepWaking(ctx context.Context) {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = s.wakeDesk(ctx, wakeEvery) // the store is away: the next time does it
		}
	}
}

// wakeDesk inserts the jobs anew of what is not handed on, and of what is overdue by more
// than late. One too many finds nothing to do and ends.
func (s *Store) wakeDesk(ctx context.Context, late time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectUntold)
	var jobs []river.InsertManyParams
	var id int64
	var relay, ring bool
	_, err := pgx.ForEachRow(rows, []any{&id, &relay, &ring}, func() error {
		if relay {
			jobs = append(jobs, river.InsertManyParams{Args: ticket.RelayArgs{Ticket: id}, InsertOpts: deskOpts(time.Time{})})
		}
		if ring {
			jobs = append(jobs, river.InsertManyParams{Args: ticket.RingArgs{Ticket: id}, InsertOpts: deskOpts(time.Time{})})
		}
		return nil
	})
	if err == nil {
		rows, _ = s.db.Query(ctx, selectOverdue, late)
		_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
			jobs = append(jobs, river.InsertManyParams{Args: ticket.SilenceArgs{Ticket: id}, InsertOpts: deskOpts(time.Time{})})
			return nil
		})
	}
	if err == nil && len(jobs) > 0 {
		_, err = s.jobs.InsertManyFast(ctx, jobs)
	}
	if err != nil {
		return fmt.Errorf("wake the desk: %w", away(err))
	}
	return nil
}
