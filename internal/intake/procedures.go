package intake

import (
	"encoding/json"
	"io"
	"regexp"
	"strings"

	"motcua/internal/procedure"
)

// ProcedureRow is one row of a file of procedures: a procedure, or what one unit says
// beside it.
type ProcedureRow struct {
	procedure.Procedure

	Unit string // set: the row is that unit's overlay, with Fee and Note alone
	Note string
}

// Overlay reports whether the row is a unit's own fee or note and not a procedure.
func (r *ProcedureRow) Overlay() bool { return r.Unit != "" }

// Procedures reads a file of procedures row by row.
type Procedures struct{ *file }

// NewProcedures reads r in format f.
func NewProcedures(r io.Reader, f Format) *Procedures {
	return &Procedures{file: newFile(r, f)}
}

// Next gives the next row, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *Procedures) Next() (ProcedureRow, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return ProcedureRow{}, nil, err
	}
	var row ProcedureRow
	reject := rec.reject
	if _, ok := rec.fields[fieldUnit]; ok && reject == nil {
		reject = fill(&row, rec.fields, overlayFields)
	} else if reject == nil {
		reject = fill(&row, rec.fields, procedureFields)
	}
	if reject == nil {
		reject = row.settle()
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return ProcedureRow{}, reject, nil
	}
	return row, nil, nil
}

// settle checks what must be there and says how much is known.
func (r *ProcedureRow) settle() *Reject {
	switch {
	case r.Code == "":
		return &Reject{Field: fieldCode, Reason: Missing}
	case r.Overlay():
		return nil
	case r.Name == "":
		return &Reject{Field: fieldName, Reason: Missing}
	}
	if r.Detail == "" {
		r.Detail = procedure.NameOnly
		if len(r.Papers)+len(r.Steps)+len(r.How) > 0 {
			r.Detail = procedure.Full
		}
	}
	return nil
}

// whole is the longest text of a record: some conditions are a chapter of a law.
const whole = 100_000

var overlayFields = []field[ProcedureRow]{
	{fieldCode, func(p *ProcedureRow, v value) *Reject { return v.procedureCode(&p.Code) }},
	{fieldUnit, func(p *ProcedureRow, v value) *Reject { return v.text(&p.Unit, short) }},
	{"fee", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Fee, whole) }},
	{"note", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Note, prose) }},
}

// procedureFields are those of the national portal's copies, and behind them those of
// the national database's record, which says some things by other names.
var procedureFields = []field[ProcedureRow]{
	{fieldCode, func(p *ProcedureRow, v value) *Reject { return v.procedureCode(&p.Code) }},
	{fieldName, func(p *ProcedureRow, v value) *Reject { return v.text(&p.Name, prose) }},
	{"field", func(p *ProcedureRow, v value) *Reject { return v.named(&p.Field) }},
	{"agency", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Agency, prose) }},
	{"issuer", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Issuer, long) }},
	{"level", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Level, long) }},
	{"subjects", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Subjects, prose) }},
	{"detail", func(p *ProcedureRow, v value) *Reject { return oneOf(v, &p.Detail, details, UnknownDetail) }},
	{fieldStatus, func(p *ProcedureRow, v value) *Reject { return v.text(&p.Status, short) }},
	{"how", func(p *ProcedureRow, v value) *Reject { return list(v, &p.How, howFields) }},
	{"steps", func(p *ProcedureRow, v value) *Reject { return v.lines(&p.Steps) }},
	{"papers", func(p *ProcedureRow, v value) *Reject { return list(v, &p.Papers, paperFields) }},
	{"fee", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Fee, whole) }},
	{"time_limit", func(p *ProcedureRow, v value) *Reject { return v.text(&p.TimeLimit, whole) }},
	{"result", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Result, whole) }},
	{"conditions", func(p *ProcedureRow, v value) *Reject { return v.joined(&p.Conditions) }},
	{"legal_basis", func(p *ProcedureRow, v value) *Reject { return list(v, &p.Legal, lawFields) }},
	{"online_level", func(p *ProcedureRow, v value) *Reject { return v.text(&p.OnlineLevel, short) }},
	{"decision", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Decision, short) }},
	{"valid_from", func(p *ProcedureRow, v value) *Reject { return v.day(&p.ValidFrom) }},
	{"checked_at", func(p *ProcedureRow, v value) *Reject { return v.moment(&p.CheckedAt) }},
	{"url", func(p *ProcedureRow, v value) *Reject { return v.url(&p.URL) }},
	{"source", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Source, short) }},
	{"truncated", func(p *ProcedureRow, v value) *Reject { return v.lines(&p.Truncated) }},
	{"aliases", func(p *ProcedureRow, v value) *Reject { return v.lines(&p.Aliases) }},
	{"fee_status", func(p *ProcedureRow, v value) *Reject { return oneOf(v, &p.FeeStatus, feeStatuses, UnknownFeeStatus) }},
	{"version", func(p *ProcedureRow, v value) *Reject { return v.text(&p.Decision, short) }},
	{"levels", readLevels},
	{"audience", readAudience},
	{"online", readOnline},
	{"authority", readAuthority},
	{"methods", readMethods},
	{"requirements", func(p *ProcedureRow, v value) *Reject { return list(v, &p.Papers, requirementFields) }},
	{"results", readResults},
	{"forms", readForms},
	{"legal", func(p *ProcedureRow, v value) *Reject { return list(v, &p.Legal, lawFields) }},
}

