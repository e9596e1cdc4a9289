package main

import (
	"context"
	"fmt"

	"motcua/store/postgres"
)

// migrateCmd brings the schema up to date.
type migrateCmd struct {
	storeSettings
}

// Run migrates DATABASE_URL, or the private database under DATA_DIR. Two at once
// are safe: the second waits and finds nothing to do.
func (c *migrateCmd) Run(ctx context.Context, std streams) error {
	if c.DatabaseURL == "" {
		dir, err := c.dataDir("motcua")
		if err != nil {
			return err
		}
		key, err := c.key(dir)
		if err != nil {
			return err
		}
		store, server, err := openStore(ctx, c.storeSettings, dir, key) // migrates by itself
		if err != nil {
			return err
		}
		store.Close()
		if err := server.Stop(); err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, "The private database is up to date.")
		return err
	}
	have, want, err := postgres.SchemaCurrent(ctx, c.DatabaseURL)
	if err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	if have > want {
		return fmt.Errorf("the database has schema %d, this motcua knows only %d: run the newer motcua", have, want)
	}
	if err := postgres.Migrate(ctx, c.DatabaseURL); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	_, err = fmt.Fprintf(std.out, "The database went from schema %d to %d.\n", have, want)
	return err
}
