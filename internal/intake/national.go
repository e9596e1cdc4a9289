package intake

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
	"motcua/internal/workday"
)

// foreignNames tells rows that speak others' names from our own, and what each name is.
// A file repeats its names in every row, so what one is is worked out once.
type foreignNames struct {
	known   map[string]place
	ignored []string
	chosen  []value // of the row at hand
	ranks   []int
}

const (
	mostIgnored = 20
	mostNames   = 1000 // a file of objects may name each of its fields otherwise
)

// Places of names that are no heading.
var (
	nowhere  = place{heading: -1}
	needless = place{heading: -2}
)

// foreign reports whether a row speaks others' names: of the code, or, where it names
// none, nothing but others' names. A row of our own costs one look.
func (n *foreignNames) foreign(fields map[string]value) bool {
	if _, own := fields[fieldCode]; own {
		return false
	}
	some := false
	for name := range fields {
		if ownNames[name] {
			continue
		}
		switch at := n.of(name); {
		case at.heading >= 0 && dossierHeadings[at.heading].field == fieldCode:
			return true
		case at.heading >= 0:
			some = true
		}
	}
	return some && !slices.ContainsFunc(dossierFields, func(f field[dossier.Dossier]) bool { _, own := fields[f.name]; return own })
}

// of gives the place of a name as a file writes it.
func (n *foreignNames) of(name string) place {
	if at, ok := n.known[name]; ok {
		return at
	}
	key := folded(name)
	at, ok := dossierPlaces[key]
	if own, is := ownPlaces[name]; is {
		at, ok = own, true
	}
	switch {
	case ok:
	case passedOverSet[key] || key == "":
		at = needless
	default:
		at = nowhere
	}
	if n.known == nil {
		n.known = map[string]place{}
	}
	if len(n.known) < mostNames {
		n.known[name] = at
	}
	return at
}

// ignore notes a column that nobody reads. A number that strayed into the heading is
// nobody's business.
func (n *foreignNames) ignore(name string) {
	name, _ = vntext.Redact(name)
	if name = cut(name); len(n.ignored) < mostIgnored && !slices.Contains(n.ignored, name) {
		n.ignored = append(n.ignored, name)
	}
}

// arrange puts a row's values in the order of dossierHeadings. Of several names for one
// field the most preferred that says something is taken. They are good until the next row.
func (n *foreignNames) arrange(fields map[string]value) ([]value, *Reject) {
	if n.chosen == nil {
		n.chosen, n.ranks = make([]value, len(dossierHeadings)), make([]int, len(dossierHeadings))
	}
	clear(n.chosen)
	chosen, ranks := n.chosen, n.ranks
	var unread []string
	for name, v := range fields {
		at := n.of(name)
		if at.heading < 0 {
			if at == nowhere {
				unread = append(unread, name)
			}
			continue
		}
		if v = v.told(); !v.said() {
			continue
		}
		if i := at.heading; !chosen[i].said() || at.rank < ranks[i] {
			v.own = dossierHeadings[i].field
			chosen[i], ranks[i] = v, at.rank
		} else if at.rank == ranks[i] {
			return nil, &Reject{Field: cut(max(name, chosen[i].field)), Reason: Twice}
		}
	}
	slices.Sort(unread)
	for _, name := range unread {
		n.ignore(name)
	}
	return chosen, nil
}

// foreignRow is a row while its own words are read: what a dossier has no field for.
type foreignRow struct {
	*DossierRow

	status  value
	channel value
	back    value // the way the result goes back
	fee     value // the column that FeeDue is of
	receipt bool  // the row has the number of a receipt
	refused time.Time
	due     []newDue
	asked   time.Time // when papers were asked for that are still to come
	step    dossier.Event
}

// newDue is an appointment that a supplement moved.
type newDue struct{ from, to time.Time }

// fillForeign reads a row of a Vietnamese table or of the national record.
func (f *Dossiers) fillForeign(row *DossierRow, fields map[string]value) *Reject {
	values, reject := f.names.arrange(fields)
	if reject != nil {
		return reject
	}
	r := foreignRow{DossierRow: row}
	for i, v := range values {
		if !v.said() {
			continue
		}
		if reject := foreignReaders[i](&r, v); reject != nil {
			return reject
		}
	}
	return r.settle(f.set)
}

