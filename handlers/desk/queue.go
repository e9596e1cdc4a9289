package desk

import (
	"net/http"
	"slices"
	"strconv"

	"motcua/internal/ticket"
)

// did are the words for what was just done with a case, by the verb that did it.
var did = []string{"finish", "return", "pass", "duty_off", "duty_off_alone", "gone", "private"}

// showQueue is the list of those who wait, the oldest first.
func (d *Desk) showQueue(w http.ResponseWriter, r *http.Request, me who) {
	f := d.frame(r.Context(), me, "waiting")
	if what := r.URL.Query().Get("did"); slices.Contains(did, what) {
		f.Note = sentence{Key: "did." + what}
		if n, err := strconv.ParseInt(r.URL.Query().Get("case"), 10, 64); err == nil && n > 0 {
			f.Note.N = n
			if what != "private" { // that one is not for me any more
				f.Note.Link = "/desk/cases/" + strconv.FormatInt(n, 10) + "#end"
			}
		}
	}
	d.write(w, http.StatusOK, f.Lang, "queue-page", f)
}

// showMine is the same page with my own cases in front, for a phone.
func (d *Desk) showMine(w http.ResponseWriter, r *http.Request, me who) {
	f := d.frame(r.Context(), me, "mine")
	d.write(w, http.StatusOK, f.Lang, "queue-page", f)
}

// doneShown is how many closed cases are listed.
const doneShown = 50

type doneView struct {
	frame

	Done []rowView
}

// showDone lists the cases that I have closed.
func (d *Desk) showDone(w http.ResponseWriter, r *http.Request, me who) {
	v := doneView{frame: d.frame(r.Context(), me, "done")}
	closed, err := d.c.Store.ClosedTickets(r.Context(), me.ID, doneShown)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	for _, s := range closed {
		v.Done = append(v.Done, d.row(r.Context(), s, inDone))
	}
	d.write(w, http.StatusOK, v.Lang, "done-page", v)
}

// claimKey names the claim of a ticket in its present round.
func claimKey(t ticket.Ticket) string {
	return "c" + strconv.FormatInt(t.ID, 10) + "." + strconv.FormatInt(t.Version, 10)
}
