package report

import (
	"embed"
	"strconv"
	"strings"

	"motcua/internal/words"
)

//go:embed texts/*.toml
var textFiles embed.FS

// texts are the words of narrative, comparison and check.
var texts = func() *words.Catalogue {
	c, err := words.Load(textFiles)
	if err != nil {
		panic(err) // the files are in the program; tests load them
	}
	return c
}()

// dayFormat is how a day stands in a sentence of either language.
const dayFormat = "02/01/2006"

// Narrative tells the figures as a paragraph for an office's own report: what each level of
// offices did and all together, then what was digitised and paid, the comparison, and what
// lies outside. Every percentage bears its base.
func (r *Report) Narrative(lang string) string {
	n := narrator{r, lang}
	opening := n.say("tell.opening", words.Args{"period": n.period(), "days": n.days(r.Period)})
	if len(r.Groups) == 0 {
		return opening + " " + n.say("tell.nothing")
	}
	var out []string
	for i := range r.Groups {
		out = append(out, n.did(i == 0, &r.Groups[i])...)
	}
	if len(r.Groups) > 1 {
		out = append(out, n.say("tell.together", n.line(&r.Total)))
	}
	out = append(out, n.time(), n.asked(), n.paid(), n.digital(), n.compared())
	return opening + " " + strings.Join(strip(out), " ")
}

// Notes are what lies outside the figures, as sentences to stand under the Narrative.
func (r *Report) Notes(lang string) string {
	out := make([]string, len(r.Missing))
	for i, m := range r.Missing {
		out[i] = m.In(lang)
	}
	return strings.Join(out, " ")
}

type narrator struct {
	*Report

	lang string
}

func (n narrator) say(key string, args ...words.Args) string { return texts.Say(n.lang, key, args...) }

func (n narrator) number(count int64) string { return NumberIn(n.lang, count) }

// days gives both ends, the last day named: "từ ngày 01/01/2023 đến hết ngày 30/09/2023".
func (n narrator) days(p Period) string {
	return n.say("tell.days", words.Args{"from": day(p.From, dayFormat), "to": lastDay(p)})
}

func lastDay(p Period) string { return day(p.To.AddDate(0, 0, -1), dayFormat) }

// period names the usual ones: a month, a quarter, the first months of a year, a year.
func (n narrator) period() string {
	months, whole := n.Period.months()
	from := n.Period.From
	args := words.Args{"year": strconv.Itoa(from.Year()), "n": strconv.Itoa(months)}
	january := from.Month() == 1
	switch {
	case !whole || months > 12:
	case months == 12 && january:
		return n.say("tell.year", args)
	case months == 1:
		args["n"] = strconv.Itoa(int(from.Month()))
		return n.say("tell.month", args)
	case months == 3 && from.Month()%3 == 1:
		args["n"] = [4]string{"I", "II", "III", "IV"}[from.Month()/3]
		return n.say("tell.quarter", args)
	case january && months < 12:
		return n.say("tell.months", args)
	}
	return n.say("tell.period")
}

// line are the numbers of one row of the form.
func (n narrator) line(l *Line) words.Args {
	p := l.Progress()
	return words.Args{
		"received": n.number(l.Received()), "counter": n.number(l.Counter), "carried": n.number(l.Carried),
		"all": n.number(l.ToHandle), "resolved": n.number(l.Resolved), "stopped": n.number(l.Stopped),
		"open": n.number(l.Open), "in_time": n.number(l.OpenInTime), "waiting": n.number(l.Waiting), "open_late": n.number(l.OpenLate),
		"day": lastDay(n.Period), "online": Share{l.Online, l.Received(), ofReceived}.In(n.lang),
		"early": p.Early.In(n.lang), "on_time": p.OnTime.In(n.lang), "late": p.Late.In(n.lang),
	}
}

// did is a row of the form in sentences; the first goes on after the opening's comma.
func (n narrator) did(first bool, l *Line) []string {
	args := n.line(l)
	who := l.In(n.lang)
	if _, ours := english[l.Name]; ours && first {
		who = strings.ToLower(who[:1]) + who[1:]
	}
	args["who"] = who
	out := []string{
		n.say("tell.received", args),
		n.say(choose(l.Carried > 0, "tell.carried", "tell.none_carried"), args),
		n.say(choose(l.Resolved > 0, "tell.resolved", "tell.none_resolved"), args),
	}
	if l.Stopped > 0 {
		out = append(out, n.say("tell.stopped", args))
	}
	switch {
	case l.Open == 0:
		return append(out, n.say("tell.none_open", args))
	case l.Waiting > 0:
		return append(out, n.say("tell.open_waiting", args))
	}
	return append(out, n.say("tell.open", args))
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func (n narrator) time() string {
	if n.Total.Time.Dossiers == 0 {
		return ""
	}
	return n.say("tell.time", words.Args{"time": n.Total.Time.In(n.lang)})
}

func (n narrator) asked() string {
	if n.Asked.Once.Part == 0 {
		return ""
	}
	return n.say("tell.asked", words.Args{"once": n.Asked.Once.In(n.lang), "again": n.Asked.Again.In(n.lang)})
}

func (n narrator) paid() string {
	args := words.Args{"n": n.number(n.Online.Share.Part), "dong": n.number(n.Online.Dong), "share": n.Online.Share.In(n.lang)}
	switch {
	case n.Online.Share.Known():
		return n.say("tell.paid", args)
	case n.Online.Share.Part > 0:
		return n.say("tell.paid_of_nothing", args)
	}
	return ""
}

func (n narrator) digital() string {
	d := n.Digital.All
	if !d.Digitised.Known() {
		return ""
	}
	out := n.say("tell.digital", words.Args{
		"returned": n.number(d.Returned), "digitised": d.Digitised.In(n.lang), "both": d.Both.In(n.lang), "results": d.EResult.In(n.lang),
	})
	outside := int64(0)
	for i := range n.Digital.Sources {
		if s := &n.Digital.Sources[i]; !s.Kept {
			outside += s.Returned
		}
	}
	if outside > 0 {
		out += " " + n.say("tell.digital_outside", words.Args{"n": n.number(outside)})
	}
	return out
}

// compared tells what changed against the other two periods, or that nothing is known of them.
func (n narrator) compared() string {
	before := n.changes(func(d *Difference) *Value { return d.Before })
	ago := n.changes(func(d *Difference) *Value { return d.LastYear })
	if before == "" && ago == "" {
		return n.say("tell.nothing_before")
	}
	var out []string
	if before != "" {
		out = append(out, n.say("tell.before", words.Args{"days": n.days(n.Before), "changes": before}))
	}
	if ago != "" {
		out = append(out, n.say("tell.last_year", words.Args{"days": n.days(n.LastYear), "changes": ago}))
	}
	return strings.Join(out, " ")
}

func (n narrator) changes(of func(*Difference) *Value) string {
	var out []string
	for i := range n.Differences {
		d := &n.Differences[i]
		if c := Change(n.lang, &d.Now, of(d)); c != "" {
			out = append(out, d.Name.In(n.lang)+" "+c)
		}
	}
	return strings.Join(out, "; ")
}

func strip(all []string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
