package postgres_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"motcua/internal/chat"
	"motcua/internal/checklist"
)

// papers is a list of a chat of Telegram, not kept yet.
func papers(chatID, procedure string, ticked ...string) checklist.List {
	return checklist.List{
		Channel: chat.Telegram, Chat: chatID, Procedure: procedure, Case: "thue", Ticked: ticked, Lang: "vi", Address: "bác", TouchedAt: at(8),
	}
}

// only is the one list of a chat.
func only(t *testing.T, p place, chatID string) checklist.List {
	t.Helper()
	all, err := p.Checklists(t.Context(), chat.Telegram, chatID)
	if must(t, err); len(all) != 1 {
		t.Fatalf("%d lists", len(all))
	}
	return all[0]
}

func TestChecklists(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	first := papers("c", "1.004194", "ct01")
	must(t, p.KeepChecklist(t.Context(), first))
	got := only(t, p, "c")
	if diff := cmp.Diff(first, got, cmpopts.IgnoreFields(checklist.List{}, "ID")); diff != "" || got.ID == 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	must(t, p.KeepChecklist(t.Context(), papers("other", "1.004194", "cc")))
	later := papers("c", "1.001193")
	later.TouchedAt = at(9)
	must(t, p.KeepChecklist(t.Context(), later))
	all, err := p.Checklists(t.Context(), chat.Telegram, "c")
	if must(t, err); len(all) != 2 || all[0].Procedure != "1.001193" || len(all[0].Ticked) != 0 {
		t.Errorf("the newest first: %+v", all)
	}
	// Kept again, it is the same list, and what came late does not make it older.
	first.Case, first.Ticked, first.TouchedAt = "nhaminh", []string{"ct01", "cc"}, at(10)
	must(t, p.KeepChecklist(t.Context(), first))
	stale := first
	stale.TouchedAt = at(7)
	must(t, p.KeepChecklist(t.Context(), stale))
	if all, err = p.Checklists(t.Context(), chat.Telegram, "c"); err != nil || len(all) != 2 || all[0].ID != got.ID ||
		!cmp.Equal(all[0].Ticked, first.Ticked) || all[0].Case != "nhaminh" || !all[0].TouchedAt.Equal(at(10)) {
		t.Errorf("kept again: %+v, %v", all, err)
	}
	if one, err := p.Checklist(t.Context(), got.ID); err != nil || !cmp.Equal(one, all[0]) {
		t.Errorf("by its number: %+v, %v", one, err)
	}
	for range 2 { // again is no error
		must(t, p.DropChecklist(t.Context(), chat.Telegram, "c", "1.004194"))
	}
	if _, err := p.Checklist(t.Context(), got.ID); !errors.Is(err, checklist.ErrNone) {
		t.Errorf("dropped: %v", err)
	}
	if l := only(t, p, "c"); l.Procedure != "1.001193" {
		t.Errorf("left: %+v", l)
	}
	if l := only(t, p, "other"); !cmp.Equal(l.Ticked, []string{"cc"}) {
		t.Errorf("of the other: %+v", l)
	}
	if elsewhere, err := p.Checklists(t.Context(), chat.Web, "c"); err != nil || len(elsewhere) != 0 {
		t.Errorf("the same name on another channel: %v, %v", elsewhere, err)
	}
}

func TestForgetChecklists(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.KeepChecklist(t.Context(), papers("c", "1.004194")))
	young := papers("c", "1.001193")
	young.TouchedAt = at(9)
	must(t, p.KeepChecklist(t.Context(), young))
	for i, want := range []int64{0, 1, 0} {
		before := at(9)
		if i == 0 {
			before = at(8)
		}
		if n, err := p.ForgetChecklists(t.Context(), before); n != want || err != nil {
			t.Errorf("time %d: forgot %d, %v; want %d", i, n, err, want)
		}
	}
	if l := only(t, p, "c"); l.Procedure != "1.001193" {
		t.Errorf("left: %+v", l)
	}
}

// remindJobs are the reminders that River will run.
func remindJobs(t *testing.T, p place) (n int, args string) {
	t.Helper()
	must(t, p.db.QueryRow(t.Context(),
		`SELECT count(*), coalesce(max(args::text || ' ' || queue || ' ' || scheduled_at::text), '') FROM river.river_job WHERE kind = 'remind'`).Scan(&n, &args))
	return n, args
}

