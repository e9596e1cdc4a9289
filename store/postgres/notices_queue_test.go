package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"motcua/internal/follow"
)

// Each state is counted where it belongs, and failures that differ in numbers alone are one.
func TestNoticeQueue(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	all := p.followedBy(t, followed, "a", "b", "c")
	dropJobs(t, p)
	now := at(12)
	must(t, p.BlockAccount(t.Context(), "telegram", "c", now))
	move := all[0].Told
	move.Event++
	told, err := p.TellFollower(t.Context(), all[0], move, notice(all[0], "n"))
	must(t, err)
	if !told {
		t.Fatal("not told")
	}
	for _, job := range []string{
		`'tell', 'available', $1::timestamptz, NULL`,
		`'news', 'running', $1::timestamptz, NULL`,
		`'tell', 'scheduled', $1::timestamptz - interval '1s', NULL`,
		`'tell', 'scheduled', $1::timestamptz + interval '10s', NULL`,
		`'tell', 'scheduled', $1::timestamptz + interval '19h', NULL`,
		`'tell', 'scheduled', $1::timestamptz + interval '3d', NULL`,
		`'tell', 'completed', $1::timestamptz, NULL`,
		`'tell', 'retryable', $1::timestamptz, ARRAY['{"error": "long ago"}', '{"error": "tell follow 12: no room"}']::jsonb[]`,
		`'tell', 'retryable', $1::timestamptz, ARRAY['{"error": "tell follow 345: no room"}']::jsonb[]`,
		`'news', 'discarded', $1::timestamptz, ARRAY['{"error": "odd"}']::jsonb[]`,
	} {
		_, err := p.db.Exec(t.Context(), `
INSERT INTO river.river_job (kind, state, scheduled_at, errors, args, queue, max_attempts, finalized_at)
SELECT k, s::river.river_job_state, at, errors::jsonb[], '{}', 'news', 20, CASE WHEN s IN ('completed', 'discarded') THEN now() END
  FROM (SELECT `+job+`) j (k, s, at, errors)`, now)
		must(t, err)
	}
	_, err = p.db.Exec(t.Context(), `UPDATE outbox SET tries = 1`)
	must(t, err)
	got, err := p.NoticeQueue(t.Context(), now)
	must(t, err)
	want := follow.Queue{
		Follows: 3, Blocked: 1, Today: 1, Ready: 3, Settles: 1, Quiet: 2, Until: now.Add(19 * time.Hour), Sending: 1, Oldest: at(12), Tried: 1,
		Failing: []follow.Failure{{Cause: "tell follow N: no room", Jobs: 2}, {Cause: "odd", Jobs: 1, Given: true}},
	}
	if fmt.Sprint(got.Until.UTC(), got.Oldest.UTC()) != fmt.Sprint(want.Until.UTC(), want.Oldest.UTC()) {
		t.Errorf("times: %+v", got)
	}
	got.Until, got.Oldest, want.Until, want.Oldest = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if later, err := p.NoticeQueue(t.Context(), now.AddDate(0, 0, 1)); err != nil || later.Today != 0 {
		t.Errorf("tomorrow: %+v, %v", later, err)
	}
}
