package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/token"
)

//nolint:gosec // SQL, no secret
const insertBearer = `
INSERT INTO api_tokens (name, hash, scopes, source, units, made_at, until)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`

// uniqueViolation is the server's word for "there is one already".
const uniqueViolation = "23505"

// AddToken keeps a new token by its hash and gives its number.
func (s *Store) AddToken(ctx context.Context, hash []byte, t token.Token) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var id int64
	err := s.db.QueryRow(ctx, insertBearer, t.Name, hash, t.Scopes, t.Source, orEmpty(t.Units), t.MadeAt, told(t.Until)).Scan(&id)
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == uniqueViolation {
		return 0, fmt.Errorf("there is a token %q already: revoke it first, or give the new one another name", t.Name)
	}
	if err != nil {
		return 0, fmt.Errorf("keep a token: %w", away(err))
	}
	return id, nil
}

const bearerRow = `id, name, scopes, source, units, made_at, until, revoked_at, used_at, told, told_since` //nolint:gosec // SQL, no secret

func scanToken(row pgx.CollectableRow) (token.Token, error) {
	var t token.Token
	var until, revoked, used, since *time.Time
	err := row.Scan(&t.ID, &t.Name, &t.Scopes, &t.Source, &t.Units, &t.MadeAt, &until, &revoked, &used, &t.Told, &since)
	t.MadeAt = here(&t.MadeAt)
	t.Until, t.RevokedAt, t.UsedAt, t.ToldSince = here(until), here(revoked), here(used), here(since)
	return t, err
}

const selectTokens = `SELECT ` + bearerRow + ` FROM api_tokens ORDER BY id`

// Tokens are all that there ever were.
func (s *Store) Tokens(ctx context.Context) ([]token.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectTokens)
	all, err := pgx.CollectRows(rows, scanToken)
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", away(err))
	}
	return all, nil
}

const selectToken = `SELECT ` + bearerRow + ` FROM api_tokens WHERE hash = $1`

// Token gives the token of this hash, whether it can still be used or not; false: there is none.
func (s *Store) Token(ctx context.Context, hash []byte) (token.Token, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectToken, hash)
	t, err := pgx.CollectExactlyOneRow(rows, scanToken)
	if errors.Is(err, pgx.ErrNoRows) {
		return token.Token{}, false, nil
	}
	if err != nil {
		return token.Token{}, false, fmt.Errorf("read a token: %w", away(err))
	}
	return t, true, nil
}

const revokeToken = `UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`

// RevokeToken ends a token for good; false: it was ended before, or there is none.
func (s *Store) RevokeToken(ctx context.Context, id int64, now time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, revokeToken, id, now)
	if err != nil {
		return false, fmt.Errorf("revoke a token: %w", away(err))
	}
	return tag.RowsAffected() == 1, nil
}

// One write a minute says enough.
const markUse = `
UPDATE api_tokens SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2::timestamptz - interval '1 minute')`

// UseToken remembers when a token was used.
func (s *Store) UseToken(ctx context.Context, id int64, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, markUse, id, now); err != nil {
		return fmt.Errorf("remember a token's use: %w", away(err))
	}
	return nil
}

const countTold = `
UPDATE api_tokens SET told = CASE WHEN told_since > $3 THEN told ELSE 0 END + $2,
       told_since = CASE WHEN told_since > $3 THEN told_since ELSE $4 END
 WHERE id = $1`

// CountTold remembers how many followers a token had told.
func (s *Store) CountTold(ctx context.Context, id int64, n int, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, countTold, id, n, token.CountsSince(now), now); err != nil {
		return fmt.Errorf("count whom a token told: %w", away(err))
	}
	return nil
}
