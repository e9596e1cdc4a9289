package citizen

import (
	"slices"
	"strconv"
	"strings"

	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/words"
)

// fewWards are as many as are named in one sentence.
const fewWards = 6

// likely are the wards to offer before anything is known: our counter's own, then those
// that lay in the same town before.
func (t *Talk) likely() []unit.Unit {
	own, ok := t.place.directory.Above(t.place.counter, unit.Commune)
	if !ok {
		return nil
	}
	out := []unit.Unit{own}
	for _, former := range own.FormerNames {
		_, around, _ := strings.Cut(former, "(")
		for _, m := range t.place.directory.Search(strings.TrimSuffix(around, ")"), t.Now) {
			if m.How == unit.ByOld && m.Unit.Code != own.Code {
				out = append(out, m.Unit)
			}
		}
		if len(out) > 1 {
			break
		}
	}
	return out
}

// placesTyped are the places that the typed text surely speaks of.
func (t *Talk) placesTyped() []unit.Match {
	return slices.DeleteFunc(t.nearest(t.text), func(m unit.Match) bool { return !m.Sure })
}

// nearest finds places in a text. Of places with one name those of our province are
// meant, if there are any.
func (t *Talk) nearest(text string) []unit.Match {
	all := t.place.directory.Search(clip(text), t.Now)
	home, ok := t.home()
	if !ok {
		return all
	}
	ours := slices.DeleteFunc(slices.Clone(all), func(m unit.Match) bool {
		p, ok := t.place.directory.Above(m.Unit, unit.Province)
		return !ok || p.Code != home.Code
	})
	if len(ours) > 0 {
		return ours
	}
	return all
}

// spotNamed answers with the place that was named, or asks which of several is meant;
// false: no place was.
func (t *Talk) spotNamed(what *handing, found []unit.Match) bool {
	if len(found) == 0 {
		return false
	}
	first, wards := found[0], wardsOf(found)
	switch {
	case unknownAt(what.at) && len(wards) == 1 && first.Unit.Kind == unit.Commune:
		t.sayPlace(t.spotHead(what), t.officeIn(first.Unit, procedure.AtCentre))
		t.offerAfter(what)
	case !ofWard(what.at):
		t.sayElsewhere(what)
	case first.Unit.Kind == unit.Province:
		t.askIn(what, first)
	case first.How == unit.ByAddress:
		t.onStreet(what, found)
	case len(wards) == 1:
		t.sayCounter(what, first.Unit, t.nowCalled(first))
	default:
		t.askWhichWard(what, found, wards)
	}
	return true
}

// wardsOf are the places of some matches, each once.
func wardsOf(found []unit.Match) []unit.Unit {
	var out []unit.Unit
	for _, m := range found {
		if !slices.ContainsFunc(out, same(m.Unit)) {
			out = append(out, m.Unit)
		}
	}
	return out
}

// onStreet answers where a street was named: with the one office there, if an office was
// asked for. Who lives in a street may belong to another ward: that is asked.
func (t *Talk) onStreet(what *handing, found []unit.Match) {
	if what.guidance == nil && len(found) == 1 {
		u := found[0].Unit
		t.topic().Unit = u.Code
		t.sayPlace("", t.describe(u, t.numberOf(u)))
		t.offerAfter(what)
		return
	}
	var wards []unit.Unit
	for _, m := range found {
		if ward, ok := t.place.directory.Above(m.Unit, unit.Commune); ok && !slices.ContainsFunc(wards, same(ward)) {
			wards = append(wards, ward)
		}
	}
	t.Say("spot.ask", nil)
	t.offerWards(what, wards)
}

func same(u unit.Unit) func(unit.Unit) bool {
	return func(other unit.Unit) bool { return other.Code == u.Code }
}

// nowCalled says what a former unit is part of now.
func (t *Talk) nowCalled(m unit.Match) string {
	if m.How != unit.ByFormer {
		return ""
	}
	return t.Text("spot.now", words.Args{"former": words.Capital(m.Name), "ward": t.nameOf(m.Unit.Code)})
}

// askIn asks for the ward where only the province was named.
func (t *Talk) askIn(what *handing, m unit.Match) {
	t.Say("spot.ask_in", words.Args{"province": m.Unit.Name})
	t.offerWards(what, nil)
}

// askWhichWard asks which of several places is meant, and says what they have in common.
func (t *Talk) askWhichWard(what *handing, found []unit.Match, wards []unit.Unit) {
	first, last := found[0], found[len(found)-1]
	old := wardsOf(slices.DeleteFunc(slices.Clone(found), func(m unit.Match) bool { return m.How != unit.ByOld }))
	args := words.Args{
		"ward": first.Unit.Name, "former": words.Capital(first.Name), "old": insideSentence(last.Name), "town": words.Capital(last.Name),
		"wards": t.wardNames(old), "count": strconv.Itoa(len(old)),
	}
	switch {
	case first.How == unit.ByFormer && last.How == unit.ByFormer && first.Name == last.Name && len(wards) <= fewWards:
		args["wards"] = t.wardNames(wards)
		t.Say("spot.split", args)
	case len(old) > fewWards:
		t.Say("spot.old_many", args)
	case first.How == unit.ByName && last.How == unit.ByOld:
		t.Say("spot.new_and_old", args)
	case first.How == unit.ByOld:
		t.Say("spot.old", args)
	case t.apart(wards):
		t.askProvince(what, first, wards)
		return
	default:
		t.Say("spot.which", args)
	}
	t.offerWards(what, wards)
}

// wardNames names wards in one sentence: "phường Bình Hòa và phường Lái Thiêu", and of
// many "các phường An Phú, Bình Hòa và Lái Thiêu".
func (t *Talk) wardNames(wards []unit.Unit) string {
	var names, bare []string
	for _, u := range wards {
		names = append(names, t.nameOf(u.Code))
		if name, ok := strings.CutPrefix(u.Name, "Phường "); ok {
			bare = append(bare, name)
		}
	}
	if len(wards) > 2 && len(bare) == len(wards) {
		return t.Text("spot.wards", words.Args{"names": t.enumerated(bare)})
	}
	return t.enumerated(names)
}

// enumerated puts names into one sentence.
func (t *Talk) enumerated(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + t.and() + names[last]
}

// apart reports whether the places are not all in one province.
func (t *Talk) apart(wards []unit.Unit) bool {
	return slices.ContainsFunc(wards, func(u unit.Unit) bool { return t.provinceOf(u) != t.provinceOf(wards[0]) })
}

func (t *Talk) provinceOf(u unit.Unit) string {
	p, _ := t.place.directory.Above(u, unit.Province)
	return p.Name
}

// askProvince asks which of the places with one name is meant.
func (t *Talk) askProvince(what *handing, first unit.Match, wards []unit.Unit) {
	t.Say("spot.same_name", words.Args{"count": strconv.Itoa(len(wards)), "name": first.Name})
	for _, u := range wards[:min(len(wards), mostChoices-1)] {
		t.offerWard(what, u, u.Name+", "+t.provinceOf(u))
	}
	t.offerWards(what, nil)
}
