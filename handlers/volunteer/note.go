package volunteer

import (
	"context"
	"strconv"

	"motcua/internal/ticket"
)

// notes keeps what only the team reads.
type notes interface {
	Note(ctx context.Context, key string, id, by int64, text string) (ticket.Ticket, error)
}

// note asks for the words of a note.
func (h *Handler) note(ctx context.Context, t *Talk, id int64, _ string) error {
	_, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	t.askNote(id, "note.ask")
	return nil
}

func (t *Talk) askNote(id int64, key string) {
	t.Say(key, named(id))
	t.List(t.choice("draft.drop", nil, verbDrop, 0))
	t.Await(waitsNote, number(id))
}

// noted takes the words that note asked for.
func (h *Handler) noted(ctx context.Context, t *Talk) error {
	id, err := strconv.ParseInt(t.About, 10, 64)
	if err != nil { // not written by us
		return h.queue(ctx, t, 0, "")
	}
	return h.addNote(ctx, t, id)
}

// addNote keeps a typed note.
func (h *Handler) addNote(ctx context.Context, t *Talk, id int64) error {
	if t.Message.File != nil || t.text == "" {
		t.askNote(id, "note.words_only")
		return nil
	}
	return h.keepNote(ctx, t, id, []part{{Text: t.text}})
}

// keepNote keeps lines as notes.
func (h *Handler) keepNote(ctx context.Context, t *Talk, id int64, parts []part) error {
	for n, p := range parts {
		if p.Text == "" {
			continue
		}
		if _, err := h.Desk.Note(ctx, t.key(n), id, t.Me.ID, p.Text); err != nil {
			return h.refused(ctx, t, id, err)
		}
	}
	t.Say("note.kept", named(id))
	t.Offer(t.about("case.choice", verbCase, id), t.choice("queue.choice", nil, verbQueue, 0))
	return h.stay(ctx, t, id)
}
