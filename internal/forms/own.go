package forms

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
	"motcua/internal/workday"
)

func ownSay(lang, key string, args ...words.Args) string { return texts.Say(lang, "own."+key, args...) }

func ownDays(p report.Period, lang string) string {
	return texts.Say(lang, "forms.days", words.Args{
		"from": p.From.In(workday.Zone).Format(dayFormat), "to": p.To.In(workday.Zone).AddDate(0, 0, -1).Format(dayFormat),
	})
}

// ownKeys name the first column of each table.
var ownKeys = map[string]string{
	report.OwnFlows: "what", report.OwnHours: "hour", report.OwnUnits: "unit", report.OwnProcedures: "procedure",
	report.OwnOutcomes: "outcome", report.OwnRatings: "rating", report.OwnPlaces: "place",
}

// Own are the assistant's own figures as tables, published ones and whole ones alike.
func Own(o *report.Own, lang string) []sheet.Table {
	out := make([]sheet.Table, 0, len(o.Tables)+1)
	for i := range o.Tables {
		out = append(out, ownTable(o, &o.Tables[i], lang))
	}
	return append(out, ownTimes(o, lang))
}

// OwnInOne puts the counts under each other in one table, which of them a row is of before
// it: a file for programs.
func OwnInOne(o *report.Own, lang string) sheet.Table {
	tables := Own(o, lang)[:len(o.Tables)]
	out := sheet.Table{Title: ownSay(lang, "title"), Lang: lang, Columns: []sheet.Column{{Name: ownSay(lang, "table")}, {Name: ownSay(lang, "row")}}}
	var rows []sheet.Row
	for _, t := range tables {
		for _, c := range t.Columns[1:] {
			if !slices.ContainsFunc(out.Columns, func(o sheet.Column) bool { return o.Name == c.Name }) {
				out.Columns = append(out.Columns, c)
			}
		}
	}
	for _, t := range tables {
		for row, err := range t.Rows {
			if err != nil { // rows at hand have none
				continue
			}
			cells := make([]sheet.Cell, len(out.Columns))
			cells[0], cells[1] = sheet.Text(t.Title), row.Cells[0]
			for i, c := range t.Columns[1:] {
				at := slices.IndexFunc(out.Columns, func(o sheet.Column) bool { return o.Name == c.Name })
				cells[at] = row.Cells[i+1]
			}
			rows = append(rows, sheet.Row{Cells: cells})
		}
	}
	out.Rows = sheet.All(rows)
	return out
}

func ownTable(o *report.Own, t *report.OwnTable, lang string) sheet.Table {
	s := sheet.Table{
		Name: t.Name.In(lang), Title: t.Name.In(lang), Lines: []string{ownDays(o.Period, lang)}, Lang: lang,
		Columns: []sheet.Column{{Name: ownSay(lang, ownKeys[t.ID]), Width: 48}},
	}
	for _, h := range t.Heads {
		s.Columns = append(s.Columns, sheet.Column{Name: h.In(lang), Width: 18, Right: true})
	}
	hidden := false
	row := func(name string, cells []report.Cell) sheet.Row {
		r := sheet.Row{Cells: []sheet.Cell{sheet.Text(name)}}
		for _, c := range cells {
			hidden = hidden || c.Hidden
			r.Cells = append(r.Cells, counted(c, lang))
		}
		return r
	}
	var rows []sheet.Row
	for _, r := range t.Rows {
		rows = append(rows, row(r.Name.In(lang), r.Cells))
	}
	last := row(ownSay(lang, "all"), t.Total)
	last.Strong = true
	s.Rows = sheet.All(append(rows, last))
	if t.ID == report.OwnFlows {
		s.Notes = append(s.Notes, ownSay(lang, "one_turn"))
	}
	if t.Withheld {
		s.Notes = append(s.Notes, report.WithheldNote.In(lang))
	}
	if hidden {
		s.Notes = append(s.Notes, report.HiddenNote.In(lang))
	}
	return s
}

func counted(c report.Cell, lang string) sheet.Cell {
	if c.Hidden {
		return sheet.Text(c.In(lang))
	}
	return sheet.Number(c.N)
}

func ownTimes(o *report.Own, lang string) sheet.Table {
	s := sheet.Table{
		Name: ownSay(lang, "times"), Title: ownSay(lang, "times"), Lines: []string{ownDays(o.Period, lang)}, Lang: lang,
		Columns: []sheet.Column{
			{Name: ownSay(lang, "step"), Width: 48}, {Name: ownSay(lang, "n"), Width: 12, Right: true}, {Name: ownSay(lang, "mean"), Width: 18, Right: true},
			{Name: ownSay(lang, "median"), Width: 18, Right: true}, {Name: ownSay(lang, "ninetieth"), Width: 18, Right: true},
		},
		Notes: []string{ownSay(lang, "wait")},
	}
	var rows []sheet.Row
	for _, t := range o.Times {
		rows = append(rows, sheet.Row{Cells: []sheet.Cell{
			sheet.Text(t.Name.In(lang)), sheet.Number(t.N), took(t.Mean, lang), took(t.Median, lang), took(t.Ninetieth, lang),
		}})
	}
	s.Rows = sheet.All(rows)
	return s
}

