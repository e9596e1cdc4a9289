// Package redis keeps what may be forgotten: who holds a turn, Sessions, Replies on
// their way out, and news that something changed. All of it may vanish at any
// moment; what must not be lost is in Postgres. It must not know what is said.
package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"motcua/internal/chat"
)

// Times of the connection: a turn waits for Redis only a moment and goes on without.
const (
	dialTimeout = time.Second
	waitTimeout = time.Second
)

// protocol is the older one, which says all that we ask for: with 3 the client looks
// before each answer whether the server pushed something else in front of it.
const protocol = 2

// Store is a Redis: a single one or one that Sentinels watch over.
type Store struct {
	client  goredis.UniversalClient
	guard   *guard
	live    *live
	scripts *scripts
}

// Open prepares the store; it does not connect, since Redis may be away and come
// back. The URL is redis://, rediss:// (TLS) or unix://; with ?master_name=NAME the
// hosts are Sentinels (redis://one:26379?master_name=NAME&addr=two:26379).
func Open(address string) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", withoutURL(err))
	}
	client, err := connect(u)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", withoutURL(err))
	}
	return &Store{client: client, guard: guarded(client), live: newLive(client), scripts: newScripts(client)}, nil
}

func connect(u *url.URL) (goredis.UniversalClient, error) {
	if u.Query().Has("master_name") {
		opts, err := goredis.ParseFailoverURL(u.String())
		if err != nil {
			return nil, err
		}
		opts.DisableIdentity, opts.Protocol = true, cmp.Or(opts.Protocol, protocol)
		tune(&opts.DialTimeout, &opts.ReadTimeout, &opts.WriteTimeout, &opts.PoolTimeout, &opts.MaxRetries, &opts.DialerRetries)
		return goredis.NewFailoverClient(opts), nil
	}
	opts, err := goredis.ParseURL(u.String())
	if err != nil {
		return nil, err
	}
	opts.DisableIdentity = true // servers before 7.2 do not know it
	opts.Protocol = cmp.Or(opts.Protocol, protocol)
	opts.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	tune(&opts.DialTimeout, &opts.ReadTimeout, &opts.WriteTimeout, &opts.PoolTimeout, &opts.MaxRetries, &opts.DialerRetries)
	return goredis.NewClient(opts), nil
}

// tune sets what the URL left open. Many retries would hold every turn back while
// Redis is away.
func tune(dial, read, write, pool *time.Duration, retries, dials *int) {
	*dial = cmp.Or(*dial, dialTimeout)
	for _, d := range []*time.Duration{read, write, pool} {
		*d = cmp.Or(*d, waitTimeout)
	}
	*retries = cmp.Or(*retries, 1)
	*dials = cmp.Or(*dials, 1)
}

// withoutURL takes the URL, which may hold a password, out of an error.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// Ping says whether Redis answers within a moment; the error is chat.ErrAway. The
// client itself minds no deadline and tries twice, and who asks whether we are ready
// has other things to ask.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	answered := make(chan error, 1)
	go func() { answered <- s.client.Ping(context.WithoutCancel(ctx)).Err() }()
	var err error
	select {
	case err = <-answered:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("redis: %w: %w", chat.ErrAway, err)
	}
	return nil
}

// Close ends all connections; listeners hear nothing more.
func (s *Store) Close() {
	s.live.close()
	s.guard.close()
	_ = s.client.Close() // what is lost here may be lost
}

// quiet keeps the client's own lines out of our log: each failure comes back as an
// error as well.
type quiet struct{}

func (quiet) Printf(ctx context.Context, format string, v ...any) {
	slog.DebugContext(ctx, "redis client", "said", fmt.Sprintf(format, v...))
}

// The client's logger is one for the whole process, to be set before any is used.
func init() { goredis.SetLogger(quiet{}) } //nolint:gochecknoinits // nowhere else is early enough
