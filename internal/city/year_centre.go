package city

import (
	"slices"

	"motcua/internal/workday"
)

// Of the centre's carried over, how many went which way; the rest is of the period.
const (
	carriedEarly  = 214
	carriedOnTime = 62
	carriedLate   = YearCentreCarried - carriedEarly - carriedOnTime
)

// centreWaiting are the centre's dossiers that were finished in the period and that nobody
// came for until October.
const centreWaiting = 62

// yearCentreCode is one of the centre.
const yearCentreCode = "000.00.19.H09-230405-0012"

// centreWork is what a centre of a city under a province did in 2023, the usual more often.
var centreWork = func() []procedure {
	of := func(code string) procedure {
		all := slices.Concat(ordinary, land, delicate, sameDay)
		return all[slices.IndexFunc(all, func(p procedure) bool { return p.code == code })]
	}
	var all []procedure
	for _, w := range []struct {
		code  string
		times int
	}{
		{householdStart, 16}, {householdChange, 7}, {"1.001266", 6}, {buildingPermit, 11}, {"2.001035", 9}, {"1.004859", 6},
		{"1.013978", 4}, {"1.013831", 14}, {"1.012784", 4}, {"2.000698", 1}, {"2.000815", 12}, {"2.000635", 6},
	} {
		for range w.times {
			all = append(all, of(w.code))
		}
	}
	return all
}()

// paidOnline are the procedures that were paid online, each for its share of 53:
// 38 × 100.000 + 11 × 75.000 + 4 × 30.000 = 4.745.000 đồng.
var paidOnline = []struct {
	code  string
	count int
}{{householdStart, 38}, {buildingPermit, 11}, {householdChange, 4}}

const (
	householdStart  = "1.001612"
	householdChange = "2.000720"
	buildingPermit  = "1.013225"
)

// centreYear is the state of the centre's making.
type centreYear struct {
	*year

	fates    fates
	online   quota
	waiting  quota
	stopped  every
	paid     every
	papers   every
	rejected every
	opened   int
}

func (y *year) centre(yield func(*record) bool) bool {
	if !y.carriedOver(yield) {
		return false
	}
	batches := y.share(YearCentreReceived, []yearPlace{yearCentre})
	c := &centreYear{
		year: y,
		fates: y.fates(batches, YearCentreEarly-carriedEarly, YearCentreOnTime-carriedOnTime,
			YearCentreLate-carriedLate, YearCentreOpen),
		online:   quota{YearCentreOnline, YearCentreReceived},
		waiting:  quota{centreWaiting, YearCentreResolved - YearCentreCarried - YearCentreStopped},
		stopped:  every{n: 14, left: YearCentreStopped},
		paid:     every{n: 40, left: YearCentrePaidOnline},
		papers:   every{n: 25, left: YearCentreReceived},
		rejected: every{n: 277, left: YearCentreRejected},
	}
	for _, b := range batches {
		for n := range b.count {
			if !yield(c.make(b, n)) {
				return false
			}
			if c.rejected.next() && !yield(y.refused(b.day)) {
				return false
			}
		}
	}
	return true
}

// carriedOver came in December 2022 and were finished in the new year.
func (y *year) carriedOver(yield func(*record) bool) bool {
	e, t := quota{carriedEarly, YearCentreCarried}, quota{carriedOnTime, YearCentreCarried - carriedEarly}
	const days = 16
	for n := range YearCentreCarried {
		day := y.begin - days + n*days/YearCentreCarried
		l := life{place: yearCentre, day: day, minute: y.spread(n%19, 19), fate: late, channel: counter}
		if y.pick(10) < 3 {
			l.channel = online
		}
		switch {
		case y.draw(&e):
			l.fate = early
			l.proc = y.taking(centreWork, y.begin+1-day, longest)
		case y.draw(&t):
			l.fate = onTime
			l.proc = y.taking(centreWork, y.begin-day, longest)
		default:
			l.proc = y.taking(centreWork, 0, longest)
		}
		y.plan(&l)
		if !yield(y.live(l)) {
			return false
		}
	}
	return true
}

func (c *centreYear) make(b batch, n int) *record {
	l := life{place: yearCentre, day: b.day, minute: c.spread(n, b.count), fate: c.fate(&c.fates, b.day), channel: counter}
	if c.draw(&c.online) {
		l.channel = online
	}
	soon := c.days[b.day].Before(yearTurn)
	switch l.fate {
	case early:
		l.proc = c.taking(centreWork, 1, longest)
		if l.channel == online && soon && c.paid.next() {
			l.proc, l.paid = c.paidFor(), true
		} else if l.proc.n >= 5 && soon && c.papers.next() {
			l.papers = true
		}
	case onTime:
		l.proc = c.taking(centreWork, 0, c.end-b.day)
		if soon && c.stopped.next() {
			l.proc, l.stopped = c.taking(centreWork, 3, c.end-b.day), true
		}
	case late:
		l.proc = c.taking(centreWork, 0, c.end-b.day-1)
		l.apology = l.proc.n >= 2 && c.pick(3) > 0
	case open:
		c.opens(&l)
	}
	if l.fate != open && !l.stopped {
		l.waits = c.draw(&c.waiting)
	}
	c.plan(&l)
	return c.live(l)
}

// opens is one that is open at the end of the period: the first overdue, the next waiting
// for papers, the others in time.
func (c *centreYear) opens(l *life) {
	c.opened++
	switch {
	case c.opened <= YearCentreOpenLate:
		l.proc, l.overdue, l.apology = c.taking(centreWork, 2, c.end-l.day-1), true, c.opened%2 == 0
	case c.opened <= YearCentreOpenLate+YearCentreOpenWaiting:
		l.proc, l.papers = c.taking(centreWork, max(5, c.end-l.day+1), longest), true
	default:
		l.proc = c.taking(centreWork, c.end-l.day+1, longest)
	}
}

// paidFor is the procedure of the next one that is paid online.
func (c *centreYear) paidFor() procedure {
	n := YearCentrePaidOnline - c.paid.left
	for _, p := range paidOnline {
		if n <= p.count {
			return centreWork[slices.IndexFunc(centreWork, func(w procedure) bool { return w.code == p.code })]
		}
		n -= p.count
	}
	return procedure{}
}

// refused was sent the evening before and not taken in.
func (y *year) refused(day int) *record {
	l := life{place: yearCentre, day: day, proc: y.taking(centreWork, 2, longest), channel: online}
	r := y.head(&l, YearSystem)
	r.SubmittedAt = y.evening(day)
	r.step(r.SubmittedAt, "registered")
	r.Reason = "Nộp chưa đúng nơi có thẩm quyền"
	r.step(clock(y.days[day], 9, 0).Add(y.minutes(120)), "rejected")
	return r
}

// longest is more than any procedure takes.
const longest = 99

// taking picks a procedure that takes at least from and at most to working days.
func (y *year) taking(list []procedure, from, to int) procedure {
	fits := make([]int, 0, len(list))
	for i, p := range list {
		if p.n >= from && p.n <= to && (p.unit == workday.WorkingDay || p.unit == workday.SameDay) {
			fits = append(fits, i)
		}
	}
	return list[fits[y.pick(len(fits))]]
}
