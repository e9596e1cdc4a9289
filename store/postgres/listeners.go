package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

const upsertListener = `
INSERT INTO listeners (channel, chat, unit, lang, address, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (channel, chat) DO UPDATE SET unit = excluded.unit, lang = excluded.lang, address = excluded.address, at = excluded.at`

// Listen keeps for which ward a chat hears announcements; it is one ward a chat.
func (s *Store) Listen(ctx context.Context, l announce.Listener) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, upsertListener, l.Channel, l.Chat, l.Unit, l.Lang, l.Address, l.At); err != nil {
		return fmt.Errorf("keep who hears announcements: %w", away(err))
	}
	return nil
}

const selectListener = `SELECT channel, chat, unit, lang, address, at FROM listeners WHERE channel = $1 AND chat = $2`

// ListenerOf is for which ward a chat hears announcements; false: for none.
func (s *Store) ListenerOf(ctx context.Context, channel chat.Channel, chatID string) (announce.Listener, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectListener, channel, chatID)
	l, err := pgx.CollectExactlyOneRow(rows, scanListener)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return l, false, nil
	case err != nil:
		return l, false, fmt.Errorf("read who hears announcements: %w", away(err))
	}
	return l, true, nil
}

// The listener goes before the rows of announcements and of the outbox, in the order in
// which they are written.
const (
	deleteListener = `DELETE FROM listeners WHERE channel = $1 AND chat = $2`
	noteGone       = `
UPDATE announced SET gone = true WHERE channel = $1 AND chat = $2 AND at > $3::timestamptz - $4::interval`
	lockOutboxChat = `SELECT FROM outbox_chats WHERE channel = $1 AND chat = $2 FOR UPDATE`
	// What was on its way was not told.
	dropAnnounced = `
WITH unsent AS (DELETE FROM outbox WHERE channel = $1 AND chat = $2 AND priority = 4 RETURNING key)
DELETE FROM announced d USING unsent u WHERE d.channel = $1 AND d.chat = $2 AND 'ann-' || d.announcement = u.key`
	// Who is deleted stays in the numbers, under a word that names nobody.
	blankAnnounced = `UPDATE announced SET chat = 'x-' || gen_random_uuid() WHERE channel = $1 AND chat = $2`
)

// unlisten queues what ends that a chat hears announcements.
func unlisten(steps *pgx.Batch, channel chat.Channel, chatID string, at time.Time) {
	steps.Queue(deleteListener, channel, chatID)
	steps.Queue(noteGone, channel, chatID, at, announce.Days)
	steps.Queue(lockOutboxChat, channel, chatID)
	steps.Queue(dropAnnounced, channel, chatID)
}

// Unlisten ends that a chat hears announcements and takes its consent back; what is not on
// the wire is not sent any more. It is false where it heard none.
func (s *Store) Unlisten(ctx context.Context, channel chat.Channel, chatID string, at time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	_, heard, err := s.ListenerOf(ctx, channel, chatID)
	if err != nil {
		return false, err
	}
	return heard, s.EndConsent(ctx, channel, chatID, announce.ConsentKind, at)
}

const forgetListeners = `
DELETE FROM listeners l WHERE l.channel = 'web' AND l.at < $1 AND NOT EXISTS (SELECT FROM web_chats c WHERE c.chat = l.chat)`

// ForgetListeners forgets pages that do not remember their visitor any more; nobody would
// read what is announced there.
func (s *Store) ForgetListeners(ctx context.Context, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, forgetListeners, before); err != nil {
		return fmt.Errorf("forget pages that heard announcements: %w", away(err))
	}
	return nil
}
