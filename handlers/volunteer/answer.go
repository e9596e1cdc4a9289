package volunteer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/media"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// answers says a line to an asker.
type answers interface {
	Answer(ctx context.Context, key string, id, by int64, text string, file *chat.File) (ticket.Ticket, error)
}

// line takes what was written for an asker: of the case that it replies to, that was
// chosen, or that is the only one. With several it is never guessed. Without a case
// it is a citizen's line: false.
func (h *Handler) line(ctx context.Context, t *Talk) (bool, error) {
	if id, ok := quotedNote(t.Message.Quote); ok {
		return true, h.addNote(ctx, t, id)
	}
	held, err := h.holds(ctx, t)
	if err != nil {
		return false, err
	}
	id, ok := quotedCase(t.Message.Quote)
	if !ok {
		if id, ok = t.gone(held); !ok && len(held) == 0 {
			return false, nil
		}
	}
	if !ok {
		id, ok = t.recipient(held)
	}
	p, took, err := h.take(ctx, t)
	if err != nil || !took {
		return true, err
	}
	switch {
	case !ok:
		t.wait(append(t.draft, p))
		t.askWhom(held, 0)
		return true, nil
	case holding(held, id) && p.File == nil && h.onlyCode(t, p.Text):
		t.offerCard(id, p, h.Codes(t.text, t.Now)[0])
		return true, nil
	}
	return true, h.send(ctx, t, id, []part{p})
}

// take keeps what came with the message; false: it cannot be passed on, and why was said.
func (h *Handler) take(ctx context.Context, t *Talk) (part, bool, error) {
	p := part{Text: t.text}
	sent := t.Message.File
	if sent == nil {
		return p, true, nil
	}
	if sent.Kind == "" || sent.Open == nil {
		t.Say("answer.no_such_file", nil)
		return p, false, nil
	}
	kept, err := h.KeepFile(ctx, sent)
	switch {
	case errors.Is(err, media.ErrSize):
		t.Say("answer.file_big", nil)
		return p, false, nil
	case errors.Is(err, media.ErrType), errors.Is(err, media.ErrBroken):
		t.Say("answer.no_such_file", nil)
		return p, false, nil
	case err != nil:
		return p, false, fmt.Errorf("keep a file: %w", err)
	}
	p.File = kept
	return p, true, nil
}

// send says lines to the asker of a case, and to the volunteer, whose they were. What
// could not be sent waits, so that nothing must be typed twice.
func (h *Handler) send(ctx context.Context, t *Talk, id int64, parts []part) error {
	for n, p := range parts {
		_, err := h.Desk.Answer(ctx, t.key(n), id, t.Me.ID, p.Text, p.File)
		if err == nil {
			continue
		}
		if err := h.refused(ctx, t, id, err); err != nil {
			return err
		}
		if offers(t.choices, pressOf(verbClaim, id)) {
			t.wait(parts[n:])
			t.More(t.Text("draft.kept", nil))
		} else {
			t.second(t.Text("answer.not_sent", nil))
		}
		return nil
	}
	t.Say("answer.sent", named(id))
	t.Offer(t.about("finish.choice", verbClose, id))
	for _, code := range h.codesIn(t, parts) {
		t.Offer(t.choice("card.choice_of", words.Args{"code": string(code)}, verbCard, id, string(code)))
	}
	t.Offer(t.about("case.more", verbMore, id), t.choice("queue.choice", nil, verbQueue, 0))
	return h.stay(ctx, t, id)
}

// codesIn are the first codes of what was said, whose cards may help.
func (h *Handler) codesIn(t *Talk, parts []part) []dossier.Code {
	const most = 2
	var all []string
	for _, p := range parts {
		all = append(all, p.Text)
	}
	codes := h.Codes(strings.Join(all, "\n"), t.Now)
	return codes[:min(most, len(codes))]
}

// onlyCode says whether a line is a dossier's code and hardly a word beside it.
func (h *Handler) onlyCode(t *Talk, text string) bool {
	const few = 3
	return len(strings.Fields(text)) <= few && len(h.Codes(text, t.Now)) == 1
}
