package clock

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/internal/forms"
	"motcua/internal/mailing"
	"motcua/internal/report"
	"motcua/internal/workday"
)

// MailOrders is who is sent what, and the letters made of it. Errors wrap chat.ErrAway when
// the store cannot be reached.
type MailOrders interface {
	Mails(ctx context.Context) ([]mailing.Standing, error)
	PlanMail(ctx context.Context, id int64, period string, now, at time.Time) (bool, error)
}

// MailTasks is one letter in one hand.
type MailTasks interface {
	TakeMail(ctx context.Context, id int64, period string, now time.Time) (mailing.Task, time.Duration, error)
	MailSent(ctx context.Context, t mailing.Task, now time.Time) error
	MailFailed(ctx context.Context, t mailing.Task, state mailing.State, cause string) error
	RefuseMailbox(ctx context.Context, id int64, now time.Time) error
}

// MailFigures is what letters tell.
type MailFigures interface {
	Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error)
	Late(ctx context.Context, until time.Time, only report.Only) ([]forms.Entry, error)
}

// Mailer writes and sends letters with figures.
type Mailer struct {
	Orders  MailOrders
	Tasks   MailTasks
	Figures MailFigures
	Units   Units
	// Send gives a letter to a mail server; a *mailing.RefusedError will never go.
	Send     func(ctx context.Context, l *mailing.Letter) error
	Operator string
	Calendar *workday.Calendar
	Log      *slog.Logger
	Now      func() time.Time
}

// Plan makes the letters that are due; those that were made before are left alone.
func (m *Mailer) Plan(ctx context.Context) error {
	all, err := m.Orders.Mails(ctx)
	if err != nil {
		return err
	}
	now := m.Now()
	for i := range all {
		period, due := all[i].Due(now, m.Calendar)
		if !due {
			continue
		}
		if _, err := m.Orders.PlanMail(ctx, all[i].ID, period, now, now); err != nil {
			return err
		}
	}
	return nil
}

// Try sends a letter, or keeps why it did not go. Above zero it says after how long to come
// again. What was not kept is tried again when the letter is in no hand any more.
func (m *Mailer) Try(ctx context.Context, id int64, period string) (time.Duration, error) {
	t, wait, err := m.Tasks.TakeMail(ctx, id, period, m.Now())
	if errors.Is(err, mailing.ErrNone) {
		return 0, nil
	}
	if err != nil || wait > 0 {
		return wait, err
	}
	letter, err := m.write(ctx, &t)
	if errors.Is(err, chat.ErrAway) {
		return 0, err
	}
	if err == nil {
		err = m.Send(ctx, &letter)
	}
	if ctx.Err() != nil { // it may have arrived
		return 0, ctx.Err()
	}
	if err != nil {
		return m.failed(ctx, &t, err)
	}
	return 0, m.sent(ctx, t)
}

// sent keeps that a letter went, and does not end before that is kept: else it would go twice.
func (m *Mailer) sent(ctx context.Context, t mailing.Task) error {
	again := time.NewTicker(awayFor)
	defer again.Stop()
	for {
		err := m.Tasks.MailSent(ctx, t, m.Now())
		if !errors.Is(err, chat.ErrAway) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}

// failed decides what becomes of a letter. The log names no mailbox: some are a person's.
func (m *Mailer) failed(ctx context.Context, t *mailing.Task, cause error) (time.Duration, error) {
	state, wait := mailing.Waiting, mailing.Wait(t.Tries)
	refused, never := errors.AsType[*mailing.RefusedError](cause)
	switch {
	case never:
		state, wait = mailing.Refused, 0
	case m.Now().Add(wait).After(t.Until(t.Period, t.MadeAt)):
		state, wait = mailing.GivenUp, 0
	}
	if never && refused.Mailbox {
		if err := m.Tasks.RefuseMailbox(ctx, t.ID, m.Now()); err != nil {
			return 0, err
		}
	}
	if err := m.Tasks.MailFailed(ctx, *t, state, mailing.Cause(cause)); err != nil {
		return 0, err
	}
	if state != mailing.Waiting {
		m.Log.Warn("a report could not be sent by mail; motcua report mail list says why", "mail", t.ID, "period", t.Period, "state", state, "tries", t.Tries)
	}
	return wait, nil
}

func (m *Mailer) write(ctx context.Context, t *mailing.Task) (mailing.Letter, error) {
	now := m.Now()
	about := mailing.About{Operator: m.Operator, Now: now}
	if t.Unit != "" {
		units, err := m.Units.Directory(ctx)
		if err != nil {
			return mailing.Letter{}, err
		}
		u, ok := units.Find(t.Unit, now)
		if !ok {
			return mailing.Letter{}, fmt.Errorf("unit %q: %w: import it again, or order the mail for another", t.Unit, report.ErrNoUnit)
		}
		about.Place = u.Name
	}
	only := report.Only{Unit: t.Unit}
	if t.What == mailing.Late {
		all, err := m.Figures.Late(ctx, forms.LateUntil(now, m.Calendar), only)
		if err != nil {
			return mailing.Letter{}, err
		}
		return t.List(all, m.Calendar, about)
	}
	c, err := forms.ParseChoice(t.Period)
	if err != nil {
		return mailing.Letter{}, err
	}
	r, err := m.Figures.Report(ctx, c.Period, only)
	if err != nil {
		return mailing.Letter{}, err
	}
	return t.Report(&r, about)
}

// MailWorkers adds what works the jobs of letters.
func MailWorkers(workers *river.Workers, m *Mailer) {
	river.AddWorker(workers, &mailPlanWorker{mailer: m})
	river.AddWorker(workers, &mailSendWorker{mailer: m})
}

type mailPlanWorker struct {
	river.WorkerDefaults[mailing.PlanArgs]

	mailer *Mailer
}

// Work makes what is due.
func (w *mailPlanWorker) Work(ctx context.Context, _ *river.Job[mailing.PlanArgs]) error {
	return done(w.mailer.Plan(ctx))
}

// NextRetry is soon.
func (*mailPlanWorker) NextRetry(job *river.Job[mailing.PlanArgs]) time.Time { return soon(job.JobRow) }

type mailSendWorker struct {
	river.WorkerDefaults[mailing.SendArgs]

	mailer *Mailer
}

// mailTime is for counting a province and for a slow server; a letter is held for longer.
const mailTime = 4 * time.Minute

// Timeout is mailTime.
func (*mailSendWorker) Timeout(*river.Job[mailing.SendArgs]) time.Duration { return mailTime }

// Work sends, or sleeps until it may be tried again.
func (w *mailSendWorker) Work(ctx context.Context, job *river.Job[mailing.SendArgs]) error {
	wait, err := w.mailer.Try(ctx, job.Args.Order, job.Args.Period)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return done(err)
}

// NextRetry is soon.
func (*mailSendWorker) NextRetry(job *river.Job[mailing.SendArgs]) time.Time { return soon(job.JobRow) }
