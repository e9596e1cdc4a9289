package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/workday"
)

// newsQueue is where followers are told, apart from tickets and from sending: fifty
// thousand of them delay nobody.
const (
	newsQueue    = "news"
	newsAtOnce   = 2  // no channel sends faster than two of them tell, and replies need the machine
	newsAttempts = 20 // about ten minutes of them; then the daily look does it
)

// newsOpts are those of all jobs about follows. They are not unique: a second one finds
// nothing new and ends, while one that is left out because another is just ending would
// leave its change untold.
func newsOpts(at time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: newsQueue, MaxAttempts: newsAttempts, ScheduledAt: at}
}

func tellJob(id int64, at time.Time) river.InsertManyParams {
	return river.InsertManyParams{Args: follow.TellArgs{Follow: id}, InsertOpts: newsOpts(at)}
}

const selectStates = `
SELECT f.id, coalesce(e.newest, 0), coalesce(e.left_it, false), f.told_at, a.blocked_at IS NOT NULL
  FROM follows f JOIN dossiers d ON d.id = f.dossier
  LEFT JOIN accounts a ON a.channel = f.channel AND a.chat = f.chat
  LEFT JOIN LATERAL (
       SELECT max(n.id) AS newest,
              bool_or(n.id > f.told_event AND n.status <> d.status AND n.at > t.at) AS left_it
         FROM dossier_events n, (SELECT coalesce(max(at), '-infinity') AS at FROM dossier_events
                                  WHERE dossier_id = d.id AND id <= f.told_event) t
        WHERE n.dossier_id = d.id) e ON true
 WHERE f.id = ANY ($1)`

const (
	selectFollowsByID = `
SELECT ` + followColumns + ` FROM follows f JOIN dossiers d ON d.id = f.dossier WHERE f.id = ANY ($1)`
	selectFollowedOf = selectAllOfDossiers + `
 WHERE d.id IN (SELECT dossier FROM follows WHERE id = ANY ($1))`
)

// seen is what followers' states are made of beside the rows themselves.
type seen struct {
	id, newest    int64
	told          *time.Time
	left, blocked bool
}

// statesByID reads follows and their dossiers as they are at one moment.
func (s *Store) statesByID(ctx context.Context, ids []int64) ([]follow.State, error) {
	var follows []follow.Follow
	about, stored := map[int64]seen{}, map[dossier.Code]dossier.Dossier{}
	questions := &pgx.Batch{}
	questions.Queue(selectFollowsByID, ids).Query(func(rows pgx.Rows) (err error) {
		follows, err = pgx.CollectRows(rows, scanFollow)
		return err
	})
	questions.Queue(selectStates, ids).Query(func(rows pgx.Rows) error {
		var one seen
		_, err := pgx.ForEachRow(rows, []any{&one.id, &one.newest, &one.left, &one.told, &one.blocked}, func() error {
			about[one.id] = one
			return nil
		})
		return err
	})
	questions.Queue(selectFollowedOf, ids).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, scanDossier)
		for _, d := range found {
			stored[d.Code] = d
		}
		return err
	})
	err := pgx.BeginTxFunc(ctx, s.db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		return tx.SendBatch(ctx, questions).Close()
	})
	if err != nil {
		return nil, err
	}
	out := make([]follow.State, len(follows))
	for i, f := range follows {
		a := about[f.ID]
		out[i] = follow.State{Follow: f, Dossier: stored[f.Code], Newest: a.newest, ToldAt: here(a.told), Left: a.left, Blocked: a.blocked}
	}
	return out, nil
}

// FollowState reads a Follow with its dossier. The error wraps follow.ErrNone when it is gone.
func (s *Store) FollowState(ctx context.Context, id int64) (follow.State, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	all, err := s.statesByID(ctx, []int64{id})
	switch {
	case err != nil:
		return follow.State{}, fmt.Errorf("read follow %d: %w", id, away(err))
	case len(all) == 0:
		return follow.State{}, fmt.Errorf("read follow %d: %w", id, follow.ErrNone)
	}
	return all[0], nil
}

const selectFollowers = `
SELECT f.id FROM follows f
 WHERE f.dossier = $1 AND NOT EXISTS (
       SELECT FROM accounts a WHERE a.channel = f.channel AND a.chat = f.chat AND a.blocked_at IS NOT NULL)`

