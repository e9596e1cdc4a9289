package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
)

const followed dossier.Code = "H29.171-261119-0001"

// begin puts a dossier into the store that is processed since eight.
func (p place) begin(t *testing.T, code dossier.Code) {
	t.Helper()
	p.load(t, at(8), fmt.Sprintf(`{"code":%q,"status":"processing","due_at":"2026-12-10","updated_at":"2026-11-25T08:00:00+07:00"}`, code))
}

// move lets it reach a status at an hour.
func (p place) move(t *testing.T, code dossier.Code, status dossier.Status, hour int) {
	t.Helper()
	p.load(t, at(hour), fmt.Sprintf(`{"code":%q,"status":%q,"due_at":"2026-12-10","updated_at":%q}`, code, status, at(hour).Format(time.RFC3339)))
}

func wish(chatID string, code dossier.Code) follow.Follow {
	return follow.Follow{Channel: chat.Telegram, Chat: chatID, Code: code, Lang: "vi", Address: "bác", At: at(9)}
}

// follows are those of a chat of Telegram.
func follows(t *testing.T, p place, chatID string) []follow.State {
	t.Helper()
	all, err := p.FollowsOf(t.Context(), chat.Telegram, chatID)
	must(t, err)
	return all
}

func TestFollow(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.begin(t, followed)
	first, err := p.Follow(t.Context(), wish("c", followed))
	must(t, err)
	if first.ID == 0 || first.Told.Status != dossier.Processing || first.Told.Event == 0 || first.Told.Due.Format(time.DateOnly) != "2026-12-10" {
		t.Errorf("begun: %+v", first)
	}
	all := follows(t, p, "c")
	if len(all) != 1 || all[0].Newest != first.Told.Event || all[0].Dossier.Status != dossier.Processing || all[0].Blocked ||
		all[0].Address != "bác" || all[0].Code != followed || !all[0].At.Equal(at(9)) {
		t.Fatalf("read: %+v", all)
	}
	// What came since does not move the mark, nor does to follow again.
	p.move(t, followed, dossier.Completed, 10)
	again := wish("c", followed)
	again.Label, again.At = "má", at(11)
	got, err := p.Follow(t.Context(), again)
	if must(t, err); got.ID != first.ID || got.Told.Event != first.Told.Event || got.Told.Status != dossier.Processing || got.Label != "má" || !got.At.Equal(at(9)) {
		t.Errorf("again: %+v", got)
	}
	got, err = p.Follow(t.Context(), wish("c", followed))
	if must(t, err); got.Label != "má" {
		t.Errorf("the label is lost: %+v", got)
	}
	// Who begins now begins at the state of now.
	other, err := p.Follow(t.Context(), wish("other", followed))
	if must(t, err); other.Told.Status != dossier.Completed || other.Told.Event <= first.Told.Event {
		t.Errorf("another: %+v", other)
	}
	if _, err := p.Follow(t.Context(), wish("c", "H29.171-261119-0999")); !errors.Is(err, follow.ErrNone) {
		t.Errorf("of no dossier: %v", err)
	}
	kept, err := p.Held(t.Context(), chat.Telegram, "c")
	if must(t, err); !kept.Account || kept.Follows != 1 {
		t.Errorf("held: %+v", kept)
	}
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "c", at(12)))
	if all := follows(t, p, "c"); !all[0].Blocked || all[0].Newest <= all[0].Told.Event {
		t.Errorf("blocked, with news: %+v", all)
	}
	if elsewhere, err := p.FollowsOf(t.Context(), chat.Web, "c"); err != nil || len(elsewhere) != 0 {
		t.Errorf("the same name on another channel: %v, %v", elsewhere, err)
	}
}

func TestFollowsChange(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const second dossier.Code = "H29.171-261119-0002"
	for i, code := range []dossier.Code{followed, second} {
		p.begin(t, code)
		w := wish("c", code)
		w.At = at(9 + i)
		_, err := p.Follow(t.Context(), w)
		must(t, err)
		_, err = p.Follow(t.Context(), wish("other", code))
		must(t, err)
	}
	if all := follows(t, p, "c"); len(all) != 2 || all[0].Code != second {
		t.Errorf("the newest first: %+v", all)
	}
	for code, want := range map[dossier.Code]bool{followed: true, "H29.171-261119-0999": false} {
		for what, does := range map[string]func() (bool, error){
			"label":    func() (bool, error) { return p.LabelFollow(t.Context(), chat.Telegram, "c", code, "má") },
			"handed":   func() (bool, error) { return p.NoteHanded(t.Context(), chat.Telegram, "c", code, at(12)) },
			"received": func() (bool, error) { return p.NoteReceived(t.Context(), chat.Telegram, "c", code, false) },
		} {
			if got, err := does(); got != want || err != nil {
				t.Errorf("%s of %s: %t, %v", what, code, got, err)
			}
		}
	}
	got := follows(t, p, "c")[1]
	if got.Label != "má" || !got.Told.Handed.Equal(at(12)) || got.Told.Received == nil || *got.Told.Received {
		t.Errorf("changed: %+v", got)
	}
	for _, want := range []bool{true, false} {
		if gone, err := p.Unfollow(t.Context(), chat.Telegram, "c", followed); gone != want || err != nil {
			t.Errorf("ended: %t, %v; want %t", gone, err, want)
		}
	}
	for _, want := range []int{1, 0} {
		if n, err := p.UnfollowAll(t.Context(), chat.Telegram, "c"); n != want || err != nil {
			t.Errorf("all ended: %d, %v; want %d", n, err, want)
		}
	}
	if left := follows(t, p, "other"); len(left) != 2 || left[1].Label+left[0].Label != "" {
		t.Errorf("of the other: %+v", left)
	}
	_, err := p.db.Exec(t.Context(), `DELETE FROM dossiers WHERE code = $1`, second)
	if must(t, err); len(follows(t, p, "other")) != 1 {
		t.Error("a follow outlives its dossier")
	}
}

