package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/unit"
)

// mergeBatch merges rows as if they came one after the other, and gives what came of each.
// A row that says what is stored already costs a look, one of a dossier that is not here yet
// goes straight in; the others are staged and compared. told is how many followers earlier
// batches tell; it gives how many this one does.
func (s *Store) mergeBatch(ctx context.Context, b *batch, told int, units *unit.Directory, o ImportOptions) ([]outcome, int, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return nil, 0, err
	}
	// After a commit this does nothing; a context that ended must not stop it.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()

	if err := lockDossiers(ctx, tx); err != nil {
		return nil, 0, err
	}
	outcomes := make([]outcome, len(b.rows))
	if o.Bounds.Bound() {
		if err := barOthers(ctx, tx, b, outcomes, o.Bounds, units); err != nil {
			return nil, 0, err
		}
	}
	fresh, rest, err := sortOut(ctx, tx, b, outcomes)
	if err != nil {
		return nil, 0, err
	}
	news, err := followedBefore(ctx, tx, b.rows, rest)
	if err != nil {
		return nil, 0, err
	}
	if err := addFresh(ctx, tx, b, fresh, outcomes); err != nil {
		return nil, 0, err
	}
	if err := mergeRest(ctx, tx, b, rest, outcomes, o.DryRun); err != nil {
		return nil, 0, err
	}
	if o.DryRun {
		o.MostTold = 0
	}
	followers, err := s.tellOf(ctx, tx, news, told, o.MostTold)
	if err != nil || o.DryRun {
		return outcomes, followers, err
	}
	return outcomes, followers, tx.Commit(ctx)
}

// One batch at a time: two imports of the same codes cannot see each other half done.
// Readers are not held up. A batch may take longer than an answer to a citizen, and compiling
// costs more than it saves.
const lockDossiersSQL = `
SELECT set_config('statement_timeout', '120s', true), set_config('jit', 'off', true), pg_advisory_xact_lock(hashtext('dossiers'))`

// planned has a statement planned each time: a plan that was made for an empty table is a
// disaster on a full one. It is said of each, for what the server asks of its own accord, whether
// a step's dossier exists, must keep its plan: to make one a row took most of an import.
const planned = pgx.QueryExecModeCacheDescribe

func lockDossiers(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, lockDossiersSQL)
	return err
}

// sortRows tells of each row by its code whether there is no such dossier yet, or whether what
// is stored is what the row says. LIMIT keeps the planner to one look into the index a code.
const sortRows = `
SELECT array_agg(u.n) FILTER (WHERE d.id IS NULL), array_agg(u.n) FILTER (WHERE d.told = u.told)
  FROM unnest($1::int[], $2::text[], $3::bytea[]) u (n, code, told)
  LEFT JOIN LATERAL (SELECT id, told FROM dossiers WHERE code = u.code LIMIT 1) d ON true`

// sortOut gives the numbers of the rows of new dossiers and of those that must be compared.
// Where several rows of a batch are of one dossier they are compared one after the other.
func sortOut(ctx context.Context, tx pgx.Tx, b *batch, outcomes []outcome) ([]int, []int, error) {
	var numbers, fresh, same []int
	codes, marks := make([]string, 0, len(b.rows)), make([][]byte, 0, len(b.rows))
	for n := range b.rows {
		outcomes[n].code = b.rows[n].Code
		if b.packed[n].alone && !b.rows[n].Step && !outcomes[n].barred {
			numbers, codes, marks = append(numbers, n), append(codes, string(b.rows[n].Code)), append(marks, b.packed[n].told)
		}
	}
	if err := tx.QueryRow(ctx, sortRows, planned, numbers, codes, marks).Scan(&fresh, &same); err != nil {
		return nil, nil, err
	}
	settled := make([]bool, len(b.rows))
	for _, n := range fresh {
		settled[n] = true
	}
	for _, n := range same {
		settled[n], outcomes[n].here = true, true
	}
	var rest []int
	for n := range settled {
		if !settled[n] && !outcomes[n].barred {
			rest = append(rest, n)
		}
	}
	return fresh, rest, nil
}

const drawIDs = `
SELECT array_agg(nextval(pg_get_serial_sequence('dossiers', 'id'))) FROM generate_series(1, $1)`

// addFresh copies new dossiers and their steps to where they belong.
func addFresh(ctx context.Context, tx pgx.Tx, b *batch, fresh []int, outcomes []outcome) error {
	if len(fresh) == 0 {
		return nil
	}
	var ids []int64
	if err := tx.QueryRow(ctx, drawIDs, len(fresh)).Scan(&ids); err != nil {
		return err
	}
	rows, events := copyRows(copyHead), copyRows(copyHead)
	for i, n := range fresh {
		r := &b.packed[n]
		rows.row(len(dossierColumns))
		rows.int8(ids[i])
		rows = append(rows, r.body...)
		for _, e := range r.events {
			if e.twice {
				continue
			}
			events.row(len(eventColumns))
			events.int8(ids[i])
			events = append(events, r.seen...)
			events.bool(e.odd)
			events = append(events, e.body...)
		}
		o := &outcomes[n]
		o.here, o.isNew, o.changed, o.to, o.odd = true, true, true, r.status, r.odd
	}
	if err := copyInto(ctx, tx, "dossiers", dossierColumns, rows); err != nil {
		return err
	}
	if err := copyInto(ctx, tx, "dossier_events", eventColumns, events); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, freshFactsDue, ids[0], ids[len(ids)-1])
	return err
}

