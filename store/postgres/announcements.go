package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

// Listening is how many can be reached that agreed to hear announcements for a ward.
func (s *Store) Listening(ctx context.Context, unit string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var n int64
	if err := s.db.QueryRow(ctx, countListeners, unit).Scan(&n); err != nil {
		return 0, fmt.Errorf("count who agreed to announcements: %w", away(err))
	}
	return n, nil
}

// reachable is of listeners l: who blocked us is left out.
const reachable = `
NOT EXISTS (SELECT FROM accounts a WHERE a.channel = l.channel AND a.chat = l.chat AND a.blocked_at IS NOT NULL)`

const countListeners = `SELECT count(*) FROM listeners l WHERE l.unit = $1 AND ` + reachable

const insertAnnouncement = `
WITH made AS (INSERT INTO announcements (unit, text, state) VALUES (@unit, @text, 'draft') RETURNING id)
INSERT INTO announcement_log (announcement, at, volunteer, what) SELECT id, @at, @by, @what FROM made RETURNING announcement`

// AddAnnouncement keeps a draft and gives its number.
func (s *Store) AddAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var id int64
	args := pgx.NamedArgs{"unit": a.Unit, "text": a.Text, "at": at, "by": by, "what": announce.Wrote}
	if err := s.db.QueryRow(ctx, insertAnnouncement, args).Scan(&id); err != nil {
		return 0, fmt.Errorf("keep an announcement: %w", away(err))
	}
	return id, nil
}

// What is done with one is logged in the same statement, or not done.
const (
	logged = ` RETURNING id)
INSERT INTO announcement_log (announcement, at, volunteer, what) SELECT id, @at, @by, @what FROM done`

	changeAnnouncement = `
WITH done AS (UPDATE announcements SET unit = @unit, text = @text, version = version + 1
               WHERE id = @id AND version = @version AND state = 'draft'` + logged
	testAnnouncement = `
WITH done AS (SELECT id FROM announcements WHERE id = @id)
INSERT INTO announcement_log (announcement, at, volunteer, what) SELECT id, @at, @by, @what FROM done`
	dropAnnouncement = `
WITH done AS (UPDATE announcements SET state = 'dropped', version = version + 1, ended_at = @at
               WHERE id = @id AND state = 'draft'` + logged
	releaseAnnouncement = `
WITH done AS (UPDATE announcements SET state = 'released', version = version + 1, urgent = @urgent, send_at = @send
               WHERE id = @id AND version = @version AND state = 'draft'` + logged
	stopAnnouncement = `
WITH done AS (UPDATE announcements SET state = 'stopped', version = version + 1, ended_at = @at
               WHERE id = @id AND state = 'released'` + logged
	endAnnouncement = `
WITH done AS (UPDATE announcements SET state = 'done', version = version + 1, ended_at = @at
               WHERE id = @id AND state = 'released'` + logged
)

// did is what a volunteer does with an Announcement; 0 is the clock.
func did(id, by int64, what announce.What, at time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"id": id, "by": by, "what": what, "at": at}
}

// doAnnouncement runs one of the statements above. announce.ErrChanged when it is not as
// the statement wants it.
func doAnnouncement(ctx context.Context, tx pgx.Tx, query string, args pgx.NamedArgs) error {
	tag, err := tx.Exec(ctx, query, args)
	if err == nil && tag.RowsAffected() == 0 {
		err = announce.ErrChanged
	}
	return err
}

func (s *Store) announcing(ctx context.Context, what string, do func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error { return do(ctx, tx) })
	if err != nil && !errors.Is(err, announce.ErrChanged) && !errors.Is(err, announce.ErrNone) {
		err = fmt.Errorf("%s: %w", what, away(err))
	}
	return err
}

// ChangeAnnouncement writes a draft anew, if it is still the version that was shown.
// announce.ErrChanged.
func (s *Store) ChangeAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) error {
	args := did(a.ID, by, announce.Changed, at)
	args["unit"], args["text"], args["version"] = a.Unit, a.Text, a.Version
	return s.announcing(ctx, "change an announcement", func(ctx context.Context, tx pgx.Tx) error {
		return doAnnouncement(ctx, tx, changeAnnouncement, args)
	})
}

