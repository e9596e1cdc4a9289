package clock

import (
	"strconv"
	"strings"
	"time"

	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// date fills in a day and how far it is away.
func (x *notice) date(day time.Time, left int) {
	x.named["date"], x.named["left"] = x.day(day), x.left(day, left)
}

// day is a day in words: "thứ Năm, 10/12/2026", "Thursday 10 December 2026".
func (x *notice) day(day time.Time) string {
	day = day.In(workday.Zone)
	weekday := x.text("notice.day.weekday_"+strconv.Itoa(int(day.Weekday())), nil)
	return x.text("notice.day.long", words.Args{"weekday": weekday, "date": x.plainDay(day)})
}

func (x *notice) plainDay(day time.Time) string {
	if x.lang == "en" {
		return day.In(workday.Zone).Format("2 January 2006")
	}
	return day.In(workday.Zone).Format("02/01/2006")
}

// left is the time until a day, in brackets. Where the days off are not decided yet it is
// a guess, and called one.
func (x *notice) left(day time.Time, left int) string {
	today, days := workday.Date(x.now), words.Args{"days": strconv.Itoa(left)}
	key := "notice.left.days"
	switch {
	case workday.Date(day).Equal(today):
		key = "notice.left.today"
	case workday.Date(day).Equal(today.AddDate(0, 0, 1)):
		key = "notice.left.tomorrow"
	case left <= 0:
		return ""
	case x.Calendar.Provisional(x.now, day):
		key = "notice.left.about"
	case left == 1:
		key = "notice.left.one"
	}
	return " " + x.text(key, days) // texts are trimmed
}

// fresh is under every status: how old the data is.
func (x *notice) fresh() {
	at := x.p.Fresh.In(workday.Zone)
	args := words.Args{"time": at.Format("15:04"), "date": x.plainDay(at)}
	key := "notice.fresh"
	if workday.Date(at).Equal(at) { // a source that gives only a date means the day
		key = "notice.fresh_day"
	}
	x.lines = append(x.lines, x.text(key, args))
}

// freshWords names that moment inside a sentence: "08:40 hôm nay".
func (x *notice) freshWords() string {
	at := x.p.Fresh.In(workday.Zone)
	today := workday.Date(at).Equal(workday.Date(x.now))
	switch {
	case workday.Date(at).Equal(at) && today:
		return x.text("notice.day.today", nil)
	case workday.Date(at).Equal(at):
		return x.plainDay(at)
	case today:
		return at.Format("15:04") + " " + x.text("notice.day.today", nil)
	}
	return at.Format("15:04") + ", " + x.plainDay(at)
}

// opening is how an office stands now; "" where its hours are unknown.
func (x *notice) opening(u unit.Unit) string {
	o, spans := u.Opening(x.now, x.Calendar), u.Day(x.now, x.Calendar)
	switch {
	case !o.Known || o.Closes.IsZero() && o.Next.IsZero():
		return ""
	case o.Closes.IsZero():
		return x.text("notice.hours.next", words.Args{"date": x.day(o.Next), "open": hour(o.Next)})
	case x.now.Before(spans[0].Open):
		return x.text("notice.hours.later", words.Args{"hours": x.spans(spans)})
	case !o.Open:
		return x.text("notice.hours.noon", words.Args{"open": hour(o.Next), "close": hour(o.Closes)})
	case o.Until.Before(o.Closes):
		return x.text("notice.hours.break", words.Args{"close": hour(o.Closes), "from": hour(o.Until), "to": hour(o.Next)})
	}
	return x.text("notice.hours.until", words.Args{"close": hour(o.Closes)})
}

func (x *notice) spans(spans []unit.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, x.text("notice.hours.span", words.Args{"open": hour(s.Open), "close": hour(s.Close)}))
	}
	return strings.Join(out, " "+x.text("notice.hours.and", nil)+" ")
}

// hour is a time of day on a sign: "7:30", "17:00".
func hour(at time.Time) string {
	return strings.TrimPrefix(at.In(workday.Zone).Format("15:04"), "0")
}
