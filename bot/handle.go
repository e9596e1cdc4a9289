package bot

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"motcua/internal/chat"
)

// handle calls the Handler with its deadline. A panic is an error like others.
func (t *turn) handle(ctx context.Context, s chat.Session) (next chat.Session, replies []chat.Reply, err error) { //nolint:nonamedreturns // a recovered panic has to become the result
	ctx, cancel := context.WithTimeout(ctx, t.times.handle)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = t.panicked(p, t.about()...)
		}
	}()
	return t.handler.Handle(ctx, t.Message, s)
}

// apology asks for the Apology; one that panics is none, for the Turn has to end.
func (t *turn) apology() (replies []chat.Reply) { //nolint:nonamedreturns // a recovered panic has to become the result
	defer func() {
		if p := recover(); p != nil {
			t.log.Error("no apology", t.about("error", t.panicked(p, t.about()...))...)
			replies = nil
		}
	}()
	return t.handler.Apology(t.Message)
}

// panicked logs where it happened. What the panic says is shown only when the
// runtime said it: other values may quote the message.
func (b *Bot) panicked(p any, where ...any) error {
	err := fmt.Errorf("panic of type %T", p)
	if said, ok := p.(runtime.Error); ok {
		err = fmt.Errorf("panic: %w", said)
	}
	b.log.Error("a panic", append(where, "error", err, "stack", string(debug.Stack()))...)
	return err
}
