package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"motcua/internal/intake"
	"motcua/store/postgres"
)

// importCmd is `motcua import`.
type importCmd struct {
	Dossiers importDossiersCmd `cmd:"" help:"Bring in dossiers."`
	Units    importUnitsCmd    `cmd:"" help:"Bring in units: provinces, communes, centres."`

	Procedures importProceduresCmd `cmd:"" help:"Bring in procedures, and units' own fees and notes."`
	Aliases    importAliasesCmd    `cmd:"" help:"Add, mend or remove everyday names of procedures."`
	Mappings   importMappingsCmd   `cmd:"" help:"Say how a source's own statuses, units and channels are read."`
}

type importDossiersCmd struct {
	importFlags

	AsOf   importTime `help:"When the source was as the files say, for rows without updated_at (default: now)." name:"as-of"       placeholder:"TIME"`
	Source string     `help:"Source of rows that name none."                                                    placeholder:"NAME"`
	Yes    bool       `help:"Send news to however many people follow what changes; without it an import stops before it would reach more than 1000."`
}

// mostTold is how many people an import may send news to unless that is wanted: a file
// that is wrong in some way changes everything at once.
const mostTold = 1000

type importUnitsCmd struct {
	importFlags
}

type importProceduresCmd struct {
	importFlags
}

type importAliasesCmd struct {
	importFlags

	By  string `help:"Who makes the change, for rows that name nobody." placeholder:"NAME"`
	Why string `help:"Why, for rows that do not say."                   placeholder:"TEXT"`
}

type importFlags struct {
	storeSettings

	Files   []string `arg:""                                                                     help:"Files or folders to read, packed by gzip or not; - is standard input." name:"file"`
	Format  string   `default:""                                                                 enum:",ndjson,json,csv,xlsx"                                                 help:"Format of the files: ndjson, json, csv or xlsx (default: by their ending)."`
	DryRun  bool     `help:"Say what would change and write nothing."`
	Rejects string   `help:"Write rows that do not go in, and why, to a table (.xlsx or .csv)." placeholder:"FILE"`
	Lang    string   `default:"en"                                                               enum:"en,vi"                                                                 help:"Language of the report: en or vi."`
}

// importTime is a time as rows write it.
type importTime struct{ time.Time }

// UnmarshalText reads RFC 3339 or a date.
func (t *importTime) UnmarshalText(text []byte) error {
	read, ok := intake.ReadTime(string(text))
	if !ok {
		return fmt.Errorf("%q is not a time; write 2026-11-25T08:40:00+07:00 or 2026-11-25", text)
	}
	t.Time = read
	return nil
}

// What a file is of.
const (
	kindDossiers   = "dossiers"
	kindUnits      = "units"
	kindProcedures = "procedures"
	kindAliases    = "aliases"
)

// importOptions are one run of the command.
type importOptions struct {
	Kind   string // kindDossiers ...
	Files  []string
	Format intake.Format // "" = by each file's ending
	AsOf   time.Time     // zero = now
	Source string
	By     string // aliases: who
	Why    string
	DryRun bool
	Lang   string

	// MostTold is how many followers may be told of changed dossiers, 0 any number.
	MostTold int

	Rejects string              // a table to write rejected rows to; "" = none
	Reject  func(intake.Reject) // hears of each row that does not go in; may be nil
	Follow  func(importRows)    // is given the rows before they are read; may be nil
}

// importRows is what the readers of all kinds of rows can tell.
type importRows interface {
	Notes() []intake.Said
	RowsRead() int64
}

func (c *importDossiersCmd) options() importOptions {
	o := c.flags(kindDossiers)
	o.AsOf, o.Source = c.AsOf.Time, c.Source
	if !c.Yes {
		o.MostTold = mostTold
	}
	return o
}

func (c *importUnitsCmd) options() importOptions { return c.flags(kindUnits) }

func (c *importProceduresCmd) options() importOptions { return c.flags(kindProcedures) }

func (c *importAliasesCmd) options() importOptions {
	o := c.flags(kindAliases)
	o.By, o.Why = c.By, c.Why
	return o
}

func (f *importFlags) flags(kind string) importOptions {
	return importOptions{Kind: kind, Files: f.Files, Format: intake.Format(f.Format), DryRun: f.DryRun, Rejects: f.Rejects, Lang: f.Lang}
}

// Run brings in dossiers.
func (c *importDossiersCmd) Run(ctx context.Context, std streams) error {
	return c.run(ctx, std, c.options())
}

// Run brings in units.
func (c *importUnitsCmd) Run(ctx context.Context, std streams) error {
	return c.run(ctx, std, c.options())
}

// Run brings in procedures.
func (c *importProceduresCmd) Run(ctx context.Context, std streams) error {
	return c.run(ctx, std, c.options())
}

// Run brings in everyday names.
func (c *importAliasesCmd) Run(ctx context.Context, std streams) error {
	return c.run(ctx, std, c.options())
}

// run imports into DATABASE_URL or the private database under DATA_DIR; a server that
// serve runs there already is joined.
func (f *importFlags) run(ctx context.Context, std streams, o importOptions) error {
	exit := importedAll
	err := f.withStore(ctx, func(store *postgres.Store) error {
		exit = runImport(ctx, store, o, std.in, std.out, std.err)
		return nil
	})
	if err == nil && exit != importedAll {
		err = exitError(exit)
	}
	return err
}

