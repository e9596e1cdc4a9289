// Package forms lays figures out as tables and charts: form II.06a and what stands beside
// it, the register of dossiers, the list of late ones. It knows a report's figures, sheets
// and charts, and must not know SQL, pages, or who reads.
package forms

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
)

//go:embed texts/*.toml
var textFiles embed.FS

var texts = func() *words.Catalogue {
	c, err := words.Load(textFiles)
	if err != nil {
		panic(err) // the files are in the program; tests load them
	}
	return c
}()

// By is what the rows of a form are.
type By string

// The rows.
const (
	Field     By = "field"
	Unit      By = "unit"
	Procedure By = "procedure"
)

// Laid is a Report in one language, ready to be laid out. Place is whose figures they are,
// "" for those of everybody.
type Laid struct {
	report.Report

	Lang  string
	Place string
}

func (l *Laid) say(key string, args ...words.Args) string {
	return texts.Say(l.Lang, "forms."+key, args...)
}

const dayFormat = "02/01/2006"

// Days are the Period in words, the last day named.
func (l *Laid) Days() string {
	return l.say("days", words.Args{"from": l.Period.From.Format(dayFormat), "to": l.Period.To.AddDate(0, 0, -1).Format(dayFormat)})
}

// Where says whose figures they are.
func (l *Laid) Where() string {
	if l.Place == "" {
		return l.say("everywhere")
	}
	return l.say("place", words.Args{"name": l.Place})
}

// Form is form II.06a: its thirteen columns, a row for each field, Unit or procedure, the
// total last.
func (l *Laid) Form(by By) sheet.Table {
	lines := l.lines(by)
	rows := make([]sheet.Row, 0, len(lines))
	for i := range lines {
		one := &lines[i]
		row := sheet.Row{Strong: one.Last, Cells: []sheet.Cell{sheet.Number(int64(i + 1)), sheet.Text(rowName(by, one))}}
		if one.Last {
			row.Cells[0] = sheet.Text("")
		}
		for n, count := range one.Columns() {
			late := n+3 == 10 || n+3 == 13
			row.Cells = append(row.Cells, sheet.Number(count).Marked(late && count > 0))
		}
		rows = append(rows, row)
	}
	return sheet.Table{
		Name: l.say("sheet_" + string(by)), Title: l.say("title"), Lines: []string{l.Days() + " " + l.Where(), l.say("form")},
		Columns: l.columns(by), Numbers: true, Rows: sheet.All(rows), Notes: l.notes(), Lang: l.Lang,
	}
}

func (l *Laid) lines(by By) []report.Line {
	switch by {
	case Unit:
		return l.ByUnit
	case Procedure:
		return l.ByProcedure
	}
	return l.ByField
}

func rowName(by By, l *report.Line) string {
	if by == Procedure && l.Code != "" {
		return l.Code + " " + l.Name
	}
	return l.Name
}

func (l *Laid) columns(by By) []sheet.Column {
	out := []sheet.Column{{Name: l.say("no"), Width: 6, Right: true}, {Name: l.say(string(by)), Width: 34}}
	for _, g := range []struct {
		group string
		names []string
	}{
		{"intake", []string{"total", "online", "counter", "carried"}},
		{"resolved", []string{"total", "early", "on_time", "late"}},
		{"open", []string{"total", "in_time", "late"}},
	} {
		for _, name := range g.names {
			out = append(out, sheet.Column{Group: l.say(g.group), Name: l.say(name), Width: 10.5, Right: true})
		}
	}
	return out
}

// notes are the identities, the shares with their bases, and what lies outside.
func (l *Laid) notes() []string {
	p := l.Total.Progress()
	out := []string{l.say("identities")}
	if l.Total.Resolved > 0 {
		out = append(out, l.say("progress", words.Args{"early": p.Early.In(l.Lang), "on_time": p.OnTime.In(l.Lang), "late": p.Late.In(l.Lang)})+
			" "+l.say("rounded"))
	}
	if l.Total.Stopped+l.Total.Waiting > 0 {
		out = append(out, l.say("within", words.Args{
			"stopped": sheet.Count(l.Total.Stopped, l.Lang), "waiting": sheet.Count(l.Total.Waiting, l.Lang),
		}))
	}
	if outside := l.Notes(l.Lang); outside != "" {
		out = append(out, outside)
	}
	return out
}

// Shares are intake by channel, papers asked for, payment and digitisation, each with
// numerator, base and what the base is.
func (l *Laid) Shares() sheet.Table {
	var rows []sheet.Row
	for _, s := range []struct {
		key   string
		share report.Share
	}{
		{"online", l.Intake.Online},
		{"at_counter", l.Intake.Counter},
		{"post", l.Intake.Post},
		{"unsaid", l.Intake.Unsaid},
		{"early", l.Total.Progress().Early},
		{"on_time", l.Total.Progress().OnTime},
		{"late", l.Total.Progress().Late},
		{"asked", l.Asked.Once},
		{"asked_again", l.Asked.Again},
		{"paid", l.Online.Share},
		{"digitised", l.Digital.All.Digitised},
		{"e_result", l.Digital.All.EResult},
		{"both", l.Digital.All.Both},
	} {
		rows = append(rows, sheet.Row{Cells: append([]sheet.Cell{sheet.Text(l.say(s.key))}, l.share(s.share)...)})
	}
	return sheet.Table{
		Name: l.say("sheet_shares"), Title: l.say("shares"), Lines: []string{l.Days() + " " + l.Where()},
		Columns: append([]sheet.Column{{Name: l.say("what"), Width: 40}}, l.shareColumns()...), Rows: sheet.All(rows), Lang: l.Lang,
		Notes: []string{l.say("paid_dong", words.Args{"dong": sheet.Count(l.Online.Dong, l.Lang)})},
	}
}

