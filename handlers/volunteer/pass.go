package volunteer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// passes gives a question on to a Team, a Volunteer, or whoever is next.
type passes interface {
	Pass(ctx context.Context, key string, id, by int64, to ticket.To, reason string) (ticket.Ticket, error)
}

// teams are those that a question can be passed to.
type teams interface {
	Teams(ctx context.Context) ([]team.Team, error)
}

// What may follow a case in a press of pass: "unsure", "t3" (a Team), "u7" (a
// Volunteer), either with "go" when no reason is given, "p3" (from the third on).
const (
	unsure = ticket.Unsure
	goOn   = "go"
)

// pass gives a question on, or asks to whom and why.
func (h *Handler) pass(ctx context.Context, t *Talk, id int64, to string) error {
	whom, now, _ := strings.Cut(to, ":")
	target, ok := readTarget(whom)
	switch {
	case whom == unsure:
		return h.passOn(ctx, t, id, target, unsure)
	case ok && now == goOn:
		return h.passOn(ctx, t, id, target, "")
	case ok:
		return h.askReason(ctx, t, id, target)
	}
	from, _ := strconv.Atoi(strings.TrimPrefix(whom, "p")) // anything else is the first page
	return h.askTarget(ctx, t, id, max(from, 0))
}

// target is whom a question goes to, as a press says it.
type target struct {
	press string
	ticket.To
}

func readTarget(press string) (target, bool) {
	if len(press) < 2 {
		return target{}, false
	}
	id, err := strconv.ParseInt(press[1:], 10, 64)
	if err != nil || id <= 0 {
		return target{}, false
	}
	switch press[0] {
	case 't':
		return target{press, ticket.To{Team: id}}, true
	case 'u':
		return target{press, ticket.To{Volunteer: id}}, true
	}
	return target{}, false
}

// askTarget offers whom a question may be passed to: whoever is next in one press,
// then those on duty, then Teams.
func (h *Handler) askTarget(ctx context.Context, t *Talk, id int64, from int) error {
	const page = 3
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	labels, presses, err := h.targets(ctx, t, tk)
	if err != nil {
		return err
	}
	t.Say("pass.ask", named(id))
	t.List(t.choice("pass.unsure", nil, verbPass, id, unsure))
	if from >= len(presses) {
		from = 0
	}
	for i := from; i < min(from+page, len(presses)); i++ {
		t.List(t.choice("pass.to", words.Args{"name": labels[i]}, verbPass, id, presses[i]))
	}
	switch {
	case from+page < len(presses):
		t.List(t.choice("draft.others", nil, verbPass, id, "p"+strconv.Itoa(from+page)))
	case from > 0:
		t.List(t.choice("draft.others", nil, verbPass, id, "p0"))
	}
	return h.stay(ctx, t, id)
}

// targets are those that a question may be passed to, by name and by press.
func (h *Handler) targets(ctx context.Context, t *Talk, tk ticket.Ticket) (labels, presses []string, err error) {
	people, err := h.othersOnDuty(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range people {
		if ticket.MayPass(tk, v) {
			labels, presses = append(labels, v.Name), append(presses, "u"+number(v.ID))
		}
	}
	groups, err := h.Volunteers.Teams(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the teams: %w", err)
	}
	for _, k := range groups {
		if ticket.MayPassTo(tk, k) {
			labels, presses = append(labels, k.Name), append(presses, "t"+number(k.ID))
		}
	}
	return labels, presses, nil
}

// askReason asks why: whoever comes next need not ask the same again.
func (h *Handler) askReason(ctx context.Context, t *Talk, id int64, to target) error {
	_, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	name, err := h.targetName(ctx, t, to)
	if err != nil {
		return err
	}
	t.Say("pass.reason", words.Args{"id": number(id), "name": name})
	t.List(
		t.choice("pass.now", nil, verbPass, id, to.press, goOn),
		t.choice("draft.drop", nil, verbDrop, 0),
	)
	t.Await(waitsReason, number(id)+":"+to.press)
	return nil
}

// reasoned takes the reason that was asked for.
func (h *Handler) reasoned(ctx context.Context, t *Talk) error {
	about, press, _ := strings.Cut(t.About, ":")
	id, err := strconv.ParseInt(about, 10, 64)
	to, ok := readTarget(press)
	if err != nil || !ok { // not written by us
		return h.queue(ctx, t, 0, "")
	}
	if t.text == "" { // a picture is no reason
		return h.askReason(ctx, t, id, to)
	}
	return h.passOn(ctx, t, id, to, t.text)
}

// passOn gives a question on and says where it went.
func (h *Handler) passOn(ctx context.Context, t *Talk, id int64, to target, reason string) error {
	if _, err := h.Desk.Pass(ctx, t.key(0), id, t.Me.ID, to.To, reason); err != nil {
		return h.refused(ctx, t, id, err)
	}
	if to.To == (ticket.To{}) {
		t.Say("pass.done_unsure", named(id))
	} else {
		name, err := h.targetName(ctx, t, to)
		if err != nil {
			return err
		}
		t.Say("pass.done", words.Args{"id": number(id), "name": name})
	}
	return h.offerNext(ctx, t, id)
}

// targetName is what those are called to whom a question goes.
func (h *Handler) targetName(ctx context.Context, t *Talk, to target) (string, error) {
	if to.Volunteer != 0 {
		return h.name(ctx, t, to.Volunteer)
	}
	groups, err := h.Volunteers.Teams(ctx)
	if err != nil && !errors.Is(err, team.ErrUnknown) {
		return "", fmt.Errorf("read the teams: %w", err)
	}
	for _, k := range groups {
		if k.ID == to.Team {
			return k.Name, nil
		}
	}
	return t.Text("desk.somebody", nil), nil
}
