package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
)

// mergeBatch merges rows as if they came one after the other. Rows of one code go in
// rounds: the first row of each code, then the second of those that have one.
func (s *Store) mergeBatch(ctx context.Context, rows []intake.DossierRow, dryRun bool) ([]outcome, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return nil, err
	}
	// After a commit this does nothing; a context that ended must not stop it.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()

	if err := lockDossiers(ctx, tx); err != nil {
		return nil, err
	}
	rounds, err := s.stage(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	outcomes := make([]outcome, 0, len(rows))
	for round := 1; round <= rounds; round++ {
		if outcomes, err = mergeRound(ctx, tx, round, outcomes); err != nil {
			return nil, err
		}
	}
	if dryRun {
		return outcomes, nil
	}
	return outcomes, tx.Commit(ctx)
}

// One batch at a time: two imports of the same codes cannot see each other half done.
// Readers are not held up. A batch may take longer than an answer to a citizen.
const lockDossiersSQL = `
SELECT set_config('statement_timeout', '120s', true), pg_advisory_xact_lock(hashtext('dossiers'))`

func lockDossiers(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, lockDossiersSQL)
	return err
}

// matchRows finds the stored dossier of each row. Equal times are not older: what comes
// later is taken.
const matchRows = `
INSERT INTO import_match (n, round, code, dossier_id, is_new, was, taken, differs)
SELECT r.n, r.round, r.code, coalesce(d.id, nextval(pg_get_serial_sequence('dossiers', 'id'))),
       d.id IS NULL, coalesce(d.status, ''), r.updated_at >= d.updated_at,
       (` + rowContent + `) IS DISTINCT FROM (` + dossierContent + `)
  FROM import_rows r LEFT JOIN dossiers d ON d.code = r.code
 WHERE r.round = $1`

const addDossiers = `
INSERT INTO dossiers (id, code, status, updated_at, ` + content + `)
SELECT m.dossier_id, r.code, r.status, r.updated_at, ` + rowContent + `
  FROM import_match m JOIN import_rows r ON r.n = m.n
 WHERE m.round = $1 AND m.is_new
 ORDER BY r.n`

// A row is the whole of what its source says: what it leaves out is unknown from now on.
// An older row changes nothing here. Content that is the same only moves updated_at.
const updateDossiers = `
UPDATE dossiers d SET updated_at = r.updated_at, (` + content + `) = (` + rowContent + `)
  FROM import_match m JOIN import_rows r ON r.n = m.n
 WHERE m.round = $1 AND NOT m.is_new AND m.taken AND d.id = m.dossier_id
   AND (m.differs OR r.updated_at > d.updated_at)`

// addEvents appends the steps that are not in the history yet. A made one counts only
// where it changes the status: the same row again, at a later time, tells nothing new.
const addEvents = `
WITH told AS (
    SELECT m.dossier_id, e.at, r.updated_at AS seen_at, e.status, e.unit, e.note, e.made, r.n, e.place
      FROM import_match m JOIN import_rows r ON r.n = m.n JOIN import_events e ON e.n = m.n
     WHERE m.round = $1 AND NOT EXISTS (
           SELECT FROM dossier_events o
            WHERE o.dossier_id = m.dossier_id AND o.at = e.at AND o.status = e.status AND o.unit = e.unit)
), history AS (
    SELECT dossier_id, at, seen_at, status, NULL::bigint AS id, place, n, unit, note, made FROM told
    UNION ALL
    SELECT o.dossier_id, o.at, o.seen_at, o.status, o.id, 0, 0, o.unit, o.note, false
      FROM dossier_events o WHERE o.dossier_id IN (SELECT dossier_id FROM told)
), steps AS (
    SELECT *, lag(status) OVER (PARTITION BY dossier_id ORDER BY at, seen_at, id NULLS LAST, place) AS before
      FROM history
), added AS (
    INSERT INTO dossier_events (dossier_id, at, seen_at, status, unit, note, odd)
    SELECT dossier_id, at, seen_at, status, unit, note,
           coalesce(before || '>' || status = ANY ($2), false)
      FROM steps
     WHERE id IS NULL AND NOT (made AND before IS NOT DISTINCT FROM status)
     ORDER BY n, place
    ON CONFLICT DO NOTHING
    RETURNING dossier_id, odd
)
UPDATE import_match m SET added = a.added, odd = a.odd
  FROM (SELECT dossier_id, count(*) AS added, count(*) FILTER (WHERE odd) AS odd FROM added GROUP BY dossier_id) a
 WHERE m.round = $1 AND m.dossier_id = a.dossier_id`

// keepStatus is for a row older than what is stored that brings a step newer than the
// last one in the history. The same status seen again is no event, so the history may not
// tell that it still held when the newest row was seen; from now on it does.
const keepStatus = `
INSERT INTO dossier_events (dossier_id, at, seen_at, status)
SELECT d.id, d.updated_at, d.updated_at, d.status
  FROM import_match m JOIN dossiers d ON d.id = m.dossier_id CROSS JOIN LATERAL (
       SELECT status, at FROM dossier_events e WHERE e.dossier_id = d.id
        ORDER BY at DESC, seen_at DESC, id DESC LIMIT 1) last
 WHERE m.round = $1 AND NOT m.is_new AND NOT m.taken AND m.added > 0
   AND last.status <> d.status AND last.at <= d.updated_at
ON CONFLICT DO NOTHING`

// setStatus gives each dossier that has new events the status of its last one.
const setStatus = `
UPDATE dossiers d SET status = last.status
  FROM import_match m CROSS JOIN LATERAL (
       SELECT status FROM dossier_events e WHERE e.dossier_id = m.dossier_id
        ORDER BY at DESC, seen_at DESC, id DESC LIMIT 1) last
 WHERE m.round = $1 AND m.added > 0 AND d.id = m.dossier_id AND d.status <> last.status`

const selectOutcomes = `
SELECT m.code, m.was, d.status, m.is_new, m.added > 0 OR (m.taken AND m.differs) OR m.was <> d.status, m.odd
  FROM import_match m JOIN dossiers d ON d.id = m.dossier_id
 WHERE m.round = $1
 ORDER BY m.n`

// oddSteps are the steps out of the usual course, each as "from>to".
var oddSteps = func() []string {
	var steps []string
	for _, from := range dossier.Statuses {
		for _, to := range dossier.Statuses {
			if dossier.Odd(from, to) {
				steps = append(steps, string(from)+">"+string(to))
			}
		}
	}
	return steps
}()

func mergeRound(ctx context.Context, tx pgx.Tx, round int, outcomes []outcome) ([]outcome, error) {
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{matchRows, []any{round}},
		{addDossiers, []any{round}},
		{updateDossiers, []any{round}},
		{addEvents, []any{round, oddSteps}},
		{keepStatus, []any{round}},
		{setStatus, []any{round}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return nil, err
		}
	}
	rows, _ := tx.Query(ctx, selectOutcomes, round)
	return pgx.AppendRows(outcomes, rows, func(r pgx.CollectableRow) (outcome, error) {
		var o outcome
		err := r.Scan(&o.code, &o.from, &o.to, &o.isNew, &o.changed, &o.odd)
		return o, err
	})
}
