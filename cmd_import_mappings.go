package main

import (
	"context"
	"encoding/csv"
	"io"

	"motcua/internal/intake"
	"motcua/store/postgres"
)

const kindMappings = "mappings"

type importMappingsCmd struct {
	importFlags
}

func (c *importMappingsCmd) options() importOptions { return c.flags(kindMappings) }

// Run brings in mappings.
func (c *importMappingsCmd) Run(ctx context.Context, std streams) error {
	return c.run(ctx, std, c.options())
}

// mappingsCmd is `motcua mappings`.
type mappingsCmd struct {
	storeSettings
}

// Run prints what was imported as a table that import takes again.
func (c *mappingsCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		list, err := store.MappingList(ctx)
		if err != nil {
			return err
		}
		table := [][]string{{"source", "kind", "raw", "ours", "note"}}
		for _, m := range list {
			table = append(table, []string{m.Source, m.Kind, m.Raw, m.Ours, m.Note})
		}
		return csv.NewWriter(std.out).WriteAll(table)
	})
}

// importDossiers brings in dossiers as the store's mappings read them, and says which
// columns nobody read.
func importDossiers(ctx context.Context, store *postgres.Store, r io.Reader, f intake.Format, d intake.Defaults, o postgres.ImportOptions) (intake.Summary, error) {
	var err error
	if d.Mappings, err = store.Mappings(ctx); err != nil {
		return intake.Summary{}, err
	}
	rows := intake.NewDossiers(r, f, d)
	sum, err := store.ImportDossiers(ctx, rows, o)
	sum.Ignored = rows.Ignored()
	return sum, err
}
