package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
)

const selectOutboxWaits = `
SELECT channel, chat FROM outbox_chats
WHERE (channel, chat) IN (SELECT a.channel, a.chat FROM unnest($1::text[], $2::text[]) AS a (channel, chat))`

// waiting is one who asks whether something waits for a chat.
type waiting struct {
	channel chat.Channel
	chat    string
	waits   bool
	err     error
}

// OutboxWaits says whether something waits for a chat, or is being sent to it: what is
// said now must go behind it. It heeds no context: who asks together with others waits
// as long as they do.
func (s *Store) OutboxWaits(_ context.Context, channel chat.Channel, chatID string) (bool, error) {
	mine := &waiting{channel: channel, chat: chatID, err: errUnasked}
	s.waitings.Ask(mine)
	if mine.err != nil {
		return false, fmt.Errorf("ask the outbox: %w", mine.err)
	}
	return mine.waits, nil
}

// askOutbox answers all who ask, with one query.
func (s *Store) askOutbox(all []*waiting) {
	ctx, cancel := context.WithTimeout(context.Background(), answerTimeout)
	defer cancel()
	channels, chats := make([]string, len(all)), make([]string, len(all))
	for i, one := range all {
		channels[i], chats[i] = string(one.channel), one.chat
	}
	rows, _ := s.db.Query(ctx, selectOutboxWaits, channels, chats)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Channel chat.Channel
		Chat    string
	}])
	for _, one := range all {
		one.err = away(err)
		for _, f := range found {
			one.waits = one.waits || f.Channel == one.channel && f.Chat == one.chat
		}
	}
}

// The upsert locks the chat's row until the rows are there, so that they appear in the
// order of their numbers. A row that is there already only costs a number.
const addToOutbox = `
WITH next AS (
    INSERT INTO outbox_chats AS c (channel, chat, seq, in_group)
    VALUES (@channel, @chat, @count, @group)
    ON CONFLICT (channel, chat) DO UPDATE SET seq = c.seq + excluded.seq, in_group = excluded.in_group
    RETURNING seq)
INSERT INTO outbox (channel, chat, seq, key, n, priority, reply, at, doubtful)
SELECT @channel, @chat, next.seq - @count + r.i, r.key, r.n, r.priority, r.reply::jsonb, r.at, r.doubtful
FROM next, unnest(@keys::text[], @ns::int[], @priorities::smallint[], @replies::text[], @ats::timestamptz[], @doubts::bool[])
    WITH ORDINALITY AS r (key, n, priority, reply, at, doubtful, i)
ON CONFLICT (channel, chat, key, n) DO NOTHING`

// AddToOutbox puts Replies behind what waits for their chat, and wakes a sender, both
// or neither. All are of one chat; one that waits already (by key and n) stays as it is.
func (s *Store) AddToOutbox(ctx context.Context, replies []chat.Outgoing) error {
	if len(replies) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args, err := outboxArgs(replies)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, addToOutbox, args); err != nil {
			return err
		}
		key := replies[0].Key
		_, err := s.jobs.InsertTx(ctx, tx, chat.FlushArgs{Channel: key.Channel, Chat: key.Chat}, senderOpts(replies))
		return err
	})
	if err != nil {
		return fmt.Errorf("add %d replies to the outbox: %w", len(replies), away(err))
	}
	return nil
}

// outboxArgs turns rows into columns.
func outboxArgs(replies []chat.Outgoing) (pgx.NamedArgs, error) {
	n := len(replies)
	keys, texts := make([]string, n), make([]string, n)
	ns, priorities := make([]int, n), make([]int, n)
	ats, doubts := make([]time.Time, n), make([]bool, n)
	first := replies[0]
	for i, r := range replies {
		if r.Key.Channel != first.Key.Channel || r.Key.Chat != first.Key.Chat {
			return nil, errors.New("add to the outbox: replies of several chats")
		}
		text, err := json.Marshal(r.Reply)
		if err != nil {
			return nil, err
		}
		keys[i], ns[i], priorities[i], texts[i] = r.Key.ID, r.N, int(r.Priority), string(text)
		ats[i], doubts[i] = r.At, r.Doubtful
	}
	return pgx.NamedArgs{
		"channel": first.Key.Channel, "chat": first.Key.Chat, "group": first.Group, "count": n,
		"keys": keys, "ns": ns, "priorities": priorities, "replies": texts, "ats": ats, "doubts": doubts,
	}, nil
}