func (l *Laid) shareColumns() []sheet.Column {
	return []sheet.Column{
		{Name: l.say("part"), Width: 12, Right: true},
		{Name: l.say("base"), Width: 12, Right: true},
		{Name: l.say("of"), Width: 44},
		{Name: l.say("share"), Width: 12, Right: true},
	}
}

// share is a Share as cells: never without its base.
func (l *Laid) share(s report.Share) []sheet.Cell {
	return []sheet.Cell{sheet.Number(s.Part), sheet.Number(s.Base), sheet.Text(s.Of.In(l.Lang)), sheet.Share(s.Part, s.Base)}
}

// Index are the indices of Quyết định 766/QĐ-TTg with their definitions.
func (l *Laid) Index() sheet.Table {
	var rows []sheet.Row
	for i := range l.Indices {
		x := &l.Indices[i]
		cells := []sheet.Cell{sheet.Text(x.ID), sheet.Text(x.Name.In(l.Lang)), sheet.Text(words.Capital(x.Means.In(l.Lang)))}
		if x.Average != nil {
			cells = append(cells, sheet.Number(x.Average.Days), sheet.Number(x.Average.Dossiers), sheet.Text(x.Average.In(l.Lang)), sheet.Text(""))
		} else {
			cells = append(cells, l.share(x.Share)...)
		}
		rows = append(rows, sheet.Row{Cells: cells})
	}
	columns := []sheet.Column{{Name: l.say("code"), Width: 8}, {Name: l.say("what"), Width: 30}, {Name: l.say("means"), Width: 52}}
	return sheet.Table{
		Name: l.say("sheet_indices"), Title: l.say("indices"), Lines: []string{l.Days() + " " + l.Where()},
		Columns: append(columns, l.shareColumns()...), Rows: sheet.All(rows), Lang: l.Lang,
	}
}

// Compared holds the figures against the period before and the same period last year.
func (l *Laid) Compared() sheet.Table {
	var rows []sheet.Row
	for i := range l.Differences {
		d := &l.Differences[i]
		rows = append(rows, sheet.Row{Cells: []sheet.Cell{
			sheet.Text(words.Capital(d.Name.In(l.Lang))), sheet.Text(d.Now.In(l.Lang)),
			l.value(d.Before), sheet.Text(report.Change(l.Lang, &d.Now, d.Before)),
			l.value(d.LastYear), sheet.Text(report.Change(l.Lang, &d.Now, d.LastYear)),
		}})
	}
	return sheet.Table{
		Name: l.say("sheet_compared"), Title: l.say("compared"), Lines: []string{l.Days() + " " + l.Where()},
		Columns: []sheet.Column{
			{Name: l.say("what"), Width: 28}, {Name: l.say("now"), Width: 26},
			{Name: l.say("before"), Width: 26}, {Name: l.say("change"), Width: 26},
			{Name: l.say("last_year"), Width: 26}, {Name: l.say("change"), Width: 26},
		},
		Rows: sheet.All(rows), Lang: l.Lang,
	}
}

// value is what another period had; where nothing is known of it that is said.
func (l *Laid) value(v *report.Value) sheet.Cell {
	if v == nil {
		return sheet.Text(l.say("unknown"))
	}
	return sheet.Text(v.In(l.Lang))
}

// Book is the whole report, a sheet each.
func (l *Laid) Book() []sheet.Table {
	return []sheet.Table{l.Form(Field), l.Form(Unit), l.Form(Procedure), l.Shares(), l.Index(), l.Compared()}
}

// Formats are how a report can be written.
var Formats = []string{"table", "csv", "xlsx", "json"}

// Write writes the report: as lines for a terminal and as CSV the form by these rows, as
// XLSX the whole, as JSON the figures themselves.
func (l *Laid) Write(out io.Writer, format string, by By) error {
	switch format {
	case "table":
		if err := sheet.Lines(out, l.Form(by)); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "\n"+l.Narrative(l.Lang))
		return err
	case "json":
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(&l.Report)
	case "xlsx":
		return sheet.XLSX(out, l.Book()...)
	}
	return WriteTable(out, format, l.Form(by))
}

// WriteTable writes one table.
func WriteTable(out io.Writer, format string, t sheet.Table) error {
	switch format {
	case "table":
		return sheet.Lines(out, t)
	case "csv":
		return sheet.CSV(out, t)
	case "xlsx":
		return sheet.XLSX(out, t)
	}
	return fmt.Errorf("format %q is not one of %s", format, strings.Join(Formats, ", "))
}
