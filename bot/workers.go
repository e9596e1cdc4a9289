package bot

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"motcua/internal/chat"
)

// Workers adds what works the jobs of the outbox: b needs an Outbox and Senders.
func Workers(workers *river.Workers, b *Bot) {
	river.AddWorker(workers, &flushWorker{bot: b})
}

// flushWorker lets a job flush its chat. The job never fails: it sleeps and comes again
// until nothing waits.
type flushWorker struct {
	river.WorkerDefaults[chat.FlushArgs]

	bot *Bot
}

// Work flushes a chat.
func (w *flushWorker) Work(ctx context.Context, job *river.Job[chat.FlushArgs]) error {
	if again, done := w.bot.Flush(ctx, job.Args.Channel, job.Args.Chat); !done {
		return river.JobSnooze(again)
	}
	return nil
}

// NextRetry is soon: only a job whose process was killed, many times perhaps, is tried again.
func (*flushWorker) NextRetry(*river.Job[chat.FlushArgs]) time.Time {
	return time.Now().Add(time.Second)
}