const takeOutbox = `
UPDATE outbox_chats SET token = @token, until = now() + @lease::interval
WHERE channel = @channel AND chat = @chat AND (token = @token OR until <= now())`

// One statement keeps the lease, takes the last row away and reads the next row. All of
// it sees the rows as they were when it began, hence seq <> @done; and so does c.seq,
// which tells EndOutbox whether anything came later. So it must not take the lease as
// well: what it sees could be from before the work of the one who had it until now. The
// chat's row is locked before any other, as in addToOutbox: the other way round the two
// could block one another.
const nextInOutbox = `
WITH held AS (
    UPDATE outbox_chats SET until = now() + @lease::interval
    WHERE channel = @channel AND chat = @chat AND token = @token
    RETURNING true),
gone AS (
    DELETE FROM outbox WHERE channel = @channel AND chat = @chat AND seq = @done AND EXISTS (SELECT FROM held))
SELECT EXISTS (SELECT FROM held), greatest('0', c.until - now()), c.seq,
       c.in_group, o.seq, o.key, o.n, o.priority, o.reply, o.at, o.tries, o.doubtful
FROM outbox_chats c
LEFT JOIN LATERAL (
    SELECT seq, key, n, priority, reply, at, tries, doubtful
    FROM outbox WHERE channel = @channel AND chat = @chat AND seq <> @done
    ORDER BY priority, seq LIMIT 1) o ON true
WHERE c.channel = @channel AND c.chat = @chat`

// NextInOutbox gives what is to be sent next. With done 0 it first takes the chat's
// sending lease, if it is free; else it keeps it and takes the row numbered done away.
// Without the lease it does neither: whoever has it is sending that row.
func (s *Store) NextInOutbox(ctx context.Context, by chat.Sending, done int64) (chat.Next, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args := pgx.NamedArgs{"channel": by.Channel, "chat": by.Chat, "token": by.Token, "lease": by.Lease, "done": done}
	var next chat.Next
	var row outboxRow
	steps := &pgx.Batch{}
	if done == 0 {
		steps.Queue(takeOutbox, args)
	}
	steps.Queue(nextInOutbox, args).QueryRow(func(r pgx.Row) error {
		err := r.Scan(&next.Held, &next.Left, &next.Seq,
			&row.group, &row.seq, &row.key, &row.n, &row.priority, &row.reply, &row.at, &row.tries, &row.doubtful)
		next.Waits = err == nil
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err := s.db.SendBatch(ctx, steps).Close(); err != nil {
		return chat.Next{}, fmt.Errorf("read the outbox: %w", away(err))
	}
	if next.Held {
		next.Left = 0 // it is ours
		next.First = row.outgoing(by)
	}
	return next, nil
}

// outboxRow is a row, or none: then all but group is nil.
type outboxRow struct {
	group              bool
	seq                *int64
	key                *string
	n, priority, tries *int
	reply              *chat.Reply
	at                 *time.Time
	doubtful           *bool
}

func (r outboxRow) outgoing(by chat.Sending) *chat.Outgoing {
	if r.seq == nil {
		return nil
	}
	return &chat.Outgoing{
		Key: chat.Key{Channel: by.Channel, Chat: by.Chat, ID: *r.key}, Group: r.group,
		Priority: chat.Priority(*r.priority), Doubtful: *r.doubtful, At: *r.at,
		Unsent: chat.Unsent{N: *r.n, Reply: *r.reply}, Seq: *r.seq, Tries: *r.tries,
	}
}

const keepOutbox = `
UPDATE outbox_chats SET until = now() + @lease::interval WHERE channel = @channel AND chat = @chat AND token = @token`

// KeepOutbox keeps the sending lease for another while; false when it is not ours any more.
func (s *Store) KeepOutbox(ctx context.Context, by chat.Sending) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args := pgx.NamedArgs{"channel": by.Channel, "chat": by.Chat, "token": by.Token, "lease": by.Lease}
	tag, err := s.db.Exec(ctx, keepOutbox, args)
	if err != nil {
		return false, fmt.Errorf("keep the outbox: %w", away(err))
	}
	return tag.RowsAffected() == 1, nil
}

const endOutbox = `
DELETE FROM outbox_chats WHERE channel = @channel AND chat = @chat AND token = @token AND seq = @seq`

// EndOutbox ends the sending when nothing was left at seq. It is false when something
// came since, or the lease is not ours any more.
func (s *Store) EndOutbox(ctx context.Context, by chat.Sending, seq int64) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, endOutbox, pgx.NamedArgs{"channel": by.Channel, "chat": by.Chat, "token": by.Token, "seq": seq})
	if err != nil {
		return false, fmt.Errorf("end the outbox: %w", away(err))
	}
	return tag.RowsAffected() == 1, nil
}

