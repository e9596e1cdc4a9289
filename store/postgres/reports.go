package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/report"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// reportTimeout is for somebody who waits for a table, not for an answer in a chat.
const reportTimeout = 2 * time.Minute

// Memory for the groups of a province; small queries do not ask for it.
const reportSettings = `
SELECT set_config('statement_timeout', '120s', true), set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`

// countFacts counts dossiers that are alike. @work tells of each day how many working days
// there were by then, @breaks are the days on which a unit's name or number may have begun to
// mean another one. waits are the few dossiers that ever waited for their citizen: for how many
// working days within their handling, how often papers were asked for, and whether they wait on
// the last day. What a dossier is to the report is one number, for rows are grouped by it; its
// parts are marks. Few ever waited, so the others are not joined to what they have not.
var countFacts = `
WITH waits AS (
SELECT dossier_id,
       sum(greatest(` + workBy("least(next, cut)") + ` - ` + workBy("greatest(day, received)") + `, 0))::int AS waited,
       count(DISTINCT at) FILTER (WHERE status = 'supplement_requested' AND day <= cut) AS asked,
       bool_or(day < @to::int AND (next IS NULL OR next >= @to::int)) AS waiting
  FROM (SELECT f.dossier_id, f.received, least(f.ended, @to::int - 1) AS cut, e.at, e.status, ` + dayOf("e.at") + ` AS day,
               lead(` + dayOf("e.at") + `) OVER (PARTITION BY e.dossier_id ORDER BY e.at, e.seen_at, e.id) AS next
          FROM dossier_facts f JOIN dossier_events e ON e.dossier_id = f.dossier_id
         WHERE f.waited AND f.received IS NOT NULL AND f.first_day < @to::int AND f.last_day >= @from::int) steps
 WHERE status IN ('supplement_requested', 'payment_requested')
 GROUP BY dossier_id
), marked AS (
SELECT ` + markOf("", "0", "") + `
  FROM dossier_facts f
 WHERE NOT f.waited AND f.first_day < @to::int AND f.last_day >= @from::int
 UNION ALL
SELECT ` + markOf("WHEN w.waiting THEN 32 * 9", "coalesce(w.waited, 0)", waitMark) + `
  FROM dossier_facts f LEFT JOIN waits w ON w.dossier_id = f.dossier_id
 WHERE f.waited AND f.first_day < @to::int AND f.last_day >= @from::int
)
SELECT g.unit, g.field, g.procedure_code, g.procedure, g.source, c.era, c.mark, c.n, c.took, c.paid
  FROM (SELECT grp, era, mark, count(*) AS n, coalesce(sum(took), 0)::bigint AS took, coalesce(sum(paid), 0)::bigint AS paid
          FROM marked GROUP BY grp, era, mark) c
  JOIN fact_groups g ON g.id = c.grp`

// markOf is what a dossier is to the report. Its parts are numbers of some bits; how it
// stands if it waits, for how long it waited, and what else that means, is the caller's.
func markOf(waiting, waited, more string) string {
	return `f.grp, width_bucket(coalesce(f.received, f.ended), @breaks::int[]) AS era,
       CASE WHEN f.received >= @from::int AND f.received < @to::int THEN f.came + 8 * f.fee
            WHEN f.received < @from::int AND (f.ended IS NULL OR f.ended >= @from::int) THEN 5 ELSE 0 END
       + CASE WHEN f.ended >= @from::int AND f.ended < @to::int THEN
                   CASE f.closed WHEN 6 THEN CASE WHEN ` + workBy("f.ended") + ` <= ` + sameDay + ` THEN 32 * 12 ELSE 32 * 13 END
                                 WHEN 7 THEN CASE WHEN ` + workBy("f.ended") + ` <= ` + sameDay + ` THEN 32 * 14 ELSE 32 * 15 END
                                 ELSE 32 * f.closed END
              WHEN f.received < @to::int AND (f.ended IS NULL OR f.ended >= @to::int) THEN
                   CASE ` + waiting + `
                        WHEN f.due >= @to::int - 1 OR f.due IS NULL AND ` + workBy("@to::int - 1") + ` <= ` + sameDay + ` THEN 32 * 10 ELSE 32 * 11 END
              ELSE 0 END
       + CASE WHEN f.returned >= @from::int AND f.returned < @to::int THEN 512 * (1 + f.result) ELSE 0 END` + more + ` AS mark,
       CASE WHEN f.ended >= @from::int AND f.ended < @to::int
            THEN greatest(` + workBy("f.ended") + ` - ` + workBy("f.received") + ` - ` + waited + `, 0) END AS took,
       f.paid`
}

