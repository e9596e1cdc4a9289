package citizen

import (
	"strconv"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/procedure"
)

// mostCases is how many cases stand as choices; where there are more, the last choice
// leads to the others.
const mostCases = 4

// choices are what can follow an answer about a procedure; said is what it was about.
func (x *guidance) choices(said string) []chat.Choice {
	if x.asksCase() && said != verbMore {
		return x.caseChoices(0)
	}
	own := about(x.g, x.at)
	var out []chat.Choice
	add := func(yes bool, label, verb string) {
		if yes && verb != said {
			out = append(out, x.choice(label, verb+":"+own))
		}
	}
	shown := said == verbPapers || said == verbProcedure && (x.fewPapers() || len(x.g.Cases) > 1)
	add(len(x.at.Items) > 0 && shown, "guidance.choice.tick", verbChecklist)
	add(!shown, "guidance.choice.papers", verbPapers)
	add(x.mayBeOnline(), "guidance.choice.online", verbOnline)
	add(true, "guidance.choice.spot", verbSpot)
	add(true, "guidance.choice.more", verbMore)
	add(said != verbProcedure && said != verbPapers, "guidance.choice.card", verbProcedure)
	return out[:min(len(out), mostChoices-1)]
}

// caseChoices are the cases from one on, and the way to more of them; where few, the
// counter and the steps beside them.
func (x *guidance) caseChoices(from int) []chat.Choice {
	var out []chat.Choice
	rest := x.g.Cases[min(from, len(x.g.Cases)):]
	shown := rest[:min(len(rest), mostCases)]
	if len(rest) > mostCases {
		shown = rest[:mostCases-1]
	}
	for _, c := range shown {
		label := words60(x.caseLabel(c))
		if !hasLabel(out, label) {
			out = append(out, chat.Choice{Label: label, Press: verbProcedure + ":" + about(x.g, c)})
		}
	}
	switch {
	case len(rest) > mostCases:
		out = append(out, x.choice("guidance.choice.other_case", verbPapers+":"+x.g.Code+"/+"+strconv.Itoa(from+mostCases-1)))
	case from > 0:
		out = append(out, x.choice("guidance.choice.first_cases", verbProcedure+":"+x.g.Code))
	}
	for _, more := range []chat.Choice{x.choice("guidance.choice.spot", verbSpot+":"+x.g.Code), x.choice("guidance.choice.more", verbMore+":"+x.g.Code)} {
		if len(out) < mostCases {
			out = append(out, more)
		}
	}
	return out
}

func hasLabel(all []chat.Choice, label string) bool {
	for _, c := range all {
		if c.Label == label {
			return true
		}
	}
	return false
}

// publicChoices are what stands under a card that a volunteer sends.
func (x *guidance) publicChoices() []chat.Choice {
	own := about(x.g, x.at)
	switch {
	case x.g.Gone, x.nameOnly():
		return []chat.Choice{x.choice("guidance.choice.spot", verbSpot+":"+own)}
	case x.asksCase():
		return x.caseChoices(0)
	}
	return []chat.Choice{x.choice("guidance.choice.tick", verbChecklist+":"+own), x.choice("guidance.choice.more", verbMore+":"+own)}
}

// caseLabel names a case.
func (x *guidance) caseLabel(c procedure.Case) string {
	if label := x.say(c.Label); label != "" {
		return label
	}
	return c.ID
}

// words60 makes a label of a name.
func words60(s string) string { return shorten(s, labelName) }

// furtherCases reads which cases a press asks for: "+3" are those from the fourth on.
func furtherCases(about string) (from int, ok bool) {
	_, rest, _ := strings.Cut(about, "/+")
	from, err := strconv.Atoi(rest)
	return from, err == nil && from > 0
}

// offerElsewhere offers what is left where guidance ends: a person comes first.
func (t *Talk) offerElsewhere() {
	if t.desk {
		t.Offer(t.humanFirst())
	}
	t.Offer(t.choice("office.choice", verbOffice), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}
