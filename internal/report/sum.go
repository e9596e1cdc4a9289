package report

import (
	"cmp"
	"slices"
	"strings"

	"motcua/internal/unit"
	"motcua/internal/vntext"
)

// add adds b's counts to a.
func (t *Tally) add(b *Tally) {
	from, to := b.counts(), t.counts()
	for i := range to {
		*to[i] += *from[i]
	}
}

// counts are all that can be summed.
func (t *Tally) counts() []*int64 {
	return []*int64{
		&t.Online, &t.Counter, &t.Post, &t.Unsaid, &t.Carried,
		&t.Early, &t.OnTime, &t.Late, &t.Stopped, &t.NoDue,
		&t.OpenInTime, &t.OpenLate, &t.Waiting, &t.Rejected,
		&t.Handled, &t.InTime, &t.Asked, &t.AskedAgain, &t.Timed, &t.TimedDays,
		&t.Returned, &t.Digitised, &t.EResult, &t.AnyResult,
		&t.FeeBearing, &t.PaidOnline, &t.PaidDong,
	}
}

func (t *Tally) received() int64 { return t.Online + t.Counter + t.Post + t.Unsaid }
func (t *Tally) resolved() int64 { return t.Early + t.OnTime + t.Late }

func total(all []Tally) *Tally {
	sum := &Tally{}
	for i := range all {
		sum.add(&all[i])
	}
	return sum
}

// line is one row of the form.
func (t *Tally) line(code, name string) Line {
	return Line{
		Code: code, Name: name,
		ToHandle: t.received() + t.Carried, Online: t.Online, Counter: t.Counter + t.Post + t.Unsaid, Carried: t.Carried,
		Resolved: t.resolved(), Early: t.Early, OnTime: t.OnTime, Late: t.Late,
		Open: t.OpenInTime + t.OpenLate, OpenInTime: t.OpenInTime, OpenLate: t.OpenLate,
		Stopped: t.Stopped, Waiting: t.Waiting, Rejected: t.Rejected,
		Time: Average{Days: t.TimedDays, Dossiers: t.Timed},
	}
}

// rank is a place in the order of a list: for offices their level, and last what has no name.
type rank int

const (
	above    rank = iota // a province, a city's centre, departments; and all that is no office
	communes             // and their own centres
	stranger             // an office that the directory does not know
	nameless
)

// label is under what a Tally is summed: rank first, then the name decides the order.
type label struct {
	rank       rank
	code, name string
}

// lines sums Tallies under their labels.
func lines(all []Tally, of func(*Tally) label) []Line {
	sums := map[label]*Tally{}
	for i := range all {
		l := of(&all[i])
		if sums[l] == nil {
			sums[l] = &Tally{}
		}
		sums[l].add(&all[i])
	}
	labels := make([]label, 0, len(sums))
	for l := range sums {
		labels = append(labels, l)
	}
	slices.SortFunc(labels, func(a, b label) int {
		return cmp.Or(int(a.rank-b.rank), strings.Compare(vntext.Fold(a.name), vntext.Fold(b.name)), strings.Compare(a.name, b.name), strings.Compare(a.code, b.code))
	})
	out := make([]Line, 0, len(labels)+1)
	for _, l := range labels {
		out = append(out, sums[l].line(l.code, l.name))
	}
	return out
}

func byField(t *Tally) label {
	if t.Field == "" {
		return label{name: noField, rank: nameless}
	}
	return label{name: t.Field}
}

func byProcedure(t *Tally) label {
	switch {
	case t.Procedure != "":
		return label{code: t.Procedure}
	case t.Name != "":
		return label{name: t.Name}
	}
	return label{name: noProcedure, rank: nameless}
}

func (u Units) byUnit(t *Tally) label {
	known, ok := u(t.Unit)
	switch {
	case t.Unit == "":
		return label{name: noUnit, rank: nameless}
	case !ok:
		return label{code: t.Unit, name: t.Unit, rank: stranger}
	}
	return label{code: known.Code, name: known.Name, rank: u.level(known)}
}

func (u Units) level(known unit.Unit) rank {
	if known.Kind == unit.Commune {
		return communes
	}
	if known.Parent == "" {
		return above
	}
	if parent, ok := u(known.Parent); ok && parent.Kind == unit.Commune {
		return communes
	}
	return above
}

// groups sums by level of office. Where a level has one office alone, it is named.
func (u Units) groups(all []Tally) []Line {
	above, communal := u.named(all, above, groupAbove), u.named(all, communes, groupCommunes)
	return lines(all, func(t *Tally) label {
		switch l := u.byUnit(t); l.rank {
		case communes:
			return label{rank: l.rank, code: "communes", name: communal}
		case stranger, nameless:
			return label{rank: nameless, code: "unknown", name: groupUnknown}
		default:
			return label{rank: l.rank, code: "above", name: above}
		}
	})
}

// named is the one office of a level, else what all of them are called.
func (u Units) named(all []Tally, level rank, together string) string {
	name := ""
	for i := range all {
		switch l := u.byUnit(&all[i]); {
		case l.rank != level:
		case name == "":
			name = l.name
		case name != l.name:
			return together
		}
	}
	return name
}
