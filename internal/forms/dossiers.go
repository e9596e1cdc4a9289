package forms

import (
	"iter"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// Entry is a dossier as the register and the list of late ones name it. Of the applicant
// there is the masked name and nothing else, so that no table can show more.
type Entry struct {
	Code       dossier.Code
	Procedure  string
	Applicant  string // masked
	Unit       string // its name, or as sent
	ReceivedAt time.Time
	DueAt      time.Time
	FinishedAt time.Time
	ReturnedAt time.Time
	ReturnedBy string // counter, online, post
	Status     dossier.Status
}

// Entries are read one after the other.
type Entries = iter.Seq2[Entry, error]

// Register is form 07, the register of dossiers received in a Period.
func Register(p report.Period, place, lang string, entries Entries) sheet.Table {
	l := &Laid{Report: report.Report{Period: p}, Lang: lang, Place: place}
	n := int64(0)
	rows := func(yield func(sheet.Row, error) bool) {
		for e, err := range entries {
			n++
			if !yield(l.entry(n, e), err) {
				return
			}
		}
	}
	return sheet.Table{
		Name: l.say("register"), Title: l.say("register"), Lines: []string{l.Days() + " " + l.Where(), l.say("register_form")},
		Columns: []sheet.Column{
			{Name: l.say("no"), Width: 7, Right: true},
			{Name: l.say("dossier"), Width: 26},
			{Name: l.say("procedure"), Width: 36},
			{Name: l.say("applicant"), Width: 20},
			{Name: l.say("unit"), Width: 26},
			{Name: l.say("received"), Width: 18, Right: true},
			{Name: l.say("due"), Width: 18, Right: true},
			{Name: l.say("finished"), Width: 18, Right: true},
			{Name: l.say("returned"), Width: 18, Right: true},
			{Name: l.say("how"), Width: 12},
			{Name: l.say("state"), Width: 16},
			{Name: l.say("signed"), Width: 12},
		},
		Numbers: true, Rows: rows, Notes: []string{l.say("register_masked")}, Lang: lang,
	}
}

func (l *Laid) entry(n int64, e Entry) sheet.Row {
	return sheet.Row{Cells: []sheet.Cell{
		sheet.Number(n), sheet.Text(string(e.Code)), sheet.Text(e.Procedure), sheet.Text(e.Applicant), sheet.Text(e.Unit),
		sheet.Time(e.ReceivedAt), sheet.Time(e.DueAt), sheet.Time(e.FinishedAt), sheet.Time(e.ReturnedAt),
		sheet.Text(l.known("channel", e.ReturnedBy)), sheet.Text(l.known("status", string(e.Status))), sheet.Text(""),
	}}
}

// known is a word for a code; what we have no word for stands as it was sent.
func (l *Laid) known(kind, code string) string {
	if key := "forms." + kind + "." + code; texts.Has(l.Lang, key) {
		return texts.Say(l.Lang, key)
	}
	return code
}

// Soon is how many working days before its date a dossier is close to it.
const Soon = 2

// LateUntil is the end of the last day on which a dossier that is due is close to it.
func LateUntil(now time.Time, cal *workday.Calendar) time.Time {
	return cal.Step(workday.Date(now), Soon).AddDate(0, 0, 1)
}

// Late lists dossiers past their date and close to it, those that are longest over first,
// as the head of a Unit wants them in the morning.
func Late(now time.Time, place, lang string, cal *workday.Calendar, entries []Entry) sheet.Table {
	l := &Laid{Lang: lang, Place: place}
	today := workday.Date(now)
	rows := make([]sheet.Row, 0, len(entries))
	for i, e := range entries {
		by, left := sheet.Text(""), sheet.Text("")
		if due := workday.Date(e.DueAt); due.Before(today) {
			by = sheet.Number(int64(cal.Between(due, today))).Marked(true)
		} else {
			left = sheet.Number(int64(cal.Between(today, due)))
		}
		rows = append(rows, sheet.Row{Cells: []sheet.Cell{
			sheet.Number(int64(i + 1)), sheet.Text(e.Unit), sheet.Text(string(e.Code)), sheet.Text(e.Procedure),
			sheet.Day(e.ReceivedAt), sheet.Time(e.DueAt), by, left, sheet.Text(l.known("status", string(e.Status))),
		}})
	}
	t := sheet.Table{
		Name: l.say("late_title"), Title: l.say("late_title"),
		Lines: []string{l.say("late_day", words.Args{"day": now.In(workday.Zone).Format("15:04 " + dayFormat), "n": sheet.Count(Soon, lang)}) + " " + l.Where()},
		Columns: []sheet.Column{
			{Name: l.say("no"), Width: 7, Right: true},
			{Name: l.say("unit"), Width: 28},
			{Name: l.say("dossier"), Width: 26},
			{Name: l.say("procedure"), Width: 40},
			{Name: l.say("received"), Width: 13, Right: true},
			{Name: l.say("due"), Width: 18, Right: true},
			{Name: l.say("late_by"), Width: 13, Right: true},
			{Name: l.say("left"), Width: 13, Right: true},
			{Name: l.say("state"), Width: 17},
		},
		Rows: sheet.All(rows), Notes: []string{l.say("late_waiting")}, Lang: lang,
	}
	if len(rows) == 0 {
		t.Notes = append([]string{l.say("late_none")}, t.Notes...)
	}
	return t
}
