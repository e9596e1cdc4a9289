package citizen

import (
	"strconv"
	"strings"

	"motcua/internal/dossier"
	"motcua/internal/words"
)

// saySlip points at the spot in a code that cannot be, and asks whether the code
// turned round is meant where there is one.
func (t *Talk) saySlip(slip dossier.Slip) {
	what := t.slipWords(slip)
	question := "slip.turned"
	if slip.Kind == dossier.SlipForm {
		question = "slip.proposal" // the order of the date is explained already
	}
	if slip.Proposal != "" && t.propose(slip.Proposal, question, words.Args{"proposal": string(slip.Proposal)}) {
		last := &t.replies[len(t.replies)-1]
		last.Text = lines(what, last.Text)
		return
	}
	t.Say(slipLook(slip), words.Args{"count": t.slipCount(slip)})
	last := &t.replies[len(t.replies)-1]
	last.Text = lines(what, last.Text)
}

func (t *Talk) slipWords(slip dossier.Slip) string {
	args := words.Args{
		"part": slip.Part, "year": strconv.Itoa(slip.Year), "month": strconv.Itoa(slip.Month), "days": strconv.Itoa(slip.Days),
	}
	switch slip.Kind {
	case dossier.SlipMonth:
		return t.Text("slip.month", args)
	case dossier.SlipDay:
		return t.Text(dayKey(slip), args)
	case dossier.SlipYear:
		if slip.Year > t.Now.Year() {
			return t.Text("slip.year_late", args)
		}
		return t.Text("slip.year_early", args)
	case dossier.SlipForm:
		return t.Text("slip.dayfirst", args)
	case dossier.SlipShorter:
		return t.Text("slip.shorter", args)
	case dossier.SlipDots:
		return t.Text("slip.dots", args)
	}
	if strings.Contains(slip.Part, "…") {
		return t.Text("slip.longer", args)
	}
	return t.Text("slip.longer_at", args)
}

// dayKey is the sentence for a day that its month does not have.
func dayKey(slip dossier.Slip) string {
	switch {
	case slip.Day == 0:
		return "slip.day_zero"
	case slip.Month == 2:
		return "slip.day_february"
	}
	return "slip.day"
}

// slipLook says where to look again: the date in the middle, or the whole code.
func slipLook(slip dossier.Slip) string {
	switch slip.Kind {
	case dossier.SlipMonth, dossier.SlipDay:
		return "slip.look"
	case dossier.SlipDots:
		return "slip.look_dots"
	case dossier.SlipYear:
		if len(slip.Part) >= 6 {
			return "slip.look"
		}
	}
	return "slip.look_whole"
}

// slipCount is how many digits the date has, in words.
func (t *Talk) slipCount(slip dossier.Slip) string {
	if len(slip.Part) == 8 && !strings.ContainsAny(slip.Part, "/-.") {
		return t.Text("slip.eight", nil)
	}
	return t.Text("slip.six", nil)
}
