package citizen

import (
	"context"
	"fmt"
	"strings"

	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/words"
)

// handedIn notes that what was asked for was handed in or paid: nobody is reminded of it.
func (h *Handler) handedIn(ctx context.Context, t *Talk, about string) error {
	code := t.oneCode(about)
	if code == "" || !h.follows() {
		t.menu()
		return nil
	}
	m := t.Message
	noted, err := h.Follows.NoteHanded(ctx, m.Channel, m.Chat, code, t.Now)
	if err != nil {
		return fmt.Errorf("note what was handed in: %w", err)
	}
	key := "follow.handed.noted"
	if !noted {
		key = "follow.handed.not_followed"
	}
	t.Say(key, words.Args{"code": string(code)})
	t.Offer(t.choice("steps.back", withCode(verbCard, code)))
	t.offerFollows(0)
	return nil
}

// received notes whether the result was fetched: "H29…/yes", "H29…/no".
func (h *Handler) received(ctx context.Context, t *Talk, about string) error {
	name, what, _ := strings.Cut(about, "/")
	code := t.oneCode(name)
	if code == "" || !h.follows() || what != "yes" && what != "no" {
		t.menu()
		return nil
	}
	m := t.Message
	if _, err := h.Follows.NoteReceived(ctx, m.Channel, m.Chat, code, what == "yes"); err != nil {
		return fmt.Errorf("note what was fetched: %w", err)
	}
	d, ok, err := h.dossier(ctx, t, string(code))
	if err != nil || !ok {
		return err
	}
	grave := d.Public().Grave
	switch {
	case what == "no":
		t.notFetched(d)
	case grave:
		t.Say("follow.received.plain", nil)
		t.offerFollows(0)
	default:
		t.Say("follow.received.thanks", nil)
		t.offerFollows(0)
	}
	return nil
}

// notFetched says where the result waits, and when.
func (t *Talk) notFetched(d dossier.Dossier) {
	switch d.ReturnChannel {
	case "post", "online":
		t.Say("follow.received.on_its_way", nil)
	default:
		t.Say("follow.received.fetch", nil)
		t.sayOffice(t.placeOf(d.Public()))
	}
	if t.desk {
		t.Offer(t.choice("human.choice", withCode(verbHuman, d.Code)))
	}
	t.offerAfterOffice(t.choice("steps.back", withCode(verbCard, d.Code)))
}

var (
	paidWords = list(`
	=da dong tien, =da nop tien, =dong tien roi, =nop tien roi, =da thanh toan, =thanh toan roi, =da dong le phi, =da nop le phi, =da nop phi, =da nop thue, =i paid, =paid, =i have paid`)
	fetchedWords = list(`
	=da nhan, =nhan roi, =da nhan roi, =toi da nhan, =em da nhan, =toi nhan roi, =em nhan roi, =tui nhan roi, =da nhan ket qua, =da nhan duoc, =nhan duoc roi, =da lay, =lay roi, =da lay roi
	=toi lay roi, =em lay roi, =tui lay roi, =lay ket qua roi, =nhan ket qua roi, =i got it, =got it, =received, =i have received it`)
	unfetchedWords = list(`
	=chua nhan, =chua nhan duoc, =toi chua nhan, =em chua nhan, =tui chua nhan, =chua lay, =chua lay duoc, =toi chua lay, =em chua lay, =chua nhan ket qua, =chua di lay
	=chua nhan duoc ket qua, =not yet received, =not received, =i have not received it`)
)

// notedTyped reads "đã nộp", "đã nhận", "chưa nhận" where it is clear which dossier was
// asked about, and else asks.
func (h *Handler) notedTyped(ctx context.Context, t *Talk) (bool, error) {
	said := t.said()
	var verb, what, key string
	fits := func(s follow.State) bool { return !s.Told.Asked.IsZero() && s.Told.Received == nil }
	switch {
	case handedWords.in(said), paidWords.in(said):
		verb, key = verbHandedIn, "follow.handed.which"
		fits = func(s follow.State) bool {
			return s.Dossier.Status == dossier.SupplementRequested || s.Dossier.Status == dossier.PaymentRequested
		}
	case fetchedWords.in(said):
		verb, what, key = verbReceived, "/yes", "follow.received.which"
	case unfetchedWords.in(said):
		verb, what, key = verbReceived, "/no", "follow.received.which"
	default:
		return false, nil
	}
	all, err := h.followsOf(ctx, t)
	if err != nil {
		return true, err
	}
	all = pickFollows(all, fits)
	if len(all) == 0 {
		return false, nil
	}
	if i := t.atHand(all); i >= 0 {
		return true, h.press(ctx, t, withCode(verb, all[i].Code)+what)
	}
	t.Say(key, nil)
	t.whichFollow(all, verb, "follow.list.see_name")
	for i := range t.choices {
		t.choices[i].Press += what
	}
	return true, nil
}
