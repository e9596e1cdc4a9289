// Package storetest gives tests real stores: each test a migrated clone of a
// template database, all tests of a binary one private Postgres and one Redis.
// Nothing of it outlives the binary and nothing is skipped: without PostgreSQL's
// programs a test fails and says what to install. No TestMain is needed.
//
// MOTCUA_TEST_DATABASE_URL and MOTCUA_TEST_REDIS_URL point to servers of your own
// instead; the account needs the right to create databases. A test that empties or
// stops a store starts its own with package embedded, in a folder from Dir.
package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/store/embedded"
	"motcua/store/postgres"
)

// patience is how long a store may take before a test gives up on it.
const patience = time.Minute

// template is the database that clones are made of.
const template = "template_motcua"

// server is the Postgres of this test binary.
type server struct {
	url     string
	foreign bool // MOTCUA_TEST_DATABASE_URL: not ours, nothing may stay behind in it
}

var postgresServer = sync.OnceValues(func() (server, error) {
	if address := os.Getenv("MOTCUA_TEST_DATABASE_URL"); address != "" {
		return server{url: address, foreign: true}, nil
	}
	dir, err := binaryFolder()
	if err != nil {
		return server{}, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := embedded.Postgres(ctx, dir, embedded.Scratch)
	if err != nil {
		return server{}, err
	}
	return server{url: s.URL()}, nil
})

var migrated = sync.OnceValue(func() error {
	s, err := postgresServer()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.exec(ctx, "CREATE DATABASE "+template); err != nil {
		return err
	}
	return postgres.Migrate(ctx, withDatabase(s.url, template))
})

// DB is the URL of a migrated database of the test's own, dropped at its end.
func DB(tb testing.TB) string {
	tb.Helper()
	s := started(tb)
	if s.foreign {
		address := s.create(tb, "")
		must(tb, "migrate", postgres.Migrate(tb.Context(), address))
		return address
	}
	must(tb, "migrate the template database", migrated())
	// FILE_COPY is the fast way as long as the server does not wait for the disk.
	return s.create(tb, " TEMPLATE "+template+" STRATEGY FILE_COPY")
}

// Empty is the URL of an empty database of the test's own, dropped at its end.
func Empty(tb testing.TB) string {
	tb.Helper()
	return started(tb).create(tb, "")
}

// Store is a store on a migrated database of the test's own.
func Store(tb testing.TB) *postgres.Store {
	tb.Helper()
	s, err := postgres.Open(tb.Context(), DB(tb), []byte("the key that tests hash with"))
	must(tb, "open the store", err)
	tb.Cleanup(s.Close)
	return s
}

// Dir is a folder that a server's account can reach, unlike t.TempDir as root; it
// is removed at the end of the test, after the servers in it were stopped.
func Dir(tb testing.TB) string {
	tb.Helper()
	dir, err := binaryFolder() // inside it, so that it goes also when the binary crashes
	must(tb, "folder", err)
	dir, err = os.MkdirTemp(dir, "") //nolint:usetesting // see above
	must(tb, "folder", err)
	must(tb, "folder", os.Chmod(dir, passable))
	tb.Cleanup(func() { must(tb, "remove folder", os.RemoveAll(dir)) })
	return dir
}

func started(tb testing.TB) server {
	tb.Helper()
	s, err := postgresServer()
	must(tb, "start Postgres", err)
	return s
}

// create makes a database and drops it when the test is over, whoever is still in it.
func (s server) create(tb testing.TB, how string) string {
	tb.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	must(tb, "create database", s.exec(tb.Context(), "CREATE DATABASE "+name+how))
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		must(tb, "drop database", s.exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	})
	return withDatabase(s.url, name)
}

func (s server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	if e := conn.Close(ctx); err == nil {
		err = e
	}
	return err
}

// withDatabase is the same server, another database.
func withDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" { // "host=... dbname=..."
		return address + " dbname=" + name
	}
	u.Path = "/" + name
	return u.String()
}

func must(tb testing.TB, what string, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(fmt.Errorf("%s: %w", what, err))
	}
}
