package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/mailing"
)

// mailQueue is where letters are written and sent, apart from all that citizens wait for: a
// mail server may be slow.
const (
	mailQueue    = "mail"
	mailsAtOnce  = 2
	mailAttempts = 1000 // of a job whose database is away; what a server says is no attempt
	// mailHeld is how long a letter is in one hand. It is longer than its job may take, so
	// that a letter whose process was killed goes out again and none goes out twice.
	mailHeld = 5 * time.Minute
)

func mailOpts(at time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: mailQueue, MaxAttempts: mailAttempts, ScheduledAt: at}
}

// What conflicts would use up a number, which operators see; two at once still may.
const insertMail = `
INSERT INTO report_mails (mailbox, what, unit, lang, made_at)
SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM report_mails WHERE mailbox = $1 AND what = $2 AND unit = $3)
    ON CONFLICT DO NOTHING RETURNING id`

// AddMail keeps an order and gives its number. The error wraps mailing.ErrOrdered where
// that mailbox is sent the same already.
func (s *Store) AddMail(ctx context.Context, o mailing.Order) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var id int64
	err := s.db.QueryRow(ctx, insertMail, o.Mailbox, o.What, o.Unit, o.Lang, o.MadeAt).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = mailing.ErrOrdered
	}
	if err != nil {
		return 0, fmt.Errorf("order mail: %w", away(err))
	}
	return id, nil
}

const deleteMail = `DELETE FROM report_mails WHERE id = $1`

// RemoveMail ends an order with all that is known of its letters; one that is being sent
// may still arrive. The error wraps mailing.ErrNone where there is none.
func (s *Store) RemoveMail(ctx context.Context, id int64) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, deleteMail, id)
	if err == nil && tag.RowsAffected() == 0 {
		err = mailing.ErrNone
	}
	if err != nil {
		return fmt.Errorf("remove mail %d: %w", id, away(err))
	}
	return nil
}

const selectMails = `
SELECT m.id, m.mailbox, m.what, m.unit, m.lang, m.made_at, m.refused_at,
       coalesce(l.period, ''), coalesce(l.state, ''), coalesce(l.tries, 0), l.made_at, l.tried_at, l.sent_at, coalesce(l.cause, '')
  FROM report_mails m LEFT JOIN LATERAL (
       SELECT period, state, tries, made_at, tried_at, sent_at, cause FROM report_letters WHERE mail = m.id ORDER BY made_at DESC, period DESC LIMIT 1) l ON true
 ORDER BY m.id`

// Mails are all orders, each with its newest letter.
func (s *Store) Mails(ctx context.Context) ([]mailing.Standing, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectMails)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (mailing.Standing, error) {
		var m mailing.Standing
		var refused, made, tried, sent *time.Time
		err := r.Scan(&m.ID, &m.Mailbox, &m.What, &m.Unit, &m.Lang, &m.MadeAt, &refused,
			&m.Last.Period, &m.Last.State, &m.Last.Tries, &made, &tried, &sent, &m.Last.Cause)
		m.MadeAt, m.RefusedAt = here(&m.MadeAt), here(refused)
		m.Last.MadeAt, m.Last.TriedAt, m.Last.SentAt = here(made), here(tried), here(sent)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("read mails: %w", away(err))
	}
	return all, nil
}

const selectLetter = `
SELECT period, state, tries, made_at, tried_at, sent_at, cause FROM report_letters WHERE mail = $1 AND period = $2`

// Letter is that of a period. The error wraps mailing.ErrNone where there is none.
func (s *Store) Letter(ctx context.Context, id int64, period string) (mailing.Sending, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var l mailing.Sending
	var tried, sent *time.Time
	err := s.db.QueryRow(ctx, selectLetter, id, period).Scan(&l.Period, &l.State, &l.Tries, &l.MadeAt, &tried, &sent, &l.Cause)
	if errors.Is(err, pgx.ErrNoRows) {
		err = mailing.ErrNone
	}
	if err != nil {
		return l, fmt.Errorf("read mail %d of %s: %w", id, period, away(err))
	}
	l.MadeAt, l.TriedAt, l.SentAt = here(&l.MadeAt), here(tried), here(sent)
	return l, nil
}

const insertLetter = `
INSERT INTO report_letters (mail, period, state, tries, made_at, cause)
SELECT id, $2, 'waiting', 0, $3, '' FROM report_mails WHERE id = $1
    ON CONFLICT DO NOTHING`

// PlanMail makes the letter of a period, with the job that sends it at a time. False, and
// nothing is done, where it was made before.
func (s *Store) PlanMail(ctx context.Context, id int64, period string, now, at time.Time) (bool, error) {
	return s.planMail(ctx, insertLetter, id, period, now, at)
}

const resetLetter = `
UPDATE report_letters SET state = 'waiting', tries = 0, made_at = $3, tried_at = NULL, held_until = NULL, sent_at = NULL, cause = ''
 WHERE mail = $1 AND period = $2 AND state <> 'waiting'`

// PlanMailAgain makes a letter anew that was sent, refused or given up; false where there
// is none such.
func (s *Store) PlanMailAgain(ctx context.Context, id int64, period string, now, at time.Time) (bool, error) {
	return s.planMail(ctx, resetLetter, id, period, now, at)
}

