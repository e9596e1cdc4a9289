package main

import (
	"context"
	"encoding/csv"

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
