package desk

import (
	"context"
	"strconv"
	"strings"

	"motcua/internal/ticket"
)

// pass hands the case on: to a team, to somebody on duty, or, in one press, to whoever
// knows better.
func (d *Desk) pass(ctx context.Context, a action) error {
	to, reason := ticket.To{}, strings.TrimSpace(a.PostFormValue("reason"))
	kind, number, _ := strings.Cut(a.PostFormValue("to"), ":")
	id, err := strconv.ParseInt(number, 10, 64)
	switch {
	case kind == ticket.Unsure:
		reason = ticket.Unsure
	case err != nil || id <= 0:
		return ticket.ErrNobody
	case kind == "team":
		to.Team = id
	case kind == "person":
		to.Volunteer = id
	default:
		return ticket.ErrNobody
	}
	_, err = d.c.Verbs.Pass(ctx, a.key, a.t.ID, a.me.ID, to, reason)
	return err
}

// giveBack puts the case into the queue again.
func (d *Desk) giveBack(ctx context.Context, a action) error {
	_, err := d.c.Verbs.Return(ctx, a.key, a.t.ID, a.me.ID, strings.TrimSpace(a.PostFormValue("reason")))
	return err
}
