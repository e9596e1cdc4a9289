package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/workday"
)

// followColumns is what scanFollow reads, of f and its dossier d.
const followColumns = `
f.id, f.channel, f.chat, d.code, f.label, f.lang, f.address, f.at, f.told_event, f.told_status,
f.told_due, f.told_soon, f.told_over, f.told_lapse, f.handed_at, f.asked_at, f.received`

func scanFollow(r pgx.CollectableRow) (follow.Follow, error) {
	var f follow.Follow
	var due, soon, over, lapse, handed, asked *time.Time
	err := r.Scan(&f.ID, &f.Channel, &f.Chat, &f.Code, &f.Label, &f.Lang, &f.Address, &f.At, &f.Told.Event, &f.Told.Status,
		&due, &soon, &over, &lapse, &handed, &asked, &f.Told.Received)
	f.At, f.Told.Due, f.Told.Soon, f.Told.Over = here(&f.At), here(due), here(soon), here(over)
	f.Told.Lapse, f.Told.Handed, f.Told.Asked = here(lapse), here(handed), here(asked)
	return f, err
}

const (
	// One chat's follows begin one after the other, so that none counts what another adds.
	lockFollows = `SELECT pg_advisory_xact_lock(hashtextextended('follows:' || $1 || ':' || $2, 0))`
	// An import that changes the dossier waits, or is waited for: it tells all who follow by
	// then, and what was before it is in the watermark.
	lockFollowed = `SELECT id FROM dossiers WHERE code = $1 FOR SHARE`
	selectOne    = selectAllOfDossiers + `
 WHERE d.id = $1`
	selectNewest = `SELECT coalesce(max(id), 0) FROM dossier_events WHERE dossier_id = $1`
	// The watermark of one that is there already stays, and its label unless another is given.
	insertFollow = `
WITH others AS (SELECT count(*) AS n FROM follows WHERE channel = $1 AND chat = $2 AND dossier <> $3),
f AS (
    INSERT INTO follows AS f (channel, chat, dossier, label, lang, address, at, told_event, told_status, told_due, told_soon, told_over)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM others WHERE others.n < $13
    ON CONFLICT (channel, chat, dossier) DO UPDATE SET lang = excluded.lang, address = excluded.address,
        label = CASE WHEN excluded.label = '' THEN f.label ELSE excluded.label END
    RETURNING *)
SELECT ` + followColumns + ` FROM f JOIN dossiers d ON d.id = f.dossier`
	keepAccount = `INSERT INTO accounts (channel, chat) VALUES ($1, $2) ON CONFLICT (channel, chat) DO NOTHING`
)

// Follow lets a chat hear of a dossier from its present state on. One that it follows
// already goes on from where it was told, under a new label if one is given. The error
// wraps follow.ErrTooMany, or follow.ErrNone where there is no such dossier.
func (s *Store) Follow(ctx context.Context, f follow.Follow) (follow.Follow, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var out follow.Follow
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockFollows, f.Channel, f.Chat); err != nil {
			return err
		}
		id, told, err := begin(ctx, tx, f)
		if err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, insertFollow, f.Channel, f.Chat, id, f.Label, f.Lang, f.Address, f.At,
			told.Event, told.Status, known(told.Due), known(told.Soon), known(told.Over), follow.Most)
		out, err = pgx.CollectExactlyOneRow(rows, scanFollow)
		if errors.Is(err, pgx.ErrNoRows) {
			return follow.ErrTooMany
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, keepAccount, f.Channel, f.Chat)
		return err
	})
	if err != nil {
		return out, fmt.Errorf("follow a dossier: %w", away(err))
	}
	return out, nil
}

// begin locks the dossier and gives its id, and the watermark at its present state.
func begin(ctx context.Context, tx pgx.Tx, f follow.Follow) (id int64, told follow.Told, err error) {
	err = tx.QueryRow(ctx, lockFollowed, f.Code).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, told, follow.ErrNone
	}
	if err != nil {
		return 0, told, err
	}
	rows, _ := tx.Query(ctx, selectOne, id)
	d, err := pgx.CollectExactlyOneRow(rows, scanDossier)
	if err != nil {
		return 0, told, err
	}
	var newest int64
	err = tx.QueryRow(ctx, selectNewest, id).Scan(&newest)
	return id, follow.Begin(d, newest, f.At, workday.Default()), err
}

const (
	selectFollowsOf = `
SELECT ` + followColumns + ` FROM follows f JOIN dossiers d ON d.id = f.dossier
 WHERE f.channel = $1 AND f.chat = $2 ORDER BY f.at DESC, f.id DESC`
	selectNewestOf = `
SELECT d.code, max(e.id) FROM dossiers d JOIN dossier_events e ON e.dossier_id = d.id WHERE d.code = ANY ($1) GROUP BY d.code`
)

// FollowsOf are the dossiers that a chat follows, the one followed last first.
func (s *Store) FollowsOf(ctx context.Context, channel chat.Channel, chatID string) ([]follow.State, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var out []follow.State
	err := pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, selectFollowsOf, channel, chatID)
		all, err := pgx.CollectRows(rows, scanFollow)
		if err != nil || len(all) == 0 {
			return err
		}
		out, err = states(ctx, tx, all)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what a chat follows: %w", away(err))
	}
	return out, nil
}

