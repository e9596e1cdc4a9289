package city

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// Office is the made-up one-stop system at work: it moves the dossiers of a day, and takes
// new ones in as others end. It works around the clock, because visitors come at any hour,
// and a day's work takes it minutes; its events carry the moment at which it is asked to
// go on, so nothing of it lies in the future. The same day and the same moments give the
// same rows.
type Office struct {
	maker

	set  map[string]bool // codes of the day's set
	held map[string]bool // codes that stay as they are
	live []*record
	room int // how many are live as long as it works

	watched *record

	date   time.Time // of the arrivals
	next   int       // number of the next arrival of that date
	probed int       // arrivals that Arrivals has asked for
}

// NewOffice is an office with the set of that day, as Dossiers gives it. What Tries names
// stays as it is.
func NewOffice(today time.Time) *Office {
	o := &Office{maker: *newMaker(today), set: map[string]bool{}, held: map[string]bool{}}
	for _, try := range Tries(today) {
		o.held[try.Code] = true
	}
	for _, r := range build(today) {
		o.set[r.Code] = true
		if r.story != oldStory && !o.held[r.Code] && r.proc.code != "" {
			o.add(&r)
		}
	}
	o.room, o.date = len(o.live), workday.Date(today)
	o.rng = rand.New(rand.NewPCG(uint64(o.date.Unix()), 2)) //nolint:gosec // made-up data is to be the same each time
	return o
}

// add keeps it in mind while it can move.
func (o *Office) add(r *record) {
	if !ends(r.Status) {
		o.live = append(o.live, r)
	}
}

func ends(status string) bool {
	return status == "rejected" || status == "stopped" || status == "returned"
}

// Set are the codes of the dossiers that may have moved on since an earlier start.
func (o *Office) Set() []dossier.Code {
	codes := make([]dossier.Code, len(o.live))
	for i, r := range o.live {
		codes[i] = dossier.Code(r.Code)
	}
	return codes
}

// Arrivals are the codes of the next n of those that an earlier start may have taken in on
// this day. To ask on until none of them is known gives all.
func (o *Office) Arrivals(n int) []dossier.Code {
	codes := make([]dossier.Code, n)
	for i := range codes {
		codes[i] = dossier.Code(o.arrival(o.date, o.probed+i).Code)
	}
	o.probed += n
	return codes
}

// Resume goes on where these dossiers stand.
func (o *Office) Resume(stored []dossier.Dossier) {
	known := make(map[dossier.Code]*dossier.Dossier, len(stored))
	for i := range stored {
		known[stored[i].Code] = &stored[i]
	}
	for _, r := range o.live {
		if d := known[dossier.Code(r.Code)]; d != nil && !d.UpdatedAt.Before(r.UpdatedAt) {
			r.resume(d)
		}
		delete(known, dossier.Code(r.Code))
	}
	o.live = slices.DeleteFunc(o.live, func(r *record) bool { return ends(r.Status) })
	for n := range o.probed {
		if len(known) == 0 {
			return
		}
		r := o.arrival(o.date, n)
		d := known[dossier.Code(r.Code)]
		if d == nil {
			continue
		}
		delete(known, d.Code)
		o.next = max(o.next, n+1)
		r.resume(d)
		o.add(r)
	}
}

