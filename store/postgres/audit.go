package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/audit"
	"motcua/internal/chat"
)

// audited is an account as the audit keeps it, hashed.
func audited(channel chat.Channel, chatID string) string {
	return "audit|" + string(channel) + "|" + chatID
}

const addAudit = `
INSERT INTO audit (at, account, volunteer, code, what, by_right) VALUES ($1, $2, $3, $4, $5, $6)`

// Saw writes into the audit that something was shown or done, and by what right.
func (s *Store) Saw(ctx context.Context, e audit.Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	_, err := s.db.Exec(ctx, addAudit, e.At, s.hash(audited(e.Channel, e.Chat)), e.Volunteer, e.Code, e.What, e.Right)
	if err != nil {
		return fmt.Errorf("write into the audit: %w", away(err))
	}
	return nil
}

const addAuditOnce = `
INSERT INTO audit (at, account, volunteer, code, what, by_right)
SELECT $1, $2, $3, $4, $5, $6
 WHERE NOT EXISTS (
       SELECT FROM audit WHERE account = ANY ($7) AND volunteer = $3 AND code = $4 AND what = $5 AND by_right = $6 AND at >= $8)`

// SawOnce is Saw, where the same was not written down since a time.
func (s *Store) SawOnce(ctx context.Context, e audit.Entry, since time.Time) error {
	if err := e.Check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	account := audited(e.Channel, e.Chat)
	_, err := s.db.Exec(ctx, addAuditOnce, e.At, s.hash(account), e.Volunteer, e.Code, e.What, e.Right, s.hashes(account), since)
	if err != nil {
		return fmt.Errorf("write into the audit: %w", away(err))
	}
	return nil
}

const selectAudit = `
SELECT at, volunteer, code, what, by_right FROM audit WHERE account = ANY ($1) ORDER BY id DESC LIMIT $2`

// AuditOf are the newest entries of an account, the newest first.
func (s *Store) AuditOf(ctx context.Context, channel chat.Channel, chatID string, most int) ([]audit.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectAudit, s.hashes(audited(channel, chatID)), most)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (audit.Entry, error) {
		e := audit.Entry{Channel: channel, Chat: chatID}
		err := r.Scan(&e.At, &e.Volunteer, &e.Code, &e.What, &e.Right)
		e.At = here(&e.At)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", away(err))
	}
	return all, nil
}

// By the server's clock too: it refuses to delete a younger one, and with it all others.
const forgetAudit = `DELETE FROM audit WHERE at < least($1, now() - interval '24 months')`

// ForgetAudit drops the entries that are past their keeping.
func (s *Store) ForgetAudit(ctx context.Context, now time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetAudit, audit.Before(now))
	if err != nil {
		return 0, fmt.Errorf("forget the audit: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
