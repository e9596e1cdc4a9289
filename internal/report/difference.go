package report

import "motcua/internal/words"

// figure is one that is held against other periods.
type figure struct {
	id   string
	name Words
	of   func(*Tally) Value
}

func count(n func(*Tally) int64) func(*Tally) Value {
	return func(t *Tally) Value { return Value{Count: n(t)} }
}

func share(s func(*Tally) Share) func(*Tally) Value {
	return func(t *Tally) Value { v := s(t); return Value{Share: &v} }
}

var compared = []figure{
	{"received", Words{Vi: "số hồ sơ tiếp nhận", En: "dossiers received"}, count((*Tally).received)},
	{"resolved", Words{Vi: "số hồ sơ đã giải quyết", En: "dossiers resolved"}, count((*Tally).resolved)},
	{"open_late", Words{Vi: "số hồ sơ đang giải quyết đã quá hạn", En: "open dossiers that are late"}, count(func(t *Tally) int64 { return t.OpenLate })},
	{"online", Words{Vi: "tỷ lệ nộp trực tuyến", En: "share submitted online"}, share(func(t *Tally) Share { return t.intake().Online })},
	{"early", Words{Vi: "tỷ lệ giải quyết trước hạn", En: "share resolved early"}, share(func(t *Tally) Share { return Share{t.Early, t.resolved(), ofResolved} })},
	{"on_time", Words{Vi: "tỷ lệ giải quyết đúng hạn", En: "share resolved on time"}, share(func(t *Tally) Share { return Share{t.OnTime, t.resolved(), ofResolved} })},
	{"late", Words{Vi: "tỷ lệ giải quyết quá hạn", En: "share resolved late"}, share(func(t *Tally) Share { return Share{t.Late, t.resolved(), ofResolved} })},
	{"time", Words{Vi: "thời gian giải quyết trung bình", En: "average handling time"}, func(t *Tally) Value {
		return Value{Average: &Average{Days: t.TimedDays, Dossiers: t.Timed}}
	}},
}

func differences(this, before, lastYear []Tally) []Difference {
	now, then, ago := total(this), total(before), total(lastYear)
	out := make([]Difference, 0, len(compared))
	for _, f := range compared {
		d := Difference{ID: f.id, Name: f.name, Now: f.of(now)}
		if then.resolved() > 0 {
			v := f.of(then)
			d.Before = &v
		}
		if ago.resolved() > 0 {
			v := f.of(ago)
			d.LastYear = &v
		}
		out = append(out, d)
	}
	return out
}

// In gives the value in words.
func (v *Value) In(lang string) string {
	switch {
	case v.Share != nil:
		return v.Share.In(lang)
	case v.Average != nil:
		return v.Average.In(lang)
	}
	return NumberIn(lang, v.Count)
}

// Change says how far now is from then: a count in dossiers and per cent, a Share in
// percentage points, an Average in days. "" where one of them is of nothing.
func Change(lang string, now, then *Value) string {
	if then == nil {
		return ""
	}
	switch {
	case now.Share != nil:
		if !now.Share.Known() || !then.Share.Known() {
			return ""
		}
		return moved(lang, "points", now.Share.Hundredths()-then.Share.Hundredths())
	case now.Average != nil:
		if now.Average.Dossiers == 0 || then.Average.Dossiers == 0 {
			return ""
		}
		return moved(lang, "days", now.Average.hundredths()-then.Average.hundredths())
	}
	return counted(lang, now.Count-then.Count, then.Count)
}

// direction names the text for a change.
func direction(n int64) string {
	switch {
	case n > 0:
		return "up"
	case n < 0:
		return "down"
	}
	return "same"
}

func moved(lang, unit string, hundredths int64) string {
	by := texts.Say(lang, "change."+unit, words.Args{"n": decimal(abs(hundredths), lang)})
	return texts.Say(lang, "change."+direction(hundredths), words.Args{"by": by})
}

func counted(lang string, n, then int64) string {
	key := "change.dossiers"
	if n != 0 && then > 0 {
		key = "change.dossiers_share"
	}
	by := texts.Say(lang, key, words.Args{"n": NumberIn(lang, abs(n)), "share": Share{abs(n), then, ofCompared}.In(lang)})
	return texts.Say(lang, "change."+direction(n), words.Args{"by": by})
}

func abs(n int64) int64 { return max(n, -n) }
