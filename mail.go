package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"motcua/bot/mail"
	"motcua/handlers/clock"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// mailSettings connect a mail server; without one no letters are sent.
type mailSettings struct {
	SMTPURL  mail.Secret `name:"smtp-url" env:"SMTP_URL" placeholder:"URL" help:"Mail server for reports to offices: smtp://user:password@mail.example.gov.vn:587 (STARTTLS) or smtps://...:465. Only a server on this machine may do without TLS. Unset: no mail."`
	MailFrom string      `name:"mail-from" env:"MAIL_FROM" placeholder:"ADDRESS" help:"Address that reports come from, e.g. hoso@thuanan.example.gov.vn. Needed with SMTP_URL."`
}

func (s mailSettings) config() mail.Config { return mail.Config{URL: s.SMTPURL, From: s.MailFrom} }

// check refuses an address that cannot work.
func (s mailSettings) check() error {
	if s.SMTPURL == "" {
		return nil
	}
	_, err := mail.New(s.config())
	return err
}

// mailer writes and sends letters with figures.
func (s mailSettings) mailer(store *postgres.Store, operator string, log *slog.Logger) (*clock.Mailer, error) {
	if s.SMTPURL == "" {
		return nil, errors.New("SMTP_URL is unset: no mail can be sent; set it with MAIL_FROM where serve runs, and for this command")
	}
	sender, err := mail.New(s.config())
	if err != nil {
		return nil, err
	}
	return &clock.Mailer{
		Orders: store, Tasks: store, Figures: mailFigures{store}, Units: store, Send: sender.Send,
		Operator: operator, Calendar: workday.Default(), Log: log, Now: time.Now,
	}, nil
}

// mailFigures are counted when a letter is written.
type mailFigures struct{ *postgres.Store }

// Report counts.
func (f mailFigures) Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error) {
	return reportOf(ctx, f.Store, p, only)
}

// joinMail adds what sends letters where there is a mail server.
func (a *app) joinMail(workers *river.Workers) error {
	if a.set.SMTPURL == "" {
		return nil
	}
	mailer, err := a.set.mailer(a.store, a.set.OperatorName, a.log)
	if err != nil {
		return err
	}
	clock.MailWorkers(workers, mailer)
	a.store.MailsDaily()
	return nil
}

// mailsKept is for how long it is known which letters went: longer than a year's report is the newest.
const mailsKept = 400 * 24 * time.Hour