// resume takes over what is stored; who and how to reach them is known already.
func (r *record) resume(d *dossier.Dossier) {
	r.ProcedureCode, r.Procedure, r.Field = d.ProcedureCode, d.Procedure, d.Field
	r.proc = procedureOf(d.ProcedureCode)
	r.Status, r.Reason, r.UpdatedAt = string(d.Status), d.Reason, d.UpdatedAt
	r.SubmittedAt, r.ReceivedAt, r.DueAt, r.FinishedAt, r.ReturnedAt = d.SubmittedAt, d.ReceivedAt, d.DueAt, d.FinishedAt, d.ReturnedAt
	r.FeeDue, r.FeePaid = value(d.FeeDue), value(d.FeePaid)
	r.PaidOnline, r.Digitised, r.EResult = d.PaidOnline, d.Digitised, d.EResult
	r.Results, r.Supplements, r.Extensions, r.Events = nil, nil, nil, nil
	for _, x := range d.Results {
		r.Results = append(r.Results, result(x))
	}
	for _, x := range d.Supplements {
		r.Supplements = append(r.Supplements, supplement(x))
	}
	for _, x := range d.Extensions {
		r.Extensions = append(r.Extensions, extension(x))
	}
	for _, x := range d.Events {
		r.Events = append(r.Events, event{At: x.At, Status: string(x.Status), Unit: x.Unit, Note: x.Note})
	}
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func procedureOf(code string) procedure {
	all := slices.Concat(sameDay, ordinary, land, delicate, []procedure{decease})
	if i := slices.IndexFunc(all, func(p procedure) bool { return p.code == code }); i >= 0 {
		return all[i]
	}
	return procedure{}
}

// firstArrival is above all numbers that sets give out.
const firstArrival = 10_001

// arrival is the n-th that comes on that day, before anything is done with it.
func (o *Office) arrival(day time.Time, n int) *record {
	m := maker{cal: o.cal, rng: rand.New(rand.NewPCG(uint64(day.Unix()), uint64(n)+3)), seq: map[string]int{}, first: firstArrival + n} //nolint:gosec // as above
	w := wards[m.pick(len(wards))]
	r := &record{Unit: w.code, Channel: online, ReturnAt: w.centre, ReturnChannel: counter, Source: source}
	r.Applicant, r.Phone, r.BirthYear = m.person(procedure{})
	r.Code = m.code(w.identifier, day, 0)
	if m.pick(2) == 0 {
		r.Channel, r.ReceivedBy = counter, w.centre
	}
	r.is(m.one(slices.Concat(sameDay, ordinary, ordinary)))
	return r
}

// is says what is asked for.
func (r *record) is(p procedure) {
	r.proc, r.ProcedureCode, r.Procedure, r.Field = p, p.code, p.name, p.field
}

// arrive takes the next one in.
func (o *Office) arrive(now time.Time) *record {
	if day := workday.Date(now); !day.Equal(o.date) {
		o.date, o.next = day, 0
	}
	r := o.arrival(o.date, o.next)
	o.next++
	return r
}

// begin is the first step of an arrival.
func (o *Office) begin(r *record, now time.Time) {
	r.UpdatedAt = now
	if r.Channel == online {
		r.SubmittedAt = now
		r.step(now, "registered")
	} else {
		o.accept(r, now)
	}
	o.add(r)
}

// Watch takes in one that moves with every Step until it ends, and gives its row and its
// code. It goes through everything that a dossier can go through on a good way.
func (o *Office) Watch(now time.Time) ([]byte, Try) {
	now = now.In(workday.Zone).Truncate(time.Second)
	r := o.arrive(now)
	r.Channel, r.ReceivedBy = online, ""
	r.is(procedureOf(householdStart))
	o.begin(r, now)
	o.watched = r
	return lines([]*record{r}), Try{Code: r.Code, What: "mới gửi; cứ nửa phút lại đi thêm một bước, mời hỏi lại hoặc bấm “Theo dõi hồ sơ”"}
}

// movers are how many move in one step, beside the watched one.
const movers = 2

// Step goes on and gives the rows of what changed, as NDJSON.
func (o *Office) Step(now time.Time) []byte {
	now = now.In(workday.Zone).Truncate(time.Second)
	var changed []*record
	if o.watched != nil && o.move(o.watched, now) {
		changed = append(changed, o.watched)
	}
	for range movers {
		if len(o.live) == 0 {
			break
		}
		if r := o.live[o.pick(len(o.live))]; !slices.Contains(changed, r) && r != o.watched && o.move(r, now) {
			changed = append(changed, r)
		}
	}
	o.live = slices.DeleteFunc(o.live, func(r *record) bool { return ends(r.Status) })
	if len(o.live) < o.room {
		r := o.arrive(now)
		o.begin(r, now)
		changed = append(changed, r)
	}
	return lines(changed)
}

// lines writes rows as NDJSON.
func lines(rows []*record) []byte {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	for _, r := range rows {
		if err := out.Encode(r); err != nil {
			panic("city: " + err.Error()) // a record is plain data: it always encodes
		}
	}
	return b.Bytes()
}

// move takes one the next step on its way, and reports whether it did: not where the clock
// stands before what has happened.
func (o *Office) move(r *record, now time.Time) bool {
	if n := len(r.Events); ends(r.Status) || n > 0 && !r.Events[n-1].At.Before(now) || now.Before(r.UpdatedAt) {
		return false
	}
	r.UpdatedAt = now
	chance := r.chance()
	if r == o.watched {
		chance = func(int) bool { return false }
	}
	switch r.Status {
	case "registered":
		o.takeIn(r, now, chance)
	case "accepted", "processing":
		o.workOn(r, now, chance)
	case "supplement_requested":
		o.papersCame(r, now)
	case "payment_requested":
		paid := true
		r.FeePaid, r.PaidOnline = r.FeeDue, &paid
		r.step(now, "processing")
	case "withdrawal_requested":
		r.Reason = "Người nộp xin rút"
		r.step(now, "stopped")
	case "completed":
		r.ReturnedAt = now
		r.step(now, "returned")
	}
	return true
}

// chance is one in n, the same for a dossier at the same point of its way.
func (r *record) chance() func(n int) bool {
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(r.Code))
	dice := rand.New(rand.NewPCG(seed.Sum64(), uint64(len(r.Events)+100*len(r.Extensions)))) //nolint:gosec // as above
	return func(n int) bool { return dice.IntN(n) == 0 }
}

