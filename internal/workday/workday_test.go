package workday

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func moment(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, Zone); err == nil {
			return t
		}
	}
	panic(s)
}

func TestWorking(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]bool{
		"2026-11-23": true,
		"2026-11-24": false, // Ngày Văn hóa Việt Nam, new in 2026
		"2025-11-24": true,  // not yet a holiday
		"2026-11-28": false, // Saturday
		"2026-01-10": true,  // swapped Saturdays
		"2026-08-22": true,
		"2024-05-04": true,
		"2025-04-26": true,
		"2026-01-02": false, // and what they were swapped for
		"2026-08-31": false,
		"2024-04-29": false,
		"2025-05-02": false,
		"2026-04-27": false,
		"2027-02-10": false,
		"2027-02-12": true,
	} {
		if got := Default().Working(moment(day)); got != want {
			t.Errorf("Working(%s) = %v", day, got)
		}
	}
}

func TestWorkingReadsTheDayInVietnam(t *testing.T) {
	t.Parallel()
	// 23 November 17:30 in UTC is already the 24th in Vietnam.
	if Default().Working(time.Date(2026, 11, 23, 17, 30, 0, 0, time.UTC)) {
		t.Error("the day was read in UTC")
	}
}

func TestHoliday(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2026-11-24": "Ngày Văn hóa Việt Nam",
		"2026-11-25": "",
		"2026-11-28": "",
		"2026-02-14": "Tết Nguyên đán", // the weekends at both ends belong to it
		"2026-02-22": "Tết Nguyên đán",
		"2023-01-21": "Tết Nguyên đán",
		"2026-08-30": "Quốc khánh",
		"2026-01-03": "Tết Dương lịch",
		"2026-01-10": "",
		"2026-11-22": "",
	} {
		if got, ok := Default().Holiday(moment(day)); got != want || ok != (want != "") {
			t.Errorf("Holiday(%s) = %q, %v; want %q", day, got, ok, want)
		}
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2026-12-07", "2026-12-10", 3},
		{"2026-12-07 16:00", "2026-12-10 08:00", 3}, // dates, not times
		{"2026-12-10", "2026-12-10", 0},
		{"2026-12-10", "2026-12-07", 0},
		{"2026-12-04", "2026-12-07", 1}, // over a weekend
		{"2026-11-23", "2026-11-25", 1}, // over 24 November
		{"2025-08-28", "2025-09-04", 3},
		{"2026-08-21", "2026-08-24", 2}, // the Saturday is worked
		{"2026-02-13", "2026-02-23", 1},
	} {
		if got := Default().Between(moment(c.from), moment(c.to)); got != c.want {
			t.Errorf("Between(%s, %s) = %d, want %d", c.from, c.to, got, c.want)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		received string
		n        int
		unit     Unit
		want     string
	}{
		{"2025-08-28 10:00", 3, WorkingDay, "2025-09-04 10:00"},
		{"2026-11-23 10:00", 1, WorkingDay, "2026-11-25 10:00"},
		{"2026-12-04 18:00", 1, WorkingDay, "2026-12-08 07:30"}, // after closing
		{"2026-12-04 05:00", 1, WorkingDay, "2026-12-07 07:30"}, // before opening
		{"2026-12-04 12:15", 1, WorkingDay, "2026-12-07 13:00"}, // in the lunch break
		{"2026-12-06 09:00", 1, WorkingDay, "2026-12-08 07:30"}, // sent on a Sunday
		{"2026-12-04 17:00", 1, WorkingDay, "2026-12-07 17:00"},
		{"2026-12-04 17:00:01", 1, WorkingDay, "2026-12-08 07:30"},
		{"2026-08-21 09:00", 1, WorkingDay, "2026-08-22 09:00"}, // a worked Saturday
		{"2026-12-04 09:00", 1, Day, "2026-12-07 09:00"},        // Saturday rolls on
		{"2026-11-09 09:00", 15, Day, "2026-11-25 09:00"},       // ends on the holiday
		{"2026-12-04 10:30", 2, WorkingHour, "2026-12-04 14:00"},
		{"2026-12-04 16:00", 8, WorkingHour, "2026-12-07 16:00"},
		{"2026-12-04 16:00", 1, WorkingHour, "2026-12-04 17:00"},
		{"2026-12-04 15:00", 0, SameDay, "2026-12-04 17:00"},
		{"2026-12-04 15:01", 0, SameDay, "2026-12-07 17:00"},
		{"2026-11-23 15:01", 0, SameDay, "2026-11-25 17:00"},
		{"2026-08-31 09:00", 1, Month, "2026-10-05 07:30"}, // begins 3 Sept, ends Sat 3 Oct
		{"2026-12-31 09:00", 2, Month, "2027-03-01 09:00"}, // 28 Feb is a Sunday
		{"2026-12-04 10:00", -3, WorkingDay, "2026-12-04 10:00"},
	} {
		if got := Default().Due(moment(c.received), c.n, c.unit); !got.Equal(moment(c.want)) {
			t.Errorf("Due(%s, %d %s) = %s, want %s", c.received, c.n, c.unit, got, c.want)
		}
	}
	if got := Default().Due(moment("2026-12-04"), 1, "week"); !got.IsZero() {
		t.Errorf("an unknown unit ends %s", got)
	}
}