// FanOut inserts a job for each who follows a dossier and can be reached, and gives their
// number. The jobs wait a moment for further changes.
func (s *Store) FanOut(ctx context.Context, dossierID int64) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectFollowers, dossierID)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil {
		err = s.insertTells(ctx, ids, time.Now().Add(follow.Settle))
	}
	if err != nil {
		return 0, fmt.Errorf("tell the followers of dossier %d: %w", dossierID, away(err))
	}
	return len(ids), nil
}

func (s *Store) insertTells(ctx context.Context, ids []int64, at time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		jobs[i] = tellJob(id, at)
	}
	_, err := s.jobs.InsertManyFast(ctx, jobs)
	return err
}

// The watermark moves only from where it was read, all of it: a word of the person that
// came meanwhile ("I have handed it in") counts as well.
const moveFollow = `
UPDATE follows SET told_event = @event, told_status = @status, told_due = @due, told_soon = @soon, told_over = @over,
       told_lapse = @lapse, asked_at = @asked, told_at = coalesce(@at::timestamptz, told_at)
 WHERE id = @id AND channel = @channel AND chat = @chat AND told_event = @was_event AND told_status = @was_status
   AND (told_due, told_soon, told_over, told_lapse, asked_at, handed_at, received) IS NOT DISTINCT FROM
       (@was_due::timestamptz, @was_soon::timestamptz, @was_over::timestamptz, @was_lapse::timestamptz,
        @was_asked::timestamptz, @was_handed::timestamptz, @was_received::bool)`

// TellFollower moves a watermark from f.Told to told, and what is said with it stands in
// the web chat or in the outbox, all or nothing; nothing may be said at all. It is false,
// and nothing is written, when the watermark is not there any more.
func (s *Store) TellFollower(ctx context.Context, f follow.Follow, told follow.Told, out []chat.Outgoing) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	was := f.Told
	args := pgx.NamedArgs{
		"id": f.ID, "channel": f.Channel, "chat": f.Chat, "event": told.Event, "status": told.Status, "due": known(told.Due),
		"soon": known(told.Soon), "over": known(told.Over), "lapse": known(told.Lapse), "asked": known(told.Asked),
		"was_event": was.Event, "was_status": was.Status, "was_due": known(was.Due), "was_soon": known(was.Soon),
		"was_over": known(was.Over), "was_lapse": known(was.Lapse), "was_asked": known(was.Asked),
		"was_handed": known(was.Handed), "was_received": was.Received, "at": nil,
	}
	if len(out) > 0 {
		args["at"] = out[0].At
	}
	var moved bool
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, moveFollow, args)
		if moved = err == nil && tag.RowsAffected() == 1; !moved || len(out) == 0 {
			return err
		}
		return s.addNotice(ctx, tx, f.ID, out)
	})
	if err != nil {
		return false, fmt.Errorf("tell follow %d: %w", f.ID, away(err))
	}
	return moved, nil
}

// addNotice adds the rows of one chat, and wakes who sends them: a page shows what stands
// in its lines, and its browser is told where it wishes so. What is of no follow (0) stays
// in the lines as long as other lines, and no browser is told of it: that was asked for
// followed dossiers only.
func (s *Store) addNotice(ctx context.Context, tx pgx.Tx, followID int64, out []chat.Outgoing) error {
	if out[0].Key.Channel == chat.Web {
		args, err := webArgs(out)
		if err != nil {
			return err
		}
		if followID != 0 {
			args["follow"] = followID
		}
		if _, err = tx.Exec(ctx, addToWeb, args); err != nil || followID == 0 {
			return err
		}
		err = tx.QueryRow(ctx, selectPush, out[0].Key.Chat).Scan(nil, nil, nil)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		out = toBrowser(out)
	}
	key := out[0].Key
	args, err := outboxArgs(out)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, addToOutbox, args); err != nil {
		return err
	}
	flush := river.InsertManyParams{Args: chat.FlushArgs{Channel: key.Channel, Chat: key.Chat}, InsertOpts: senderOpts(out)}
	_, err = s.jobs.InsertManyFastTx(ctx, tx, []river.InsertManyParams{flush})
	return err
}

