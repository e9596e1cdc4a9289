package citizen

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// everything stands in place of a code in the press of verbUnfollow.
const everything = "all"

// listFollows lists what this chat follows.
func (h *Handler) listFollows(ctx context.Context, t *Talk, _ string) error {
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	listen, err := h.listenChoice(ctx, t)
	if err != nil {
		return err
	}
	pushed, err := h.pushed(ctx, t)
	if err != nil {
		return err
	}
	if len(all) > 0 && h.pushable(t) && !pushed {
		defer func() { t.Offer(t.pushChoice()) }()
	}
	switch len(all) {
	case 0:
		t.followsNothing()
		t.Offer(listen...)
		return nil
	case 1:
		t.Say("follow.list.head_one", nil)
		t.More(t.followLine(all[0]), t.Text("follow.list.how_one", nil))
		t.Offer(t.choice("steps.back", withCode(verbCard, all[0].Code)))
		t.Offer(t.ofFollow(all[0].Follow)...)
		if !all[0].Dossier.Public().Grave && len(listen) > 0 {
			t.Offer(listen...)
			return nil
		}
		t.Offer(t.choice("lookup.again", verbLookup))
		return nil
	}
	t.Say("follow.list.head", words.Args{"count": number(len(all))})
	for i, s := range all {
		t.More(t.followLine(s))
		if i < mineOffers {
			t.Offer(chat.Choice{Label: t.Text("follow.list.see", words.Args{"name": ownName(s.Follow)}), Press: withCode(verbCard, s.Code)})
		}
	}
	t.More(t.Text("follow.list.how", words.Args{"name": ownName(all[0].Follow)}))
	t.Offer(t.choice("follow.stop.choice", verbUnfollow))
	t.Offer(listen...)
	return nil
}

