package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
	"motcua/internal/unit"
)

// UnitRows is a file of units.
type UnitRows interface {
	Next() (unit.Unit, *intake.Reject, error)
}

// ImportUnits brings in a file of units, batch by batch. Of two rows of one code the
// later one stands. A unit that is in no file stays: dossiers may still name it.
func (s *Store) ImportUnits(ctx context.Context, rows UnitRows, o ImportOptions) (intake.Summary, error) {
	var sum intake.Summary
	var batch []unit.Unit
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		added, changed, err := s.mergeUnits(ctx, batch, o.DryRun)
		if err != nil {
			return fmt.Errorf("import %d units: %w", len(batch), away(err))
		}
		sum.New += added
		sum.Changed += changed
		sum.Unchanged += len(batch) - added - changed
		batch = batch[:0]
		return nil
	}
	for {
		u, reject, err := rows.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, intake.ErrBroken) {
			sum.Whole = errors.Is(err, io.EOF)
			return sum, flush()
		}
		if err != nil {
			return sum, errors.Join(fmt.Errorf("read file: %w", err), flush())
		}
		sum.Read++
		if reject != nil {
			sum.Rejected++
			if o.Reject != nil {
				o.Reject(*reject)
			}
			continue
		}
		if batch = append(batch, u); len(batch) == batchUnits {
			if err := flush(); err != nil {
				return sum, err
			}
		}
	}
}

const batchUnits = 1000

// The counter is also the lock: two imports of units go one after the other.
const bumpUnitsVersion = `UPDATE units_version SET n = n + 1`

// mergeUnits gives how many units are new and how many changed.
func (s *Store) mergeUnits(ctx context.Context, batch []unit.Unit, dryRun bool) (int, int, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, bumpUnitsVersion); err != nil {
		return 0, 0, err
	}
	added, changed, err := putUnits(ctx, tx, batch)
	if err != nil || dryRun || added+changed == 0 {
		return added, changed, err
	}
	if err := tx.Commit(ctx); err != nil {
		return 0, 0, err
	}
	s.units.forget()
	return added, changed, nil
}

const putUnit = `
INSERT INTO units AS u (code, name, kind, parent, identifiers, valid_from, valid_to, former_names, address, phone, map_url, hours)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (code) DO UPDATE SET
       (name, kind, parent, identifiers, valid_from, valid_to, former_names, address, phone, map_url, hours) =
       (excluded.name, excluded.kind, excluded.parent, excluded.identifiers, excluded.valid_from, excluded.valid_to,
        excluded.former_names, excluded.address, excluded.phone, excluded.map_url, excluded.hours)
 WHERE (u.name, u.kind, u.parent, u.identifiers, u.valid_from, u.valid_to, u.former_names, u.address, u.phone, u.map_url, u.hours)
       IS DISTINCT FROM
       (excluded.name, excluded.kind, excluded.parent, excluded.identifiers, excluded.valid_from, excluded.valid_to,
        excluded.former_names, excluded.address, excluded.phone, excluded.map_url, excluded.hours)
RETURNING xmax = 0`

// putUnits sends the units in one go and counts the answers: a row that was inserted
// says true, one that was changed false, one that was the same already says nothing.
func putUnits(ctx context.Context, tx pgx.Tx, batch []unit.Unit) (int, int, error) {
	added, changed := 0, 0
	var all pgx.Batch
	for _, u := range batch {
		all.Queue(putUnit, unitRow(u)...).Query(func(rows pgx.Rows) error {
			inserted, err := pgx.CollectRows(rows, pgx.RowTo[bool])
			for _, isNew := range inserted {
				if isNew {
					added++
				} else {
					changed++
				}
			}
			return err
		})
	}
	err := tx.SendBatch(ctx, &all).Close()
	return added, changed, err
}

func unitRow(u unit.Unit) []any {
	ids := make([]identifierRow, len(u.Identifiers))
	for i, x := range u.Identifiers {
		ids[i] = identifierRow{ID: x.ID, From: writeDay(x.From), To: writeDay(x.To)}
	}
	hours := make([]hoursRow, len(u.Hours))
	for i, x := range u.Hours {
		hours[i] = hoursRow(x)
	}
	return []any{u.Code, u.Name, u.Kind, u.Parent, ids, told(u.ValidFrom), told(u.ValidTo),
		orEmpty(u.FormerNames), u.Address, u.Phone, u.MapURL, hours}
}