const putBackInOutbox = `
WITH back AS (
    UPDATE outbox_chats SET token = '', until = 'epoch' WHERE channel = @channel AND chat = @chat AND token = @token
    RETURNING true)
UPDATE outbox SET tries = tries + 1, doubtful = doubtful OR @doubtful
WHERE channel = @channel AND chat = @chat AND seq = @seq AND EXISTS (SELECT FROM back)`

// PutBackInOutbox gives the lease back for another time. The row numbered seq (0: none)
// was tried in vain; doubtful: it may have arrived all the same.
func (s *Store) PutBackInOutbox(ctx context.Context, by chat.Sending, seq int64, doubtful bool) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	args := pgx.NamedArgs{"channel": by.Channel, "chat": by.Chat, "token": by.Token, "seq": seq, "doubtful": doubtful}
	if _, err := s.db.Exec(ctx, putBackInOutbox, args); err != nil {
		return fmt.Errorf("put back into the outbox: %w", away(err))
	}
	return nil
}

const outboxDepth = `SELECT count(*), min(at) FROM outbox`

// OutboxDepth says how many Replies wait, and since when the oldest does.
func (s *Store) OutboxDepth(ctx context.Context) (int64, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n int64
	var oldest *time.Time
	if err := s.db.QueryRow(ctx, outboxDepth).Scan(&n, &oldest); err != nil {
		return 0, time.Time{}, fmt.Errorf("measure the outbox: %w", away(err))
	}
	return n, here(oldest), nil
}

const forgetOutbox = `
WITH gone AS (DELETE FROM outbox WHERE at < $1 RETURNING channel, chat, key, priority),
lost AS (
    UPDATE announced d SET state = 'failed' FROM gone g
     WHERE g.priority = 4 AND g.key = 'ann-' || d.announcement AND d.channel = g.channel AND d.chat = g.chat)
SELECT count(*) FROM gone`

// A chat that gets a row at this moment has a newer seq by the time its own row is
// free, and stays.
const forgetOutboxChats = `
DELETE FROM outbox_chats c USING outbox_chats d
WHERE c.channel = d.channel AND c.chat = d.chat AND c.seq = d.seq AND c.until <= now()
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.channel = d.channel AND o.chat = d.chat)`

// ForgetOutbox gives up what has waited since before a time, also where nobody sends any
// more (a channel without its token); it gives the number.
func (s *Store) ForgetOutbox(ctx context.Context, before time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n int64
	if err := s.db.QueryRow(ctx, forgetOutbox, before).Scan(&n); err != nil {
		return 0, fmt.Errorf("forget the outbox: %w", away(err))
	}
	if _, err := s.db.Exec(ctx, forgetOutboxChats); err != nil {
		return 0, fmt.Errorf("forget the outbox: %w", away(err))
	}
	return n, nil
}
