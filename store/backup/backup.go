// Package backup copies the database into one file and back, with PostgreSQL's own
// pg_dump and pg_restore. A file that it leaves is whole and was restored once; a restore
// builds the new database beside the old one and changes names at the end. It must not
// know what stands in a table, nor where the operator wants files: callers give an address
// and a path.
package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/store/embedded"
)

// place is one database on its server, and the programs for that server.
type place struct {
	address string
	cfg     *pgx.ConnConfig
	tools   embedded.Clients
}

// errURL stands for the driver's own words, which may repeat the password.
var errURL = errors.New("DATABASE_URL is no address of a PostgreSQL database; one looks like postgres://user:password@host:5432/name")

// at understands an address.
func at(address string) (place, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return place{}, errURL
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	return place{address: address, cfg: cfg}, nil
}

// reach connects to a database and finds the programs that fit its server.
func reach(ctx context.Context, address string) (place, *pgx.Conn, error) {
	p, err := at(address)
	if err != nil {
		return p, nil, err
	}
	conn, err := p.connect(ctx)
	if err != nil {
		return p, nil, err
	}
	var number int
	if err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int / 10000`).Scan(&number); err != nil {
		return p, nil, errors.Join(fmt.Errorf("ask the server for its version: %w", err), conn.Close(ctx))
	}
	if p.tools, err = embedded.FindClients(ctx, number); err != nil {
		return p, nil, errors.Join(err, conn.Close(ctx))
	}
	return p, conn, nil
}

// connect opens a connection on which rows are written the same everywhere and nothing
// ends a long statement.
func (p place) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, p.cfg)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	_, err = conn.Exec(ctx, `SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET TimeZone = 'UTC';
		SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'`)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reach the database: %w", err), conn.Close(ctx))
	}
	return conn, nil
}

// named is another database on the same server.
func (p place) named(name string) place {
	p.cfg = p.cfg.Copy()
	p.cfg.Database = name
	u, err := url.Parse(p.address)
	if err != nil || u.Scheme == "" { // "host=... dbname=...": the last one counts
		p.address += " dbname='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'"
		return p
	}
	q := u.Query()
	q.Del("dbname")
	q.Del("database")
	u.Path, u.RawQuery = "/"+name, q.Encode()
	p.address = u.String()
	return p
}

// beside names a database that belongs to this one: what for, and since when, to the
// hundredth of a second: a small one is restored twice within a second.
func (p place) beside(what string, at time.Time) string {
	base := p.cfg.Database
	return base[:min(len(base), 35)] + "_" + what + "_" + strings.ReplaceAll(at.Format("20060102_150405.00"), ".", "_")
}

// passed are settings of an address that libpq takes from its surroundings.
var passed = map[string]string{
	"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
	"sslnegotiation": "PGSSLNEGOTIATION", "channel_binding": "PGCHANNELBINDING", "target_session_attrs": "PGTARGETSESSIONATTRS",
}

var pair = regexp.MustCompile(`(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))`)

// surroundings say to PostgreSQL's programs where to go. Nothing of it stands on a command
// line, which every user of the machine can read.
func (p place) surroundings() []string {
	hosts, ports := []string{p.cfg.Host}, []string{strconv.Itoa(int(p.cfg.Port))}
	for _, f := range p.cfg.Fallbacks {
		port := strconv.Itoa(int(f.Port))
		if i := len(hosts) - 1; hosts[i] != f.Host || ports[i] != port {
			hosts, ports = append(hosts, f.Host), append(ports, port)
		}
	}
	env := append(os.Environ(), "LC_ALL=C", "PGAPPNAME=motcua", "PGHOST="+strings.Join(hosts, ","), "PGPORT="+strings.Join(ports, ","),
		"PGUSER="+p.cfg.User, "PGDATABASE="+p.cfg.Database)
	if p.cfg.Password != "" {
		env = append(env, "PGPASSWORD="+p.cfg.Password)
	}
	told := url.Values{}
	if u, err := url.Parse(p.address); err == nil && u.Scheme != "" {
		told = u.Query()
	} else {
		for _, m := range pair.FindAllStringSubmatch(p.address, -1) {
			told.Set(m[1], m[2]+m[3])
		}
	}
	for name, variable := range passed {
		if v := told.Get(name); v != "" {
			env = append(env, variable+"="+v)
		}
	}
	return env
}

