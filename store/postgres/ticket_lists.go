package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/ticket"
)

// summaryRow is a Ticket as a list shows it, with what the asker said since a human's last
// answer, or else the last that the asker said: the rule in package ticket says how much
// of that a list may show.
const summaryRow = `
SELECT ` + ticketRow + `,
    left(coalesce(
        (SELECT string_agg(text, ' ' ORDER BY seq) FROM ticket_lines
         WHERE ticket = t.id AND what = 'said' AND text <> '' AND seq > coalesce(
            (SELECT max(seq) FROM ticket_lines WHERE ticket = t.id AND what IN ('answered', 'card', 'guide')), 0)),
        (SELECT text FROM ticket_lines WHERE ticket = t.id AND what = 'said' AND text <> '' ORDER BY seq DESC LIMIT 1),
        ''), 300),
    coalesce((SELECT name FROM volunteers WHERE id = t.holder), ''),
    CASE WHEN t.holder = 0 THEN 0 ELSE (
        SELECT count(*) FROM ticket_lines WHERE ticket = t.id AND what = 'said' AND seq > coalesce(
            (SELECT max(seq) FROM ticket_lines WHERE ticket = t.id AND volunteer = t.holder), 0)) END
FROM tickets t `

const selectWaiting = summaryRow + `WHERE t.state = 'waiting' ORDER BY t.waiting_at, t.id`

// WaitingTickets is the queue, who waits longest first.
func (s *Store) WaitingTickets(ctx context.Context) ([]ticket.Summary, error) {
	return s.summaries(ctx, "read the queue", selectWaiting)
}

const selectHeld = summaryRow + `WHERE t.state = 'held' AND t.holder = $1 ORDER BY t.held_at, t.id`

// HeldTickets is what a volunteer has in hand, the oldest first.
func (s *Store) HeldTickets(ctx context.Context, volunteer int64) ([]ticket.Summary, error) {
	return s.summaries(ctx, "read a volunteer's tickets", selectHeld, volunteer)
}

const selectEarlier = summaryRow + `
WHERE t.channel = $1 AND t.chat = $2 AND t.channel <> '' AND t.id <> $3 ORDER BY t.id DESC`

// EarlierTickets are the others of the same asker, the newest first.
func (s *Store) EarlierTickets(ctx context.Context, asker ticket.Asker, except int64) ([]ticket.Summary, error) {
	return s.summaries(ctx, "read earlier tickets", selectEarlier, asker.Channel, asker.Chat, except)
}

const selectClosed = summaryRow + `
WHERE t.state = 'closed' AND t.id IN (
    SELECT ticket FROM ticket_lines WHERE volunteer = $1 AND what IN ('answered', 'card', 'guide', 'closed'))
ORDER BY t.closed_at DESC, t.id DESC LIMIT $2`

// ClosedTickets are those that a volunteer answered or closed, the newest first.
func (s *Store) ClosedTickets(ctx context.Context, volunteer int64, limit int) ([]ticket.Summary, error) {
	return s.summaries(ctx, "read closed tickets", selectClosed, volunteer, limit)
}

const selectChanged = summaryRow + `WHERE t.changed_at >= $1 ORDER BY t.changed_at, t.id`

// TicketsChangedSince are those that changed since a time, by the server's clock. Changes
// do not appear in the order of their times: who follows them asks with some seconds of
// look-back and drops what it knows by Version.
func (s *Store) TicketsChangedSince(ctx context.Context, t time.Time) ([]ticket.Summary, error) {
	return s.summaries(ctx, "read changed tickets", selectChanged, t)
}

func (s *Store) summaries(ctx context.Context, what, query string, args ...any) ([]ticket.Summary, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, query, args...)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (ticket.Summary, error) {
		var sum ticket.Summary
		var asked string
		err := scanTicket(r, &sum.Ticket, &asked, &sum.HolderName, &sum.Unread)
		sum.Excerpt = ticket.Excerpt(sum.Ticket, asked)
		return sum, err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, away(err))
	}
	return all, nil
}

// Who waits in another ward is answered by others.
const countAhead = `
SELECT count(*) FROM tickets w, tickets t
WHERE t.id = $1 AND t.state = 'waiting' AND w.state = 'waiting'
  AND (w.waiting_at, w.id) < (t.waiting_at, t.id) AND (w.unit = t.unit OR w.unit = '' OR t.unit = '')`

// Ahead is how many wait before a Ticket; 0 for one that does not wait.
func (s *Store) Ahead(ctx context.Context, id int64) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n int
	if err := s.db.QueryRow(ctx, countAhead, id).Scan(&n); err != nil {
		return 0, fmt.Errorf("count who waits: %w", away(err))
	}
	return n, nil
}

const selectUsualWait = `
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_at - opened_at), count(*)
FROM tickets WHERE opened_at >= $1 AND answered_at IS NOT NULL`

// UsualWait is the median time until a human's first answer, over what was asked since a
// time and answered, and how many those are.
func (s *Store) UsualWait(ctx context.Context, since time.Time) (time.Duration, int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var median *time.Duration
	var n int
	err := s.db.QueryRow(ctx, selectUsualWait, since).Scan(&median, &n)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, fmt.Errorf("measure the usual wait: %w", away(err))
	}
	if median == nil {
		return 0, n, nil
	}
	return *median, n, nil
}
