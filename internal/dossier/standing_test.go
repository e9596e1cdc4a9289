package dossier

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua/internal/source"
	"motcua/internal/workday"
)

func on(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, workday.Zone); err == nil {
			return t
		}
	}
	panic(s)
}

func events(steps ...string) []Event {
	var list []Event
	for i := 0; i < len(steps); i += 2 {
		list = append(list, Event{At: on(steps[i]), Status: Status(steps[i+1])})
	}
	return list
}

func TestStanding(t *testing.T) {
	t.Parallel()
	// Monday 7 December 2026; data of 08:40 that morning unless said otherwise.
	now, fresh := on("2026-12-07 09:00"), on("2026-12-07 08:40")
	due := func(s string) Dossier {
		return Dossier{Status: Processing, ReceivedAt: on("2026-12-01 08:00"), DueAt: on(s), UpdatedAt: fresh}
	}
	with := func(d Dossier, change func(*Dossier)) Dossier { change(&d); return d }
	for _, c := range []struct {
		name string
		d    Dossier
		want Standing
	}{
		{
			"three working days left", due("2026-12-10 17:00"),
			Standing{Due: on("2026-12-10 17:00"), Open: true, Left: 3, Done: 4, Total: 7},
		},
		{
			"one working day left", due("2026-12-08 17:00"),
			Standing{Due: on("2026-12-08 17:00"), Open: true, DueSoon: true, Left: 1, Done: 4, Total: 5},
		},
		{
			"due today, an hour ago", due("2026-12-07 08:00"),
			Standing{Due: on("2026-12-07 08:00"), Open: true, DueSoon: true, Done: 4, Total: 4},
		},
		{
			"the date passed and data from after it", due("2026-12-04 17:00"),
			Standing{Due: on("2026-12-04 17:00"), Open: true, Overdue: true, Done: 4, Total: 3},
		},
		{
			"the date passed, data from that day", with(due("2026-12-04 17:00"), func(d *Dossier) { d.UpdatedAt = on("2026-12-04 16:00") }),
			Standing{Due: on("2026-12-04 17:00"), Open: true, Blind: true, Done: 4, Total: 3},
		},
		{
			"the same, but the source was imported whole since", with(due("2026-12-04 17:00"), func(d *Dossier) {
				d.UpdatedAt, d.SourceSeenAt = on("2026-12-02 16:00"), fresh
			}),
			Standing{Due: on("2026-12-04 17:00"), Open: true, Overdue: true, Done: 4, Total: 3},
		},
		{
			"no date is not made up", with(due("2026-12-04"), func(d *Dossier) { d.DueAt = time.Time{} }),
			Standing{Open: true, Done: 4},
		},
		{
			"not received yet: no clock", Dossier{Status: Registered, DueAt: on("2026-12-04 17:00"), UpdatedAt: fresh},
			Standing{Due: on("2026-12-04 17:00"), Open: true},
		},
		{
			"a withdrawal stops the talk of lateness", with(due("2026-12-04 17:00"), func(d *Dossier) { d.Status = WithdrawalRequested }),
			Standing{Due: on("2026-12-04 17:00"), Open: true, Done: 4, Total: 3},
		},
		{
			"finished is not late, however long it lies there", with(due("2026-12-03 17:00"), func(d *Dossier) {
				d.Status, d.FinishedAt = Completed, on("2026-12-03 09:00")
			}),
			Standing{Due: on("2026-12-03 17:00"), Finished: on("2026-12-03 09:00"), Done: 2, Total: 2},
		},
	} {
		if diff := cmp.Diff(c.want, c.d.Standing(now, workday.Default())); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestStandingExtended(t *testing.T) {
	t.Parallel()
	now := on("2026-11-25 09:00")
	one := Extension{From: on("2026-11-24 17:00"), To: on("2026-12-03 17:00"), At: on("2026-11-23 16:00")}
	two := Extension{From: on("2026-12-03 17:00"), To: on("2026-12-10 17:00"), At: on("2026-12-02 16:00")}
	for _, c := range []struct {
		name      string
		dueAt     string
		list      []Extension
		due, from string
	}{
		{"date still the old one", "2026-11-24 17:00", []Extension{one}, "2026-12-03 17:00", "2026-11-24 17:00"},
		{"date already the new one", "2026-12-03 17:00", []Extension{one}, "2026-12-03 17:00", "2026-11-24 17:00"},
		{"old date taken from the dossier", "2026-11-24 17:00", []Extension{{To: one.To}}, "2026-12-03 17:00", "2026-11-24 17:00"},
		{"only the first counts", "2026-11-24 17:00", []Extension{two, one}, "2026-12-03 17:00", "2026-11-24 17:00"},
		{"unless the source itself says later", "2026-12-10 17:00", []Extension{two, one}, "2026-12-10 17:00", "2026-11-24 17:00"},
	} {
		d := Dossier{Status: Processing, DueAt: on(c.dueAt), Extensions: c.list, UpdatedAt: now}
		s := d.Standing(now, workday.Default())
		if !s.Extended || s.Computed || s.Overdue || !s.Due.Equal(on(c.due)) || !s.ExtendedFrom.Equal(on(c.from)) {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
	empty := Dossier{Status: Processing, DueAt: on("2026-12-03"), Extensions: []Extension{{Reason: "no date"}}}
	if s := empty.Standing(now, workday.Default()); s.Extended {
		t.Error("an apology without a new date extends nothing")
	}
}

func TestStandingPaused(t *testing.T) {
	t.Parallel()
	now := on("2026-12-07 09:00")
	d := Dossier{
		Status: SupplementRequested, ReceivedAt: on("2026-11-27 08:00"), DueAt: on("2026-12-04 17:00"), UpdatedAt: now,
		Events: events("2026-11-27 08:00", "accepted", "2026-11-30 09:00", "processing", "2026-12-02 10:00", "supplement_requested"),
		Supplements: []Supplement{
			{Name: "a", AskedAt: on("2026-12-02"), DueAt: on("2026-12-11")},
			{Name: "b", AskedAt: on("2026-12-02"), DueAt: on("2026-12-09")},
		},
	}
	want := Standing{
		Due: on("2026-12-04 17:00"), Open: true, Paused: true, PausedSince: on("2026-12-02"),
		SupplementBy: on("2026-12-11"), Left: 2, Done: 3, Total: 5,
	}
	if diff := cmp.Diff(want, d.Standing(now, workday.Default())); diff != "" {
		t.Errorf("the clock stands at the request: (-want +got)\n%s", diff)
	}
	d.Status, d.Supplements = PaymentRequested, nil
	d.Events[2].Status = PaymentRequested
	want.PausedSince, want.SupplementBy = on("2026-12-02 10:00"), time.Time{}
	if diff := cmp.Diff(want, d.Standing(now, workday.Default())); diff != "" {
		t.Errorf("payment: (-want +got)\n%s", diff)
	}
}

func TestPausedSince(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		steps []Event
		asked []string
		want  string
	}{
		{"the only event is the update", events("2026-11-25 08:40", "supplement_requested"), []string{"2026-11-20"}, "2026-11-20"},
		{"no events at all", nil, []string{"2026-11-20"}, "2026-11-20"},
		{"papers of the first round", events(
			"2026-11-03 08:00", "processing", "2026-11-05 09:00", "supplement_requested",
			"2026-11-12 09:00", "processing", "2026-11-20 09:00", "supplement_requested",
		), []string{"2026-11-05"}, "2026-11-20 09:00"},
		{"asked once more while waiting", events("2026-11-03 08:00", "processing", "2026-11-05 09:00", "supplement_requested", "2026-11-09 09:00", "supplement_requested"),
			[]string{"2026-11-09"}, "2026-11-05 09:00"},
		{"events out of order", events("2026-11-05 09:00", "supplement_requested", "2026-11-03 08:00", "processing"), nil, "2026-11-05 09:00"},
	} {
		d := Dossier{Status: SupplementRequested, Events: c.steps}
		for _, a := range c.asked {
			d.Supplements = append(d.Supplements, Supplement{AskedAt: on(a)})
		}
		if got := d.Standing(on("2026-11-26"), workday.Default()).PausedSince; !got.Equal(on(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestStandingAfterAPause(t *testing.T) {
	t.Parallel()
	once := events("2026-11-27 08:00", "accepted", "2026-12-01 10:00", "supplement_requested", "2026-12-04 15:00", "processing")
	twice := append(events("2026-12-07 10:00", "payment_requested", "2026-12-09 10:00", "processing"), once...)
	for _, c := range []struct {
		name     string
		steps    []Event
		dueAt    string
		want     string
		computed bool
	}{
		{"the date lies in the pause: three days on", once, "2026-12-02 17:00", "2026-12-07 17:00", true},
		{"the date is the day it ended", once, "2026-12-04 17:00", "2026-12-09 17:00", true},
		{"the source's later date is its new one", once, "2026-12-10 17:00", "2026-12-10 17:00", false},
		{"two pauses", twice, "2026-12-02 17:00", "2026-12-09 17:00", true},
		{"a pause that has not ended pushes nothing", once[:2], "2026-12-02 17:00", "2026-12-02 17:00", false},
		{"nothing comes from nothing", once, "", "", false},
	} {
		d := Dossier{Status: Processing, Events: c.steps, UpdatedAt: on("2026-12-09 11:00")}
		var want time.Time
		if c.dueAt != "" {
			d.DueAt, want = on(c.dueAt), on(c.want)
		}
		s := d.Standing(on("2026-12-09 11:00"), workday.Default())
		if !s.Due.Equal(want) || s.Computed != c.computed {
			t.Errorf("%s: due %s, computed %v", c.name, s.Due, s.Computed)
		}
	}
}

func TestFinished(t *testing.T) {
	t.Parallel()
	at := on("2026-11-10 10:00")
	for name, d := range map[string]Dossier{
		"what the source says": {Status: Returned, FinishedAt: at, ReturnedAt: on("2026-11-12")},
		"the first event 9":    {Status: Returned, Events: events("2026-11-10 10:00", "completed", "2026-11-11 09:00", "completed", "2026-11-12 10:00", "returned")},
		"only handed out":      {Status: Returned, ReturnedAt: at, Events: events("2026-11-25 08:40", "returned")},
		"event 10 alone":       {Status: Returned, Events: events("2026-11-10 10:00", "returned")},
		"stopped":              {Status: Stopped, Events: events("2026-11-02 08:00", "accepted", "2026-11-10 10:00", "stopped")},
		"refused":              {Status: Rejected, Events: events("2026-11-10 10:00", "rejected")},
	} {
		if got := d.Standing(on("2026-11-26"), workday.Default()).Finished; !got.Equal(at) {
			t.Errorf("%s: %s", name, got)
		}
	}
	corrected := Dossier{Status: Processing, Events: events("2026-11-10 10:00", "completed", "2026-11-11 09:00", "processing")}
	if s := corrected.Standing(on("2026-11-26"), workday.Default()); !s.Finished.IsZero() || !s.Open {
		t.Error("taken back for correction: not finished")
	}
}

func TestStandingHolds(t *testing.T) {
	t.Parallel()
	cal := workday.Default()
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string) time.Time {
			return on("2025-06-01").Add(time.Duration(rapid.IntRange(0, 700*24).Draw(t, label)) * time.Hour)
		}
		d := Dossier{Status: rapid.SampledFrom(Statuses).Draw(t, "status"), ReceivedAt: day("received"), DueAt: day("due"), UpdatedAt: day("updated")}
		for range rapid.IntRange(0, 5).Draw(t, "events") {
			d.Events = append(d.Events, Event{At: day("at"), Status: rapid.SampledFrom(Statuses).Draw(t, "step")})
		}
		now := day("now")
		s := d.Standing(now, cal)
		said := 0
		for _, b := range []bool{s.DueSoon, s.Overdue, s.Blind, s.Paused, !s.Open} {
			if b {
				said++
			}
		}
		if said > 1 {
			t.Fatalf("contradicts itself: %+v", s)
		}
		if s.Overdue && !workday.Date(now).After(workday.Date(s.Due)) {
			t.Fatalf("overdue before its date: %+v", s)
		}
		if s.Due.Before(d.DueAt) || s.Left < 0 || s.Done < 0 {
			t.Fatalf("%+v", s)
		}
		if s.Computed && !cal.Working(s.Due) {
			t.Fatalf("we promised a day off: %s", s.Due)
		}
	})
}

func TestStale(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 11, 27, 8, 40, 0, 0, workday.Zone)
	for name, c := range map[string]struct {
		status Status
		every  source.Every
		now    time.Time
		want   bool
	}{
		"nobody said how often, the next working day": {Processing, source.Every{}, friday.AddDate(0, 0, 3), false},
		"nobody said how often, two working days":     {Processing, source.Every{}, friday.AddDate(0, 0, 4), true},
		"each working day, on Sunday":                 {Processing, source.Every{Days: 1}, friday.AddDate(0, 0, 2), false},
		"each working day, Monday's is missing":       {Processing, source.Every{Days: 1}, friday.AddDate(0, 0, 3).Add(2 * time.Hour), true},
		"once a week":                                 {Processing, source.Every{Days: 5}, friday.AddDate(0, 0, 6), false},
		"every six hours":                             {Completed, source.Every{Hours: 6}, friday.Add(8 * time.Hour), true},
		"what has ended":                              {Returned, source.Every{Days: 1}, friday.AddDate(3, 0, 0), false},
	} {
		d := Dossier{Status: c.status, UpdatedAt: friday.AddDate(0, 0, -1), SourceSeenAt: friday, SourceEvery: c.every}
		if got := d.Stale(c.now, workday.Default()); got != c.want {
			t.Errorf("%s: stale %v", name, got)
		}
	}
}