func (o *Office) accept(r *record, now time.Time) {
	r.ReceivedAt = now
	r.DueAt = o.cal.Due(now, r.proc.n, r.proc.unit)
	r.step(now, "accepted")
}

func (o *Office) takeIn(r *record, now time.Time, chance func(int) bool) {
	switch {
	case chance(14):
		r.Reason = "Nộp chưa đúng nơi có thẩm quyền"
		r.step(now, "rejected")
	case chance(10) && len(r.Supplements) == 0 && r.proc.paper != "":
		r.ask(now, o.cal.Step(now, 5))
	default:
		o.accept(r, now)
	}
}

func (o *Office) workOn(r *record, now time.Time, chance func(int) bool) {
	left := o.cal.Between(now, r.DueAt)
	switch {
	case r.Status == "accepted" && r.proc.n > 0 && r != o.watched: // "in work" is no news, and somebody waits for some
		if chance(30) {
			r.step(now, "withdrawal_requested")
			return
		}
		r.step(now, "processing")
	case len(r.Supplements) == 0 && r.proc.paper != "" && (r == o.watched || chance(6)):
		r.ask(now, o.cal.Step(now, 5))
	case r.proc.fee > 0 && r.FeePaid == 0:
		r.FeeDue = r.proc.fee
		r.step(now, "payment_requested")
	case left >= 1 && left <= 3 && len(r.Extensions) == 0 && chance(4):
		to := clock(o.cal.Step(r.DueAt, 3), 17, 0)
		r.Extensions = []extension{{From: r.DueAt, To: to, Reason: "cần kiểm tra thực địa", At: now}}
		r.DueAt = to
	default:
		online := r.PaidOnline
		r.finish(now)
		if online != nil {
			r.PaidOnline = online
		}
	}
}

// papersCame begins the term, or begins it again.
func (o *Office) papersCame(r *record, now time.Time) {
	if r.ReceivedAt.IsZero() {
		o.accept(r, now)
		return
	}
	r.DueAt = o.cal.Due(now, r.proc.n, r.proc.unit)
	r.step(now, "processing")
}
