package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

const (
	// Whoever releases, stops or sends on waits for the others.
	lockAnnouncement = `SELECT unit, text, state, begun_at FROM announcements WHERE id = $1 FOR UPDATE`
	countOnTheirWay  = `SELECT count(*) FROM outbox WHERE priority = 4 AND key = $1`
	beginAnnouncing  = `UPDATE announcements SET begun_at = $2, reach = (` + countListeners3 + `) WHERE id = $1`
	countListeners3  = `SELECT count(*) FROM listeners l WHERE l.unit = $3 AND ` + reachable

	// Who takes the consent back waits until this is written, and then finds it.
	selectListeners = `
SELECT l.channel, l.chat, l.unit, l.lang, l.address, l.at FROM listeners l
 WHERE l.unit = @unit AND l.at <= @begun AND ` + reachable + `
   AND NOT EXISTS (SELECT FROM announced d WHERE d.announcement = @id AND d.channel = l.channel AND d.chat = l.chat)
 ORDER BY l.channel, l.chat LIMIT @most FOR KEY SHARE OF l`

	insertAnnounced = `
INSERT INTO announced (announcement, channel, chat, at)
SELECT $1, c.channel, c.chat, $2 FROM unnest($3::text[], $4::text[]) AS c (channel, chat)`
)

func scanListener(row pgx.CollectableRow) (announce.Listener, error) {
	var l announce.Listener
	err := row.Scan(&l.Channel, &l.Chat, &l.Unit, &l.Lang, &l.Address, &l.At)
	l.At = here(&l.At)
	return l, err
}

// Announce sends an Announcement on to some who have not got it, unless enough are on
// their way: that it was sent on to a chat, and what is said there, is written at once or
// not at all, so it is said once, however often this is called and by how many. say gives
// what is said to one.
func (s *Store) Announce(ctx context.Context, id int64, now time.Time, say func(announce.Listener) []chat.Outgoing) (announce.Step, error) {
	var step announce.Step
	err := s.announcing(ctx, "send an announcement on", func(ctx context.Context, tx pgx.Tx) (err error) {
		step, err = s.announceSome(ctx, tx, id, now, say)
		return err
	})
	return step, err
}

func (s *Store) announceSome(ctx context.Context, tx pgx.Tx, id int64, now time.Time, say func(announce.Listener) []chat.Outgoing) (announce.Step, error) {
	var a announce.Announcement
	var begun *time.Time
	err := tx.QueryRow(ctx, lockAnnouncement, id).Scan(&a.Unit, &a.Text, &a.State, &begun)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return announce.Step{}, announce.ErrNone
	case err != nil:
		return announce.Step{}, err
	case a.State != announce.Released:
		return announce.Step{Ended: true}, nil
	}
	if begun == nil {
		begun = &now
		if _, err := tx.Exec(ctx, beginAnnouncing, id, now, a.Unit); err != nil {
			return announce.Step{}, err
		}
	}
	var waiting int
	if err := tx.QueryRow(ctx, countOnTheirWay, announcementKey(id)).Scan(&waiting); err != nil || waiting >= announce.Ahead {
		return announce.Step{}, err
	}
	rows, _ := tx.Query(ctx, selectListeners, pgx.NamedArgs{"id": id, "unit": a.Unit, "begun": begun, "most": announce.Page})
	next, err := pgx.CollectRows(rows, scanListener)
	switch {
	case err != nil:
		return announce.Step{}, err
	case len(next) > 0:
		return announce.Step{Told: next}, s.sendOn(ctx, tx, id, now, next, say)
	case waiting > 0:
		return announce.Step{}, nil
	}
	return announce.Step{Ended: true}, doAnnouncement(ctx, tx, endAnnouncement, did(id, 0, announce.Finished, now))
}

// sendOn writes that it was sent on and what is said, for some.
func (s *Store) sendOn(ctx context.Context, tx pgx.Tx, id int64, now time.Time, to []announce.Listener, say func(announce.Listener) []chat.Outgoing) error {
	channels, chats := make([]string, len(to)), make([]string, len(to))
	outbox := &pgx.Batch{}
	var flushes []river.InsertManyParams
	for i, l := range to {
		channels[i], chats[i] = string(l.Channel), l.Chat
		out := say(l)
		for n := range out {
			out[n].Key.ID, out[n].Priority = announcementKey(id), chat.ForAll
		}
		if l.Channel == chat.Web {
			if err := s.addNotice(ctx, tx, 0, out); err != nil {
				return err
			}
			continue
		}
		args, err := outboxArgs(out)
		if err != nil {
			return err
		}
		outbox.Queue(addToOutbox, args)
		flushes = append(flushes, river.InsertManyParams{Args: chat.FlushArgs{Channel: l.Channel, Chat: l.Chat}, InsertOpts: senderOpts(out)})
	}
	if _, err := tx.Exec(ctx, insertAnnounced, id, now, channels, chats); err != nil {
		return err
	}
	if err := tx.SendBatch(ctx, outbox).Close(); err != nil || len(flushes) == 0 {
		return err
	}
	_, err := s.jobs.InsertManyFastTx(ctx, tx, flushes)
	return err
}

const loseAnnounced = `
UPDATE announced SET state = 'failed' WHERE 'ann-' || announcement = $3 AND channel = $1 AND chat = $2`

// AnnouncementLost notes that what was sent on to a chat will not arrive.
func (s *Store) AnnouncementLost(ctx context.Context, key chat.Key) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, loseAnnounced, key.Channel, key.Chat, key.ID); err != nil {
		return fmt.Errorf("note that an announcement did not arrive: %w", away(err))
	}
	return nil
}
