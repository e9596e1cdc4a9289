package unit

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua/internal/workday"
)

var weekdays = []Hours{{"1-5", "13:00", "17:00"}, {"1-5", "07:30", "11:30"}}

func at(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOpening(t *testing.T) {
	t.Parallel()
	saturday := Unit{Hours: append(slices.Clone(weekdays), Hours{"6", "07:30", "11:30"})}
	plain := Unit{Hours: weekdays}
	for _, c := range []struct {
		name, now           string
		u                   Unit
		until, closes, next string
		holiday             string
	}{
		{"before opening", "2026-12-03 07:00", plain, "", "2026-12-03 17:00", "2026-12-03 07:30", ""},
		{"at opening", "2026-12-03 07:30", plain, "2026-12-03 11:30", "2026-12-03 17:00", "2026-12-03 13:00", ""},
		{"lunch", "2026-12-03 11:30", plain, "", "2026-12-03 17:00", "2026-12-03 13:00", ""},
		{"afternoon", "2026-12-03 14:00", plain, "2026-12-03 17:00", "2026-12-03 17:00", "2026-12-04 07:30", ""},
		{"at closing, Friday", "2026-12-04 17:00", plain, "", "", "2026-12-07 07:30", ""},
		{"Friday, open on Saturday", "2026-12-04 17:00", saturday, "", "", "2026-12-05 07:30", ""},
		{"Saturday", "2026-12-05 09:00", saturday, "2026-12-05 11:30", "2026-12-05 11:30", "2026-12-07 07:30", ""},
		{"the new holiday", "2026-11-24 09:00", plain, "", "", "2026-11-25 07:30", "Ngày Văn hóa Việt Nam"},
		{"the evening before", "2026-11-23 17:30", plain, "", "", "2026-11-25 07:30", ""},
		{"a worked Saturday", "2026-08-22 09:00", plain, "2026-08-22 11:30", "2026-08-22 17:00", "2026-08-22 13:00", ""},
		{"a worked Saturday, Saturday hours", "2026-08-22 09:00", saturday, "2026-08-22 11:30", "2026-08-22 11:30", "2026-08-24 07:30", ""},
		{"the Saturday of Tết", "2026-02-14 09:00", saturday, "", "", "2026-02-23 07:30", "Tết Nguyên đán"},
		{"gone", "2026-12-03 09:00", Unit{Hours: weekdays, ValidTo: day("2025-06-30")}, "", "", "", ""},
	} {
		want := Opening{
			Known: true, Open: c.until != "", Until: at(c.until), Closes: at(c.closes), Next: at(c.next), Holiday: c.holiday,
		}
		if diff := cmp.Diff(want, c.u.Opening(at(c.now), workday.Default())); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestOpeningWithoutHoursIsNotKnown(t *testing.T) {
	t.Parallel()
	if o := (Unit{}).Opening(at("2026-12-03 09:00"), workday.Default()); o.Known || o.Open || !o.Next.IsZero() {
		t.Errorf("%+v", o)
	}
}

func TestOpeningReadsTheClockInVietnam(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 3, 1, 0, 0, 0, time.UTC) // 08:00 in Vietnam
	if o := (Unit{Hours: weekdays}).Opening(now, workday.Default()); !o.Open {
		t.Errorf("%+v", o)
	}
}

func TestWeek(t *testing.T) {
	t.Parallel()
	morning, afternoon := Times{7*60 + 30, 11*60 + 30}, Times{13 * 60, 17 * 60}
	u := Unit{Hours: append(slices.Clone(weekdays), Hours{"6", "07:30", "11:30"})}
	want := []Row{{1, 5, []Times{morning, afternoon}}, {6, 6, []Times{morning}}}
	if diff := cmp.Diff(want, Week(u)); diff != "" {
		t.Error(diff)
	}
	odd := Unit{Hours: []Hours{{"1,3,5", "07:30", "11:30"}, {"x", "07:30", "11:30"}}}
	want = []Row{{1, 1, []Times{morning}}, {3, 3, []Times{morning}}, {5, 5, []Times{morning}}}
	if diff := cmp.Diff(want, Week(odd)); diff != "" {
		t.Error(diff)
	}
	if got := Week(Unit{}); got != nil {
		t.Errorf("no hours, yet %v", got)
	}
	if s := morning.Open.String(); s != "07:30" {
		t.Errorf("Clock says %s", s)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for h, want := range map[Hours]error{
		{"1-5", "07:30", "11:30"}:    nil,
		{"1,3,5", "7:30", "11:30"}:   nil,
		{"1-5, 7", "07:30", "24:00"}: nil,
		{"5-1", "07:30", "11:30"}:    ErrDays,
		{"0", "07:30", "11:30"}:      ErrDays,
		{"8", "07:30", "11:30"}:      ErrDays,
		{"", "07:30", "11:30"}:       ErrDays,
		{"T2-T6", "07:30", "11:30"}:  ErrDays,
		{"1-3-5", "07:30", "11:30"}:  ErrDays,
		{"1-5", "0730", "11:30"}:     ErrClock,
		{"1-5", "07:60", "11:30"}:    ErrClock,
		{"1-5", "07:30", "25:00"}:    ErrClock,
		{"1-5", "07:30", "24:01"}:    ErrClock,
		{"1-5", "07:30", "+8:30"}:    ErrClock,
		{"1-5", "", "11:30"}:         ErrClock,
		{"1-5", "11:30", "07:30"}:    ErrOrder,
		{"1-5", "07:30", "07:30"}:    ErrOrder,
	} {
		if err := h.Check(); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", h, err, want)
		}
	}
}

func TestNextIsAnOpening(t *testing.T) {
	t.Parallel()
	cal := workday.Default()
	u := Unit{Hours: weekdays}
	rapid.Check(t, func(t *rapid.T) {
		now := day("2023-01-01").Add(time.Duration(rapid.IntRange(0, 5*365*24*60).Draw(t, "minute")) * time.Minute)
		o := u.Opening(now, cal)
		if !o.Next.After(now) || !u.Opening(o.Next, cal).Open {
			t.Fatalf("at %s the next opening is said to be %s", now, o.Next)
		}
		if !cal.Working(o.Next) {
			t.Fatalf("open on a day off: %s", o.Next)
		}
		if o.Open && (!o.Until.After(now) || u.Opening(o.Until, cal).Open) {
			t.Fatalf("at %s open until %s", now, o.Until)
		}
	})
}
