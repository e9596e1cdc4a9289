package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// An import says which dossiers it changed, one short row for all that are new; what reports
// ask of them is worked out later, by FreshFacts, so that imports need not wait for it.
const (
	freshFactsDue = `INSERT INTO facts_due (first_id, last_id) VALUES ($1, $2)`
	// changedFactsDue is for a round of rows that were compared.
	changedFactsDue = `
INSERT INTO facts_due (first_id, last_id)
SELECT dossier_id, dossier_id FROM import_match
 WHERE round = $1 AND (is_new OR added > 0 OR (taken AND differs))`
)

const (
	factsAtOnce  = 10_000 // dossiers in one transaction: others wait for it
	factsTimeout = 10 * time.Minute
)

// One at a time. Statistics of a table that just grew are old: without a word the planner
// reads all steps for each part.
const lockFacts = `
SELECT set_config('statement_timeout', '120s', true), set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
       pg_advisory_xact_lock(hashtext('dossier_facts'))`

// FreshFacts works out what reports ask of the dossiers that imports changed, and gives
// their number. Killed half-way, the next one goes on.
func (s *Store) FreshFacts(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, factsTimeout)
	defer cancel()
	all := 0
	for {
		n, more := 0, false
		err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) (err error) {
			n, more, err = freshenFacts(ctx, tx)
			return err
		})
		if err != nil {
			return all, fmt.Errorf("work out facts of dossiers: %w", away(err))
		}
		if all += n; !more {
			return all, nil
		}
	}
}

const (
	selectFactsDue = `SELECT id, first_id, last_id FROM facts_due ORDER BY id LIMIT $1`
	deleteFactsDue = `DELETE FROM facts_due WHERE id = ANY ($1)`
	deleteFacts    = `DELETE FROM dossier_facts WHERE dossier_id = ANY ($1)`

	addFactGroups = `
INSERT INTO fact_groups (mark, source, unit, field, procedure_code, procedure)
SELECT md5(concat_ws(E'\x1f', source, unit, field, procedure_code, procedure))::uuid, source, unit, field, procedure_code, procedure
  FROM (SELECT DISTINCT source, unit, field, procedure_code, procedure FROM dossiers WHERE id = ANY ($1)) new
ON CONFLICT (mark) DO NOTHING`
)

// addFacts: a dossier ends with its first step completed, else returned, else stopped, else
// rejected, else, if it was taken in, with a wish to withdraw it. A step that the file only
// implies bears the file's own time (at is not before seen_at): then the day the source gives
// for it counts, if it is earlier. An end before the receipt is one on its day.
var addFacts = `
WITH steps AS (
SELECT dossier_id,
       ` + firstStep("completed") + firstStep("returned") + firstStep("stopped") + firstStep("rejected") + `
       min(at) FILTER (WHERE status = 'withdrawal_requested') AS withdrawn,
       bool_or(status IN ('supplement_requested', 'payment_requested')) AS waited
  FROM dossier_events WHERE dossier_id = ANY ($1) GROUP BY dossier_id
), ends AS (
SELECT id, source, unit, field, procedure_code, procedure, channel, received_at, due_at, digitised, e_result, fee_due, fee_paid, paid_online, s.waited,
       CASE WHEN completed IS NOT NULL THEN ` + stepAt("completed", "finished_at") + `
            WHEN s.returned IS NOT NULL THEN ` + stepAt("returned", "coalesce(finished_at, returned_at)") + `
            WHEN stopped IS NOT NULL THEN ` + stepAt("stopped", "finished_at") + `
            WHEN rejected IS NOT NULL THEN ` + stepAt("rejected", "finished_at") + `
            WHEN received_at IS NOT NULL THEN withdrawn END AS ended_at,
       completed IS NULL AND s.returned IS NULL AND (stopped IS NOT NULL OR rejected IS NULL) AS halted,
       completed IS NULL AND s.returned IS NULL AND stopped IS NULL AND rejected IS NOT NULL AS refused,
       CASE WHEN s.returned IS NOT NULL THEN ` + stepAt("returned", "returned_at") + ` END AS given_at
  FROM steps s JOIN dossiers d ON d.id = s.dossier_id
 WHERE d.id = ANY ($1)
), days AS (
SELECT id, source, unit, field, procedure_code, procedure, channel, digitised, e_result, fee_due, fee_paid, paid_online, waited, ended_at, halted, refused,
       ` + dayOf("received_at") + ` AS received, ` + dayOf("due_at") + ` AS due, ` + dayOf("given_at") + ` AS returned,
       CASE WHEN ended_at IS NOT NULL THEN ` + dayOf("greatest(ended_at, received_at)") + ` END AS ended
  FROM ends WHERE received_at IS NOT NULL OR ended_at IS NOT NULL
)
INSERT INTO dossier_facts (dossier_id, grp, first_day, last_day, received, due, ended, returned, came, closed, result, fee, paid, waited)
SELECT d.id, g.id, least(received, ended, returned), CASE WHEN ended IS NULL THEN 2147483647 ELSE greatest(ended, returned) END,
       received, due, ended, returned,
       CASE WHEN received IS NULL THEN 0 WHEN channel = 'online' THEN 1 WHEN channel = 'counter' THEN 2 WHEN channel = 'post' THEN 3 ELSE 4 END,
       CASE WHEN ended IS NULL THEN 0 WHEN received IS NULL THEN CASE WHEN refused THEN 8 ELSE 0 END
            WHEN due IS NULL THEN CASE WHEN halted THEN 7 ELSE 6 END
            WHEN halted THEN CASE WHEN ended <= due THEN 4 ELSE 5 END
            WHEN ended < due THEN 1 WHEN ended = due THEN 2 ELSE 3 END,
       CASE WHEN digitised THEN 1 ELSE 0 END + CASE WHEN e_result THEN 2 ELSE 0 END,
       CASE WHEN coalesce(fee_due, fee_paid, paid_online::int, 0) = 0 THEN 0 WHEN paid_online THEN 2 ELSE 1 END,
       CASE WHEN paid_online AND coalesce(fee_due, fee_paid, 1) <> 0 THEN coalesce(fee_paid, 0) ELSE 0 END, waited
  FROM days d JOIN fact_groups g USING (source, unit, field, procedure_code, procedure)`

