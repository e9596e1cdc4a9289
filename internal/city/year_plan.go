package city

import (
	"iter"
	"math/rand/v2"
	"time"

	"motcua/internal/workday"
)

// yearPlace is an office of 2023.
type yearPlace struct {
	unit, identifier string
	weight           int // its share of what the wards receive
}

var yearCentre = yearPlace{unit: "BD-TA", identifier: "000.00.19.H09"}

var yearWards = []yearPlace{
	{"BD-TA-LT", "000.21.19.H09", 12},
	{"BD-TA-AP", "000.22.19.H09", 15},
	{"BD-TA-AT", "000.23.19.H09", 8},
	{"BD-TA-BC", "000.24.19.H09", 16},
	{"BD-TA-BH", "000.25.19.H09", 14},
	{"BD-TA-BN", "000.26.19.H09", 6},
	{"BD-TA-HD", "000.27.19.H09", 5},
	{"BD-TA-TG", "000.28.19.H09", 15},
	{"BD-TA-VP", "000.29.19.H09", 6},
	{"BD-TA-AS", "000.30.19.H09", 3},
}

// year makes the sample year. Days are counted in working days: days[i].
type year struct {
	maker

	days       []time.Time
	begin, end int // working days of the period: the first and the last
	digitised  quota
	electronic quota
}

// Late ones are received early enough to be finished in the period, and open ones shortly
// before its end; the 11th of September lies between the two.
var yearTurn = time.Date(2023, 9, 11, 0, 0, 0, 0, workday.Zone)

func newYear() *year {
	y := &year{maker: maker{cal: workday.Default(), seq: map[string]int{}, first: 1}}
	y.rng = rand.New(rand.NewPCG(2023, 9)) //nolint:gosec // made-up data is to be the same each time
	for day := time.Date(2022, 12, 1, 0, 0, 0, 0, workday.Zone); day.Before(YearSeen); day = day.AddDate(0, 0, 1) {
		if !y.cal.Working(day) {
			continue
		}
		if day.Before(YearFrom) {
			y.begin = len(y.days) + 1
		}
		if day.Before(YearTo) {
			y.end = len(y.days)
		}
		y.days = append(y.days, day)
	}
	y.digitised = quota{YearDigitised, YearReturned}
	y.electronic = quota{YearElectronic, YearDigitised}
	return y
}

// yearRecords are the dossiers of the sample year: of the centre, carried over and then by
// day of receipt; then of the wards by day and ward.
func yearRecords() iter.Seq[*record] {
	return func(yield func(*record) bool) {
		y := newYear()
		_ = y.centre(yield) && y.wards(yield)
	}
}

// quota is had by exactly have of the next of that are asked.
type quota struct{ have, of int }

func (y *year) draw(q *quota) bool {
	got := y.rng.IntN(q.of) < q.have
	q.of--
	if got {
		q.have--
	}
	return got
}

// every is had by each n-th that is asked, until none is left.
type every struct{ n, left, asked int }

func (e *every) next() bool {
	e.asked++
	if e.left == 0 || e.asked%e.n != 0 {
		return false
	}
	e.left--
	return true
}

// How busy the offices are by month, Tết in January, and by day of the week.
var (
	monthWeights   = [...]int{time.January: 80, time.February: 104, time.March: 112, time.April: 95, time.May: 98, time.June: 106, time.July: 112, time.August: 108, time.September: 96}
	weekdayWeights = [...]int{time.Monday: 118, time.Tuesday: 106, time.Wednesday: 100, time.Thursday: 96, time.Friday: 90}
)

// batch is what one place receives on one day.
type batch struct{ day, place, count int }

// share spreads total over the days of the period and the places, by their weights.
func (y *year) share(total int, places []yearPlace) []batch {
	weight := func(day time.Time, p yearPlace) int {
		return monthWeights[day.Month()] * weekdayWeights[day.Weekday()] * max(p.weight, 1)
	}
	whole := 0
	for _, day := range y.days[y.begin : y.end+1] {
		for _, p := range places {
			whole += weight(day, p)
		}
	}
	var all []batch
	sum := 0
	for i := y.begin; i <= y.end; i++ {
		for j, p := range places {
			before := total * sum / whole
			sum += weight(y.days[i], p)
			all = append(all, batch{i, j, total*sum/whole - before})
		}
	}
	return all
}

// fate is how a dossier went.
type fate int

const (
	early fate = iota
	onTime
	late
	open
)

// fates are how many go which way.
type fates struct{ late, open, early quota }

func (y *year) fates(all []batch, early, onTime, late, open int) fates {
	f := fates{late: quota{have: late}, open: quota{have: open}, early: quota{early, early + onTime}}
	for _, b := range all {
		if y.days[b.day].Before(yearTurn) {
			f.late.of += b.count
		} else {
			f.open.of += b.count
		}
	}
	return f
}

func (y *year) fate(f *fates, day int) fate {
	switch before := y.days[day].Before(yearTurn); {
	case before && y.draw(&f.late):
		return late
	case !before && y.draw(&f.open):
		return open
	case y.draw(&f.early):
		return early
	}
	return onTime
}