var (
	details     = []procedure.Detail{procedure.Full, procedure.NameOnly}
	feeStatuses = []string{"unpublished", "free", "amount", "by_province", "mixed"}
	paperKinds  = []string{"submit", "present", "lookup"}
)

var howFields = []field[procedure.How]{
	{"channel", func(h *procedure.How, v value) *Reject { return oneOf(v, &h.Channel, waysIn, UnknownChannel) }},
	{"time", func(h *procedure.How, v value) *Reject { return v.text(&h.Time, long) }},
	{"fee", func(h *procedure.How, v value) *Reject { return v.text(&h.Fee, prose) }},
	{"note", func(h *procedure.How, v value) *Reject { return v.text(&h.Note, prose) }},
}

var waysIn = []string{"in_person", "online", "post"}

var paperFields = []field[procedure.Paper]{
	{fieldName, func(p *procedure.Paper, v value) *Reject { return v.text(&p.Name, prose) }},
	{"originals", func(p *procedure.Paper, v value) *Reject { return v.copies(&p.Originals) }},
	{"copies", func(p *procedure.Paper, v value) *Reject { return v.copies(&p.Copies) }},
	{"form", func(p *procedure.Paper, v value) *Reject { return v.text(&p.Form, long) }},
	{"case", func(p *procedure.Paper, v value) *Reject { return v.text(&p.Case, prose) }},
	{"kind", func(p *procedure.Paper, v value) *Reject { return oneOf(v, &p.Kind, paperKinds, UnknownPaperKind) }},
}

var lawFields = []field[procedure.Law]{
	{"number", func(l *procedure.Law, v value) *Reject { return v.text(&l.Number, short) }},
	{"no", func(l *procedure.Law, v value) *Reject { return v.text(&l.Number, short) }},
	{fieldName, func(l *procedure.Law, v value) *Reject { return v.text(&l.Name, prose) }},
}

// mostCopies is the largest number that can be one of copies. In the portal's tables
// a year of the line before stuck to it ("20261"): what it was is unknown.
const mostCopies = 100

func (v value) copies(to *int) *Reject {
	var n int64
	r := v.number(&n, 0, 1e9)
	if n <= mostCopies {
		*to = int(n)
	}
	return r
}

// procedureShape is the code of a procedure; old print-outs have the organisation behind it.
var procedureShape = regexp.MustCompile(`^[0-9]\.[0-9]{6}`)

func (v value) procedureCode(to *string) *Reject {
	var s string
	if r := v.text(&s, short); r != nil || s == "" {
		return r
	}
	code := procedureShape.FindString(s)
	if rest := s[len(code):]; code == "" || rest != "" && !strings.HasPrefix(rest, ".000.00.00.H") {
		return v.reject(NotProcedureCode)
	}
	*to = code
	return nil
}

// lines reads an array of texts of any length that a text may have.
func (v value) lines(to *[]string) *Reject {
	raw := []byte(v.raw)
	if v.cell != "" {
		raw = []byte(v.cell)
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		return v.reject(NotList)
	}
	for _, raw := range elements {
		var s string
		if r := (value{field: v.field, raw: raw}).text(&s, whole); r != nil {
			return r
		}
		*to = append(*to, s)
	}
	return nil
}

// joined reads a text, or an array of texts as one.
func (v value) joined(to *string) *Reject {
	if v.cell != "" || len(v.raw) == 0 || v.raw[0] != '[' {
		return v.text(to, whole)
	}
	var all []string
	r := v.lines(&all)
	*to = strings.Join(all, "\n")
	return r
}