// firstStep is the first step to a status, and the first that the source dates itself.
func firstStep(status string) string {
	of := `status = '` + status + `'`
	return `min(at) FILTER (WHERE ` + of + `) AS ` + status + `, min(at) FILTER (WHERE ` + of + ` AND at < seen_at) AS ` + status + `_said, `
}

// stepAt is when that step was, said being what the source gives for it where the file only
// implies the step.
func stepAt(status, said string) string {
	return `least(s.` + status + `, CASE WHEN (` + status + `_said > s.` + status + `) IS NOT FALSE THEN ` + said + ` END)`
}

// dayOf is the day of a moment in Vietnam, as facts count it.
func dayOf(moment string) string {
	return `((` + moment + ` AT TIME ZONE interval '7 hours')::date - date '2000-01-01')`
}

// freshenFacts takes a part of what is due, and tells whether there may be more.
func freshenFacts(ctx context.Context, tx pgx.Tx) (int, bool, error) {
	if _, err := tx.Exec(ctx, lockFacts); err != nil {
		return 0, false, err
	}
	due, dossiers, err := someFactsDue(ctx, tx)
	if err != nil || len(due) == 0 {
		return 0, false, err
	}
	for _, step := range []struct {
		sql string
		ids []int64
	}{{deleteFactsDue, due}, {deleteFacts, dossiers}, {addFactGroups, dossiers}, {addFacts, dossiers}} {
		if _, err := tx.Exec(ctx, step.sql, planned, step.ids); err != nil {
			return 0, false, err
		}
	}
	return len(dossiers), true, nil
}

// someFactsDue gives rows of facts_due and the dossiers they name.
func someFactsDue(ctx context.Context, tx pgx.Tx) ([]int64, []int64, error) {
	rows, _ := tx.Query(ctx, selectFactsDue, factsAtOnce)
	var due, dossiers []int64
	var id, first, last int64
	_, err := pgx.ForEachRow(rows, []any{&id, &first, &last}, func() error {
		if len(due) > 0 && int64(len(dossiers))+last-first >= factsAtOnce {
			return nil
		}
		due = append(due, id)
		for n := first; n <= last; n++ {
			dossiers = append(dossiers, n)
		}
		return nil
	})
	slices.Sort(dossiers)
	return due, slices.Compact(dossiers), err
}
