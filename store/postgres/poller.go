package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
)

const holdPoller = `
INSERT INTO pollers AS p (channel, token, until) VALUES ($1, $2, now() + $3::interval)
ON CONFLICT (channel) DO UPDATE SET token = excluded.token, until = excluded.until
WHERE p.token = excluded.token OR p.until <= now()
RETURNING true`

// HoldPoller takes or keeps the right to fetch a channel's messages; false while another
// has it.
func (s *Store) HoldPoller(ctx context.Context, channel chat.Channel, token string, lease time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var held bool
	err := s.db.QueryRow(ctx, holdPoller, channel, token, lease).Scan(&held)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return false, fmt.Errorf("hold the poller: %w", away(err))
	}
	return held, nil
}

const leavePoller = `DELETE FROM pollers WHERE channel = $1 AND token = $2`

// LeavePoller gives the right back, if it is still ours, so that another need not wait.
func (s *Store) LeavePoller(ctx context.Context, channel chat.Channel, token string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, leavePoller, channel, token); err != nil {
		return fmt.Errorf("leave the poller: %w", away(err))
	}
	return nil
}