// A reminder belongs to a kept list, is set with its job or not at all, and touches the list.
func TestSetReminder(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	if kept, err := p.SetReminder(t.Context(), chat.Telegram, "c", "1.004194", at(20), at(9)); kept || err != nil {
		t.Errorf("of no list: %t, %v", kept, err)
	}
	if n, _ := remindJobs(t, p); n != 0 {
		t.Errorf("%d jobs of no list", n)
	}
	must(t, p.KeepChecklist(t.Context(), papers("c", "1.004194")))
	if kept, err := p.SetReminder(t.Context(), chat.Telegram, "c", "1.004194", at(20), at(9)); !kept || err != nil {
		t.Errorf("set: %t, %v", kept, err)
	}
	l := only(t, p, "c")
	if !l.RemindAt.Equal(at(20)) || !l.TouchedAt.Equal(at(9)) {
		t.Errorf("set: %+v", l)
	}
	if n, args := remindJobs(t, p); n != 1 || args != `{"list": 1} desk 2026-11-25 13:00:00+00` {
		t.Errorf("%d jobs, %s", n, args)
	}
	must(t, p.KeepChecklist(t.Context(), papers("c", "1.004194", "cc"))) // ticking leaves it
	if l := only(t, p, "c"); !l.RemindAt.Equal(at(20)) {
		t.Errorf("after a tick: %+v", l)
	}
	for _, want := range []int{1, 0} {
		if n, err := p.StopReminders(t.Context(), chat.Telegram, "c"); n != want || err != nil {
			t.Errorf("stopped %d, %v; want %d", n, err, want)
		}
	}
	if l := only(t, p, "c"); !l.RemindAt.IsZero() {
		t.Errorf("stopped: %+v", l)
	}
}

// Of several that remind of the same list at once one does it: what is said is there once.
func TestRemindOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.KeepChecklist(t.Context(), papers("c", "1.004194")))
	_, err := p.SetReminder(t.Context(), chat.Telegram, "c", "1.004194", at(20), at(9))
	must(t, err)
	l := only(t, p, "c")
	var done atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			ended, err := p.Remind(t.Context(), l, []chat.Outgoing{outgoing("c", "nhắc", 1)})
			if err != nil {
				t.Error(err)
			}
			if ended {
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("done %d times", done.Load())
	}
	if got := drain(t, p.Store, sending("c", "a")); !cmp.Equal(got, []string{"nhắc/1"}) {
		t.Errorf("said: %v", got)
	}
	if l := only(t, p, "c"); !l.RemindAt.IsZero() || !l.TouchedAt.Equal(at(9)) {
		t.Errorf("left: %+v", l)
	}
}

// A reminder that was set anew, cancelled or deleted meanwhile is not spoken of; where
// nothing is to be said it only ends.
func TestRemindOfWhatChanged(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	must(t, p.KeepChecklist(t.Context(), papers("c", "1.004194")))
	set := func(hour int) checklist.List {
		_, err := p.SetReminder(t.Context(), chat.Telegram, "c", "1.004194", at(hour), at(9))
		must(t, err)
		return only(t, p, "c")
	}
	said := []chat.Outgoing{outgoing("c", "nhắc", 1)}
	was := set(18)
	now := set(20)
	if ended, err := p.Remind(t.Context(), was, said); ended || err != nil {
		t.Errorf("set anew: %t, %v", ended, err)
	}
	if ended, err := p.Remind(t.Context(), now, nil); !ended || err != nil {
		t.Errorf("nothing to say: %t, %v", ended, err)
	}
	was = set(21)
	_, err := p.StopReminders(t.Context(), chat.Telegram, "c")
	must(t, err)
	if ended, err := p.Remind(t.Context(), was, said); ended || err != nil {
		t.Errorf("cancelled: %t, %v", ended, err)
	}
	was = set(22)
	must(t, p.DropChecklist(t.Context(), chat.Telegram, "c", "1.004194"))
	if ended, err := p.Remind(t.Context(), was, said); ended || err != nil {
		t.Errorf("deleted: %t, %v", ended, err)
	}
	if got := drain(t, p.Store, sending("c", "a")); len(got) != 0 {
		t.Errorf("said: %v", got)
	}
}

// Who has everything deleted while a reminder is about to be sent: neither waits for the
// other for ever, and nothing is left.
func TestRemindWhileDeleted(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for range 10 {
		must(t, p.KeepChecklist(t.Context(), papers("777", "1.004194")))
		must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("777", "before", 1)}))
		_, err := p.SetReminder(t.Context(), chat.Telegram, "777", "1.004194", at(20), at(9))
		must(t, err)
		l := only(t, p, "777")
		var both sync.WaitGroup
		both.Go(func() {
			if _, err := p.Remind(t.Context(), l, []chat.Outgoing{outgoing("777", "nhắc", 1)}); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := p.DeletePerson(t.Context(), chat.Telegram, "777", ""); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if held, err := p.Held(t.Context(), chat.Telegram, "777"); err != nil || !held.Nothing() {
			t.Fatalf("left: %+v, %v", held, err)
		}
	}
}
