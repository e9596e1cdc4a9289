package desk

import (
	"context"
	"net/http"
	"time"
)

// duty switches on or off. Off asks nothing and says who goes on.
func (d *Desk) duty(w http.ResponseWriter, r *http.Request, me who) {
	now, on := d.c.Now(), r.PostFormValue("on") == "1"
	until := time.Time{}
	if on {
		until = now.Add(dutyLasts)
	}
	if err := d.c.Store.SetDuty(r.Context(), me.ID, until); err != nil {
		d.showAway(w, r, err)
		return
	}
	d.forgetRoster()
	me.DutyUntil = until
	if part(r) {
		d.drawDuty(w, r, me, on)
		return
	}
	to := "/desk"
	switch {
	case !on && d.roster(r.Context()).onDuty(now, me.ID) == 0:
		to = "/desk?did=duty_off_alone"
	case !on:
		to = "/desk?did=duty_off"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// prolong keeps one on duty who is at work, and turns it on for nobody. What was done is
// done: a duty that cannot be prolonged does not undo it.
func (d *Desk) prolong(ctx context.Context, me *who) {
	now := d.c.Now()
	least := now.Add(dutyAtLeast)
	if !me.OnDuty(now) || !me.DutyUntil.Before(least) {
		return
	}
	fresh, err := d.c.Store.Volunteer(ctx, me.ID) // a file may have come slowly, and the switch gone off meanwhile
	if err == nil && fresh.OnDuty(now) {
		err = d.c.Store.SetDuty(ctx, me.ID, least)
		fresh.DutyUntil = least
		d.forgetRoster()
	}
	if err != nil {
		d.c.Log.Warn("a duty could not be prolonged; it ends as it would", "err", err)
		return
	}
	me.DutyUntil = fresh.DutyUntil
}

// drawDuty gives the switch as it stands now, and says who takes over.
func (d *Desk) drawDuty(w http.ResponseWriter, r *http.Request, me who, on bool) {
	f := d.frame(r.Context(), me, "")
	f.Note.Key = "did.duty_on"
	if !on {
		f.Note.Key = "did.duty_off"
		if f.Others == 0 {
			f.Note.Key = "did.duty_off_alone"
		}
	}
	d.write(w, http.StatusOK, f.Lang, "duty-parts", f)
}
