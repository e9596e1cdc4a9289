package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// database is the name of the database and of the one account in it.
const database = "motcua"

// Postgres starts the private Postgres of the folder, or joins the one that is up.
// As root the server runs as another account, which must be able to reach the
// folder.
func Postgres(ctx context.Context, dir string, mode Mode) (*Server, error) {
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	h, err := makeHome(dir, "postgres", acc)
	if err != nil {
		return nil, err
	}
	c := cluster{home: h, mode: mode}
	return open(ctx, h, answersSQL, c.start)
}

// cluster is one private Postgres.
type cluster struct {
	home

	mode  Mode
	progs programs
}

func (c *cluster) start(ctx context.Context) (*Server, error) {
	var err error
	if c.progs, err = findPrograms(ctx, c.madeBy()); err != nil {
		return nil, err
	}
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	socket, err := c.socketFolder()
	if err != nil {
		return nil, err
	}
	n := note{URL: urlOf(socket, database), Kind: "postgres " + c.progs.version, Lasting: c.mode == Keep, Socket: socket}
	server, err := c.run(ctx, socket)
	if err != nil {
		return nil, err
	}
	stop := func() error { return server.end(syscall.SIGINT, syscall.SIGQUIT) }
	if err := makeDatabase(ctx, socket); err != nil {
		return nil, errors.Join(err, stop())
	}
	return &Server{note: n, stop: stop}, nil
}

// madeBy is the major version that made the data, "" when there is none.
func (c *cluster) madeBy() string {
	text, _ := os.ReadFile(filepath.Join(c.path("data"), "PG_VERSION")) // none: a new cluster
	return strings.TrimSpace(string(text))
}

// prepare makes the cluster's data where there is none. It appears whole or not
// at all: one that was interrupted is thrown away.
func (c *cluster) prepare(ctx context.Context) error {
	if _, err := os.Stat(c.path("data")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	half := c.path("data.new")
	if err := os.RemoveAll(half); err != nil {
		return err
	}
	fill := c.initdb
	if c.mode == Scratch {
		fill = c.fromTemplate
	}
	if err := fill(ctx, half); err != nil {
		return err
	}
	return os.Rename(half, c.path("data"))
}

func (c *cluster) initdbArgs() []string {
	args := []string{"-U", database, "-A", "trust", "-E", "UTF8", "--locale=" + locale}
	if c.mode == Scratch {
		args = append(args, "--no-sync", "--wal-segsize=1")
	}
	return args
}

func (c *cluster) initdb(ctx context.Context, dir string) error {
	if err := c.folder(dir); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(c.progs.dir, "initdb"), append(c.initdbArgs(), "-D", dir)...) // #nosec G204 -- a program that we looked for
	cmd.Dir, cmd.Env = "/", surroundings()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.acc.credential()}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// settings of the server. A commit is with the kernel before it is acknowledged, in
// both modes: whoever kills us must not take along what we said is stored. Its log must not repeat what citizens and sources wrote,
// so it shows neither statements nor the values that an error is about.
func (c *cluster) settings() []string {
	common := []string{
		"listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC",
		"log_error_verbosity=terse", "log_min_error_statement=panic",
		"max_connections=100", "synchronous_commit=on",
	}
	if c.mode == Keep {
		return common
	}
	return append(common, "fsync=off", "full_page_writes=off", "autovacuum=off",
		"wal_level=minimal", "max_wal_senders=0", "shared_buffers=32MB")
}

// run starts the server. The one of an owner who was killed a moment ago may still
// be ending, which its pid file tells; then it is tried again for a while.
func (c *cluster) run(ctx context.Context, socket string) (*child, error) {
	args := []string{"-D", c.path("data"), "-k", socket}
	for _, s := range c.settings() {
		args = append(args, "-c", s)
	}
	freshLog(c.path("log"))
	for tries := 0; ; tries++ {
		_, left := os.Stat(filepath.Join(c.path("data"), "postmaster.pid"))
		server := &child{
			name: filepath.Join(c.progs.dir, "postgres"), args: args,
			acc: c.acc, log: c.path("log"), death: syscall.SIGQUIT,
		}
		err := runUntil(ctx, server, func(ctx context.Context) error { return answersSQL(ctx, urlOf(socket, "postgres")) })
		if err == nil {
			return server, nil
		}
		if left != nil || tries == 50 || pause(ctx, 100*time.Millisecond) != nil {
			return nil, err
		}
	}
}

// runUntil starts a child and waits for its first answer.
func runUntil(ctx context.Context, c *child, answers func(context.Context) error) error {
	if err := c.begin(); err != nil {
		return err
	}
	if err := c.untilAnswers(ctx, answers); err != nil {
		return errors.Join(err, c.end(syscall.SIGQUIT))
	}
	return nil
}

func makeDatabase(ctx context.Context, socket string) error {
	conn, err := pgx.Connect(ctx, urlOf(socket, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // what it did is done
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+database)
	return err
}

// urlOf names everything, so that no PG... variable of the shell has a say.
func urlOf(socket, name string) string {
	return "postgres:///" + name + "?" + url.Values{"host": {socket}, "port": {"5432"}, "user": {database}, "sslmode": {"disable"}}.Encode()
}

func answersSQL(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
