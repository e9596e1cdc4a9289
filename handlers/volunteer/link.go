package volunteer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/words"
)

// links joins a private chat to a Volunteer by a one-time token, of which the store
// knows the hash.
type links interface {
	LookAtInvite(ctx context.Context, tokenHash []byte, now time.Time) (team.Invite, error)
	ConnectTelegram(ctx context.Context, tokenHash []byte, chat string, now time.Time) (team.Volunteer, error)
}

// A token comes as "/start desk_TOKEN", from a link that the desk shows, and must fit
// into a press with its verb.
var (
	linkStart  = regexp.MustCompile(`^/start(?:@\w+)? desk_(.*)$`)
	linkToken  = regexp.MustCompile(`^[A-Za-z0-9_-]{8,57}$`)
	linkPress  = pressOf(verbLink, 0)
	linkPrefix = linkPress + ":"
)

// hashOf is what is kept of a token.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// link joins this chat to a Volunteer. Opening the link only asks: a link can be
// opened by a preview or a slip of the thumb, a button cannot. false: it is about
// something else.
func (h *Handler) link(ctx context.Context, t *Talk) (bool, error) {
	press := t.Message.Press
	if press == "" {
		if found := linkStart.FindStringSubmatch(t.text); found != nil {
			return true, h.askLink(ctx, t, found[1])
		}
		return false, nil
	}
	switch token, ok := strings.CutPrefix(press, linkPrefix); {
	case ok:
		return true, h.joinChat(ctx, t, token)
	case press == linkPress:
		t.Say("link.not_done", nil)
		return true, nil
	}
	return false, nil
}

// askLink shows whose desk the link leads to.
func (h *Handler) askLink(ctx context.Context, t *Talk, token string) error {
	if !linkToken.MatchString(token) {
		t.Say("link.unknown", nil)
		return nil
	}
	invite, err := h.Volunteers.LookAtInvite(ctx, hashOf(token), t.Now)
	if err == nil && invite.Kind != team.Connect {
		err = team.ErrUnknown
	}
	if err != nil {
		return h.unlinked(ctx, t, err)
	}
	v, err := h.Volunteers.Volunteer(ctx, invite.Volunteer)
	if err != nil {
		return h.unlinked(ctx, t, err)
	}
	t.Say("link.ask", words.Args{"name": v.Name, "operator": h.Operator})
	t.Offer(
		chat.Choice{Label: t.Text("link.yes", nil), Press: linkPrefix + token, Main: true},
		chat.Choice{Label: t.Text("link.no", nil), Press: linkPress},
	)
	return nil
}

// joinChat spends the token.
func (h *Handler) joinChat(ctx context.Context, t *Talk, token string) error {
	if !linkToken.MatchString(token) {
		t.Say("link.unknown", nil)
		return nil
	}
	v, err := h.Volunteers.ConnectTelegram(ctx, hashOf(token), t.Message.Chat, t.Now)
	if err != nil {
		return h.unlinked(ctx, t, err)
	}
	t.be(v)
	t.sayLinked()
	return nil
}

// unlinked says why a token joins nothing. Where this chat is joined already the same
// press came twice, and all is well.
func (h *Handler) unlinked(ctx context.Context, t *Talk, why error) error {
	switch {
	case errors.Is(why, team.ErrExpired):
		t.Say("link.old", nil)
	case errors.Is(why, team.ErrUnknown):
		t.Say("link.unknown", nil)
	case errors.Is(why, team.ErrSpent):
		v, linked, err := h.Volunteers.VolunteerByTelegram(ctx, t.Message.Chat)
		if err != nil {
			return err
		}
		if linked {
			t.be(v)
			t.sayLinked()
			return nil
		}
		t.Say("link.spent", nil)
	default:
		return fmt.Errorf("join a chat: %w", why)
	}
	return nil
}

func (t *Talk) sayLinked() {
	t.Reply(chat.Reply{Sign: signDone, Text: t.Text("link.done", words.Args{"name": t.Me.Name})})
	t.Offer(t.dutyChoice(), t.choice("queue.choice", nil, verbQueue, 0))
}
