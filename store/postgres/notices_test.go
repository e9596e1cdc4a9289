package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/intake"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// jobsOf are the jobs of a kind that wait, each as its arguments, queue and priority.
func jobsOf(t *testing.T, p place, kind string) []string {
	t.Helper()
	var all []string
	must(t, p.db.QueryRow(t.Context(), `
SELECT coalesce(array_agg(args::text || ' ' || queue || ' ' || priority ORDER BY id), '{}') FROM river.river_job WHERE kind = $1`, kind).Scan(&all))
	return all
}

func dropJobs(t *testing.T, p place) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), `DELETE FROM river.river_job`)
	must(t, err)
}

// followedBy begins a dossier and lets chats follow it.
func (p place) followedBy(t *testing.T, code dossier.Code, chats ...string) []follow.Follow {
	t.Helper()
	p.begin(t, code)
	out := make([]follow.Follow, len(chats))
	for i, c := range chats {
		var err error
		out[i], err = p.Follow(t.Context(), wish(c, code))
		must(t, err)
	}
	return out
}

// notice is one Reply to a chat, under a key.
func notice(f follow.Follow, key string) []chat.Outgoing {
	return []chat.Outgoing{{
		Key: chat.Key{Channel: f.Channel, Chat: f.Chat, ID: key}, Priority: chat.ForNotice, At: at(12),
		Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin"}},
	}}
}

// Only what is told of a dossier makes a job, one for each that has followers; and it is
// there with the import or not at all.
func TestNewsOfAnImport(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const other = "H29.171-261119-0002"
	p.followedBy(t, followed, "a", "b")
	p.begin(t, other)
	row := func(rest string, hour int) string {
		return fmt.Sprintf(`{"code":%q,"updated_at":%q,%s}`, followed, at(hour).Format(time.RFC3339), rest)
	}
	for _, k := range []struct {
		name  string
		told  int
		lines []string
	}{
		{"the same row", 0, []string{row(`"status":"processing","due_at":"2026-12-10"`, 8)}},
		{"newer data of the same", 0, []string{row(`"status":"processing","due_at":"2026-12-10"`, 9)}},
		{"another name", 0, []string{row(`"status":"processing","due_at":"2026-12-10","applicant":"B"`, 10)}},
		{"another appointment", 2, []string{row(`"status":"processing","due_at":"2026-12-11"`, 11)}},
		{"papers", 2, []string{row(`"status":"supplement_requested","due_at":"2026-12-11","supplements":[{"name":"x"}]`, 12)}},
		{"other papers", 2, []string{row(`"status":"supplement_requested","due_at":"2026-12-11","supplements":[{"name":"y"}]`, 13)}},
		{"an apology", 2, []string{row(`"status":"supplement_requested","due_at":"2026-12-11","supplements":[{"name":"y"}],"extensions":[{"to":"2026-12-20"}]`, 14)}},
		{"there and back in one file", 2, []string{
			row(`"status":"processing","due_at":"2026-12-11","supplements":[{"name":"y"}],"extensions":[{"to":"2026-12-20"}]`, 15),
			row(`"status":"supplement_requested","due_at":"2026-12-11","supplements":[{"name":"y"}],"extensions":[{"to":"2026-12-20"}]`, 16),
		}},
		{"an older row of the same", 0, []string{row(`"status":"processing","due_at":"2026-12-10"`, 8)}},
		{"of a dossier that nobody follows", 0, []string{fmt.Sprintf(`{"code":%q,"status":"completed","updated_at":%q}`, other, at(17).Format(time.RFC3339))}},
	} {
		if sum := p.load(t, at(18), k.lines...); sum.Told != k.told {
			t.Errorf("%s: tells %d", k.name, sum.Told)
		}
		jobs := jobsOf(t, p, "news")
		if len(jobs) != min(k.told, 1) || len(jobs) == 1 && !strings.HasSuffix(jobs[0], " news 1") {
			t.Errorf("%s: jobs %q", k.name, jobs)
		}
		dropJobs(t, p)
	}
	// A dry run says how many, and makes no job.
	file := intake.NewDossiers(strings.NewReader(row(`"status":"completed"`, 19)), intake.NDJSON, intake.Defaults{AsOf: at(20)})
	sum, err := p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: at(20), DryRun: true, MostTold: 1})
	if err != nil || sum.Told != 2 || len(jobsOf(t, p, "news")) != 0 {
		t.Errorf("a dry run: %d, %v", sum.Told, err)
	}
	// More than may be told: nothing of the batch goes in, and with leave all of it.
	for _, most := range []int{1, 2} {
		file := intake.NewDossiers(strings.NewReader(row(`"status":"completed"`, 19)), intake.NDJSON, intake.Defaults{AsOf: at(20)})
		sum, err = p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: at(20), MostTold: most})
		var many *postgres.ManyToldError
		if most == 1 && (!errors.As(err, &many) || many.Told != 2 || many.Most != 1 || sum.Taken() != 0) {
			t.Errorf("at most 1: %+v, %v", sum, err)
		}
		status := follows(t, p, "a")[0].Dossier.Status
		if done := status == dossier.Completed; done != (most == 2) || len(jobsOf(t, p, "news")) != most-1 {
			t.Errorf("at most %d: %s, jobs %q, %v", most, status, jobsOf(t, p, "news"), err)
		}
	}
}

