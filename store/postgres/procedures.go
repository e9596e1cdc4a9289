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

// Overlay is what a unit says beside the national record.
type Overlay struct {
	Unit, Fee, Note string
}

const selectProcedure = `
SELECT record FROM procedures WHERE code = $1
 ORDER BY since > $2, CASE WHEN since > $2 THEN since END, since DESC, id DESC
 LIMIT 1`

// Procedure gives the version of a procedure that was in force at a time: now for who
// asks, the time of receipt for a dossier. Before the first version the first counts.
// nil: there is no such procedure.
func (s *Store) Procedure(ctx context.Context, code string, at time.Time) (*procedure.Procedure, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var p procedure.Procedure
	err := s.db.QueryRow(ctx, selectProcedure, code, at.In(workday.Zone).Format(time.DateOnly)).Scan(&p)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // as documented: none is no error
	}
	if err != nil {
		return nil, fmt.Errorf("read procedure %s: %w", code, away(err))
	}
	return &p, nil
}

const selectOverlay = `
WITH RECURSIVE up (code, parent, step) AS (
    SELECT code, parent, 0 FROM units WHERE code = $2
    UNION ALL
    SELECT u.code, u.parent, up.step + 1 FROM units u JOIN up ON u.code = up.parent WHERE up.step < 10
)
SELECT o.unit, o.fee, o.note FROM procedure_overlays o JOIN up ON up.code = o.unit
 WHERE o.code = $1 ORDER BY up.step LIMIT 1`

// ProcedureOverlay gives what a unit says of a procedure, or the nearest unit above it
// that says anything; the zero Overlay if none does.
func (s *Store) ProcedureOverlay(ctx context.Context, code, unitCode string) (Overlay, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var o Overlay
	err := s.db.QueryRow(ctx, selectOverlay, code, unitCode).Scan(&o.Unit, &o.Fee, &o.Note)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Overlay{}, fmt.Errorf("read overlay of procedure %s: %w", code, away(err))
	}
	return o, nil
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