const (
	// catchUpPage is how many follows the daily look reads at once.
	catchUpPage    = 500
	catchUpTimeout = 50 * time.Second // River gives a job a minute

	selectFollowsAfter = `SELECT id FROM follows WHERE id > $1 ORDER BY id LIMIT $2`

	// A job that waits, and tells the follow f.
	jobOfFollow = `
       SELECT FROM ` + jobSchema + `.river_job j
        WHERE j.state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
          AND (j.kind = 'tell' AND (j.args->>'follow')::bigint = f.id
               OR j.kind = 'news' AND (j.args->>'dossier')::bigint = f.dossier)`

	selectWaited = `
SELECT f.id FROM follows f WHERE f.id = ANY ($1) AND EXISTS (` + jobOfFollow + `)`
)

// CatchUp inserts a job for each follower who is to be told something by now and for whom
// none waits, page by page: what it found stays when a later page fails.
func (s *Store) CatchUp(ctx context.Context, now time.Time) (follow.Caught, error) {
	ctx, cancel := context.WithTimeout(ctx, catchUpTimeout)
	defer cancel()
	var caught follow.Caught
	for last := int64(0); ; {
		rows, _ := s.db.Query(ctx, selectFollowsAfter, last, catchUpPage)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err == nil && len(ids) > 0 {
			last = ids[len(ids)-1]
			err = s.catchUp(ctx, ids, now, &caught)
		}
		if err != nil {
			return caught, fmt.Errorf("look after followers: %w", away(err))
		}
		if len(ids) < catchUpPage {
			return caught, nil
		}
	}
}

func (s *Store) catchUp(ctx context.Context, ids []int64, now time.Time, caught *follow.Caught) error {
	states, err := s.statesByID(ctx, ids)
	if err != nil {
		return err
	}
	found := map[int64]follow.Kind{}
	ids = ids[:0]
	for _, state := range states {
		n, _ := follow.Judge(state, now, workday.Default())
		if !state.Blocked && (n.Kind != "" || !n.Told.Same(state.Told)) {
			found[state.ID], ids = n.Kind, append(ids, state.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, _ := s.db.Query(ctx, selectWaited, ids)
	waited, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, id := range waited {
		delete(found, id)
	}
	ids = ids[:0]
	for id, kind := range found {
		ids = append(ids, id)
		switch {
		case kind == "":
		case kind.OfCalendar():
			caught.ByCalendar++
		default:
			caught.Untold++
		}
	}
	return s.insertTells(ctx, ids, time.Time{})
}

// Follows are looked after at this time of day: after the quiet hours, when what waited
// for their end is being told, and before the counters open.
const (
	catchUpHour   = 7
	catchUpMinute = 5
)

type eachMorning struct{}

// Next is the next morning.
func (eachMorning) Next(now time.Time) time.Time {
	next := workday.Date(now).Add(catchUpHour*time.Hour + catchUpMinute*time.Minute)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next
}

// CatchUpDaily lets Work look after followers once at the start and each morning, in one
// process of all. It is called before Work, where there is who works follow.CatchUpArgs.
func (s *Store) CatchUpDaily() { s.catchesUp = true }

func (s *Store) daily() []*river.PeriodicJob {
	var out []*river.PeriodicJob
	if s.catchesUp {
		look := func() (river.JobArgs, *river.InsertOpts) { return follow.CatchUpArgs{}, newsOpts(time.Time{}) }
		out = append(out, river.NewPeriodicJob(eachMorning{}, look, &river.PeriodicJobOpts{ID: "catch_up", RunOnStart: true}))
	}
	if s.mails {
		out = append(out, planMails())
	}
	return out
}

const selectFollowIDs = `SELECT id FROM follows WHERE channel = $1 AND chat = $2`

// WakeFollows lets a chat that can be reached again be told what it missed.
func (s *Store) WakeFollows(ctx context.Context, channel chat.Channel, chatID string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectFollowIDs, channel, chatID)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil {
		err = s.insertTells(ctx, ids, time.Time{})
	}
	if err != nil {
		return fmt.Errorf("wake the follows of a chat: %w", away(err))
	}
	return nil
}
