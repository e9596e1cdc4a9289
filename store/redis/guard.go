package redis

import (
	"context"
	"errors"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// errAway is what everybody gets at once after Redis failed somebody.
var errAway = errors.New("redis did not answer a moment ago")

// knockEvery is how often a Redis that is away is asked whether it is back.
const knockEvery = 500 * time.Millisecond

// guard spares callers a Redis that does not answer. A Turn asks it five times or
// more, and each question to one that swallows everything costs seconds; so after
// one failure (the client has tried twice by then) all questions fail at once, and
// only the guard itself knocks until there is an answer. It hooks into the client,
// so that no question can go round it.
type guard struct {
	client goredis.UniversalClient
	end    chan struct{}

	mu     sync.Mutex
	away   bool
	closed bool
}

func guarded(client goredis.UniversalClient) *guard {
	g := &guard{client: client, end: make(chan struct{})}
	client.AddHook(g)
	return g
}

// knocking marks the guard's own question, which must get through.
type knocking struct{}

// DialHook leaves connecting alone: what fails there fails the command.
func (*guard) DialHook(next goredis.DialHook) goredis.DialHook { return next }

// ProcessHook guards one command.
func (g *guard) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		if g.refuses(ctx) {
			cmd.SetErr(errAway)
			return errAway
		}
		return g.heard(ctx, next(ctx, cmd))
	}
}

// ProcessPipelineHook guards several commands at once.
func (g *guard) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		if g.refuses(ctx) {
			for _, cmd := range cmds {
				cmd.SetErr(errAway)
			}
			return errAway
		}
		return g.heard(ctx, next(ctx, cmds))
	}
}

func (g *guard) refuses(ctx context.Context) bool {
	g.mu.Lock()
	away := g.away
	g.mu.Unlock()
	return away && ctx.Value(knocking{}) == nil
}

// heard passes on how a question ended, and begins to knock when that was silence.
func (g *guard) heard(ctx context.Context, err error) error {
	if !silence(ctx, err) {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.away && !g.closed {
		g.away = true
		go g.knock() //nolint:gosec // it outlives the question that found Redis away
	}
	return err
}

// silence tells a Redis that did not answer from one that said no, from a caller
// who left, and from a pool that is merely busy.
func silence(ctx context.Context, err error) bool {
	if err == nil || ctx.Err() != nil {
		return false
	}
	if _, answered := errors.AsType[goredis.Error](err); answered {
		return false
	}
	return !errors.Is(err, goredis.ErrPoolTimeout) && !errors.Is(err, goredis.ErrClosed) && !errors.Is(err, errAway)
}

// knock asks at once and then now and then, until there is any answer: one that
// says no is there as well.
func (g *guard) knock() {
	ctx := context.WithValue(context.Background(), knocking{}, true)
	tick := time.NewTicker(knockEvery)
	defer tick.Stop()
	for silence(ctx, g.client.Ping(ctx).Err()) {
		select {
		case <-g.end:
			return
		case <-tick.C:
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.away = false
}

func (g *guard) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		close(g.end)
	}
}