// waitMark is how often papers were asked for, and whether it is in time without the wait.
var waitMark = `
       + CASE WHEN w.dossier_id IS NULL THEN 0 ELSE 4096 * (1 + 2 * least(w.asked, 2)::int +
              CASE WHEN w.asked < 2 AND (least(f.ended, @to::int - 1) <= f.due
                        OR (w.waited > 0 OR f.due IS NULL) AND ` + workBy("least(f.ended, @to::int - 1)") + ` - w.waited
                           <= CASE WHEN f.due IS NULL THEN ` + sameDay + ` ELSE ` + workBy("f.due") + ` END) THEN 1 ELSE 0 END) END`

// marks are the parts of a mark.
type marks int

func (m marks) came() int   { return int(m) & 7 }       // 1 to 4 by a channel as dossier_facts has it, 5 before the period
func (m marks) fee() int    { return int(m) >> 3 & 3 }  // as dossier_facts has it
func (m marks) stood() int  { return int(m) >> 5 & 15 } // one of the states below
func (m marks) result() int { return int(m) >> 9 & 7 }  // 0 not returned, else 1 more than dossier_facts has it
func (m marks) waits() int  { return int(m) >> 12 & 7 } // 0 never, else 1 + 2 * how often asked + 1 if in time without the wait

// States of a dossier at the end of a period; 1 to 5 and 8 are those of dossier_facts.
const (
	early          = 1
	onItsDay       = 2
	late           = 3
	stoppedByThen  = 4
	stoppedLater   = 5
	refused        = 8
	openWaiting    = 9
	openInTime     = 10
	openLate       = 11
	sameDayDone    = 12 // without an appointment, as the next three
	laterDone      = 13
	sameDayStopped = 14
	laterStopped   = 15
)

// sameDay is the working day of the receipt: the next one, where that was none.
var sameDay = `(` + workBy("f.received - 1") + ` + 1)`

// workBy is how many working days there were by a day.
func workBy(day string) string {
	return `(@work::int[])[least(greatest(` + day + `, 0), @work_last::int) + 1]`
}

// counted is one row of countFacts.
type counted struct {
	unit, field, code, name, source string

	era           int
	marks         marks
	n, took, paid int64
}

func scanCounted(row pgx.CollectableRow) (counted, error) {
	var c counted
	err := row.Scan(&c.unit, &c.field, &c.code, &c.name, &c.source, &c.era, &c.marks, &c.n, &c.took, &c.paid)
	return c, err
}

// Tallies counts what the Units did in a period, by Unit, Field, procedure and source, in
// that order. It first works out what imports changed since the last time. The error wraps
// report.ErrNoUnit where nobody knows the one that is asked for.
func (s *Store) Tallies(ctx context.Context, p report.Period, only report.Only) ([]report.Tally, error) {
	units, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	wanted, err := wantedUnits(units, p, only)
	if err != nil {
		return nil, err
	}
	if _, err := s.FreshFacts(ctx); err != nil {
		return nil, err
	}
	breaks := eras(units)
	all, err := s.counted(ctx, p, breaks)
	if err != nil {
		return nil, fmt.Errorf("count for a report: %w", away(err))
	}
	return tallied(all, func(ref string, era int) (string, bool) {
		code := ref
		if u, ok := units.Find(ref, dayIn(breaks, era)); ok {
			code = u.Code
		}
		return code, wanted == nil || wanted[code]
	}), nil
}

