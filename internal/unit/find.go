package unit

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// How says by which of its names a place was found.
type How string

// Ways to find a place, the surest first.
const (
	ByName    How = "name"    // its own
	ByFormer  How = "former"  // a former unit that is part of it now
	ByOld     How = "old"     // the former district, city or province around it
	ByAddress How = "address" // the street that an office is in
)

var ranks = map[How]int{ByName: 0, ByFormer: 1, ByOld: 2, ByAddress: 3}

// Match is one place that a text may mean: a commune, a province, or by its address an
// office.
type Match struct {
	Unit Unit
	How  How
	Name string // what was found, as the data write it: "Phường Bình Nhâm"
	// Sure: the text speaks of a place here. The kind of place or "ở" stands before the
	// name, or it is written with its marks, or the text is nothing else.
	Sure bool
	// Called: the name is written right, and the kind of place stands beside it.
	Called bool
	Rest   int // how many words of the text are about something else
}

// mostWords of a text are looked at; a place is not hidden behind a story.
const mostWords = 80

// Search finds the places that a text names, the surest first: by current and former
// names, by the old districts and provinces, by streets; without marks, with the usual
// abbreviations and, where nothing fits exactly, with one wrong letter in a longer name.
// A smaller and a larger place in one text mean the smaller one in the larger.
func (d *Directory) Search(text string, at time.Time) []Match {
	p := d.places()
	all := tokens(text)
	lives := func(e entry) bool { return d.units[e.unit].Valid(at) }
	found := p.exact(all, lives)
	if len(found) == 0 {
		found = p.near(all, lives)
	}
	found = withoutStreets(found)
	rest := countRest(all, found)
	var out []Match
	for _, s := range d.narrowed(found) {
		for _, e := range s.entries {
			out = append(out, Match{d.units[e.unit], e.how, e.name, s.sure || rest == 0, s.called, rest})
		}
	}
	return unique(out)
}

// places makes the search tables when somebody first asks for a place.
func (d *Directory) places() *places {
	d.once.Do(func() { d.found = newPlaces(d.units) })
	return d.found
}

// narrowed takes larger places for what they are: "phường 12, quận Tân Bình" is the
// ward 12 in there.
func (d *Directory) narrowed(found []span) []span {
	slices.SortStableFunc(found, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.smallest(), b.smallest()), len(a.entries)-len(b.entries))
	})
	var out []span
	for len(found) > 0 {
		small := found[0]
		var apart []span
		for _, large := range found[1:] {
			if inside := d.inside(small.entries, large.entries); len(inside) > 0 {
				small.entries, small.sure = inside, small.sure || large.sure
			} else {
				apart = append(apart, large)
			}
		}
		out, found = append(out, small), apart
	}
	return out
}

// smallest is the level of the smallest place that a span may mean.
func (s span) smallest() level {
	least := streets
	for _, e := range s.entries {
		least = min(least, e.level)
	}
	return least
}

// withoutStreets drops the streets where a place is named as well: it is the ward that
// matters, and streets of one name are in many.
func withoutStreets(found []span) []span {
	street := func(s span) bool { return s.smallest() == streets }
	if !slices.ContainsFunc(found, func(s span) bool { return !street(s) }) {
		return found
	}
	return slices.DeleteFunc(found, street)
}

// inside are those of some places that are one of the others, or lie in one.
func (d *Directory) inside(some, others []entry) []entry {
	is := map[string]bool{}
	for _, o := range others {
		is[upper(d.units[o.unit].Code)] = true
	}
	return slices.DeleteFunc(slices.Clone(some), func(e entry) bool { return !d.lies(d.units[e.unit], is) })
}

// deepest is how far up a tree of offices is followed; one that is tied in a ring ends.
const deepest = 6

func (d *Directory) lies(u Unit, in map[string]bool) bool {
	for range deepest {
		if in[upper(u.Code)] {
			return true
		}
		up, ok := d.Parent(u)
		if !ok {
			return false
		}
		u = up
	}
	return false
}

// unique gives each place once under each name, and not under an older name where the
// current one fits too. The surest come first, else the order of the data.
func unique(all []Match) []Match {
	named := map[string]bool{}
	for _, m := range all {
		if m.How == ByName {
			named[m.Unit.Code] = true
		}
	}
	seen := map[string]bool{}
	out := slices.DeleteFunc(all, func(m Match) bool {
		key := string(m.How) + " " + m.Unit.Code
		drop := seen[key] || m.How == ByFormer && named[m.Unit.Code]
		seen[key] = true
		return drop
	})
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(ranks[a.How], ranks[b.How]) })
	return out
}

// fillers stand around a place and say nothing.
var fillers = set(`o tai ben cu moi a da thuoc em toi tui minh con chau bac la nay gio nha nhe cua khu vuc the in at of i live
	phuong xa quan huyen tinh thanh pho tran dac thi ward commune district city province`)

// countRest counts the words that belong to no place.
func countRest(all []token, found []span) int {
	rest := 0
	for i, w := range all {
		in := slices.ContainsFunc(found, func(s span) bool { return i >= s.from && i < s.to })
		if !in && !fillers[w.folded] {
			rest++
		}
	}
	return rest
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}
