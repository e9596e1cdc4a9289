package postgres_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// plain is a dossier as a file tells of it, and what it comes to: counted here without SQL,
// step by step, as docs/reports.md says it.
type plain struct {
	Code       string       `json:"code"`
	Status     string       `json:"status"`
	UpdatedAt  time.Time    `json:"updated_at"`
	Source     string       `json:"source,omitempty"`
	Unit       string       `json:"unit,omitempty"`
	Field      string       `json:"field,omitempty"`
	Procedure  string       `json:"procedure_code,omitempty"`
	Channel    string       `json:"channel,omitempty"`
	ReceivedAt *time.Time   `json:"received_at,omitempty"`
	DueAt      *time.Time   `json:"due_at,omitempty"`
	FinishedAt *time.Time   `json:"finished_at,omitempty"`
	ReturnedAt *time.Time   `json:"returned_at,omitempty"`
	FeeDue     *int64       `json:"fee_due,omitempty"`
	FeePaid    *int64       `json:"fee_paid,omitempty"`
	PaidOnline *bool        `json:"paid_online,omitempty"`
	Digitised  *bool        `json:"digitised,omitempty"`
	EResult    *bool        `json:"e_result,omitempty"`
	Events     []plainEvent `json:"events,omitempty"`
}

type plainEvent struct {
	At     time.Time      `json:"at"`
	Status dossier.Status `json:"status"`
}

var (
	cal   = workday.Default()
	never = time.Date(9999, 1, 1, 0, 0, 0, 0, workday.Zone)
)

// steps is the history with the step that a row without one implies.
func (d *plain) steps() []plainEvent {
	if len(d.Events) == 0 {
		return []plainEvent{{d.UpdatedAt, dossier.Status(d.Status)}}
	}
	return d.Events
}

// first is the day of the first step to a status; one that is only implied was on the day
// that the source gives, if it gives one before it.
func (d *plain) first(s dossier.Status, given ...*time.Time) (time.Time, bool) {
	for _, e := range d.steps() {
		if e.Status != s {
			continue
		}
		for _, g := range given {
			if g != nil && len(d.Events) == 0 {
				if g.Before(e.At) {
					return workday.Date(*g), true
				}
				break
			}
		}
		return workday.Date(e.At), true
	}
	return never, false
}

func (d *plain) end() (time.Time, dossier.Status) {
	for _, s := range []dossier.Status{dossier.Completed, dossier.Returned, dossier.Stopped, dossier.Rejected, dossier.WithdrawalRequested} {
		given := []*time.Time{d.FinishedAt}
		switch s {
		case dossier.Returned:
			given = append(given, d.ReturnedAt)
		case dossier.WithdrawalRequested:
			if given = nil; d.ReceivedAt == nil {
				continue
			}
		default:
		}
		if day, ok := d.first(s, given...); ok {
			if d.ReceivedAt != nil && day.Before(workday.Date(*d.ReceivedAt)) {
				day = workday.Date(*d.ReceivedAt)
			}
			return day, s
		}
	}
	return never, ""
}

// waits are the working days that it waited for its citizen between its receipt and a day,
// how often papers were asked for by then, and whether it waits at the end of a day.
func (d *plain) waits(until, last time.Time) (days, asked int, waiting bool) {
	steps := d.steps()
	for i, e := range steps {
		if e.Status != dossier.SupplementRequested && e.Status != dossier.PaymentRequested {
			continue
		}
		from, to, next := workday.Date(e.At), until, never
		if i+1 < len(steps) {
			next = workday.Date(steps[i+1].At)
		}
		if next.Before(to) {
			to = next
		}
		if from.Before(workday.Date(*d.ReceivedAt)) {
			from = workday.Date(*d.ReceivedAt)
		}
		days += cal.Between(from, to)
		if e.Status == dossier.SupplementRequested && !workday.Date(e.At).After(until) {
			asked++
		}
		waiting = waiting || !workday.Date(e.At).After(last) && next.After(last)
	}
	return days, asked, waiting
}

// count adds a dossier to its Tally.
func (d *plain) count(t *report.Tally, p report.Period) {
	yes := func(b *bool) bool { return b != nil && *b }
	within := func(day time.Time) bool { return !day.Before(p.From) && day.Before(p.To) }
	end, how := d.end()
	if day, ok := d.first(dossier.Returned, d.ReturnedAt); ok && within(day) {
		t.Returned++
		if yes(d.Digitised) {
			t.Digitised++
		}
		if yes(d.EResult) {
			t.AnyResult++
		}
		if yes(d.Digitised) && yes(d.EResult) {
			t.EResult++
		}
	}
	if d.ReceivedAt == nil {
		if how == dossier.Rejected && within(end) {
			t.Rejected++
		}
		return
	}
	received := workday.Date(*d.ReceivedAt)
	if within(received) {
		d.countIntake(t)
	}
	if received.Before(p.From) && !end.Before(p.From) {
		t.Carried++
	}
	d.countStanding(t, p, received, end, how)
}

