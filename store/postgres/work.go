package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"motcua/internal/chat"
)

// jobs is River as this store uses it.
type jobs = river.Client[pgx.Tx]

// Times of jobs.
const (
	jobTimeout     = time.Minute
	jobRescue      = 2 * time.Minute // a job whose process was killed runs again after it
	jobPoll        = 200 * time.Millisecond
	jobCooldown    = 20 * time.Millisecond // between two fetches, and two notifications of new jobs
	jobStop        = time.Second           // a stopping process then tells running jobs to end
	jobKept        = time.Hour             // when done; its arguments name a chat
	jobsAtOnce     = 50                    // of one channel
	deskAtOnce     = 20                    // of all tickets
	sameWordsAfter = time.Minute           // in the log
)

// newInserter makes the client that inserts jobs and works none.
func newInserter(db *pgxpool.Pool) (*jobs, error) {
	return river.NewClient(riverpgxv5.New(db), &river.Config{
		Schema: jobSchema, Logger: slog.New(slog.DiscardHandler), FetchCooldown: jobCooldown,
	})
}

// flushQueue is the channel's own, so that one that hangs does not hold the others back.
func flushQueue(channel chat.Channel) string { return "flush_" + string(channel) }

// flushOpts: what ends a flush job is an empty outbox, not a number of attempts.
func flushOpts(channel chat.Channel) *river.InsertOpts {
	return &river.InsertOpts{Queue: flushQueue(channel), MaxAttempts: math.MaxInt16}
}

// noticePriority lets who sends replies go before who sends what is for many: thousands of
// them wait for the channel's pace, each in a worker's place.
const noticePriority = 4

// senderOpts are those of who sends Replies to one chat.
func senderOpts(out []chat.Outgoing) *river.InsertOpts {
	opts := flushOpts(out[0].Key.Channel)
	if !slices.ContainsFunc(out, func(o chat.Outgoing) bool { return o.Priority < chat.ForNotice }) {
		opts.Priority = noticePriority
	}
	return opts
}

// Work begins to work the jobs of these channels and, always, those of tickets and of followers, and wakes
// what waits for them since before: the jobs of a killed process would only run again
// after two minutes. What it gives back stops it, and waits for jobs in hand as long as
// its context allows.
func (s *Store) Work(ctx context.Context, workers *river.Workers, log *slog.Logger, channels ...chat.Channel) (func(context.Context) error, error) {
	queues := map[string]river.QueueConfig{deskQueue: {MaxWorkers: deskAtOnce}, newsQueue: {MaxWorkers: newsAtOnce}}
	for _, c := range channels {
		queues[flushQueue(c)] = river.QueueConfig{MaxWorkers: jobsAtOnce}
	}
	if s.mails {
		queues[mailQueue] = river.QueueConfig{MaxWorkers: mailsAtOnce}
	}
	client, err := river.NewClient(riverpgxv5.New(s.db), &river.Config{
		Schema: jobSchema, Queues: queues, Workers: workers, Logger: slog.New(&sparing{Handler: log.Handler(), said: &lately{}}),
		JobTimeout: jobTimeout, RescueStuckJobsAfter: jobRescue, SoftStopTimeout: jobStop,
		PeriodicJobs: s.daily(), RetryPolicy: soon{}, FetchPollInterval: jobPoll, FetchCooldown: jobCooldown, CompletedJobRetentionPeriod: jobKept,
	})
	if err != nil {
		return nil, fmt.Errorf("work jobs: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("work jobs: %w", away(err))
	}
	err = s.wakeOutbox(ctx, channels)
	if err == nil {
		err = s.wakeDesk(ctx, 0)
	}
	if err != nil {
		_ = client.Stop(ctx)
		return nil, err
	}
	waking, stopWaking := context.WithCancel(context.WithoutCancel(ctx))
	go s.keepWaking(waking)
	return func(ctx context.Context) error {
		stopWaking()
		return client.Stop(ctx)
	}, nil
}

// A chat for which only Notices wait comes after the others.
const selectOutboxChats = `
SELECT channel, chat, NOT EXISTS (SELECT FROM outbox o WHERE o.channel = c.channel AND o.chat = c.chat AND o.priority < $2)
  FROM outbox_chats c WHERE channel = ANY ($1)`

// wakeOutbox wakes a sender for every chat for which something waits. One too many finds
// nothing and ends.
func (s *Store) wakeOutbox(ctx context.Context, channels []chat.Channel) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectOutboxChats, channels, int(chat.ForNotice))
	flushes, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (river.InsertManyParams, error) {
		var args chat.FlushArgs
		var notices bool
		err := r.Scan(&args.Channel, &args.Chat, &notices)
		opts := flushOpts(args.Channel)
		if notices {
			opts.Priority = noticePriority
		}
		return river.InsertManyParams{Args: args, InsertOpts: opts}, err
	})
	if err == nil && len(flushes) > 0 {
		_, err = s.jobs.InsertManyFast(ctx, flushes)
	}
	if err != nil {
		return fmt.Errorf("wake the outbox: %w", away(err))
	}
	return nil
}

// sparing drops what River says again within a minute: while the database is away it
// would say so five times a second.
type sparing struct {
	slog.Handler

	said *lately
}

// lately is what was said when.
type lately struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (l *lately) again(words string, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at.Sub(l.at[words]) < sameWordsAfter {
		return true
	}
	if l.at == nil || len(l.at) > 1000 {
		l.at = map[string]time.Time{}
	}
	l.at[words] = at
	return false
}

// Enabled leaves out River's news of its own doings.
func (s *sparing) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && s.Handler.Enabled(ctx, level)
}

// Handle passes on what was not said a moment ago.
func (s *sparing) Handle(ctx context.Context, r slog.Record) error {
	if s.said.again(r.Message, r.Time) {
		return nil
	}
	return s.Handler.Handle(ctx, r)
}

// WithAttrs keeps the same memory.
func (s *sparing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &sparing{s.Handler.WithAttrs(attrs), s.said}
}

// WithGroup keeps the same memory.
func (s *sparing) WithGroup(name string) slog.Handler {
	return &sparing{s.Handler.WithGroup(name), s.said}
}