func (s *Store) planMail(ctx context.Context, query string, id int64, period string, now, at time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var made bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, query, id, period, now)
		if made = err == nil && tag.RowsAffected() == 1; !made {
			return err
		}
		job := river.InsertManyParams{Args: mailing.SendArgs{Order: id, Period: period}, InsertOpts: mailOpts(at)}
		_, err = s.jobs.InsertManyFastTx(ctx, tx, []river.InsertManyParams{job})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("plan mail %d: %w", id, away(err))
	}
	return made, nil
}

const (
	takeLetter = `
UPDATE report_letters l SET tries = tries + 1, tried_at = $3, held_until = $4
  FROM report_mails m
 WHERE m.id = l.mail AND l.mail = $1 AND l.period = $2 AND l.state = 'waiting' AND (l.held_until IS NULL OR l.held_until <= $3)
RETURNING m.mailbox, m.what, m.unit, m.lang, l.made_at, l.tries`
	selectHeldLetter = `SELECT held_until FROM report_letters WHERE mail = $1 AND period = $2 AND state = 'waiting'`
)

// TakeMail takes a letter into one hand for a while. Where another has it, it says how long
// to wait. The error wraps mailing.ErrNone where nothing is left to do.
func (s *Store) TakeMail(ctx context.Context, id int64, period string, now time.Time) (mailing.Task, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	t := mailing.Task{Order: mailing.Order{ID: id}, Period: period}
	err := s.db.QueryRow(ctx, takeLetter, id, period, now, now.Add(mailHeld)).Scan(&t.Mailbox, &t.What, &t.Unit, &t.Lang, &t.MadeAt, &t.Tries)
	if err == nil {
		t.MadeAt = here(&t.MadeAt)
		return t, 0, nil
	}
	var held *time.Time
	if errors.Is(err, pgx.ErrNoRows) {
		err = s.db.QueryRow(ctx, selectHeldLetter, id, period).Scan(&held)
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return t, 0, fmt.Errorf("take mail %d of %s: %w", id, period, mailing.ErrNone)
	case err != nil:
		return t, 0, fmt.Errorf("take mail %d of %s: %w", id, period, away(err))
	case held == nil: // it was let go between the two questions
		return t, time.Second, nil
	}
	return t, max(held.Sub(now), time.Second), nil
}

const letterSent = `
WITH sent AS (
UPDATE report_letters SET state = 'sent', sent_at = $3, held_until = NULL, cause = '' WHERE mail = $1 AND period = $2)
UPDATE report_mails SET refused_at = NULL WHERE id = $1`

// MailSent keeps that a letter went: also where it was taken for lost meanwhile.
func (s *Store) MailSent(ctx context.Context, t mailing.Task, now time.Time) error {
	return s.endMail(ctx, letterSent, t.ID, t.Period, now)
}

const (
	letterFailed = `
UPDATE report_letters SET state = $4, cause = $5, held_until = NULL
 WHERE mail = $1 AND period = $2 AND state = 'waiting' AND tries = $3`
	refuseMailbox = `UPDATE report_mails SET refused_at = $2 WHERE id = $1`
)

// MailFailed keeps why a letter did not go, and what becomes of it. Who took it later has
// the last word.
func (s *Store) MailFailed(ctx context.Context, t mailing.Task, state mailing.State, cause string) error {
	return s.endMail(ctx, letterFailed, t.ID, t.Period, t.Tries, state, cause)
}

// RefuseMailbox keeps that nothing is taken for an order's mailbox.
func (s *Store) RefuseMailbox(ctx context.Context, id int64, now time.Time) error {
	return s.endMail(ctx, refuseMailbox, id, now)
}

func (s *Store) endMail(ctx context.Context, query string, id int64, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, query, append([]any{id}, args...)...); err != nil {
		return fmt.Errorf("keep what became of mail %d: %w", id, away(err))
	}
	return nil
}

const deleteLetters = `DELETE FROM report_letters WHERE made_at < $1 AND state <> 'waiting'`

// ForgetMails drops what was made before a time; orders stay.
func (s *Store) ForgetMails(ctx context.Context, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, deleteLetters, before); err != nil {
		return fmt.Errorf("forget old mail: %w", away(err))
	}
	return nil
}

// MailsDaily lets Work send letters, and look once at the start and each morning which are
// due. It is called before Work, where there is who works mailing.PlanArgs and mailing.SendArgs.
func (s *Store) MailsDaily() { s.mails = true }

type mailMorning struct{}

// Next is the next morning.
func (mailMorning) Next(now time.Time) time.Time {
	next := mailing.Morning(now)
	if !next.After(now) {
		next = mailing.Morning(next.AddDate(0, 0, 1))
	}
	return next
}

func planMails() *river.PeriodicJob {
	plan := func() (river.JobArgs, *river.InsertOpts) { return mailing.PlanArgs{}, mailOpts(time.Time{}) }
	return river.NewPeriodicJob(mailMorning{}, plan, &river.PeriodicJobOpts{ID: "mail_plan", RunOnStart: true})
}
