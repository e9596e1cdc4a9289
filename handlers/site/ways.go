package site

import (
	"slices"
	"strconv"
	"strings"

	"motcua/internal/procedure"
	"motcua/internal/words"
)

// longestText is how much of a published sentence fits beside the others.
const longestText = 160

// told is one way and what it costs, or how long it takes.
type told struct {
	channel string
	words   string
	notes   []string
	big     bool // a number that can be read from afar
	unknown bool // there is nothing to tell
}

// timeWords is how long it takes, each way where they differ.
func (p *page) timeWords() fact {
	var all []told
	for _, w := range p.guide.Ways {
		all = append(all, p.limit(w))
	}
	return p.join(all, p.say("site.time.ask"))
}

func (p *page) limit(w procedure.Way) told {
	l := w.Time
	t := told{channel: w.Channel, words: p.say("site.time.ask")}
	switch {
	case !l.Known() || l.Unsure:
		t.unknown = true
		return t
	case l.Unit == "":
		if text := procedure.Tidy(l.Text); len([]rune(text)) <= longestText {
			t.words = words.Capital(text)
		}
		return t
	case l.Unit == "same_day":
		t.words, t.big = p.say("site.time.same_day"), true
		if l.Cutoff != "" {
			t.notes = append(t.notes, p.say("site.time.cutoff", "time", trimHour(l.Cutoff)))
		}
	default:
		t.words, t.big = p.say("site.time."+l.Unit, "n", strconv.Itoa(l.N)), true
		if l.Most {
			t.words = p.say("site.time.most", "time", t.words)
		}
	}
	if note := procedure.Tidy(l.Note.In(p.Lang)); note != "" {
		t.notes = append(t.notes, words.Capital(note)+".")
	}
	return t
}

// feeWords is what it costs, each way where they differ. What is not published, what the
// province sets and what is free are three different answers.
func (p *page) feeWords() fact {
	var all []told
	for _, w := range p.guide.Ways {
		all = append(all, p.fee(w))
	}
	return p.join(all, p.say("site.fee.unpublished"))
}

func (p *page) fee(w procedure.Way) told {
	f := w.Fee
	t := told{channel: w.Channel}
	switch {
	case f.Unsure:
		t.words = p.say("site.fee.unsure")
		return t
	case f.Kind == procedure.FeeFree:
		t.words, t.big = p.say("site.fee.free"), true
	case f.Kind == procedure.FeeAmount:
		t.words, t.big = p.amount(f), true
		if f.Reduced > 0 && !p.now.After(f.Until.AddDate(0, 0, 1)) {
			t.words = p.money(f.Reduced)
			t.notes = append(t.notes, p.say("site.fee.until", "date", p.date(f.Until), "sum", p.amount(f)))
		}
	case f.Kind == procedure.FeeByProvince:
		t.words = p.say("site.fee.by_province")
	case f.Kind == procedure.FeeMixed:
		t.words = p.mixed(f)
	default:
		t.words, t.unknown = p.say("site.fee.unpublished"), true
	}
	if note := procedure.Tidy(f.Note.In(p.Lang)); note != "" {
		t.notes = append(t.notes, words.Capital(note)+".")
	}
	return t
}

func (p *page) amount(f procedure.Fee) string {
	sum := p.money(f.Amount)
	if per := f.Per.In(p.Lang); per != "" {
		return p.say("site.fee.per", "sum", sum, "per", per)
	}
	return sum
}

func (p *page) mixed(f procedure.Fee) string {
	text := procedure.Tidy(f.Text)
	switch {
	case text != "" && len([]rune(text)) <= longestText:
		return words.Capital(text)
	case f.Most > f.Amount:
		return p.say("site.fee.range", "from", p.money(f.Amount), "to", p.money(f.Most))
	}
	return p.say("site.fee.mixed")
}

// join says one answer where all ways have the same, else each under its own name, the
// first one big.
func (p *page) join(all []told, none string) fact {
	if len(all) == 0 {
		return fact{More: []string{none}}
	}
	whole := len(all)
	if some := known(all); len(some) > 0 {
		all = some
	}
	same := len(all) == whole && !slices.ContainsFunc(all, func(t told) bool { return t.words != all[0].words })
	if same {
		all = all[:1]
	}
	var notes []string
	var f fact
	for i, t := range all {
		way := ""
		if !same {
			way = p.say("site.way." + t.channel)
		}
		switch {
		case i == 0 && t.big:
			f.Big, f.Tail = t.words, way
		case t.big:
			f.More = append(f.More, strings.TrimSpace(t.words+" "+way))
		case way != "":
			f.More = append(f.More, words.Capital(way)+": "+procedure.Inside(t.words))
		default:
			f.More = append(f.More, t.words)
		}
		for _, note := range t.notes {
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	f.More = append(f.More, notes...)
	return f
}

// known are the ways of which something can be told.
func known(all []told) []told {
	return slices.DeleteFunc(slices.Clone(all), func(t told) bool { return t.unknown })
}
