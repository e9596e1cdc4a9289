package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/store/postgres"
)

// RestoreOptions say what is put where.
type RestoreOptions struct {
	URL     string // the database
	File    string
	Replace bool   // also where there is data
	Scratch string // folder for what is written on the way
}

// Restored is what came back.
type Restored struct {
	Database string
	From, To int64 // schema of the file, and of the database now
	Tables   int
	Rows     int64
	Kept     string // where the data of before is, "" for none
	InPlace  bool   // the account may not make databases, so the old data was written over
	Took     time.Duration
}

// Restore puts a dump in the place of the database. Until it is there whole, nothing of
// the old is touched.
func Restore(ctx context.Context, o RestoreOptions) (Restored, error) {
	r, began := Restored{}, time.Now()
	p, conn, err := reach(ctx, o.URL)
	if err != nil {
		return r, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	r.Database = p.cfg.Database
	if r.From, err = p.read(ctx, o.File); err != nil {
		return r, err
	}
	_, want, err := postgres.SchemaCurrent(ctx, o.URL)
	if err != nil {
		return r, err
	}
	if r.From > want {
		return r, fmt.Errorf("%s was made by a newer motcua (schema %d, this one knows %d): restore it with that one", o.File, r.From, want)
	}
	full, err := p.mayReplace(ctx, conn, o.Replace)
	if err != nil {
		return r, err
	}
	if err := p.sweep(ctx, conn); err != nil && !refused(err) {
		return r, err
	}
	if err := p.put(ctx, conn, o, full, &r); err != nil {
		return r, err
	}
	r.Took = time.Since(began)
	return r, nil
}

// read reads the whole file, as far as that goes without a database, and gives the schema
// that it holds. A file that is cut off, damaged or another's is found here.
func (p place) read(ctx context.Context, file string) (int64, error) {
	f, err := os.Open(file) // #nosec G304 -- the operator named it
	if err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	list, err := p.run(ctx, "pg_restore", "--list", file)
	if err != nil {
		return 0, fmt.Errorf("%s is no backup of motcua, or is damaged: take another one: %w", file, err)
	}
	if !bytes.Contains(list, []byte("TABLE DATA public goose_db_version")) || !bytes.Contains(list, []byte("TABLE DATA public dossiers ")) {
		return 0, fmt.Errorf("%s is a dump of another database, not of motcua: take another one", file)
	}
	if _, err := p.run(ctx, "pg_restore", "--file="+os.DevNull, file); err != nil {
		return 0, fmt.Errorf("%s is cut off or damaged: take another one: %w", file, err)
	}
	ours, err := p.newest(ctx, file, "public", "goose_db_version", "version_id")
	if err != nil {
		return 0, err
	}
	rivers, err := p.newest(ctx, file, "river", "river_migration", "version")
	if err != nil {
		return 0, err
	}
	return postgres.SchemaVersion(ours, rivers), nil
}

// newest reads the greatest number in a column of one table out of the file.
func (p place) newest(ctx context.Context, file, schema, table, column string) (int64, error) {
	text, err := p.run(ctx, "pg_restore", "--data-only", "--schema="+schema, "--table="+table, "--file=-", file)
	if err != nil {
		return 0, err
	}
	most, at := int64(0), -1
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if names, ok := strings.CutPrefix(line, "COPY "+schema+"."+table+" ("); ok {
			names, _, _ = strings.Cut(names, ")")
			for i, name := range strings.Split(names, ", ") {
				if name == column {
					at = i
				}
			}
			continue
		}
		cells := strings.Split(line, "\t")
		if at < 0 || at >= len(cells) {
			continue
		}
		if n, err := strconv.ParseInt(cells[at], 10, 64); err == nil {
			most = max(most, n)
		}
	}
	return most, nil
}

const selectOthers = `SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL`

// mayReplace says whether the database has data, and refuses where that must not be lost or somebody is
// at work in it.
func (p place) mayReplace(ctx context.Context, conn *pgx.Conn, replace bool) (bool, error) {
	others, err := countOthers(ctx, conn)
	if err != nil {
		return false, fmt.Errorf("look who else is connected: %w", err)
	}
	if others > 0 {
		return false, fmt.Errorf("%d other connections are open to the database %s: stop motcua serve (systemctl stop motcua) and whatever else uses it, then restore again", others, p.cfg.Database)
	}
	if err := alone(ctx, conn); err != nil {
		return false, err
	}
	full, err := hasData(ctx, conn)
	if err != nil {
		return false, err
	}
	if full && !replace {
		return full, fmt.Errorf("the database %s has data: add --replace to put the backup in its place (what is there now is kept under another name)", p.cfg.Database)
	}
	return full, nil
}

