package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/chat"
)

// away marks an error of a server that cannot be reached, or is starting or
// stopping, with chat.ErrAway; an error that the server answered stays as it is.
func away(err error) error {
	if err == nil || errors.Is(err, chat.ErrAway) || !unreachable(err) {
		return err
	}
	return fmt.Errorf("%w: %w", chat.ErrAway, err)
}

func unreachable(err error) bool {
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return goingAway(answer.Code)
	}
	// The caller gave up: that says nothing about the server.
	if errors.Is(err, context.Canceled) {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	// A live server answers within statementTimeout, so a deadline met means silence.
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// goingAway are the server's own words for "not now": shutting down, crashed, starting
// up, connection lost, too many connections.
func goingAway(code string) bool {
	switch code {
	case "57P01", "57P02", "57P03", "53300":
		return true
	}
	return len(code) == 5 && code[:2] == "08"
}
