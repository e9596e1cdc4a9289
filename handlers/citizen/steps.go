package citizen

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/words"
)

// steps tells the whole history: what, when, and at which office. Officers and notes
// are the office's own business.
func (h *Handler) steps(ctx context.Context, t *Talk, about string) error {
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return err
	}
	t.sayHistory(d)
	t.Offer(t.choice("steps.back", withCode(verbCard, d.Code)))
	t.Offer(t.officeChoice(d)...)
	t.Offer(t.choice("lookup.again", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}

// mostSteps keeps a long history readable; its latest steps stay.
const mostSteps = 20

func (t *Talk) sayHistory(d dossier.Dossier) {
	args := words.Args{"code": string(d.Code)}
	events := oldestFirst(d.Events)
	if len(events) == 0 {
		t.Say("steps.none", args)
		t.More(t.age(d))
		return
	}
	events = events[max(0, len(events)-mostSteps):]
	paragraphs := []string{t.Text("steps.head", args)}
	unit := ""
	for _, e := range events {
		paragraphs = append(paragraphs, t.stepLine(e, unit))
		unit = e.Unit
	}
	paragraphs = append(paragraphs, t.age(d))
	t.Reply(chat.Reply{Text: lines(paragraphs...)})
}

// stepLine is one step; the office is named where it changes.
func (t *Talk) stepLine(e dossier.Event, before string) string {
	args := words.Args{"date": t.date(e.At), "step": t.stepWords(e.Status)}
	if e.Unit == "" || e.Unit == before {
		return t.Text("steps.line", args)
	}
	args["unit"] = t.nameOf(e.Unit)
	return t.Text("steps.line_at", args)
}

func (t *Talk) stepWords(s dossier.Status) string { return t.Text("steps.is."+string(s), nil) }

// cardChoices are what can follow one dossier's answer. The one thing that must be
// done comes first and is filled.
func (t *Talk) cardChoices(d dossier.Dossier) []chat.Choice {
	office := t.officeChoice(d)
	steps := []chat.Choice{t.choice("steps.choice", withCode(verbSteps, d.Code))}
	rest := []chat.Choice{t.choice("lookup.again", verbLookup), t.choice("menu.choice", verbMenu)}
	details := t.detailChoice(d)
	if len(details) > 0 && t.desk { // a person keeps their place
		rest = rest[:1]
	}
	follow := t.followChoice(d)
	if len(follow) > 0 && t.desk { // another code can be typed at any time
		rest = rest[1:]
	}
	all := slices.Concat(details, follow, steps, office, rest)
	if d.Status == dossier.SupplementRequested || d.Status == dossier.Completed {
		all = slices.Concat(details, office, follow, steps, rest)
	}
	if len(all) < mostChoices-1 { // a person keeps their place
		all = append(all, t.procedureChoice(d)...)
	}
	return all
}

// procedureChoice leads to the procedure of a dossier, in the version of the day it was
// received. What its name would tell of a person is not offered.
func (t *Talk) procedureChoice(d dossier.Dossier) []chat.Choice {
	press := verbProcedure + ":" + d.ProcedureCode + "//" + string(d.Code)
	if d.ProcedureCode == "" || d.Public().Procedure == "" || len(press) > longestPress {
		return nil
	}
	return []chat.Choice{t.choice("guidance.choice.dossier", press)}
}

// longestPress is how many bytes a channel carries for a choice.
const longestPress = 64

// officeChoice leads to the office that matters for a dossier; once the result is
// handed over, or when it comes by itself, there is none.
func (t *Talk) officeChoice(d dossier.Dossier) []chat.Choice {
	c := t.choice("office.choice_return", withCode(verbOffice, d.Code))
	switch d.Status {
	case dossier.Returned:
		return nil
	case dossier.Completed:
		if d.ReturnChannel == "post" || d.ReturnChannel == "online" {
			return nil
		}
	case dossier.SupplementRequested:
		c.Label, c.Main = t.Text("office.choice_supplement", nil), len(t.detailChoice(d)) == 0
	case dossier.Registered, dossier.PaymentRequested, dossier.Rejected, dossier.WithdrawalRequested, dossier.Stopped:
		c.Label = t.Text("office.choice", nil)
	}
	return []chat.Choice{c}
}

func number(n int) string { return strconv.Itoa(n) }

// small are the beginnings of office names that a sentence writes small.
var small = []string{"Phường ", "Xã ", "Đặc khu ", "Thành phố ", "Tỉnh ", "Thị trấn ", "Quận ", "Huyện ", "Chi nhánh "}

func insideSentence(name string) string {
	for _, s := range small {
		if strings.HasPrefix(name, s) {
			return strings.ToLower(s) + name[len(s):]
		}
	}
	return name
}
