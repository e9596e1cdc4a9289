package postgres_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"motcua/internal/report"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// theDay is the Period around all that at gives.
func theDay() report.Period { return report.Period{From: at(0), To: at(24)} }

// cells are the rows of a table as "key a b".
func cells(o report.Own, id string) []string {
	var out []string
	t := o.Table(id)
	for _, r := range append(slices.Clone(t.Rows), report.OwnRow{Key: "all", Cells: t.Total}) {
		line := r.Key
		for _, c := range r.Cells {
			line += " " + strconv.FormatInt(c.N, 10)
		}
		out = append(out, line)
	}
	return out
}

func figuresOf(t *testing.T, s *postgres.Store) report.Own {
	t.Helper()
	o, err := s.OwnFigures(t.Context(), theDay())
	must(t, err)
	return o
}

func same(t *testing.T, o report.Own, id string, want ...string) {
	t.Helper()
	if got := cells(o, id); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", id, got, want)
	}
}

func TestTurnsAreCountedByOneThingAtATime(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	var c report.Counter
	for _, one := range []report.Turn{
		{At: at(8), Flow: report.FlowLookup, Procedure: "1.004194", Unit: "H29.171", Took: 2 * time.Millisecond},
		{At: at(8), Flow: report.FlowLookup, Unit: "H29.171", Took: 4 * time.Millisecond},
		{At: at(9), Flow: report.FlowGuidance, Procedure: "1.004194"},
		{At: at(24), Flow: report.FlowLost}, // the next day
	} {
		c.Note(one)
	}
	for range 2 { // two replicas, or one a moment later
		kept := c.Take()
		must(t, s.KeepTurns(t.Context(), kept))
		c.PutBack(kept)
	}
	o := figuresOf(t, s)
	same(t, o, report.OwnFlows, "lookup 4", "guidance 2", "all 6")
	same(t, o, report.OwnHours, "8 4 0", "9 2 0", "all 6 0")
	same(t, o, report.OwnProcedures, "1.004194 4 0", " 2 0", "all 6 0")
	same(t, o, report.OwnUnits, "H29.171 4 0", " 2 0", "all 6 0")
	if mean := o.Times[0].Mean; mean != 2*time.Millisecond {
		t.Errorf("an answer took %s on average, want 2 ms", mean)
	}
}

// closes is the end of a question, with who wrote it and why.
func closes(t *testing.T, s *postgres.Store, id int64, hour int, by int64, o ticket.Outcome, why string, more func(*ticket.Ticket)) {
	t.Helper()
	change(t, s, id, func(k *ticket.Ticket) {
		finish(hour)(k)
		k.Outcome = o
		if more != nil {
			more(k)
		}
	}, ticket.Line{At: at(hour), What: ticket.Finished, By: by, Reason: why})
}

func answeredAt(hour int, by int64) (func(*ticket.Ticket), ticket.Line) {
	return func(k *ticket.Ticket) { k.AnsweredAt, k.SpokenAt = at(hour), at(hour) }, ticket.Line{At: at(hour), What: ticket.Answered, By: by, Text: "x"}
}

