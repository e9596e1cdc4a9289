package citizen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/words"
)

// Follows keeps who wishes to hear of which dossier.
type Follows interface {
	// Follow begins at the dossier's present state. Errors wrap follow.ErrTooMany, follow.ErrNone.
	Follow(ctx context.Context, f follow.Follow) (follow.Follow, error)
	FollowsOf(ctx context.Context, channel chat.Channel, chatID string) ([]follow.State, error)
	Unfollow(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code) (bool, error)
	UnfollowAll(ctx context.Context, channel chat.Channel, chatID string) (int, error)
	LabelFollow(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, label string) (bool, error)
	NoteHanded(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, at time.Time) (bool, error)
	NoteReceived(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, received bool) (bool, error)
}

// followConsentVersion names the text that was agreed to. With another text everybody is
// asked again; a test holds the two together.
const followConsentVersion = "follow-2"

// What may stand behind the code in the press of verbFollow.
const (
	followYes = "yes"
	followNo  = "no"
)

// follows reports whether dossiers can be followed at all.
func (h *Handler) follows() bool { return h.Follows != nil && h.Consents != nil }

// followChoice leads to following a dossier of which something is still to be heard.
func (t *Talk) followChoice(d dossier.Dossier) []chat.Choice {
	switch {
	case !t.follows || !toBeHeard(d):
		return nil
	case t.isFollowed == d.Code:
		return []chat.Choice{t.choice("follow.stop.choice", withCode(verbUnfollow, d.Code))}
	}
	return []chat.Choice{t.choice("follow.choice", withCode(verbFollow, d.Code))}
}

// toBeHeard reports whether anything is still to come that is worth a message.
func toBeHeard(d dossier.Dossier) bool {
	return d.Status != dossier.Completed && !slices.Contains(follow.Ends, d.Status)
}

// noteFollowed finds out whether what is about to be told is followed here, so that the card
// says so. The Session knows whether anything is followed at all; a fresh one asks the store.
func (h *Handler) noteFollowed(ctx context.Context, t *Talk, stored []dossier.Dossier) error {
	if len(stored) != 1 || !toBeHeard(stored[0]) || t.Session.Greeted && !t.Session.Follows {
		return nil
	}
	all, err := h.followsOf(ctx, t)
	if slices.ContainsFunc(all, func(s follow.State) bool { return s.Code == stored[0].Code }) {
		t.isFollowed = stored[0].Code
	}
	return err
}

// follow begins to follow a dossier, after a consent: "H29…", and then "H29…/yes".
func (h *Handler) follow(ctx context.Context, t *Talk, about string) error {
	code, what, _ := strings.Cut(about, "/")
	label := ""
	if rest, ok := strings.CutPrefix(t.About, code+"/"); ok && t.Awaited == verbFollow {
		label = rest
	}
	return h.followAs(ctx, t, code, what, label)
}

