package desk

import (
	"context"

	"motcua/internal/mailing"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// Mails is which figures go to which mailbox by themselves.
type Mails interface {
	Mails(ctx context.Context) ([]mailing.Standing, error)
}

var mailTexts = map[mailing.What]string{
	mailing.Month: "report.mail_month", mailing.Quarter: "report.mail_quarter", mailing.Half: "report.mail_half",
	mailing.NineMonths: "report.mail_nine", mailing.Year: "report.mail_year", mailing.Late: "report.mail_late",
}

type mailView struct {
	Text string
	Bad  bool // the newest one did not go
}

// mails are those with the figures of a Unit, "" everybody's. A page of figures does without.
func (d *Desk) mails(ctx context.Context, unit, lang string) []mailView {
	if d.c.Mails == nil {
		return nil
	}
	all, err := d.c.Mails.Mails(ctx)
	if err != nil {
		return nil
	}
	var out []mailView
	for i := range all {
		if all[i].Unit == unit {
			out = append(out, d.mailView(&all[i], lang))
		}
	}
	return out
}

func (d *Desk) mailView(m *mailing.Standing, lang string) mailView {
	args := words.Args{
		"mailbox": m.Mailbox, "what": d.words.Say(lang, mailTexts[m.What]),
		"next": m.Next(d.c.Now(), workday.Default()).Format("15:04 02/01/2006"),
	}
	if !m.RefusedAt.IsZero() {
		return mailView{d.words.Say(lang, "report.mail_stopped", args), true}
	}
	text := d.words.Say(lang, "report.mailed", args)
	if m.Last.State == mailing.Refused || m.Last.State == mailing.GivenUp {
		return mailView{text + " " + d.words.Say(lang, "report.mail_failed"), true}
	}
	return mailView{text, false}
}
