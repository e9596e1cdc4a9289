package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/procedure"
	"motcua/internal/workday"
)

const selectProcedure = `
WITH RECURSIVE up (code, parent, step) AS (
    SELECT code, parent, 0 FROM units WHERE code = $3
    UNION ALL
    SELECT u.code, u.parent, up.step + 1 FROM units u JOIN up ON u.code = up.parent WHERE up.step < 10
), own AS (
    SELECT o.unit, o.fee, o.note FROM procedure_overlays o JOIN up ON up.code = o.unit
     WHERE o.code = $1 ORDER BY up.step LIMIT 1
)
SELECT p.record, coalesce(own.unit, ''), coalesce(own.fee, ''), coalesce(own.note, ''),
       (SELECT jsonb_object_agg(seen, at) FROM (SELECT seen, max(at) AS at FROM procedure_checks WHERE code = $1 GROUP BY seen) c)
  FROM procedures p LEFT JOIN own ON true WHERE p.code = $1
 ORDER BY p.since > $2, CASE WHEN p.since > $2 THEN p.since END, p.since DESC, p.id DESC
 LIMIT 1`

// Procedure gives the version of a procedure that was in force at a time (now for who
// asks, the time of receipt for a dossier; before the first version the first counts), and
// what a unit, or the nearest one above it that says anything, says beside it. nil: there
// is no such procedure.
func (s *Store) Procedure(ctx context.Context, code, unitCode string, at time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var p procedure.Procedure
	var o procedure.Overlay
	var checks map[string]time.Time
	day := at.In(workday.Zone).Format(time.DateOnly)
	err := s.db.QueryRow(ctx, selectProcedure, code, day, unitCode).Scan(&p, &o.Unit, &o.Fee, &o.Note, &checks)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, procedure.Overlay{}, nil
	}
	if err != nil {
		return nil, procedure.Overlay{}, fmt.Errorf("read procedure %s: %w", code, away(err))
	}
	checked(&p, checks)
	return &p, o, nil
}

const selectCatalogue = `
SELECT DISTINCT ON (code) record FROM procedures
 ORDER BY code, since > $1, CASE WHEN since > $1 THEN since END, since DESC, id DESC`

// catalogue gives the version of every procedure that is in force on a day.
func (s *Store) catalogue(ctx context.Context, day string) ([]procedure.Procedure, error) {
	rows, _ := s.db.Query(ctx, selectCatalogue, day)
	all, err := pgx.CollectRows(rows, pgx.RowTo[procedure.Procedure])
	if err != nil {
		return nil, fmt.Errorf("read procedures: %w", away(err))
	}
	return all, nil
}
