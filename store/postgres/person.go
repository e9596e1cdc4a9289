package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/citizen"
	"motcua/internal/follow"
	"motcua/internal/ticket"
)

const selectHeldOf = `
WITH mine AS (SELECT id, state, closed_at FROM tickets WHERE channel = $1 AND chat = $2 AND channel <> '')
SELECT EXISTS (SELECT FROM accounts WHERE channel = $1 AND chat = $2),
       (SELECT count(*) FROM consents WHERE channel = $1 AND chat = $2 AND withdrawn_at IS NULL),
       (SELECT count(*) FROM mine WHERE state <> 'closed'),
       (SELECT count(*) FROM mine WHERE state = 'closed'),
       (SELECT count(*) FROM ticket_lines WHERE ticket IN (SELECT id FROM mine)),
       (SELECT count(*) FROM files WHERE ticket IN (SELECT id FROM mine)),
       (SELECT count(*) FROM web_lines WHERE chat = $2 AND $1 = 'web'),
       (SELECT count(*) FROM outbox WHERE channel = $1 AND chat = $2),
       (SELECT count(*) FROM checklists WHERE channel = $1 AND chat = $2),
       (SELECT count(*) FROM follows WHERE channel = $1 AND chat = $2),
       EXISTS (SELECT FROM push_subscriptions WHERE chat = $2 AND $1 = 'web'),
       (SELECT max(closed_at) FROM mine WHERE state = 'closed')`

// Held is what is kept about a person, in numbers.
func (s *Store) Held(ctx context.Context, channel chat.Channel, chatID string) (citizen.Kept, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var k citizen.Kept
	var closed *time.Time
	err := s.db.QueryRow(ctx, selectHeldOf, channel, chatID).Scan(
		&k.Account, &k.Consents, &k.Open, &k.Closed, &k.Lines, &k.Files, &k.ChatLines, &k.Waiting, &k.Checklists,
		&k.Follows, &k.Browser, &closed)
	if err != nil {
		return k, fmt.Errorf("read what is kept: %w", away(err))
	}
	k.LastClosed = here(closed)
	return k, nil
}

// A question that was open ends as withdrawn, with a line for whoever has it in hand.
const cutOffPerson = `
WITH mine AS (
    SELECT id, state FROM tickets WHERE channel = $1 AND chat = $2 AND channel <> '' ORDER BY id FOR UPDATE),
gone AS (
    UPDATE tickets t SET ` + cutOff + `, changed_at = now(),
        last_line = last_line + CASE WHEN mine.state = 'closed' THEN 0 ELSE 1 END,
        closed_at = CASE WHEN mine.state = 'closed' THEN closed_at ELSE now() END,
        outcome = CASE WHEN mine.state = 'closed' THEN outcome ELSE $3 END,
        state = 'closed', team = 0, only_volunteer = 0, details = '', details_until = NULL, reminded_at = NULL
    FROM mine WHERE t.id = mine.id RETURNING t.id, t.last_line, mine.state AS was),
withdrawn AS (
    INSERT INTO ticket_lines (ticket, seq, n, at, what, volunteer, text, team, to_volunteer, reason)
    SELECT id, last_line, 1, now(), $4, 0, '', 0, 0, '' FROM gone WHERE was <> 'closed')
SELECT id, was <> 'closed' FROM gone`

// cutOff gives the tickets that were the person's. Whoever had one in hand is told.
func (s *Store) cutOff(ctx context.Context, tx pgx.Tx, channel chat.Channel, chatID string) ([]int64, error) {
	rows, _ := tx.Query(ctx, cutOffPerson, channel, chatID, ticket.Withdrawn, ticket.TakenBack)
	ids, open := []int64{}, []int64{}
	var id int64
	var was bool
	_, err := pgx.ForEachRow(rows, []any{&id, &was}, func() error {
		ids = append(ids, id)
		if was {
			open = append(open, id)
		}
		return nil
	})
	for _, id := range open {
		if err == nil {
			err = s.insertLater(ctx, tx, id, []ticket.Later{{Args: ticket.RelayArgs{}}})
		}
	}
	return ids, err
}

