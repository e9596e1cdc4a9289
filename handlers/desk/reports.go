package desk

import (
	"context"
	"html/template"
	"io"
	"iter"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/team"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// Reports counts dossiers and lists them, those of one Unit and what is below it where it
// is named.
type Reports interface {
	Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error)
	Register(ctx context.Context, p report.Period, only report.Only) iter.Seq2[forms.Entry, error]
	Late(ctx context.Context, until time.Time, only report.Only) ([]forms.Entry, error)
}

// asked is what a reader of figures chose.
type asked struct {
	Chosen   string // key of a usual period, "" for days of one's own
	Period   report.Period
	Unit     string // "" is everybody
	Place    string // the Unit's name
	By       forms.By
	From, To string // both days, as the fields show them
	Bad      bool   // what was typed is no period
}

func (a asked) only() report.Only { return report.Only{Unit: a.Unit} }

// query leads back to the same figures.
func (a asked) query() template.URL {
	q := url.Values{}
	if a.Chosen != "" {
		q.Set("period", a.Chosen)
	} else {
		q.Set("from", a.From)
		q.Set("to", a.To)
	}
	if a.Unit != "" {
		q.Set("unit", a.Unit)
	}
	return template.URL(q.Encode()) //nolint:gosec // encoded
}

type reportsView struct {
	frame
	asked

	Query    template.URL
	Choices  []choiceView
	Places   []unit.Unit
	All      bool // may see everybody's
	Sub      string
	Form     template.HTML
	Notes    []string // under the form
	Progress template.HTML
	Channels template.HTML
	Shares   template.HTML
	Paid     []string
	Index    template.HTML
	Compared template.HTML
	Words    string // the narrative
	Outside  string // what lies outside
	Mails    []mailView
}

type choiceView struct{ Key, Name string }