func (s *Store) counted(ctx context.Context, p report.Period, breaks []int) ([]counted, error) {
	ctx, cancel := context.WithTimeout(ctx, reportTimeout)
	defer cancel()
	work := workdaysUntil(p.To)
	var all []counted
	err := pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, reportSettings); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, countFacts, planned, pgx.NamedArgs{
			"from": dayNumber(p.From), "to": dayNumber(p.To), "breaks": breaks, "work": work, "work_last": len(work) - 1,
		})
		var err error
		all, err = pgx.CollectRows(rows, scanCounted)
		return err
	})
	return all, err
}

// tallied adds up what is of the same Unit, Field, procedure and source. A procedure that
// is called several things has the first of its names.
func tallied(all []counted, unitOf func(ref string, era int) (string, bool)) []report.Tally {
	sums := map[report.Tally]*report.Tally{}
	for i := range all {
		c := &all[i]
		code, wanted := unitOf(c.unit, c.era)
		if !wanted {
			continue
		}
		key := report.Tally{Unit: code, Field: c.field, Procedure: c.code, Source: c.source}
		if c.code == "" {
			key.Name = c.name
		}
		t := sums[key]
		if t == nil {
			t = &report.Tally{Unit: key.Unit, Field: key.Field, Procedure: key.Procedure, Source: key.Source, Name: c.name}
			sums[key] = t
		}
		t.Name = firstName(t.Name, c.name)
		c.addTo(t)
	}
	out := make([]report.Tally, 0, len(sums))
	for _, t := range sums {
		if counts(*t) {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b report.Tally) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Procedure, b.Procedure),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.Source, b.Source))
	})
	return out
}

// counts reports whether a Tally has anything but its names.
func counts(t report.Tally) bool {
	return t != report.Tally{Unit: t.Unit, Field: t.Field, Procedure: t.Procedure, Name: t.Name, Source: t.Source}
}

