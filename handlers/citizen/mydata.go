package citizen

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// Person is what is kept about who speaks, and its end.
type Person interface {
	Held(ctx context.Context, channel chat.Channel, chatID string) (rules.Kept, error)
	// DeletePerson deletes it; of what was said on the page the message but stays, which
	// asks for it.
	DeletePerson(ctx context.Context, channel chat.Channel, chatID, but string) error
	// Own is all of it, for the person to read.
	Own(ctx context.Context, channel chat.Channel, chatID string) (rules.Own, error)
	ConsentsOf(ctx context.Context, channel chat.Channel, chatID string) ([]rules.Consent, error)
	// EndConsent takes a consent back, and deletes what was kept by it.
	EndConsent(ctx context.Context, channel chat.Channel, chatID, kind string, at time.Time) error
}

// wordsKept is how long the words of a closed question are kept.
const wordsKept = ticket.WordsKept

// mydata tells what is kept about who asks.
func (h *Handler) mydata(ctx context.Context, t *Talk, _ string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	kept, err := h.Person.Held(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	agreed, err := h.standing(ctx, t)
	if err != nil {
		return err
	}
	var all []string
	if kept.Account || len(agreed) > 0 || kept.Open+kept.Closed+kept.Checklists+kept.Follows > 0 {
		all = append(all, t.Text("mydata.account", nil))
	}
	all = append(all, t.questionWords(kept)...)
	if kept.Files > 0 {
		all = append(all, t.Text("mydata.files", words.Args{"count": strconv.Itoa(kept.Files)}))
	}
	if kept.Checklists > 0 {
		all = append(all, t.Text("mydata.lists", words.Args{"count": strconv.Itoa(kept.Checklists)}))
	}
	if kept.Follows > 0 {
		all = append(all, t.Text("mydata.follows", words.Args{"count": strconv.Itoa(kept.Follows)}))
	}
	if kept.Browser {
		all = append(all, t.Text("mydata.browser", nil))
	}
	for _, c := range agreed {
		all = append(all, t.Text("mydata.agreed", words.Args{"what": t.Text("mydata.consent." + c.Kind), "date": t.date(c.At)}))
	}
	if len(all) == 0 {
		t.Say("mydata.nothing", nil)
	} else {
		if kept.ChatLines > 0 {
			all = append(all, t.Text("mydata.lines", nil))
		}
		t.Say("mydata.kept", words.Args{"list": strings.Join(all, "; ")})
	}
	t.Offer(t.choice("mydata.copy.choice", verbCopy))
	if len(agreed) > 0 {
		t.Offer(t.choice("mydata.consents.choice", verbConsents))
	}
	t.Offer(t.choice("mydata.erase", verbErase), t.choice("menu.choice", verbMenu))
	return nil
}

// questionWords counts questions: open ones, and closed ones with the day of their end.
func (t *Talk) questionWords(kept rules.Kept) []string {
	var out []string
	if kept.Open > 0 {
		out = append(out, t.Text("mydata.open", words.Args{"count": strconv.Itoa(kept.Open)}))
	}
	if kept.Closed > 0 {
		until := t.date(kept.LastClosed.Add(wordsKept))
		out = append(out, t.Text("mydata.closed", words.Args{"count": strconv.Itoa(kept.Closed), "date": until}))
	}
	return out
}

// erase asks first what would go, and does it after a yes: everything that is kept about
// the person in this chat, at once, and the Session with it.
func (h *Handler) erase(ctx context.Context, t *Talk, about string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	switch about {
	case "yes":
		return h.eraseNow(ctx, t)
	case "no":
		t.Say("mydata.done.kept", nil)
		t.offerAll()
		return nil
	}
	if h.Desk != nil {
		if err := h.refresh(ctx, t); err != nil {
			return err
		}
	}
	goes := "mydata.ask.closed"
	if t.open() {
		goes = "mydata.ask.open"
	}
	kept, err := h.Person.Held(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	t.Say(goes, t.numbered())
	if kept.Follows > 0 {
		t.More(t.Text("mydata.ask.follows", words.Args{"count": strconv.Itoa(kept.Follows)}))
	}
	t.More(t.Text("mydata.ask.safe", nil))
	t.choices = []chat.Choice{t.choice("mydata.ask.yes", verbErase+":yes"), t.choice("mydata.ask.no", verbErase+":no")}
	t.noHuman = true
	t.Await(verbErase, "")
	return nil
}

// eraseNow deletes. That ends an open question too, and whoever has it hears of it: to
// withdraw it first would leave that news among what is deleted.
func (h *Handler) eraseNow(ctx context.Context, t *Talk) error {
	if err := h.Person.DeletePerson(ctx, t.Message.Channel, t.Message.Chat, t.Message.ID); err != nil {
		return fmt.Errorf("delete a person: %w", err)
	}
	h.dropPhoto(ctx, t)
	t.takes(ticket.Ticket{})
	t.forget = true
	t.Say("mydata.done.text", words.Args{"time": t.Now.Format("15:04"), "date": t.date(t.Now)})
	if t.Message.Channel != chat.Web {
		t.More(t.Text("mydata.done.chat", nil))
	}
	t.offerAll()
	return nil
}

// eraseTyped reads a typed answer to whether to delete.
func (h *Handler) eraseTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if t.Awaited != verbErase {
		return false, nil
	}
	said := t.said()
	switch {
	case eraseYesWords.in(said):
		return true, h.erase(ctx, t, "yes")
	case eraseNoWords.in(said):
		return true, h.erase(ctx, t, "no")
	}
	return false, nil
}

var eraseYesWords = append(list(`=xoa, =xoa di, =xoa het, =xoa luon, =xoa a, =delete`), append(eraseWords, yesWords...)...)

var eraseNoWords = append(list(`=giu lai, =giu, =khong xoa, =dung xoa, =thoi, =huy, =keep`), noWords...)