func (d *plain) countIntake(t *report.Tally) {
	*map[string]*int64{"online": &t.Online, "counter": &t.Counter, "post": &t.Post, "": &t.Unsaid}[d.Channel]++
	paid := d.PaidOnline != nil && *d.PaidOnline
	bears := d.FeeDue != nil && *d.FeeDue != 0 || d.FeeDue == nil && (d.FeePaid != nil && *d.FeePaid != 0 || d.FeePaid == nil && paid)
	if !bears {
		return
	}
	t.FeeBearing++
	if paid {
		t.PaidOnline++
		if d.FeePaid != nil {
			t.PaidDong += *d.FeePaid
		}
	}
}

func (d *plain) countStanding(t *report.Tally, p report.Period, received, end time.Time, how dossier.Status) {
	last := p.To.AddDate(0, 0, -1)
	until := last
	if end.Before(p.To) {
		until = end
	}
	ended, open := !end.Before(p.From) && end.Before(p.To), received.Before(p.To) && !end.Before(p.To)
	waited, asked, waiting := d.waits(until, last)

	// late by the days, and by the working days without those waited
	first := received
	if !cal.Working(first) {
		first = cal.Step(first, 1)
	}
	late, lateStill := cal.Between(first, until) > 0, cal.Between(first, until) > waited
	if d.DueAt != nil {
		due := workday.Date(*d.DueAt)
		late = until.After(due)
		lateStill = late && (waited == 0 || cal.Between(due, until) > waited)
	}
	if ended {
		switch {
		case how == dossier.Stopped || how == dossier.WithdrawalRequested:
			t.OnTime++
			t.Stopped++
		case late:
			t.Late++
		case d.DueAt != nil && end.Before(workday.Date(*d.DueAt)):
			t.Early++
		default:
			t.OnTime++
		}
		if d.DueAt == nil {
			t.NoDue++
		}
		if asked > 0 {
			t.Asked++
		}
		if asked > 1 {
			t.AskedAgain++
		}
		t.Timed++
		t.TimedDays += int64(max(cal.Between(received, end)-waited, 0))
	}
	if open {
		switch {
		case waiting:
			t.OpenInTime++
			t.Waiting++
		case late:
			t.OpenLate++
		default:
			t.OpenInTime++
		}
	}
	if ended || open && !received.Before(p.From) {
		t.Handled++
		if !lateStill && asked < 2 {
			t.InTime++
		}
	}
}

// plainly counts dossiers one by one.
func plainly(all []plain, p report.Period) []report.Tally {
	sums := map[report.Tally]*report.Tally{}
	for i := range all {
		key := report.Tally{Unit: all[i].Unit, Field: all[i].Field, Procedure: all[i].Procedure, Source: all[i].Source}
		t := sums[key]
		if t == nil {
			t = &report.Tally{Unit: key.Unit, Field: key.Field, Procedure: key.Procedure, Source: key.Source}
			sums[key] = t
		}
		all[i].count(t, p)
	}
	out := []report.Tally{}
	for key, t := range sums {
		if *t != key {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b report.Tally) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Source, b.Source))
	})
	return out
}

// The days drawn lie around two swaps, two long weekends and Giỗ Tổ.
func drawDay(rt *rapid.T, label string) time.Time {
	return time.Date(2024, 4, 12, 0, 0, 0, 0, workday.Zone).AddDate(0, 0, rapid.IntRange(0, 30).Draw(rt, label))
}

func drawMoment(rt *rapid.T, label string) time.Time {
	return drawDay(rt, label).Add(time.Duration(rapid.SampledFrom([]int{0, 1, 7 * 60, 15 * 60, 24*60 - 1}).Draw(rt, label+" minute")) * time.Minute)
}

func maybe[T any](rt *rapid.T, label string, draw func(*rapid.T, string) T) *T {
	if !rapid.Bool().Draw(rt, label+"?") {
		return nil
	}
	x := draw(rt, label)
	return &x
}