// settle works out what the row does not say in one field: its status as we call it, its
// appointment, and the history that its dates tell.
func (r *foreignRow) settle(set Defaults) *Reject {
	if r.Code == "" {
		return &Reject{Field: dossierHeadings[0].names[0], Reason: Missing}
	}
	if r.Source == "" {
		r.Source = set.Source
	}
	if r.UpdatedAt.IsZero() {
		r.UpdatedAt = set.AsOf
	}
	if reject := r.readStatus(set.Mappings); reject != nil {
		return reject
	}
	if r.isStep() {
		r.Step = true
		r.step.Status = r.Status
		r.Events = []dossier.Event{r.step}
		r.RawStatus = ""
		return r.DossierRow.settle(set)
	}
	if reject := r.readChannels(set.Mappings); reject != nil {
		return reject
	}
	r.moveDue()
	r.Events = r.history()
	reject := r.DossierRow.settle(set)
	// Dates without a time lie at the start of their day: a state that was seen in the
	// course of that day would seem newer. So what is true now is always said.
	if n := len(r.Events); reject == nil && n > 0 && r.Made == nil && r.UpdatedAt.After(r.Events[n-1].At) {
		r.Made = &dossier.Event{At: r.UpdatedAt, Status: r.Status}
	}
	return reject
}

// isStep tells a row of the record's progress from a dossier's that happens to say when
// it was last worked on.
func (r *foreignRow) isStep() bool {
	return !r.step.At.IsZero() && r.Procedure == "" && r.ProcedureCode == "" && r.Applicant == "" && r.ReceivedAt.IsZero()
}

func (r *foreignRow) readStatus(m *Mappings) *Reject {
	if !r.status.said() {
		return &Reject{Field: dossierHeadings[1].names[1], Reason: Missing}
	}
	var raw string
	if reject := r.status.text(&raw, long); reject != nil {
		return reject
	}
	ours, ok := m.Status(r.Source, raw, r.receipt || !r.ReceivedAt.IsZero())
	if !ok {
		return r.status.reject(UnmappedStatus, cut(r.Source))
	}
	r.Status = ours
	if raw != string(ours) {
		r.RawStatus = raw
	}
	return nil
}

func (r *foreignRow) readChannels(m *Mappings) *Reject {
	for _, way := range []struct {
		sent value
		to   *string
	}{{r.channel, &r.Channel}, {r.back, &r.ReturnChannel}} {
		if way.sent.said() && !m.way(r.Source, way.sent.cell, way.to) {
			return way.sent.reject(UnmappedChannel, cut(r.Source))
		}
	}
	return nil
}

// moveDue takes the appointment that a supplement set, where the row still has the one
// before it or none.
func (r *foreignRow) moveDue() {
	for _, d := range r.due {
		if !d.to.IsZero() && (r.DueAt.IsZero() || sameDay(r.DueAt, d.from)) {
			r.DueAt = d.to
		}
	}
}

// history is what the row's dates tell, in the order of the usual course. A date that has
// not come yet when the source saw the row is a plan.
func (r *foreignRow) history() []dossier.Event {
	var events []dossier.Event
	add := func(at time.Time, status dossier.Status) {
		if at.IsZero() || after(at, r.UpdatedAt) {
			return
		}
		// A date without a time does not come before a time of the same day.
		if n := len(events); n > 0 && at.Before(events[n-1].At) && sameDay(at, events[n-1].At) {
			at = events[n-1].At
		}
		events = append(events, dossier.Event{At: at, Status: status})
	}
	add(r.SubmittedAt, dossier.Registered)
	add(r.ReceivedAt, dossier.Accepted)
	switch r.Status {
	case dossier.Rejected, dossier.Stopped:
		// What ended without a result was never "completed", whatever its date is called.
		add(cmp.Or(r.refused, r.FinishedAt, r.ReturnedAt), r.Status)
		return events
	case dossier.SupplementRequested:
		add(r.asked, r.Status)
	default:
	}
	add(r.refused, dossier.Rejected)
	add(r.FinishedAt, dossier.Completed)
	add(r.ReturnedAt, dossier.Returned)
	return events
}

// after reports whether a lies on a later day than b.
func after(a, b time.Time) bool { return a.After(b) && !sameDay(a, b) }

func sameDay(a, b time.Time) bool {
	y, m, d := a.In(workday.Zone).Date()
	y2, m2, d2 := b.In(workday.Zone).Date()
	return y == y2 && m == m2 && d == d2
}

