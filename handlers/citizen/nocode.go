package citizen

import "motcua/internal/dossier"

// noCode answers numbers that are no dossier codes. They are not looked up, not
// repeated and not kept.
func (t *Talk) noCode(read dossier.Reading) bool {
	switch {
	case read.Identity:
		t.Say("nocode.identity", nil)
		t.replies[len(t.replies)-1].Sign = signAttention
	case read.Phone:
		t.Say("nocode.phone", nil)
	case read.ReceiptBook:
		t.Say("nocode.book", nil)
		t.More(t.counter().lines...)
	default:
		return false
	}
	t.offerWhere()
	return true
}

// tooShort answers a piece of a code: it is never searched for.
func (t *Talk) tooShort() {
	t.Say("nocode.short", nil)
	t.offerWhere()
}

// offerWhere offers what helps who has no code at hand, and waits for one.
func (t *Talk) offerWhere() {
	t.Offer(t.choice("lookup.where.choice", verbWhere), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	t.Await(verbLookup, "")
}
