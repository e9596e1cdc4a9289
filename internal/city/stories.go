package city

import (
	"time"

	"motcua/internal/workday"
)

// story is one way a dossier may have gone; make may say that today has none.
type story struct {
	name  string
	count int
	make  func(m *maker, i int) (record, bool)
}

var stories = []story{
	{"processing", 62, processing},
	{"accepted", 24, accepted},
	{"due today", 6, dueToday},
	{"due soon", 8, dueSoon},
	{"overdue", 12, overdue},
	{"extended", 8, extended},
	{"after papers", 5, afterPapers},
	{"expected", 4, expected},
	{"supplement", 22, askedForPapers},
	{"payment", 14, askedToPay},
	{"registered", 16, registered},
	{"withdrawing", 5, withdrawing},
	{"rejected", 9, rejected},
	{"stopped", 9, stopped},
	{"completed", 30, completed},
	{"returned", 52, returned},
	{"delicate", 10, delicateOne},
	{"death", 2, afterDeath},
}

// running is a dossier whose appointment is that many working days after today, and
// which came in more than the given number of working days ago.
func running(m *maker, left, ago int) record {
	due := m.day
	if left > 0 {
		due = m.cal.Step(m.day, left)
	}
	list := longer(ordinary, left+ago)
	if long := longer(land, left+ago); m.pick(6) == 0 || len(list) == 0 {
		list = long
	}
	p := m.one(list)
	r := m.received(p, m.office(m.cal.Step(due, -p.n)))
	m.work(&r)
	return r
}

func processing(m *maker, i int) (record, bool) {
	if i%3 == 0 {
		return running(m, 7+m.pick(12), 2), true
	}
	return running(m, 2+m.pick(4), 2), true
}

func accepted(m *maker, _ int) (record, bool) {
	return m.received(m.one(ordinary), m.back(m.pick(2))), true
}

func dueToday(m *maker, _ int) (record, bool) {
	if !m.cal.Working(m.day) {
		return record{}, false
	}
	return running(m, 0, 0), true
}

func dueSoon(m *maker, _ int) (record, bool) { return running(m, 1, 0), true }

// overdue were due before the day of the data, so the data knows.
func overdue(m *maker, _ int) (record, bool) {
	p := m.one(ordinary)
	r := m.received(p, m.back(p.n+1+m.pick(5)))
	m.work(&r)
	return r, true
}

func extended(m *maker, _ int) (record, bool) {
	p := m.one(longer(ordinary, 4))
	r := m.received(p, m.back(p.n+1+m.pick(2)))
	m.work(&r)
	to := clock(m.cal.Step(m.day, 2+m.pick(5)), 17, 0)
	r.Extensions = []extension{{
		From: r.DueAt, To: to, Reason: "cần kiểm tra thực địa", At: clock(m.cal.Step(r.DueAt, -1), 16, 0),
	}}
	r.DueAt = to
	return r, true
}

// afterPapers: the papers came and the office set the new date.
func afterPapers(m *maker, _ int) (record, bool) {
	r := resumed(m, m.one(longer(ordinary, 6)), 6)
	r.DueAt = m.cal.Step(r.DueAt, 4)
	return r, true
}

// expected: the papers came after the date, and the source still has the old one.
func expected(m *maker, _ int) (record, bool) {
	return resumed(m, m.one([]procedure{ordinary[0], ordinary[2], ordinary[5]}), 8), true
}

// resumed waited for papers from the day after its receipt until four, or as many
// as there were, working days later: the last working day.
func resumed(m *maker, p procedure, days int) record {
	r := m.received(p, m.back(days))
	r.step(clock(m.cal.Step(r.ReceivedAt, 1), 9, 0), "processing")
	asked := clock(m.cal.Step(r.ReceivedAt, 1), 10, 0)
	r.ask(asked, m.cal.Step(asked, 10))
	r.step(clock(m.cal.Step(m.base, -1), 14, 0), "processing")
	return r
}

func askedForPapers(m *maker, i int) (record, bool) {
	asked := m.office(m.cal.Step(m.base, -1-m.pick(5)))
	by := m.cal.Step(m.day, 2+m.pick(9))
	if i%4 == 3 { // online, asked before it was taken in
		r := m.submitted(m.one(ordinary), clock(asked.AddDate(0, 0, -1), 19, 30))
		r.ask(asked, by)
		return r, true
	}
	p := m.one(longer(ordinary, 2))
	r := m.received(p, m.office(m.cal.Step(asked, -1-m.pick(2))))
	if m.pick(2) == 0 {
		r.step(clock(m.cal.Step(r.ReceivedAt, 1), 7, 31), "processing")
	}
	r.ask(asked, by)
	return r, true
}

func askedToPay(m *maker, i int) (record, bool) {
	list := land
	if i%4 == 3 {
		list = []procedure{ordinary[5], ordinary[8]}
	}
	p := m.one(list)
	r := m.received(p, m.back(4+m.pick(8)))
	m.work(&r)
	r.FeeDue = p.fee
	r.step(m.back(1+m.pick(2)), "payment_requested")
	return r, true
}

