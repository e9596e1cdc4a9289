package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/citizen"
)

const (
	// A browser that comes with another chat's subscription has lost that chat: nobody there
	// could stop its news any more.
	dropElsewhere = `DELETE FROM push_subscriptions WHERE endpoint = $2 AND chat <> $1`
	keepPush      = `
INSERT INTO push_subscriptions (chat, endpoint, p256dh, auth, at)
SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM follows WHERE channel = 'web' AND chat = $1)
ON CONFLICT (chat) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth, at = excluded.at`
)

// KeepPush keeps the browser of a web chat, in place of an earlier one. False: the chat
// follows nothing, and nothing is kept.
func (s *Store) KeepPush(ctx context.Context, chatID string, sub chat.Subscription, at time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var kept bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, dropElsewhere, chatID, sub.Endpoint); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, keepPush, chatID, sub.Endpoint, sub.P256dh, sub.Auth, at)
		kept = err == nil && tag.RowsAffected() == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keep a browser: %w", away(err))
	}
	return kept, nil
}

const selectPush = `SELECT endpoint, p256dh, auth FROM push_subscriptions WHERE chat = $1`

// PushOf is the browser of a web chat; false: it has none.
func (s *Store) PushOf(ctx context.Context, chatID string) (chat.Subscription, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var sub chat.Subscription
	err := s.db.QueryRow(ctx, selectPush, chatID).Scan(&sub.Endpoint, &sub.P256dh, &sub.Auth)
	if errors.Is(err, pgx.ErrNoRows) {
		return sub, false, nil
	}
	if err != nil {
		return sub, false, fmt.Errorf("read a browser: %w", away(err))
	}
	return sub, true, nil
}

const selectBrowser = `
SELECT split_part(split_part(endpoint, '/', 3), ':', 1), at FROM push_subscriptions WHERE chat = $1`

// browserOf is what the person is told of it; nil: there is none.
func (s *Store) browserOf(ctx context.Context, chatID string) (*citizen.Browser, error) {
	var b citizen.Browser
	err := s.db.QueryRow(ctx, selectBrowser, chatID).Scan(&b.Service, &b.Since)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // said above
	}
	if err != nil {
		return nil, fmt.Errorf("read a browser: %w", away(err))
	}
	b.Since = here(&b.Since)
	return &b, nil
}

const dropPush = `DELETE FROM push_subscriptions WHERE chat = $1 AND ($2 = '' OR endpoint = $2)`

// DropPush forgets the browser of a web chat, if it is still at that endpoint ("": anywhere).
func (s *Store) DropPush(ctx context.Context, chatID, endpoint string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, dropPush, chatID, endpoint); err != nil {
		return fmt.Errorf("forget a browser: %w", away(err))
	}
	return nil
}

const selectHears = `
SELECT EXISTS (SELECT FROM follows WHERE channel = 'web' AND chat = $1),
       EXISTS (SELECT FROM push_subscriptions WHERE chat = $1)`

// Hears says whether a web chat follows anything, and whether its browser is told.
func (s *Store) Hears(ctx context.Context, chatID string) (follows, pushed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if err := s.db.QueryRow(ctx, selectHears, chatID).Scan(&follows, &pushed); err != nil {
		return false, false, fmt.Errorf("read what a chat hears: %w", away(err))
	}
	return follows, pushed, nil
}

// What a chat that stopped following leaves goes with it at once; this is for whoever
// subscribed at that very moment, and for follows that ended by themselves.
const forgetPushes = `
DELETE FROM push_subscriptions p WHERE NOT EXISTS (SELECT FROM follows f WHERE f.channel = 'web' AND f.chat = p.chat)`

// ForgetPushes forgets the browsers of chats that follow nothing, and gives their number.
func (s *Store) ForgetPushes(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetPushes)
	if err != nil {
		return 0, fmt.Errorf("forget browsers: %w", away(err))
	}
	return tag.RowsAffected(), nil
}

// toBrowser is what goes to the browser of a page: the words, since a lock screen has no
// choices to press.
func toBrowser(out []chat.Outgoing) []chat.Outgoing {
	var rows []chat.Outgoing
	for _, o := range out {
		o.Key.Channel = chat.Push
		o.Reply = chat.Reply{Sign: o.Reply.Sign, Text: o.Reply.Text, Topic: o.Reply.Topic, Lang: o.Reply.Lang}
		rows = append(rows, o)
	}
	return rows
}
