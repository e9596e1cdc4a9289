package city

import (
	"fmt"
	"time"

	"motcua/internal/workday"
)

// ward is a place to hand in.
type ward struct{ code, identifier, centre string }

var wards = []ward{
	{"SG-LT", "H29.171", "SG-LT-TT"},
	{"SG-TA", "H29.172", "SG-TA-TT"},
	{"SG-TG", "H29.173", "SG-TG-TT"},
	{"SG-BH", "H29.174", "SG-BH-TT"},
	{"SG-AP", "H29.175", "SG-AP-TT"},
}

// The first ward's economic division numbers some of its files itself; land files
// are resolved by the branch of the land registration office.
const (
	divisionUnit       = "SG-LT-KT"
	divisionIdentifier = "H29.171.05"
	landUnit           = "SG-VPDK-TA"
)

// Ways of handing in and of getting the result, and who sends the data.
const (
	counter = "counter"
	online  = "online"
	post    = "post"
	source  = "demo"
)

// received opens a dossier that a counter, the post or the portal has taken in then.
func (m *maker) received(p procedure, at time.Time) record {
	r := m.open(p, at)
	r.ReceivedAt = at
	r.DueAt = m.cal.Due(at, p.n, p.unit)
	if r.Channel == online {
		r.SubmittedAt = clock(at.AddDate(0, 0, -1), 18, 0).Add(m.minutes(180))
		r.step(r.SubmittedAt, "registered")
	}
	r.step(at, "accepted")
	return r
}

// submitted opens a dossier that was sent over the portal and not taken in yet.
func (m *maker) submitted(p procedure, at time.Time) record {
	r := m.open(p, at)
	r.Channel, r.ReceivedBy = online, ""
	r.SubmittedAt = at
	r.step(at, "registered")
	return r
}

// open fills in who, what and where.
func (m *maker) open(p procedure, at time.Time) record {
	w := wards[m.pick(8)%len(wards)] // the first three wards twice as often
	r := record{
		ProcedureCode: p.code, Procedure: p.name, Field: p.field, Unit: w.code,
		Channel: m.channel(), ReturnAt: w.centre, UpdatedAt: m.fresh, Source: source, proc: p,
	}
	identifier, ministry := w.identifier, 0
	switch {
	case p.field == landField:
		r.Unit, ministry = landUnit, p.ministry
	case w.code == "SG-LT" && (p.field == householdField || p.field == buildingField):
		r.Unit, identifier = divisionUnit, divisionIdentifier
	case r.Channel == online:
		ministry = p.ministry
	}
	r.Code = m.code(identifier, at, ministry)
	if r.Channel != online {
		r.ReceivedBy = w.centre
	}
	r.ReturnChannel = counter
	if m.pick(8) == 0 {
		r.ReturnChannel, r.ReturnAt = post, ""
	}
	r.Applicant, r.Phone, r.BirthYear = m.person(p)
	return r
}

// step adds to the history; the state is always the last one added.
func (r *record) step(at time.Time, status string) {
	r.Status = status
	r.Events = append(r.Events, event{At: at, Status: status, Unit: r.Unit})
}

// work passes the dossier to the people who resolve it, the next working day at nine,
// unless that has not come yet.
func (m *maker) work(r *record) {
	at := clock(m.cal.Step(r.ReceivedAt, 1), 9, 0)
	if at.After(m.fresh) {
		return
	}
	r.step(at, "processing")
	r.Events[len(r.Events)-1].Note = "nội bộ: chuyển chuyên viên"
}

// ask stops the clock for papers.
func (r *record) ask(at, by time.Time) {
	r.Supplements = []supplement{{Name: r.proc.paper, Reason: r.proc.lack, AskedAt: at, DueAt: clock(by, 17, 0)}}
	r.step(at, "supplement_requested")
}

// finish ends processing.
func (r *record) finish(at time.Time) {
	r.FinishedAt = at
	r.FeeDue, r.FeePaid = r.proc.fee, r.proc.fee
	yes, electronic := true, r.Channel == online
	r.Digitised, r.EResult = &yes, &electronic
	if r.FeePaid > 0 {
		r.PaidOnline = &electronic
	}
	if electronic {
		r.Results = []result{{Name: r.Procedure, URL: "https://dichvucong.example.gov.vn/ket-qua/" + r.Code}}
	}
	r.step(at, "completed")
}

// back is a moment in office hours n working days before the base day, and early
// enough on the base day itself for the morning's data to know of it.
func (m *maker) back(n int) time.Time { return m.office(m.cal.Step(m.base, -n)) }

func (m *maker) office(day time.Time) time.Time {
	if !workday.Date(day).Before(m.base) {
		return clock(m.base, 7, 35).Add(m.minutes(50))
	}
	if m.pick(3) > 0 {
		return clock(day, 7, 40).Add(m.minutes(220))
	}
	return clock(day, 13, 5).Add(m.minutes(110)) // before 15:00, so that "same day" is that day
}

func (m *maker) pick(n int) int { return m.rng.IntN(n) }

func (m *maker) minutes(n int) time.Duration { return time.Duration(m.pick(n)) * time.Minute }

// one picks a procedure.
func (m *maker) one(list []procedure) procedure { return list[m.pick(len(list))] }

func (m *maker) channel() string {
	return []string{counter, counter, counter, online, online, online, online, post}[m.pick(8)]
}

var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đỗ", "Hồ", "Bùi", "Ngô", "Dương", "Lý", "Mai", "Tô", "Đinh", "Trương"}
	middles  = []string{"", "", "Thị ", "Văn ", "Ngọc ", "Minh "}
)

// person makes up who hands in, with the phone and the year that a proof would ask for.
func (m *maker) person(p procedure) (string, string, int) {
	phone := fmt.Sprintf("09000%05d", m.pick(100000))
	if p.field == householdField && m.pick(5) == 0 {
		return fmt.Sprintf("Công ty TNHH Mẫu %d", 1+m.pick(30)), phone, 0
	}
	name := families[m.pick(len(families))] + " " + middles[m.pick(len(middles))] + "Mẫu"
	return name, phone, 1945 + m.pick(60)
}
