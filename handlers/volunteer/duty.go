package volunteer

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/words"
)

// duties says who is on duty, and changes it.
type duties interface {
	SetDuty(ctx context.Context, id int64, until time.Time) error
	OnDuty(ctx context.Context, now time.Time) ([]team.Volunteer, error)
}

// Duty ends by itself, so that nobody is called who has forgotten that they are on it.
const (
	dutyLasts   = 4 * time.Hour
	dutyAtLeast = time.Hour // after anything that a volunteer on duty does
)

// duty goes on or off.
func (h *Handler) duty(ctx context.Context, t *Talk, _ int64, turn string) error {
	if turn == "off" {
		return h.offDuty(ctx, t)
	}
	if err := h.setDuty(ctx, t, t.Now.Add(dutyLasts)); err != nil {
		return err
	}
	t.Say("duty.is_on", words.Args{"until": t.clock(t.Me.DutyUntil)})
	return h.listQueue(ctx, t)
}

// offDuty goes off, and says who goes on.
func (h *Handler) offDuty(ctx context.Context, t *Talk) error {
	if err := h.setDuty(ctx, t, t.Now); err != nil {
		return err
	}
	t.Say("duty.is_off", nil)
	others, err := h.othersOnDuty(ctx, t)
	if err != nil {
		return err
	}
	if len(others) == 0 {
		t.More(t.Text("duty.nobody_left", nil))
	} else {
		t.More(t.Text("duty.others", words.Args{"n": strconv.Itoa(len(others)), "names": names(others)}))
	}
	held, err := h.holds(ctx, t)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		t.More(t.Text("duty.still_held", words.Args{"n": strconv.Itoa(len(held))}))
	}
	for _, s := range held[:min(3, len(held))] {
		t.List(t.about("return.choice_of", verbReturn, s.ID))
	}
	t.List(t.dutyChoice(), t.choice("queue.choice", nil, verbQueue, 0))
	return nil
}

// othersOnDuty are all on duty but the volunteer.
func (h *Handler) othersOnDuty(ctx context.Context, t *Talk) ([]team.Volunteer, error) {
	all, err := h.Volunteers.OnDuty(ctx, t.Now)
	if err != nil {
		return nil, fmt.Errorf("read who is on duty: %w", err)
	}
	var others []team.Volunteer
	for _, v := range all {
		if v.ID != t.Me.ID {
			others = append(others, v)
		}
	}
	return others, nil
}

// names are some of them by name.
func names(all []team.Volunteer) string {
	const most = 5
	var out []string
	for _, v := range all[:min(most, len(all))] {
		out = append(out, v.Name)
	}
	text := strings.Join(out, ", ")
	if len(all) > most {
		text += "…"
	}
	return text
}

// prolong keeps one on duty who is at work.
func (h *Handler) prolong(ctx context.Context, t *Talk) error {
	least := t.Now.Add(dutyAtLeast)
	if !t.Me.OnDuty(t.Now) || !t.Me.DutyUntil.Before(least) {
		return nil
	}
	return h.setDuty(ctx, t, least)
}

func (h *Handler) setDuty(ctx context.Context, t *Talk, until time.Time) error {
	if err := h.Volunteers.SetDuty(ctx, t.Me.ID, until); err != nil {
		return fmt.Errorf("set duty: %w", err)
	}
	t.Me.DutyUntil = until
	return nil
}

// dutyKey is the text of how the volunteer stands.
func (t *Talk) dutyKey() string {
	if t.Me.OnDuty(t.Now) {
		return "duty.on_until"
	}
	return "duty.off"
}

// dutyChoice offers the other way.
func (t *Talk) dutyChoice() chat.Choice {
	if t.Me.OnDuty(t.Now) {
		return t.choice("duty.turn_off", nil, verbDuty, 0, "off")
	}
	return t.choice("duty.turn_on", nil, verbDuty, 0, "on")
}
