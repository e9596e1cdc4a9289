package intake

import (
	"io"
	"slices"
	"strings"
	"time"

	"motcua/internal/dossier"
)

// DossierRow is one row of a file of dossiers.
type DossierRow struct {
	dossier.Dossier

	Line int // where the row begins in its file
	Nth  int // which row of the file it is, counted from 1
	Size int // bytes it took there, so that a batch can be bounded
	// Made is the event that the row's status tells of without naming it: one at
	// UpdatedAt, nil when the row's own last event says the same.
	Made *dossier.Event
	// Step says that the row tells of steps in Events alone, as the national record's
	// progress rows do: nothing else of its dossier changes, and where there is no such
	// dossier it is rejected with NoDossier.
	Step bool
}

// Defaults fill in what a file leaves unsaid.
type Defaults struct {
	AsOf   time.Time // for rows without updated_at
	Source string    // for rows without source
	// Mappings say how sources' own statuses and units are read; nil is what comes with
	// the program.
	Mappings *Mappings
}

// Dossiers reads a file of dossiers row by row.
type Dossiers struct {
	*file

	set   Defaults
	names foreignNames
}

// NewDossiers reads r in format f.
func NewDossiers(r io.Reader, f Format, d Defaults) *Dossiers {
	return &Dossiers{file: newFile(r, f), set: d}
}

// Next gives the next row, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *Dossiers) Next() (DossierRow, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return DossierRow{}, nil, err
	}
	row := DossierRow{Line: rec.line, Nth: rec.nth, Size: rec.size}
	reject := rec.reject
	if reject == nil {
		if f.names.foreign(rec.fields) {
			reject = f.fillForeign(&row, rec.fields)
		} else if reject = fill(&row.Dossier, rec.fields, dossierFields); reject == nil {
			reject = row.settle(f.set)
		}
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return DossierRow{}, reject, nil
	}
	return row, nil, nil
}

// Ignored are the columns so far that are neither fields nor known to tell nothing that
// is needed: the first few, as the file writes them.
func (f *Dossiers) Ignored() []string { return f.names.ignored }

// settle checks what must be there and works out the status.
func (r *DossierRow) settle(set Defaults) *Reject {
	if r.Code == "" {
		return &Reject{Field: fieldCode, Reason: Missing}
	}
	if r.Source == "" {
		r.Source = set.Source
	}
	if r.UpdatedAt.IsZero() {
		r.UpdatedAt = set.AsOf
	}
	r.mapUnits(set.Mappings)
	slices.SortStableFunc(r.Events, func(a, b dossier.Event) int { return a.At.Compare(b.At) })
	if len(r.Events) == 0 {
		if r.Status == "" {
			return &Reject{Field: fieldStatus, Reason: Missing}
		}
		r.Made = &dossier.Event{At: r.UpdatedAt, Status: r.Status}
		return nil
	}
	last := r.Events[len(r.Events)-1]
	if r.Status == "" {
		r.Status = last.Status
	}
	if r.Status != last.Status {
		// The row tells what is true after its last event, also where updated_at is a
		// date alone and so does not lie behind it.
		at := r.UpdatedAt
		if !at.After(last.At) {
			at = last.At.Add(time.Microsecond)
		}
		r.Made = &dossier.Event{At: at, Status: r.Status}
	}
	return nil
}

// channels are the ways in and out.
var channels = []string{"counter", "online", "post"}

