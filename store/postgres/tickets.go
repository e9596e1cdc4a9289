package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/ticket"
)

// ticketFields and ticketValues are what a verb may write, in the same order.
const (
	ticketFields = `state, channel, chat, lang, address, unit, area, code, field, procedure, sensitive, grave, far,
    ring, team, only_volunteer, holder, opened_at, waiting_at, widened_at, held_at, asked_at, answered_at, spoken_at,
    reminded_at, closed_at, details, details_until, outcome, help, rating`
	ticketValues = `@state, @channel, @chat, @lang, @address, @unit, @area, @code, @field, @procedure, @sensitive, @grave, @far,
    @ring, @team, @only, @holder, @opened_at, @waiting_at, @widened_at, @held_at, @asked_at, @answered_at, @spoken_at,
    @reminded_at, @closed_at, @details, @details_until, @outcome, @help, @rating`
	// ticketRow is a whole Ticket as scanTicket reads it, of a table called t.
	ticketRow = `t.id, t.version, t.last_line, t.told_asker, t.told_holder, t.rung_ring, t.state, t.channel, t.chat,
    t.lang, t.address, t.unit, t.area, t.code, t.field, t.procedure, t.sensitive, t.grave, t.far, t.ring, t.team, t.only_volunteer,
    t.holder, t.opened_at, t.waiting_at, t.widened_at, t.held_at, t.asked_at, t.answered_at, t.spoken_at, t.reminded_at,
    t.closed_at, t.details, t.details_until, t.outcome, t.help, t.rating`
)

func ticketArgs(t ticket.Ticket) pgx.NamedArgs {
	return pgx.NamedArgs{
		"state": t.State, "channel": t.Asker.Channel, "chat": t.Asker.Chat, "lang": t.Lang, "address": t.Address,
		"unit": t.Unit, "area": t.Area, "code": t.Code, "field": t.Field, "procedure": t.Procedure,
		"sensitive": t.Sensitive, "grave": t.Grave, "far": t.Far,
		"ring": t.Ring, "team": t.Team, "only": t.Only, "holder": t.Holder,
		"opened_at": t.OpenedAt, "waiting_at": known(t.WaitingAt), "widened_at": known(t.WidenedAt),
		"held_at": known(t.HeldAt), "asked_at": known(t.AskedAt), "answered_at": known(t.AnsweredAt),
		"spoken_at": known(t.SpokenAt), "reminded_at": known(t.RemindedAt), "closed_at": known(t.ClosedAt),
		"details": t.Details, "details_until": known(t.DetailsUntil),
		"outcome": t.Outcome, "help": t.Help, "rating": t.Rating,
		"told_asker": t.ToldAsker, "told_holder": t.ToldHolder, "rung_ring": t.RungRing,
	}
}

// known is a time that may be unknown, as a column holds it.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// scanTicket reads a ticketRow, and what stands behind it in the same row.
func scanTicket(row pgx.Row, t *ticket.Ticket, more ...any) error {
	var opened time.Time
	var waiting, widened, held, asked, answered, spoken, reminded, closed, details *time.Time
	into := []any{
		&t.ID, &t.Version, &t.LastLine, &t.ToldAsker, &t.ToldHolder, &t.RungRing, &t.State, &t.Asker.Channel, &t.Asker.Chat,
		&t.Lang, &t.Address, &t.Unit, &t.Area, &t.Code, &t.Field, &t.Procedure, &t.Sensitive, &t.Grave, &t.Far, &t.Ring, &t.Team, &t.Only,
		&t.Holder, &opened, &waiting, &widened, &held, &asked, &answered, &spoken, &reminded,
		&closed, &t.Details, &details, &t.Outcome, &t.Help, &t.Rating,
	}
	if err := row.Scan(append(into, more...)...); err != nil {
		return err
	}
	t.OpenedAt, t.WaitingAt, t.WidenedAt = here(&opened), here(waiting), here(widened)
	t.HeldAt, t.AskedAt, t.AnsweredAt, t.SpokenAt = here(held), here(asked), here(answered), here(spoken)
	t.RemindedAt, t.ClosedAt, t.DetailsUntil = here(reminded), here(closed), here(details)
	return nil
}

