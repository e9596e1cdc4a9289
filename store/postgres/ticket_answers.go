package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/ticket"
)

// Whoever asked said that it helped, or said nothing and what was done shows it. Words
// that are forgotten are not there; since is for those whose turn to be forgotten it is.
const selectUsed = `
SELECT l.text, l.at FROM (
    SELECT id, closed_at FROM tickets
    WHERE state = 'closed' AND procedure <> '' AND split_part(procedure, '/', 1) = $1 AND closed_at >= $3
      AND NOT sensitive AND NOT grave AND NOT forgotten AND lang = $2
      AND (rating = 1 OR rating = 0 AND outcome IN ('guided', 'submitted_online', 'paid_online', 'vneid', 'papers_prepared'))
    ORDER BY closed_at DESC LIMIT $4) t
JOIN ticket_lines l ON l.ticket = t.id AND l.what = 'answered' AND l.text <> '' AND l.file IS NULL
ORDER BY t.closed_at DESC, t.id, l.seq DESC`

// mostUsed is how many questions are looked through for answers to be offered again.
const mostUsed = 200

// UsedAnswers are what volunteers answered, in a language, in questions about a procedure
// (its code) that closed since a time and helped, the newest first. Nothing of sensitive
// or grave ones, and no asker's word. Which of it may be offered again package ticket says.
func (s *Store) UsedAnswers(ctx context.Context, code, lang string, since time.Time) ([]ticket.Used, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectUsed, code, lang, since, mostUsed)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (ticket.Used, error) {
		var u ticket.Used
		err := r.Scan(&u.Text, &u.At)
		u.At = here(&u.At)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("read earlier answers: %w", away(err))
	}
	return all, nil
}
