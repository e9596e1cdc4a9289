package postgres

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/unit"
)

// entryColumns are what forms.Entry is filled from.
const entryColumns = `code, procedure, applicant, unit, received_at, due_at, finished_at, returned_at, return_channel, status`

// registerSettings are for somebody who waits for a file.
const registerSettings = `SELECT set_config('statement_timeout', '300s', true)`

const selectRegister = `
SELECT ` + entryColumns + ` FROM dossiers
 WHERE received_at >= $1 AND received_at < $2 ORDER BY received_at, code`

// Register are the dossiers received in a Period in the order of their receipt, those of
// one Unit and of what is below it where it is named. The applicant's name is masked here
// and goes no further.
func (s *Store) Register(ctx context.Context, p report.Period, only report.Only) iter.Seq2[forms.Entry, error] {
	return s.entries(ctx, p, only, selectRegister, p.From, p.To)
}

// What has ended, and what waits for its citizen, cannot be late: see report.Tally.
const selectLateOnes = `
SELECT ` + entryColumns + ` FROM dossiers
 WHERE status IN ('accepted', 'processing') AND due_at < $1 AND received_at IS NOT NULL
 ORDER BY due_at, code`

// Late are the dossiers in hand that are due before a time, the longest overdue first.
func (s *Store) Late(ctx context.Context, until time.Time, only report.Only) ([]forms.Entry, error) {
	var out []forms.Entry
	for e, err := range s.entries(ctx, report.Period{From: until, To: until}, only, selectLateOnes, until) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// entries reads row by row, so that a year of a province is never in memory at once.
func (s *Store) entries(ctx context.Context, p report.Period, only report.Only, query string, args ...any) iter.Seq2[forms.Entry, error] {
	return func(yield func(forms.Entry, error) bool) {
		dir, err := s.Directory(ctx)
		if err != nil {
			yield(forms.Entry{}, err)
			return
		}
		wanted, err := wantedUnits(dir, p, only)
		if err != nil {
			yield(forms.Entry{}, err)
			return
		}
		of := &officesOf{dir: dir, only: wanted}
		err = pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, registerSettings); err != nil {
				return err
			}
			rows, err := tx.Query(ctx, query, args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				e, err := scanEntry(rows)
				if err != nil {
					return err
				}
				if of.name(&e) && !yield(e, nil) {
					return nil
				}
			}
			return rows.Err()
		})
		if err != nil {
			yield(forms.Entry{}, fmt.Errorf("read the register: %w", away(err)))
		}
	}
}

func scanEntry(row pgx.CollectableRow) (forms.Entry, error) {
	var e forms.Entry
	var received, due, finished, returned *time.Time
	err := row.Scan(&e.Code, &e.Procedure, &e.Applicant, &e.Unit, &received, &due, &finished, &returned, &e.ReturnedBy, &e.Status)
	e.Applicant = dossier.MaskName(e.Applicant)
	e.ReceivedAt, e.DueAt, e.FinishedAt, e.ReturnedAt = here(received), here(due), here(finished), here(returned)
	return e, err
}

// officesOf names the offices of entries.
type officesOf struct {
	dir  *unit.Directory
	only map[string]bool
}

// name puts the office's name where the directory knows what the source sent, and says
// whether the office is one of those that are asked for.
func (o *officesOf) name(e *forms.Entry) bool {
	code := e.Unit
	if u, ok := o.dir.Find(e.Unit, e.ReceivedAt); ok {
		code, e.Unit = u.Code, u.Name
	}
	return o.only == nil || o.only[code]
}