// run runs one of PostgreSQL's programs and gives what it wrote. It ends with us.
func (p place) run(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.tools.Path(name), args...) // #nosec G204 -- a program that we looked for
	cmd.Env = p.surroundings()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := embedded.RunWithUs(cmd)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s was stopped: %w", name, context.Cause(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err, said.String()))
	}
	return out.Bytes(), nil
}

var (
	complaint = regexp.MustCompile(`(?m)^(?:pg_dump|pg_restore|psql)[^\n]*?(?:error|ERROR|FATAL): +[^\n]*`)
	content   = regexp.MustCompile(`(invalid [^:"]*): .*`)
)

// cause is what a program complained about, with what to do. Lines after an error may
// repeat what stands in a row, so they are left out.
func cause(err error, said string) error {
	if end, ok := errors.AsType[*exec.ExitError](err); ok && end.ExitCode() < 0 {
		return fmt.Errorf("it was killed (%w): see whether the machine ran out of memory (journalctl -k), and try again", err)
	}
	lines := complaint.FindAllString(said, 3)
	for i, line := range lines {
		lines[i] = content.ReplaceAllString(line, "$1")
	}
	if len(lines) == 0 {
		return err
	}
	told := errors.New(strings.Join(lines, "; "))
	switch {
	case strings.Contains(said, "No space left on device"):
		return fmt.Errorf("%w: the disk is full: free some room (df -h), or write to another disk", told)
	case strings.Contains(said, "permission denied"):
		return fmt.Errorf("%w: the account of DATABASE_URL may not do that: use the one that owns the tables", told)
	}
	return told
}

// makeDatabase makes an empty database that sorts and compares like the one of conn.
func makeDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	var how string
	err := conn.QueryRow(ctx, `SELECT format(' ENCODING %L', pg_encoding_to_char(encoding)) ||
		CASE WHEN coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'c' THEN format(' LC_COLLATE %L LC_CTYPE %L', datcollate, datctype) ELSE '' END
		FROM pg_database d WHERE datname = current_database()`).Scan(&how)
	if err != nil {
		return fmt.Errorf("read how the database sorts: %w", err)
	}
	if _, err = conn.Exec(ctx, "CREATE DATABASE "+quoted(name)+" TEMPLATE template0"+how); err != nil {
		return fmt.Errorf("make the database %s: %w", name, err)
	}
	return nil
}

func dropDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	// What was begun is cleared away also when we are told to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+quoted(name)+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop the database %s: %w; drop it by hand", name, err)
	}
	return nil
}

// refused says whether the server does not let this account do something.
func refused(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && answer.Code == "42501"
}

// leftovers are databases that belong to this one by name.
func (p place) leftovers(ctx context.Context, conn *pgx.Conn, what string) ([]string, error) {
	base := p.cfg.Database
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ ('_' || $2 || '_\d{8}_\d{6}(_\d\d)?$') AND starts_with(datname, $1) ORDER BY 1`,
		base[:min(len(base), 35)]+"_"+what+"_", what)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// sweep drops what an earlier run that was killed left behind. Only one runs at a time.
func (p place) sweep(ctx context.Context, conn *pgx.Conn) error {
	for _, what := range []string{"check", "new"} {
		names, err := p.leftovers(ctx, conn, what)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := dropDatabase(ctx, conn, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// alone makes this the only backup or restore of the database; the server lets go of it
// when the connection ends.
func alone(ctx context.Context, conn *pgx.Conn) error {
	var got bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtext('motcua backup'))`).Scan(&got); err != nil {
		return fmt.Errorf("lock against a second backup: %w", err)
	}
	if !got {
		return errors.New("another backup or restore of this database is running: wait until it is done")
	}
	return nil
}

// DropOld drops the databases that restores kept, and says which.
func DropOld(ctx context.Context, address string) ([]string, error) {
	p, conn, err := reach(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	names, err := p.leftovers(ctx, conn, "before")
	for i, name := range names {
		if err := dropDatabase(ctx, conn, name); err != nil {
			return names[:i], err
		}
	}
	return names, err
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

// syncFolder makes a name in a folder outlive a crash of the machine.
func syncFolder(dir string) error {
	f, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// partial is the name of a file that is not whole yet.
func partial(file string) string {
	return filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".partial")
}

// Partials are files that interrupted backups left in a folder.
func Partials(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, ".*.partial")) // the pattern is well formed
	slices.Sort(found)
	return found
}
