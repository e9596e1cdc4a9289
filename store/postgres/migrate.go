package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema up to what this program needs. Two at once are safe: the
// second waits for the first and finds nothing to do.
func Migrate(ctx context.Context, url string) error {
	p, closeDB, err := provider(url)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer closeDB()
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", away(err))
	}
	return nil
}

func provider(url string) (*goose.Provider, func(), error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return nil, nil, err
	}
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, nil, errURL
	}
	cfg.ConnectTimeout = connectTimeout
	db := stdlib.OpenDB(*cfg) // goose speaks database/sql
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return p, func() { _ = db.Close() }, nil
}

// SchemaCurrent gives the version of the database's schema (0: none yet) and the one
// that this program needs. It writes nothing.
func SchemaCurrent(ctx context.Context, url string) (int64, int64, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return 0, 0, errURL
	}
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	db, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", away(err))
	}
	defer db.Close()
	return schemaCurrent(ctx, db)
}

// SchemaCurrent is the same through the store's own pool, for a check that runs often.
func (s *Store) SchemaCurrent(ctx context.Context) (int64, int64, error) {
	return schemaCurrent(ctx, s.db)
}

const selectSchemaVersion = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`

func schemaCurrent(ctx context.Context, db *pgxpool.Pool) (int64, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	want, err := newestMigration()
	if err != nil {
		return 0, 0, err
	}
	var have int64
	err = db.QueryRow(ctx, selectSchemaVersion).Scan(&have)
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == "42P01" {
		return 0, want, nil // no such table: nothing was ever migrated
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", away(err))
	}
	return have, want, nil
}

func newestMigration() (int64, error) {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1]) // Glob sorts
}
