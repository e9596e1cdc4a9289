package citizen

import (
	"maps"
	"strings"
	"time"

	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// openingWords is how an office stands now: "hôm nay mở đến 17:00, nghỉ trưa
// 11:30–13:00". Empty where the hours are unknown.
func (t *Talk) openingWords(u unit.Unit) string {
	o := u.Opening(t.Now, t.calendar)
	spans := u.Day(t.Now, t.calendar)
	switch {
	case !o.Known:
		return ""
	case len(spans) == 0:
		return t.closedToday(o)
	case t.Now.Before(spans[0].Open):
		return t.Text("office.today.later", words.Args{"hours": t.spansWords(spans)})
	case o.Closes.IsZero():
		return t.again("office.today.over", o, nil)
	case !o.Open:
		return t.Text("office.today.again", words.Args{"open": clock(o.Next), "close": clock(o.Closes)})
	case o.Until.Before(o.Closes):
		return t.Text("office.today.break", words.Args{
			"close": clock(o.Closes), "from": clock(o.Until), "to": clock(o.Next),
		})
	}
	return t.Text("office.today.until", words.Args{"close": clock(o.Closes)})
}

// closedToday names the holiday, or says that this is no day of work.
func (t *Talk) closedToday(o unit.Opening) string {
	if o.Holiday != "" && !o.Next.IsZero() {
		return t.again("office.today.holiday", o, words.Args{"holiday": o.Holiday})
	}
	return t.again("office.today.off", o, nil)
}

// again says when an office opens next, where that is in sight.
func (t *Talk) again(key string, o unit.Opening, args words.Args) string {
	if o.Next.IsZero() {
		return t.Text("office.today.closed", nil)
	}
	all := words.Args{"next": t.nextWords(o.Next)}
	maps.Copy(all, args)
	return t.Text(key, all)
}

func (t *Talk) nextWords(next time.Time) string {
	return t.Text("office.today.next", words.Args{"date": t.dayWords(next), "open": clock(next)})
}

// dayHours answers for another day than today.
func (t *Talk) dayHours(u unit.Unit, day time.Time) string {
	date := t.dayWords(day)
	if t.today(day.AddDate(0, 0, -1)) {
		date = t.Text("office.day.tomorrow", words.Args{"date": date})
	}
	args := words.Args{"date": words.Capital(date)}
	if spans := u.Day(day, t.calendar); len(spans) > 0 {
		args["hours"] = t.spansWords(spans)
		return t.Text("office.day.open", args)
	}
	o := u.Opening(workday.Date(day), t.calendar)
	if !o.Known || o.Next.IsZero() {
		return ""
	}
	args["next"], args["hours"] = t.dayWords(o.Next), t.spansWords(u.Day(o.Next, t.calendar))
	if o.Holiday != "" {
		args["holiday"] = o.Holiday
		return t.Text("office.day.holiday", args)
	}
	return t.Text("office.day.off", args)
}

func (t *Talk) spansWords(spans []unit.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, t.Text("office.hours.span", words.Args{"open": clock(s.Open), "close": clock(s.Close)}))
	}
	return strings.Join(out, t.and())
}

func (t *Talk) timesWords(times []unit.Times) string {
	var spans []unit.Span
	for _, at := range times {
		spans = append(spans, unit.Span{Open: at.Open.On(t.Now), Close: at.Close.On(t.Now)})
	}
	return t.spansWords(spans)
}

// and joins two stretches; texts are trimmed, so the blanks stand here.
func (t *Talk) and() string { return " " + t.Text("office.hours.and", nil) + " " }

// weekWords is the whole week in one sentence, "" where the hours are unknown.
func (t *Talk) weekWords(u unit.Unit) string {
	var out []string
	for _, row := range unit.Week(u) {
		out = append(out, t.rowDays(row)+" "+t.timesWords(row.Times))
	}
	return strings.Join(out, "; ")
}

func (t *Talk) rowDays(row unit.Row) string {
	from, to := t.weekdayNumber(row.From), t.weekdayNumber(row.To)
	if row.From == row.To {
		return from
	}
	return t.Text("office.hours.to", words.Args{"from": from, "to": to})
}

// weekdayNumber names day 1 (Monday) to 7 (Sunday).
func (t *Talk) weekdayNumber(n int) string {
	monday := time.Date(2026, 12, 7, 12, 0, 0, 0, workday.Zone)
	return t.weekday(monday.AddDate(0, 0, n-1))
}
