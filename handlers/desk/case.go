package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
)

// cases are the tickets as pages read them.
type cases interface {
	Ticket(ctx context.Context, id int64) (ticket.Ticket, error)
	Lines(ctx context.Context, id, after int64) ([]ticket.Line, error)
	WaitingTickets(ctx context.Context) ([]ticket.Summary, error)
	HeldTickets(ctx context.Context, volunteer int64) ([]ticket.Summary, error)
	ClosedTickets(ctx context.Context, volunteer int64, limit int) ([]ticket.Summary, error)
	EarlierTickets(ctx context.Context, asker ticket.Asker, except int64) ([]ticket.Summary, error)
	TicketsChangedSince(ctx context.Context, t time.Time) ([]ticket.Summary, error)
}

// caseView is one question, whole: the talk, what can be done, and what stands beside it.
type caseView struct {
	frame

	T         ticket.Ticket
	Channel   chat.Channel
	Place     string
	HeldAt    string
	Holder    string
	Yours     bool // in my hands
	Waits     bool
	Closed    bool
	ClosedDay string
	Last      bool // I had it to its end, and may take it up again
	Lines     []lineView
	Seen      int64
	Text      string // in the composer
	Sure      bool   // asked already whether the unfilled field may go out
	Canned    []cannedView
	Earlier   []earlierView
	Teams     []team.Team
	People    []team.Volunteer
	Outcomes  []ticket.Outcome
	Panel     panelView
	Failed    failure
	OffDuty   bool // taken while off duty: said once
	ClaimKey  string
}

// showCase draws the page of one question.
func (d *Desk) showCase(w http.ResponseWriter, r *http.Request, me who) {
	v, err := d.caseView(r.Context(), me, pathID(r), after(r), besideOf(r))
	if err != nil {
		d.caseFailed(w, r, me, err)
		return
	}
	if n, err := strconv.ParseInt(r.URL.Query().Get("canned"), 10, 64); err == nil {
		v.Text = v.cannedText(n)
	}
	if name := r.URL.Query().Get("earlier"); name != "" {
		v.Text = v.earlierText(name)
	}
	v.OffDuty = !v.OnDuty && r.URL.Query().Has("off")
	d.drawCase(w, r, http.StatusOK, v)
}

func (d *Desk) drawCase(w http.ResponseWriter, r *http.Request, status int, v caseView) {
	name := "case-page"
	if part(r) {
		name = "case-parts"
	}
	d.write(w, status, v.Lang, name, v)
}

// caseFailed answers where a question cannot be shown. Whether it is there at all is not
// for everybody.
func (d *Desk) caseFailed(w http.ResponseWriter, r *http.Request, me who, err error) {
	if errors.Is(err, ticket.ErrNone) || errors.Is(err, ticket.ErrHidden) {
		d.showNote(w, r, me, http.StatusNotFound, "case.none")
		return
	}
	d.showAway(w, r, err)
}

// readCase reads a ticket that I may read.
func (d *Desk) readCase(ctx context.Context, me who, id int64) (ticket.Ticket, error) {
	t, err := d.c.Store.Ticket(ctx, id)
	if err == nil && !ticket.MayRead(t, me.Volunteer) {
		err = ticket.ErrHidden
	}
	return t, err
}

func (d *Desk) caseView(ctx context.Context, me who, id, seen int64, b beside) (caseView, error) {
	t, err := d.readCase(ctx, me, id)
	if err != nil {
		return caseView{}, err
	}
	lines, err := d.c.Store.Lines(ctx, id, 0)
	if err != nil {
		return caseView{}, err
	}
	v := caseView{
		frame: d.frame(ctx, me, "case"), T: t, Channel: t.Asker.Channel, Place: d.place(ctx, t),
		HeldAt: clock(t.HeldAt), Holder: d.name(ctx, t.Holder), Outcomes: ticket.Outcomes, ClaimKey: claimKey(t),
		Yours: t.State == ticket.Held && t.Holder == me.ID, Waits: t.State == ticket.Waiting, Closed: t.State == ticket.Closed,
		ClosedDay: day(t.ClosedAt), Last: t.State == ticket.Closed && t.Holder == me.ID,
	}
	v.Open, v.Here = id, "/desk/cases/"+strconv.FormatInt(id, 10)
	for _, l := range lines {
		if l.Seq > seen {
			v.Lines = append(v.Lines, d.line(ctx, l, me.ID))
		}
		v.Seen = l.Seq
	}
	v.Panel = d.panel(ctx, me, t, lines, b)
	if v.Yours {
		v.Canned, v.Earlier = d.cannedFor(ctx, me, t), d.earlier(ctx, t, v.Panel.Guide)
		v.Teams, v.People = d.whoElse(ctx, me, t)
	}
	return v, nil
}

// whoElse are those that a question can be passed to.
func (d *Desk) whoElse(ctx context.Context, me who, t ticket.Ticket) ([]team.Team, []team.Volunteer) {
	ros, now := d.roster(ctx), d.c.Now()
	var groups []team.Team
	for _, k := range ros.groups {
		if ticket.MayPassTo(t, k) {
			groups = append(groups, k)
		}
	}
	var on []team.Volunteer
	for _, v := range ros.all {
		if v.ID != me.ID && v.OnDuty(now) && ticket.MayPass(t, v) {
			on = append(on, v)
		}
	}
	return groups, on
}

// after is the last line that the page has, 0 when it has none.
func after(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get("X-After"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
