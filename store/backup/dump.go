package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/store/embedded"
	"motcua/store/postgres"
)

// DumpOptions say what is copied where.
type DumpOptions struct {
	URL     string // the database
	File    string // must not be there yet
	Verify  bool   // restore it once and compare
	Scratch string // folder for a private server, where the database's own may not be used for that
}

// Dumped is what a copy holds and what it took.
type Dumped struct {
	Database     string
	Schema       int64
	Tables       int
	Rows, Bytes  int64
	Took         time.Duration
	Verified     bool
	VerifiedOn   string // a scratch database on the same server, or a private one
	VerifiedTook time.Duration
}

// Dump copies the database into a file that appears whole, verified and on the disk, or
// not at all. Citizens go on writing meanwhile: the copy and what it is compared with are
// of one moment.
func Dump(ctx context.Context, o DumpOptions) (Dumped, error) {
	var d Dumped
	if _, err := os.Stat(o.File); !errors.Is(err, fs.ErrNotExist) {
		return d, errors.Join(fmt.Errorf("%s is there already: name another file", o.File), err)
	}
	p, conn, err := reach(ctx, o.URL)
	if err != nil {
		return d, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if d.Schema, _, err = postgres.SchemaCurrent(ctx, o.URL); err != nil {
		return d, err
	}
	if d.Schema == 0 {
		return d, fmt.Errorf("the database %s has no tables of motcua: nothing to back up; is it the right one?", p.cfg.Database)
	}
	if err := alone(ctx, conn); err != nil {
		return d, err
	}
	if o.Verify {
		if err := p.sweep(ctx, conn); err != nil && !refused(err) {
			return d, err
		}
	}
	d.Database = p.cfg.Database
	half := partial(o.File)
	defer func() { _ = os.Remove(half) }() // gone already where all went well
	if err := p.dumpAndCheck(ctx, conn, half, o, &d); err != nil {
		return d, err
	}
	if err := os.Rename(half, o.File); err != nil {
		return d, err
	}
	return d, syncFolder(filepath.Dir(o.File))
}

func (p place) dumpAndCheck(ctx context.Context, conn *pgx.Conn, half string, o DumpOptions, d *Dumped) error {
	began := time.Now()
	held, err := p.dump(ctx, conn, half)
	if err != nil {
		return err
	}
	info, err := os.Stat(half)
	if err != nil {
		return err
	}
	d.Tables, d.Rows, d.Bytes, d.Took = len(held), held.rows(), info.Size(), time.Since(began)
	if !o.Verify {
		return nil
	}
	began = time.Now()
	if d.VerifiedOn, err = p.verify(ctx, conn, half, held, o.Scratch); err != nil {
		return fmt.Errorf("the copy could not be verified and was thrown away: %w", err)
	}
	d.Verified, d.VerifiedTook = true, time.Since(began)
	return nil
}

// dump writes the file and counts, both as of one moment.
func (p place) dump(ctx context.Context, conn *pgx.Conn, file string) (census, error) {
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it wrote nothing
	var snapshot string
	if err := tx.QueryRow(ctx, `SELECT pg_export_snapshot()`).Scan(&snapshot); err != nil {
		return nil, fmt.Errorf("hold a moment still: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // pg_dump keeps the mode
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	dumped := make(chan error, 1)
	go func() {
		_, err := p.run(ctx, "pg_dump", "--format=custom", "--snapshot="+snapshot, "--lock-wait-timeout=60s", "--no-password", "--file="+file)
		if err != nil {
			stop() // nobody needs the counts now
		}
		dumped <- err
	}()
	held, err := take(ctx, tx)
	if err != nil {
		stop()
	}
	failed := <-dumped
	if failed != nil && (err == nil || !errors.Is(failed, context.Canceled)) { // else it was stopped for the other's sake
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	return held, syncFile(file)
}

func syncFile(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0) // #nosec G304 -- the operator named it
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// verify restores a copy where nobody looks and compares it with what there was. It says
// where that was.
func (p place) verify(ctx context.Context, conn *pgx.Conn, file string, held census, scratch string) (string, error) {
	name := p.beside("check", time.Now())
	err := makeDatabase(ctx, conn, name)
	switch {
	case err == nil:
		err = p.named(name).compare(ctx, file, held)
		return "a scratch database on the same server", errors.Join(err, dropDatabase(ctx, conn, name))
	case refused(err):
		return p.verifyApart(ctx, file, held, scratch)
	}
	return "", err
}

// verifyApart is verify on a private server of its own, for an account that may not make
// databases.
func (p place) verifyApart(ctx context.Context, file string, held census, scratch string) (_ string, err error) {
	dir, err := os.MkdirTemp(scratch, "verify-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o711); err != nil { // #nosec G302 -- PostgreSQL's account must pass; what stands inside closes itself
		return "", err
	}
	server, err := embedded.Postgres(ctx, dir, embedded.Keep)
	if err != nil {
		return "", fmt.Errorf("the account %s may not make a database to verify in (ALTER ROLE %s CREATEDB would let it), and no private server could be started: %w",
			p.cfg.User, quoted(p.cfg.User), err)
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	apart, other, err := reach(ctx, server.URL())
	if err != nil {
		return "", err
	}
	if err := other.Close(ctx); err != nil {
		return "", err
	}
	return "a private " + server.Kind(), apart.compare(ctx, file, held)
}

// compare fills this empty database from the file and looks whether all is there.
func (p place) compare(ctx context.Context, file string, held census) error {
	if err := p.fill(ctx, file); err != nil {
		return err
	}
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	copied, err := take(ctx, conn)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return err
	}
	return held.same(copied)
}

// fill restores a file into this empty database; the first error ends it.
func (p place) fill(ctx context.Context, file string) error {
	_, err := p.run(ctx, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password",
		"--jobs="+strconv.Itoa(min(runtime.NumCPU(), 4)), "--dbname="+p.cfg.Database, file)
	return err
}
