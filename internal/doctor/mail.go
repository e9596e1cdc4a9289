package doctor

import "strconv"

// letters judges the mail server, and what was to be sent by it. What the database does not
// tell is said by its own lines.
func letters(r *report, f *Facts) {
	m, all := f.Mail, f.Database.Mails
	orders := strconv.Itoa(all.Orders)
	switch {
	case m.Off && all.Orders == 0:
		r.well("mail.off")
	case m.Off:
		r.must("mail.unset", "n", orders)
	case m.Refused:
		r.must("mail.password", "why", m.Err, "server", m.Server)
	case m.Err != "":
		r.must("mail.away", "why", m.Err)
	default:
		r.well("mail.well", "server", m.Server, "from", m.From, "n", orders)
	}
	if all.Err != "" && f.Database.current() {
		r.must("content.err", "why", all.Err)
	}
	if all.Refused > 0 {
		r.must("mail.refused", "n", strconv.Itoa(all.Refused))
	}
	if all.Failed > 0 {
		r.advise("mail.failed", "n", strconv.Itoa(all.Failed))
	}
}
