package desk

import (
	"context"
	"strings"

	"motcua/internal/dossier"
)

// sendCard puts the public card of a dossier into the talk: of the code that was typed,
// as read from a photo, else of the ticket's own.
func (d *Desk) sendCard(ctx context.Context, a action) error {
	code := a.t.Code
	if typed := strings.TrimSpace(a.PostFormValue("code")); typed != "" {
		read, _, ok := dossier.Canonical(typed)
		if !ok {
			return errNoCode
		}
		code = read
	}
	if code == "" {
		return errNoCode
	}
	card, ok, err := d.c.Card(ctx, code, a.t.Lang, a.t.Address)
	if err != nil {
		return err
	}
	if !ok {
		return errNoCard
	}
	_, err = d.c.Verbs.SendCard(ctx, a.key, a.t.ID, a.me.ID, code, card)
	return err
}

// askDetails asks whether I may see what the card hides.
func (d *Desk) askDetails(ctx context.Context, a action) error {
	_, err := d.c.Verbs.AskDetails(ctx, a.key, a.t.ID, a.me.ID)
	return err
}
