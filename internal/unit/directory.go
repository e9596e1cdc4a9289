package unit

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Directory finds units. It never changes once made, so many readers may share it.
type Directory struct {
	units        []Unit
	byCode       map[string]Unit
	byIdentifier map[string][]holding
	byName       map[string][]Unit
	byFormer     map[string][]Unit
	children     map[string][]Unit

	once  sync.Once // found is made when a place is first looked for
	found *places
}

// holding is a Unit's claim to an identifier.
type holding struct {
	Identifier

	unit Unit
}

// Known is an identifier in use or once in use. Land: it belongs to a land
// registration office.
type Known struct {
	ID   string
	Land bool
}

// NewDirectory makes a Directory of these units; when a code stands twice the first counts.
func NewDirectory(units []Unit) *Directory {
	d := &Directory{
		byCode:       map[string]Unit{},
		byIdentifier: map[string][]holding{},
		byName:       map[string][]Unit{},
		byFormer:     map[string][]Unit{},
		children:     map[string][]Unit{},
	}
	for _, u := range units {
		d.add(u)
	}
	return d
}

func (d *Directory) add(u Unit) {
	code := upper(u.Code)
	if _, twice := d.byCode[code]; twice {
		return
	}
	d.units = append(d.units, u)
	d.byCode[code] = u
	for _, id := range u.Identifiers {
		d.byIdentifier[upper(id.ID)] = append(d.byIdentifier[upper(id.ID)], holding{id, u})
	}
	d.byName[name(u.Name)] = append(d.byName[name(u.Name)], u)
	for _, f := range u.FormerNames {
		d.byFormer[name(f)] = append(d.byFormer[name(f)], u)
	}
	if u.Parent != "" {
		d.children[upper(u.Parent)] = append(d.children[upper(u.Parent)], u)
	}
}

// All lists every unit, in the order given.
func (d *Directory) All() []Unit { return slices.Clone(d.units) }

// Find resolves a reference as sources write it: a unit's code, an identifier, its
// exact name, or a former name, in this order. An identifier is read as of that day;
// one that had ended still resolves, for old codes live on. A name that fits several
// units resolves to none: a wrong office is worse than the words as sent.
func (d *Directory) Find(ref string, at time.Time) (Unit, bool) {
	if name(ref) == "" {
		return Unit{}, false
	}
	if u, ok := d.byCode[upper(ref)]; ok {
		return u, true
	}
	if held := d.byIdentifier[upper(ref)]; len(held) > 0 {
		return best(held, at).unit, true
	}
	if u, ok := only(d.byName[name(ref)], at); ok {
		return u, true
	}
	return only(d.byFormer[name(ref)], at)
}

// best is the holding valid on that day, else the one that began last before it.
func best(held []holding, at time.Time) holding {
	rank := func(h holding) int {
		switch {
		case h.Valid(at):
			return 2
		case !h.From.After(at):
			return 1
		}
		return 0
	}
	return slices.MaxFunc(held, func(a, b holding) int {
		return cmp.Or(rank(a)-rank(b), a.From.Compare(b.From), a.To.Compare(b.To))
	})
}

// only is the one unit among these, those that exist on that day first.
func only(units []Unit, at time.Time) (Unit, bool) {
	valid := make([]Unit, 0, len(units))
	for _, u := range units {
		if u.Valid(at) {
			valid = append(valid, u)
		}
	}
	if len(valid) == 1 {
		return valid[0], true
	}
	if len(valid) == 0 && len(units) == 1 {
		return units[0], true
	}
	return Unit{}, false
}

// Identifiers lists every identifier once, in order. One that changed hands is Land
// by the hands it is in last.
func (d *Directory) Identifiers() []Known {
	known := make([]Known, 0, len(d.byIdentifier))
	for _, id := range slices.Sorted(maps.Keys(d.byIdentifier)) {
		last := slices.MaxFunc(d.byIdentifier[id], func(a, b holding) int { return a.From.Compare(b.From) })
		known = append(known, Known{ID: id, Land: last.unit.Kind == Land})
	}
	return known
}

// Children lists the units right below u.
func (d *Directory) Children(u Unit) []Unit { return slices.Clone(d.children[upper(u.Code)]) }

// Parent is the unit right above u.
func (d *Directory) Parent(u Unit) (Unit, bool) {
	p, ok := d.byCode[upper(u.Parent)]
	return p, ok && u.Parent != ""
}

// Centre is where a citizen goes for u: u itself if it is a centre, else the one
// centre right below it that still exists.
func (d *Directory) Centre(u Unit) (Unit, bool) {
	if u.Kind == Centre {
		return u, true
	}
	return one(d.children[upper(u.Code)], isCentre)
}

// ByPhone finds the unit with this number, however it is written. A ward and its
// centre often share one: then the centre.
func (d *Directory) ByPhone(phone string) (Unit, bool) {
	number := digits(phone)
	if number == "" {
		return Unit{}, false
	}
	same := func(u Unit) bool { return digits(u.Phone) == number }
	if u, ok := one(d.units, func(u Unit) bool { return same(u) && isCentre(u) }); ok {
		return u, true
	}
	return one(d.units, same)
}

// Counter is the office that the hotline rings at: the unit with that number, else
// the only centre.
func (d *Directory) Counter(hotline string) (Unit, bool) {
	if u, ok := d.ByPhone(hotline); ok {
		return u, true
	}
	return one(d.units, isCentre)
}

// isCentre leaves out centres of the past.
func isCentre(u Unit) bool { return u.Kind == Centre && u.ValidTo.IsZero() }

// one is the only unit that fits; of several, none.
func one(units []Unit, fits func(Unit) bool) (Unit, bool) {
	var found []Unit
	for _, u := range units {
		if fits(u) {
			found = append(found, u)
		}
	}
	if len(found) != 1 {
		return Unit{}, false
	}
	return found[0], true
}

// name is how names are compared: composed, lower case, single spaces.
func name(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(s))), " ")
}

func upper(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// digits keeps a number's digits, the country's 84 written as 0.
func digits(phone string) string {
	d := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	if rest, ok := strings.CutPrefix(d, "84"); ok && strings.HasPrefix(strings.TrimSpace(phone), "+") {
		return "0" + rest
	}
	return d
}

// Only is the one unit of that kind right below u that exists on that day.
func (d *Directory) Only(u Unit, kind Kind, at time.Time) (Unit, bool) {
	return one(d.children[upper(u.Code)], func(c Unit) bool { return c.Kind == kind && c.Valid(at) })
}

// Above is u itself or the nearest unit over it that is of that kind.
func (d *Directory) Above(u Unit, kind Kind) (Unit, bool) {
	for range deepest {
		if u.Kind == kind {
			return u, true
		}
		up, ok := d.Parent(u)
		if !ok {
			break
		}
		u = up
	}
	return Unit{}, false
}

// Communes lists the communes of that day, those of one province for its code.
func (d *Directory) Communes(province string, at time.Time) []Unit {
	units := d.units
	if province != "" {
		units = d.children[upper(province)]
	}
	var out []Unit
	for _, u := range units {
		if u.Kind == Commune && u.Valid(at) {
			out = append(out, u)
		}
	}
	return out
}
