package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/checklist"
)

const checklistColumns = `id, channel, chat, procedure, situation, ticked, lang, address, touched_at, remind_at`

func scanChecklist(r pgx.CollectableRow) (checklist.List, error) {
	var l checklist.List
	var remind *time.Time
	err := r.Scan(&l.ID, &l.Channel, &l.Chat, &l.Procedure, &l.Case, &l.Ticked, &l.Lang, &l.Address, &l.TouchedAt, &remind)
	l.TouchedAt, l.RemindAt = here(&l.TouchedAt), here(remind)
	return l, err
}

const selectChecklists = `
SELECT ` + checklistColumns + ` FROM checklists WHERE channel = $1 AND chat = $2 ORDER BY touched_at DESC, id DESC`

// Checklists are the lists that are kept for a chat, the one touched last first.
func (s *Store) Checklists(ctx context.Context, channel chat.Channel, chatID string) ([]checklist.List, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectChecklists, channel, chatID)
	all, err := pgx.CollectRows(rows, scanChecklist)
	if err != nil {
		return nil, fmt.Errorf("read the checklists of a chat: %w", away(err))
	}
	return all, nil
}

const selectChecklist = `SELECT ` + checklistColumns + ` FROM checklists WHERE id = $1`

// Checklist is one list. The error wraps checklist.ErrNone when it is gone.
func (s *Store) Checklist(ctx context.Context, id int64) (checklist.List, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectChecklist, id)
	l, err := pgx.CollectExactlyOneRow(rows, scanChecklist)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, fmt.Errorf("read checklist %d: %w", id, checklist.ErrNone)
	}
	if err != nil {
		return l, fmt.Errorf("read checklist %d: %w", id, away(err))
	}
	return l, nil
}

// What a reminder was set for stays.
const keepChecklist = `
INSERT INTO checklists (channel, chat, procedure, situation, ticked, lang, address, touched_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (channel, chat, procedure) DO UPDATE SET situation = excluded.situation, ticked = excluded.ticked,
    lang = excluded.lang, address = excluded.address, touched_at = greatest(checklists.touched_at, excluded.touched_at)`

// KeepChecklist keeps a list as it is now, in place of the one of this chat and procedure.
func (s *Store) KeepChecklist(ctx context.Context, l checklist.List) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	ticked := append([]string{}, l.Ticked...) // never NULL
	_, err := s.db.Exec(ctx, keepChecklist, l.Channel, l.Chat, l.Procedure, l.Case, ticked, l.Lang, l.Address, l.TouchedAt)
	if err != nil {
		return fmt.Errorf("keep a checklist: %w", away(err))
	}
	return nil
}

const dropChecklist = `DELETE FROM checklists WHERE channel = $1 AND chat = $2 AND procedure = $3`

// DropChecklist forgets one list, and its reminder with it.
func (s *Store) DropChecklist(ctx context.Context, channel chat.Channel, chatID, procedure string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, dropChecklist, channel, chatID, procedure); err != nil {
		return fmt.Errorf("drop a checklist: %w", away(err))
	}
	return nil
}

const setReminder = `
UPDATE checklists SET remind_at = $4, touched_at = greatest(touched_at, $5)
WHERE channel = $1 AND chat = $2 AND procedure = $3 RETURNING id`

// SetReminder lets a kept list remind its owner at a time, instead of another time that
// was set before. False: no such list is kept.
func (s *Store) SetReminder(ctx context.Context, channel chat.Channel, chatID, procedure string, at, now time.Time) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var kept bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, setReminder, channel, chatID, procedure, at, now).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		kept = true
		_, err = s.jobs.InsertTx(ctx, tx, checklist.RemindArgs{List: id}, deskOpts(at))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("set a reminder: %w", away(err))
	}
	return kept, nil
}

const stopReminders = `UPDATE checklists SET remind_at = NULL WHERE channel = $1 AND chat = $2 AND remind_at IS NOT NULL`

// StopReminders lets no list of a chat remind any more; it gives how many would have. A
// job that comes all the same finds nothing to do.
func (s *Store) StopReminders(ctx context.Context, channel chat.Channel, chatID string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, stopReminders, channel, chatID)
	if err != nil {
		return 0, fmt.Errorf("stop reminders: %w", away(err))
	}
	return int(tag.RowsAffected()), nil
}

// Only the reminder that was read is done; another that was set meanwhile stays. Doing it
// moves nothing else: to be reminded is not to touch the list.
const endReminder = `UPDATE checklists SET remind_at = NULL WHERE id = $1 AND remind_at = $2`

// Remind ends the reminder of a list and keeps what is to be said for its chat, all or
// nothing; nothing may be said at all. It is false, and nothing is written, when another
// did it first or the reminder is not that one any more.
func (s *Store) Remind(ctx context.Context, l checklist.List, out []chat.Outgoing) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var ended bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, endReminder, l.ID, l.RemindAt)
		if ended = err == nil && tag.RowsAffected() == 1; !ended || len(out) == 0 {
			return err
		}
		args, err := outboxArgs(out)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, addToOutbox, args); err != nil {
			return err
		}
		_, err = s.jobs.InsertTx(ctx, tx, chat.FlushArgs{Channel: l.Channel, Chat: l.Chat}, senderOpts(out))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("remind of a checklist: %w", away(err))
	}
	return ended, nil
}

const forgetChecklists = `DELETE FROM checklists WHERE touched_at < $1`

// ForgetChecklists drops the lists that nobody has touched since a time.
func (s *Store) ForgetChecklists(ctx context.Context, before time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetChecklists, before)
	if err != nil {
		return 0, fmt.Errorf("forget checklists: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
