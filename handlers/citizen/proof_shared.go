package citizen

import (
	"context"
	"fmt"

	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/words"
)

// share answers the press of sharing a phone where it came as words: only the channel's own
// button can do it.
func (h *Handler) share(ctx context.Context, t *Talk, about string) error {
	if about == "" {
		return h.mine(ctx, t, "")
	}
	return h.details(ctx, t, about)
}

// shared takes a telephone number that was shared. It is compared and not kept.
func (h *Handler) shared(ctx context.Context, t *Talk) error {
	about := ""
	if t.Awaited == verbProof || t.Awaited == verbShare {
		about = t.About
	}
	switch {
	case h.Proofs == nil:
		t.media()
		return nil
	case !t.Message.Shared.Own:
		return h.notOwn(ctx, t, about)
	}
	count, err := h.Proofs.ProvePhone(ctx, t.account(), t.Message.Shared.Phone, t.Now)
	switch {
	case err != nil:
		return fmt.Errorf("prove a phone: %w", err)
	case count == 0:
		return h.nothingBy(ctx, t, about)
	}
	if about == "" {
		t.Say("proof.shared.one", nil)
		return h.mine(ctx, t, "")
	}
	if done, err := h.showProven(ctx, t, about, count); done || err != nil {
		return err
	}
	return h.mine(ctx, t, "")
}

// showProven shows what the phone was shared for; false where the dossier has another phone.
func (h *Handler) showProven(ctx context.Context, t *Talk, about string, count int) (done bool, err error) {
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return true, err
	}
	opening, err := h.opened(ctx, t, d)
	switch {
	case err != nil:
		return true, err
	case opening.Strength != proof.Strong:
		t.Say("proof.shared.other_dossier", words.Args{"code": string(d.Code)})
		return false, nil
	}
	t.many = count > 1
	t.openedHead = t.Text("proof.shared.one", nil)
	if t.many {
		t.openedHead = t.Text("proof.shared.many", words.Args{"count": number(count)})
	}
	return true, h.show(ctx, t, d, opening)
}

// notOwn refuses the number of somebody else.
func (h *Handler) notOwn(ctx context.Context, t *Talk, about string) error {
	t.Say("proof.shared.not_own", t.shareWords())
	return h.waitOn(ctx, t, about, nil)
}

// nothingBy says that no dossier has this number, and what else there is.
func (h *Handler) nothingBy(ctx context.Context, t *Talk, about string) error {
	t.Say("proof.shared.none", nil)
	return h.waitOn(ctx, t, about, func(w *ways) { w.share = false })
}

// waitOn waits for another proof of what was asked, where one was.
func (h *Handler) waitOn(ctx context.Context, t *Talk, about string, but func(*ways)) error {
	code := dossier.Code(about)
	if code == "" {
		if but == nil {
			t.Await(verbShare, "")
			t.offerShare(verbShare)
		}
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
		return nil
	}
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return err
	}
	w, err := h.waysTo(ctx, t, d)
	if err != nil {
		return err
	}
	if but != nil {
		but(&w)
	}
	if !w.share && !w.tail {
		t.offerCounter(d)
		return nil
	}
	if w.tail {
		t.More(t.Text("proof.shared.or_tail", nil))
	}
	t.awaitProof(code, w)
	return nil
}
