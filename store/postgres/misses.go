package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/procedure"
	"motcua/internal/workday"
)

// noteMiss is sorted by term, so that two replicas never wait for each other.
const noteMiss = `
INSERT INTO search_misses AS m (day, outcome, term, n)
SELECT $1, $2, term, 1 FROM unnest($3::text[]) AS term ORDER BY term
ON CONFLICT (day, outcome, term) DO UPDATE SET n = m.n + 1`

// NoteMiss counts a question that the search did not answer. What is kept of it are
// pairs of words that the catalogue has too, each by itself, and the day.
func (s *Store) NoteMiss(ctx context.Context, terms []string, outcome procedure.Outcome, at time.Time) error {
	if len(terms) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	day := at.In(workday.Zone).Format(time.DateOnly)
	if _, err := s.db.Exec(ctx, noteMiss, day, outcome, terms); err != nil {
		return fmt.Errorf("count a search without an answer: %w", away(err))
	}
	return nil
}

const selectMisses = `
SELECT term, coalesce(sum(n) FILTER (WHERE outcome = 'nothing'), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE outcome = 'rephrased'), 0)::bigint
  FROM search_misses WHERE day >= $1
 GROUP BY term HAVING sum(n) >= $2
 ORDER BY sum(n) DESC, term LIMIT $3`

// Misses gives what was asked for in vain since a day, the commonest first. What came
// up less than least times is left out: it may be one person's.
func (s *Store) Misses(ctx context.Context, since time.Time, least, limit int) ([]procedure.Miss, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectMisses, since.In(workday.Zone).Format(time.DateOnly), least, limit)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[procedure.Miss])
	if err != nil {
		return nil, fmt.Errorf("read searches without an answer: %w", away(err))
	}
	return all, nil
}

const forgetMisses = `DELETE FROM search_misses WHERE day < $1`

// ForgetMisses drops counts from before a day.
func (s *Store) ForgetMisses(ctx context.Context, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, forgetMisses, before.In(workday.Zone).Format(time.DateOnly)); err != nil {
		return fmt.Errorf("drop counts of searches: %w", away(err))
	}
	return nil
}
