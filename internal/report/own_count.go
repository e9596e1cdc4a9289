package report

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"motcua/internal/workday"
)

// By is what Turns are counted by. Each is counted by itself: which procedure was asked for
// in which ward at which hour is never kept together, for that may be one person.
type By string

// Kinds of By.
const (
	ByFlow      By = "flow"
	ByProcedure By = "procedure"
	ByHour      By = "hour"
	ByUnit      By = "unit"
)

// Count is how many Turns there were on a day, and how long they took together.
type Count struct {
	Day  string // 2023-01-31, in Vietnam
	By   By
	Key  string
	N    int64
	Took time.Duration
}

// Counter counts Turns in memory until they are taken to be kept. It may be used by many at
// once; what was not taken when the process dies is lost.
type Counter struct {
	mu    sync.Mutex
	cells map[countKey]*Count
	day   time.Time // local midnight of name
	name  string
}

type countKey struct {
	day string
	by  By
	key string
}

// hours are the keys of the hours of a day.
var hours = func() (all [24]string) {
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	return all
}()

// Note counts a Turn.
func (c *Counter) Note(t Turn) {
	at := t.At.In(workday.Zone)
	c.mu.Lock()
	defer c.mu.Unlock()
	if since := at.Sub(c.day); c.name == "" || since < 0 || since >= 24*time.Hour {
		c.day, c.name = midnight(at), at.Format(time.DateOnly)
	}
	c.add(countKey{c.name, ByFlow, string(t.Flow)}, 1, t.Took)
	c.add(countKey{c.name, ByHour, hours[at.Hour()]}, 1, t.Took)
	c.add(countKey{c.name, ByProcedure, t.Procedure}, 1, t.Took)
	c.add(countKey{c.name, ByUnit, t.Unit}, 1, t.Took)
}

func (c *Counter) add(k countKey, n int64, took time.Duration) {
	one := c.cells[k]
	if one == nil {
		if c.cells == nil {
			c.cells = map[countKey]*Count{}
		}
		one = &Count{Day: k.day, By: k.by, Key: k.key}
		c.cells[k] = one
	}
	one.N += n
	one.Took += took
}

// Take gives all that was counted since, in one order for all who keep it, and begins anew.
func (c *Counter) Take() []Count {
	c.mu.Lock()
	cells := c.cells
	c.cells = nil
	c.mu.Unlock()
	out := make([]Count, 0, len(cells))
	for _, one := range cells {
		out = append(out, *one)
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.By, b.By), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// PutBack counts again what could not be kept.
func (c *Counter) PutBack(all []Count) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range all {
		c.add(countKey{one.Day, one.By, one.Key}, one.N, one.Took)
	}
}

// midnight begins a day in Vietnam.
func midnight(t time.Time) time.Time {
	y, m, d := t.In(workday.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, workday.Zone)
}
