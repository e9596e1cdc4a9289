package mailing

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
	"motcua/internal/workday"
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

// About is what a letter says beside its figures.
type About struct {
	Place    string // the Unit's name, "" everybody
	Operator string // who runs the assistant, "" not said
	Now      time.Time
}

// Report is the letter with the report of a period: its narrative to read, the whole as a workbook.
func (t *Task) Report(r *report.Report, about About) (Letter, error) {
	c, err := forms.ParseChoice(t.Period)
	if err != nil {
		return Letter{}, err
	}
	laid := &forms.Laid{Report: *r, Lang: t.Lang, Place: about.Place}
	args := t.args(about)
	args["period"] = c.Name(t.Lang)
	if t.Lang == words.First { // "tháng 11/2026" in a sentence; an English month keeps its capital
		first, size := utf8.DecodeRuneInString(c.Name(t.Lang))
		args["period"] = string(unicode.ToLower(first)) + c.Name(t.Lang)[size:]
	}
	body := []string{t.say("report", args), laid.Narrative(t.Lang)}
	if outside := laid.Notes(t.Lang); outside != "" {
		body = append(body, outside)
	}
	l := t.letter(t.say("report_subject", args), body, args, about)
	return attach(l, "bao-cao-"+t.Period+".xlsx", laid.Book()...)
}

// List is the letter with what is late on its day and what is close to it. Nothing is
// attached to one that has none to name.
func (t *Task) List(all []forms.Entry, cal *workday.Calendar, about About) (Letter, error) {
	today := workday.Date(about.Now)
	late := 0
	for i := range all {
		if workday.Date(all[i].DueAt).Before(today) {
			late++
		}
	}
	args := t.args(about)
	args["day"] = today.Format("02/01/2006")
	args["late"], args["soon"] = report.NumberIn(t.Lang, int64(late)), report.NumberIn(t.Lang, int64(len(all)-late))
	args["within"] = report.NumberIn(t.Lang, forms.Soon)
	body := []string{t.say("late", args), t.say("late_file", args)}
	if len(all) == 0 {
		body = []string{t.say("late_none", args)}
	}
	l := t.letter(t.say("late_subject", args), body, args, about)
	if len(all) == 0 {
		return l, nil
	}
	return attach(l, "qua-han-"+t.Period+".xlsx", forms.Late(about.Now, about.Place, t.Lang, cal, all))
}

func (t *Task) say(key string, args words.Args) string { return texts.Say(t.Lang, "letter."+key, args) }

func (t *Task) args(about About) words.Args {
	args := words.Args{"place": about.Place, "operator": about.Operator, "at": about.Now.In(workday.Zone).Format("15:04 02/01/2006")}
	if about.Place == "" {
		args["place"] = t.say("everywhere", nil)
	}
	if about.Operator == "" {
		args["operator"] = t.say("nobody", nil)
	}
	return args
}

func (t *Task) letter(subject string, body []string, args words.Args, about About) Letter {
	body = append(append([]string{t.say("greeting", nil)}, body...), t.say("end", args))
	return Letter{
		To: t.Mailbox, Subject: subject, Text: strings.Join(body, "\n\n") + "\n", At: about.Now,
		ID: fmt.Sprintf("report-%d-%s-%d", t.ID, t.Period, t.MadeAt.Unix()),
	}
}

func attach(l Letter, name string, tables ...sheet.Table) (Letter, error) {
	var book bytes.Buffer
	if err := sheet.XLSX(&book, tables...); err != nil {
		return Letter{}, err
	}
	l.File, l.Data = name, book.Bytes()
	return l, nil
}
