package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// errSeveralChats is a mistake of the caller.
var errSeveralChats = errors.New("what is told to the asker goes to one chat")

// The count moves on only from where it was read; else another was faster. What is for
// the asker also finds that chat cut off when the person had everything deleted.
const (
	moveAsker = `
UPDATE tickets SET told_asker = @to
WHERE id = @id AND told_asker = @from AND (@chat::text = '' OR (channel = @channel AND chat = @chat))`
	moveHolder = `UPDATE tickets SET told_holder = @to WHERE id = @id AND told_holder = @from`
	// One that was taken meanwhile need not be announced any more.
	moveRing = `UPDATE tickets SET rung_ring = @to WHERE id = @id AND rung_ring = @from AND state = 'waiting'`
)

// Tell hands something on to chats: the Ticket's count moves from From to To, and what is
// to be said stands in the web chat or in the outbox, all or nothing. It is false, and
// nothing is written, when the count is not at From any more.
func (s *Store) Tell(ctx context.Context, told ticket.Told) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	move := map[ticket.Whom]string{ticket.TheAsker: moveAsker, ticket.TheHolder: moveHolder, ticket.TheRing: moveRing}[told.Whom]
	chats := byChat(named(told))
	args := pgx.NamedArgs{"id": told.Ticket, "from": told.From, "to": told.To, "channel": "", "chat": ""}
	if len(chats) > 0 {
		if len(chats) > 1 && told.Whom == ticket.TheAsker {
			return false, errSeveralChats
		}
		args["channel"], args["chat"] = chats[0][0].Key.Channel, chats[0][0].Key.Chat
	}
	var moved bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, move, args)
		if moved = err == nil && tag.RowsAffected() == 1; !moved {
			return err
		}
		return s.addTold(ctx, tx, told.Ticket, chats)
	})
	if err != nil {
		return false, fmt.Errorf("tell of a ticket: %w", away(err))
	}
	return moved, nil
}

// named gives what has no key one of its own: the same hand-over again is the same row.
func named(told ticket.Told) []chat.Outgoing {
	mark := map[ticket.Whom]string{ticket.TheHolder: "h", ticket.TheRing: "r"}[told.Whom]
	out := slices.Clone(told.Out)
	for i := range out {
		if out[i].Key.ID == "" {
			out[i].Key.ID = fmt.Sprintf("t%d-%s%d", told.Ticket, mark, told.From)
		}
		if out[i].N == 0 {
			out[i].N = i + 1
		}
	}
	return out
}

// byChat parts rows by their chats. All who lock several chats do it in this order.
func byChat(out []chat.Outgoing) [][]chat.Outgoing {
	sameChat := func(a, b chat.Outgoing) int {
		return cmp.Or(cmp.Compare(a.Key.Channel, b.Key.Channel), cmp.Compare(a.Key.Chat, b.Key.Chat))
	}
	slices.SortStableFunc(out, sameChat)
	var parts [][]chat.Outgoing
	for i, o := range out {
		if i == 0 || sameChat(out[i-1], o) != 0 {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], o)
	}
	return parts
}

// addTold adds the rows of each chat, and wakes who sends them.
func (s *Store) addTold(ctx context.Context, tx pgx.Tx, id int64, chats [][]chat.Outgoing) error {
	rows := &pgx.Batch{}
	var flushes []river.InsertManyParams
	for _, out := range chats {
		key := out[0].Key
		if key.Channel == chat.Web {
			args, err := webArgs(out)
			if err != nil {
				return err
			}
			rows.Queue(addToWeb, args)
			continue
		}
		args, err := outboxArgs(out)
		if err != nil {
			return err
		}
		args["ticket"] = id
		rows.Queue(tellOutbox, args)
		flush := chat.FlushArgs{Channel: key.Channel, Chat: key.Chat}
		flushes = append(flushes, river.InsertManyParams{Args: flush, InsertOpts: flushOpts(key.Channel)})
	}
	if err := tx.SendBatch(ctx, rows).Close(); err != nil || len(flushes) == 0 {
		return err
	}
	_, err := s.jobs.InsertManyFastTx(ctx, tx, flushes)
	return err
}

// As addSaid in lines.go: this is for a chat that may be gone (its lines live a day, the
// question does not), and a page that comes back asks from the last number that it saw.
const addToWeb = `
WITH next AS (
    INSERT INTO web_chats AS c (chat, seq, added_at)
    VALUES (@chat, @first::bigint + @count::bigint - 1, @at)
    ON CONFLICT (chat) DO UPDATE SET seq = c.seq + @count::bigint, added_at = greatest(c.added_at, excluded.added_at)
    RETURNING seq)
INSERT INTO web_lines (chat, seq, key, n, at, reply, follow)
SELECT @chat, next.seq - @count + r.i, r.key, r.n, r.at, r.reply::jsonb, @follow::bigint
FROM next, unnest(@keys::text[], @ns::int[], @ats::timestamptz[], @replies::text[])
    WITH ORDINALITY AS r (key, n, at, reply, i)
ON CONFLICT (chat, key, n) DO NOTHING`

func webArgs(out []chat.Outgoing) (pgx.NamedArgs, error) {
	n := len(out)
	keys, ns, ats, replies := make([]string, n), make([]int, n), make([]time.Time, n), make([]string, n)
	for i, o := range out {
		text, err := json.Marshal(o.Reply)
		if err != nil {
			return nil, err
		}
		keys[i], ns[i], ats[i], replies[i] = o.Key.ID, o.N, o.At, string(text)
	}
	last := slices.MaxFunc(ats, time.Time.Compare)
	return pgx.NamedArgs{
		"chat": out[0].Key.Chat, "first": last.UnixMilli(), "count": n, "at": last,
		"keys": keys, "ns": ns, "ats": ats, "replies": replies, "follow": nil,
	}, nil
}

// As addToOutbox in outbox.go; the ticket's number lets its words go with it.
const tellOutbox = `
WITH next AS (
    INSERT INTO outbox_chats AS c (channel, chat, seq, in_group)
    VALUES (@channel, @chat, @count, @group)
    ON CONFLICT (channel, chat) DO UPDATE SET seq = c.seq + excluded.seq, in_group = excluded.in_group
    RETURNING seq)
INSERT INTO outbox (channel, chat, seq, key, n, priority, reply, at, doubtful, ticket)
SELECT @channel, @chat, next.seq - @count + r.i, r.key, r.n, r.priority, r.reply::jsonb, r.at, r.doubtful, @ticket
FROM next, unnest(@keys::text[], @ns::int[], @priorities::smallint[], @replies::text[], @ats::timestamptz[], @doubts::bool[])
    WITH ORDINALITY AS r (key, n, priority, reply, at, doubtful, i)
ON CONFLICT (channel, chat, key, n) DO NOTHING`
