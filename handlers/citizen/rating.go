package citizen

import (
	"context"
	"strconv"
	"strings"

	"motcua/internal/ticket"
)

// ratingKeys is what answers each Rating.
var ratingKeys = map[ticket.Rating]string{
	ticket.Helped: "rating.helped", ticket.Partly: "rating.partly", ticket.NotYet: "rating.not_yet",
}

var (
	helpedWords = append(list(`=co giup, =giup duoc, =co giup duoc, =giup duoc roi, =co giup duoc a`), yesWords...)
	partlyWords = list(`=mot phan, =duoc mot phan, =giup duoc mot phan, =partly, =in part`)
	notYetWords = append(list(`=chua giup duoc, =khong giup duoc, =not yet`), noWords...)
)

// awaitsRating reports whether the question just closed asked whether it helped. After
// a death, in illness and need nobody asks.
func (t *Talk) awaitsRating() bool {
	k := t.ticket
	return t.reopens() && !k.Grave && k.Rating == 0 && !k.AnsweredAt.IsZero()
}

// rate keeps the asker's word, "127:1".
func (h *Handler) rate(ctx context.Context, t *Talk, about string) error {
	id, word, _ := strings.Cut(about, ":")
	n, _ := strconv.Atoi(word) // what is no number is no Rating either
	rating := ticket.Rating(n)
	if h.Desk == nil || ratingKeys[rating] == "" {
		t.menu()
		return nil
	}
	if t.ticket.Grave {
		t.Say("rating.none", nil)
		t.offerAll()
		return nil
	}
	done, err := h.with(ctx, t, id, func(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error) {
		return h.Desk.Rate(ctx, key, id, asker, rating)
	})
	if !done || err != nil {
		return err
	}
	t.Say(ratingKeys[rating], nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	return nil
}

// rateTyped reads a typed rating.
func (h *Handler) rateTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if !t.awaitsRating() || t.newest() {
		return false, nil
	}
	said := t.said()
	n, isNumber := typedNumber(t.text)
	switch {
	case isNumber && ratingKeys[ticket.Rating(n)] != "":
	case partlyWords.in(said):
		n = int(ticket.Partly)
	case helpedWords.in(said):
		n = int(ticket.Helped)
	case notYetWords.in(said):
		n = int(ticket.NotYet)
	default:
		return false, nil
	}
	return true, h.rate(ctx, t, t.number()+":"+strconv.Itoa(n))
}
