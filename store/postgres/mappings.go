package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
)

const selectMappings = `SELECT source, kind, raw, ours, note FROM mappings ORDER BY source, kind, raw`

// MappingList are all mappings, by source, kind and text.
func (s *Store) MappingList(ctx context.Context) ([]intake.Mapping, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectMappings)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[intake.Mapping])
	if err != nil {
		return nil, fmt.Errorf("read mappings: %w", away(err))
	}
	return list, nil
}

// Mappings are how sources' own statuses, units and channels are read.
func (s *Store) Mappings(ctx context.Context) (*intake.Mappings, error) {
	list, err := s.MappingList(ctx)
	if err != nil {
		return nil, err
	}
	return intake.NewMappings(list), nil
}

const putMapping = `
INSERT INTO mappings AS m (source, kind, key, raw, ours, note) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (source, kind, key) DO UPDATE SET raw = excluded.raw, ours = excluded.ours, note = excluded.note
 WHERE (m.raw, m.ours, m.note) IS DISTINCT FROM (excluded.raw, excluded.ours, excluded.note)
RETURNING xmax = 0`

const removeMapping = `DELETE FROM mappings WHERE source = $1 AND kind = $2 AND key = $3 RETURNING false`

// ImportMappings brings in changes of mappings, all of a file at once. What is stored of
// dossiers stays as it was read: the next import of their source reads it anew.
func (s *Store) ImportMappings(ctx context.Context, rows rowsOf[intake.MappingRow], o ImportOptions) (intake.Summary, error) {
	var sum intake.Summary
	var batch pgx.Batch
	for {
		row, reject, err := rows.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, intake.ErrBroken) {
			sum.Whole = errors.Is(err, io.EOF)
			break
		}
		if err != nil {
			return sum, fmt.Errorf("read file: %w", err)
		}
		sum.Read++
		if reject != nil {
			o.reject(&sum, *reject)
			continue
		}
		queueMapping(&batch, row).Query(countRows(&sum.New, &sum.Changed))
	}
	n := batch.Len()
	if err := s.sendMappings(ctx, &batch, o.DryRun); err != nil {
		return intake.Summary{}, fmt.Errorf("import %d mappings: %w", n, away(err))
	}
	sum.Unchanged = n - sum.New - sum.Changed
	return sum, nil
}

func queueMapping(batch *pgx.Batch, row intake.MappingRow) *pgx.QueuedQuery {
	if row.Remove {
		return batch.Queue(removeMapping, row.Source, row.Kind, row.Key())
	}
	return batch.Queue(putMapping, row.Source, row.Kind, row.Key(), row.Raw, row.Ours, row.Note)
}

func (s *Store) sendMappings(ctx context.Context, batch *pgx.Batch, dryRun bool) error {
	if batch.Len() == 0 {
		return nil
	}
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := tx.SendBatch(ctx, batch).Close(); err != nil || dryRun {
		return err
	}
	return tx.Commit(ctx)
}