// took is a time in words, as exactly as it matters; zero is not known.
func took(d time.Duration, lang string) sheet.Cell {
	n := func(d time.Duration) string { return strconv.FormatInt(int64(d), 10) }
	switch {
	case d <= 0:
		return sheet.Text("")
	case d < time.Second:
		return sheet.Text(ownSay(lang, "under_second", words.Args{"n": n(max(d/time.Millisecond, 1))}))
	case d < 2*time.Minute:
		return sheet.Text(ownSay(lang, "seconds", words.Args{"n": n(d / time.Second)}))
	case d < time.Hour:
		return sheet.Text(ownSay(lang, "minutes", words.Args{"n": n(d / time.Minute)}))
	case d < 24*time.Hour:
		return sheet.Text(ownSay(lang, "hours", words.Args{"hours": n(d / time.Hour), "n": n(d % time.Hour / time.Minute)}))
	}
	return sheet.Text(ownSay(lang, "days", words.Args{"days": n(d / (24 * time.Hour)), "hours": n(d % (24 * time.Hour) / time.Hour)}))
}

// hm is a time as a sheet of hours has it: "3:05".
func hm(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}

// Hours is the sheet of hours that a volunteer hands in. Names are the first name and the
// teams that they show; the full name is for a pen.
func Hours(name string, teams []string, p report.Period, days []report.Day, lang string) sheet.Table {
	s := sheet.Table{
		Name: ownSay(lang, "sheet"), Title: ownSay(lang, "sheet_of", words.Args{"name": name}), Lines: []string{ownDays(p, lang)}, Lang: lang,
		Columns: append([]sheet.Column{
			{Name: ownSay(lang, "no"), Width: 5, Right: true}, {Name: ownSay(lang, "day"), Width: 13, Right: true},
			{Name: ownSay(lang, "from"), Width: 8, Right: true}, {Name: ownSay(lang, "until"), Width: 8, Right: true},
		}, hourColumns(lang)...),
		Notes: hourNotes(lang),
	}
	if len(teams) > 0 {
		s.Lines = append(s.Lines, ownSay(lang, "team", words.Args{"name": strings.Join(teams, "; ")}))
	}
	var rows []sheet.Row
	for i, d := range days {
		rows = append(rows, sheet.Row{Cells: append([]sheet.Cell{
			sheet.Number(int64(i + 1)), sheet.Day(d.Day), sheet.Text(clock(d.From, d.Day)), sheet.Text(clock(d.Until, d.Day)),
		}, hourCells(d)...)})
	}
	rows = append(rows, sheet.Row{Strong: true, Cells: append([]sheet.Cell{
		{}, sheet.Text(ownSay(lang, "all")), {}, {},
	}, hourCells(report.SumDays(days))...)})
	s.Rows = sheet.All(rows)
	if len(days) == 0 {
		s.Notes = append([]string{ownSay(lang, "none")}, s.Notes...)
	}
	s.Notes = append(s.Notes, Signatures(lang)...)
	return s
}

// clock is an hour of a day; the midnight after it is 24:00.
func clock(t, day time.Time) string {
	if !t.Before(day.AddDate(0, 0, 1)) {
		return "24:00"
	}
	return t.In(workday.Zone).Format("15:04")
}

// Signatures are the places for a pen under a sheet of hours: who it is, and who signs.
func Signatures(lang string) []string {
	return []string{ownSay(lang, "full_name"), ownSay(lang, "sign_self"), ownSay(lang, "sign_head")}
}

func hourColumns(lang string) []sheet.Column {
	var out []sheet.Column
	for _, key := range []string{"duty", "worked", "sum", "sum_minutes", "questions", "counter"} {
		out = append(out, sheet.Column{Name: ownSay(lang, key), Width: 13, Right: true})
	}
	return out
}

func hourCells(d report.Day) []sheet.Cell {
	return []sheet.Cell{
		sheet.Text(hm(d.Duty)), sheet.Text(hm(d.Worked)), sheet.Text(hm(d.All)), sheet.Number(int64(d.All / time.Minute)),
		sheet.Number(d.Questions), sheet.Number(d.Counter),
	}
}

func hourNotes(lang string) []string {
	return []string{
		ownSay(lang, "how", words.Args{"n": strconv.Itoa(int(report.Together / time.Minute))}), ownSay(lang, "once"),
	}
}

// Person is a volunteer in a list of hours.
type Person struct {
	Name string
	Days []report.Day
}

// AllHours lists volunteers with their hours.
func AllHours(p report.Period, people []Person, lang string) sheet.Table {
	s := sheet.Table{
		Name: ownSay(lang, "sheet"), Title: ownSay(lang, "sheet_all"), Lines: []string{ownDays(p, lang)}, Lang: lang, Notes: hourNotes(lang),
		Columns: append([]sheet.Column{
			{Name: ownSay(lang, "no"), Width: 5, Right: true}, {Name: ownSay(lang, "person"), Width: 28}, {Name: ownSay(lang, "days_n"), Width: 9, Right: true},
		}, hourColumns(lang)...),
	}
	var rows []sheet.Row
	for i, one := range people {
		rows = append(rows, sheet.Row{Cells: append([]sheet.Cell{
			sheet.Number(int64(i + 1)), sheet.Text(one.Name), sheet.Number(int64(len(one.Days))),
		}, hourCells(report.SumDays(one.Days))...)})
	}
	s.Rows = sheet.All(rows)
	return s
}
