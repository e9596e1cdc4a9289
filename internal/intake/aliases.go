package intake

import (
	"io"
	"time"

	"motcua/internal/procedure"
)

// AliasRow is a change of an everyday name, and who made it, when and why.
type AliasRow struct {
	procedure.Alias

	Line   int  // where the row begins in its file
	Remove bool // the name is to go, also one that comes with the program
	By     string
	Why    string
	At     time.Time
}

// Aliases reads a file of everyday names row by row.
type Aliases struct {
	*file

	set AliasRow
}

// NewAliases reads r in format f. set says By, Why and At for rows that do not.
func NewAliases(r io.Reader, f Format, set AliasRow) *Aliases {
	return &Aliases{file: newFile(r, f), set: set}
}

// Next gives the next row, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *Aliases) Next() (AliasRow, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return AliasRow{}, nil, err
	}
	row := f.set
	row.Line = rec.line
	reject := rec.reject
	if reject == nil {
		reject = fill(&row, rec.fields, aliasFields)
	}
	if reject == nil {
		reject = row.settle()
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return AliasRow{}, reject, nil
	}
	return row, nil, nil
}

func (r *AliasRow) settle() *Reject {
	for _, must := range []struct{ field, is string }{{"alias", r.Text}, {fieldCode, r.Code}, {"by", r.By}, {"why", r.Why}} {
		if must.is == "" {
			return &Reject{Field: must.field, Reason: Missing}
		}
	}
	if r.Kind == "" {
		r.Kind = aliasKinds[0]
	}
	if r.Mark == "" {
		r.Mark = aliasMarks[0]
	}
	if procedure.Folded(r.Text) == "" {
		return &Reject{Field: "alias", Reason: NotText}
	}
	return nil
}

var (
	aliasKinds = []string{"everyday", "situation", "abbreviation", "southern", "northern", "central"}
	// Who sends a name has looked at it.
	aliasMarks = []string{"checked", "unchecked"}
)

var aliasFields = []field[AliasRow]{
	{"alias", func(a *AliasRow, v value) *Reject { return v.text(&a.Text, short) }},
	{fieldCode, func(a *AliasRow, v value) *Reject { return v.procedureCode(&a.Code) }},
	{"kind", func(a *AliasRow, v value) *Reject { return oneOf(v, &a.Kind, aliasKinds, UnknownWord) }},
	{"mark", func(a *AliasRow, v value) *Reject { return oneOf(v, &a.Mark, aliasMarks, UnknownWord) }},
	{"remove", func(a *AliasRow, v value) *Reject {
		var is *bool
		r := v.yesNo(&is)
		a.Remove = is != nil && *is
		return r
	}},
	{"by", func(a *AliasRow, v value) *Reject { return v.text(&a.By, short) }},
	{"why", func(a *AliasRow, v value) *Reject { return v.text(&a.Why, long) }},
}