// countOthers counts who else is connected. Who has just left is still to be seen for a moment.
func countOthers(ctx context.Context, conn *pgx.Conn) (int, error) {
	for tries := 0; ; tries++ {
		var others int
		if err := conn.QueryRow(ctx, selectOthers).Scan(&others); err != nil || others == 0 || tries == 20 {
			return others, err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// seeded are tables in which migrations put rows.
var seeded = []string{"goose_db_version", "units_version", "procedures_version", "canned"}

// hasData looks for a row that no migration writes.
func hasData(ctx context.Context, conn *pgx.Conn) (bool, error) {
	all, err := take(ctx, conn)
	if err != nil {
		return false, err
	}
	for name, t := range all {
		schema, table, _ := strings.Cut(name, ".")
		if t.rows > 0 && schema != "river" && !slices.Contains(seeded, table) {
			return true, nil
		}
	}
	return false, nil
}

// put restores beside the old database and changes names, or in its place where the
// account may do no more.
func (p place) put(ctx context.Context, conn *pgx.Conn, o RestoreOptions, full bool, r *Restored) error {
	at := time.Now()
	fresh := p.named(p.beside("new", at))
	err := makeDatabase(ctx, conn, fresh.cfg.Database)
	if refused(err) {
		r.InPlace = true
		return p.overwrite(ctx, o, r)
	}
	if err != nil {
		return err
	}
	if err := fresh.build(ctx, o.File, r); err != nil {
		return errors.Join(fmt.Errorf("nothing was changed: %w", err), dropDatabase(ctx, conn, fresh.cfg.Database))
	}
	old := p.beside("before", at)
	if err := conn.Close(ctx); err != nil {
		return err
	}
	if err := p.swap(ctx, fresh, old); err != nil {
		return err
	}
	if full {
		r.Kept = old
		return nil
	}
	now, err := p.connect(ctx)
	if err != nil {
		return err
	}
	return errors.Join(dropDatabase(ctx, now, old), now.Close(ctx))
}

// build fills an empty database and brings it up to date.
func (p place) build(ctx context.Context, file string, r *Restored) error {
	if err := p.fill(ctx, file); err != nil {
		return err
	}
	return p.settle(ctx, r)
}

// settle migrates what was restored and counts it.
func (p place) settle(ctx context.Context, r *Restored) error {
	have, want, err := postgres.SchemaCurrent(ctx, p.address)
	if err != nil {
		return err
	}
	if have != r.From {
		return fmt.Errorf("the restored database has schema %d, the file said %d", have, r.From)
	}
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	all, err := take(ctx, conn)
	if err == nil {
		_, err = conn.Exec(ctx, "ANALYZE") // a dump has no statistics, and the first citizens would wait
	}
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return err
	}
	r.Tables, r.Rows, r.To = len(all), all.rows(), want
	if have < want {
		return postgres.Migrate(ctx, p.address)
	}
	return nil
}

// swap gives the new database the name of the old one. A database cannot be renamed by who
// is connected to it, so each is renamed from the other.
func (p place) swap(ctx context.Context, fresh place, old string) error {
	ctx = context.WithoutCancel(ctx) // half of it is worse than a moment's wait
	name := p.cfg.Database
	if err := fresh.rename(ctx, name, old); err != nil {
		return fmt.Errorf("nothing was changed; the restored data is in %s: %w", fresh.cfg.Database, err)
	}
	if err := p.named(old).rename(ctx, fresh.cfg.Database, name); err != nil {
		return errors.Join(fmt.Errorf("the restored data is in %s: %w", fresh.cfg.Database, err), fresh.rename(ctx, old, name))
	}
	return nil
}

// rename renames another database from this one.
func (p place) rename(ctx context.Context, from, to string) error {
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+quoted(from)+" RENAME TO "+quoted(to))
	if err != nil {
		err = fmt.Errorf("rename the database %s to %s: %w", from, to, err)
	}
	return errors.Join(err, conn.Close(ctx))
}

// emptying drops all that stands in the two schemas, whatever version made it.
const emptying = `SET client_min_messages = warning;
DO $$ DECLARE r record; BEGIN
	DROP SCHEMA IF EXISTS river CASCADE;
	FOR r IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
		EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', r.name);
	END LOOP;
	FOR r IN SELECT f.oid::regprocedure AS name FROM pg_proc f WHERE pronamespace = 'public'::regnamespace
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e') LOOP
		EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', r.name);
	END LOOP;
	FOR r IN SELECT t.oid::regtype AS name FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd') LOOP
		EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', r.name);
	END LOOP;
END $$;
`

// overwrite restores in the place of the old data, in one transaction: all of it or
// nothing. What is written on the way is in a folder that is ours alone.
func (p place) overwrite(ctx context.Context, o RestoreOptions, r *Restored) (err error) {
	dir, err := os.MkdirTemp(o.Scratch, "restore-") // mode 0700
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	first, then := filepath.Join(dir, "empty.sql"), filepath.Join(dir, "fill.sql")
	if err := os.WriteFile(first, []byte(emptying), 0o600); err != nil {
		return err
	}
	if _, err := p.run(ctx, "pg_restore", "--no-owner", "--no-privileges", "--file="+then, o.File); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if _, err := p.run(ctx, "psql", "--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1",
		"--file="+first, "--file="+then); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	return p.settle(ctx, r)
}
