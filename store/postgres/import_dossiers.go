package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/unit"
)

// A batch is merged in one transaction. It is small enough that others wait only for
// moments and that the planner does not take it for a reason to read whole tables.
const (
	batchRows  = 10_000
	batchBytes = 16 << 20
)

// ImportOptions say how to import.
type ImportOptions struct {
	AsOf   time.Time // when the source was as the file says
	DryRun bool      // tell what would change, write nothing
	// Reject hears of each row that does not go in. Nil: nobody does.
	Reject func(intake.Reject)
}

// DossierRows is a file of dossiers.
type DossierRows interface {
	Next() (intake.DossierRow, *intake.Reject, error)
}

// ImportDossiers brings in a file of dossiers in one pass, batch by batch: what went in
// stays in when a later part fails or ctx ends, and the same file again does the rest.
// On a dry run each batch is judged by itself against what is stored.
func (s *Store) ImportDossiers(ctx context.Context, rows DossierRows, o ImportOptions) (intake.Summary, error) {
	units, err := s.Directory(ctx)
	if err != nil {
		return intake.Summary{}, err
	}
	im := &dossierImport{store: s, options: o, units: units, sources: map[string]bool{}}
	for {
		row, reject, err := rows.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, intake.ErrBroken) {
			im.sum.Whole = errors.Is(err, io.EOF)
			return im.sum, im.finish(ctx)
		}
		if err != nil {
			return im.sum, errors.Join(fmt.Errorf("read file: %w", err), im.flush(ctx))
		}
		im.sum.Read++
		if reject != nil {
			im.sum.Rejected++
			if o.Reject != nil {
				o.Reject(*reject)
			}
			continue
		}
		if err := im.add(ctx, row); err != nil {
			return im.sum, err
		}
	}
}

type dossierImport struct {
	store   *Store
	options ImportOptions
	units   *unit.Directory
	sources map[string]bool
	sum     intake.Summary

	batch []intake.DossierRow
	size  int
}

func (im *dossierImport) add(ctx context.Context, row intake.DossierRow) error {
	im.sources[row.Source] = true
	im.batch = append(im.batch, row)
	im.size += row.Size
	if len(im.batch) < batchRows && im.size < batchBytes {
		return nil
	}
	return im.flush(ctx)
}

// flush merges the batch and counts what came of it once it is committed.
func (im *dossierImport) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	outcomes, err := im.store.mergeBatch(ctx, im.batch, im.options.DryRun)
	if err != nil {
		return fmt.Errorf("import %d dossiers: %w", len(im.batch), away(err))
	}
	for _, o := range outcomes {
		im.count(o)
	}
	for _, row := range im.batch {
		im.sum.NoteUnknown(im.unknownUnits(row))
		if len(row.Extensions) > 1 {
			im.sum.Extended++
		}
	}
	im.batch, im.size = im.batch[:0], 0
	return nil
}

func (im *dossierImport) count(o outcome) {
	switch {
	case o.isNew:
		im.sum.New++
	case o.changed:
		im.sum.Changed++
	default:
		im.sum.Unchanged++
	}
	im.sum.Odd += o.odd
	if !o.isNew && o.from != o.to {
		im.sum.NoteMove(intake.Move{Code: o.code, From: o.from, To: o.to})
	}
}

// unknownUnits are the units that a row names and nobody knows, on the day they were
// meant: old identifiers belong to old dossiers.
func (im *dossierImport) unknownUnits(row intake.DossierRow) []string {
	at := row.ReceivedAt
	if at.IsZero() {
		at = row.SubmittedAt
	}
	if at.IsZero() {
		at = row.UpdatedAt
	}
	var unknown []string
	for _, ref := range []string{row.Unit, row.ReceivedBy, row.ReturnAt} {
		if ref == "" {
			continue
		}
		if _, ok := im.units.Find(ref, at); !ok {
			unknown = append(unknown, ref)
		}
	}
	return unknown
}

// finish merges the rest. Only a file that was read to its end tells that its sources
// were seen as a whole.
func (im *dossierImport) finish(ctx context.Context) error {
	if err := im.flush(ctx); err != nil {
		im.sum.Whole = false
		return err
	}
	if !im.sum.Whole || im.options.DryRun {
		return nil
	}
	return im.store.noteSources(ctx, im.sources, im.options.AsOf)
}

// A whole import of an older state does not make a source older.
const noteSources = `
INSERT INTO sources AS s (name, last_import_at)
SELECT name, @as_of FROM unnest(@names::text[]) name ORDER BY name
ON CONFLICT (name) DO UPDATE SET last_import_at = excluded.last_import_at
 WHERE s.last_import_at < excluded.last_import_at`

func (s *Store) noteSources(ctx context.Context, sources map[string]bool, asOf time.Time) error {
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, noteSources, pgx.NamedArgs{"names": names, "as_of": asOf}); err != nil {
		return fmt.Errorf("note import of %d sources: %w", len(names), away(err))
	}
	return nil
}

// outcome is what came of one row.
type outcome struct {
	code     dossier.Code
	from, to dossier.Status
	isNew    bool
	changed  bool // content, status or history
	odd      int  // steps that are not of the usual course
}