// Each who follows and can be reached gets a job that lets changes settle.
func TestFanOut(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	all := p.followedBy(t, followed, "a", "b", "gone")
	p.followedBy(t, "H29.171-261119-0002", "a")
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "gone", at(10)))
	id := dossierID(t, p, followed)
	n, err := p.FanOut(t.Context(), id)
	want := []string{fmt.Sprintf(`{"follow": %d} news 1`, all[0].ID), fmt.Sprintf(`{"follow": %d} news 1`, all[1].ID)}
	if got := jobsOf(t, p, "tell"); err != nil || n != 2 || strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("%d, %v, jobs %q", n, err, got)
	}
	var soonest time.Time
	must(t, p.db.QueryRow(t.Context(), `SELECT min(scheduled_at) FROM river.river_job`).Scan(&soonest))
	if wait := time.Until(soonest); wait <= 0 || wait > follow.Settle {
		t.Errorf("waits %s", wait)
	}
	if n, err := p.FanOut(t.Context(), id+1000); n != 0 || err != nil {
		t.Errorf("of no dossier: %d, %v", n, err)
	}
}

func dossierID(t *testing.T, p place, code dossier.Code) int64 {
	t.Helper()
	var id int64
	must(t, p.db.QueryRow(t.Context(), `SELECT id FROM dossiers WHERE code = $1`, code).Scan(&id))
	return id
}

func TestFollowState(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	f := p.followedBy(t, followed, "a")[0]
	state := func() follow.State {
		t.Helper()
		s, err := p.FollowState(t.Context(), f.ID)
		must(t, err)
		return s
	}
	if s := state(); s.Newest != f.Told.Event || s.Left || s.Blocked || !s.ToldAt.IsZero() || !s.Told.Same(f.Told) || s.Code != followed {
		t.Errorf("begun: %+v", s)
	}
	p.load(t, at(9), fmt.Sprintf(`{"code":%q,"status":"processing","updated_at":%q,"events":[{"at":"2026-11-20T08:00:00+07:00","status":"supplement_requested"}]}`, followed, at(7).Format(time.RFC3339)))
	if s := state(); s.Newest == f.Told.Event || s.Left {
		t.Errorf("a late old step: %+v", s)
	}
	p.move(t, followed, dossier.SupplementRequested, 10)
	p.move(t, followed, dossier.Processing, 11)
	if s := state(); !s.Left || s.Dossier.Status != dossier.Processing {
		t.Errorf("there and back: %+v", s)
	}
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "a", at(10)))
	if s := state(); !s.Blocked {
		t.Errorf("blocked: %+v", s)
	}
	if _, err := p.FollowState(t.Context(), f.ID+1); !errors.Is(err, follow.ErrNone) {
		t.Errorf("none: %v", err)
	}
}

