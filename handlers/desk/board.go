package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/unit"
)

// byBoard is the reason of a case that a coordinator gave back.
const byBoard = "board"

// boardView is who waits, who holds what, and who is there.
type boardView struct {
	frame

	Queue    []rowView
	Held     []rowView
	There    []team.Volunteer // on duty
	Outcomes []ticket.Outcome
	Places   []unit.Unit
}

// showBoard is the coordinator's first page. Its script asks for the lists again and again.
func (d *Desk) showBoard(w http.ResponseWriter, r *http.Request, me who) {
	v, err := d.boardView(r.Context(), me)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	if part(r) {
		d.write(w, http.StatusOK, v.Lang, "board-lists", v)
		return
	}
	switch {
	case r.URL.Query().Has("helped"):
		v.Note.Key = "did.helped"
	case r.URL.Query().Has("returned"):
		v.Note.Key = "did.returned"
	}
	d.write(w, http.StatusOK, v.Lang, "board-page", v)
}

func (d *Desk) boardView(ctx context.Context, me who) (boardView, error) {
	v := boardView{frame: d.frame(ctx, me, "team"), Outcomes: ticket.Outcomes}
	waiting, err := d.c.Store.WaitingTickets(ctx)
	if err != nil {
		return v, err
	}
	for _, s := range waiting {
		if ticket.MayList(s.Ticket, me.Volunteer) {
			v.Queue = append(v.Queue, d.row(ctx, s, inWaiting))
		}
	}
	now := d.c.Now()
	for _, p := range d.mine(ctx, me) {
		if p.OnDuty(now) {
			v.There = append(v.There, p)
		}
		held, err := d.c.Store.HeldTickets(ctx, p.ID)
		if err != nil {
			return v, err
		}
		for _, s := range held {
			if ticket.MayList(s.Ticket, me.Volunteer) {
				v.Held = append(v.Held, d.row(ctx, s, inMine))
			}
		}
	}
	v.Places = d.places(ctx, me)
	return v, nil
}

// mine are the people whom a coordinator looks after.
func (d *Desk) mine(ctx context.Context, me who) []team.Volunteer {
	var out []team.Volunteer
	for _, p := range d.roster(ctx).all {
		if mayLead(me, p) {
			out = append(out, p)
		}
	}
	return out
}

// mayLead says whether a coordinator looks after somebody: all of whose teams are
// theirs, or who is in none.
func mayLead(me who, p team.Volunteer) bool {
	for _, m := range p.Teams {
		if me.Coordinates(m.Team) {
			return true
		}
	}
	return len(p.Teams) == 0 && me.Coordinates(team.Team{})
}

// places are the units that a coordinator answers for.
func (d *Desk) places(ctx context.Context, me who) []unit.Unit {
	dir, err := d.c.Units.Directory(ctx)
	if err != nil {
		d.c.Log.Warn("units could not be read; the page opens without them", "err", err)
		return nil
	}
	var out []unit.Unit
	for _, u := range dir.All() {
		if u.Kind == unit.Commune && u.Valid(d.c.Now()) && me.Coordinates(team.Team{Unit: u.Code}) {
			out = append(out, u)
		}
	}
	return out
}

// takeBack gives a case back that another holds.
func (d *Desk) takeBack(w http.ResponseWriter, r *http.Request, me who) {
	t, err := d.c.Store.Ticket(r.Context(), pathID(r))
	if err == nil && (!ticket.MayList(t, me.Volunteer) || t.State != ticket.Held) {
		err = ticket.ErrHidden
	}
	if err == nil {
		_, err = d.c.Verbs.Return(r.Context(), "desk:board:"+claimKey(t), t.ID, t.Holder, byBoard)
	}
	switch {
	case err == nil:
		d.prolong(r.Context(), &me)
		http.Redirect(w, r, "/desk/team?returned", http.StatusSeeOther)
	case away(err):
		d.showAway(w, r, err)
	default:
		d.showNote(w, r, me, http.StatusConflict, "case.not_held")
	}
}

// logHelp counts help that was given at the counter.
func (d *Desk) logHelp(w http.ResponseWriter, r *http.Request, me who) {
	place := r.PostFormValue("unit")
	if place != "" && !me.Coordinates(team.Team{Unit: place}) {
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	key := r.PostFormValue("key")
	if !keyShape.MatchString(key) {
		key = newKey()
	}
	_, err := d.c.Verbs.LogHelp(r.Context(), "desk:"+strconv.FormatInt(me.ID, 10)+":help:"+key, me.ID, place, ticket.Outcome(r.PostFormValue("outcome")))
	switch {
	case err == nil:
		d.prolong(r.Context(), &me)
		http.Redirect(w, r, "/desk/team?helped", http.StatusSeeOther)
	case errors.Is(err, ticket.ErrEmpty):
		d.showNote(w, r, me, http.StatusUnprocessableEntity, "case.empty")
	default:
		d.showAway(w, r, err)
	}
}