// matchRows finds the stored dossier of each row. Equal times are not older: what comes
// later is taken. A row of steps alone is never taken, and makes no dossier.
const matchRows = `
INSERT INTO import_match (n, round, code, dossier_id, is_new, was, taken, differs)
SELECT r.n, r.round, r.code, coalesce(d.id, nextval(pg_get_serial_sequence('dossiers', 'id'))),
       d.id IS NULL, coalesce(d.status, ''), NOT r.step AND r.updated_at >= d.updated_at,
       (` + rowContent + `) IS DISTINCT FROM (` + dossierContent + `)
  FROM import_rows r LEFT JOIN LATERAL (SELECT id, status, updated_at, ` + content + ` FROM dossiers WHERE code = r.code LIMIT 1) d ON true
 WHERE r.round = $1 AND (d.id IS NOT NULL OR NOT r.step)`

const addDossiers = `
INSERT INTO dossiers (id, code, status, updated_at, ` + content + `, told)
SELECT m.dossier_id, r.code, r.status, r.updated_at, ` + rowContent + `, r.told
  FROM import_match m JOIN import_rows r ON r.n = m.n
 WHERE m.round = $1 AND m.is_new
 ORDER BY r.n`

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

// updateDossiers: a row is the whole of what its source says, and what it leaves out is
// unknown from now on. Content that is the same only moves updated_at. The status is that of
// the last step.
const updateDossiers = `
UPDATE dossiers d SET updated_at = r.updated_at, told = r.told, (` + content + `) = (` + rowContent + `),
       status = CASE WHEN m.added = 0 THEN d.status ELSE (
                SELECT status FROM dossier_events e WHERE e.dossier_id = d.id
                 ORDER BY at DESC, seen_at DESC, id DESC LIMIT 1) END
  FROM import_match m JOIN import_rows r ON r.n = m.n
 WHERE m.round = $1 AND NOT m.is_new AND m.taken AND d.id = m.dossier_id
   AND (m.differs OR r.updated_at > d.updated_at OR d.told IS DISTINCT FROM r.told)`

// setStatus is for an older row, which changes nothing but the history and the status that
// follows from it. What was told last is not all that is known any more.
const setStatus = `
UPDATE dossiers d SET status = last.status, told = NULL
  FROM import_match m CROSS JOIN LATERAL (
       SELECT status FROM dossier_events e WHERE e.dossier_id = m.dossier_id
        ORDER BY at DESC, seen_at DESC, id DESC LIMIT 1) last
 WHERE m.round = $1 AND m.added > 0 AND NOT m.is_new AND NOT m.taken AND d.id = m.dossier_id
   AND (d.status <> last.status OR d.told IS NOT NULL)`

const selectOutcomes = `
SELECT m.n, m.was, d.status, m.is_new, m.added > 0 OR (m.taken AND m.differs) OR m.was <> d.status, m.odd
  FROM import_match m JOIN dossiers d ON d.id = m.dossier_id
 WHERE m.round = $1`

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

// mergeRest merges the rows that must be compared. Rows of one code go in rounds: the first row
// of each code, then the second of those that have one.
func mergeRest(ctx context.Context, tx pgx.Tx, b *batch, rest []int, outcomes []outcome, explain bool) error {
	if len(rest) == 0 {
		return nil
	}
	rounds, err := stage(ctx, tx, b, rest)
	if err != nil {
		return err
	}
	for round := 1; round <= rounds; round++ {
		if err := mergeRound(ctx, tx, round, outcomes, explain); err != nil {
			return err
		}
	}
	return nil
}

func mergeRound(ctx context.Context, tx pgx.Tx, round int, outcomes []outcome, explain bool) error {
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{matchRows, []any{planned, round}},
		{addDossiers, []any{planned, round}},
		{addEvents, []any{planned, round, oddSteps}},
		{keepStatus, []any{planned, round}},
	} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return err
		}
	}
	if explain {
		if err := explainRound(ctx, tx, round, outcomes); err != nil {
			return err
		}
	}
	for _, sql := range []string{updateDossiers, setStatus, changedFactsDue} {
		if _, err := tx.Exec(ctx, sql, planned, round); err != nil {
			return err
		}
	}
	rows, _ := tx.Query(ctx, selectOutcomes, planned, round)
	var n, odd int
	var from, to dossier.Status
	var isNew, changed bool
	_, err := pgx.ForEachRow(rows, []any{&n, &from, &to, &isNew, &changed, &odd}, func() error {
		o := &outcomes[n]
		o.here, o.from, o.to, o.isNew, o.changed, o.odd = true, from, to, isNew, changed, odd
		return nil
	})
	return err
}
