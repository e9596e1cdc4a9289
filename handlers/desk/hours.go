package desk

import (
	"context"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/team"
	"motcua/internal/workday"
)

// hours are the days on which volunteers were on duty or helped.
type hours interface {
	DaysOf(ctx context.Context, volunteers []int64, p report.Period, now time.Time) (map[int64][]report.Day, error)
}

type hoursView struct {
	frame

	Title      string
	Sub        string
	Action     string // where the choice of days leads
	Person     int64  // whose sheet a coordinator looks at, 0 one's own or everybody's
	Query      template.URL
	From, Till string
	Bad        bool // what was typed is no period
	Table      template.HTML
	Notes      []string
	Signatures []string       // under a sheet that is handed in
	People     []hoursOfOther // whose sheets a coordinator may open
}

type hoursOfOther struct {
	ID   int64
	Name string
}

// daysAsked is the period that was chosen; this month where none was, or none that can be.
func (d *Desk) daysAsked(r *http.Request) (report.Period, bool) {
	q := r.URL.Query()
	p, err := forms.ParseDays(q.Get("from"), q.Get("to"))
	if err == nil {
		return p, true
	}
	c, _ := forms.ParseChoice(d.c.Now().In(workday.Zone).Format("2006-01")) // a month of our own making
	return c.Period, q.Get("from") == "" && q.Get("to") == ""
}

func (v *hoursView) ask(p report.Period, ok bool) {
	v.From, v.Till, v.Bad = p.From.Format(time.DateOnly), p.To.AddDate(0, 0, -1).Format(time.DateOnly), !ok
	q := url.Values{"from": {v.From}, "to": {v.Till}}
	if v.Person != 0 {
		q.Set("person", strconv.FormatInt(v.Person, 10))
	}
	v.Query = template.URL(q.Encode()) //nolint:gosec // encoded
}

// status is that of a page with what was chosen.
func (v *hoursView) status() int {
	if v.Bad {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// whose is the volunteer whose sheet is wished: oneself, or whom one looks after.
func (d *Desk) whose(r *http.Request, me who) (team.Volunteer, bool) {
	asked := r.URL.Query().Get("person")
	if asked == "" {
		return me.Volunteer, true
	}
	id, err := strconv.ParseInt(asked, 10, 64)
	if err != nil {
		return team.Volunteer{}, false
	}
	if id == me.ID {
		return me.Volunteer, true
	}
	if me.Role != team.Coordinator {
		return team.Volunteer{}, false
	}
	mine := d.mine(r.Context(), me)
	i := slices.IndexFunc(mine, func(v team.Volunteer) bool { return v.ID == id })
	if i < 0 {
		return team.Volunteer{}, false
	}
	return mine[i], true
}

// hoursSheet is the sheet of one volunteer.
func (d *Desk) hoursSheet(ctx context.Context, v team.Volunteer, p report.Period, lang string) (sheet.Table, error) {
	days, err := d.c.Store.DaysOf(ctx, []int64{v.ID}, p, d.c.Now())
	if err != nil {
		return sheet.Table{}, err
	}
	var teams []string
	for _, m := range v.Teams {
		teams = append(teams, m.Name)
	}
	return forms.Hours(v.Name, teams, p, days[v.ID], lang), nil
}

// showHours is a sheet of hours, to look at and to print.
func (d *Desk) showHours(w http.ResponseWriter, r *http.Request, me who) {
	v, ok := d.whose(r, me)
	if !ok {
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	p, good := d.daysAsked(r)
	view := hoursView{frame: d.frame(r.Context(), me, "report"), Action: "/desk/hours"}
	if v.ID != me.ID {
		view.Person = v.ID
	}
	t, err := d.hoursSheet(r.Context(), v, p, view.Lang)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	view.ask(p, good)
	view.Signatures = forms.Signatures(view.Lang)
	view.fill(t, len(view.Signatures), 1)
	d.write(w, view.status(), view.Lang, "hours-page", view)
}

// fill puts a table into the page; its last notes have a place of their own there.
func (v *hoursView) fill(t sheet.Table, without, names int) {
	v.Title, v.Sub, v.Table = t.Title, strings.Join(t.Lines, " "), drawn(t, names)
	v.Notes = t.Notes[:len(t.Notes)-without]
}

// hoursFile is the same as a file.
func (d *Desk) hoursFile(w http.ResponseWriter, r *http.Request, me who) {
	v, ok := d.whose(r, me)
	if !ok {
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	d.giveHours(w, r, me, func(p report.Period) (sheet.Table, error) { return d.hoursSheet(r.Context(), v, p, me.look.Lang) })
}

// giveHours writes a table of hours as the file that is asked for.
func (d *Desk) giveHours(w http.ResponseWriter, r *http.Request, me who, read func(p report.Period) (sheet.Table, error)) {
	name, format, _ := strings.Cut(r.PathValue("file"), ".")
	kind, known := fileKinds[format]
	p, good := d.daysAsked(r)
	if !known || name != "hours" || !good {
		d.showNote(w, r, me, http.StatusNotFound, "report.no_file")
		return
	}
	t, err := read(p)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	whole, err := wholeFile(func(out io.Writer) error { return forms.WriteTable(out, format, t) })
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	defer func() { _ = whole.Close() }()
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="hours-`+p.From.Format(time.DateOnly)+"-"+p.To.AddDate(0, 0, -1).Format(time.DateOnly)+"."+format+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, whole) // fails only when the reader is gone
}

// allHours are those whom a coordinator looks after, with their hours.
func (d *Desk) allHours(ctx context.Context, me who, p report.Period, lang string) (sheet.Table, error) {
	mine := d.mine(ctx, me)
	ids := make([]int64, len(mine))
	for i, v := range mine {
		ids[i] = v.ID
	}
	days, err := d.c.Store.DaysOf(ctx, ids, p, d.c.Now())
	if err != nil {
		return sheet.Table{}, err
	}
	people := make([]forms.Person, len(mine))
	for i, v := range mine {
		people[i] = forms.Person{Name: v.Name, Days: days[v.ID]}
	}
	return forms.AllHours(p, people, lang), nil
}

// showAllHours lists the hours of those whom a coordinator looks after.
func (d *Desk) showAllHours(w http.ResponseWriter, r *http.Request, me who) {
	p, good := d.daysAsked(r)
	view := hoursView{frame: d.frame(r.Context(), me, "report"), Action: "/desk/team/hours"}
	t, err := d.allHours(r.Context(), me, p, view.Lang)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	view.ask(p, good)
	view.fill(t, 0, 1)
	for _, v := range d.mine(r.Context(), me) {
		view.People = append(view.People, hoursOfOther{v.ID, v.Name})
	}
	d.write(w, view.status(), view.Lang, "hours-page", view)
}

func (d *Desk) allHoursFile(w http.ResponseWriter, r *http.Request, me who) {
	d.giveHours(w, r, me, func(p report.Period) (sheet.Table, error) { return d.allHours(r.Context(), me, p, me.look.Lang) })
}
