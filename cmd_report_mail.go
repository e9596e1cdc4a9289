package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"motcua/internal/mailing"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// reportMailCmd is `motcua report mail`.
type reportMailCmd struct {
	List   reportMailListCmd   `cmd:"" default:"withargs" help:"List which mailboxes are sent what, how their newest letter went, and when the next is due."`
	Add    reportMailAddCmd    `cmd:"" help:"Send a mailbox a report after each period, or the list of late dossiers each working day."`
	Remove reportMailRemoveCmd `cmd:"" help:"Send it no longer."`
	Send   reportMailSendCmd   `cmd:"" help:"Send one now, and see whether the server takes it."`
}

type reportMailListCmd struct{ storeSettings }

type reportMailAddCmd struct {
	storeSettings

	MailFrom string `name:"mail-from" env:"MAIL_FROM" hidden:""`
	Mailbox  string `arg:"" help:"An office's address: under .gov.vn, or of the same house as MAIL_FROM."`
	What     string `arg:"" enum:"month,quarter,6m,9m,year,late" help:"month, quarter, 6m, 9m or year: the report, on the first working day after the period. late: dossiers past their date and close to it, each working day. Both at 7:15."`
	Unit     string `placeholder:"UNIT" help:"Of this unit and those below it: its code, identifier or exact name. Unset: of all."`
	Lang     string `default:"vi" enum:"vi,en" help:"vi or en."`
}

type reportMailRemoveCmd struct {
	storeSettings

	ID int64 `arg:"" help:"Its number in the list."`
}

type reportMailSendCmd struct {
	storeSettings
	mailSettings

	ID           int64  `arg:"" help:"Its number in the list."`
	Period       string `placeholder:"PERIOD" help:"2026-11 (a month), 2026-q3 (a quarter), 2026-9m or 2026. Unset: the newest that is over; of late: today."`
	Again        bool   `help:"Also if it was sent before."`
	OperatorName string `name:"operator-name" env:"OPERATOR_NAME" hidden:""`
}

const mailTimes = "2006-01-02 15:04"

// Run lists.
func (c *reportMailListCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Mails(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(std.out, "Nothing is sent by mail yet: motcua report mail add MAILBOX month")
			return err
		}
		return listMails(std.out, all, time.Now())
	})
}

