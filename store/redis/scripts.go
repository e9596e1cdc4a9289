package redis

import (
	"context"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/journey"
)

const (
	// lanes is how many pipelines are on the way at a time: one connection that is dead
	// must not stop all who ask.
	lanes = 2
	// together is how long a script waits for others where there are others: a person
	// does not notice, and the journey is most of what a script costs us.
	together = 2 * time.Millisecond
)

// scripts runs scripts; those that come at the same time go in one pipeline.
type scripts struct {
	client goredis.UniversalClient
	line   *journey.Line[*goredis.Cmd]
}

func newScripts(client goredis.UniversalClient) *scripts {
	s := &scripts{client: client}
	s.line = journey.New(lanes, together, s.carry)
	return s
}

// carry fails each command by itself. It heeds nobody's context, as the client does not:
// what ends it are the times of the connection.
func (s *scripts) carry(cmds []*goredis.Cmd) {
	ctx := context.Background()
	if len(cmds) == 1 {
		_ = s.client.Process(ctx, cmds[0])
		return
	}
	pipe := s.client.Pipeline()
	for _, cmd := range cmds {
		_ = pipe.Process(ctx, cmd)
	}
	_, _ = pipe.Exec(ctx)
}

// run runs a script by its hash, and by its text where the server does not know it yet.
func (s *scripts) run(ctx context.Context, script *goredis.Script, keys []string, args ...any) *goredis.Cmd {
	words := make([]any, 0, 3+len(keys)+len(args))
	words = append(words, "evalsha", script.Hash(), len(keys))
	for _, key := range keys {
		words = append(words, key)
	}
	cmd := goredis.NewCmd(ctx, append(words, args...)...)
	cmd.SetFirstKeyPos(3)
	s.line.Ask(cmd)
	if goredis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		return script.Eval(ctx, s.client, keys, args...)
	}
	return cmd
}
