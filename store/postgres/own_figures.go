package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/report"
	"motcua/internal/ticket"
	"motcua/internal/workday"
)

// keepTurns adds in one order, so that two replicas never wait for each other.
const keepTurns = `
INSERT INTO bot_figures AS f (day, by, key, n, micros)
SELECT day, by, key, n, micros FROM unnest($1::date[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS c (day, by, key, n, micros)
 ORDER BY day, by, key
ON CONFLICT (day, by, key) DO UPDATE SET n = f.n + excluded.n, micros = f.micros + excluded.micros`

// KeepTurns adds counts of Turns to those that are kept.
func (s *Store) KeepTurns(ctx context.Context, all []report.Count) error {
	if len(all) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	days, by, keys := make([]string, len(all)), make([]string, len(all)), make([]string, len(all))
	n, micros := make([]int64, len(all)), make([]int64, len(all))
	for i, c := range all {
		days[i], by[i], keys[i], n[i], micros[i] = c.Day, string(c.By), c.Key, c.N, c.Took.Microseconds()
	}
	if _, err := s.db.Exec(ctx, keepTurns, days, by, keys, n, micros); err != nil {
		return fmt.Errorf("keep counts of turns: %w", away(err))
	}
	return nil
}

// figuresTimeout bounds one question about a period; a year of a city takes a second.
const figuresTimeout = time.Minute

const (
	selectTurns = `
SELECT by, key, sum(n)::bigint, sum(micros)::bigint FROM bot_figures WHERE day >= $1 AND day < $2 GROUP BY by, key`

	// atCounter is help that was logged at the counter: no question was asked.
	atCounter = `(t.help = 'in_person' AND t.closed_at = t.opened_at)`

	selectOpened = `
SELECT CASE grouping(hour, unit, procedure) WHEN 3 THEN 'hour' WHEN 5 THEN 'unit' ELSE 'procedure' END,
       coalesce(hour, unit, procedure), count(*)
  FROM (SELECT extract(hour FROM t.opened_at AT TIME ZONE INTERVAL '7 hours')::int::text AS hour, t.unit,
               split_part(t.procedure, '/', 1) AS procedure
          FROM tickets t WHERE t.opened_at >= $1 AND t.opened_at < $2 AND NOT ` + atCounter + `) t
 GROUP BY GROUPING SETS (hour, unit, procedure)`

	// closedTickets are those closed in a period; ended is who wrote the end, 0 the clock or
	// the asker.
	closedTickets = `
SELECT t.opened_at, t.answered_at, t.spoken_at, t.closed_at, t.outcome, t.help, t.rating, l.volunteer AS ended, l.reason AS why, ` + atCounter + ` AS at_counter
  FROM tickets t
  LEFT JOIN LATERAL (SELECT volunteer, reason FROM ticket_lines
                      WHERE ticket = t.id AND what IN ('closed', 'withdrawn') ORDER BY seq DESC LIMIT 1) l ON true
 WHERE t.state = 'closed' AND t.closed_at >= $1 AND t.closed_at < $2`

	selectClosedBy = `
SELECT CASE grouping(outcome, rating, place) WHEN 3 THEN 'outcome' WHEN 5 THEN 'rating' ELSE 'place' END,
       coalesce(outcome, rating, place), count(*)
  FROM (SELECT CASE WHEN outcome <> 'other' OR ended <> 0 THEN outcome WHEN why = 'unanswered' THEN 'unanswered' ELSE 'silent' END AS outcome,
               rating::text AS rating,
               CASE WHEN at_counter THEN 'counter' WHEN help = 'in_person' THEN 'centre' WHEN help = '' THEN 'none' ELSE 'chat' END AS place
          FROM (` + closedTickets + `) c) t
 GROUP BY GROUPING SETS (outcome, rating, place)`

	times = `count(*), coalesce(avg(took), 0)::float8, coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY took), 0)::float8,
       coalesce(percentile_disc(0.9) WITHIN GROUP (ORDER BY took), 0)::float8`

	selectFirst = `
SELECT ` + times + ` FROM (SELECT extract(epoch FROM t.answered_at - t.opened_at) AS took FROM tickets t
 WHERE t.opened_at >= $1 AND t.opened_at < $2 AND t.answered_at IS NOT NULL) t`

	// What the clock closed was over with the last word of whoever answered.
	selectSolved = `
SELECT ` + times + ` FROM (SELECT extract(epoch FROM CASE WHEN ended <> 0 THEN closed_at ELSE spoken_at END - opened_at) AS took
  FROM (` + closedTickets + `) c WHERE answered_at IS NOT NULL AND outcome <> 'withdrawn' AND NOT at_counter) t
 WHERE took IS NOT NULL`

	selectProcedureNames = `
SELECT DISTINCT ON (code) code, record->>'name' FROM procedures WHERE code = ANY ($1) ORDER BY code, since DESC, id DESC`
)

// OwnFigures are what the assistant and those who answer did in a period.
func (s *Store) OwnFigures(ctx context.Context, p report.Period) (report.Own, error) {
	ctx, cancel := context.WithTimeout(ctx, figuresTimeout)
	defer cancel()
	c := report.OwnCounts{
		Turns: map[report.By]map[string]int64{}, Questions: map[report.By]map[string]int64{},
		Outcomes: map[string]int64{}, Ratings: map[string]int64{}, Places: map[string]int64{},
		First: report.OwnTime{ID: report.OwnFirstAnswer}, Solved: report.OwnTime{ID: report.OwnSolved},
	}
	procedures := map[string]string{}
	// One look at one moment, so that the parts belong together.
	err := pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = '1min'"); err != nil {
			return err
		}
		if err := readTurns(ctx, tx, p, &c); err != nil {
			return err
		}
		if err := readQuestions(ctx, tx, p, &c); err != nil {
			return err
		}
		return readProcedureNames(ctx, tx, &c, procedures)
	})
	if err != nil {
		return report.Own{}, fmt.Errorf("read the assistant's figures: %w", away(err))
	}
	directory, err := s.Directory(ctx)
	if err != nil {
		return report.Own{}, err
	}
	return report.MakeOwn(p, &c, report.OwnNames{
		Unit: func(code string) string {
			u, _ := directory.Find(code, p.From)
			return u.Name
		},
		Procedure: func(code string) string { return procedures[code] },
	}), nil
}