// followsNothing says how to begin.
func (t *Talk) followsNothing() {
	t.Say("follow.list.none", nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// followLine is one of the list: its name, where it stands, and how old that is.
func (t *Talk) followLine(s follow.State) string {
	fresh := s.Dossier.Fresh()
	key := "follow.list.line"
	if !hasTime(fresh) {
		key = "follow.list.line_day"
	}
	return t.Text(key, words.Args{
		"name": t.nameOfFollow(s.Follow), "status": inside(t.stepWords(s.Dossier.Status)),
		"time": fresh.In(workday.Zone).Format("15:04"), "date": t.date(fresh),
	})
}

// ownName is the label, in the quotes that names stand in, or the code.
func ownName(f follow.Follow) string {
	if f.Label == "" {
		return string(f.Code)
	}
	return "“" + f.Label + "”"
}

// unfollow ends one follow, "H29…", or all; without either it asks which.
func (h *Handler) unfollow(ctx context.Context, t *Talk, about string) error {
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	code := t.oneCode(about)
	i := slices.IndexFunc(all, func(s follow.State) bool { return s.Code == code })
	switch {
	case about == everything:
		return h.stopEverything(ctx, t)
	case i >= 0:
		return h.unfollowOne(ctx, t, all, i)
	case about != "":
		t.Say("follow.stop.not", words.Args{"code": about})
		t.offerFollows(len(all))
		return nil
	case len(all) == 0:
		t.followsNothing()
		return nil
	case len(all) == 1:
		return h.unfollowOne(ctx, t, all, 0)
	}
	t.Say("follow.stop.which", nil)
	t.whichFollow(all, verbUnfollow, "follow.stop.one")
	t.choices = append(t.choices[:min(len(t.choices), mostChoices-1)], t.choice("follow.stop.all", verbUnfollow+":"+everything))
	t.noHuman = true
	return nil
}

// unfollowOne ends the i-th. With the last one the consent is taken back too.
func (h *Handler) unfollowOne(ctx context.Context, t *Talk, all []follow.State, i int) error {
	m := t.Message
	if _, err := h.Follows.Unfollow(ctx, m.Channel, m.Chat, all[i].Code); err != nil {
		return fmt.Errorf("stop following: %w", err)
	}
	left := len(all) - 1
	if err := h.endFollowing(ctx, t, left); err != nil {
		return err
	}
	t.Say("follow.stop.done", words.Args{"name": t.nameOfFollow(all[i].Follow)})
	t.More(t.Text("follow.stop.safe", nil))
	t.offerFollows(left)
	return nil
}

// endFollowing takes the consent back where nothing is followed any more.
func (h *Handler) endFollowing(ctx context.Context, t *Talk, left int) error {
	t.Session.Follows = left > 0
	if left > 0 {
		return nil
	}
	if err := h.Consents.WithdrawConsent(ctx, t.Message.Channel, t.Message.Chat, follow.ConsentKind, t.Now); err != nil {
		return fmt.Errorf("withdraw the consent: %w", err)
	}
	return nil
}

func (t *Talk) offerFollows(left int) {
	if left > 0 {
		t.Offer(t.choice("follow.list.choice", verbFollows))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// whichFollow offers a verb of each, by name; key is the choice's words.
func (t *Talk) whichFollow(all []follow.State, verb, key string) {
	for _, s := range all {
		t.Offer(chat.Choice{Label: t.Text(key, words.Args{"name": ownName(s.Follow)}), Press: withCode(verb, s.Code)})
	}
}

// stopEverything ends all that would be sent by itself: follows, reminders and
// announcements, and says of each that it ended.
func (h *Handler) stopEverything(ctx context.Context, t *Talk) error {
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	reminders := 0
	if h.keeps() {
		if reminders, err = h.Checklists.StopReminders(ctx, t.Message.Channel, t.Message.Chat); err != nil {
			return fmt.Errorf("stop reminders: %w", err)
		}
	}
	ward, err := h.endListening(ctx, t)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		switch {
		case reminders == 0 && ward == "":
			t.followsNothing()
			return nil
		case reminders == 0:
			t.Say("announce.stop.done", words.Args{"ward": ward})
			t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
			return nil
		}
		t.Say("checklist.remind.stopped", nil)
		if ward != "" {
			t.More(t.Text("announce.stop.also", words.Args{"ward": ward}))
		}
		t.Offer(t.choice("checklist.mine.choice", verbLists), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
		return nil
	}
	if _, err := h.Follows.UnfollowAll(ctx, t.Message.Channel, t.Message.Chat); err != nil {
		return fmt.Errorf("stop following all: %w", err)
	}
	if err := h.endFollowing(ctx, t, 0); err != nil {
		return err
	}
	if len(all) == 1 {
		t.Say("follow.stop.done", words.Args{"name": t.nameOfFollow(all[0].Follow)})
	} else {
		t.Say("follow.stop.done_all", words.Args{"count": number(len(all)), "names": namesOfFollows(all)})
	}
	if reminders > 0 {
		t.More(t.Text("follow.stop.reminders", nil))
	}
	if ward != "" {
		t.More(t.Text("announce.stop.also", words.Args{"ward": ward}))
	}
	t.More(t.Text("follow.stop.safe", nil))
	t.offerFollows(0)
	return nil
}

// stopAll is stopEverything where it was asked for in words.
func (h *Handler) stopAll(ctx context.Context, t *Talk, _ string) error {
	if !h.follows() {
		return h.stopNews(ctx, t, "")
	}
	return h.stopEverything(ctx, t)
}

// stopInTicket reads "dừng" while a question is open: that is what it asks about, and says
// how to stop the rest.
func (h *Handler) stopInTicket(ctx context.Context, t *Talk, _ string) error {
	if !t.open() {
		return h.stopNews(ctx, t, "")
	}
	t.cancel()
	all, err := h.followsOf(ctx, t)
	if err == nil && len(all) > 0 {
		t.More(t.Text("follow.stop.beside", nil))
	}
	return err
}

// namesOfFollows names the newest of them.
func namesOfFollows(all []follow.State) string {
	var names []string
	for _, s := range all[:min(len(all), mostMine)] {
		names = append(names, ownName(s.Follow))
	}
	if len(all) > mostMine {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// followed finds the one that a person means by a code or a name of their own; -1 for none.
func (t *Talk) followed(all []follow.State, name string) int {
	if code := t.oneCode(name); code != "" {
		return slices.IndexFunc(all, func(s follow.State) bool { return s.Code == code })
	}
	want := labelForm(name)
	return slices.IndexFunc(all, func(s follow.State) bool { return want != "" && labelForm(s.Label) == want })
}

// atHand is the followed dossier that was told last, -1 for none; the only one is meant
// whatever was told.
func (t *Talk) atHand(all []follow.State) int {
	if len(all) == 1 {
		return 0
	}
	if !t.Session.SeenLast {
		return -1
	}
	return slices.IndexFunc(all, func(s follow.State) bool { return s.Code == dossier.Code(t.Session.Seen) })
}
