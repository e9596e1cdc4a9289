package intake

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"motcua/internal/unit"
)

// Units reads a file of units row by row.
type Units struct{ *file }

// NewUnits reads r in format f.
func NewUnits(r io.Reader, f Format) *Units {
	return &Units{file: newFile(r, f)}
}

// Next gives the next unit, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *Units) Next() (unit.Unit, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return unit.Unit{}, nil, err
	}
	var u unit.Unit
	reject := rec.reject
	if reject == nil {
		reject = fill(&u, renamed(rec.fields, unitPlaces, unitHeadings), unitFields)
	}
	if reject == nil {
		reject = checkUnit(u)
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return unit.Unit{}, reject, nil
	}
	return u, nil, nil
}

func checkUnit(u unit.Unit) *Reject {
	switch {
	case u.Code == "":
		return &Reject{Field: fieldCode, Reason: Missing}
	case u.Name == "":
		return &Reject{Field: fieldName, Reason: Missing}
	case u.Kind == "":
		return &Reject{Field: "kind", Reason: Missing}
	case u.Parent == u.Code:
		return &Reject{Field: "parent", Value: u.Parent, Reason: OwnParent}
	case endsEarly(u.ValidFrom, u.ValidTo):
		return &Reject{Field: "valid_to", Reason: EndBeforeStart}
	}
	return nil
}

func endsEarly(from, to time.Time) bool { return !to.IsZero() && to.Before(from) }

var kinds = []unit.Kind{unit.Province, unit.Commune, unit.Centre, unit.Department, unit.Police, unit.Land}

// types are the words that the public list of administrative units uses for a kind, and
// those of the bodies that it does not list.
var types = map[string]unit.Kind{
	"tỉnh": unit.Province, "thành phố trung ương": unit.Province,
	"xã": unit.Commune, "phường": unit.Commune, "đặc khu": unit.Commune,
	"trung tâm": unit.Centre, "trung tâm phục vụ hành chính công": unit.Centre,
	"sở": unit.Department, "công an": unit.Police, "văn phòng đăng ký đất đai": unit.Land,
}

var unitFields = []field[unit.Unit]{
	{fieldCode, func(u *unit.Unit, v value) *Reject { return v.text(&u.Code, short) }},
	{fieldName, func(u *unit.Unit, v value) *Reject { return v.text(&u.Name, long) }},
	{"kind", func(u *unit.Unit, v value) *Reject { return oneOf(v, &u.Kind, kinds, UnknownKind) }},
	{"type", readType},
	{"parent", func(u *unit.Unit, v value) *Reject { return v.text(&u.Parent, short) }},
	{"identifiers", readIdentifiers},
	{"valid_from", func(u *unit.Unit, v value) *Reject { return v.day(&u.ValidFrom) }},
	{"valid_to", func(u *unit.Unit, v value) *Reject { return v.day(&u.ValidTo) }},
	{"former_names", func(u *unit.Unit, v value) *Reject { return v.texts(&u.FormerNames) }},
	{"address", func(u *unit.Unit, v value) *Reject { return v.text(&u.Address, long) }},
	{"phone", func(u *unit.Unit, v value) *Reject { return v.text(&u.Phone, short) }},
	{"map_url", func(u *unit.Unit, v value) *Reject { return v.url(&u.MapURL) }},
	{"hours", readHours},
}

func readType(u *unit.Unit, v value) *Reject {
	var s string
	if r := v.text(&s, short); r != nil || s == "" {
		return r
	}
	kind, ok := types[strings.ToLower(s)]
	if !ok {
		return v.reject(UnknownKind, "tỉnh, thành phố trung ương, xã, phường, đặc khu, trung tâm, sở, công an, văn phòng đăng ký đất đai")
	}
	u.Kind = kind
	return nil
}

var identifierFields = []field[unit.Identifier]{
	{"id", func(i *unit.Identifier, v value) *Reject { return v.text(&i.ID, short) }},
	{"from", func(i *unit.Identifier, v value) *Reject { return v.day(&i.From) }},
	{"to", func(i *unit.Identifier, v value) *Reject { return v.day(&i.To) }},
}

func readIdentifiers(u *unit.Unit, v value) *Reject {
	if r := list(v, &u.Identifiers, identifierFields); r != nil {
		return r
	}
	for i, id := range u.Identifiers {
		if id.ID == "" {
			return missingIn(v, i, "id")
		}
		if endsEarly(id.From, id.To) {
			return &Reject{Field: fmt.Sprintf("%s[%d].to", v.field, i+1), Reason: EndBeforeStart}
		}
	}
	return nil
}

func missingIn(v value, i int, name string) *Reject {
	return &Reject{Field: fmt.Sprintf("%s[%d].%s", v.field, i+1, name), Reason: Missing}
}

var hoursFields = []field[unit.Hours]{
	{"days", func(h *unit.Hours, v value) *Reject { return v.matching(&h.Days, daysShape) }},
	{"open", func(h *unit.Hours, v value) *Reject { return v.matching(&h.Open, clockShape) }},
	{"close", func(h *unit.Hours, v value) *Reject { return v.matching(&h.Close, clockShape) }},
}

var (
	daysShape  = regexp.MustCompile(`^[1-7](-[1-7])?(,[1-7](-[1-7])?)*$`)
	clockShape = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

func (v value) matching(to *string, shape *regexp.Regexp) *Reject {
	if r := v.text(to, short); r != nil {
		return r
	}
	if !shape.MatchString(*to) {
		return v.reject(NotHours)
	}
	return nil
}

func readHours(u *unit.Unit, v value) *Reject {
	if r := list(v, &u.Hours, hoursFields); r != nil {
		return r
	}
	for i, h := range u.Hours {
		if h.Days == "" || h.Open == "" || h.Close <= h.Open {
			return &Reject{Field: fmt.Sprintf("%s[%d]", v.field, i+1), Reason: NotHours}
		}
	}
	return nil
}
