package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// blankLines takes the words away; a reason that is a code is a fact and stays.
const blankLines = `
UPDATE ticket_lines SET text = '', reply = NULL, file = NULL,
       reason = CASE WHEN reason ~ '^[a-z0-9_]{1,20}$' THEN reason ELSE '' END
WHERE ticket = ANY ($1) AND (text <> '' OR reply IS NOT NULL OR file IS NOT NULL OR reason <> '')`

// cutOff is what makes a ticket nobody's: a count. What was read of it before can neither
// be changed nor told any more.
const cutOff = `channel = '', chat = '', address = '', code = '', forgotten = true, version = version + 1,
        told_asker = last_line, told_holder = last_line`

const forgetSome = `
UPDATE tickets SET ` + cutOff + ` WHERE id IN (
    SELECT id FROM tickets WHERE closed_at < $1 AND state = 'closed' AND NOT forgotten
    ORDER BY closed_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id`

const (
	deleteFilesOf  = `DELETE FROM files WHERE ticket = ANY ($1)`
	deleteOutboxOf = `DELETE FROM outbox WHERE ticket = ANY ($1)`
)

// forgetAtOnce is how many tickets one transaction forgets.
const forgetAtOnce = 500

// ForgetTickets takes the words, the files and the asker of tickets that closed before a
// time, and gives their number. The tickets stay as counts.
func (s *Store) ForgetTickets(ctx context.Context, before time.Time) (int64, error) {
	var all int64
	for {
		n, err := s.forgetTickets(ctx, before)
		all += n
		if err != nil {
			return all, fmt.Errorf("forget tickets: %w", away(err))
		}
		if n < forgetAtOnce {
			return all, nil
		}
	}
}

func (s *Store) forgetTickets(ctx context.Context, before time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var ids []int64
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, forgetSome, before, forgetAtOnce)
		var err error
		if ids, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil || len(ids) == 0 {
			return err
		}
		steps := &pgx.Batch{}
		for _, step := range []string{blankLines, deleteFilesOf} {
			steps.Queue(step, ids)
		}
		return tx.SendBatch(ctx, steps).Close()
	})
	return int64(len(ids)), err
}