// Chats are locked before their rows, and in one order, as everywhere.
const (
	lockOutboxOf = `
SELECT FROM outbox_chats c
WHERE (channel = $1 AND chat = $2)
   OR EXISTS (SELECT FROM outbox o WHERE o.channel = c.channel AND o.chat = c.chat AND o.ticket = ANY ($3))
ORDER BY channel, chat FOR UPDATE`
	deleteChecklists = `DELETE FROM checklists WHERE channel = $1 AND chat = $2`
	deleteOutbox     = `DELETE FROM outbox WHERE channel = $1 AND chat = $2`
	deleteOutboxChat = `DELETE FROM outbox_chats WHERE channel = $1 AND chat = $2`
	deleteConsents   = `DELETE FROM consents WHERE channel = $1 AND chat = $2`
	deleteAccount    = `DELETE FROM accounts WHERE channel = $1 AND chat = $2`
	deleteOpenings   = `DELETE FROM openings WHERE channel = $1 AND chat = $2`
	deleteWebLines   = `DELETE FROM web_lines WHERE chat = $2 AND $1 = 'web' AND NOT (key = $3 AND n = 0)`
	deleteWebChat    = `
DELETE FROM web_chats c WHERE chat = $2 AND $1 = 'web' AND NOT EXISTS (SELECT FROM web_lines l WHERE l.chat = c.chat)`
	deleteFlushes = `
DELETE FROM river.river_job WHERE kind = $3 AND args @> jsonb_build_object('channel', $1::text, 'chat', $2::text)`
)

// DeletePerson forgets a person at once: what was said in their questions, their files,
// checklists, follows with the browser that is told of them, what they hear of announcements, what is on its way, consents, account, open details, the web page's
// conversation. Their questions stay as counts that name nobody; wrong tries and the audit
// name an account by a keyed hash alone, and stay for their time. Of the page's lines the one with the key but ("": none)
// stays: it asks for this, and its answer is shown only where it stands. Doing it again is
// no error.
func (s *Store) DeletePerson(ctx context.Context, channel chat.Channel, chatID, but string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		ids, err := s.cutOff(ctx, tx, channel, chatID)
		if err != nil {
			return err
		}
		steps := &pgx.Batch{}
		for _, step := range []string{blankLines, deleteFilesOf} {
			steps.Queue(step, ids)
		}
		// Before the outbox: a reminder locks its list first, a Notice its follow.
		steps.Queue(deleteChecklists, channel, chatID)
		steps.Queue(deleteFollows, channel, chatID)
		steps.Queue(deleteListener, channel, chatID)
		steps.Queue(noteGone, channel, chatID, time.Now(), announce.Days)
		steps.Queue(lockOutboxOf, channel, chatID, ids)
		steps.Queue(dropAnnounced, channel, chatID)
		steps.Queue(blankAnnounced, channel, chatID)
		steps.Queue(deleteOutboxOf, ids)
		if channel == chat.Web { // what is on its way to the page's browser
			steps.Queue(lockOutboxOf, chat.Push, chatID, ids)
			steps.Queue(deleteOutbox, chat.Push, chatID)
			steps.Queue(deleteOutboxChat, chat.Push, chatID)
			steps.Queue(deleteFlushes, chat.Push, chatID, chat.FlushArgs{}.Kind())
		}
		for _, step := range []string{deleteOutbox, deleteOutboxChat, deleteConsents, deleteAccount, deleteOpenings} {
			steps.Queue(step, channel, chatID)
		}
		steps.Queue(deleteWebLines, channel, chatID, but)
		steps.Queue(deleteWebChat, channel, chatID)
		steps.Queue(deleteFlushes, channel, chatID, chat.FlushArgs{}.Kind())
		return tx.SendBatch(ctx, steps).Close()
	})
	if err != nil {
		return fmt.Errorf("delete a person: %w", away(err))
	}
	return nil
}

// EndConsent takes a consent back and deletes what was kept by it: of questions the words,
// the files and the asker, as DeletePerson does, or the checklists, or the follows, or which announcements are heard. The rest stays.
func (s *Store) EndConsent(ctx context.Context, channel chat.Channel, chatID, kind string, at time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, withdrawConsent, channel, chatID, kind, at); err != nil {
			return err
		}
		switch kind {
		case citizen.TicketConsent:
			ids, err := s.cutOff(ctx, tx, channel, chatID)
			if err != nil {
				return err
			}
			steps := &pgx.Batch{}
			for _, step := range []string{blankLines, deleteFilesOf} {
				steps.Queue(step, ids)
			}
			steps.Queue(lockOutboxOf, channel, chatID, ids)
			steps.Queue(deleteOutboxOf, ids)
			return tx.SendBatch(ctx, steps).Close()
		case checklist.Consent:
			_, err := tx.Exec(ctx, deleteChecklists, channel, chatID)
			return err
		case follow.ConsentKind:
			_, err := tx.Exec(ctx, deleteFollows, channel, chatID)
			return err
		case announce.ConsentKind:
			steps := &pgx.Batch{}
			unlisten(steps, channel, chatID, at)
			return tx.SendBatch(ctx, steps).Close()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end a consent: %w", away(err))
	}
	return nil
}
