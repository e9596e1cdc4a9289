package citizen

import (
	"context"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/words"
)

// A dictated code and a code turned round are proposals: nothing is looked up before
// a yes, so a proposal tells nobody whether such a dossier exists.

// propose asks whether code is meant. key is the question, with {proposal}. One
// question a Turn; a second one is not asked.
func (t *Talk) propose(code dossier.Code, key string, args words.Args) bool {
	if t.asking() {
		return false
	}
	t.Say(key, args)
	t.choices = []chat.Choice{
		{Label: t.Text("confirm.yes", nil), Press: withCode(verbYes, code)},
		t.choice("confirm.no", verbLookup),
	}
	t.Await(verbYes, string(code))
	return true
}

// asking reports whether this Turn already asks for a yes.
func (t *Talk) asking() bool { return t.Session.Await == verbYes }

// confirmed reads a typed yes or no to the last Turn's question.
func (h *Handler) confirmed(ctx context.Context, t *Talk) (done bool, err error) {
	if t.Awaited != verbYes {
		return false, nil
	}
	switch said := t.said(); {
	case cancelWords.in(said):
		return false, nil
	case yesWords.in(said):
		return true, h.look(ctx, t, t.About)
	case noWords.in(said):
		t.askCode()
		return true, nil
	}
	return false, nil
}
