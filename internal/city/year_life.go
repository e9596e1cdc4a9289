package city

import "time"

// life is one dossier of the sample year, before it is written down.
type life struct {
	place   yearPlace
	proc    procedure
	day     int // of receipt
	minute  int // of that day
	fate    fate
	channel string

	book    bool // kept by the ward alone
	papers  bool // papers were asked for, and brought
	stopped bool // withdrawn, or given back for want of papers
	apology bool // the office apologised before the date and set a new one
	paid    bool // online
	waits   bool // for its owner, until the period is over
	overdue bool // of open ones: at the end of the period

	// What plan finds: the working days of the end, of the appointment, and of the steps
	// with papers.
	done, due, asked, brought int
}

// plan finds the days of a life. What is not open is finished in the period.
func (y *year) plan(l *life) {
	l.due = l.day + l.proc.n
	if l.papers {
		l.asked = l.day + 1
		l.brought = l.asked + 2 + y.pick(4)
		if l.fate == open {
			l.asked = min(l.day+1, y.end)
			l.brought = y.end + 2 + y.pick(5)
		}
		l.due = l.brought + l.proc.n
	}
	least := max(l.day, l.brought, y.begin)
	switch l.fate {
	case early:
		least = max(least, min(least+1, l.due-1, y.end))
		l.done = least + y.pick(max(1, min(l.due, y.end+1)-least))
	case onTime:
		l.done = l.due
	case late:
		l.done = max(l.due+1, y.begin)
		l.done += y.pick(max(1, min(6, y.end-l.done+1)))
	case open:
		l.done = max(l.due-y.pick(3), y.end+1, l.brought)
		if l.overdue {
			l.done = y.end + 2 + y.pick(8)
		}
	}
}

// live writes a life down.
func (y *year) live(l life) *record {
	system := YearSystem
	if l.book {
		system = YearBook
	}
	r := y.head(&l, system)
	r.ReceivedAt = clock(y.days[l.day], 0, l.minute)
	if l.channel == online {
		r.SubmittedAt = y.evening(l.day)
		r.step(r.SubmittedAt, "registered")
	} else {
		r.ReceivedBy = l.place.unit
	}
	r.step(r.ReceivedAt, "accepted")
	r.DueAt = y.cal.Due(r.ReceivedAt, l.proc.n, l.proc.unit)
	if l.proc.n > 0 {
		y.between(r, &l)
	}
	if l.stopped {
		y.stop(r, &l)
		return r
	}
	y.complete(r, &l)
	y.giveBack(r, &l)
	return r
}

// head is who, what and where.
func (y *year) head(l *life, system string) *record {
	p := l.proc
	r := &record{
		Code:          y.code(l.place.identifier, y.days[l.day], 0),
		ProcedureCode: p.code, Procedure: p.name, Field: p.field, Unit: l.place.unit,
		Channel: l.channel, UpdatedAt: YearSeen, Source: system, proc: p,
	}
	r.Applicant, r.Phone, r.BirthYear = y.person(p)
	if l.book {
		r.Phone, r.BirthYear = "", 0 // a book of certifications asks for neither
	}
	return r
}

// between is what lies between the receipt and the end, of what takes longer than a day.
func (y *year) between(r *record, l *life) {
	if l.done > l.day {
		r.step(clock(y.days[l.day+1], 7, 35).Add(y.minutes(20)), "processing")
	} else {
		r.step(during(r.ReceivedAt.Add(20*time.Minute)), "processing")
	}
	if l.papers {
		r.ask(clock(y.days[l.asked], 8, 30), y.cal.Step(y.days[l.asked], 10+max(0, l.brought-l.asked)))
		back := y.inOffice(l.brought)
		r.step(back, "processing")
		r.DueAt = y.cal.Due(back, l.proc.n, l.proc.unit)
	}
	if l.apology {
		to := clock(y.days[min(l.done+y.pick(2), len(y.days)-1)], 17, 0)
		r.Extensions = []extension{{From: r.DueAt, To: to, Reason: "cần kiểm tra thực địa", At: clock(y.days[l.due-1], 16, 0)}}
	}
}

// stop ends one that is withdrawn, or for which no papers came, on the day of its
// appointment.
func (y *year) stop(r *record, l *life) {
	if y.pick(2) == 0 {
		r.Reason = "Người nộp xin rút"
		r.step(clock(y.days[l.done-1], 14, 0).Add(y.minutes(90)), "withdrawal_requested")
	} else {
		r.Reason = "Quá hạn bổ sung"
		r.ask(clock(y.days[l.day+1], 8, 30), y.days[l.done-1])
	}
	r.step(clock(y.days[l.done], 16, 10).Add(y.minutes(40)), "stopped")
}

// complete ends the work, and counts what the province's system counts of it.
func (y *year) complete(r *record, l *life) {
	var at time.Time
	last := r.Events[len(r.Events)-1].At
	switch l.done {
	case l.day:
		at = during(last.Add(20*time.Minute + y.minutes(25)))
	case l.brought:
		at = during(last.Add(20 * time.Minute))
	default:
		at = y.inOffice(l.done)
	}
	r.FinishedAt = at
	r.step(at, "completed")
	if fee := l.proc.fee; fee > 0 {
		paid := l.paid
		r.FeeDue, r.FeePaid, r.PaidOnline = fee, fee, &paid
	}
	if l.book {
		return
	}
	digitised, electronic := false, false
	if !l.waits && l.fate != open {
		digitised = y.draw(&y.digitised)
		electronic = digitised && y.draw(&y.electronic)
	}
	r.Digitised, r.EResult = &digitised, &electronic
	if electronic {
		r.Results = []result{{Name: r.Procedure, URL: "https://dichvucong.example.gov.vn/ket-qua/" + r.Code}}
	}
}

// giveBack hands the result out, in the period where it was finished in it.
func (y *year) giveBack(r *record, l *life) {
	day := l.done
	switch {
	case l.waits:
		day = y.end + 1 + y.pick(20)
	case l.fate == open:
		day += y.pick(4)
	case l.proc.n > 0:
		day = min(day+y.pick(4), y.end)
	}
	r.ReturnedAt = during(r.FinishedAt.Add(5 * time.Minute))
	if day > l.done {
		r.ReturnedAt = y.inOffice(day)
	}
	r.step(r.ReturnedAt, "returned")
}

// spread is the minute of the day at which the n-th of count comes: in office hours, and
// before 15:00, so that "same day" is that day.
func (y *year) spread(n, count int) int {
	const morning, afternoon = 225, 110
	m := (n*(morning+afternoon) + y.pick(morning+afternoon)) / max(count, 1)
	if m < morning {
		return 7*60 + 35 + m
	}
	return 13*60 + 5 + m - morning
}

// inOffice is a moment in office hours, late enough for the day's first things.
func (y *year) inOffice(day int) time.Time {
	if m := y.pick(400); m < 185 {
		return clock(y.days[day], 9, 20).Add(time.Duration(m%125) * time.Minute)
	}
	return clock(y.days[day], 13, 5).Add(y.minutes(200))
}

// evening is when things are sent online: the evening before that day.
func (y *year) evening(day int) time.Time {
	return clock(y.days[day].AddDate(0, 0, -1), 18, 0).Add(y.minutes(180))
}

// during moves a moment out of the lunch break.
func during(t time.Time) time.Time {
	if m := t.Hour()*60 + t.Minute(); m > 11*60+30 && m < 13*60 {
		return t.Add(90 * time.Minute)
	}
	return t
}
