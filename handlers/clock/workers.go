package clock

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/follow"
	"motcua/internal/ticket"
)

// Workers adds what works the jobs of Tickets, of checklists, of Follows and of Announcements.
func Workers(workers *river.Workers, cfg Config) error {
	c, err := New(cfg)
	if err != nil {
		return err
	}
	river.AddWorker(workers, &relayWorker{clock: c})
	river.AddWorker(workers, &ringWorker{clock: c})
	river.AddWorker(workers, &silenceWorker{clock: c})
	river.AddWorker(workers, &remindWorker{clock: c})
	river.AddWorker(workers, &newsWorker{clock: c})
	river.AddWorker(workers, &tellWorker{clock: c})
	river.AddWorker(workers, &catchUpWorker{clock: c})
	if cfg.Announcements != nil && cfg.Announced != nil {
		river.AddWorker(workers, &announceWorker{clock: c})
	}
	return nil
}

const (
	awayFor      = 2 * time.Second // until a store that is away is asked again
	longestRetry = 30 * time.Second
)

// done is what a job ends with: where the store is away it sleeps, which is no attempt.
func done(err error) error {
	if errors.Is(err, chat.ErrAway) {
		return river.JobSnooze(awayFor)
	}
	return err
}

// soon is when a job that failed is tried again: somebody waits for it.
func soon(job *rivertype.JobRow) time.Time {
	return time.Now().Add(min(time.Duration(len(job.Errors)+1)*time.Second, longestRetry))
}

type relayWorker struct {
	river.WorkerDefaults[ticket.RelayArgs]

	clock *Clock
}

// Work hands on what is new.
func (w *relayWorker) Work(ctx context.Context, job *river.Job[ticket.RelayArgs]) error {
	return done(w.clock.Relay(ctx, job.Args.Ticket))
}

// NextRetry is soon.
func (*relayWorker) NextRetry(job *river.Job[ticket.RelayArgs]) time.Time { return soon(job.JobRow) }

type ringWorker struct {
	river.WorkerDefaults[ticket.RingArgs]

	clock *Clock
}

// Work announces what waits.
func (w *ringWorker) Work(ctx context.Context, job *river.Job[ticket.RingArgs]) error {
	return done(w.clock.Ring(ctx, job.Args.Ticket))
}

// NextRetry is soon.
func (*ringWorker) NextRetry(job *river.Job[ticket.RingArgs]) time.Time { return soon(job.JobRow) }

type silenceWorker struct {
	river.WorkerDefaults[ticket.SilenceArgs]

	clock *Clock
}

// Work does what is due, or sleeps until it is.
func (w *silenceWorker) Work(ctx context.Context, job *river.Job[ticket.SilenceArgs]) error {
	wait, err := w.clock.Silence(ctx, job.Args.Ticket)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return done(err)
}

// NextRetry is soon.
func (*silenceWorker) NextRetry(job *river.Job[ticket.SilenceArgs]) time.Time {
	return soon(job.JobRow)
}

type remindWorker struct {
	river.WorkerDefaults[checklist.RemindArgs]

	clock *Clock
}

// Work reminds, or sleeps until it is time.
func (w *remindWorker) Work(ctx context.Context, job *river.Job[checklist.RemindArgs]) error {
	wait, err := w.clock.Remind(ctx, job.Args.List)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return done(err)
}

// NextRetry is soon.
func (*remindWorker) NextRetry(job *river.Job[checklist.RemindArgs]) time.Time {
	return soon(job.JobRow)
}

type newsWorker struct {
	river.WorkerDefaults[follow.NewsArgs]

	clock *Clock
}

// Work lets all who follow a dossier be told.
func (w *newsWorker) Work(ctx context.Context, job *river.Job[follow.NewsArgs]) error {
	return done(w.clock.News(ctx, job.Args.Dossier))
}

// NextRetry is soon.
func (*newsWorker) NextRetry(job *river.Job[follow.NewsArgs]) time.Time { return soon(job.JobRow) }

type tellWorker struct {
	river.WorkerDefaults[follow.TellArgs]

	clock *Clock
}

// Work tells a follower, or sleeps until that may be done.
func (w *tellWorker) Work(ctx context.Context, job *river.Job[follow.TellArgs]) error {
	wait, err := w.clock.TellFollower(ctx, job.Args.Follow)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return done(err)
}

// NextRetry is soon.
func (*tellWorker) NextRetry(job *river.Job[follow.TellArgs]) time.Time { return soon(job.JobRow) }

type catchUpWorker struct {
	river.WorkerDefaults[follow.CatchUpArgs]

	clock *Clock
}

// Work looks for followers whom nothing told.
func (w *catchUpWorker) Work(ctx context.Context, _ *river.Job[follow.CatchUpArgs]) error {
	return done(w.clock.CatchUp(ctx))
}

// NextRetry is soon.
func (*catchUpWorker) NextRetry(job *river.Job[follow.CatchUpArgs]) time.Time {
	return soon(job.JobRow)
}

type announceWorker struct {
	river.WorkerDefaults[announce.Args]

	clock *Clock
}

// Work sends some on, or sleeps until more may be sent.
func (w *announceWorker) Work(ctx context.Context, job *river.Job[announce.Args]) error {
	wait, err := w.clock.Announce(ctx, job.Args.Announcement)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return done(err)
}

// NextRetry is soon.
func (*announceWorker) NextRetry(job *river.Job[announce.Args]) time.Time { return soon(job.JobRow) }
