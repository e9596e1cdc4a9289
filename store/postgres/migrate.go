package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// jobSchema is where River keeps its tables.
const jobSchema = "river"

// Migrate brings the schema up to what this program needs: our own tables, then
// River's. Two at once are safe: the second waits for the first and finds nothing to do.
func Migrate(ctx context.Context, url string) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("migrate: %w", errURL)
	}
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	cfg.MaxConns = 4 // one holds the lock
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("migrate: %w", away(err))
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool) // goose speaks database/sql
	defer func() { _ = db.Close() }()
	if err := alone(ctx, db, func() error { return migrate(ctx, db, pool) }); err != nil {
		return fmt.Errorf("migrate: %w", away(err))
	}
	return nil
}

// alone runs one migration of the database at a time.
func alone(ctx context.Context, db *sql.DB, run func() error) error {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := locker.SessionLock(ctx, conn); err != nil {
		return err
	}
	return errors.Join(run(), locker.SessionUnlock(context.WithoutCancel(ctx), conn))
}

func migrate(ctx context.Context, db *sql.DB, pool *pgxpool.Pool) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	ours, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	if _, err := ours.Up(ctx); err != nil {
		return err
	}
	rivers, err := jobMigrations(pool)
	if err != nil {
		return err
	}
	_, err = rivers.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func jobMigrations(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: jobSchema, Logger: slog.New(slog.DiscardHandler)})
}

// SchemaCurrent gives the version of the database's schema (0: none yet) and the one
// that this program needs: that of our tables and that of River's as one number, 3008
// for 3 and 8. It writes nothing.
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

// SchemaVersion is one number for two: newer tables of ours count more.
func SchemaVersion(ours, rivers int64) int64 { return 1000*ours + rivers }

func schemaCurrent(ctx context.Context, db *pgxpool.Pool) (int64, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	want, err := schemaWanted()
	if err != nil {
		return 0, 0, err
	}
	ours, err := readVersion(ctx, db, selectOurVersion)
	if err != nil {
		return 0, 0, err
	}
	rivers, err := readVersion(ctx, db, selectRiverVersion)
	if err != nil {
		return 0, 0, err
	}
	return SchemaVersion(ours, rivers), want, nil
}

const (
	selectOurVersion   = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`
	selectRiverVersion = `SELECT coalesce(max(version), 0) FROM river.river_migration WHERE line = 'main'`
)

func readVersion(ctx context.Context, db *pgxpool.Pool, query string) (int64, error) {
	var version int64
	err := db.QueryRow(ctx, query).Scan(&version)
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == "42P01" {
		return 0, nil // no such table: nothing was ever migrated
	}
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", away(err))
	}
	return version, nil
}

func schemaWanted() (int64, error) {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	ours, err := goose.NumericComponent(files[len(files)-1]) // Glob sorts
	if err != nil {
		return 0, err
	}
	rivers, err := jobMigrations(nil)
	if err != nil {
		return 0, err
	}
	versions := rivers.AllVersions()
	return SchemaVersion(ours, int64(versions[len(versions)-1].Version)), nil
}