// showReports is the page of figures, for print as for the screen.
func (d *Desk) showReports(w http.ResponseWriter, r *http.Request, me who) {
	ctx := r.Context()
	a, ok := d.asked(r, me)
	if !ok {
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	figures, err := d.c.Reports.Report(ctx, a.Period, a.only())
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	f := d.frame(ctx, me, "report")
	l := &forms.Laid{Report: figures, Lang: f.Lang, Place: a.Place}
	v := reportsView{
		frame: f, asked: a, Query: a.query(), All: me.Coordinates(team.Team{}), Places: d.reported(ctx, me),
		Progress: l.ProgressChart(), Channels: l.ChannelChart(), Words: l.Narrative(f.Lang), Outside: l.Notes(f.Lang),
	}
	form, shares := l.Form(a.By), l.Shares()
	v.Sub = strings.Join(form.Lines, " ")
	v.Form, v.Notes, v.Shares, v.Paid = drawn(form, 1), form.Notes, drawn(shares, 0), shares.Notes
	v.Index, v.Compared = drawn(l.Index(), 1), drawn(l.Compared(), 0)
	v.Choices, v.Mails = d.choices(a.Chosen, f.Lang), d.mails(ctx, a.Unit, f.Lang)
	status := http.StatusOK
	if a.Bad {
		status = http.StatusUnprocessableEntity
	}
	d.write(w, status, v.Lang, "reports-page", v)
}

// choices are the usual periods, with the one that was chosen.
func (d *Desk) choices(chosen, lang string) []choiceView {
	all := forms.Choices(d.c.Now())
	if c, err := forms.ParseChoice(chosen); err == nil && !slices.ContainsFunc(all, func(o forms.Choice) bool { return o.Key == chosen }) {
		all = append(all, c)
	}
	out := make([]choiceView, 0, len(all))
	for _, c := range all {
		out = append(out, choiceView{c.Key, c.Name(lang)})
	}
	return out
}

// drawn is a table whose rows are at hand, so that none of them can fail.
func drawn(t sheet.Table, names int) template.HTML {
	html, _ := sheet.HTML(t, names)
	return html
}

// asked reads what is wished. false: figures of an office that is another's.
func (d *Desk) asked(r *http.Request, me who) (asked, bool) {
	q := r.URL.Query()
	usual := forms.Choices(d.c.Now())[0]
	a := asked{Chosen: usual.Key, Period: usual.Period, By: forms.Field, Unit: q.Get("unit")}
	if by := forms.By(q.Get("by")); by == forms.Unit || by == forms.Procedure {
		a.By = by
	}
	switch from, to := q.Get("from"), q.Get("to"); {
	case from != "" || to != "":
		p, err := forms.ParseDays(from, to)
		if a.Bad = err != nil; err == nil {
			a.Chosen, a.Period = "", p
		}
	case q.Get("period") != "":
		c, err := forms.ParseChoice(q.Get("period"))
		if a.Bad = err != nil; err == nil {
			a.Chosen, a.Period = c.Key, c.Period
		}
	}
	a.From, a.To = a.Period.From.Format(time.DateOnly), a.Period.To.AddDate(0, 0, -1).Format(time.DateOnly)
	return a, d.ofMine(r.Context(), me, &a)
}

// ofMine says whether the coordinator answers for the office. Who answers for no
// everybody gets the first of their own where they name none.
func (d *Desk) ofMine(ctx context.Context, me who, a *asked) bool {
	places := d.reported(ctx, me)
	if a.Unit == "" {
		if me.Coordinates(team.Team{}) {
			return true
		}
		if len(places) == 0 {
			return false
		}
		a.Unit = places[0].Code
	}
	i := slices.IndexFunc(places, func(u unit.Unit) bool { return u.Code == a.Unit })
	if i < 0 {
		return false
	}
	a.Place = places[i].Name
	return true
}

// reported are the offices whose figures a coordinator may see: communes that they answer
// for, and the Units of their own teams.
func (d *Desk) reported(ctx context.Context, me who) []unit.Unit {
	out := d.places(ctx, me)
	dir, err := d.c.Units.Directory(ctx)
	if err != nil {
		return out
	}
	for _, m := range me.Teams {
		if u, ok := dir.Find(m.Unit, d.c.Now()); ok && !slices.ContainsFunc(out, func(o unit.Unit) bool { return o.Code == u.Code }) {
			out = append(out, u)
		}
	}
	return out
}

type lateView struct {
	frame
	asked

	Query  template.URL
	Places []unit.Unit
	All    bool
	Title  string
	Sub    string
	Table  template.HTML
	Notes  []string
}

// showLate is today's list of late dossiers and of those close to their date.
func (d *Desk) showLate(w http.ResponseWriter, r *http.Request, me who) {
	a, ok := d.asked(r, me)
	if !ok {
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	f := d.frame(r.Context(), me, "report")
	t, err := d.late(r.Context(), a, f.Lang)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	v := lateView{frame: f, asked: a, Query: a.query(), Places: d.reported(r.Context(), me), All: me.Coordinates(team.Team{}), Table: drawn(t, 2), Notes: t.Notes}
	v.Title, v.Sub = t.Title, strings.Join(t.Lines, " ")
	d.write(w, http.StatusOK, v.Lang, "late-page", v)
}

func (d *Desk) late(ctx context.Context, a asked, lang string) (sheet.Table, error) {
	now, cal := d.c.Now(), workday.Default()
	all, err := d.c.Reports.Late(ctx, forms.LateUntil(now, cal), a.only())
	if err != nil {
		return sheet.Table{}, err
	}
	return forms.Late(now, a.Place, lang, cal, all), nil
}

// fileKinds are the forms that can be taken along.
var fileKinds = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv":  "text/csv; charset=utf-8",
}

// reportFile gives figures, register or late list as a file.
func (d *Desk) reportFile(w http.ResponseWriter, r *http.Request, me who) {
	name, format, _ := strings.Cut(r.PathValue("file"), ".")
	kind, known := fileKinds[format]
	a, ok := d.asked(r, me)
	switch {
	case !known:
		d.showNote(w, r, me, http.StatusNotFound, "report.no_file")
		return
	case !ok:
		d.showNote(w, r, me, http.StatusForbidden, "desk.not_yours")
		return
	}
	write := d.fileWriter(r.Context(), name, format, a, me.look.Lang)
	if write == nil {
		d.showNote(w, r, me, http.StatusNotFound, "report.no_file")
		return
	}
	whole, err := wholeFile(write)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	defer func() { _ = whole.Close() }()
	d.c.Log.Info("a coordinator took figures along", "what", name, "format", format, "volunteer", me.ID, "unit", a.Unit)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+"-"+a.From+"-"+a.To+"."+format+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, whole) // fails only when the reader is gone
}

// fileWriter writes one of the files; nil: there is none of this name.
func (d *Desk) fileWriter(ctx context.Context, name, format string, a asked, lang string) func(io.Writer) error {
	switch name {
	case "figures":
		return func(out io.Writer) error {
			figures, err := d.c.Reports.Report(ctx, a.Period, a.only())
			if err != nil {
				return err
			}
			return (&forms.Laid{Report: figures, Lang: lang, Place: a.Place}).Write(out, format, a.By)
		}
	case "register":
		return func(out io.Writer) error {
			return forms.WriteTable(out, format, forms.Register(a.Period, a.Place, lang, d.c.Reports.Register(ctx, a.Period, a.only())))
		}
	case "late":
		return func(out io.Writer) error {
			t, err := d.late(ctx, a, lang)
			if err != nil {
				return err
			}
			return forms.WriteTable(out, format, t)
		}
	}
	return nil
}

// wholeFile is a file that is complete before the first byte of it is sent, so that one
// that broke off is never taken for a whole. It is gone when it is closed.
func wholeFile(write func(io.Writer) error) (io.ReadCloser, error) {
	f, err := os.CreateTemp("", "motcua-*.tmp")
	if err != nil {
		return nil, err
	}
	if err = os.Remove(f.Name()); err == nil {
		err = write(f)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}