var dossierFields = []field[dossier.Dossier]{
	{fieldCode, func(d *dossier.Dossier, v value) *Reject { return v.code(&d.Code) }},
	{fieldStatus, func(d *dossier.Dossier, v value) *Reject { return v.status(&d.Status) }},
	{"procedure_code", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.ProcedureCode, short) }},
	{"procedure", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Procedure, prose) }},
	{"field", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Field, long) }},
	{fieldUnit, func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Unit, long) }},
	{"received_by", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.ReceivedBy, long) }},
	{"return_at", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.ReturnAt, long) }},
	{"return_channel", func(d *dossier.Dossier, v value) *Reject {
		return oneOf(v, &d.ReturnChannel, channels, UnknownChannel)
	}},
	{"channel", func(d *dossier.Dossier, v value) *Reject { return oneOf(v, &d.Channel, channels, UnknownChannel) }},
	{"applicant", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Applicant, long) }},
	{"phone", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Phone, short) }},
	{"birth_year", func(d *dossier.Dossier, v value) *Reject { return v.birthYear(&d.BirthYear) }},
	{"submitted_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.SubmittedAt) }},
	{"received_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.ReceivedAt) }},
	{"due_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.DueAt) }},
	{"finished_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.FinishedAt) }},
	{"returned_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.ReturnedAt) }},
	{"fee_due", func(d *dossier.Dossier, v value) *Reject { return v.dong(&d.FeeDue) }},
	{"fee_paid", func(d *dossier.Dossier, v value) *Reject { return v.dong(&d.FeePaid) }},
	{"paid_online", func(d *dossier.Dossier, v value) *Reject { return v.yesNo(&d.PaidOnline) }},
	{"digitised", func(d *dossier.Dossier, v value) *Reject { return v.yesNo(&d.Digitised) }},
	{"e_result", func(d *dossier.Dossier, v value) *Reject { return v.yesNo(&d.EResult) }},
	{"results", func(d *dossier.Dossier, v value) *Reject { return list(v, &d.Results, resultFields) }},
	{"supplements", func(d *dossier.Dossier, v value) *Reject { return list(v, &d.Supplements, supplementFields) }},
	{"extensions", func(d *dossier.Dossier, v value) *Reject { return list(v, &d.Extensions, extensionFields) }},
	{fieldReason, func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Reason, prose) }},
	{"events", readEvents},
	{"updated_at", func(d *dossier.Dossier, v value) *Reject { return v.moment(&d.UpdatedAt) }},
	{"source", func(d *dossier.Dossier, v value) *Reject { return v.text(&d.Source, short) }},
}

var resultFields = []field[dossier.Result]{
	{fieldName, func(r *dossier.Result, v value) *Reject { return v.text(&r.Name, long) }},
	{"url", func(r *dossier.Result, v value) *Reject { return v.url(&r.URL) }},
}

var supplementFields = []field[dossier.Supplement]{
	{fieldName, func(s *dossier.Supplement, v value) *Reject { return v.text(&s.Name, prose) }},
	{fieldReason, func(s *dossier.Supplement, v value) *Reject { return v.text(&s.Reason, prose) }},
	{"asked_at", func(s *dossier.Supplement, v value) *Reject { return v.moment(&s.AskedAt) }},
	{"due_at", func(s *dossier.Supplement, v value) *Reject { return v.moment(&s.DueAt) }},
}

var extensionFields = []field[dossier.Extension]{
	{"from", func(e *dossier.Extension, v value) *Reject { return v.moment(&e.From) }},
	{"to", func(e *dossier.Extension, v value) *Reject { return v.moment(&e.To) }},
	{fieldReason, func(e *dossier.Extension, v value) *Reject { return v.text(&e.Reason, prose) }},
	{"at", func(e *dossier.Extension, v value) *Reject { return v.moment(&e.At) }},
}

var eventFields = []field[dossier.Event]{
	{"at", func(e *dossier.Event, v value) *Reject { return v.moment(&e.At) }},
	{fieldStatus, func(e *dossier.Event, v value) *Reject { return v.status(&e.Status) }},
	{fieldUnit, func(e *dossier.Event, v value) *Reject { return v.text(&e.Unit, long) }},
	{"note", func(e *dossier.Event, v value) *Reject { return v.text(&e.Note, prose) }},
}

// readEvents reads the history. A step without time or status is none.
func readEvents(d *dossier.Dossier, v value) *Reject {
	if r := list(v, &d.Events, eventFields); r != nil {
		return r
	}
	for i, e := range d.Events {
		if e.At.IsZero() {
			return missingIn(v, i, "at")
		}
		if e.Status == "" {
			return missingIn(v, i, fieldStatus)
		}
	}
	return nil
}

func (v value) code(to *dossier.Code) *Reject {
	var s string
	if r := v.text(&s, short); r != nil {
		return r
	}
	if s == "" {
		return nil // settle says that it is missing
	}
	code, _, ok := dossier.Canonical(s)
	if !ok {
		return v.reject(NotCode)
	}
	*to = code
	return nil
}

func (v value) status(to *dossier.Status) *Reject {
	return oneOf(v, to, dossier.Statuses, UnknownStatus)
}

func (v value) birthYear(to *int) *Reject {
	var year int64
	r := v.number(&year, 1900, 2100)
	*to = int(year)
	return r
}

// url reads an address that a page may link to: nothing that a browser would run.
func (v value) url(to *string) *Reject {
	var s string
	if r := v.text(&s, prose); r != nil {
		return r
	}
	if s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return v.reject(NotURL)
	}
	*to = s
	return nil
}
