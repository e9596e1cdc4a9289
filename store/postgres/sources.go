package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua/internal/source"
	"motcua/internal/workday"
)

const selectSources = `
SELECT name, last_import_at, coalesce(every_hours, 0), coalesce(every_days, 0) FROM sources ORDER BY name`

// Sources are all that were ever imported whole, without the number of their dossiers.
func (s *Store) Sources(ctx context.Context) ([]source.State, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectSources)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (source.State, error) {
		var one source.State
		err := r.Scan(&one.Name, &one.LastImport, &one.Every.Hours, &one.Every.Days)
		one.LastImport = one.LastImport.In(workday.Zone)
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("read sources: %w", away(err))
	}
	return all, nil
}

// Counting reads all dossiers: it is for an operator who waits, not for a page.
const countOfSources = `SELECT source, count(*) FROM dossiers GROUP BY source`

// SourcesCounted are the sources with the number of their dossiers.
func (s *Store) SourcesCounted(ctx context.Context) ([]source.State, error) {
	all, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	var name string
	var n int64
	err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = '5min'"); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, countOfSources)
		_, err := pgx.ForEachRow(rows, []any{&name, &n}, func() error { counts[name] = n; return nil })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count dossiers of sources: %w", away(err))
	}
	for i := range all {
		all[i].Dossiers = counts[all[i].Name]
	}
	return all, nil
}

const expectSource = `
UPDATE sources SET every_hours = nullif($2, 0), every_days = nullif($3, 0) WHERE name = $1`

// ExpectSource keeps how often a source is to come; false: there is none of this name.
func (s *Store) ExpectSource(ctx context.Context, name string, every source.Every) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, expectSource, name, every.Hours, every.Days)
	if err != nil {
		return false, fmt.Errorf("keep how often a source comes: %w", away(err))
	}
	return tag.RowsAffected() == 1, nil
}
