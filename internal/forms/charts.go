package forms

import (
	"cmp"
	"html/template"
	"slices"

	"motcua/internal/chart"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/words"
)

// mostBars is how many bars a chart has: the offices with most work.
const mostBars = 12

// ProgressChart shows how early, on time and late each office was.
func (l *Laid) ProgressChart() template.HTML {
	c := chart.Chart{ID: "progress", Title: l.say("bars_progress"), Empty: l.say("bars_empty")}
	for _, one := range l.busiest() {
		p := one.Progress()
		c.Bars = append(c.Bars, chart.Bar{
			Name: one.Name, Note: l.say("bars_note", words.Args{"n": sheet.Count(one.Resolved, l.Lang)}),
			Parts: []chart.Part{
				l.part(chart.First, "early", p.Early), l.part(chart.Second, "on_time", p.OnTime), l.part(chart.Alarm, "late", p.Late),
			},
		})
	}
	return chart.Stacked(c)
}

// busiest are the offices with most work, most first.
func (l *Laid) busiest() []report.Line {
	var out []report.Line
	for _, one := range l.ByUnit {
		if !one.Last {
			out = append(out, one)
		}
	}
	slices.SortStableFunc(out, func(a, b report.Line) int { return cmp.Compare(b.Resolved, a.Resolved) })
	return out[:min(len(out), mostBars)]
}

func (l *Laid) part(tone chart.Tone, key string, s report.Share) chart.Part {
	return chart.Part{Tone: tone, Name: l.say(key), Value: s.Part, Text: sheet.Share(s.Part, s.Base).Words(l.Lang)}
}

// ChannelChart shows by which way dossiers came in.
func (l *Laid) ChannelChart() template.HTML {
	c := chart.Chart{ID: "channel", Title: l.say("bars_channel"), Empty: l.say("channel_empty")}
	if l.Intake.Received == 0 {
		return chart.Bars(c)
	}
	for _, one := range []struct {
		key   string
		share report.Share
	}{{"at_counter", l.Intake.Counter}, {"online", l.Intake.Online}, {"post", l.Intake.Post}, {"unsaid", l.Intake.Unsaid}} {
		if one.share.Part == 0 && one.key == "unsaid" {
			continue
		}
		c.Bars = append(c.Bars, chart.Bar{
			Name: l.say(one.key), Note: sheet.Share(one.share.Part, one.share.Base).Words(l.Lang),
			Parts: []chart.Part{{Tone: chart.Plain, Value: one.share.Part, Text: sheet.Count(one.share.Part, l.Lang)}},
		})
	}
	return chart.Bars(c)
}