// Of many who tell at once one does: the watermark and what is said are one.
func TestTellFollower(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	f := p.followedBy(t, followed, "a")[0]
	told := f.Told
	told.Event, told.Status, told.Soon = told.Event+1, dossier.Completed, at(9)
	var done atomic.Int32
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			ok, err := p.TellFollower(t.Context(), f, told, notice(f, fmt.Sprint("f1-", i)))
			if err != nil {
				t.Error(err)
			}
			if ok {
				done.Add(1)
			}
		})
	}
	all.Wait()
	n, _, err := p.OutboxDepth(t.Context())
	flushes := jobsOf(t, p, "flush")
	if done.Load() != 1 || err != nil || n != 1 || len(flushes) != 1 || !strings.HasSuffix(flushes[0], " flush_telegram 4") {
		t.Errorf("%d told, %d in the outbox, jobs %q, %v", done.Load(), n, flushes, err)
	}
	s, err := p.FollowState(t.Context(), f.ID)
	if must(t, err); !s.Told.Same(told) || !s.ToldAt.Equal(at(12)) {
		t.Errorf("told up to %+v, at %s", s.Told, s.ToldAt)
	}
	// A word of the person meanwhile counts.
	_, err = p.NoteHanded(t.Context(), chat.Telegram, "a", followed, at(13))
	must(t, err)
	if ok, err := p.TellFollower(t.Context(), s.Follow, told, notice(f, "f1-late")); ok || err != nil {
		t.Errorf("over what was said meanwhile: %t, %v", ok, err)
	}
	// Nothing to say moves the mark alone, and when that was said last stays.
	s, err = p.FollowState(t.Context(), f.ID)
	must(t, err)
	told.Event++
	if ok, err := p.TellFollower(t.Context(), s.Follow, told, nil); !ok || err != nil {
		t.Errorf("without a word: %t, %v", ok, err)
	}
	if s, err = p.FollowState(t.Context(), f.ID); err != nil || !s.Told.Same(told) || !s.ToldAt.Equal(at(12)) {
		t.Errorf("without a word: %+v, %v", s, err)
	}
	// Who does not follow any more is not told.
	_, err = p.Unfollow(t.Context(), chat.Telegram, "a", followed)
	must(t, err)
	if ok, err := p.TellFollower(t.Context(), s.Follow, f.Told, notice(f, "f1-gone")); ok || err != nil {
		t.Errorf("gone: %t, %v", ok, err)
	}
	if n, _, err := p.OutboxDepth(t.Context()); n != 1 || err != nil {
		t.Errorf("%d in the outbox, %v", n, err)
	}
}

// On our page a Notice is a line of the conversation.
func TestTellFollowerOnThePage(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.begin(t, followed)
	w := wish("page", followed)
	w.Channel = chat.Web
	f, err := p.Follow(t.Context(), w)
	must(t, err)
	told := f.Told
	told.Status = dossier.Completed
	if ok, err := p.TellFollower(t.Context(), f, told, notice(f, "f1-web")); !ok || err != nil {
		t.Fatalf("%t, %v", ok, err)
	}
	lines, err := p.LinesAfter(t.Context(), "page", 0)
	if must(t, err); len(lines) != 1 || lines[0].Reply == nil || lines[0].Reply.Text != "tin" {
		t.Errorf("lines %+v", lines)
	}
	if flushes := jobsOf(t, p, "flush"); len(flushes) != 0 {
		t.Errorf("jobs %q", flushes)
	}
}

