package citizen

import (
	"context"
	"fmt"
	"unicode"

	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/words"
)

// forgotWords are what who was asked for a proof and has none says.
var forgotWords = list(`
	khong nho, quen roi, quen so, quen mat, khong biet so, khong co so, mat so, mat sim, doi so, doi sim, so cu, so khac, khong con dung so
	so cua con, so cua chong, so cua vo, so cua me, so cua ba, so cua bo, so cua chau, so cua em, so cua anh, so cua chi, so cua nguoi, so nguoi khac, nho nguoi khac nop
	khong co dien thoai, khong biet nam sinh, i forgot, do not remember, don t remember, do not know, don t know, another number, old number`)

// proofTyped reads what is typed where a proof is waited for, and what looks like a proof
// where none is. Neither goes anywhere else: not to a human, not into a search.
func (h *Handler) proofTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if h.Proofs == nil {
		return false, nil
	}
	try, read := proof.Read(t.text)
	if t.Awaited != verbProof {
		switch bare := proof.Bare(t.text); {
		case bare && t.Awaited == verbShare && t.About != "":
			return true, h.notEnough(ctx, t)
		case bare:
			t.strayProof()
			return true, nil
		}
		return false, nil
	}
	switch {
	case read:
		return true, h.tryProof(ctx, t, try)
	case forgotWords.in(t.said()):
		return true, h.forgot(ctx, t, t.About)
	case t.partOfProof():
		return true, h.askAgain(ctx, t)
	}
	return false, nil
}

// strayProof answers what looks like a proof where none was asked for: it is not tried.
func (t *Talk) strayProof() {
	t.hides = true
	t.Say("proof.stray", nil)
	if code := dossier.Code(t.Session.Seen); code != "" {
		t.shown = code
		t.Offer(t.choice("steps.back", withCode(verbCard, code)))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// notEnough answers a typed proof where only a phone opens anything.
func (h *Handler) notEnough(ctx context.Context, t *Talk) error {
	t.hides = true
	d, _, ok, err := h.asked(ctx, t)
	if err != nil || !ok {
		return err
	}
	t.Say("proof.not_enough", nil)
	return h.askProof(ctx, t, d)
}

// fewestDigits is from how many digits on a text may be half of a proof.
const fewestDigits = 4

// partOfProof reports whether a text has numbers that may belong to a proof.
func (t *Talk) partOfProof() bool {
	code := dossier.ParseCode(t.text, t.place.known, t.Now)
	if len(code.Codes)+len(code.Slips) > 0 {
		return false
	}
	digits := 0
	for _, r := range t.text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= fewestDigits
}

// askAgain says how a proof is typed; nothing was tried.
func (h *Handler) askAgain(ctx context.Context, t *Talk) error {
	t.hides = true
	d, w, ok, err := h.asked(ctx, t)
	if err != nil || !ok {
		return err
	}
	t.Say("proof.again", nil)
	t.awaitProof(d.Code, w)
	return nil
}

// asked is the dossier that a proof was asked for, and the ways to prove it.
func (h *Handler) asked(ctx context.Context, t *Talk) (dossier.Dossier, ways, bool, error) {
	d, ok, err := h.dossier(ctx, t, t.About)
	if err != nil || !ok {
		return d, ways{}, false, err
	}
	w, err := h.waysTo(ctx, t, d)
	return d, w, err == nil, err
}

// tryProof tries a typed proof. What was typed is said nowhere again.
func (h *Handler) tryProof(ctx context.Context, t *Talk, try proof.Try) error {
	t.hides = true
	d, w, ok, err := h.asked(ctx, t)
	switch {
	case err != nil || !ok:
		return err
	case !w.tail: // the dossier is another by now
		return h.details(ctx, t, string(d.Code))
	}
	outcome, err := h.Proofs.TryTail(ctx, t.account(), string(d.Code), try, t.Now)
	if err != nil {
		return fmt.Errorf("try a proof: %w", err)
	}
	switch {
	case outcome.Right:
		opening, err := h.opened(ctx, t, d)
		if err != nil {
			return err
		}
		t.openedHead = t.Text("proof.right", nil)
		return h.show(ctx, t, d, opening)
	case !outcome.Until.IsZero():
		t.sayLocked(d, w, outcome)
		return nil
	}
	t.Say("proof.wrong", words.Args{"left": number(outcome.Left)})
	t.awaitProof(d.Code, w)
	return nil
}

// sayLocked says until when the typed proof rests, and what still works.
func (t *Talk) sayLocked(d dossier.Dossier, w ways, outcome proof.Outcome) {
	t.Say("proof.locked", words.Args{"until": t.lockedUntil(outcome.Until)})
	if w.share {
		t.More(t.Text("proof.locked_share", t.shareWords()))
		t.Await(verbShare, string(d.Code))
		t.offerShare(withCode(verbShare, d.Code))
	}
	t.offerCounter(d)
}
