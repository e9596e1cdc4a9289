package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/chat"
)

// A chat's counter begins at the time of its first line, not at 1: a page that still
// holds the number of a line from before a deletion must not wait for a lower one.
// The upsert locks the chat's row until the line is there, so that lines appear in
// the order of their numbers. A line that was there already only costs a number.
const addSaid = `
WITH next AS (
    INSERT INTO web_chats AS c (chat, seq, added_at)
    VALUES ($1, $6, $4)
    ON CONFLICT (chat) DO UPDATE SET seq = c.seq + 1, added_at = greatest(c.added_at, excluded.added_at)
    RETURNING seq)
INSERT INTO web_lines (chat, seq, key, n, at, said)
SELECT $1, seq, $2, $3, $4, $5 FROM next
ON CONFLICT (chat, key, n) DO NOTHING`

// A reply goes only where its question still stands: one that comes after the chat was
// deleted must not begin it anew. It waits for a deletion in hand, and then finds no row.
const addReply = `
WITH next AS (
    UPDATE web_chats SET seq = seq + 1, added_at = greatest(added_at, $4)
    WHERE chat = $1 AND EXISTS (SELECT FROM web_lines WHERE chat = $1 AND key = $2 AND n = 0)
    RETURNING seq)
INSERT INTO web_lines (chat, seq, key, n, at, reply)
SELECT $1, seq, $2, $3, $4, $5 FROM next
ON CONFLICT (chat, key, n) DO NOTHING`

// hideSaid takes the digits out of what a message said, once a reply says that they were a
// proof. Most are hidden before they come here; this is for those that only the flow knew.
const hideSaid = `
UPDATE web_lines SET said = said || jsonb_build_object(
       'text', regexp_replace(said ->> 'text', '[[:digit:]]', '•', 'g'), 'hidden', '["proof"]'::jsonb)
 WHERE chat = $1 AND key = $2 AND n = 0 AND said ->> 'text' ~ '[[:digit:]]'`

// AddLine adds what was said (n = 0) or the nth reply to the message with this key.
// The same line again, and a reply to what is not there any more, are not added:
// false, and no error.
func (s *Store) AddLine(ctx context.Context, key chat.Key, n int, at time.Time, said *chat.Said, reply *chat.Reply) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var tag pgconn.CommandTag
	var err error
	if n == 0 {
		tag, err = s.db.Exec(ctx, addSaid, key.Chat, key.ID, n, at, said, at.UnixMilli())
	} else {
		tag, err = s.db.Exec(ctx, addReply, key.Chat, key.ID, n, at, reply)
		if err == nil && reply != nil && reply.Hides {
			_, err = s.db.Exec(ctx, hideSaid, key.Chat, key.ID)
		}
	}
	if err != nil {
		return false, fmt.Errorf("add line %d: %w", n, away(err))
	}
	return tag.RowsAffected() == 1, nil
}

// When a reply goes, and what stands in its place then.
const (
	faded   = `(reply #>> '{fades,at}')::timestamptz`
	inPlace = `jsonb_build_object('text', reply #> '{fades,text}', 'lang', reply -> 'lang')`
)

const selectLines = `
SELECT seq, key, n, at, said, CASE WHEN ` + faded + ` <= now() THEN ` + inPlace + ` ELSE reply END FROM web_lines WHERE chat = $1 AND seq > $2 ORDER BY seq`

// LinesAfter gives the lines of a chat that came after the one numbered seq.
func (s *Store) LinesAfter(ctx context.Context, chatID string, seq int64) ([]chat.Line, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	// A failed Query comes back out of Collect: one place to look.
	rows, _ := s.db.Query(ctx, selectLines, chatID, seq)
	lines, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (chat.Line, error) {
		var l chat.Line
		err := r.Scan(&l.Seq, &l.ID, &l.N, &l.At, &l.Said, &l.Reply)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", away(err))
	}
	return lines, nil
}

// Lines go with their chat.
const deleteChat = `DELETE FROM web_chats WHERE chat = $1`

// DeleteChat forgets a chat at once. Forgetting it again is no error.
func (s *Store) DeleteChat(ctx context.Context, chatID string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, deleteChat, chatID); err != nil {
		return fmt.Errorf("delete chat: %w", away(err))
	}
	return nil
}

const fadeLines = `UPDATE web_lines SET reply = ` + inPlace + ` WHERE reply ? 'fades' AND ` + faded + ` <= $1`

const fadeChat = `UPDATE web_lines SET reply = ` + inPlace + ` WHERE chat = $1 AND reply ? 'fades'`

// FadeLines puts their last words in the place of replies whose time is over.
func (s *Store) FadeLines(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, fadeLines, now); err != nil {
		return fmt.Errorf("fade lines: %w", away(err))
	}
	return nil
}

// A Notice stays as long as its Follow.
const forgetLines = `
DELETE FROM web_lines l WHERE at < $1 AND (follow IS NULL OR NOT EXISTS (SELECT FROM follows f WHERE f.id = l.follow))`

// A chat that gets a line at this moment has a newer added_at by the time its row is
// free, and stays.
const forgetChats = `
DELETE FROM web_chats c WHERE added_at < $1 AND NOT EXISTS (SELECT FROM web_lines l WHERE l.chat = c.chat)`

// ForgetLines deletes the lines from before a time, those of standing follows apart, and chats that are left empty; it
// gives the number of lines.
func (s *Store) ForgetLines(ctx context.Context, before time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetLines, before)
	if err != nil {
		return 0, fmt.Errorf("forget lines: %w", away(err))
	}
	if _, err := s.db.Exec(ctx, forgetChats, before); err != nil {
		return 0, fmt.Errorf("forget chats: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
