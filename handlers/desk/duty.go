package desk

import (
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
