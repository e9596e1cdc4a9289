package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/token"
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
	// MostTold is how many followers of dossiers may be told of what changes; an import that
	// would tell more stops before the batch with which it would. 0: any number; below 0: none.
	MostTold int
	// Part says that the file is a part of what its sources have: it makes none of them fresh.
	Part bool
	// Bounds are the only sources and units whose dossiers may be touched.
	Bounds token.Bounds
	// Took hears of each row that went in or was there already. Nil: nobody does.
	Took func(intake.Took)
	// Reject hears of each row that does not go in. Nil: nobody does.
	Reject func(intake.Reject)
}

// DossierRows is a file of dossiers.
type DossierRows interface {
	Next() (intake.DossierRow, *intake.Reject, error)
}

// ImportDossiers brings in a file of dossiers in one pass, batch by batch: what went in
// stays in when a later part fails or ctx ends, and the same file again does the rest.
// On a dry run each batch is judged by itself against what is stored. While one batch is
// merged the next is read and packed by goroutines of the import's own: rows is asked by one of
// them and not any more once the import is over; Reject is called by the caller's.
func (s *Store) ImportDossiers(ctx context.Context, rows DossierRows, o ImportOptions) (intake.Summary, error) {
	units, err := s.Directory(ctx)
	if err != nil {
		return intake.Summary{}, err
	}
	im := &dossierImport{store: s, options: o, units: units, sources: map[string]bool{}}
	ahead, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	read, packed := make(chan *batch), make(chan *batch)
	running.Go(func() { readBatches(ahead, rows, read) })
	running.Go(func() { im.packBatches(ahead, read, packed) })
	for b := range packed {
		err := im.merge(ctx, b)
		switch {
		case err != nil || b.end == nil:
		case errors.Is(b.end, io.EOF) || errors.Is(b.end, intake.ErrBroken):
			im.sum.Whole = errors.Is(b.end, io.EOF)
			return im.sum, im.finish(ctx)
		default:
			err = fmt.Errorf("read file: %w", b.end)
		}
		if err != nil {
			return im.sum, err
		}
	}
	return im.sum, fmt.Errorf("import dossiers: %w", ctx.Err())
}

// batch is a piece of a file.
type batch struct {
	rows    []intake.DossierRow
	rejects []intake.Reject
	size    int
	end     error // what ended the file behind it; nil where more comes

	packed  []packedRow
	unknown map[int][]string // units that nobody knows, by the number of the row
}

// readBatches reads rows until they end or nobody wants them any more.
func readBatches(ctx context.Context, rows DossierRows, to chan<- *batch) {
	defer close(to)
	for {
		b := readBatch(rows)
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		if b.end != nil {
			return
		}
	}
}

func readBatch(rows DossierRows) *batch {
	b := &batch{rows: make([]intake.DossierRow, 0, batchRows)}
	for len(b.rows)+len(b.rejects) < batchRows && b.size < batchBytes {
		row, reject, err := rows.Next()
		switch {
		case err != nil:
			b.end = err
			return b
		case reject != nil:
			b.rejects = append(b.rejects, *reject)
		default:
			b.rows = append(b.rows, row)
			b.size += row.Size
		}
	}
	return b
}

// packBatches makes batches ready to be merged.
func (im *dossierImport) packBatches(ctx context.Context, from <-chan *batch, to chan<- *batch) {
	defer close(to)
	p := im.store.newPacker()
	for b := range from {
		if err := im.pack(p, b); err != nil {
			*b = batch{end: err}
		}
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
	}
}

func (im *dossierImport) pack(p *packer, b *batch) error {
	if im.options.Bounds.Bound() {
		im.keepWithin(b)
	}
	var err error
	if b.packed, err = p.pack(b.rows); err != nil {
		return err
	}
	b.unknown = map[int][]string{}
	for n := range b.rows {
		if names := im.unknownUnits(&b.rows[n]); names != nil {
			b.unknown[n] = names
		}
	}
	return nil
}

type dossierImport struct {
	store   *Store
	options ImportOptions
	units   *unit.Directory
	sources map[string]bool
	sum     intake.Summary
}

// merge merges a batch, counts what came of it once it is committed, and tells of the rows
// that did not go in.
func (im *dossierImport) merge(ctx context.Context, b *batch) error {
	read := len(b.rows) + len(b.rejects)
	if len(b.rows) > 0 {
		outcomes, told, err := im.store.mergeBatch(ctx, b, im.sum.Told, im.units, im.options)
		if err != nil {
			return fmt.Errorf("import %d dossiers: %w", len(b.rows), away(err))
		}
		im.sum.Told += told
		for n := range outcomes {
			im.count(b, n, &outcomes[n])
		}
	}
	im.sum.Read += read
	im.sum.Rejected += len(b.rejects)
	if im.options.Reject != nil {
		slices.SortStableFunc(b.rejects, func(x, y intake.Reject) int { return x.Line - y.Line })
		for _, r := range b.rejects {
			im.options.Reject(r)
		}
	}
	return nil
}

func (im *dossierImport) count(b *batch, n int, o *outcome) {
	row := &b.rows[n]
	im.sources[row.Source] = true
	if !o.here {
		why := intake.NoDossier
		if o.barred {
			why = intake.OthersDossier
		}
		b.rejects = append(b.rejects, intake.Reject{Line: row.Line, Nth: row.Nth, Field: "code", Value: string(row.Code), Reason: why})
		return
	}
	came := intake.CameUnchanged
	switch {
	case o.isNew:
		im.sum.New++
		came = intake.CameNew
	case o.changed:
		im.sum.Changed++
		came = intake.CameChanged
	default:
		im.sum.Unchanged++
	}
	if im.options.Took != nil {
		im.options.Took(intake.Took{Line: row.Line, Nth: row.Nth, Code: row.Code, Came: came})
	}
	im.sum.Odd += o.odd
	if !o.isNew && o.from != o.to {
		im.sum.Moved++
	}
	if c := o.change; c != nil {
		if o.from != o.to {
			c.What = slices.Insert(c.What, 0, intake.FieldChange{Field: "status", From: string(o.from), To: string(o.to)})
		}
		im.sum.NoteChange(*c)
	}
	im.sum.NoteUnknown(b.unknown[n])
	if len(row.Extensions) > 1 {
		im.sum.Extended++
	}
}

// unknownUnits are the units that a row names and nobody knows, on the day they were meant.
func (im *dossierImport) unknownUnits(row *intake.DossierRow) []string {
	at := meant(row)
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

// finish: only a file that was read to its end tells that its sources were seen as a whole.
func (im *dossierImport) finish(ctx context.Context) error {
	if !im.sum.Whole || im.options.DryRun || im.options.Part {
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
	here     bool // false: steps of a dossier that is not here, or one that is barred
	barred   bool // the stored dossier lies outside the bounds
	code     dossier.Code
	from, to dossier.Status
	isNew    bool
	changed  bool // content, status or history
	odd      int  // steps that are not of the usual course

	change *intake.Change // on a dry run: what changes
}
