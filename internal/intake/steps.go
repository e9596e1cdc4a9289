package intake

import (
	"io"
	"slices"

	"motcua/internal/dossier"
)

// Steps reads steps of dossiers that are here already, one a row: code, at, status, unit,
// note, source. Nothing else of their dossiers changes.
type Steps struct {
	*file

	set Defaults
}

// NewSteps reads r in format f.
func NewSteps(r io.Reader, f Format, d Defaults) *Steps {
	return &Steps{file: newFile(r, f), set: d}
}

// oneStep is a row of Steps.
type oneStep struct {
	dossier.Event

	code   dossier.Code
	source string
}

var stepFields = []field[oneStep]{
	{fieldCode, func(s *oneStep, v value) *Reject { return v.code(&s.code) }},
	{"at", func(s *oneStep, v value) *Reject { return v.moment(&s.At) }},
	{fieldStatus, func(s *oneStep, v value) *Reject { return v.status(&s.Status) }},
	{fieldUnit, func(s *oneStep, v value) *Reject { return v.text(&s.Unit, long) }},
	{"note", func(s *oneStep, v value) *Reject { return v.text(&s.Note, prose) }},
	{"source", func(s *oneStep, v value) *Reject { return v.text(&s.source, short) }},
}

// Next gives the next row, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *Steps) Next() (DossierRow, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return DossierRow{}, nil, err
	}
	var s oneStep
	reject := rec.reject
	if reject == nil {
		reject = fill(&s, rec.fields, stepFields)
	}
	if reject == nil {
		reject = s.missing()
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return DossierRow{}, reject, nil
	}
	row := DossierRow{Line: rec.line, Nth: rec.nth, Size: rec.size, Step: true}
	row.Code, row.Status, row.Source, row.UpdatedAt = s.code, s.Status, s.source, f.set.AsOf
	if row.Source == "" {
		row.Source = f.set.Source
	}
	row.Events = []dossier.Event{s.Event}
	return row, nil, nil
}

func (s *oneStep) missing() *Reject {
	switch {
	case s.code == "":
		return &Reject{Field: fieldCode, Reason: Missing}
	case s.At.IsZero():
		return &Reject{Field: "at", Reason: Missing}
	case s.Status == "":
		return &Reject{Field: fieldStatus, Reason: Missing}
	}
	return nil
}

// DossierFields are the fields that a row of dossiers may have, StepFields those of a step:
// what describes the rows to others must say the same.
func DossierFields() []string { return namesOf(dossierFields) }

// StepFields are the fields that a row of steps may have.
func StepFields() []string { return namesOf(stepFields) }

func namesOf[T any](fields []field[T]) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	slices.Sort(names)
	return names
}
