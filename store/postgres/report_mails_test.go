package postgres_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua/internal/mailing"
)

func (p place) order(t *testing.T, what mailing.What) int64 {
	t.Helper()
	id, err := p.AddMail(t.Context(), mailing.Order{Mailbox: "a@b.gov.vn", What: what, Lang: "vi", MadeAt: at(1)})
	must(t, err)
	return id
}

// Whoever makes the letter of a period and however often: it is one, with one job.
func TestPlanMailTogether(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	id := p.order(t, mailing.Month)
	if _, err := p.AddMail(t.Context(), mailing.Order{Mailbox: "a@b.gov.vn", What: mailing.Month, MadeAt: at(2)}); !errors.Is(err, mailing.ErrOrdered) {
		t.Errorf("ordered twice: %v", err)
	}
	var all sync.WaitGroup
	var made, taken, waiting atomic.Int32
	for range 10 {
		all.Go(func() {
			if yes, err := p.PlanMail(t.Context(), id, "2026-11", at(7), at(7)); err != nil {
				t.Error(err)
			} else if yes {
				made.Add(1)
			}
		})
	}
	all.Wait()
	var jobs int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM river.river_job WHERE kind = 'mail_send'").Scan(&jobs))
	if made.Load() != 1 || jobs != 1 {
		t.Errorf("made %d, jobs %d", made.Load(), jobs)
	}
	for range 10 {
		all.Go(func() {
			switch _, wait, err := p.TakeMail(t.Context(), id, "2026-11", at(8)); {
			case err != nil:
				t.Error(err)
			case wait == 0:
				taken.Add(1)
			default:
				waiting.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 || waiting.Load() != 9 {
		t.Errorf("taken %d, wait %d", taken.Load(), waiting.Load())
	}
	if yes, err := p.PlanMail(t.Context(), id+1, "2026-11", at(7), at(7)); yes || err != nil {
		t.Errorf("of no order: %v, %v", yes, err)
	}
}

// A letter whose process was killed is taken by another; what the first has to say comes too late.
func TestMailHeld(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	id := p.order(t, mailing.Late)
	_, err := p.PlanMail(t.Context(), id, "2026-12-01", at(7), at(7))
	must(t, err)
	lost, _, err := p.TakeMail(t.Context(), id, "2026-12-01", at(8))
	must(t, err)
	if _, wait, err := p.TakeMail(t.Context(), id, "2026-12-01", at(8).Add(time.Minute)); wait != 4*time.Minute || err != nil {
		t.Errorf("held: wait %v, %v", wait, err)
	}
	second, wait, err := p.TakeMail(t.Context(), id, "2026-12-01", at(9))
	if must(t, err); wait != 0 || second.Tries != 2 || second.Mailbox != "a@b.gov.vn" || second.What != mailing.Late || !second.MadeAt.Equal(at(7)) {
		t.Errorf("taken again: %v, %+v", wait, second)
	}
	must(t, p.MailFailed(t.Context(), lost, mailing.GivenUp, "too late"))
	must(t, p.MailFailed(t.Context(), second, mailing.Waiting, "451 come again"))
	l, err := p.Letter(t.Context(), id, "2026-12-01")
	if must(t, err); l.State != mailing.Waiting || l.Cause != "451 come again" {
		t.Errorf("%+v", l)
	}
	third, _, err := p.TakeMail(t.Context(), id, "2026-12-01", at(9))
	must(t, err)
	must(t, p.RefuseMailbox(t.Context(), id, at(9)))
	must(t, p.MailSent(t.Context(), third, at(10)))
	if _, _, err := p.TakeMail(t.Context(), id, "2026-12-01", at(12)); !errors.Is(err, mailing.ErrNone) {
		t.Errorf("sent: %v", err)
	}
	all, err := p.Mails(t.Context())
	if must(t, err); len(all) != 1 || all[0].Last.State != mailing.Sent || !all[0].Last.SentAt.Equal(at(10)) || !all[0].RefusedAt.IsZero() {
		t.Errorf("%+v", all)
	}
	if yes, err := p.PlanMailAgain(t.Context(), id, "2026-12-01", at(11), at(11)); !yes || err != nil {
		t.Errorf("again: %v, %v", yes, err)
	}
	must(t, p.ForgetMails(t.Context(), at(23)))
	if _, err := p.Letter(t.Context(), id, "2026-12-01"); err != nil {
		t.Errorf("one that waits was forgotten: %v", err)
	}
	must(t, p.RemoveMail(t.Context(), id))
	if err := p.RemoveMail(t.Context(), id); !errors.Is(err, mailing.ErrNone) {
		t.Errorf("removed twice: %v", err)
	}
	if _, _, err := p.TakeMail(t.Context(), id, "2026-12-01", at(12)); !errors.Is(err, mailing.ErrNone) {
		t.Errorf("of an order that ended: %v", err)
	}
}
