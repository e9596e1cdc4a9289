package talktest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/unit"
)

// setDuty puts these on duty for four hours and everybody else off.
func (h *House) setDuty(t testing.TB, text string, now time.Time) error {
	t.Helper()
	on := map[int64]bool{}
	for who := range strings.SplitSeq(text, ",") {
		if who = strings.TrimSpace(who); who != "không ai" {
			on[h.castMember(t, who).ID] = true
		}
	}
	all, err := h.Store.Volunteers(t.Context())
	for _, v := range all {
		until := now.Add(4 * time.Hour)
		if !on[v.ID] {
			until = time.Time{}
		}
		err = errors.Join(err, h.Store.SetDuty(t.Context(), v.ID, until))
	}
	return err
}

// setHours says when the ward's team is usually there: "18:00–21:00".
func (h *House) setHours(ctx context.Context, text string) error {
	from, to, ok := strings.Cut(text, "–")
	if !ok {
		return fmt.Errorf("%q: write hours as 18:00–21:00", text)
	}
	h.Cast.Ward.Hours = []unit.Hours{{Days: "1-7", Open: from, Close: to}}
	return h.Store.ChangeTeam(ctx, h.Cast.Ward)
}

// measured lets five others ask the day before, answered after so long.
func (k *Talk) measured(ctx context.Context, text string) error {
	d, err := span(text)
	if err != nil {
		return err
	}
	defer k.setTime(k.Now)
	by, asked := k.House.Cast.Lan.ID, k.Now.Add(-24*time.Hour)
	for n := range 5 {
		at := asked
		k.House.now.Store(&at)
		key := fmt.Sprintf("measured:%s:%d", k.chat, n)
		q := ticket.Question{Asker: ticket.Asker{Channel: chat.Web, Chat: key}, Lang: "vi", Unit: ward, Text: "hỏi", At: at}
		asks, _, err := k.House.Desk.Open(ctx, key, q)
		if err == nil {
			_, err = k.House.Desk.Claim(ctx, key+"c", asks.ID, by)
		}
		answered := asked.Add(d)
		k.House.now.Store(&answered)
		if err == nil {
			_, err = k.House.Desk.Answer(ctx, key+"a", asks.ID, by, "Dạ được ạ.", nil)
		}
		if err == nil {
			_, err = k.House.Desk.Finish(ctx, key+"f", asks.ID, by, ticket.Guided, ticket.Remote)
		}
		if err == nil {
			err = k.House.settle(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var spans = map[string]time.Duration{"phút": time.Minute, "giờ": time.Hour, "ngày": 24 * time.Hour}

// passes lets time pass: "6 phút", "3 ngày".
func (k *Talk) passes(ctx context.Context, text string) error {
	d, err := span(text)
	if err != nil {
		return err
	}
	if err := k.House.pass(ctx, k.Now, d); err != nil {
		return err
	}
	k.setTime(k.Now.Add(d))
	return nil
}

func span(text string) (time.Duration, error) {
	count, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(count)
	if err != nil || spans[unit] == 0 {
		return 0, fmt.Errorf("%q: write time as 6 phút, 2 giờ, 3 ngày", text)
	}
	return time.Duration(n) * spans[unit], nil
}
