package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
)

const selectCanned = `
SELECT id, coalesce(team, 0), lang, title, text FROM canned
WHERE lang = $2 AND (team IS NULL OR team = ANY ($1)) ORDER BY team NULLS FIRST, id`

// Canned are the ready replies for all and those of some Teams, in one language.
func (s *Store) Canned(ctx context.Context, teams []int64, lang string) ([]team.Canned, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectCanned, teams, lang)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (team.Canned, error) {
		var c team.Canned
		err := r.Scan(&c.ID, &c.Team, &c.Lang, &c.Title, &c.Text)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read ready replies: %w", away(err))
	}
	return all, nil
}

const (
	insertCanned = `
INSERT INTO canned (team, lang, title, text) SELECT nullif($2::bigint, 0), $3, $4, $5 WHERE $1::bigint = 0 RETURNING id`
	updateCanned = `
UPDATE canned SET team = nullif($2::bigint, 0), lang = $3, title = $4, text = $5 WHERE id = $1 RETURNING id`
)

// SaveCanned writes a ready reply, a new one for ID 0, and gives its number.
// team.ErrUnknown when the one to change is not there.
func (s *Store) SaveCanned(ctx context.Context, c team.Canned) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	write := insertCanned
	if c.ID != 0 {
		write = updateCanned
	}
	var id int64
	err := s.db.QueryRow(ctx, write, c.ID, c.Team, c.Lang, c.Title, c.Text).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, team.ErrUnknown
	}
	if err != nil {
		return 0, fmt.Errorf("save a ready reply: %w", away(err))
	}
	return id, nil
}

const deleteCanned = `DELETE FROM canned WHERE id = $1`

// DeleteCanned takes a ready reply away. One that is not there is no error.
func (s *Store) DeleteCanned(ctx context.Context, id int64) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, deleteCanned, id); err != nil {
		return fmt.Errorf("delete a ready reply: %w", away(err))
	}
	return nil
}