func (o importOptions) say(en, vi string) string {
	if o.Lang == "vi" {
		return vi
	}
	return en
}

// Exit statuses of an import. The worst of several files counts: nothing, then some, then all.
const (
	importedAll  = 0
	importedNone = 1
	importedSome = 2
)

// runImport brings in each file and reports: rejects to stderr, a summary of each file
// to stdout. It gives the exit status.
func runImport(ctx context.Context, store *postgres.Store, o importOptions, stdin io.Reader, stdout, stderr io.Writer) int {
	if o.AsOf.IsZero() {
		o.AsOf = time.Now()
	}
	files, ok := o.expand(stderr)
	exit := importedAll
	if !ok {
		exit = importedNone
	}
	sheet, err := newRejectSheet(o)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, o.words(err))
		return importedNone
	}
	for _, name := range files {
		sum, err := importFile(ctx, store, name, o, sheet, stdin, stderr)
		if err == nil || sum.Read > 0 {
			_, _ = io.WriteString(stdout, sum.Text(o.Lang, name, o.DryRun, o.AsOf))
		}
		if err != nil {
			_, _ = fmt.Fprintf(stderr, "%s: %s\n", name, o.words(err))
		}
		switch {
		case err != nil || sum.Taken() == 0:
			exit = importedNone
		case sum.Rejected > 0 && exit == importedAll:
			exit = importedSome
		}
	}
	if err := sheet.write(stderr); err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %s\n", o.Rejects, o.words(err))
		exit = importedNone
	}
	return exit
}

// words says an error in the language of the report where it has both.
func (o importOptions) words(err error) string {
	if whole, ok := errors.AsType[*intake.FileError](err); ok {
		return whole.In(o.Lang)
	}
	return err.Error()
}

func importFile(ctx context.Context, store *postgres.Store, name string, o importOptions, sheet *rejectSheet, stdin io.Reader, stderr io.Writer) (intake.Summary, error) {
	in, err := openImport(name, stdin, sheet != nil)
	if err != nil {
		return intake.Summary{}, err
	}
	bar := newProgress(name, in, stderr, o.Lang, time.Now)
	defer bar.clear()
	o.Reject = func(r intake.Reject) {
		bar.clear()
		_, _ = fmt.Fprintf(stderr, "%s: %s\n", name, r.Text(o.Lang))
		sheet.note(name, r)
	}
	o.Follow = bar.follow
	sum, err := importReader(ctx, store, o.Kind, name, bar.reader(in), o)
	if sheet.keep(name, in, o) {
		return sum, err // it is closed when its rows are written
	}
	return sum, errors.Join(err, in.close())
}

// importReader brings in one file that is open already. Without o.Format its name tells
// the format.
func importReader(ctx context.Context, store *postgres.Store, kind, name string, r io.Reader, o importOptions) (intake.Summary, error) {
	format := o.Format
	if format == "" {
		var known bool
		if format, known = intake.FormatOf(name); !known {
			return intake.Summary{}, o.noFormat(name)
		}
	}
	if o.AsOf.IsZero() {
		o.AsOf = time.Now()
	}
	to := postgres.ImportOptions{AsOf: o.AsOf, DryRun: o.DryRun, MostTold: o.MostTold, Reject: o.Reject}
	var rows importRows
	var load func() (intake.Summary, error)
	switch kind {
	case kindUnits:
		units := intake.NewUnits(r, format)
		rows, load = units, func() (intake.Summary, error) { return store.ImportUnits(ctx, units, to) }
	case kindProcedures:
		procedures := intake.NewProcedures(r, format)
		rows, load = procedures, func() (intake.Summary, error) { return store.ImportProcedures(ctx, procedures, to) }
	case kindAliases:
		aliases := intake.NewAliases(r, format, intake.AliasRow{By: o.By, Why: o.Why, At: o.AsOf})
		rows, load = aliases, func() (intake.Summary, error) { return store.ImportAliases(ctx, aliases, to) }
	case kindMappings:
		mappings := intake.NewMappingRows(r, format)
		rows, load = mappings, func() (intake.Summary, error) { return store.ImportMappings(ctx, mappings, to) }
	default:
		mappings, err := store.Mappings(ctx)
		if err != nil {
			return intake.Summary{}, err
		}
		dossiers := intake.NewDossiers(r, format, intake.Defaults{AsOf: o.AsOf, Source: o.Source, Mappings: mappings})
		rows, load = dossiers, func() (intake.Summary, error) {
			sum, err := store.ImportDossiers(ctx, dossiers, to)
			sum.Ignored = dossiers.Ignored() // columns that nobody read
			return sum, err
		}
	}
	if o.Follow != nil {
		o.Follow(rows)
	}
	sum, err := load()
	sum.Notes = rows.Notes()
	return sum, err
}

// importMade brings in rows of our own making; one that does not go in is our mistake.
func importMade(ctx context.Context, a *app, kind string, ndjson io.Reader, now time.Time) error {
	var wrong error
	o := importOptions{Format: intake.NDJSON, AsOf: now, Reject: func(r intake.Reject) { wrong = errors.New(r.Text("en")) }}
	if _, err := importReader(ctx, a.store, kind, "the made-up city", ndjson, o); err != nil {
		return fmt.Errorf("import made-up %s: %w", kind, err)
	}
	if wrong != nil {
		return fmt.Errorf("import made-up %s: %w", kind, wrong)
	}
	return nil
}