func readTurns(ctx context.Context, tx pgx.Tx, p report.Period, c *report.OwnCounts) error {
	rows, _ := tx.Query(ctx, selectTurns, localDay(p.From), localDay(p.To))
	var by report.By
	var key string
	var n, micros int64
	_, err := pgx.ForEachRow(rows, []any{&by, &key, &n, &micros}, func() error {
		if c.Turns[by] == nil {
			c.Turns[by] = map[string]int64{}
		}
		c.Turns[by][key] = n
		if by == report.ByFlow {
			c.Took += time.Duration(micros) * time.Microsecond
		}
		return nil
	})
	return err
}

func localDay(t time.Time) string { return t.In(workday.Zone).Format(time.DateOnly) }

func readQuestions(ctx context.Context, tx pgx.Tx, p report.Period, c *report.OwnCounts) error {
	var kind, key string
	var n int64
	into := []any{&kind, &key, &n}
	rows, _ := tx.Query(ctx, selectOpened, p.From, p.To)
	_, err := pgx.ForEachRow(rows, into, func() error {
		by := report.By(kind)
		if c.Questions[by] == nil {
			c.Questions[by] = map[string]int64{}
		}
		c.Questions[by][key] = n
		return nil
	})
	if err != nil {
		return err
	}
	closed := map[string]map[string]int64{"outcome": c.Outcomes, "rating": c.Ratings, "place": c.Places}
	rows, _ = tx.Query(ctx, selectClosedBy, p.From, p.To)
	if _, err = pgx.ForEachRow(rows, into, func() error { closed[kind][key] = n; return nil }); err != nil {
		return err
	}
	if err := readTimes(tx.QueryRow(ctx, selectFirst, p.From, p.To), &c.First); err != nil {
		return err
	}
	return readTimes(tx.QueryRow(ctx, selectSolved, p.From, p.To), &c.Solved)
}

func readTimes(row pgx.Row, t *report.OwnTime) error {
	var mean, median, ninetieth float64
	if err := row.Scan(&t.N, &mean, &median, &ninetieth); err != nil {
		return err
	}
	t.Mean, t.Median, t.Ninetieth = seconds(mean), seconds(median), seconds(ninetieth)
	return nil
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond)
}

func readProcedureNames(ctx context.Context, tx pgx.Tx, c *report.OwnCounts, names map[string]string) error {
	var codes []string
	for _, counts := range []map[string]int64{c.Turns[report.ByProcedure], c.Questions[report.ByProcedure]} {
		for code := range counts {
			codes = append(codes, code)
		}
	}
	rows, _ := tx.Query(ctx, selectProcedureNames, codes)
	var code, name string
	_, err := pgx.ForEachRow(rows, []any{&code, &name}, func() error { names[code] = name; return nil })
	return err
}

const selectDuties = `SELECT volunteer, began_at, until FROM duties
 WHERE volunteer = ANY ($1) AND until > $2 AND began_at < $3 ORDER BY volunteer, began_at`

// What a volunteer did: lines of theirs; help at the counter is a ticket without a talk.
const selectActs = `
SELECT l.volunteer, l.at, l.ticket, l.what = ANY ($4), ` + atCounter + ` IS TRUE
  FROM ticket_lines l JOIN tickets t ON t.id = l.ticket
 WHERE l.volunteer = ANY ($1) AND l.volunteer <> 0 AND l.at >= $2 AND l.at < $3 ORDER BY l.volunteer, l.at, l.ticket, l.seq`

// helping are the lines that help the asker.
var helping = []string{string(ticket.Answered), string(ticket.CardSent), string(ticket.GuideSent), string(ticket.Finished)}

// DaysOf are the days of volunteers in a period, by their number.
func (s *Store) DaysOf(ctx context.Context, volunteers []int64, p report.Period, now time.Time) (map[int64][]report.Day, error) {
	ctx, cancel := context.WithTimeout(ctx, figuresTimeout)
	defer cancel()
	duties, acts := map[int64][]report.Stretch{}, map[int64][]report.Act{}
	var id int64
	var one report.Stretch
	rows, _ := s.db.Query(ctx, selectDuties, volunteers, p.From, p.To)
	_, err := pgx.ForEachRow(rows, []any{&id, &one.From, &one.Until}, func() error {
		duties[id] = append(duties[id], one)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read duties: %w", away(err))
	}
	var act report.Act
	rows, _ = s.db.Query(ctx, selectActs, volunteers, p.From, p.To, helping)
	_, err = pgx.ForEachRow(rows, []any{&id, &act.At, &act.Question, &act.Helped, &act.Counter}, func() error {
		acts[id] = append(acts[id], act)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what volunteers did: %w", away(err))
	}
	out := map[int64][]report.Day{}
	for _, id := range volunteers {
		out[id] = report.Days(p, duties[id], acts[id], now)
	}
	return out, nil
}

const forgetDuties = `DELETE FROM duties WHERE until < $1`

// ForgetDuties drops times on duty that ended before a day.
func (s *Store) ForgetDuties(ctx context.Context, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, forgetDuties, before); err != nil {
		return fmt.Errorf("drop times on duty: %w", away(err))
	}
	return nil
}
