package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/follow"
	"motcua/internal/workday"
)

// A job that sleeps longer than changes settle waits for an hour of the day.
const selectNoticeQueue = `
WITH waits AS (
    SELECT state, scheduled_at FROM ` + jobSchema + `.river_job
     WHERE queue = @queue AND kind IN ('news', 'tell') AND state IN ('available', 'pending', 'running', 'scheduled')),
notices AS (SELECT at, tries FROM outbox WHERE priority = @notice)
SELECT (SELECT count(*) FROM follows),
       (SELECT count(*) FROM follows f JOIN accounts a ON a.channel = f.channel AND a.chat = f.chat WHERE a.blocked_at IS NOT NULL),
       (SELECT count(*) FROM follows WHERE told_at >= @midnight),
       (SELECT count(*) FROM waits WHERE state <> 'scheduled' OR scheduled_at <= @now),
       (SELECT count(*) FROM waits WHERE state = 'scheduled' AND scheduled_at > @now AND scheduled_at <= @settled),
       (SELECT count(*) FROM waits WHERE state = 'scheduled' AND scheduled_at > @settled),
       (SELECT min(scheduled_at) FROM waits WHERE state = 'scheduled' AND scheduled_at > @settled),
       (SELECT count(*) FROM notices), (SELECT min(at) FROM notices), (SELECT count(*) FROM notices WHERE tries > 0)`

// The same failure of many jobs differs only in numbers.
const selectNoticeFailures = `
SELECT regexp_replace(coalesce(errors[cardinality(errors)]->>'error', ''), '[0-9]+', 'N', 'g') AS cause,
       count(*), state = 'discarded' AS given
  FROM ` + jobSchema + `.river_job
 WHERE queue = $1 AND kind IN ('news', 'tell', 'catch_up') AND state IN ('retryable', 'discarded')
 GROUP BY 1, 3 ORDER BY 2 DESC, 1 LIMIT 5`

// NoticeQueue says how the telling of followers stands. It is for an operator who waits.
func (s *Store) NoticeQueue(ctx context.Context, now time.Time) (follow.Queue, error) {
	ctx, cancel := context.WithTimeout(ctx, catchUpTimeout)
	defer cancel()
	var q follow.Queue
	var until, oldest *time.Time
	err := s.db.QueryRow(ctx, selectNoticeQueue, pgx.NamedArgs{
		"queue": newsQueue, "notice": chat.ForNotice, "now": now, "settled": now.Add(2 * follow.Settle), "midnight": workday.Date(now),
	}).Scan(&q.Follows, &q.Blocked, &q.Today, &q.Ready, &q.Settles, &q.Quiet, &until, &q.Sending, &oldest, &q.Tried)
	if err != nil {
		return q, fmt.Errorf("look at the notices: %w", away(err))
	}
	q.Until, q.Oldest = here(until), here(oldest)
	rows, _ := s.db.Query(ctx, selectNoticeFailures, newsQueue)
	q.Failing, err = pgx.CollectRows(rows, pgx.RowToStructByPos[follow.Failure])
	if err != nil {
		return q, fmt.Errorf("look at the notices: %w", away(err))
	}
	return q, nil
}
