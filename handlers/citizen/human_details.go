package citizen

import (
	"context"
	"strconv"
	"time"

	"motcua/internal/ticket"
	"motcua/internal/words"
)

var allowWords = append(list(`
	=cho phep, =cho phep xem, =cho xem, =cho phep tinh nguyen vien xem, =toi cho phep, =em cho phep, =toi dong y, =dong y, =allow, =i allow`), yesWords...)

var denyWords = append(list(`
	=khong cho phep, =khong cho phep xem, =khong cho phep nua, =khong cho xem, =khong cho xem nua, =khong dong y, =tu choi, =dung xem, =refuse, =do not allow, =don t allow`), noWords...)

// asksDetails reports whether somebody asked to see what the public card hides.
func (t *Talk) asksDetails() bool { return t.held() && t.ticket.Details == ticket.Asked }

// allow lets who has the question see the details for a while.
func (h *Handler) allow(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	done, err := h.with(ctx, t, about, h.Desk.Allow)
	if !done || err != nil {
		return err
	}
	left := max(1, int(t.ticket.DetailsUntil.Sub(t.Now).Round(time.Minute)/time.Minute))
	t.Say("human.details.allowed", words.Args{"minutes": strconv.Itoa(left)})
	t.offerTicket(verbState, verbStop)
	return nil
}

// refuse says no to it.
func (h *Handler) refuse(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	done, err := h.with(ctx, t, about, h.Desk.Refuse)
	if !done || err != nil {
		return err
	}
	t.Say("human.details.refused", nil)
	t.offerTicket(verbState, verbStop)
	return nil
}

// detailsTyped reads a typed answer to who asked to see details; "cho phép" also after
// something else was said.
func (h *Handler) detailsTyped(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	n, isNumber := typedNumber(t.text)
	yes := allowWords.in(said) && !yesWords.in(said)
	no := denyWords.in(said) && !noWords.in(said)
	switch {
	case no && t.held() && t.ticket.Details != "": // also after a yes
		return true, h.refuse(ctx, t, "")
	case !t.asksDetails():
		return false, nil
	case yes, !t.newest() && (isNumber && n == 1 || yesWords.in(said)):
		return true, h.allow(ctx, t, "")
	case !t.newest() && (isNumber && n == 2 || denyWords.in(said)):
		return true, h.refuse(ctx, t, "")
	}
	return false, nil
}
