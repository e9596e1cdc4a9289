package citizen

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/words"
)

// show shows what d keeps for its applicant. It is written into the audit first: what
// cannot be written is not shown.
func (h *Handler) show(ctx context.Context, t *Talk, d dossier.Dossier, opening proof.Opening) error {
	what := detailOf(d)
	if err := h.saw(ctx, t, string(d.Code), what, opening.Strength); err != nil {
		return err
	}
	x := &shown{Talk: t, d: d, card: chat.Card{Code: string(d.Code), Tone: chat.ToneWaiting, Plain: d.Grave()}}
	switch what {
	case audit.Supplements:
		x.supplements()
	case audit.Reasons:
		x.reasons()
	case audit.Amount:
		x.amount()
	case audit.Result:
		x.result()
	}
	x.reply(opening)
	t.seesThis(d)
	return nil
}

func (h *Handler) saw(ctx context.Context, t *Talk, code, what string, by proof.Strength) error {
	err := h.Proofs.Saw(ctx, audit.Entry{
		At: t.Now, Channel: t.Message.Channel, Chat: t.Message.Chat, Code: code, What: what, Right: string(by),
	})
	if err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}

// shown is one detail being told: the same as sentences and as a Card.
type shown struct {
	*Talk

	d    dossier.Dossier
	text []string
	card chat.Card
}

// say adds a paragraph that stands on the Card as well.
func (x *shown) say(paragraphs ...string) {
	for _, p := range paragraphs {
		if p != "" {
			x.text = append(x.text, p)
			x.card.Notes = append(x.card.Notes, p)
		}
	}
}

func (x *shown) todo(text string) {
	x.card.Todo = text
	x.text = append(x.text, text)
}

// reply ends with until when it is open, and how fresh it is.
func (x *shown) reply(opening proof.Opening) {
	x.say(x.Text("details.until", words.Args{"time": openUntil(opening.Until)}))
	fresh := x.fresh(x.d.Fresh())
	x.card.Fresh, x.card.Stale = strings.TrimSuffix(fresh, "."), x.d.Stale(x.Now, x.calendar)
	if x.openedHead != "" {
		x.Reply(chat.Reply{Text: x.openedHead})
	}
	if x.d.Death() {
		x.Say("card.condolence", nil)
	}
	gone := x.Text("details.gone", words.Args{"code": string(x.d.Code)})
	x.Reply(chat.Reply{Text: lines(append(x.text, x.age(x.d))...), Card: &x.card, Fades: &chat.Fade{At: opening.Until, Text: gone}})
	back := x.choice("steps.back", withCode(verbCard, x.d.Code))
	if x.many { // the list leads back as well
		back = x.choice("mine.choice", verbMine)
	}
	x.Offer(back, x.choice("details.choice.shut", verbShut))
}

// paperPress ticks the nth paper of a dossier, or takes the tick away.
func paperPress(code dossier.Code, n int, handed bool) string {
	press := withCode(verbPaper, code) + "/" + strconv.Itoa(n)
	if !handed {
		press += "/no"
	}
	return press
}

// supplements lists the papers that the office asks for; those that were handed in are
// ticked for this conversation.
func (x *shown) supplements() {
	handed := x.tickedOf(string(x.d.Code))
	x.card.Title = x.Text("details.supplements.title", nil)
	head := "details.supplements.head"
	if len(x.d.Supplements) == 1 {
		head = "details.supplements.head_one"
	}
	x.text = append(x.text, x.Text(head, words.Args{"code": string(x.d.Code), "count": number(len(x.d.Supplements))}))
	left := 0
	for i, s := range x.d.Supplements {
		done := slices.Contains(handed, number(i+1))
		tick := chat.Tick{Label: tidy(s.Name), Note: strings.TrimSuffix(tidy(s.Reason), "."), Done: done, Press: paperPress(x.d.Code, i+1, !done)}
		x.card.Ticks = append(x.card.Ticks, tick)
		x.text = append(x.text, x.paperLine(tick))
		if !done {
			left++
		}
	}
	if by := x.supplementBy(); by != "" {
		x.say(by)
	}
	if reason := tidy(x.d.Reason); reason != "" {
		x.say(x.Text("details.supplements.reason", words.Args{"reason": reason}))
	}
	x.Await(verbHanded, string(x.d.Code))
	if left == 0 {
		x.todo(x.Text("details.supplements.handed", nil))
	} else {
		x.todo(x.Text("details.supplements.todo", nil))
		x.Offer(x.choice("details.choice.handed", withCode(verbHanded, x.d.Code)))
	}
	x.Offer(x.officeChoice(x.d)...)
}

// paperLine is one paper as words.
func (x *shown) paperLine(tick chat.Tick) string {
	line := "- " + tick.Label
	if tick.Note != "" {
		line += ": " + tick.Note
	}
	if tick.Done {
		line += " (" + x.Text("details.supplements.mark", nil) + ")"
	}
	return line
}

