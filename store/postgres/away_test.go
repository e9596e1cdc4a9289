package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/chat"
)

func TestAway(t *testing.T) {
	t.Parallel()
	answer := func(code string) error { return &pgconn.PgError{Code: code} }
	for _, c := range []struct {
		name string
		err  error
		away bool
	}{
		{"shutting down", answer("57P01"), true},
		{"crashed", answer("57P02"), true},
		{"starting up", answer("57P03"), true},
		{"too many connections", answer("53300"), true},
		{"connection lost", answer("08006"), true},
		{"refused", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{"cut off", io.ErrUnexpectedEOF, true},
		{"silence", context.DeadlineExceeded, true},
		{"statement timeout", answer("57014"), false},
		{"wrong password", answer("28P01"), false},
		{"no such table", answer("42P01"), false},
		{"caller gave up", context.Canceled, false},
		{"something else", errors.New("scan: wrong type"), false},
	} {
		err := away(fmt.Errorf("query: %w", c.err))
		if errors.Is(err, chat.ErrAway) != c.away || !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if away(nil) != nil {
		t.Error("no error became one")
	}
}