func drawPlain(rt *rapid.T, code string) plain {
	yesNo := func(rt *rapid.T, label string) bool { return rapid.Bool().Draw(rt, label) }
	fee := func(rt *rapid.T, label string) int64 { return rapid.Int64Range(0, 2).Draw(rt, label) * 1000 }
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, label) }
	d := plain{
		Code: code, UpdatedAt: time.Date(2024, 6, 20, 9, 0, 0, 0, workday.Zone),
		Source: pick("source", "", "a"), Unit: pick("unit", "", "A", "B"), Field: pick("field", "", "Đất đai"), Procedure: pick("procedure", "", "1.001"),
		Channel:    pick("channel", "", "online", "counter", "post"),
		ReceivedAt: maybe(rt, "received", drawMoment), DueAt: maybe(rt, "due", drawMoment),
		FinishedAt: maybe(rt, "finished", drawMoment), ReturnedAt: maybe(rt, "returned", drawMoment),
		FeeDue: maybe(rt, "fee due", fee), FeePaid: maybe(rt, "fee paid", fee), PaidOnline: maybe(rt, "paid", yesNo),
		Digitised: maybe(rt, "digitised", yesNo), EResult: maybe(rt, "result", yesNo),
	}
	d.Status = string(rapid.SampledFrom(dossier.Statuses).Draw(rt, "status"))
	if !yesNo(rt, "events") {
		d.UpdatedAt = drawMoment(rt, "updated")
		return d
	}
	at := drawMoment(rt, "begun")
	for range rapid.IntRange(1, 6).Draw(rt, "steps") {
		d.Events = append(d.Events, plainEvent{at, rapid.SampledFrom(dossier.Statuses).Draw(rt, "step")})
		at = at.Add(time.Duration(rapid.IntRange(1, 4*24).Draw(rt, "hours")) * time.Hour)
	}
	d.Status = string(d.Events[len(d.Events)-1].Status)
	return d
}

func (p place) loadPlain(tb rapid.TB, all []plain) {
	tb.Helper()
	var file strings.Builder
	for i := range all {
		line, err := json.Marshal(all[i])
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&file, "%s\n", line)
	}
	sum, err := p.ImportDossiers(context.Background(), intake.NewDossiers(strings.NewReader(file.String()), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: at(9)})
	if err != nil || sum.Rejected > 0 {
		tb.Fatalf("%+v %v", sum, err)
	}
}

// SQL counts what a plain count of the same dossiers gives, and the identities of form II.06a
// hold, also after dossiers changed and others went.
func TestTalliesAreAPlainCount(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	rapid.Check(t, func(rt *rapid.T) {
		if _, err := p.db.Exec(t.Context(), "DELETE FROM dossiers"); err != nil {
			rt.Fatal(err)
		}
		var all []plain
		for n := range rapid.IntRange(1, 12).Draw(rt, "dossiers") {
			all = append(all, drawPlain(rt, fmt.Sprintf("H29.171-240412-%04d", n)))
		}
		p.loadPlain(rt, all)
		begin, middle := drawDay(rt, "from"), drawDay(rt, "middle")
		if middle.Before(begin) {
			begin, middle = middle, begin
		}
		one := report.Period{From: begin, To: middle.AddDate(0, 0, 1)}
		next := report.Period{From: one.To, To: one.To.AddDate(0, 0, rapid.IntRange(1, 20).Draw(rt, "days"))}
		first, second := p.sameAsPlain(rt, all, one), p.sameAsPlain(rt, all, next)
		if open := first.OpenInTime + first.OpenLate; open != second.Carried {
			rt.Fatalf("%d were open, %d carried over", open, second.Carried)
		}
	})
}

// sameAsPlain compares, looks at the identities, and gives the sum.
func (p place) sameAsPlain(tb rapid.TB, all []plain, period report.Period) report.Tally {
	tb.Helper()
	got, err := p.Tallies(context.Background(), period, report.Only{})
	if err != nil {
		tb.Fatal(err)
	}
	if diff := gocmp.Diff(plainly(all, period), got); diff != "" {
		tb.Fatalf("from %s to %s: plain (-) and counted (+):\n%s\n%+v", period.From, period.To, diff, all)
	}
	var sum report.Tally
	for _, t := range got {
		received, resolved, open := t.Online+t.Counter+t.Post+t.Unsaid, t.Early+t.OnTime+t.Late, t.OpenInTime+t.OpenLate
		if received+t.Carried != resolved+open || t.Stopped > t.OnTime || t.Waiting > t.OpenInTime || t.InTime > t.Handled ||
			t.AskedAgain > t.Asked || t.EResult > min(t.Digitised, t.AnyResult) || t.PaidOnline > t.FeeBearing || t.Timed != resolved {
			tb.Fatalf("does not add up: %+v", t)
		}
		sum.Carried += t.Carried
		sum.OpenInTime += t.OpenInTime
		sum.OpenLate += t.OpenLate
	}
	return sum
}