// states reads the dossiers of the follows of one chat.
func states(ctx context.Context, tx pgx.Tx, all []follow.Follow) ([]follow.State, error) {
	codes := make([]string, len(all))
	for i, f := range all {
		codes[i] = string(f.Code)
	}
	rows, _ := tx.Query(ctx, selectDossiers, codes)
	found, err := pgx.CollectRows(rows, scanDossier)
	if err != nil {
		return nil, err
	}
	stored := make(map[dossier.Code]dossier.Dossier, len(found))
	for _, d := range found {
		stored[d.Code] = d
	}
	newest := map[dossier.Code]int64{}
	var code dossier.Code
	var id int64
	rows, _ = tx.Query(ctx, selectNewestOf, codes)
	if _, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error { newest[code] = id; return nil }); err != nil {
		return nil, err
	}
	var blocked bool
	if err := tx.QueryRow(ctx, selectBlocked, all[0].Channel, all[0].Chat).Scan(&blocked); err != nil {
		return nil, err
	}
	out := make([]follow.State, len(all))
	for i, f := range all {
		out[i] = follow.State{Follow: f, Dossier: stored[f.Code], Newest: newest[f.Code], Blocked: blocked}
	}
	return out, nil
}

const (
	ofFollow = ` WHERE channel = $1 AND chat = $2 AND dossier = (SELECT id FROM dossiers WHERE code = $3)`

	// With the last of a web chat its browser is told nothing any more.
	deleteFollow = `
WITH silent AS (
    DELETE FROM push_subscriptions WHERE $1::text = 'web' AND chat = $2 AND NOT EXISTS (
           SELECT FROM follows f JOIN dossiers d ON d.id = f.dossier WHERE f.channel = $1 AND f.chat = $2 AND d.code <> $3))
DELETE FROM follows` + ofFollow
	deleteFollows = `
WITH silent AS (DELETE FROM push_subscriptions WHERE $1::text = 'web' AND chat = $2)
DELETE FROM follows WHERE channel = $1 AND chat = $2`
	labelFollow  = `UPDATE follows SET label = $4` + ofFollow
	noteHanded   = `UPDATE follows SET handed_at = $4` + ofFollow
	noteReceived = `UPDATE follows SET received = $4` + ofFollow
)

// changeFollows does one thing with the follows of a chat and gives how many there were.
func (s *Store) changeFollows(ctx context.Context, what, query string, args ...any) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, away(err))
	}
	return int(tag.RowsAffected()), nil
}

// Unfollow ends one. False: it was not followed.
func (s *Store) Unfollow(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code) (bool, error) {
	n, err := s.changeFollows(ctx, "stop following", deleteFollow, channel, chatID, code)
	return n > 0, err
}

// UnfollowAll ends all of a chat and gives how many.
func (s *Store) UnfollowAll(ctx context.Context, channel chat.Channel, chatID string) (int, error) {
	return s.changeFollows(ctx, "stop following all", deleteFollows, channel, chatID)
}

// LabelFollow gives one a person's own name, "" for none. False: it is not followed.
func (s *Store) LabelFollow(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, label string) (bool, error) {
	n, err := s.changeFollows(ctx, "label a follow", labelFollow, channel, chatID, code, label)
	return n > 0, err
}

// NoteHanded keeps that everything asked for was handed in, as the person says.
func (s *Store) NoteHanded(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, at time.Time) (bool, error) {
	n, err := s.changeFollows(ctx, "note what was handed in", noteHanded, channel, chatID, code, at)
	return n > 0, err
}

// NoteReceived keeps whether the result was fetched, as the person says.
func (s *Store) NoteReceived(ctx context.Context, channel chat.Channel, chatID string, code dossier.Code, received bool) (bool, error) {
	n, err := s.changeFollows(ctx, "note what was fetched", noteReceived, channel, chatID, code, received)
	return n > 0, err
}

// The time counts from when the source first saw the end, or that the result is there, and
// where it was followed only then, from that. An end that came to be known late, while its
// Notice waits for the morning, is told first.
const forgetFollows = `
DELETE FROM follows f USING dossiers d
 WHERE d.id = f.dossier AND d.status = ANY (array_append($3::text[], 'completed'))
   AND greatest(f.at, coalesce((SELECT e.seen_at FROM dossier_events e WHERE e.dossier_id = d.id
                                 ORDER BY e.at DESC, e.seen_at DESC, e.id DESC LIMIT 1), d.updated_at))
       < CASE d.status WHEN 'completed' THEN $2::timestamptz ELSE $1::timestamptz END
   AND (f.told_status = d.status OR NOT EXISTS (` + jobOfFollow + `))`

// ForgetFollows drops those whose dossiers have been at their end, or ready, for long enough.
func (s *Store) ForgetFollows(ctx context.Context, now time.Time) (int64, error) {
	n, err := s.changeFollows(ctx, "forget follows", forgetFollows, now.Add(-follow.Kept), now.Add(-follow.KeptReady), follow.Ends)
	return int64(n), err
}
