package clock_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"motcua/bot/mail"
	"motcua/bot/mail/mailtest"
	"motcua/handlers/clock"
	"motcua/internal/chat"
	"motcua/internal/mailing"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// counts are figures without counting.
type counts struct{ *postgres.Store }

func (counts) Report(_ context.Context, p report.Period, _ report.Only) (report.Report, error) {
	return report.Make(p, nil, nil, nil, nil), nil
}

// post is an office that is sent letters.
type post struct {
	*testing.T

	store  *postgres.Store
	server *mailtest.Server
	mailer *clock.Mailer
	log    bytes.Buffer
	mu     sync.Mutex
	now    time.Time
	id     int64 // of the order
}

// answers are what the server says to a step, in turn; the last one goes on.
func newPost(t *testing.T, what mailing.What, step string, answers ...string) *post {
	t.Helper()
	p := &post{T: t, store: storetest.Store(t), server: mailtest.New(t, false), now: time.Date(2026, 12, 1, 7, 15, 0, 0, workday.Zone)}
	p.server.Say(func(s string, n int) string {
		if s != step {
			return ""
		}
		return answers[min(n, len(answers))-1]
	})
	sender, err := mail.New(mail.Config{URL: mail.Secret("smtp://" + p.server.Addr), From: "hoso@motcua.example.gov.vn", Timeout: 5 * time.Second})
	p.ok(err)
	p.mailer = &clock.Mailer{
		Orders: p.store, Tasks: p.store, Figures: counts{p.store}, Units: p.store, Send: sender.Send,
		Calendar: workday.Default(), Log: slog.New(slog.NewTextHandler(&p.log, nil)), Now: p.clock,
	}
	p.id, err = p.store.AddMail(t.Context(), mailing.Order{Mailbox: "vanthu@a.gov.vn", What: what, Lang: "vi", MadeAt: p.now.AddDate(0, -1, 0)})
	p.ok(err)
	return p
}

func (p *post) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *post) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *post) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *post) standing() mailing.Standing {
	p.Helper()
	all, err := p.store.Mails(p.Context())
	p.ok(err)
	return all[0]
}

func (p *post) try() time.Duration {
	p.Helper()
	wait, err := p.mailer.Try(p.Context(), p.id, p.standing().Last.Period)
	p.ok(err)
	return wait
}

// Twice at once, planned and tried: one letter.
func TestMailOnce(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Month, "RCPT", "")
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if err := p.mailer.Plan(t.Context()); err != nil {
				t.Error(err)
			}
			for range 2 {
				if _, err := p.mailer.Try(t.Context(), p.id, "2026-11"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	letters := p.server.Letters()
	if len(letters) != 1 || letters[0].To != "vanthu@a.gov.vn" || letters[0].File != "bao-cao-2026-11.xlsx" {
		t.Fatalf("%d letters", len(letters))
	}
	if data, err := base64.StdEncoding.DecodeString(string(letters[0].Data)); err != nil || !bytes.HasPrefix(data, []byte("PK")) {
		t.Errorf("no workbook: %v", err)
	}
	if s := p.standing(); s.Last.State != mailing.Sent || s.Last.Period != "2026-11" {
		t.Errorf("%+v", s.Last)
	}
	p.pass(24 * time.Hour)
	p.ok(p.mailer.Plan(t.Context()))
	if p.try() != 0 || len(p.server.Letters()) != 1 {
		t.Error("the next day it goes again")
	}
}

func TestMailTriedAgain(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Month, "RCPT", "451 4.7.1 come again", mailtest.Drop, "")
	p.ok(p.mailer.Plan(t.Context()))
	for i, want := range []time.Duration{time.Minute, 2 * time.Minute, 0} {
		if wait := p.try(); wait != want {
			t.Errorf("try %d: %v, want %v", i+1, wait, want)
		}
		p.pass(want)
	}
	if s := p.standing(); s.Last.State != mailing.Sent || s.Last.Tries != 3 || len(p.server.Letters()) != 1 {
		t.Errorf("%+v", s.Last)
	}
}

