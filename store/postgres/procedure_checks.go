package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/procedure"
	"motcua/internal/workday"
)

const insertCheck = `INSERT INTO procedure_checks (code, seen, made_by, at) VALUES ($1, $2, $3, $4)`

// CheckProcedure keeps that somebody compared what citizens are told of a procedure with
// the official portal. It holds until the text changes.
func (s *Store) CheckProcedure(ctx context.Context, p *procedure.Procedure, by string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, insertCheck, p.Code, procedure.Fingerprint(p), by, at); err != nil {
		return fmt.Errorf("keep a check of procedure %s: %w", p.Code, away(err))
	}
	return nil
}

// checked dates a record whose text, as it is, somebody checked: checks are all of its
// code, by fingerprint. What the source says itself stands.
func checked(p *procedure.Procedure, checks map[string]time.Time) {
	if !p.CheckedAt.IsZero() || len(checks) == 0 {
		return
	}
	if at, ok := checks[procedure.Fingerprint(p)]; ok {
		p.CheckedAt = at.In(workday.Zone)
	}
}

const selectChecks = `SELECT code, seen FROM procedure_checks`

// Unchecked gives the procedures in force of which nobody has checked the present text.
func (s *Store) Unchecked(ctx context.Context, at time.Time) ([]procedure.Procedure, error) {
	ctx, cancel := context.WithTimeout(ctx, buildTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectChecks)
	done := map[[2]string]bool{}
	var code, seen string
	if _, err := pgx.ForEachRow(rows, []any{&code, &seen}, func() error {
		done[[2]string{code, seen}] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read checks: %w", away(err))
	}
	all, err := s.catalogue(ctx, at.In(workday.Zone).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	var out []procedure.Procedure
	for i := range all {
		if all[i].CheckedAt.IsZero() && !done[[2]string{all[i].Code, procedure.Fingerprint(&all[i])}] {
			out = append(out, all[i])
		}
	}
	return out, nil
}
