package postgres

import (
	"context"
	"fmt"
	"time"

	"motcua/internal/chat"
)

// Nothing of what waits can reach the chat any more, and it is not to wait for the day
// when it could. Who did not get a Notice was not told: on that day the state is told anew.
const blockAccount = `
WITH gone AS (DELETE FROM outbox WHERE channel = $1 AND chat = $2 RETURNING key),
untold AS (
    UPDATE follows f SET told_status = '' WHERE f.channel = $1 AND f.chat = $2
       AND EXISTS (SELECT FROM gone WHERE starts_with(gone.key, 'f' || f.id || '-'))),
unheard AS (
    UPDATE announced d SET state = 'blocked' WHERE d.channel = $1 AND d.chat = $2
       AND EXISTS (SELECT FROM gone WHERE gone.key = 'ann-' || d.announcement))
INSERT INTO accounts AS a (channel, chat, blocked_at) VALUES ($1, $2, $3)
ON CONFLICT (channel, chat) DO UPDATE SET blocked_at = coalesce(a.blocked_at, excluded.blocked_at)`

// BlockAccount remembers that nothing reaches a chat any more (blocked, deactivated,
// kicked), and drops what waits for it. The first time counts.
func (s *Store) BlockAccount(ctx context.Context, channel chat.Channel, chatID string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if channel == chat.Push { // the page goes on without its browser
		if _, err := s.db.Exec(ctx, deleteOutbox, channel, chatID); err != nil {
			return fmt.Errorf("drop what waits for a browser: %w", away(err))
		}
		return nil
	}
	if _, err := s.db.Exec(ctx, blockAccount, channel, chatID, at); err != nil {
		return fmt.Errorf("block an account: %w", away(err))
	}
	return nil
}

const unblockAccount = `
UPDATE accounts SET blocked_at = NULL WHERE channel = $1 AND chat = $2 AND blocked_at IS NOT NULL`

// UnblockAccount remembers that a chat can be reached again, and lets it be told what it
// missed of the dossiers that it follows. It writes nothing for one that was not blocked.
func (s *Store) UnblockAccount(ctx context.Context, channel chat.Channel, chatID string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, unblockAccount, channel, chatID)
	if err != nil {
		return fmt.Errorf("unblock an account: %w", away(err))
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return s.WakeFollows(ctx, channel, chatID) // killed before it, the daily look does it
}

const selectBlocked = `
SELECT EXISTS (SELECT FROM accounts WHERE channel = $1 AND chat = $2 AND blocked_at IS NOT NULL)`

// AccountBlocked says whether nothing reaches a chat: who writes of his own accord asks
// before.
func (s *Store) AccountBlocked(ctx context.Context, channel chat.Channel, chatID string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var blocked bool
	if err := s.db.QueryRow(ctx, selectBlocked, channel, chatID).Scan(&blocked); err != nil {
		return false, fmt.Errorf("read an account: %w", away(err))
	}
	return blocked, nil
}