func firstName(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func (c *counted) addTo(t *report.Tally) {
	c.addIntake(t)
	c.addStanding(t)
	if c.marks.ended() {
		c.addEnded(t)
	}
	if received := 1 <= c.marks.came() && c.marks.came() <= 4; c.marks.ended() || received && c.marks.open() {
		t.Handled += c.n
		if c.marks.inTime() {
			t.InTime += c.n
		}
	}
	if c.marks.result() > 0 {
		c.addResult(t)
	}
}

func (m marks) open() bool { return openWaiting <= m.stood() && m.stood() <= openLate }

// ended leaves out what was never taken in.
func (m marks) ended() bool { return m.stood() != 0 && m.stood() != refused && !m.open() }

// inTime is that of the national index.
func (m marks) inTime() bool {
	if m.waits() > 0 {
		return (m.waits()-1)&1 != 0
	}
	return slices.Contains([]int{early, onItsDay, stoppedByThen, openInTime, sameDayDone, sameDayStopped}, m.stood())
}

func (c *counted) addIntake(t *report.Tally) {
	if to := []*int64{nil, &t.Online, &t.Counter, &t.Post, &t.Unsaid, &t.Carried}[c.marks.came()]; to != nil {
		*to += c.n
	}
	if c.marks.fee() > 0 {
		t.FeeBearing += c.n
	}
	if c.marks.fee() == 2 {
		t.PaidOnline += c.n
		t.PaidDong += c.paid
	}
}

func (c *counted) addStanding(t *report.Tally) {
	switch c.marks.stood() {
	case early:
		t.Early += c.n
	case onItsDay, sameDayDone:
		t.OnTime += c.n
	case late, laterDone:
		t.Late += c.n
	case stoppedByThen, stoppedLater, sameDayStopped, laterStopped:
		t.OnTime += c.n
		t.Stopped += c.n
	case refused:
		t.Rejected += c.n
	case openWaiting:
		t.OpenInTime += c.n
		t.Waiting += c.n
	case openInTime:
		t.OpenInTime += c.n
	case openLate:
		t.OpenLate += c.n
	}
}

func (c *counted) addEnded(t *report.Tally) {
	if c.marks.stood() >= sameDayDone {
		t.NoDue += c.n
	}
	t.Timed += c.n
	t.TimedDays += c.took
	asked := (c.marks.waits() - 1) / 2
	if asked > 0 {
		t.Asked += c.n
	}
	if asked > 1 {
		t.AskedAgain += c.n
	}
}

func (c *counted) addResult(t *report.Tally) {
	digitised, electronic := (c.marks.result()-1)&1 != 0, (c.marks.result()-1)&2 != 0
	t.Returned += c.n
	if digitised {
		t.Digitised += c.n
	}
	if electronic {
		t.AnyResult += c.n
	}
	if digitised && electronic {
		t.EResult += c.n
	}
}

// factsBegin is day 0 of facts.
var factsBegin = time.Date(2000, 1, 1, 0, 0, 0, 0, workday.Zone)

// dayNumber is the number of a day in facts; Vietnam's days have 24 hours each.
func dayNumber(t time.Time) int {
	return int(workday.Date(t).Sub(factsBegin) / (24 * time.Hour))
}

// workdaysAfter is how far behind a period appointments are looked at.
const workdaysAfter = 400

// workdaysUntil gives for each day, from day 0 until well after the last, how many working
// days there were by then.
func workdaysUntil(last time.Time) []int32 {
	cal := workday.Default()
	n := max(dayNumber(last), 0) + workdaysAfter
	work := make([]int32, n)
	var count int32
	day := factsBegin
	for i := range work {
		if cal.Working(day) {
			count++
		}
		work[i] = count
		day = day.AddDate(0, 0, 1)
	}
	return work
}

// eras are the days on which what units are called may begin to mean something else. Between
// two of them a name is always the same Unit's.
func eras(d *unit.Directory) []int {
	var days []int
	begins := func(t time.Time) {
		if !t.IsZero() {
			days = append(days, dayNumber(t))
		}
	}
	ends := func(t time.Time) {
		if !t.IsZero() {
			days = append(days, dayNumber(t)+1)
		}
	}
	for _, u := range d.All() {
		begins(u.ValidFrom)
		ends(u.ValidTo)
		for _, id := range u.Identifiers {
			begins(id.From)
			ends(id.To)
		}
	}
	slices.Sort(days)
	return append([]int{}, slices.Compact(days)...)
}

// dayIn is a day in an era: 0 is what lies before the first of the breaks.
func dayIn(breaks []int, era int) time.Time {
	switch {
	case len(breaks) == 0:
		return factsBegin
	case era == 0:
		return factsBegin.AddDate(0, 0, breaks[0]-1)
	}
	return factsBegin.AddDate(0, 0, breaks[era-1])
}

// wantedUnits are the codes of the Unit that is asked for and of all below it; nil is all.
func wantedUnits(d *unit.Directory, p report.Period, only report.Only) (map[string]bool, error) {
	if only.Unit == "" {
		return nil, nil //nolint:nilnil // nothing is left out
	}
	top, ok := d.Find(only.Unit, p.To.AddDate(0, 0, -1))
	if !ok {
		return nil, fmt.Errorf("unit %q: %w: give the code, an identifier or the exact name of one that was imported", only.Unit, report.ErrNoUnit)
	}
	wanted := map[string]bool{}
	below := []unit.Unit{top}
	for len(below) > 0 {
		u := below[0]
		below = below[1:]
		if !wanted[u.Code] {
			wanted[u.Code] = true
			below = append(below, d.Children(u)...)
		}
	}
	return wanted, nil
}
