package site

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// openPath is the address of the open figures.
const openPath = "/so-lieu"

// Figures counts what offices did. It must be quick when asked again: everybody may ask.
type Figures interface {
	Report(ctx context.Context, p report.Period, only report.Only) (report.Report, error)
	// Own is what the assistant itself did in a month that is over, without what is small.
	Own(ctx context.Context, month report.Period) (report.Own, error)
}

// figuresView is what the page of open figures shows beside what every page has.
type figuresView struct {
	Sub     string
	Table   template.HTML
	Notes   []string
	Own     []ownView // what the assistant itself did
	Periods []periodView
	File    template.URL // of the same figures as CSV
}

type ownView struct {
	Title string
	Table template.HTML
	Notes []string
}

type periodView struct {
	Label string
	URL   template.URL
	Now   bool
}

// open shows figures of a month that is over: of offices, by Unit, as a page or as CSV, and
// on the page what the assistant did. Only the last months can be asked for, so that they
// are counted once and not for everybody.
func (s *Site) open(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	lang := words.First
	if query.Get("lang") == "en" {
		lang = "en"
	}
	now := s.c.Now().In(workday.Zone)
	p, err := s.page(r.Context(), lang, now)
	if err != nil {
		s.away(w, p, err)
		return
	}
	all := forms.Open(now)
	chosen := all[0]
	for _, c := range all {
		if c.Key == query.Get("ky") {
			chosen = c
		}
	}
	if key := query.Get("ky"); key != "" && key != chosen.Key {
		s.write(w, http.StatusNotFound, "none", p)
		return
	}
	figures, err := s.c.Figures.Report(r.Context(), chosen.Period, report.Only{})
	if err != nil {
		s.away(w, p, err)
		return
	}
	table := (&forms.Laid{Report: figures, Lang: lang}).Open()
	if query.Get("tep") == "csv" {
		s.openCSV(w, chosen.Key, table)
		return
	}
	own, err := s.c.Figures.Own(r.Context(), chosen.Period)
	if err != nil {
		s.away(w, p, err)
		return
	}
	p.Title, p.Figures = table.Title, openView(table, all, chosen.Key, lang)
	p.Figures.Own = ownViews(forms.Own(&own, lang))
	s.write(w, http.StatusOK, "figures", p)
}

func openView(t sheet.Table, all []forms.Choice, chosen, lang string) *figuresView {
	html, _ := sheet.HTML(t, 1) // its rows are at hand
	v := &figuresView{Sub: strings.Join(t.Lines, " "), Table: html, Notes: t.Notes, File: openURL(chosen, lang, "csv")}
	for _, c := range all {
		v.Periods = append(v.Periods, periodView{c.Name(lang), openURL(c.Key, lang, ""), c.Key == chosen})
	}
	return v
}

func ownViews(tables []sheet.Table) []ownView {
	var out []ownView
	for _, t := range tables {
		html, _ := sheet.HTML(t, 0) // its rows are at hand
		out = append(out, ownView{t.Title, html, t.Notes})
	}
	return out
}

func openURL(key, lang, file string) template.URL {
	q := url.Values{"ky": {key}}
	if lang != words.First {
		q.Set("lang", lang)
	}
	if file != "" {
		q.Set("tep", file)
	}
	return template.URL(openPath + "?" + q.Encode()) //nolint:gosec // encoded
}

func (s *Site) openCSV(w http.ResponseWriter, key string, t sheet.Table) {
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="so-lieu-`+key+`.csv"`)
	if err := sheet.CSV(w, t); err != nil { // fails only when the reader is gone
		s.c.Log.Debug("open figures were not read to the end", "err", err)
	}
}
