package citizen

import (
	"context"
	"fmt"
	"time"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// Proofs says who may see the details of a dossier, and remembers who saw them.
type Proofs interface {
	// TryTail checks the last four digits of the phone on file and the year of birth. A wrong
	// try is counted, a right one opens; neither what was typed nor which half was wrong is
	// kept or said.
	TryTail(ctx context.Context, who proof.Account, code string, try proof.Try, now time.Time) (proof.Outcome, error)
	// ProvePhone opens strongly every dossier with this phone on file, and says how many there are.
	ProvePhone(ctx context.Context, who proof.Account, phone string, now time.Time) (int, error)
	// Opened is what this account has open of a dossier now.
	Opened(ctx context.Context, who proof.Account, code string, now time.Time) (proof.Opening, error)
	// OnFile is what of a proof could be asked for at all.
	OnFile(ctx context.Context, code string) (proof.OnFile, error)
	// Mine are the dossiers that are strongly open, newest first.
	Mine(ctx context.Context, who proof.Account, now time.Time, most int) ([]dossier.Dossier, error)
	// Shut ends what is open, at a word of the person, and says of how many dossiers.
	Shut(ctx context.Context, who proof.Account) (int, error)
	// Saw writes into the audit that details were shown, by what right.
	Saw(ctx context.Context, e audit.Entry) error
}

// account is who proves something, and to whom it is then open: one chat.
func (t *Talk) account() proof.Account {
	return proof.Account{Channel: t.Message.Channel, Chat: t.Message.Chat}
}

// vouches reports whether the channel can hand over a telephone number and vouch for it.
func (t *Talk) vouches() bool { return t.Message.Channel == chat.Telegram }

// ways are the proofs that are left to somebody for one detail of one dossier.
type ways struct {
	share bool // the phone on file, vouched for by the channel
	tail  bool // its last four digits, and the year of birth

	why proof.Reason // why the typed one is not asked for
}

// waysTo says which proofs can open a detail here.
func (h *Handler) waysTo(ctx context.Context, t *Talk, d dossier.Dossier) (ways, error) {
	file, err := h.Proofs.OnFile(ctx, string(d.Code))
	if err != nil {
		return ways{}, fmt.Errorf("read what is on file for a proof: %w", err)
	}
	why := proof.Askable(d, file, t.Now)
	return ways{
		share: t.vouches() && file.Phone,
		tail:  opensFor(proof.Weak, d) && why == proof.Ask,
		why:   why,
	}, nil
}

// askProof asks for a proof of whose the dossier is, or says where to turn where there is
// nothing that could be asked.
func (h *Handler) askProof(ctx context.Context, t *Talk, d dossier.Dossier) error {
	w, err := h.waysTo(ctx, t, d)
	if err != nil {
		return err
	}
	switch {
	case w.share && w.tail:
		t.Say("proof.ask.both", t.shareWords())
	case w.share:
		t.Say("proof.ask.share", t.shareWords())
	case w.tail:
		t.Say("proof.ask.tail", nil)
	default:
		t.noProof(d, w)
		return nil
	}
	t.awaitProof(d.Code, w)
	return nil
}

// shareWords name the choice that shares a phone.
func (t *Talk) shareWords() words.Args {
	return words.Args{"share": t.Text("proof.choice.share", nil)}
}

// awaitProof offers the ways and waits for one of them.
func (t *Talk) awaitProof(code dossier.Code, w ways) {
	t.sees(code)
	t.Await(verbShare, string(code))
	if w.tail {
		t.Await(verbProof, string(code))
	}
	if w.share {
		t.offerShare(withCode(verbShare, code))
	}
	if w.share || w.tail {
		t.Offer(t.choice("proof.choice.forgot", withCode(verbForgot, code)))
	}
	t.Offer(t.choice("steps.back", withCode(verbCard, code)))
}

func (t *Talk) offerShare(press string) {
	share := t.choice("proof.choice.share", press)
	share.SharesPhone, share.Main = true, true
	t.Offer(share)
}

// noProof says why nothing is asked, and where the papers can be asked about.
func (t *Talk) noProof(d dossier.Dossier, w ways) {
	args := words.Args{"code": string(d.Code)}
	switch {
	case w.why == proof.NoPhone:
		t.Say("proof.none.phone", args)
	case d.Sensitive() || detailOf(d) != audit.Supplements: // the typed one would not do
		t.Say("proof.none.channel", nil)
	case w.why == proof.Child:
		t.Say("proof.none.child", nil)
	case w.why == proof.Business:
		t.Say("proof.none.business", nil)
	default:
		t.Say("proof.none.year", args)
	}
	if d.Channel == "online" {
		t.More(t.Text("proof.none.online", nil))
	}
	if d.Status == dossier.PaymentRequested {
		t.More(t.Text("card.payment_requested.never", nil))
	}
	t.offerCounter(d)
}

// offerCounter offers where to turn with the receipt.
func (t *Talk) offerCounter(d dossier.Dossier) {
	t.seesThis(d)
	t.Offer(t.choice("office.choice", withCode(verbOffice, d.Code)), t.choice("steps.back", withCode(verbCard, d.Code)),
		t.choice("menu.choice", verbMenu))
}

// forgot answers who cannot give the proof that was asked for.
func (h *Handler) forgot(ctx context.Context, t *Talk, about string) error {
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return err
	}
	t.Say("proof.forgot", nil)
	t.offerCounter(d)
	return nil
}

// lockedUntil names the end of a lock inside a sentence: "09:30 ngày mai", "hết hôm nay".
func (t *Talk) lockedUntil(at time.Time) string {
	at = at.In(workday.Zone)
	midnight := workday.Date(t.Now).AddDate(0, 0, 1)
	day := t.date(at)
	switch {
	case at.Equal(midnight):
		return t.Text("proof.until_tonight", nil)
	case t.today(at):
		day = t.Text("card.due.today", nil)
	case workday.Date(at).Equal(midnight):
		day = t.Text("card.due.tomorrow", nil)
	}
	return at.Format("15:04") + " " + day
}

// openUntil is a moment of today as it is said of what is open.
func openUntil(at time.Time) string { return at.In(workday.Zone).Format("15:04") }
