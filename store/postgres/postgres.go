// Package postgres keeps what must not be lost: dossiers and their history, units,
// procedures, sources, the lines of the web chat, questions to humans and those who answer them, what
// is still to be sent, and jobs for later (by River, in a schema of their own). One file a noun; every query stands right
// above the one function that runs it. It must not know sentences, channels, or how a
// file becomes rows (that is internal/intake).
package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/internal/journey"
)

const (
	// A connection that does not come within this time means the server is away.
	connectTimeout = 3 * time.Second
	// A live server ends a statement of its own accord after this time...
	statementTimeout = 5 * time.Second
	// ...so no answer for this long means that it is not alive. It must stay above
	// statementTimeout: a context that ends first costs a connection.
	answerTimeout = 8 * time.Second
)

// errURL stands for the driver's own words, which may repeat the password in the URL.
var errURL = errors.New("this is no address of a PostgreSQL database; one looks like postgres://user:password@host:5432/name")

// Store is the pool and what is read through it.
type Store struct {
	db     *pgxpool.Pool
	jobs   *jobs    // inserts what is for later
	keys   [][]byte // of keyed hashes: the first writes, the others are still known
	units  directory
	search searcher
	desk   deskPeople

	tellRests func(dossier int64)
	catchesUp bool // Work looks after followers each day
	mails     bool // Work sends letters

	// What many Turns ask at the same time.
	lookups  *journey.Line[*lookup]
	waitings *journey.Line[*waiting]
}

const (
	// lanes is how many of the same queries are on the way at a time: one connection
	// that is dead must not stop all who ask.
	lanes = 2
	// together is how long a question waits for others where there are others.
	together = 2 * time.Millisecond
)

// errUnasked is a question that was not carried, which only a panic can do.
var errUnasked = errors.New("the question was not asked")

// Open makes a pool of about four connections a core. It does not wait for the server:
// a server that is away shows at the first call, as chat.ErrAway. Keyed hashes are written
// by key; what older keys wrote is still found.
func Open(ctx context.Context, url string, key []byte, older ...[]byte) (*Store, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errURL
	}
	if len(key) == 0 {
		return nil, errors.New("open database: the secret key is empty")
	}
	cfg.MaxConns = poolSize(runtime.NumCPU())
	cfg.ConnConfig.ConnectTimeout = connectTimeout
	// Not a start-up parameter: PgBouncer refuses those.
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, fmt.Sprintf("SET statement_timeout = %d", statementTimeout.Milliseconds()))
		return err
	}
	db, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", away(err))
	}
	inserter, err := newInserter(db)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{db: db, jobs: inserter, keys: append([][]byte{key}, older...)}
	s.lookups = journey.New(lanes, together, s.lookUp)
	s.waitings = journey.New(lanes, together, s.askOutbox)
	return s, nil
}

// poolSize is about four connections a core, and two for jobs: to listen, and to fetch.
func poolSize(cores int) int32 { return int32(min(4*cores, 1000)) + 2 }

// Close waits for what is running and closes the pool.
func (s *Store) Close() { s.db.Close() }

// Stat is the pool's state, for metrics.
func (s *Store) Stat() *pgxpool.Stat { return s.db.Stat() }

// Ping reports whether the server answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if err := s.db.Ping(ctx); err != nil {
		return fmt.Errorf("ping database: %w", away(err))
	}
	return nil
}