// The daily look finds who is to be told and has no job, and says whether the calendar or
// a lost job left it.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	untold := p.followedBy(t, followed, "untold", "blocked", "waits")
	p.followedBy(t, "H29.171-261119-0002", "nothing new")
	p.begin(t, "H29.171-261119-0003")
	p.load(t, at(8), `{"code":"H29.171-261119-0003","status":"processing","due_at":"2026-11-27","updated_at":"2026-11-25T08:00:00+07:00"}`)
	near, err := p.Follow(t.Context(), wish("near", "H29.171-261119-0003"))
	must(t, err)
	p.move(t, followed, dossier.Completed, 10)
	dropJobs(t, p)
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "blocked", at(10)))
	_, err = p.db.Exec(t.Context(), `
INSERT INTO river.river_job (kind, args, queue, max_attempts, state) VALUES ('tell', jsonb_build_object('follow', $1::bigint), 'news', 20, 'scheduled')`, untold[2].ID)
	must(t, err)
	for i, want := range []follow.Caught{{Untold: 1, ByCalendar: 1}, {}} { // then jobs wait
		if got, err := p.CatchUp(t.Context(), at(24+11)); err != nil || got != want {
			t.Errorf("look %d: %+v, %v", i, got, err)
		}
	}
	got := strings.Join(jobsOf(t, p, "tell"), "; ")
	for _, id := range []int64{untold[0].ID, near.ID} {
		if !strings.Contains(got, fmt.Sprintf(`{"follow": %d}`, id)) {
			t.Errorf("no job of %d in %s", id, got)
		}
	}
	if n := len(jobsOf(t, p, "tell")); n != 3 {
		t.Errorf("%d jobs: %s", n, got)
	}
	// A dossier whose followers are about to be told is waited for as well.
	dropJobs(t, p)
	_, err = p.db.Exec(t.Context(), `
INSERT INTO river.river_job (kind, args, queue, max_attempts, state) VALUES ('news', jsonb_build_object('dossier', $1::bigint), 'news', 20, 'available')`,
		dossierID(t, p, followed))
	must(t, err)
	if got, err := p.CatchUp(t.Context(), at(24+11)); err != nil || got != (follow.Caught{ByCalendar: 1}) {
		t.Errorf("with news on the way: %+v, %v", got, err)
	}
}

// Who blocks us is not told, and hears of the state when he is back; also of the one
// Notice that found the door closed.
func TestBlockedPausesAndStartResumes(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	all := p.followedBy(t, followed, "a", "b")
	for _, f := range all {
		told := f.Told
		told.Status = dossier.Completed
		if ok, err := p.TellFollower(t.Context(), f, told, notice(f, fmt.Sprintf("f%d-1", f.ID))); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "a", at(10)))
	for i, want := range []dossier.Status{"", dossier.Completed} {
		if s, err := p.FollowState(t.Context(), all[i].ID); err != nil || s.Told.Status != want || s.Blocked != (i == 0) {
			t.Errorf("%d: told %q, %v", i, s.Told.Status, err)
		}
	}
	dropJobs(t, p)
	for range 2 { // the second time nothing was blocked
		must(t, p.UnblockAccount(t.Context(), chat.Telegram, "a"))
		if jobs := jobsOf(t, p, "tell"); len(jobs) != 1 || !strings.HasPrefix(jobs[0], fmt.Sprintf(`{"follow": %d}`, all[0].ID)) {
			t.Errorf("jobs %q", jobs)
		}
	}
}

// The look is once at the start and then each morning; without leave it is not at all.
func TestCatchUpDaily(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	s.CatchUpDaily()
	looked := make(chan struct{}, 1)
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(context.Context, *river.Job[follow.CatchUpArgs]) error {
		looked <- struct{}{}
		return nil
	}))
	stop, err := s.Work(t.Context(), workers, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, stop(context.WithoutCancel(t.Context()))) })
	select {
	case <-looked:
	case <-time.After(time.Minute):
		t.Fatal("nobody looked")
	}
}

func TestEachMorning(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-12-07T07:04:59+07:00": "2026-12-07T07:05:00+07:00",
		"2026-12-07T07:05:00+07:00": "2026-12-08T07:05:00+07:00",
		"2026-12-06T23:00:00Z":      "2026-12-07T07:05:00+07:00",
		"2026-12-07T00:30:00Z":      "2026-12-08T07:05:00+07:00",
	} {
		at, err := time.Parse(time.RFC3339, now)
		must(t, err)
		if got := postgres.NextMorning(at).In(workday.Zone).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s", now, got)
		}
	}
}
