package desk

import (
	"context"
	"net/http"
	"strings"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

// frame is what every page of the desk has around its own part.
type frame struct {
	look

	Page    string // which page: the class of its body
	Me      *who   // nil: nobody is signed in
	Team    string // where I belong, in words
	Lead    bool   // a coordinator
	OnDuty  bool
	Until   string // "22:40"
	Others  int    // on duty beside me
	Waiting []rowView
	Mine    []rowView
	Open    int64    // the case on the page
	Note    sentence // at the head of the page
	Away    bool     // lists could not be read
	Here    string   // path of the page, to come back to
	Key     string
}

// sentence is one of the desk's texts with what stands in it.
type sentence struct {
	Key  string
	N    int64
	Name string
	Link string // where it leads, "" nowhere
}

// Icon says at a glance whether something was done or stands in the way.
func (s sentence) Icon() string {
	if strings.HasPrefix(s.Key, "did.") && s.Key != "did.gone" && s.Key != "did.private" {
		return "check"
	}
	return "circle-alert"
}

// outside is the frame for somebody who is not signed in.
func (*Desk) outside(r *http.Request) frame { return frame{look: lookOf(r), Page: "outside"} }

// frame fills what surrounds a page of me.
func (d *Desk) frame(ctx context.Context, me who, page string) frame {
	f := frame{look: me.look, Page: page, Me: &me, Lead: me.Role == team.Coordinator, Key: newKey()}
	now := d.c.Now()
	f.OnDuty, f.Until = me.OnDuty(now), clock(me.DutyUntil)
	if len(me.Teams) > 0 {
		f.Team = me.Teams[0].Name
	}
	ros := d.roster(ctx)
	f.Others = ros.onDuty(now, me.ID)
	var err error
	if f.Waiting, f.Mine, err = d.lists(ctx, me); err != nil {
		f.Away = true
		d.c.Log.Warn("the lists of the desk could not be read; the page opens without them", "err", err)
	}
	return f
}

// lists are what waits for me, and what I hold.
func (d *Desk) lists(ctx context.Context, me who) (waiting, mine []rowView, err error) {
	all, err := d.c.Store.WaitingTickets(ctx)
	if err != nil {
		return nil, nil, err
	}
	held, err := d.c.Store.HeldTickets(ctx, me.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range all {
		if ticket.MaySee(s.Ticket, me.Volunteer) {
			waiting = append(waiting, d.row(ctx, s, inWaiting))
		}
	}
	for _, s := range held {
		mine = append(mine, d.row(ctx, s, inMine))
	}
	return waiting, mine, nil
}

// home is the queue, or, for strangers, how to get in.
func (d *Desk) home(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(d.cookieName()); err != nil {
		d.showOutside(w, r, http.StatusOK)
		return
	}
	d.member(d.showQueue)(w, r)
}

// showOutside says how to get in, and nothing else.
func (d *Desk) showOutside(w http.ResponseWriter, r *http.Request, status int) {
	if part(r) {
		w.Header().Set("X-Go", "/desk") // the session ended: the whole page says so
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	v := struct {
		frame

		Ended   bool
		Hotline string
	}{d.outside(r), status == http.StatusUnauthorized, d.c.Hotline}
	d.write(w, status, v.Lang, "outside-page", v)
}

// showAway says that a store does not answer; what was typed is still in the browser.
func (d *Desk) showAway(w http.ResponseWriter, r *http.Request, err error) {
	d.c.Log.Warn("the desk could not answer; the page says so", "err", err)
	w.Header().Set("Retry-After", "5")
	f := d.outside(r)
	f.Page, f.Note.Key = "note", "desk.slow"
	if part(r) {
		d.write(w, http.StatusServiceUnavailable, f.Lang, "toast", f.Note)
		return
	}
	d.write(w, http.StatusServiceUnavailable, f.Lang, "note-page", f)
}

// showNote is a page of one sentence.
func (d *Desk) showNote(w http.ResponseWriter, r *http.Request, me who, status int, key string) {
	if part(r) {
		d.write(w, status, me.look.Lang, "toast", sentence{Key: key})
		return
	}
	f := d.frame(r.Context(), me, "note")
	f.Note.Key = key
	d.write(w, status, f.Lang, "note-page", f)
}

// part says whether the page's script asks, which puts pieces into the page.
func part(r *http.Request) bool { return r.Header.Get("X-Part") != "" }