func registered(m *maker, i int) (record, bool) {
	at := clock(m.base.AddDate(0, 0, -1), 19, 0).Add(m.minutes(150))
	if i%3 == 0 {
		at = clock(m.base, 6, 30).Add(m.minutes(110))
	}
	return m.submitted(m.one(append(sameDay[:2:2], ordinary...)), at), true
}

func withdrawing(m *maker, _ int) (record, bool) {
	r := m.received(m.one(longer(ordinary, 2)), m.back(3))
	r.step(m.back(1), "withdrawal_requested")
	return r, true
}

func rejected(m *maker, _ int) (record, bool) {
	n := 1 + m.pick(8)
	r := m.submitted(m.one(ordinary), clock(m.cal.Step(m.base, -n).AddDate(0, 0, -1), 20, 0))
	r.Reason = "Nộp chưa đúng nơi có thẩm quyền"
	r.step(m.back(n), "rejected")
	return r, true
}

func stopped(m *maker, i int) (record, bool) {
	r := m.received(m.one(longer(ordinary, 2)), m.back(16))
	m.work(&r)
	if i%3 == 0 {
		r.step(m.back(5), "withdrawal_requested")
		r.Reason = "Người nộp xin rút"
	} else {
		r.ask(m.back(13), m.cal.Step(m.base, -3))
		r.Reason = "Quá hạn bổ sung"
	}
	r.step(m.back(1+m.pick(2)), "stopped")
	return r, true
}

// done is a dossier finished that many working days before the base day.
func done(m *maker, p procedure, ago int) record {
	took := p.n
	if p.unit == workday.WorkingDay {
		took = max(1, p.n-2+m.pick(4)) // early, on time, or a day late
	}
	r := m.received(p, m.back(ago+took))
	if took == 0 {
		r.finish(clock(r.ReceivedAt, 15, 30))
		return r
	}
	r.step(clock(m.cal.Step(r.ReceivedAt, 1), 7, 45), "processing")
	r.finish(clock(m.cal.Step(r.ReceivedAt, took), 10, 0).Add(m.minutes(300)))
	return r
}

func anyOrdinary(m *maker, i int) procedure {
	if i%2 == 0 {
		return m.one(sameDay)
	}
	return m.one(ordinary)
}

func completed(m *maker, i int) (record, bool) {
	return done(m, anyOrdinary(m, i), 1+m.pick(6)), true
}

func returned(m *maker, i int) (record, bool) {
	ago := 2 + m.pick(20)
	r := done(m, anyOrdinary(m, i), ago)
	r.ReturnedAt = clock(m.cal.Step(r.FinishedAt, m.pick(min(ago, 4))), 16, 0)
	r.step(r.ReturnedAt, "returned")
	return r, true
}

func delicateOne(m *maker, i int) (record, bool) {
	p := delicate[i%len(delicate)]
	r := m.received(p, m.back(3+m.pick(3)))
	m.work(&r)
	switch i % 5 {
	case 3:
		r.ask(m.back(1), m.cal.Step(m.day, 6))
	case 4:
		r.finish(clock(m.cal.Step(m.base, -1), 14, 30))
	}
	return r, true
}

func afterDeath(m *maker, i int) (record, bool) {
	if i == 0 {
		r := done(m, decease, 1)
		r.ReturnChannel, r.ReturnAt = counter, wards[0].centre
		return r, true
	}
	return m.submitted(decease, clock(m.base.AddDate(0, 0, -1), 21, 0)), true
}

// old are dossiers that keep the numbers of earlier systems for life, and two of
// other issuers.
func (m *maker) old() []record {
	at := func(y int, mo time.Month, d, h int) time.Time { return time.Date(y, mo, d, h, 0, 0, 0, workday.Zone) }
	received, back := at(2023, 10, 24, 8), at(2023, 10, 26, 9)
	finished := func(code, unit string, p procedure, from, to time.Time) record {
		r := record{
			Code: code, ProcedureCode: p.code, Procedure: p.name, Field: p.field, Unit: unit, Channel: counter,
			Applicant: "Tô Mẫu", ReceivedAt: from, ReturnedAt: to, UpdatedAt: to, Source: source, story: oldStory,
		}
		r.step(from, "accepted")
		r.step(to.Add(-time.Hour), "completed")
		r.step(to, "returned")
		return r
	}
	day := m.cal.Step(m.base, -9)
	yes := true
	ministry := record{
		Code: "G09.20-" + day.Format("20060102") + "-0092637", Field: "Việc làm", Channel: online, Source: source,
		Applicant: "Lê Mẫu", ReceivedAt: clock(day, 9, 0), FinishedAt: clock(m.cal.Step(day, 6), 10, 0), EResult: &yes,
		UpdatedAt: m.fresh, Unit: "Cục Việc làm",
	}
	ministry.step(ministry.ReceivedAt, "accepted")
	ministry.step(ministry.FinishedAt, "completed")
	return []record{
		finished("H09.17-231024-0012", "H09.17", birth, received, back),
		finished("000.00.19.H09-231024-0001", "000.00.19.H09", certify, received, back),
		finished("38.98.H29-210519-0013", "Phường An Thạnh", certify, at(2021, 5, 19, 8), at(2021, 5, 20, 10)),
		ministry,
	}
}