func TestStepBack(t *testing.T) {
	t.Parallel()
	if got := Default().Step(moment("2026-11-25 08:40"), -1); !got.Equal(moment("2026-11-23 08:40")) {
		t.Errorf("one working day before 25 November is %s", got)
	}
}

func TestProvisionalAndCovered(t *testing.T) {
	t.Parallel()
	c := Default()
	for y := 2023; y <= 2027; y++ {
		if !c.Covered(y) {
			t.Errorf("%d is not covered", y)
		}
	}
	if c.Covered(2022) || c.Covered(2028) {
		t.Error("a year without data counts as covered")
	}
	if c.Provisional(moment("2023-01-01"), moment("2026-12-31")) {
		t.Error("decided years count as provisional")
	}
	if !c.Provisional(moment("2026-12-01"), moment("2027-01-04")) {
		t.Error("2027 is provisional")
	}
	if !c.Provisional(moment("2028-03-01"), moment("2028-03-02")) {
		t.Error("a year without data is not known")
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const head = "date,kind,name,source,provisional\n"
	for name, data := range map[string]string{
		"no heading":       "2026-11-24,off,x,S,false\n",
		"no such day":      head + "2026-02-30,off,x,S,false\n",
		"unknown kind":     head + "2026-11-24,half,x,S,false\n",
		"off on a Sunday":  head + "2026-11-22,off,x,S,false\n",
		"worked weekday":   head + "2026-11-25,work,x,S,false\n",
		"twice":            head + "2026-11-24,off,x,S,false\n2026-11-24,off,x,S,false\n",
		"provisional what": head + "2026-11-24,off,x,S,maybe\n",
		"a column short":   head + "2026-11-24,off,x,S\n",
	} {
		if _, err := Read(strings.NewReader(data)); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

func drawMoment(t *rapid.T, label string) time.Time {
	minute := rapid.IntRange(0, 5*365*24*60).Draw(t, label)
	return moment("2023-01-01").Add(time.Duration(minute) * time.Minute)
}

func TestDueHolds(t *testing.T) {
	t.Parallel()
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		a, n := drawMoment(t, "received"), rapid.IntRange(0, 60).Draw(t, "n")
		unit := rapid.SampledFrom([]Unit{WorkingDay, WorkingHour, Day, SameDay, Month}).Draw(t, "unit")
		due := c.Due(a, n, unit)
		if !c.Working(due) {
			t.Fatalf("due on a day off: %s", due)
		}
		if due.Before(a) {
			t.Fatalf("due %s before received %s", due, a)
		}
		if more := c.Due(a, n+1, unit); more.Before(due) {
			t.Fatalf("a longer term ends earlier: %s, %s", due, more)
		}
		b := a.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "later")) * time.Minute)
		if later := c.Due(b, n, unit); Date(later).Before(Date(due)) {
			t.Fatalf("received later, due on an earlier day: %s, %s", due, later)
		}
	})
}

func TestBetweenHolds(t *testing.T) {
	t.Parallel()
	c := Default()
	rapid.Check(t, func(t *rapid.T) {
		a := drawMoment(t, "a")
		b := a.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "days"))
		d := b.AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "more"))
		slow := 0
		for x := Date(a).AddDate(0, 0, 1); !x.After(b); x = x.AddDate(0, 0, 1) {
			if c.Working(x) {
				slow++
			}
		}
		if got := c.Between(a, b); got != slow {
			t.Fatalf("Between = %d, counted day by day %d", got, slow)
		}
		if c.Between(a, b)+c.Between(b, d) != c.Between(a, d) {
			t.Fatal("not additive")
		}
		n := rapid.IntRange(0, 60).Draw(t, "n")
		if got := c.Between(a, c.Step(a, n)); got != n {
			t.Fatalf("%d steps are %d working days", n, got)
		}
	})
}

func TestUndecided(t *testing.T) {
	t.Parallel()
	c, err := Read(strings.NewReader("date,kind,name,source,provisional\n2027-02-09,off,Tết,U,true\n2027-01-01,off,Tết Dương lịch,M,false\n2027-02-08,off,Tết,U,true\n2027-04-30,off,30/4,U,true\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range c.Undecided(moment("2026-12-01 17:00"), moment("2027-02-09 08:00")) {
		got = append(got, e.Date.Format(time.DateOnly))
	}
	if strings.Join(got, " ") != "2027-02-08 2027-02-09" {
		t.Error(got)
	}
}