// TestAnnouncement sends a draft to one chat, its writer's own.
func (s *Store) TestAnnouncement(ctx context.Context, id, by int64, out []chat.Outgoing, at time.Time) error {
	return s.announcing(ctx, "test an announcement", func(ctx context.Context, tx pgx.Tx) error {
		if err := doAnnouncement(ctx, tx, testAnnouncement, did(id, by, announce.Tested, at)); err != nil {
			return err
		}
		return s.addNotice(ctx, tx, 0, out)
	})
}

// DropAnnouncement puts a draft away. announce.ErrChanged when it is none any more.
func (s *Store) DropAnnouncement(ctx context.Context, id, by int64, at time.Time) error {
	return s.announcing(ctx, "drop an announcement", func(ctx context.Context, tx pgx.Tx) error {
		return doAnnouncement(ctx, tx, dropAnnouncement, did(id, by, announce.Drops, at))
	})
}

// announceOpts: what ends such a job is its work, not a number of attempts; and it goes
// after all that tells people of their own dossiers.
func announceOpts(at time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: newsQueue, Priority: noticePriority, MaxAttempts: math.MaxInt16, ScheduledAt: at}
}

// ReleaseAnnouncement lets a draft be sent from a.SendAt on, if it is still the version
// that was shown. announce.ErrChanged.
func (s *Store) ReleaseAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) error {
	args := did(a.ID, by, announce.Let, at)
	args["version"], args["urgent"], args["send"] = a.Version, a.Urgent, a.SendAt
	return s.announcing(ctx, "release an announcement", func(ctx context.Context, tx pgx.Tx) error {
		if err := doAnnouncement(ctx, tx, releaseAnnouncement, args); err != nil {
			return err
		}
		_, err := s.jobs.InsertTx(ctx, tx, announce.Args{Announcement: a.ID}, announceOpts(a.SendAt))
		return err
	})
}

// announcementKey is the outbox's key of what is sent on of an Announcement.
func announcementKey(id int64) string { return fmt.Sprintf("ann-%d", id) }

// A chat to which somebody sends at this moment keeps its row: it may be on the wire.
const (
	lockUnsent = `
SELECT c.channel, c.chat FROM outbox_chats c
 WHERE c.until <= now() AND EXISTS (
       SELECT FROM outbox o WHERE o.channel = c.channel AND o.chat = c.chat AND o.priority = 4 AND o.key = $1)
 ORDER BY c.channel, c.chat FOR UPDATE SKIP LOCKED`
	deleteUnsent = `
WITH unsent AS (
    DELETE FROM outbox o USING unnest($2::text[], $3::text[]) AS c (channel, chat)
     WHERE o.channel = c.channel AND o.chat = c.chat AND o.priority = 4 AND o.key = $1
    RETURNING o.channel, o.chat)
DELETE FROM announced d USING unsent u WHERE d.announcement = $4 AND d.channel = u.channel AND d.chat = u.chat`
)

// StopAnnouncement stops one that is being sent: what is not on the wire is not sent any
// more. announce.ErrChanged when there is nothing to stop.
func (s *Store) StopAnnouncement(ctx context.Context, id, by int64, at time.Time) error {
	return s.announcing(ctx, "stop an announcement", func(ctx context.Context, tx pgx.Tx) error {
		if err := doAnnouncement(ctx, tx, stopAnnouncement, did(id, by, announce.Stops, at)); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, lockUnsent, announcementKey(id))
		var channels, chats []string
		var channel, chatID string
		_, err := pgx.ForEachRow(rows, []any{&channel, &chatID}, func() error {
			channels, chats = append(channels, channel), append(chats, chatID)
			return nil
		})
		if err == nil && len(chats) > 0 {
			_, err = tx.Exec(ctx, deleteUnsent, announcementKey(id), channels, chats, id)
		}
		return err
	})
}

