package citizen

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
)

// detailOf is what a dossier has to show after a proof, as the audit calls it; "" where
// nothing is recorded.
func detailOf(d dossier.Dossier) string {
	switch d.Status {
	case dossier.SupplementRequested:
		if len(d.Supplements) > 0 {
			return audit.Supplements
		}
	case dossier.PaymentRequested:
		if owed(d) > 0 {
			return audit.Amount
		}
	case dossier.Rejected, dossier.Stopped:
		if strings.TrimSpace(d.Reason) != "" {
			return audit.Reasons
		}
	case dossier.Completed, dossier.Returned:
		if len(officialResults(d)) > 0 {
			return audit.Result
		}
	}
	return ""
}

// opensFor reports whether a proof of this strength opens what d has to show.
func opensFor(s proof.Strength, d dossier.Dossier) bool {
	parts := proof.Opens(s, d.Sensitive())
	switch detailOf(d) {
	case audit.Supplements:
		return parts.Supplements
	case audit.Reasons:
		return parts.Reasons
	case audit.Amount:
		return parts.Amount
	case audit.Result:
		return parts.Result
	}
	return false
}

// owed is what is still to be paid, in đồng.
func owed(d dossier.Dossier) int64 {
	if d.FeeDue == nil {
		return 0
	}
	if d.FeePaid == nil {
		return *d.FeeDue
	}
	return *d.FeeDue - *d.FeePaid
}

// officialResults are the results that lie at an official address; others are not shown.
func officialResults(d dossier.Dossier) []dossier.Result {
	var out []dossier.Result
	for _, r := range d.Results {
		u, err := url.Parse(r.URL)
		if err == nil && u.Scheme == "https" && u.User == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".gov.vn") {
			out = append(out, r)
		}
	}
	return out
}

// detailKeys are how the choice that leads to a detail is called.
var detailKeys = map[string]string{
	audit.Supplements: "details.choice.supplements", audit.Reasons: "details.choice.reasons",
	audit.Amount: "details.choice.amount", audit.Result: "details.choice.result",
}

// detailChoice leads to what d has to show.
func (t *Talk) detailChoice(d dossier.Dossier) []chat.Choice {
	what := detailOf(d)
	if !t.proofs || what == "" {
		return nil
	}
	c := t.choice(detailKeys[what], withCode(verbDetails, d.Code))
	c.Main = what == audit.Supplements
	return []chat.Choice{c}
}

// details shows what a dossier keeps for its applicant, or asks for a proof.
func (h *Handler) details(ctx context.Context, t *Talk, about string) error {
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return err
	}
	if h.Proofs == nil || detailOf(d) == "" { // the status may be another by now
		t.card(d, d.Code)
		t.Offer(t.cardChoices(d)...)
		return nil
	}
	opening, err := h.opened(ctx, t, d)
	switch {
	case err != nil:
		return err
	case opensFor(opening.Strength, d):
		return h.show(ctx, t, d, opening)
	}
	return h.askProof(ctx, t, d)
}

func (h *Handler) opened(ctx context.Context, t *Talk, d dossier.Dossier) (proof.Opening, error) {
	opening, err := h.Proofs.Opened(ctx, t.account(), string(d.Code), t.Now)
	if err != nil {
		return opening, fmt.Errorf("read what is open: %w", err)
	}
	return opening, nil
}

// What is asked about a dossier that was just told, by what it has to show.
var detailWords = map[string]phrases{
	audit.Supplements: append(list(`
	bo sung gi, bo sung giay gi, bo sung nhung gi, bo sung giay to gi, bo sung giay nao, thieu giay to gi, thieu giay gi, thieu nhung gi, thieu cai gi, can nop them gi, nop them giay gi
	xem giay can bo sung, giay can bo sung, danh sach bo sung, which papers, what papers are missing`), leftWords...),
	audit.Reasons: list(`
	ly do, vi sao, tai sao, sao bi tu choi, sao khong nhan, sao khong duoc nhan, sao bi dung, sao dung, why`),
	audit.Amount: list(`
	bao nhieu tien, so tien, nop bao nhieu, dong bao nhieu, phai nop may, het bao nhieu, may tien, how much, what do i owe`),
	audit.Result: list(`
	xem ket qua, ket qua dien tu, ban dien tu, tai ket qua, lay ket qua dien tu, electronic result, see the result`),
}

// mostAsked is how many words a question has that is only about what was just told.
const mostAsked = 12

// detailAsked reads a question about what the dossier keeps that was told last.
func (h *Handler) detailAsked(ctx context.Context, t *Talk) (done bool, err error) {
	s := t.said()
	if h.Proofs == nil || !t.Session.SeenLast || t.Session.Seen == "" || s.words > mostAsked {
		return false, nil
	}
	fits := false
	for _, asked := range detailWords {
		fits = fits || asked.in(s)
	}
	code := t.oneCode(t.Session.Seen)
	if !fits || code == "" || len(dossier.ParseCode(t.text, t.place.known, t.Now).Codes) > 0 {
		return false, nil
	}
	stored, err := h.Dossiers.DossiersByCode(ctx, []dossier.Code{code})
	if err != nil {
		return false, fmt.Errorf("read the dossier that was told: %w", err)
	}
	if len(stored) != 1 || !detailWords[detailOf(stored[0])].in(s) {
		return false, nil
	}
	return true, h.details(ctx, t, string(code))
}
