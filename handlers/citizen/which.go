package citizen

import (
	"context"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/vntext"
	"motcua/internal/words"
)

// whichKeys are the questions that tell the procedures of a group apart.
var whichKeys = map[procedure.Ask]string{
	procedure.AskWork: "which.work", procedure.AskCase: "which.case", procedure.AskPaper: "which.paper", procedure.AskDeath: "which.death",
}

// askPapersOf are words that name a group and yet ask about the papers of what is talked
// about.
var askPapersOf = list(`
	can cong chung, phai cong chung, co cong chung, cong chung khong, can chung thuc, phai chung thuc, co chung thuc, chung thuc khong
	can ban sao, phai ban sao, ban sao khong, ban sao hay, la ban sao, need to be certified, need to be notarized, certified copy`)

// whichTyped asks which one, where the typed words name several procedures and nothing
// tells them apart.
func (h *Handler) whichTyped(ctx context.Context, t *Talk, _ said) (done bool, err error) {
	return h.whichOf(ctx, t, t.text)
}

// whichOf is the same of a question that was found in what was typed.
func (h *Handler) whichOf(ctx context.Context, t *Talk, question string) (done bool, err error) {
	group, ok := procedure.ShippedGroups().Of(question)
	if !ok || t.talksOfOne() && (group.Vague || askPapersOf.in(newSaid(question))) {
		return false, nil
	}
	hidden, _ := vntext.Redact(question)
	old := t.topic()
	t.Session.Topic = &chat.Topic{Asked: hidden, Unit: old.Unit, Ticked: old.Ticked} // a bare group is short
	done, err = h.askWhich(ctx, t, group)
	if done && group.Ask == procedure.AskDeath {
		t.condole()
	}
	return done, err
}

// condole puts the first words after a death before what was said.
func (t *Talk) condole() {
	t.topic().Aspect = sorry
	sorrow := t.Text("card.condolence", nil)
	if first := &t.replies[0]; !strings.HasPrefix(first.Text, sorrow) {
		first.Text = lines(sorrow, first.Text)
	}
}

// talksOfOne reports whether a procedure is being talked about.
func (t *Talk) talksOfOne() bool {
	return t.Session.Topic != nil && t.Session.Topic.Procedure != ""
}

// which asks which of a group of procedures is meant.
func (h *Handler) which(ctx context.Context, t *Talk, key string) error {
	group, ok := procedure.ShippedGroups().Get(key)
	if ok {
		topic := t.topic()
		topic.Procedure, topic.Case = "", ""
		if topic.Aspect != sorry {
			topic.Aspect = ""
		}
		if done, err := h.askWhich(ctx, t, group); done || err != nil {
			return err
		}
	}
	t.menu()
	return nil
}

// askWhich offers what of a group the catalogue has; false where that is nothing.
func (h *Handler) askWhich(ctx context.Context, t *Talk, group procedure.Group) (bool, error) {
	index, err := h.Procedures.Search(ctx)
	if err != nil {
		return false, err
	}
	var choices []chat.Choice
	var offered []string
	for _, o := range group.Options {
		if !reaches(index, o) {
			continue
		}
		press, means := verbProcedure+":"+o.Code, o.Code
		if o.Group != "" {
			press = verbWhich + ":" + o.Group
			means = press
		}
		choices = append(choices, chat.Choice{Label: o.Label.In(t.Lang), Press: press})
		offered = append(offered, means)
	}
	if len(choices) == 0 {
		return false, nil
	}
	t.Say(whichKeys[group.Ask], words.Args{"group": group.Called.In(t.Lang)})
	t.topic().Offered = offered
	t.Offer(choices...)
	t.Offer(t.choice("which.unlisted", verbUnlisted))
	return true, nil
}

// reaches reports whether an option ends at a procedure that the catalogue has.
func reaches(index *procedure.Index, o procedure.Option) bool {
	if o.Group == "" {
		return index.Has(o.Code)
	}
	group, _ := procedure.ShippedGroups().Get(o.Group)
	for _, deeper := range group.Options {
		if reaches(index, deeper) {
			return true
		}
	}
	return false
}

// unlistedProcedure answers "không có trong danh sách": a human, with the question that
// led to the list, so that nobody writes it again.
func (h *Handler) unlistedProcedure(ctx context.Context, t *Talk, _ string) error {
	if h.Desk == nil {
		t.nobody()
		return nil
	}
	asked := ""
	if t.Session.Topic != nil {
		asked = t.Session.Topic.Asked
	}
	err := h.ask(ctx, t, asked)
	if t.open() && t.Session.Topic != nil {
		t.Session.Topic.Asked = "" // it is on its way, once
	}
	return err
}
