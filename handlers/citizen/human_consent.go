package citizen

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/vntext"
)

// Consents keeps who agreed to what, and when.
type Consents interface {
	KeepConsent(ctx context.Context, channel chat.Channel, chatID, kind, version string, at time.Time) error
	Consent(ctx context.Context, channel chat.Channel, chatID, kind string) (version string, at time.Time, ok bool, err error)
	WithdrawConsent(ctx context.Context, channel chat.Channel, chatID, kind string, at time.Time) error
}

const (
	// consentKind is what is agreed to here: that a question is kept until it is answered.
	consentKind = "ticket"
	// consentVersion names the text that was agreed to. With another text everybody is
	// asked again; a test holds the two together.
	consentVersion = "ticket-1"
)

// agreed reports whether this chat agreed to the text as it is now.
func (h *Handler) agreed(ctx context.Context, t *Talk) (bool, error) {
	version, _, ok, err := h.Consents.Consent(ctx, t.Message.Channel, t.Message.Chat, consentKind)
	if err != nil {
		return false, fmt.Errorf("read the consent: %w", err)
	}
	return ok && version == consentVersion, nil
}

// askConsent says what would be kept and asks. What was written already waits in the
// Session; nothing of it is kept elsewhere before a yes.
func (t *Talk) askConsent(draft string) {
	question := "consent.ask"
	if draft != "" {
		question = "consent.draft"
	}
	t.Say("consent.text", nil)
	t.More(t.Text(question, nil))
	t.waitForConsent(draft)
}

// askConsentAgain is the short question after something was said beside it.
func (t *Talk) askConsentAgain(key, draft string) {
	t.Say(key, nil)
	t.waitForConsent(draft)
}

// waitForConsent offers two equal choices.
func (t *Talk) waitForConsent(draft string) {
	t.Session.Draft, _ = vntext.Redact(draft)
	t.noHuman = true
	t.choices = []chat.Choice{t.choice("consent.yes", verbConsent+":yes"), t.choice("consent.no", verbConsent+":no")}
	about := t.fileKind
	if t.handsOn {
		about = verbPass
	}
	t.Await(verbConsent, about)
}

// consent takes the pressed or typed answer. A yes goes on with what waits.
func (h *Handler) consent(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	if about != "yes" {
		h.dropPhoto(ctx, t)
		t.refused()
		return nil
	}
	m := t.Message
	if err := h.Consents.KeepConsent(ctx, m.Channel, m.Chat, consentKind, consentVersion, t.Now); err != nil {
		return fmt.Errorf("keep the consent: %w", err)
	}
	switch {
	case t.handsOn:
		return h.passAgreed(ctx, t)
	case t.open():
		return h.state(ctx, t, t.number())
	case t.Session.Draft != "":
		t.fileKind = t.awaitedFile()
		return h.open(ctx, t, t.Session.Draft, nil)
	}
	t.askQuestion(t.awaitedFile())
	return nil
}

// refused is the answer to a no: nothing is kept, and here is where people are.
func (t *Talk) refused() {
	t.Session.Draft = ""
	t.noHuman = true
	t.sayContact("consent.refused", "consent.refused_call")
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

var agreeWords = append(list(`
	=dong y, =toi dong y, =em dong y, =minh dong y, =tui dong y, =con dong y, =dong y a, =da dong y, =vang dong y, =ok dong y
	=dong y luu, =i agree, =agree, =agreed`), yesWords...)

var refuseWords = append(list(`
	=khong dong y, =toi khong dong y, =em khong dong y, =da khong dong y, =tu choi, =khong luu, =i do not agree, =i don t agree, =disagree`), noWords...)

// consentTyped reads what is typed while a yes or no is waited for. Clear work of the
// assistant is done; other words join what waits, and the question is asked again.
func (h *Handler) consentTyped(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	switch {
	case agreeWords.in(said):
		return true, h.consent(ctx, t, "yes")
	case refuseWords.in(said):
		return true, h.consent(ctx, t, "no")
	case t.botWork(said), humanWords.in(said) && !asksMore(said):
		return false, nil
	}
	t.fileKind = t.awaitedFile()
	draft := lines(t.Session.Draft, t.text)
	if utf8.RuneCountInString(draft) > ticket.MostText {
		t.askConsentAgain("human.too_long", t.Session.Draft)
		return true, nil
	}
	t.askConsentAgain("consent.more", draft)
	return true, nil
}