// keyHash is a key as tickets keep it: it names a chat, which must not outlive the
// person's wish. "" is no key.
func (s *Store) keyHash(key string) []byte {
	if key == "" {
		return nil
	}
	return s.hash(key)
}

// Where it is there already, by its key or by its asker, nothing is written.
const insertTicket = `
WITH made AS (
    INSERT INTO tickets AS t (key, last_line, told_asker, told_holder, rung_ring, ` + ticketFields + `)
    SELECT @key, @count, @told_asker, @told_holder, @rung_ring, ` + ticketValues + `
    WHERE NOT EXISTS (SELECT FROM ticket_lines WHERE key = @key)
    ON CONFLICT DO NOTHING
    RETURNING ` + ticketRow + `),
said AS (` + insertLines + ` FROM (SELECT id, 0 AS last_line FROM made) t, ` + newLines + `),
kept AS (` + attachFiles + ` FROM made t WHERE ` + freeFiles + `)
SELECT ` + ticketRow + ` FROM made t`

// OpenTicket adds a Ticket with its first Lines and jobs, and gives it its ID: true.
// Where the asker has one that is not closed, or Key was used before, it writes nothing
// and gives that one, and false.
func (s *Store) OpenTicket(ctx context.Context, t ticket.Ticket, key string, lines []ticket.Line, later []ticket.Later) (ticket.Ticket, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args, err := lineArgs(ticketArgs(t), lines)
	if err != nil {
		return ticket.Ticket{}, false, err
	}
	hash := s.keyHash(key)
	args["key"] = hash
	for {
		made, err := s.insertTicket(ctx, args, later)
		if err == nil {
			return made, true, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return ticket.Ticket{}, false, fmt.Errorf("open a ticket: %w", away(err))
		}
		there, err := s.openBefore(ctx, t.Asker, hash)
		if err == nil {
			return there, false, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return ticket.Ticket{}, false, fmt.Errorf("read an open ticket: %w", away(err))
		}
		// It was closed between the two: there is room now.
	}
}

func (s *Store) insertTicket(ctx context.Context, args pgx.NamedArgs, later []ticket.Later) (ticket.Ticket, error) {
	var made ticket.Ticket
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := scanTicket(tx.QueryRow(ctx, insertTicket, args), &made); err != nil {
			return err
		}
		return s.insertLater(ctx, tx, made.ID, later)
	})
	return made, err
}

const selectOpenBefore = `
SELECT ` + ticketRow + ` FROM tickets t
WHERE t.key = $3 OR t.id IN (SELECT ticket FROM ticket_lines WHERE key = $3)
   OR (t.channel = $1 AND t.chat = $2 AND t.channel <> '' AND t.state <> 'closed')
ORDER BY t.key = $3 DESC NULLS LAST, t.state <> 'closed' DESC, t.id LIMIT 1`

func (s *Store) openBefore(ctx context.Context, asker ticket.Asker, hash []byte) (ticket.Ticket, error) {
	var t ticket.Ticket
	err := scanTicket(s.db.QueryRow(ctx, selectOpenBefore, asker.Channel, asker.Chat, hash), &t)
	return t, err
}

const selectTicketFor = `
SELECT ` + ticketRow + `, coalesce(t.key = $2, false) OR EXISTS (SELECT FROM ticket_lines WHERE ticket = t.id AND key = $2)
FROM tickets t WHERE t.id = $1`