// A mailbox that is refused gets nothing more, until somebody has sent one that went.
func TestMailRefused(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Late, "RCPT", "550 5.1.1 no such user here", "")
	p.ok(p.mailer.Plan(t.Context()))
	if wait := p.try(); wait != 0 {
		t.Errorf("it is tried again after %v", wait)
	}
	if s := p.standing(); s.Last.State != mailing.Refused || s.RefusedAt.IsZero() || !strings.Contains(s.Last.Cause, "no such user") {
		t.Errorf("%+v", s)
	}
	if bytes.Contains(p.log.Bytes(), []byte("vanthu")) || !bytes.Contains(p.log.Bytes(), []byte("motcua report mail list")) {
		t.Errorf("log: %s", p.log.Bytes())
	}
	p.pass(24 * time.Hour)
	p.ok(p.mailer.Plan(t.Context()))
	if s := p.standing(); s.Last.Period != "2026-12-01" {
		t.Errorf("another letter was made: %s", s.Last.Period)
	}
	_, err := p.store.PlanMailAgain(t.Context(), p.id, "2026-12-01", p.clock(), p.clock())
	p.ok(err)
	p.try()
	if s := p.standing(); s.Last.State != mailing.Sent || !s.RefusedAt.IsZero() {
		t.Errorf("%+v", s)
	}
}

func TestMailGivenUp(t *testing.T) {
	t.Parallel()
	for what, useful := range map[mailing.What]time.Duration{mailing.Month: 5 * 24 * time.Hour, mailing.Late: 9*time.Hour + 45*time.Minute} {
		p := newPost(t, what, "HELLO", "421 not now")
		p.ok(p.mailer.Plan(t.Context()))
		if wait := p.try(); wait != time.Minute {
			t.Errorf("%s: it is tried again after %v", what, wait)
		}
		p.pass(useful - 2*time.Minute)
		if wait := p.try(); wait != 2*time.Minute {
			t.Errorf("%s, close to its end: it is tried again after %v", what, wait)
		}
		p.pass(2 * time.Minute)
		if wait := p.try(); wait != 0 {
			t.Errorf("%s, at its end: it is tried again after %v", what, wait)
		}
		if s := p.standing(); s.Last.State != mailing.GivenUp || s.Last.Cause == "" || s.Last.Tries != 3 {
			t.Errorf("%s: %+v", what, s.Last)
		}
	}
}

// Killed when the server has the letter and nobody here knows: it goes again under the same
// name, by which a mailbox can tell.
func TestMailKilledBetween(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Month, "RCPT", "")
	p.ok(p.mailer.Plan(t.Context()))
	send := p.mailer.Send
	ctx, kill := context.WithCancel(t.Context())
	p.mailer.Send = func(_ context.Context, l *mailing.Letter) error {
		defer kill()
		return send(t.Context(), l)
	}
	if _, err := p.mailer.Try(ctx, p.id, "2026-11"); !errors.Is(err, context.Canceled) {
		t.Fatalf("killed: %v", err)
	}
	p.mailer.Send = send
	wait := p.try()
	if wait == 0 || len(p.server.Letters()) != 1 {
		t.Fatalf("taken while it may still be in hand: %v, %d letters", wait, len(p.server.Letters()))
	}
	p.pass(wait)
	p.try()
	letters := p.server.Letters()
	if len(letters) != 2 || letters[0].ID != letters[1].ID || letters[0].ID == "" {
		t.Errorf("%d letters", len(letters))
	}
	if s := p.standing(); s.Last.State != mailing.Sent || s.Last.Tries != 2 {
		t.Errorf("%+v", s.Last)
	}
}

// deaf is a store that cannot keep at first that a letter went.
type deaf struct {
	*postgres.Store

	times int
}

func (d *deaf) MailSent(ctx context.Context, t mailing.Task, now time.Time) error {
	if d.times++; d.times == 1 {
		return chat.ErrAway
	}
	return d.Store.MailSent(ctx, t, now)
}

func TestMailSentIsKept(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Month, "RCPT", "")
	tasks := &deaf{Store: p.store}
	p.mailer.Tasks = tasks
	p.ok(p.mailer.Plan(t.Context()))
	p.try()
	if s := p.standing(); s.Last.State != mailing.Sent || tasks.times != 2 {
		t.Errorf("%+v after %d times", s.Last, tasks.times)
	}
}

// By itself: who starts after the morning makes what is due and sends it.
func TestMailJobs(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailing.Month, "RCPT", "")
	heard := make(chan struct{}, 1)
	send := p.mailer.Send
	p.mailer.Send = func(ctx context.Context, l *mailing.Letter) error {
		defer func() { heard <- struct{}{} }()
		return send(ctx, l)
	}
	workers := river.NewWorkers()
	clock.MailWorkers(workers, p.mailer)
	p.store.MailsDaily()
	stop, err := p.store.Work(t.Context(), workers, slog.New(slog.DiscardHandler))
	p.ok(err)
	select {
	case <-heard:
	case <-time.After(30 * time.Second):
		t.Error("nothing is sent")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
	defer cancel()
	p.ok(stop(ctx))
	if n := len(p.server.Letters()); n != 1 {
		t.Errorf("%d letters", n)
	}
}
