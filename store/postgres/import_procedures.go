package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
	"motcua/internal/workday"
)

// rowsOf is a file of rows.
type rowsOf[T any] interface {
	Next() (T, *intake.Reject, error)
}

// merger merges a batch of rows and counts how many are new and how many changed. It
// may reject rows that only the store can judge; those are not counted.
type merger[T any] func(ctx context.Context, tx pgx.Tx, batch []T) (added, changed int, rejects []intake.Reject, err error)

// The counter is also the lock: two imports of procedures go one after the other.
const bumpProceduresVersion = `UPDATE procedures_version SET n = n + 1`

const batchProcedures = 500

// importBatches reads a file and merges it batch by batch, each in its transaction.
func importBatches[T any](ctx context.Context, s *Store, rows rowsOf[T], o ImportOptions, merge merger[T]) (intake.Summary, error) {
	var sum intake.Summary
	var batch []T
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		defer func() { batch = batch[:0] }()
		return s.mergeProcedures(ctx, o, &sum, len(batch), func(tx pgx.Tx) (int, int, []intake.Reject, error) {
			return merge(ctx, tx, batch)
		})
	}
	for {
		row, reject, err := rows.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, intake.ErrBroken) {
			sum.Whole = errors.Is(err, io.EOF)
			return sum, flush()
		}
		if err != nil {
			return sum, errors.Join(fmt.Errorf("read file: %w", err), flush())
		}
		sum.Read++
		if reject != nil {
			o.reject(&sum, *reject)
			continue
		}
		if batch = append(batch, row); len(batch) == batchProcedures {
			if err := flush(); err != nil {
				return sum, err
			}
		}
	}
}

func (o ImportOptions) reject(sum *intake.Summary, r intake.Reject) {
	sum.Rejected++
	if o.Reject != nil {
		o.Reject(r)
	}
}

// mergeProcedures runs one merge in a transaction of its own and adds it to the sum.
func (s *Store) mergeProcedures(ctx context.Context, o ImportOptions, sum *intake.Summary, n int, merge func(pgx.Tx) (int, int, []intake.Reject, error)) error {
	added, changed, rejects, err := s.inProcedures(ctx, o.DryRun, merge)
	if err != nil {
		return fmt.Errorf("import %d rows: %w", n, away(err))
	}
	for _, r := range rejects {
		o.reject(sum, r)
	}
	sum.New += added
	sum.Changed += changed
	sum.Unchanged += n - added - changed - len(rejects)
	return nil
}

func (s *Store) inProcedures(ctx context.Context, dryRun bool, merge func(pgx.Tx) (int, int, []intake.Reject, error)) (int, int, []intake.Reject, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return 0, 0, nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, bumpProceduresVersion); err != nil {
		return 0, 0, nil, err
	}
	added, changed, rejects, err := merge(tx)
	if err != nil || dryRun || added+changed == 0 {
		return added, changed, rejects, err
	}
	if err := tx.Commit(ctx); err != nil {
		return 0, 0, nil, err
	}
	s.search.forget()
	return added, changed, rejects, nil
}

// ImportProcedures brings in a file of procedures and of units' overlays. A row of a
// known version mends that version; one of another decision or date is a new version
// beside the old ones. A procedure that is in no file stays.
func (s *Store) ImportProcedures(ctx context.Context, rows rowsOf[intake.ProcedureRow], o ImportOptions) (intake.Summary, error) {
	day := o.AsOf
	if day.IsZero() {
		day = time.Now()
	}
	since := day.In(workday.Zone).Format(time.DateOnly)
	return importBatches(ctx, s, rows, o, func(ctx context.Context, tx pgx.Tx, batch []intake.ProcedureRow) (int, int, []intake.Reject, error) {
		added, changed, err := putProcedures(ctx, tx, batch, since)
		return added, changed, nil, err
	})
}

const putProcedure = `
INSERT INTO procedures AS p (code, decision, valid_from, since, record)
VALUES ($1, $2, $3, coalesce($3, $4::date), $5)
ON CONFLICT (code, decision, valid_from) DO UPDATE SET record = excluded.record
 WHERE p.record IS DISTINCT FROM excluded.record
RETURNING xmax = 0`

const putOverlay = `
INSERT INTO procedure_overlays AS o (code, unit, fee, note) VALUES ($1, $2, $3, $4)
ON CONFLICT (code, unit) DO UPDATE SET (fee, note) = (excluded.fee, excluded.note)
 WHERE (o.fee, o.note) IS DISTINCT FROM (excluded.fee, excluded.note)
RETURNING xmax = 0`

// putProcedures sends the rows in one go and counts the answers as putUnits does.
func putProcedures(ctx context.Context, tx pgx.Tx, batch []intake.ProcedureRow, since string) (int, int, error) {
	added, changed := 0, 0
	var all pgx.Batch
	for _, p := range batch {
		query, args := putProcedure, []any{p.Code, p.Decision, told(p.ValidFrom), since, p.Procedure}
		if p.Overlay() {
			query, args = putOverlay, []any{p.Code, p.Unit, p.Fee, p.Note}
		}
		all.Queue(query, args...).Query(countRows(&added, &changed))
	}
	err := tx.SendBatch(ctx, &all).Close()
	return added, changed, err
}

// countRows counts what a statement returns: true for a row that was inserted, false
// for one that was changed.
func countRows(added, changed *int) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		inserted, err := pgx.CollectRows(rows, pgx.RowTo[bool])
		for _, isNew := range inserted {
			if isNew {
				*added++
			} else {
				*changed++
			}
		}
		return err
	}
}