// supplementBy says until when.
func (x *shown) supplementBy() string {
	p := &telling{Talk: x.Talk, p: x.d.Public(), s: x.d.Standing(x.Now, x.calendar)}
	p.supplementBy()
	return sentences(p.first...)
}

// reasons says why, in the words of the office.
func (x *shown) reasons() {
	x.card.Tone = chat.ToneEnded
	args := words.Args{"code": string(x.d.Code), "reason": ended(tidy(x.d.Reason))}
	if x.d.Status == dossier.Stopped {
		x.card.Title = x.Text("details.reasons.title_stopped", nil)
		x.say(x.Text("details.reasons.stopped", args))
		x.todo(x.Text("details.reasons.todo_stopped", nil))
	} else {
		x.card.Title = x.Text("details.reasons.title_rejected", nil)
		x.say(x.Text("details.reasons.rejected", args))
		x.todo(x.Text("details.reasons.todo_rejected", nil))
	}
	x.card.Phone = x.place.hotline
	x.Offer(x.officeChoice(x.d)...)
	x.Offer(x.procedureChoice(x.d)...)
}

// amount says what is owed, and always how it is paid and how not.
func (x *shown) amount() {
	x.card.Title = x.Text("details.amount.title", nil)
	args := words.Args{"code": string(x.d.Code), "sum": x.money(owed(x.d))}
	if x.d.FeePaid != nil && *x.d.FeePaid > 0 {
		args["paid"] = x.money(*x.d.FeePaid)
		x.say(x.Text("details.amount.rest", args))
	} else {
		x.say(x.Text("details.amount.text", args))
	}
	x.todo(x.Text("card.payment_requested.todo", nil))
	x.say(x.Text("card.payment_requested.never", nil))
	x.Offer(x.officeChoice(x.d)...)
}

// result gives the official address of the result.
func (x *shown) result() {
	x.card.Tone, x.card.Title = chat.ToneReady, x.Text("details.result.title", nil)
	x.text = append(x.text, x.Text("details.result.text", words.Args{"code": string(x.d.Code)}))
	for _, r := range officialResults(x.d) {
		label := strings.TrimSuffix(tidy(r.Name), ".")
		if label == "" {
			label = x.Text("details.result.title", nil)
		}
		x.card.Links = append(x.card.Links, chat.Link{Label: label, URL: r.URL})
	}
	x.text = append(x.text, linkWords(x.card.Links))
}

// handed marks all papers as handed in, in this conversation alone.
func (h *Handler) handed(ctx context.Context, t *Talk, about string) error {
	return h.markPapers(ctx, t, about, "", true)
}

// paper marks one: "H29…/2", with "/no" behind it not.
func (h *Handler) paper(ctx context.Context, t *Talk, about string) error {
	code, rest, _ := strings.Cut(about, "/")
	n, no, _ := strings.Cut(rest, "/")
	return h.markPapers(ctx, t, code, n, no != "no")
}

// markPapers marks the nth paper, or all, and shows the list. Who may not see it is asked
// for a proof, and nothing is marked.
func (h *Handler) markPapers(ctx context.Context, t *Talk, code, n string, handed bool) error {
	d, ok, err := h.dossier(ctx, t, code)
	if err != nil || !ok {
		return err
	}
	if h.Proofs == nil || detailOf(d) != audit.Supplements {
		return h.details(ctx, t, code)
	}
	opening, err := h.opened(ctx, t, d)
	switch {
	case err != nil:
		return err
	case !opensFor(opening.Strength, d):
		return h.askProof(ctx, t, d)
	}
	t.markPapers(d, n, handed)
	t.openedHead = t.Text("details.supplements.unmarked", nil)
	if handed {
		t.openedHead = t.Text("details.supplements.marked", nil)
	}
	return h.show(ctx, t, d, opening)
}

func (t *Talk) markPapers(d dossier.Dossier, n string, handed bool) {
	topic, begin := t.topic(), string(d.Code)+"/"
	mark := func(n string) {
		topic.Ticked = slices.DeleteFunc(slices.Clone(topic.Ticked), func(one string) bool { return one == begin+n })
		if handed {
			topic.Ticked = append(topic.Ticked, begin+n)
		}
	}
	for i := range d.Supplements {
		if one := number(i + 1); n == "" || n == one {
			mark(one)
		}
	}
	if extra := len(topic.Ticked) - mostTicked; extra > 0 {
		topic.Ticked = topic.Ticked[extra:]
	}
}

// handedWords say, under the list of papers, that they were handed in.
var handedWords = list(`
	=da nop, =nop roi, =da nop roi, =toi da nop, =toi da nop roi, =em nop roi, =em da nop, =em da nop roi, =toi nop roi, =nop het roi, =nop xong roi, =da nop du, =da nop het
	=bo sung roi, =da bo sung, =da bo sung roi, =done, =handed in, =i have handed them in, =submitted`)

// handedTyped reads "đã nộp" under the list of papers.
func (h *Handler) handedTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if t.Awaited != verbHanded || !handedWords.in(t.said()) {
		return false, nil
	}
	return true, h.handed(ctx, t, t.About)
}
