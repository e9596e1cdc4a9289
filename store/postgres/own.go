package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/citizen"
	"motcua/internal/ticket"
)

const selectConsentsOf = `
SELECT kind, version, at, withdrawn_at FROM consents WHERE channel = $1 AND chat = $2 ORDER BY at, kind`

// ConsentsOf are all that a person ever agreed to here, the oldest first.
func (s *Store) ConsentsOf(ctx context.Context, channel chat.Channel, chatID string) ([]citizen.Consent, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectConsentsOf, channel, chatID)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (citizen.Consent, error) {
		var c citizen.Consent
		var withdrawn *time.Time
		err := r.Scan(&c.Kind, &c.Version, &c.At, &withdrawn)
		c.At, c.WithdrawnAt = here(&c.At), here(withdrawn)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the consents of a chat: %w", away(err))
	}
	return all, nil
}

const (
	selectBlockedAt   = `SELECT blocked_at FROM accounts WHERE channel = $1 AND chat = $2`
	selectQuestionsOf = `SELECT id FROM tickets WHERE channel = $1 AND chat = $2 AND channel <> '' AND NOT forgotten ORDER BY id`
	selectNames       = `
SELECT DISTINCT v.id, v.name FROM volunteers v JOIN ticket_lines l ON l.volunteer = v.id WHERE l.ticket = ANY ($1)`
	selectOpeningsOf = `
SELECT d.code, o.strength, o.until FROM openings o JOIN dossiers d ON d.id = o.dossier
WHERE o.channel = $1 AND o.chat = $2 AND o.until > now() ORDER BY o.until, d.code, o.strength`
	selectNamesOf   = `SELECT id, name FROM volunteers WHERE id = ANY ($1)`
	selectWaitingOf = `SELECT at, reply FROM outbox WHERE channel = $1 AND chat = $2 ORDER BY seq`
)

// Own is all that is kept about a person in one chat.
func (s *Store) Own(ctx context.Context, channel chat.Channel, chatID string) (citizen.Own, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*answerTimeout)
	defer cancel()
	var o citizen.Own
	var blocked *time.Time
	err := s.db.QueryRow(ctx, selectBlockedAt, channel, chatID).Scan(&blocked)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return o, fmt.Errorf("read an account: %w", away(err))
	}
	o.Account, o.BlockedAt = err == nil, here(blocked)
	if o.Consents, err = s.ConsentsOf(ctx, channel, chatID); err != nil {
		return o, err
	}
	if o.Checklists, err = s.Checklists(ctx, channel, chatID); err != nil {
		return o, err
	}
	if o.Follows, err = s.FollowsOf(ctx, channel, chatID); err != nil {
		return o, err
	}
	if l, hears, err := s.ListenerOf(ctx, channel, chatID); err != nil {
		return o, err
	} else if hears {
		o.Hears = append(o.Hears, l)
	}
	if o.Questions, err = s.questionsOf(ctx, channel, chatID); err != nil {
		return o, err
	}
	if channel == chat.Web {
		if o.Browser, err = s.browserOf(ctx, chatID); err != nil {
			return o, err
		}
		if o.Lines, err = s.LinesAfter(ctx, chatID, 0); err != nil {
			return o, err
		}
	}
	if o.Seen, err = s.seenBy(ctx, channel, chatID); err != nil {
		return o, err
	}
	rows, _ := s.db.Query(ctx, selectOpeningsOf, channel, chatID)
	o.Openings, err = pgx.CollectRows(rows, pgx.RowToStructByPos[citizen.Opening])
	if err != nil {
		return o, fmt.Errorf("read what is open: %w", away(err))
	}
	rows, _ = s.db.Query(ctx, selectWaitingOf, channel, chatID)
	o.Waiting, err = pgx.CollectRows(rows, pgx.RowToStructByPos[citizen.Waiting])
	if err != nil {
		return o, fmt.Errorf("read what is on its way: %w", away(err))
	}
	return o, nil
}

// questionsOf are the questions of a chat with the lines that their asker sees.
func (s *Store) questionsOf(ctx context.Context, channel chat.Channel, chatID string) ([]citizen.Question, error) {
	rows, _ := s.db.Query(ctx, selectQuestionsOf, channel, chatID)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("read the questions of a chat: %w", away(err))
	}
	names, err := s.names(ctx, selectNames, ids)
	if err != nil {
		return nil, err
	}
	out := make([]citizen.Question, 0, len(ids))
	for _, id := range ids {
		q := citizen.Question{}
		if q.Ticket, err = s.Ticket(ctx, id); err != nil {
			return nil, err
		}
		lines, err := s.Lines(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if citizen.Shown(l.What) {
				q.Lines = append(q.Lines, citizen.QuestionLine{Line: l, Name: names[l.By]})
			}
		}
		// Somebody may have deleted it meanwhile: then it is nobody's.
		if q.Asker == (ticket.Asker{Channel: channel, Chat: chatID}) {
			out = append(out, q)
		}
	}
	return out, nil
}

// names are the first names that volunteers chose to show, of those whom a query finds.
func (s *Store) names(ctx context.Context, query string, ids []int64) (map[int64]string, error) {
	names := map[int64]string{}
	rows, _ := s.db.Query(ctx, query, ids)
	var id int64
	var name string
	_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error { names[id] = name; return nil })
	if err != nil {
		return nil, fmt.Errorf("read who answered: %w", away(err))
	}
	return names, nil
}

// mostSeen is more of the audit than anybody has.
const mostSeen = 10000

// seenBy is the audit of a chat, with first names.
func (s *Store) seenBy(ctx context.Context, channel chat.Channel, chatID string) ([]citizen.Seen, error) {
	entries, err := s.AuditOf(ctx, channel, chatID, mostSeen)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.Volunteer
	}
	names, err := s.names(ctx, selectNamesOf, ids)
	if err != nil {
		return nil, err
	}
	out := make([]citizen.Seen, len(entries))
	for i, e := range entries {
		out[i] = citizen.Seen{Entry: e, Name: names[e.Volunteer]}
	}
	return out, nil
}
