package citizen

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/vntext"
	"motcua/internal/words"
)

// label asks for a person's own name of a followed dossier; one that was typed before it
// was clear of which is taken now.
func (h *Handler) label(ctx context.Context, t *Talk, about string) error {
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	i := t.followed(all, about)
	if i < 0 {
		return h.listFollows(ctx, t, "")
	}
	if given, ok := strings.CutPrefix(t.About, "/"); ok && t.Awaited == verbLabel {
		return h.labelNow(ctx, t, all[i].Follow, given)
	}
	t.askLabel("follow.label.ask", all[i].Code)
	return nil
}

func (t *Talk) askLabel(key string, code dossier.Code) {
	t.Say(key, words.Args{"code": string(code), "most": number(follow.MostLabel)})
	t.Offer(t.choice("follow.list.choice", verbFollows), t.choice("steps.back", withCode(verbCard, code)), t.choice("menu.choice", verbMenu))
	t.Await(verbLabel, string(code))
}

// labelNow keeps a name, or says what is wrong with it and asks again.
func (h *Handler) labelNow(ctx context.Context, t *Talk, f follow.Follow, given string) error {
	label, wrong := cleanLabel(given)
	if wrong != "" {
		t.askLabel(wrong, f.Code)
		return nil
	}
	m := t.Message
	if _, err := h.Follows.LabelFollow(ctx, m.Channel, m.Chat, f.Code, label); err != nil {
		return fmt.Errorf("label a follow: %w", err)
	}
	f.Label = label
	t.Say("follow.label.done", words.Args{"name": t.nameOfFollow(f)})
	t.Offer(t.choice("steps.back", withCode(verbCard, f.Code)), t.choice("follow.list.choice", verbFollows), t.choice("menu.choice", verbMenu))
	return nil
}

// cleanLabel makes a name of what was typed; wrong is the text that says why it cannot be
// one: it stands on lock screens, where no number has a place.
func cleanLabel(given string) (label, wrong string) {
	label = strings.Join(strings.FieldsFunc(norm.NFC.String(given), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`"“”`, r)
	}), " ")
	if _, hidden := vntext.Redact(label); len(hidden) > 0 {
		return "", "follow.label.number"
	}
	switch {
	case label == "":
		return "", "follow.label.ask"
	case utf8.RuneCountInString(label) > follow.MostLabel:
		return "", "follow.label.long"
	}
	return label, ""
}

// labelTyped reads the name that was asked for.
func (h *Handler) labelTyped(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	if t.Awaited != verbLabel || !h.follows() || t.hasCode() || said.first(always) != nil || cancelWords.in(said) || noWords.in(said) {
		return false, nil
	}
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return true, err
	}
	i := t.followed(all, t.About)
	if i < 0 {
		return false, nil
	}
	given := t.text
	if name, ok := namedBy(t.text); ok {
		given = name
	}
	return true, h.labelNow(ctx, t, all[i].Follow, given)
}

// labelLeads begin a text that gives a name.
var labelLeads = leads(`
dat ten la, dat ten cho ho so la, dat ten ho so la, dat ten ho so nay la, dat ten, doi ten thanh, doi ten la, doi ten, goi ho so nay la, goi ten la, goi la, call it, name it`)

// namedBy reads "đặt tên là má tui": the name as it was typed, "" for none yet.
func namedBy(text string) (name string, ok bool) {
	fields := strings.Fields(text)
	folded := make([]string, len(fields))
	for i, f := range fields {
		folded[i] = strings.Trim(vntext.Fold(f), ".,:;!?“”\"")
	}
	for _, lead := range labelLeads {
		if n := len(lead); len(folded) >= n && slices.Equal(folded[:n], lead) {
			return strings.Join(withoutParticles(fields[n:]), " "), true
		}
	}
	return "", false
}

// particles may stand behind a name and are none of it.
var particles = wordSet(`nha nhé nhe nghe nghen nhen ha hen a ạ ah ak với voi đi di nữa nua giùm gium giúp giup dùm dum luôn luon please`)

func withoutParticles(fields []string) []string {
	for len(fields) > 0 && particles[norm.NFC.String(strings.ToLower(fields[len(fields)-1]))] {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// nameTyped reads a name that nobody asked for, "đặt tên má tui", for the followed dossier
// at hand.
func (h *Handler) nameTyped(ctx context.Context, t *Talk) (done bool, err error) {
	name, ok := namedBy(t.text)
	if !ok || t.said().words > mostAsked {
		return false, nil
	}
	all, err := h.followsOf(ctx, t)
	if err != nil || len(all) == 0 {
		return err != nil, err
	}
	i := t.atHand(all)
	switch {
	case i >= 0 && name == "":
		t.askLabel("follow.label.ask", all[i].Code)
		return true, nil
	case i >= 0:
		return true, h.labelNow(ctx, t, all[i].Follow, name)
	}
	t.Say("follow.label.which", nil)
	t.whichFollow(all, verbLabel, "follow.label.of")
	if name != "" {
		t.Await(verbLabel, "/"+name)
	}
	return true, nil
}
