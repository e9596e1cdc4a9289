package report

import (
	"cmp"
	"slices"

	"motcua/internal/unit"
)

// Units looks a Unit up by its code as it stands in a Tally.
type Units func(code string) (unit.Unit, bool)

// Make sums the Tallies of a Period, of the one before (Period.Before) and of the same a
// year ago (Period.LastYear). One in which nothing was resolved lies before the data
// begin, and is compared with nothing.
func Make(now Period, units Units, this, before, lastYear []Tally) Report {
	sum := total(this)
	whole := sum.line("", totalName)
	whole.Last = true
	digital := digitalOf(this)
	r := Report{
		Period: now, Before: now.Before(), LastYear: now.LastYear(),
		Total:  whole,
		Groups: units.groups(this),
		ByUnit: append(lines(this, units.byUnit), whole), ByField: append(lines(this, byField), whole),
		ByProcedure: append(procedures(this), whole),
		Intake:      sum.intake(),
		Asked:       sum.asked(),
		Online:      Payment{Share: Share{sum.PaidOnline, sum.FeeBearing, ofFees}, Dong: sum.PaidDong},
		Digital:     digital,
		Indices:     indices(sum, &digital, this),
		Differences: differences(this, before, lastYear),
	}
	r.Missing = missing(sum, &r, units, this)
	return r
}

func (t *Tally) intake() Intake {
	n := t.received()
	return Intake{
		Received: n,
		Online:   Share{t.Online, n, ofReceived}, Counter: Share{t.Counter, n, ofReceived},
		Post: Share{t.Post, n, ofReceived}, Unsaid: Share{t.Unsaid, n, ofReceived},
	}
}

func (t *Tally) asked() Asked {
	return Asked{Once: Share{t.Asked, t.resolved(), ofResolved}, Again: Share{t.AskedAgain, t.resolved(), ofResolved}}
}

// procedures are those with the most to do first. A procedure's name is the one that most
// of its dossiers bear, for sources write it in several ways.
func procedures(all []Tally) []Line {
	out := lines(all, byProcedure)
	names := map[string]string{}
	most := map[string]int64{}
	for i := range all {
		t := &all[i]
		if n := t.received() + t.Carried; t.Name != "" && (names[t.Procedure] == "" || n > most[t.Procedure]) {
			names[t.Procedure], most[t.Procedure] = t.Name, n
		}
	}
	for i := range out {
		if out[i].Code != "" {
			out[i].Name = cmp.Or(names[out[i].Code], out[i].Code)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return cmp.Or(cmp.Compare(b.ToHandle, a.ToHandle), cmp.Compare(a.Code, b.Code)) })
	return out
}

// keepers sorts the sources into those in which something was digitised and the others.
func keepers(all []Tally) map[string]bool {
	kept := map[string]bool{}
	for i := range all {
		kept[all[i].Source] = kept[all[i].Source] || all[i].Digitised > 0 || all[i].AnyResult > 0
	}
	return kept
}

func digitalOf(all []Tally) Digital {
	kept := keepers(all)
	sums := map[string]*Tally{}
	sum := &Tally{}
	for i := range all {
		t := &all[i]
		if sums[t.Source] == nil {
			sums[t.Source] = &Tally{}
		}
		sums[t.Source].add(t)
		if kept[t.Source] {
			sum.add(t)
		}
	}
	out := Digital{All: sum.digital("", true), Sources: []DigitalSource{}}
	for name, t := range sums {
		out.Sources = append(out.Sources, t.digital(name, kept[name]))
	}
	slices.SortFunc(out.Sources, func(a, b DigitalSource) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (t *Tally) digital(name string, kept bool) DigitalSource {
	return DigitalSource{
		Name: name, Kept: kept, Resolved: t.resolved(), Returned: t.Returned,
		Digitised: Share{t.Digitised, t.Returned, ofReturned},
		EResult:   Share{t.AnyResult, t.Returned, ofReturned},
		Both:      Share{t.EResult, t.Digitised, ofDigitised},
	}
}
