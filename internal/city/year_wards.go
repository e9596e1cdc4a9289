package city

import "slices"

// wardBook is what wards did on the same day and wrote into their own books; wardDay what
// they did on the same day in the province's system, and wardWork what took longer there.
var (
	wardBook = []procedure{certify, certify, certify, certify, sameDay[4]}
	wardDay  = []procedure{birth, birth, sameDay[3], sameDay[3], sameDay[2], decease}
	wardWork = slices.Concat(
		repeat(ordinary[0], 9), // marital status
		repeat(ordinary[1], 4), ordinary[2:4], ordinary[9:10], delicate[:1],
	)
)

func repeat(p procedure, n int) []procedure { return slices.Repeat([]procedure{p}, n) }

// yearLastCode is the last row of Year.
const yearLastCode = "000.30.19.H09-230929-0012"

// wardsInside are the wards' dossiers that are on time and in the province's system: as
// many as make its count of returned ones.
const wardsInside = YearReturned - (YearCentreResolved - YearCentreStopped - centreWaiting) -
	YearWardsEarly - YearWardsLate + YearWardsStopped

// wardsYear is the state of the wards' making.
type wardsYear struct {
	*year

	fates   fates
	inside  quota
	online  quota
	stopped every
	opened  int
}

func (y *year) wards(yield func(*record) bool) bool {
	batches := y.share(YearWardsReceived, yearWards)
	w := &wardsYear{
		year:    y,
		fates:   y.fates(batches, YearWardsEarly, YearWardsOnTime, YearWardsLate, YearWardsOpen),
		inside:  quota{wardsInside, YearWardsOnTime},
		online:  quota{YearWardsOnline, YearWardsReceived - YearWardsOnTime + wardsInside},
		stopped: every{n: 200, left: YearWardsStopped},
	}
	for _, b := range batches {
		for n := range b.count {
			if !yield(w.make(b, n)) {
				return false
			}
		}
	}
	return true
}

func (w *wardsYear) make(b batch, n int) *record {
	l := life{
		place: yearWards[b.place], day: b.day, minute: w.spread(n, b.count),
		fate: w.fate(&w.fates, b.day), channel: counter,
	}
	soon := w.days[b.day].Before(yearTurn)
	switch l.fate {
	case early:
		l.proc = w.taking(wardWork, 1, longest)
		l.papers = l.proc.n >= 5 && soon && w.pick(20) == 0
	case onTime:
		if !w.draw(&w.inside) {
			l.proc, l.book = w.one(wardBook), true
			break
		}
		l.proc = w.one(wardDay)
		if w.pick(4) == 0 {
			l.proc = w.taking(slices.Concat(wardDay[:1], wardWork), 0, w.end-b.day)
		}
		if soon && w.stopped.next() {
			l.proc, l.stopped = w.taking(wardWork, 3, w.end-b.day), true
		}
	case late:
		l.proc = w.taking(wardWork, 0, w.end-b.day-1)
		l.apology = w.pick(2) == 0
	case open:
		w.opened++
		if w.opened <= YearWardsOpenLate {
			l.proc, l.overdue = w.taking(wardWork, 2, w.end-b.day-1), true
		} else {
			l.proc = w.taking(wardWork, w.end-b.day+1, longest)
		}
	}
	if !l.book && w.draw(&w.online) {
		l.channel = online
	}
	w.plan(&l)
	return w.live(l)
}