// followAs is follow with the person's own name for the dossier, "" for none.
func (h *Handler) followAs(ctx context.Context, t *Talk, code, what, label string) error {
	if !h.follows() {
		return h.look(ctx, t, code)
	}
	if what == followNo {
		t.notFollowed(dossier.Code(code))
		return nil
	}
	d, ok, err := h.dossier(ctx, t, code)
	if err != nil || !ok {
		return err
	}
	if t.Message.Passing { // nothing could reach anybody there
		t.Say("follow.where.passing", nil)
		t.Offer(t.choice("steps.back", withCode(verbCard, d.Code)), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
		return nil
	}
	if !toBeHeard(d) {
		t.nothingToHear(d)
		return nil
	}
	switch agreed, err := h.agreedToFollow(ctx, t); {
	case err != nil:
		return err
	case what == followYes:
		if err := h.agreeToFollow(ctx, t); err != nil {
			return err
		}
	case !agreed:
		t.askToFollow(d.Code, label)
		return nil
	}
	return h.followNow(ctx, t, d, label)
}

func (h *Handler) agreedToFollow(ctx context.Context, t *Talk) (bool, error) {
	version, _, ok, err := h.Consents.Consent(ctx, t.Message.Channel, t.Message.Chat, follow.ConsentKind)
	if err != nil {
		return false, fmt.Errorf("read the consent: %w", err)
	}
	return ok && version == followConsentVersion, nil
}

func (h *Handler) agreeToFollow(ctx context.Context, t *Talk) error {
	m := t.Message
	if err := h.Consents.KeepConsent(ctx, m.Channel, m.Chat, follow.ConsentKind, followConsentVersion, t.Now); err != nil {
		return fmt.Errorf("keep the consent: %w", err)
	}
	return nil
}

// askToFollow says what would be kept and asks, with two equal choices. Nothing is kept
// before a yes.
func (t *Talk) askToFollow(code dossier.Code, label string) {
	t.Say("follow.keeping.text", words.Args{"days": inDays(follow.Kept), "ready": inDays(follow.KeptReady)})
	t.More(t.Text("follow.keeping.ask", words.Args{"code": string(code)}))
	t.noHuman = true
	press := withCode(verbFollow, code)
	t.choices = []chat.Choice{
		t.choice("follow.keeping.yes", press+"/"+followYes), t.choice("follow.keeping.no", press+"/"+followNo),
	}
	t.Await(verbFollow, string(code)+"/"+label)
}

func inDays(d time.Duration) string { return number(int(d / (24 * time.Hour))) }

// notFollowed is the answer to a no.
func (t *Talk) notFollowed(code dossier.Code) {
	t.Say("follow.keeping.refused", nil)
	if code != "" {
		t.Offer(t.choice("steps.back", withCode(verbCard, code)))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// nothingToHear answers who wants to follow what is over, or waits to be fetched.
func (t *Talk) nothingToHear(d dossier.Dossier) {
	key := "follow.over"
	if d.Status == dossier.Completed {
		key = "follow.ready"
	}
	t.Say(key, words.Args{"code": string(d.Code), "status": inside(t.stepWords(d.Status))})
	t.Offer(t.choice("steps.back", withCode(verbCard, d.Code)))
	t.Offer(t.officeChoice(d)...)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// followNow writes it and says where and when news come, and how to stop them.
func (h *Handler) followNow(ctx context.Context, t *Talk, d dossier.Dossier, label string) error {
	before, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	m := t.Message
	f, err := h.Follows.Follow(ctx, follow.Follow{
		Channel: m.Channel, Chat: m.Chat, Code: d.Code, Label: label, Lang: t.Lang, Address: t.Session.Address, At: t.Now,
	})
	switch {
	case errors.Is(err, follow.ErrTooMany):
		t.Say("follow.too_many", words.Args{"most": number(follow.Most)})
		t.Offer(t.choice("follow.list.choice", verbFollows), t.choice("steps.back", withCode(verbCard, d.Code)), t.choice("menu.choice", verbMenu))
		return nil
	case errors.Is(err, follow.ErrNone): // it went since it was read
		return h.look(ctx, t, string(d.Code))
	case err != nil:
		return fmt.Errorf("follow a dossier: %w", err)
	}
	pushed, err := h.pushed(ctx, t)
	if err != nil {
		return err
	}
	t.Session.Follows = true
	key, sign := "follow.done", signReady
	if slices.ContainsFunc(before, func(s follow.State) bool { return s.Code == d.Code && (label == "" || label == s.Label) }) {
		key = "follow.already"
	}
	if d.Public().Grave {
		sign = ""
	}
	t.Reply(chat.Reply{Sign: sign, Text: lines(t.Text(key, words.Args{"name": t.nameOfFollow(f)}), h.newsComes(t, pushed))})
	ask := h.pushable(t) && !pushed
	if ask {
		t.Offer(t.pushChoice())
	}
	t.Offer(t.choice("steps.back", withCode(verbCard, d.Code)))
	t.Offer(t.ofFollow(f)...)
	if !ask { // else there would be no room for a human
		t.Offer(t.choice("follow.list.choice", verbFollows))
	}
	return nil
}

// ofFollow are the choices that change one follow.
func (t *Talk) ofFollow(f follow.Follow) []chat.Choice {
	label := t.choice("follow.label.choice", withCode(verbLabel, f.Code))
	if f.Label != "" {
		label.Label = t.Text("follow.label.again", nil)
	}
	return []chat.Choice{label, t.choice("follow.stop.choice", withCode(verbUnfollow, f.Code))}
}

// nameOfFollow is how a followed dossier is called: “má” (H29…), or its code alone.
func (t *Talk) nameOfFollow(f follow.Follow) string {
	if f.Label == "" {
		return string(f.Code)
	}
	return t.Text("follow.named", words.Args{"label": f.Label, "code": string(f.Code)})
}

// followsOf is what this chat follows, the newest first.
func (h *Handler) followsOf(ctx context.Context, t *Talk) ([]follow.State, error) {
	if !h.follows() {
		return nil, nil
	}
	all, err := h.Follows.FollowsOf(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return nil, fmt.Errorf("read what a chat follows: %w", err)
	}
	t.Session.Follows = len(all) > 0
	return all, nil
}
