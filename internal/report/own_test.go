package report

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/internal/workday"
)

func may(day, hour int) time.Time { return time.Date(2026, 5, day, hour, 0, 0, 0, workday.Zone) }

func inMay() Period { return Period{From: may(1, 0), To: may(32, 0)} }

// table makes a table of one column; total is the sum.
func table(counts ...int64) OwnTable {
	t := OwnTable{ID: OwnFlows, Total: []Cell{{}}}
	for i, n := range counts {
		t.Rows = append(t.Rows, OwnRow{Key: strconv.Itoa(i), Cells: []Cell{{N: n}}})
		t.Total[0].N += n
	}
	return t
}

// shown is a published table in one line: "7 – 9 = 20".
func shown(t OwnTable) string {
	var out []string
	for _, r := range t.Rows {
		out = append(out, mark(r.Cells[0]))
	}
	return strings.Join(append(out, "=", mark(t.Total[0])), " ")
}

func mark(c Cell) string {
	if c.Hidden {
		return "–"
	}
	return strconv.FormatInt(c.N, 10)
}

func TestPublished(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		counts []int64
		want   string
	}{
		{"nothing is small", []int64{7, 5, 9}, "7 5 9 = 21"},
		{"nothing at all", []int64{0, 0}, "0 0 = 0"},
		{"one small one takes the next with it", []int64{7, 3, 9}, "– – 9 = 19"},
		{"two small ones hide each other", []int64{3, 4, 9}, "– – 9 = 16"},
		{"two ones would both follow from their sum", []int64{1, 1, 9, 30}, "– – – 30 = 41"},
		{"0 stays", []int64{0, 3, 9, 30}, "0 – – 30 = 42"},
		{"a small total", []int64{3, 0}, "– 0 = –"},
		{"nothing to hide among", []int64{1, 1, 1, 1, 1}, "= 5"},
		{"two of them make a total", []int64{3, 2}, "– – = 5"},
	} {
		if got := shown(table(c.counts...).public()); got != c.want {
			t.Errorf("%s: %v are published as %q, want %q", c.name, c.counts, got, c.want)
		}
	}
}

// Whoever knows all that is published, and how hidden cells are chosen to be at least 1,
// cannot work out a count under Least.
func TestPublishedGivesNothingAway(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		counts := make([]int64, 1+r.IntN(8))
		for i := range counts {
			counts[i] = r.Int64N([]int64{3, 8, 40}[r.IntN(3)])
		}
		plain := table(counts...)
		public := plain.public()
		rest, hidden := public.Total[0].N, int64(0)
		for i, row := range public.Rows {
			c := row.Cells[0]
			if !c.Hidden && c.N != counts[i] {
				t.Fatalf("%v: row %d is published as %d", counts, i, c.N)
			}
			if !c.Hidden && c.N > 0 && c.N < Least {
				t.Fatalf("%v: %d is shown", counts, c.N)
			}
			rest -= c.N
			if c.Hidden {
				hidden++
			}
		}
		if hidden > 0 && !public.Total[0].Hidden && (hidden < 2 || rest <= hidden) {
			t.Fatalf("%v: published as %s, which leaves %d for %d hidden ones", counts, shown(public), rest, hidden)
		}
		if shown(plain) != shown(table(counts...)) {
			t.Fatal("publishing changed the figures themselves")
		}
	}
}

func TestOnlyWholeMonthsThatAreOverArePublished(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p   Period
		now time.Time
		bad string
	}{
		{inMay(), may(32, 0), ""},
		{inMay(), may(31, 23), "before the month is over"},
		{Period{may(1, 0), may(31, 0)}, may(60, 0), "only whole months"},
		{Period{may(2, 0), may(33, 0)}, may(60, 0), "only whole months"},
		{Period{may(1, 0), may(62, 0)}, may(90, 0), "only whole months"},
	} {
		own := MakeOwn(c.p, &OwnCounts{First: OwnTime{ID: OwnFirstAnswer, N: 4}, Solved: OwnTime{ID: OwnSolved, N: 5}}, OwnNames{})
		got, err := own.Public(c.now)
		if c.bad != "" {
			if err == nil || !strings.Contains(err.Error(), c.bad) {
				t.Errorf("%v: %v", c.p, err)
			}
			continue
		}
		if err != nil || len(got.Times) != 1 || got.Times[0].ID != OwnSolved || len(got.Tables) != len(own.Tables) {
			t.Errorf("%v: %+v, %v", c.p, got.Times, err)
		}
	}
}

func TestOwnTablesAreSortedAndNamed(t *testing.T) {
	t.Parallel()
	own := MakeOwn(inMay(), &OwnCounts{
		Turns: map[By]map[string]int64{
			ByFlow: {"guidance": 5, "lookup": 9, "new": 1}, ByHour: {"10": 5, "9": 10}, ByUnit: {"": 12, "H29.171": 2, "H29.170": 1},
		},
		Took:      30 * time.Second,
		Questions: map[By]map[string]int64{ByHour: {"20": 4}, ByUnit: {"H29.170": 4}},
	}, OwnNames{Unit: func(code string) string { return map[string]string{"H29.171": "Phường Thủ Dầu Một"}[code] }})
	for id, want := range map[string]string{
		OwnFlows: "Xem hồ sơ đến đâu 9; Cách làm giấy tờ 5; Không rõ 1; 15",
		OwnHours: "9–10 giờ 10 0; 10–11 giờ 5 0; 20–21 giờ 0 4; 15 4",
		OwnUnits: "Phường Thủ Dầu Một 2 0; H29.170 1 4; Không nói về đơn vị nào 12 0; 15 4",
	} {
		tab := own.Table(id)
		var lines []string
		for _, r := range tab.Rows {
			lines = append(lines, r.Name.Vi+" "+strings.Trim(fmt.Sprint(r.Cells), "[]"))
		}
		if got := strings.Join(append(lines, strings.Trim(fmt.Sprint(tab.Total), "[]")), "; "); got != want {
			t.Errorf("%s: %s\nwant %s", id, got, want)
		}
	}
	if own.Times[0].Mean != 2*time.Second || own.Times[0].Name.Vi == "" || own.Table("?").ID != "" {
		t.Errorf("times: %+v", own.Times)
	}
}

func TestCounterLosesNothingBetweenTakes(t *testing.T) {
	t.Parallel()
	var c Counter
	var kept []Count
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 500 {
				c.Note(Turn{At: may(1+n%2, i), Flow: FlowLookup, Took: time.Second})
			}
		})
	}
	for range 20 {
		kept = append(kept, c.Take()...)
	}
	all.Wait()
	last := c.Take()
	c.PutBack(last)
	kept = append(kept, c.Take()...)
	sums, took := map[By]int64{}, time.Duration(0)
	for _, one := range kept {
		sums[one.By] += one.N
		if one.By == ByHour {
			took += one.Took
		}
	}
	if len(sums) != 4 || sums[ByFlow] != 2000 || sums[ByHour] != 2000 || sums[ByUnit] != 2000 || took != 2000*time.Second {
		t.Errorf("counted %v, %s", sums, took)
	}
}

func BenchmarkNote(b *testing.B) {
	var c Counter
	one := Turn{At: may(1, 8), Flow: FlowLookup, Procedure: "1.004194", Unit: "H29.171", Took: time.Millisecond}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c.Note(one)
		}
	})
}
