package volunteer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// cards says the public card of a dossier to an asker.
type cards interface {
	SendCard(ctx context.Context, key string, id, by int64, code dossier.Code, card chat.Reply) (ticket.Ticket, error)
}

// errNoCode says that a press carries no code that we can read.
var errNoCode = errors.New("there is no code in the press")

// card sends the card of the code that the press carries, else asks for the code.
func (h *Handler) card(ctx context.Context, t *Talk, id int64, typed string) error {
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	if typed == "" {
		t.askCode(id, "card.ask")
		return nil
	}
	code, err := h.codeOf(t, typed)
	if err != nil {
		t.askCode(id, "card.no_code")
		return nil //nolint:nilerr // what cannot be read is asked for again
	}
	return h.sendCard(ctx, t, tk, code)
}

// read asks for the code that stands on a photo: a person can read what a machine
// cannot, and the card is what helps.
func (h *Handler) read(ctx context.Context, t *Talk, id int64, _ string) error {
	_, ok, err := h.inHand(ctx, t, id)
	if err == nil && ok {
		t.askCode(id, "card.read")
	}
	return err
}

func (t *Talk) askCode(id int64, key string) {
	t.Say(key, named(id))
	t.List(t.choice("draft.drop", nil, verbDrop, 0))
	t.Await(waitsCode, number(id))
}

// coded takes the code that was asked for.
func (h *Handler) coded(ctx context.Context, t *Talk) error {
	id, err := strconv.ParseInt(t.About, 10, 64)
	if err != nil { // not written by us
		return h.queue(ctx, t, 0, "")
	}
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	code, err := h.codeOf(t, t.text)
	if err != nil {
		t.askCode(id, "card.no_code")
		return nil //nolint:nilerr // what cannot be read is asked for again
	}
	return h.sendCard(ctx, t, tk, code)
}

// codeOf reads one code.
func (h *Handler) codeOf(t *Talk, text string) (dossier.Code, error) {
	codes := h.Codes(text, t.Now)
	if len(codes) == 0 {
		return "", errNoCode
	}
	return codes[0], nil
}

// sendCard says a dossier's public card to the asker, in their words.
func (h *Handler) sendCard(ctx context.Context, t *Talk, tk ticket.Ticket, code dossier.Code) error {
	args := words.Args{"code": string(code), "id": number(tk.ID)}
	reply, found, err := h.Card(ctx, code, tk.Lang, tk.Address)
	if err != nil {
		return fmt.Errorf("make a card: %w", err)
	}
	if !found {
		t.Say("card.unknown", args)
		t.List(t.choice("draft.drop", nil, verbDrop, 0))
		t.Await(waitsCode, number(tk.ID))
		return nil
	}
	twice, err := h.justSent(ctx, t, tk, func(l ticket.Line) bool { return l.What == ticket.CardSent && l.Text == string(code) })
	if err != nil {
		return err
	}
	if !twice {
		_, err = h.Desk.SendCard(ctx, t.key(0), tk.ID, t.Me.ID, code, reply)
	}
	if err != nil {
		return h.refused(ctx, t, tk.ID, err)
	}
	t.Say("card.sent", args)
	t.Offer(
		t.about("finish.choice", verbClose, tk.ID),
		t.about("case.more", verbMore, tk.ID),
		t.choice("queue.choice", nil, verbQueue, 0),
	)
	return h.stay(ctx, t, tk.ID)
}

// justSent says whether this very card was the last thing that happened, a moment ago:
// a thumb presses twice, and each press is a message of its own.
func (h *Handler) justSent(ctx context.Context, t *Talk, tk ticket.Ticket, is func(ticket.Line) bool) (bool, error) {
	const moment = 30 * time.Second
	newest, err := h.Tickets.Lines(ctx, tk.ID, tk.LastLine-1)
	if err != nil {
		return false, fmt.Errorf("read the lines of case %d: %w", tk.ID, err)
	}
	if len(newest) != 1 {
		return false, nil
	}
	l := newest[0]
	return is(l) && l.By == t.Me.ID && t.Now.Sub(l.At) < moment, nil
}

// look shows a card to the volunteer alone. A line that waits goes on waiting; a code
// that was typed for this is not to be sent with the next one.
func (h *Handler) look(ctx context.Context, t *Talk, _ int64, typed string) error {
	code, err := h.codeOf(t, typed)
	if err != nil {
		return h.queue(ctx, t, 0, "")
	}
	found, err := h.show(ctx, t, code)
	if err != nil {
		return err
	}
	if !found {
		t.Say("card.unknown_here", words.Args{"code": string(code)})
	}
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	for _, s := range held[:min(3, len(held))] {
		t.Offer(t.about("card.send_to", verbCard, s.ID, string(code)))
	}
	t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
	left := slices.DeleteFunc(t.draft, func(p part) bool { return p.File == nil && h.onlyCode(t, p.Text) })
	if len(left) > 0 {
		t.wait(left)
	}
	return nil
}

// show adds the public card of a dossier, as anybody with its code would see it.
func (h *Handler) show(ctx context.Context, t *Talk, code dossier.Code) (bool, error) {
	reply, found, err := h.Card(ctx, code, t.Lang, "")
	if err != nil {
		return false, fmt.Errorf("make a card: %w", err)
	}
	if found {
		reply.Choices = nil
		t.Reply(reply)
	}
	return found, nil
}
