package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
)

// From here on Postgres remembers the chat. The same word again is the same consent.
const keepConsent = `
WITH account AS (INSERT INTO accounts (channel, chat) VALUES ($1, $2) ON CONFLICT (channel, chat) DO NOTHING)
INSERT INTO consents (channel, chat, kind, version, at)
SELECT $1, $2, $3, $4, $5
WHERE NOT EXISTS (SELECT FROM consents WHERE channel = $1 AND chat = $2 AND kind = $3 AND version = $4 AND withdrawn_at IS NULL)
ON CONFLICT (channel, chat, kind, at) DO NOTHING`

// KeepConsent keeps that a person agreed to the text of this version.
func (s *Store) KeepConsent(ctx context.Context, channel chat.Channel, chatID, kind, version string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, keepConsent, channel, chatID, kind, version, at); err != nil {
		return fmt.Errorf("keep a consent: %w", away(err))
	}
	return nil
}

const selectConsent = `
SELECT version, at FROM consents
WHERE channel = $1 AND chat = $2 AND kind = $3 AND withdrawn_at IS NULL ORDER BY at DESC LIMIT 1`

// Consent is the newest that stands: the version of its text and its time.
func (s *Store) Consent(ctx context.Context, channel chat.Channel, chatID, kind string) (version string, at time.Time, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err = s.db.QueryRow(ctx, selectConsent, channel, chatID, kind).Scan(&version, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, fmt.Errorf("read a consent: %w", away(err))
	}
	return version, here(&at), true, nil
}

const withdrawConsent = `
UPDATE consents SET withdrawn_at = $4 WHERE channel = $1 AND chat = $2 AND kind = $3 AND withdrawn_at IS NULL`

// WithdrawConsent keeps that a person does not agree any more. Where there was none, it is
// no error.
func (s *Store) WithdrawConsent(ctx context.Context, channel chat.Channel, chatID, kind string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, withdrawConsent, channel, chatID, kind, at); err != nil {
		return fmt.Errorf("withdraw a consent: %w", away(err))
	}
	return nil
}