func listMails(out io.Writer, all []mailing.Standing, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "NO\tMAILBOX\tWHAT\tUNIT\tNEXT\tNEWEST\tSTATE")
	for i := range all {
		m := &all[i]
		next, unit := m.Next(now, workday.Default()).Format(mailTimes), m.Unit
		if !m.RefusedAt.IsZero() {
			next = "stopped"
		}
		if unit == "" {
			unit = "(all)"
		}
		_, _ = fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, m.Mailbox, m.What, unit, next, orDash(m.Last.Period), mailState(m))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for i := range all {
		if m := &all[i]; m.Last.Cause != "" {
			if _, err := fmt.Fprintf(out, "\n%d: %s\n   → motcua report mail send %d\n", m.ID, m.Last.Cause, m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func mailState(m *mailing.Standing) string {
	l := &m.Last
	switch l.State {
	case mailing.Sent:
		return "sent " + l.SentAt.Format(mailTimes)
	case mailing.Refused:
		return "refused " + l.TriedAt.Format(mailTimes)
	case mailing.GivenUp:
		return fmt.Sprintf("given up after %d tries", l.Tries)
	case mailing.Waiting:
		if l.Tries == 0 {
			return "waiting"
		}
		return fmt.Sprintf("waiting, %d tries, last %s", l.Tries, l.TriedAt.Format(mailTimes))
	}
	return "nothing was sent yet"
}

// Run keeps an order.
func (c *reportMailAddCmd) Run(ctx context.Context, std streams) error {
	mailbox, err := mailing.ParseMailbox(c.Mailbox, c.MailFrom)
	if err != nil {
		return err
	}
	now := time.Now().In(workday.Zone)
	o := mailing.Order{Mailbox: mailbox, What: mailing.What(c.What), Lang: c.Lang, MadeAt: now}
	return c.withStore(ctx, func(store *postgres.Store) error {
		if c.Unit != "" {
			units, err := store.Directory(ctx)
			if err != nil {
				return err
			}
			u, ok := units.Find(c.Unit, now)
			if !ok {
				return fmt.Errorf("unit %q is not known: give the code, an identifier or the exact name of one that was imported", c.Unit)
			}
			o.Unit = u.Code
		}
		id, err := store.AddMail(ctx, o)
		if errors.Is(err, mailing.ErrOrdered) {
			return fmt.Errorf("%s is sent that already: motcua report mail list", mailbox)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%d: %s is sent first on %s; now: motcua report mail send %d\n", id, o.What, o.Next(now, workday.Default()).Format(mailTimes), id)
		return err
	})
}

// Run ends an order.
func (c *reportMailRemoveCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		err := store.RemoveMail(ctx, c.ID)
		if errors.Is(err, mailing.ErrNone) {
			return noMail(c.ID)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%d: nothing more is sent\n", c.ID)
		return err
	})
}

func noMail(id int64) error {
	return fmt.Errorf("no mail has the number %d: motcua report mail list", id)
}

// mailLater is when serve tries a letter that this command could not send.
const mailLater = 2 * time.Minute

// Run sends one letter.
func (c *reportMailSendCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		mailer, err := c.mailer(store, c.OperatorName, textLog(io.Discard, 0))
		if err != nil {
			return err
		}
		o, err := findMail(ctx, store, c.ID)
		if err != nil {
			return err
		}
		now := time.Now()
		period, err := o.What.ParsePeriod(c.Period, now, workday.Default())
		if err != nil {
			return err
		}
		planned, err := c.plan(ctx, store, period, now)
		if err != nil {
			return err
		}
		if _, err := mailer.Try(ctx, c.ID, period); err != nil {
			return err
		}
		return c.tell(ctx, std.out, store, period, planned, now)
	})
}

// plan makes the letter, anew where it did not go or where that is wished; false where it
// was sent, or is on its way.
func (c *reportMailSendCmd) plan(ctx context.Context, store *postgres.Store, period string, now time.Time) (bool, error) {
	planned, err := store.PlanMail(ctx, c.ID, period, now, now.Add(mailLater))
	if err != nil || planned {
		return planned, err
	}
	l, err := store.Letter(ctx, c.ID, period)
	if err != nil || l.State == mailing.Sent && !c.Again {
		return false, err
	}
	return store.PlanMailAgain(ctx, c.ID, period, now, now.Add(mailLater))
}

func findMail(ctx context.Context, store *postgres.Store, id int64) (mailing.Standing, error) {
	all, err := store.Mails(ctx)
	if err != nil {
		return mailing.Standing{}, err
	}
	for i := range all {
		if all[i].ID == id {
			return all[i], nil
		}
	}
	return mailing.Standing{}, noMail(id)
}

// tell says what became of a letter.
func (c *reportMailSendCmd) tell(ctx context.Context, out io.Writer, store *postgres.Store, period string, planned bool, began time.Time) error {
	l, err := store.Letter(ctx, c.ID, period)
	if err != nil {
		return err
	}
	switch {
	case l.State == mailing.Sent && !planned && l.SentAt.Before(began):
		return fmt.Errorf("%s was sent on %s: --again sends it another time", period, l.SentAt.Format(mailTimes))
	case l.State == mailing.Sent:
		_, err := fmt.Fprintf(out, "%d: %s is sent\n", c.ID, period)
		return err
	case l.State == mailing.Waiting && l.Cause == "":
		return fmt.Errorf("%s is being sent by somebody else just now: motcua report mail list", period)
	case l.State == mailing.Waiting:
		return fmt.Errorf("%s did not go, serve tries it again: %s", period, l.Cause)
	}
	return fmt.Errorf("%s did not go: %s", period, l.Cause)
}