// Many who follow at once: each dossier once, and never more than a chat may.
func TestFollowAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	var codes []dossier.Code
	for i := range follow.Most + 5 {
		codes = append(codes, dossier.Code(fmt.Sprintf("H29.171-261119-%04d", i+1)))
		p.begin(t, codes[i])
	}
	results := make([]error, 2*len(codes))
	var all sync.WaitGroup
	for i, code := range slices.Concat(codes, codes) {
		all.Go(func() { _, results[i] = p.Follow(t.Context(), wish("c", code)) })
	}
	all.Wait()
	refused := 0
	for _, err := range results {
		switch {
		case errors.Is(err, follow.ErrTooMany):
			refused++
		case err != nil:
			t.Error(err)
		}
	}
	kept := follows(t, p, "c")
	if len(kept) != follow.Most || refused != 10 {
		t.Errorf("%d followed, %d refused", len(kept), refused)
	}
	if _, err := p.Follow(t.Context(), wish("c", kept[0].Code)); err != nil {
		t.Errorf("one of them again: %v", err)
	}
	if _, err := p.Follow(t.Context(), wish("other", codes[0])); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

// An import and a wish that meet: whichever is first, either the mark has the new state or
// the import's own transaction sees the follower.
func TestFollowMeetsAnImport(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.begin(t, followed)
	tx, err := p.db.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE dossiers SET status = 'completed' WHERE code = $1`, followed)
	must(t, err)
	_, err = tx.Exec(t.Context(), `INSERT INTO dossier_events (dossier_id, at, seen_at, status) SELECT id, $2, $2, 'completed' FROM dossiers WHERE code = $1`, followed, at(10))
	must(t, err)
	type answer struct {
		f   follow.Follow
		err error
	}
	done := make(chan answer, 1)
	go func() {
		f, err := p.Follow(t.Context(), wish("c", followed))
		done <- answer{f, err}
	}()
	for waits := false; !waits && len(done) == 0; {
		must(t, tx.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE NOT l.granted AND a.datname = current_database())`).Scan(&waits))
	}
	if len(done) > 0 {
		t.Fatalf("it did not wait for the import: %+v", <-done)
	}
	must(t, tx.Commit(t.Context()))
	a := <-done
	if must(t, a.err); a.f.Told.Status != dossier.Completed {
		t.Errorf("the mark is older than the import: %+v", a.f)
	}
}

func TestForgetFollows(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const runs dossier.Code = "H29.171-261119-0002"
	for _, code := range []dossier.Code{followed, runs} {
		p.begin(t, code)
		_, err := p.Follow(t.Context(), wish("c", code))
		must(t, err)
	}
	p.move(t, followed, dossier.Returned, 10)
	dropJobs(t, p)
	for _, look := range []struct {
		at   time.Time
		want int64
	}{{at(10).Add(follow.Kept), 0}, {at(11).Add(follow.Kept), 1}, {at(11).Add(10 * follow.Kept), 0}} {
		if n, err := p.ForgetFollows(t.Context(), look.at); n != look.want || err != nil {
			t.Errorf("at %v: %d, %v; want %d", look.at, n, err, look.want)
		}
	}
	if left := follows(t, p, "c"); len(left) != 1 || left[0].Code != runs {
		t.Errorf("left: %+v", left)
	}
	// A result that nobody records as handed over.
	p.move(t, runs, dossier.Completed, 12)
	dropJobs(t, p)
	for hour, want := range []int64{0, 1} {
		if n, err := p.ForgetFollows(t.Context(), at(12+hour).Add(follow.KeptReady)); n != want || err != nil {
			t.Errorf("ready, %d h later: %d, %v", hour, n, err)
		}
	}
}

// An end that came to be known late is told before its follow goes: while a job waits for
// the morning it stays, and goes when it was told.
func TestForgetFollowsAfterTheEndWasTold(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	f := p.followedBy(t, followed, "c")[0]
	p.move(t, followed, dossier.Returned, 10)
	forget := func(want int64, when string) {
		t.Helper()
		if n, err := p.ForgetFollows(t.Context(), at(11).Add(follow.Kept)); n != want || err != nil {
			t.Errorf("%s: %d, %v; want %d", when, n, err, want)
		}
	}
	forget(0, "a job for all followers waits")
	dropJobs(t, p)
	must(t, p.WakeFollows(t.Context(), f.Channel, f.Chat))
	forget(0, "its own job waits")
	s, err := p.FollowState(t.Context(), f.ID)
	must(t, err)
	told := s.Told
	told.Event, told.Status = s.Newest, s.Dossier.Status
	moved, err := p.TellFollower(t.Context(), s.Follow, told, notice(f, "n"))
	must(t, err)
	if !moved {
		t.Fatal("not told")
	}
	forget(1, "told")
}
