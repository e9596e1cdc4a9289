package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/token"
	"motcua/internal/unit"
)

// keepWithin takes the rows out of a batch that say themselves that they lie outside the
// bounds. A step names no unit of its dossier: what is stored decides.
func (im *dossierImport) keepWithin(b *batch) {
	bounds := im.options.Bounds
	kept := b.rows[:0]
	for i := range b.rows {
		row := &b.rows[i]
		reject := intake.Reject{Line: row.Line, Nth: row.Nth}
		switch {
		case !bounds.HoldsSource(row.Source):
			reject.Field, reject.Reason, reject.Args = "source", intake.OthersSource, []any{bounds.Source}
		case !row.Step && !bounds.HoldsUnit(im.units, row.Unit, meant(row)):
			reject.Field, reject.Reason, reject.Args = "unit", intake.OthersUnit, []any{strings.Join(bounds.Units, ", ")}
		default:
			kept = append(kept, *row)
			continue
		}
		b.rejects = append(b.rejects, reject)
	}
	b.rows = kept
}

const selectHolders = `
SELECT code, source, unit, coalesce(received_at, submitted_at, updated_at) FROM dossiers WHERE code = ANY ($1)`

// barOthers marks the rows whose stored dossier lies outside the bounds: nobody takes a
// dossier over by sending its code.
func barOthers(ctx context.Context, tx pgx.Tx, b *batch, outcomes []outcome, bounds token.Bounds, units *unit.Directory) error {
	codes := make([]string, len(b.rows))
	for n := range b.rows {
		codes[n] = string(b.rows[n].Code)
	}
	barred := map[dossier.Code]bool{}
	var code dossier.Code
	var source, ref string
	var at time.Time
	rows, _ := tx.Query(ctx, selectHolders, planned, codes)
	_, err := pgx.ForEachRow(rows, []any{&code, &source, &ref, &at}, func() error {
		if !bounds.HoldsSource(source) || !bounds.HoldsUnit(units, ref, at) {
			barred[code] = true
		}
		return nil
	})
	for n := range b.rows {
		outcomes[n].barred = barred[b.rows[n].Code]
	}
	return err
}

// meant is the day on which a row's units are meant: old identifiers belong to old dossiers.
func meant(row *intake.DossierRow) time.Time {
	for _, at := range []time.Time{row.ReceivedAt, row.SubmittedAt} {
		if !at.IsZero() {
			return at
		}
	}
	return row.UpdatedAt
}