const (
	selectAnnouncements = `
SELECT a.id, a.unit, a.text, a.state, a.version, a.urgent, a.send_at, a.ended_at, a.reach, w.n,
       a.sent + d.sent - w.n, a.failed + d.failed, a.blocked + d.blocked, a.gone + d.gone
  FROM announcements a
  CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = '') AS sent, count(*) FILTER (WHERE state = 'failed') AS failed,
              count(*) FILTER (WHERE state = 'blocked') AS blocked, count(*) FILTER (WHERE gone) AS gone
         FROM announced WHERE announcement = a.id) d
  CROSS JOIN LATERAL (SELECT count(*) AS n FROM outbox WHERE priority = 4 AND key = 'ann-' || a.id) w`

	selectAnnouncement    = selectAnnouncements + ` WHERE a.id = $1 AND a.state <> 'dropped'`
	selectAnnouncementsOf = selectAnnouncements + ` WHERE a.unit = ANY ($1) AND a.state <> 'dropped' ORDER BY a.id DESC LIMIT $2`
	selectAnnouncementLog = `
SELECT at, volunteer, what FROM announcement_log WHERE announcement = $1 ORDER BY at, ctid`
)

func scanAnnouncement(row pgx.CollectableRow) (announce.Announcement, error) {
	var a announce.Announcement
	var sendAt, endedAt *time.Time
	f := &a.Figures
	err := row.Scan(&a.ID, &a.Unit, &a.Text, &a.State, &a.Version, &a.Urgent, &sendAt, &endedAt, &f.Reach, &f.Waiting,
		&f.Sent, &f.Failed, &f.Blocked, &f.Left)
	a.SendAt, a.EndedAt = here(sendAt), here(endedAt)
	return a, err
}

// Announcement is one with its log and its figures. announce.ErrNone.
func (s *Store) Announcement(ctx context.Context, id int64) (announce.Announcement, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectAnnouncement, id)
	a, err := pgx.CollectExactlyOneRow(rows, scanAnnouncement)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, announce.ErrNone
	}
	if err == nil {
		rows, _ = s.db.Query(ctx, selectAnnouncementLog, id)
		a.Log, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (announce.Entry, error) {
			var e announce.Entry
			err := row.Scan(&e.At, &e.By, &e.What)
			e.At = here(&e.At)
			return e, err
		})
	}
	if err != nil {
		return a, fmt.Errorf("read announcement %d: %w", id, away(err))
	}
	return a, nil
}

// Announcements are the newest for some wards, without their logs.
func (s *Store) Announcements(ctx context.Context, units []string, most int) ([]announce.Announcement, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectAnnouncementsOf, units, most)
	all, err := pgx.CollectRows(rows, scanAnnouncement)
	if err != nil {
		return nil, fmt.Errorf("read announcements: %w", away(err))
	}
	return all, nil
}

const forgetAnnounced = `
WITH old AS (
    SELECT a.id FROM announcements a
     WHERE a.ended_at < $1 AND EXISTS (SELECT FROM announced d WHERE d.announcement = a.id) ORDER BY a.id FOR UPDATE),
went AS (DELETE FROM announced d USING old WHERE d.announcement = old.id RETURNING d.announcement, d.state, d.gone),
sums AS (
    SELECT announcement, count(*) FILTER (WHERE state = '') AS sent, count(*) FILTER (WHERE state = 'failed') AS failed,
           count(*) FILTER (WHERE state = 'blocked') AS blocked, count(*) FILTER (WHERE gone) AS gone
      FROM went GROUP BY announcement)
UPDATE announcements a SET sent = a.sent + s.sent, failed = a.failed + s.failed, blocked = a.blocked + s.blocked, gone = a.gone + s.gone
  FROM sums s WHERE a.id = s.announcement`

// ForgetAnnounced forgets to which chats Announcements were sent that ended before a time;
// their numbers stay.
func (s *Store) ForgetAnnounced(ctx context.Context, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, forgetAnnounced, before); err != nil {
		return fmt.Errorf("forget whom announcements were sent to: %w", away(err))
	}
	return nil
}