func TestQuestionsByHowTheyEnded(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	lan := storetest.Team(t, s).Lan.ID
	q := waiting("a")
	q.Unit, q.Procedure = "H29.171", "1.004194/thue"
	a := ask(t, s, q, "x").ID
	change(t, s, a, hold(lan), ticket.Line{At: at(9), What: ticket.Claimed, By: lan})
	with, line := answeredAt(10, lan)
	change(t, s, a, with, line)
	closes(t, s, a, 12, lan, ticket.SubmitOnline, "submitted_online", func(k *ticket.Ticket) { k.Rating = ticket.Helped; k.Help = ticket.InPerson })

	silent := ask(t, s, waiting("b"), "x").ID
	change(t, s, silent, hold(lan))
	with, line = answeredAt(9, lan)
	change(t, s, silent, with, line)
	closes(t, s, silent, 20, 0, ticket.Other, ticket.BySilence, nil)

	closes(t, s, ask(t, s, waiting("c"), "x").ID, 20, 0, ticket.Other, ticket.NobodyCame, nil)
	chosen := ask(t, s, waiting("d"), "x").ID
	change(t, s, chosen, hold(lan))
	closes(t, s, chosen, 9, lan, ticket.Other, "other", nil)
	ask(t, s, waiting("open"), "x")

	desk := ticket.New(s, nil, ticket.StandardTimes(), func() time.Time { return at(15) })
	_, err := desk.LogHelp(t.Context(), "k", lan, "H29.171", ticket.VNeID)
	must(t, err)

	o := figuresOf(t, s)
	same(t, o, report.OwnOutcomes, "other 1", "silent 1", "submitted_online 1", "unanswered 1", "vneid 1", "all 5")
	same(t, o, report.OwnRatings, "0 4", "1 1", "all 5")
	same(t, o, report.OwnPlaces, "chat 3", "centre 1", "counter 1", "all 5")
	same(t, o, report.OwnUnits, "H29.171 0 1", " 0 4", "all 0 5")
	same(t, o, report.OwnProcedures, "1.004194 0 1", " 0 4", "all 0 5")
	same(t, o, report.OwnHours, "8 0 5", "all 0 5")
	first, solved := o.Times[1], o.Times[2]
	if first.N != 2 || first.Median != time.Hour || first.Ninetieth != 2*time.Hour {
		t.Errorf("first answer: %+v", first)
	}
	if solved.N != 2 || solved.Median != time.Hour || solved.Ninetieth != 4*time.Hour || solved.Mean != 150*time.Minute {
		t.Errorf("solved: %+v", solved)
	}

	// What is forgotten is still counted.
	_, err = s.ForgetTickets(t.Context(), at(48))
	must(t, err)
	same(t, figuresOf(t, s), report.OwnPlaces, "chat 3", "centre 1", "counter 1", "all 5")

	days, err := s.DaysOf(t.Context(), []int64{lan}, theDay(), at(24))
	must(t, err)
	if got := days[lan]; len(got) != 1 || got[0].Questions != 3 || got[0].Counter != 1 || !got[0].From.Equal(at(9)) || !got[0].Until.Equal(at(15)) {
		t.Errorf("days: %+v", got)
	}
}

// Whichever way the switch goes, a duty is one stretch.
func TestDutiesAreKept(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	c := storetest.Team(t, p.Store)
	now := time.Now()
	period := report.Period{From: now.Add(-time.Hour), To: now.Add(48 * time.Hour)}
	duty := func(v int64, at time.Time) time.Duration {
		t.Helper()
		days, err := p.DaysOf(t.Context(), []int64{v}, period, at)
		must(t, err)
		return report.SumDays(days[v]).Duty.Round(time.Minute)
	}
	lan := c.Lan.ID
	must(t, p.SetDuty(t.Context(), lan, now.Add(4*time.Hour)))
	if got := duty(lan, now.Add(time.Hour)); got != time.Hour {
		t.Errorf("an hour later: %s", got)
	}
	must(t, p.SetDuty(t.Context(), lan, now.Add(6*time.Hour)))
	if got := duty(lan, now.Add(24*time.Hour)); got != 6*time.Hour {
		t.Errorf("prolonged, and ended by itself: %s", got)
	}
	must(t, p.SetDuty(t.Context(), lan, time.Time{}))
	if got := duty(lan, now.Add(24*time.Hour)); got != 0 {
		t.Errorf("switched off at once: %s", got)
	}
	must(t, p.SetDuty(t.Context(), lan, now.Add(2*time.Hour)))
	must(t, p.SetDuty(t.Context(), c.Minh.ID, now.Add(2*time.Hour)))
	must(t, p.EndVolunteer(t.Context(), lan, now))
	if got := duty(lan, now.Add(24*time.Hour)); got != 0 {
		t.Errorf("of one who left: %s", got)
	}
	if got := duty(c.Minh.ID, now.Add(24*time.Hour)); got != 2*time.Hour {
		t.Errorf("of another: %s", got)
	}
	must(t, p.ForgetDuties(t.Context(), now.Add(time.Hour)))
	var n int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM duties").Scan(&n))
	if n != 1 {
		t.Errorf("%d duties are kept, want the one that runs", n)
	}
}