// foreignReaders read the values of dossierHeadings, in their order.
var foreignReaders = func() []func(*foreignRow, value) *Reject {
	byField := map[string]func(*foreignRow, value) *Reject{
		fieldCode:   readForeignCode,
		fieldStatus: func(r *foreignRow, v value) *Reject { r.status = v; return nil },

		"procedure_code":    func(r *foreignRow, v value) *Reject { return v.text(&r.ProcedureCode, short) },
		"procedure":         func(r *foreignRow, v value) *Reject { return v.text(&r.Procedure, prose) },
		"field":             func(r *foreignRow, v value) *Reject { return v.text(&r.Field, long) },
		fieldUnit:           func(r *foreignRow, v value) *Reject { return v.text(&r.Unit, long) },
		"received_by":       func(r *foreignRow, v value) *Reject { return v.text(&r.ReceivedBy, long) },
		"return_at":         func(r *foreignRow, v value) *Reject { return v.text(&r.ReturnAt, long) },
		"return_channel":    func(r *foreignRow, v value) *Reject { r.back = v; return nil },
		nationalReturn:      func(r *foreignRow, v value) *Reject { return v.returnWay(&r.ReturnChannel) },
		"channel":           func(r *foreignRow, v value) *Reject { r.channel = v; return nil },
		"applicant":         func(r *foreignRow, v value) *Reject { return v.text(&r.Applicant, long) },
		"phone":             func(r *foreignRow, v value) *Reject { return v.phoneText(&r.Phone) },
		"birth_year":        func(r *foreignRow, v value) *Reject { return v.bornIn(&r.BirthYear) },
		"submitted_at":      func(r *foreignRow, v value) *Reject { return v.when(&r.SubmittedAt) },
		"received_at":       func(r *foreignRow, v value) *Reject { return v.when(&r.ReceivedAt) },
		"due_at":            func(r *foreignRow, v value) *Reject { return v.when(&r.DueAt) },
		"finished_at":       func(r *foreignRow, v value) *Reject { return v.when(&r.FinishedAt) },
		"returned_at":       func(r *foreignRow, v value) *Reject { return v.when(&r.ReturnedAt) },
		nationalRefused:     func(r *foreignRow, v value) *Reject { return v.when(&r.refused) },
		"fee_due":           func(r *foreignRow, v value) *Reject { r.fee = v; return v.money(&r.FeeDue) },
		"fee_paid":          func(r *foreignRow, v value) *Reject { return v.money(&r.FeePaid) },
		"paid_online":       func(r *foreignRow, v value) *Reject { return v.paidOnline(&r.PaidOnline) },
		"digitised":         func(r *foreignRow, v value) *Reject { return v.yesOrNo(&r.Digitised) },
		"e_result":          func(r *foreignRow, v value) *Reject { return v.yesOrNo(&r.EResult) },
		nationalCharge:      (*foreignRow).readCharge,
		nationalFees:        (*foreignRow).readFees,
		nationalSupplements: (*foreignRow).readSupplements,
		nationalResults:     (*foreignRow).readResults,
		fieldReason:         func(r *foreignRow, v value) *Reject { return v.text(&r.Reason, prose) },
		"updated_at":        func(r *foreignRow, v value) *Reject { return v.when(&r.UpdatedAt) },
		"source":            func(r *foreignRow, v value) *Reject { return v.text(&r.Source, short) },
		nationalReceipt:     func(r *foreignRow, _ value) *Reject { r.receipt = true; return nil },
		nationalStepAt:      func(r *foreignRow, v value) *Reject { return v.when(&r.step.At) },
		nationalStepUnit:    func(r *foreignRow, v value) *Reject { return v.text(&r.step.Unit, long) },
		nationalStepNote:    func(r *foreignRow, v value) *Reject { return v.text(&r.step.Note, prose) },
	}
	readers := make([]func(*foreignRow, value) *Reject, len(dossierHeadings))
	for i, h := range dossierHeadings {
		readers[i] = byField[h.field]
	}
	return readers
}()

func readForeignCode(r *foreignRow, v value) *Reject { return v.code(&r.Code) }

// readCharge adds a column Phí to one Lệ phí beside it; any other sum has it in it.
func (r *foreignRow) readCharge(v value) *Reject {
	var charge *int64
	if reject := v.money(&charge); reject != nil {
		return reject
	}
	switch {
	case r.FeeDue == nil:
		r.FeeDue = charge
	case folded(r.fee.field) == "lephi":
		*r.FeeDue += *charge
	}
	return nil
}

