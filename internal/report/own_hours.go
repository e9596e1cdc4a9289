package report

import (
	"slices"
	"time"
)

// Stretch is [From, Until): a time on duty.
type Stretch struct{ From, Until time.Time }

// Act is one thing that a volunteer did with a question.
type Act struct {
	At       time.Time
	Question int64 // its number
	Helped   bool  // said something to the asker, or closed it
	Counter  bool  // counted help at the counter; that is no question
}

// Together is how far apart two Acts may lie and still be one sitting.
const Together = 30 * time.Minute

// Day is what a volunteer did on one day.
type Day struct {
	Day       time.Time     `json:"day"`
	From      time.Time     `json:"from"`  // first on duty or at work
	Until     time.Time     `json:"until"` // last
	Duty      time.Duration `json:"duty_ns"`
	Worked    time.Duration `json:"worked_ns"` // sittings: from the first Act to the last
	All       time.Duration `json:"all_ns"`    // on duty or at work, what is both counted once
	Questions int64         `json:"questions"` // helped in for the first time in the Period
	Counter   int64         `json:"counter"`   // help at the counter
}

// Days are the days of a Period on which a volunteer was on duty or did something, up to
// now, in whole minutes. They add up: what runs past midnight is divided, and a question
// counts on the day of the first word in it.
func Days(p Period, duties []Stretch, acts []Act, now time.Time) []Day {
	if now.Before(p.To) {
		p.To = now
	}
	acts = slices.DeleteFunc(slices.Clone(acts), func(a Act) bool { return a.At.Before(p.From) || !a.At.Before(p.To) })
	slices.SortFunc(acts, func(a, b Act) int { return a.At.Compare(b.At) })
	duties, sat := joined(p, duties), joined(p, sittings(acts))
	all := joined(p, slices.Concat(duties, sat))

	days := map[time.Time]*Day{}
	at := func(t time.Time) *Day {
		day := midnight(t)
		if days[day] == nil {
			days[day] = &Day{Day: day, From: t, Until: t}
		}
		one := days[day]
		if t.Before(one.From) {
			one.From = t
		}
		if t.After(one.Until) {
			one.Until = t
		}
		return one
	}
	spread(duties, at, func(d *Day, took time.Duration) { d.Duty += took })
	spread(sat, at, func(d *Day, took time.Duration) { d.Worked += took })
	spread(all, at, func(d *Day, took time.Duration) { d.All += took })
	helped := map[int64]bool{}
	for _, a := range acts {
		day := at(a.At)
		switch {
		case a.Counter:
			day.Counter++
		case a.Helped && !helped[a.Question]:
			helped[a.Question] = true
			day.Questions++
		}
	}
	out := make([]Day, 0, len(days))
	for _, d := range days {
		d.Duty, d.Worked, d.All = d.Duty.Round(time.Minute), d.Worked.Round(time.Minute), d.All.Round(time.Minute)
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Day) int { return a.Day.Compare(b.Day) })
	return out
}

// sittings are the times between Acts that lie no further apart than Together.
func sittings(acts []Act) []Stretch {
	var out []Stretch
	for i := 1; i < len(acts); i++ {
		if acts[i].At.Sub(acts[i-1].At) <= Together {
			out = append(out, Stretch{acts[i-1].At, acts[i].At})
		}
	}
	return out
}

// joined are Stretches within a Period, in order, those that meet made one.
func joined(p Period, all []Stretch) []Stretch {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Stretch) int { return a.From.Compare(b.From) })
	var out []Stretch
	for _, s := range all {
		if s.From.Before(p.From) {
			s.From = p.From
		}
		if s.Until.After(p.To) {
			s.Until = p.To
		}
		switch last := len(out) - 1; {
		case !s.From.Before(s.Until):
		case last >= 0 && !s.From.After(out[last].Until):
			if s.Until.After(out[last].Until) {
				out[last].Until = s.Until
			}
		default:
			out = append(out, s)
		}
	}
	return out
}

// spread divides Stretches among the days that they touch.
func spread(all []Stretch, at func(time.Time) *Day, add func(d *Day, took time.Duration)) {
	for _, s := range all {
		for s.From.Before(s.Until) {
			end := midnight(s.From).AddDate(0, 0, 1)
			if s.Until.Before(end) {
				end = s.Until
			}
			d := at(s.From)
			if end.After(d.Until) {
				d.Until = end
			}
			add(d, end.Sub(s.From))
			s.From = end
		}
	}
}

// SumDays is the last line of a sheet; its days are those of the first and the last.
func SumDays(days []Day) Day {
	var all Day
	for i, d := range days {
		if i == 0 {
			all.From = d.From
		}
		all.Until = d.Until
		all.Duty += d.Duty
		all.Worked += d.Worked
		all.All += d.All
		all.Questions += d.Questions
		all.Counter += d.Counter
	}
	return all
}
