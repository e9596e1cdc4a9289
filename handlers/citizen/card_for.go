package citizen

import (
	"context"
	"fmt"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
)

// CardFor is the public card of a dossier as a volunteer sends it into a talk: in the
// asker's language and address, with no choice but the dossier's steps. False: there is
// no such dossier here. It shows what anybody who knows the code may see.
func (h *Handler) CardFor(ctx context.Context, code dossier.Code, lang, address string) (chat.Reply, bool, error) {
	place, err := h.place(ctx)
	if err != nil {
		return chat.Reply{}, false, fmt.Errorf("read the offices: %w", err)
	}
	t := h.talk(chat.Message{Lang: lang, At: h.Now()}, chat.Session{Address: address}, place)
	read := t.exactly(string(code))
	if len(read.Codes) != 1 {
		return chat.Reply{}, false, nil
	}
	stored, err := h.Dossiers.DossiersByCode(ctx, read.Codes[0].Spellings)
	if err != nil {
		return chat.Reply{}, false, fmt.Errorf("read the dossier of a card: %w", err)
	}
	found := matches(read.Codes[0], stored)
	if len(found) != 1 {
		return chat.Reply{}, false, nil
	}
	t.proofs = false // who reads it has proven nothing
	t.card(found[0], found[0].Code)
	card := t.replies[len(t.replies)-1]
	card.Choices = []chat.Choice{t.choice("steps.choice", withCode(verbSteps, found[0].Code))}
	return card, true, nil
}

// Codes are the full dossier codes in a text, as they are stored or typed.
func (h *Handler) Codes(text string, now time.Time) []dossier.Code {
	read := dossier.ParseCode(text, h.seen().known, now)
	var out []dossier.Code
	for _, c := range read.Codes {
		if !c.Spoken {
			out = append(out, c.Code())
		}
	}
	return out
}