// readFees adds up DanhSachLePhi. An empty list says nothing of what is due.
func (r *foreignRow) readFees(v value) *Reject {
	list, reject := v.elements()
	if reject != nil || r.FeeDue != nil {
		return reject
	}
	for _, fee := range list {
		v, ok := first(fee, "fee_due", "gia", "sotien", "mucphi", "mucthu")
		if !ok {
			continue
		}
		var one *int64
		if reject := v.money(&one); reject != nil {
			return reject
		}
		if r.FeeDue == nil {
			r.FeeDue = new(int64(0))
		}
		*r.FeeDue += *one
	}
	return nil
}

// readSupplements reads DanhSachHoSoBoSung: what was asked for and has not come, and the
// appointments before and after. They are no extensions: nobody apologised.
func (r *foreignRow) readSupplements(v value) *Reject {
	list, reject := v.elements()
	if reject != nil {
		return reject
	}
	for _, one := range list {
		var s supplementSent
		for _, f := range supplementSentFields {
			if v, ok := first(one, f.own, f.names...); ok {
				if reject := f.read(&s, v); reject != nil {
					return reject
				}
			}
		}
		r.due = append(r.due, s.due)
		if s.done || !s.cameAt.IsZero() || s.Name == "" && s.AskedAt.IsZero() {
			continue
		}
		r.Supplements = append(r.Supplements, s.Supplement)
		if s.AskedAt.After(r.asked) {
			r.asked = s.AskedAt
		}
	}
	return nil
}

// supplementSent is an element of DanhSachHoSoBoSung.
type supplementSent struct {
	dossier.Supplement

	cameAt time.Time
	done   bool
	due    newDue
}

// supplementSentFields are its fields by their folded names, and what they are to us.
var supplementSentFields = []struct {
	own   string
	names []string
	read  func(*supplementSent, value) *Reject
}{
	{"supplements.name", []string{"noidungbosung"}, func(s *supplementSent, v value) *Reject { return v.text(&s.Name, prose) }},
	{"supplements.reason", []string{"lydobosung", "lydo"}, func(s *supplementSent, v value) *Reject { return v.text(&s.Reason, prose) }},
	{"asked_at", []string{"ngayyeucaubosung", "ngaybosung"}, func(s *supplementSent, v value) *Reject { return v.when(&s.AskedAt) }},
	{"asked_at", []string{"ngaytiepnhanbosung"}, func(s *supplementSent, v value) *Reject { return v.when(&s.cameAt) }},
	{"asked_at", []string{"trangthaibosung"}, func(s *supplementSent, v value) *Reject { s.done = yesWords[folded(v.cell)]; return nil }},
	{"due_at", []string{"hanbosung", "thoihanbosung", "ngayhenbosung"}, func(s *supplementSent, v value) *Reject { return v.when(&s.DueAt) }},
	{"due_at", []string{"ngayhentratruoc", "ngayhentracu"}, func(s *supplementSent, v value) *Reject { return v.when(&s.due.from) }},
	{"due_at", []string{"ngayhentramoi"}, func(s *supplementSent, v value) *Reject { return v.when(&s.due.to) }},
}

// readResults reads DanhSachGiayToKetQua. A file that no browser can open by its address
// is told by its name alone.
func (r *foreignRow) readResults(v value) *Reject {
	list, reject := v.elements()
	if reject != nil {
		return reject
	}
	for _, one := range list {
		var res dossier.Result
		if v, ok := first(one, "results.name", "tengiayto", "tenketqua"); ok {
			if reject := v.text(&res.Name, long); reject != nil {
				return reject
			}
		}
		file, hasFile := first(one, "results.url", "duongdanteptinketqua", "duongdantaiteptin", "duongdan")
		if hasFile && file.url(&res.URL) != nil {
			res.URL = ""
		}
		if hasFile {
			r.EResult = new(true)
		}
		if res != (dossier.Result{}) {
			r.Results = append(r.Results, res)
		}
	}
	return nil
}

// renamed gives a record its fields' own names where they are known by others. A record
// that uses others' names may have columns that are passed over besides.
func renamed(fields map[string]value, known map[string]place, list []heading) map[string]value {
	out := make(map[string]value, len(fields))
	others := false
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		if at, ok := known[folded(name)]; ok {
			own := list[at.heading].field
			if _, twice := fields[own]; !twice {
				others = true
				v.own, name = own, own
			}
		}
		if _, twice := out[name]; !twice {
			out[name] = v
		}
	}
	if others {
		maps.DeleteFunc(out, func(name string, _ value) bool { return passedOverSet[folded(name)] })
	}
	return out
}