// TicketFor reads a Ticket, and whether Key was used in it before. ErrNone.
func (s *Store) TicketFor(ctx context.Context, id int64, key string) (ticket.Ticket, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var t ticket.Ticket
	var used bool
	err := scanTicket(s.db.QueryRow(ctx, selectTicketFor, id, s.keyHash(key)), &t, &used)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, false, ticket.ErrNone
	}
	if err != nil {
		return t, false, fmt.Errorf("read a ticket: %w", away(err))
	}
	return t, used, nil
}

// Ticket is one by id. ErrNone.
func (s *Store) Ticket(ctx context.Context, id int64) (ticket.Ticket, error) {
	t, _, err := s.TicketFor(ctx, id, "")
	return t, err
}

const selectTicketOf = `
SELECT ` + ticketRow + ` FROM tickets t WHERE channel = $1 AND chat = $2 AND channel <> ''
ORDER BY state <> 'closed' DESC, id DESC LIMIT 1`

// TicketOf is the one of this asker that is not closed, else the last one; false when
// there is none.
func (s *Store) TicketOf(ctx context.Context, asker ticket.Asker) (ticket.Ticket, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var t ticket.Ticket
	err := scanTicket(s.db.QueryRow(ctx, selectTicketOf, asker.Channel, asker.Chat), &t)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("read an asker's ticket: %w", away(err))
	}
	return t, true, nil
}

// The version decides who was first. What was told moves without a version, so it is
// written only by a Change that means it.
const changeTicket = `
WITH changed AS (
    UPDATE tickets t
    SET version = version + 1, changed_at = now(), forgotten = false, last_line = last_line + @count,
        (` + ticketFields + `) = (` + ticketValues + `),
        told_asker  = CASE WHEN @tell_asker THEN @told_asker ELSE told_asker END,
        told_holder = CASE WHEN @tell_holder THEN @told_holder ELSE told_holder END,
        rung_ring   = CASE WHEN @ring_again THEN @rung_ring ELSE rung_ring END
    WHERE id = @id AND version = @version
    RETURNING ` + ticketRow + `),
said AS (` + insertLines + ` FROM (SELECT id, last_line - @count AS last_line FROM changed) t, ` + newLines + `),
kept AS (` + attachFiles + ` FROM changed t WHERE ` + freeFiles + `)
SELECT ` + ticketRow + ` FROM changed t`

// ChangeTicket does a Change and gives the Ticket after it. ErrConflict when Before is
// not the newest any more; a Key that was used before writes nothing and gives the
// Ticket as it is. A Change without Lines leaves no trace of its Key.
func (s *Store) ChangeTicket(ctx context.Context, c ticket.Change) (ticket.Ticket, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args, err := lineArgs(ticketArgs(c.After), c.Lines)
	if err != nil {
		return ticket.Ticket{}, err
	}
	args["id"], args["version"], args["key"] = c.Before.ID, c.Before.Version, s.keyHash(c.Key)
	args["tell_asker"] = c.After.ToldAsker != c.Before.ToldAsker
	args["tell_holder"] = c.After.ToldHolder != c.Before.ToldHolder
	args["ring_again"] = c.After.RungRing != c.Before.RungRing
	var after ticket.Ticket
	err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := scanTicket(tx.QueryRow(ctx, changeTicket, args), &after); err != nil {
			return err
		}
		return s.insertLater(ctx, tx, after.ID, c.Later)
	})
	switch {
	case err == nil:
		return after, nil
	case errors.Is(err, pgx.ErrNoRows), isTwice(err):
		return s.changedBefore(ctx, c)
	}
	return ticket.Ticket{}, fmt.Errorf("change a ticket: %w", away(err))
}

// changedBefore tells the same Change again from another that was faster.
func (s *Store) changedBefore(ctx context.Context, c ticket.Change) (ticket.Ticket, error) {
	now, used, err := s.TicketFor(ctx, c.Before.ID, c.Key)
	if err == nil && !used {
		err = ticket.ErrConflict
	}
	return now, err
}

// isTwice says that a row is there already, by what is unique in it.
func isTwice(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && answer.Code == "23505"
}
