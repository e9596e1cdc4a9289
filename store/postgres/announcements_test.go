package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

// announcedTo is what every listener is told.
func announcedTo(l announce.Listener) []chat.Outgoing {
	return []chat.Outgoing{{
		Key: chat.Key{Channel: l.Channel, Chat: l.Chat}, At: l.At, Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin", Lang: "vi"}},
	}}
}

// hear lets chats of Telegram agree at seven.
func (p place) hear(t *testing.T, unit string, chats ...string) {
	t.Helper()
	for _, c := range chats {
		must(t, p.KeepConsent(t.Context(), chat.Telegram, c, announce.ConsentKind, "announce-1", at(7)))
		must(t, p.Listen(t.Context(), announce.Listener{Channel: chat.Telegram, Chat: c, Unit: unit, Lang: "vi", At: at(7)}))
	}
}

// many are so many names of chats.
func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("c%04d", i)
	}
	return out
}

// released is an announcement that may be sent from nine on.
func (p place) released(t *testing.T, unit string) int64 {
	t.Helper()
	id, err := p.AddAnnouncement(t.Context(), announce.Announcement{Unit: unit, Text: "tin"}, 3, at(8))
	must(t, err)
	must(t, p.ReleaseAnnouncement(t.Context(), announce.Announcement{ID: id, Version: 1, SendAt: at(9)}, 3, at(8)))
	return id
}

// announced sends an announcement on once.
func (p place) announced(t *testing.T, unit string, now time.Time) int64 {
	t.Helper()
	id := p.released(t, unit)
	p.sendOn(t, id, now)
	return id
}

func (p place) sendOn(t *testing.T, id int64, now time.Time) announce.Step {
	t.Helper()
	step, err := p.Announce(t.Context(), id, now, announcedTo)
	must(t, err)
	return step
}

// sent takes away what waits for some chats, as if it had been sent.
func (p place) sent(t *testing.T, chats ...string) {
	t.Helper()
	_, err := p.db.Exec(t.Context(), `WITH o AS (DELETE FROM outbox WHERE chat = ANY ($1)) DELETE FROM outbox_chats WHERE chat = ANY ($1)`, chats)
	must(t, err)
}

func (p place) announcement(t *testing.T, id int64) announce.Announcement {
	t.Helper()
	a, err := p.Announcement(t.Context(), id)
	must(t, err)
	return a
}

// All who agreed by its beginning, and can be reached, are told once, however many work at
// it at once; those of other wards and who agreed later are not.
func TestAnAnnouncementIsSentOnceToEach(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	chats := many(250)
	p.hear(t, "A", chats...)
	p.hear(t, "B", "other")
	p.hear(t, "A", "blocked")
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "blocked", at(8)))
	id := p.released(t, "A")
	if jobs := jobsOf(t, p, "announce"); len(jobs) != 1 {
		t.Errorf("jobs %v", jobs)
	}
	told := map[string]int{}
	var mu sync.Mutex
	for round := 0; ; round++ {
		if round == 1 {
			p.hearLate(t, "A", "late")
		}
		var all sync.WaitGroup
		ended := false
		for range 4 {
			all.Go(func() {
				step, err := p.Announce(t.Context(), id, at(9), announcedTo)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				ended = ended || step.Ended
				for _, l := range step.Told {
					told[l.Chat]++
				}
			})
		}
		all.Wait()
		f := p.announcement(t, id).Figures
		if f.Waiting > announce.Ahead+announce.Page-1 {
			t.Fatalf("%d are on their way at once", f.Waiting)
		}
		if ended || t.Failed() {
			break
		}
		if round > 20 {
			t.Fatal("it does not end")
		}
		p.sent(t, chats...)
	}
	if len(told) != len(chats) {
		t.Errorf("%d told, want %d", len(told), len(chats))
	}
	for c, n := range told {
		if n != 1 || c == "late" || c == "other" || c == "blocked" {
			t.Errorf("%s was told %d times", c, n)
		}
	}
	a := p.announcement(t, id)
	if want := (announce.Figures{Reach: 250, Sent: 250}); a.State != announce.Done || a.Figures != want || len(a.Log) != 3 {
		t.Errorf("%s, %+v, %+v", a.State, a.Figures, a.Log)
	}
}

func (p place) hearLate(t *testing.T, unit, c string) {
	t.Helper()
	must(t, p.Listen(t.Context(), announce.Listener{Channel: chat.Telegram, Chat: c, Unit: unit, At: at(10)}))
}

// What is not on the wire when it is stopped is never sent, and is not counted.
func TestAnAnnouncementIsStopped(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	chats := many(130)
	p.hear(t, "A", chats...)
	id := p.announced(t, "A", at(9))
	p.sent(t, chats[:10]...)
	next, err := p.NextInOutbox(t.Context(), sending(chats[20], "wire"), 0)
	if must(t, err); next.First == nil || next.First.Priority != chat.ForAll {
		t.Fatalf("%+v", next)
	}
	must(t, p.StopAnnouncement(t.Context(), id, 4, at(9)))
	if err := p.StopAnnouncement(t.Context(), id, 4, at(9)); !errors.Is(err, announce.ErrChanged) {
		t.Errorf("stopped again: %v", err)
	}
	if step := p.sendOn(t, id, at(10)); !step.Ended || len(step.Told) != 0 {
		t.Errorf("after the stop: %+v", step)
	}
	a := p.announcement(t, id)
	if want := (announce.Figures{Reach: 130, Sent: 10, Waiting: 1}); a.State != announce.Stopped || a.Figures != want {
		t.Errorf("%s, %+v", a.State, a.Figures)
	}
	after, err := p.NextInOutbox(t.Context(), sending(chats[20], "wire"), next.First.Seq)
	if must(t, err); after.First != nil {
		t.Errorf("more is on its way: %+v", after.First)
	}
	if f := p.announcement(t, id).Figures; f.Sent != 11 || f.Waiting != 0 {
		t.Errorf("with the one on the wire: %+v", f)
	}
}

// Sent, not delivered, blocked and left are told apart, also after it is forgotten who
// they were.
func TestFiguresOfAnAnnouncement(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.hear(t, "A", "ok", "lost", "old", "blocks", "leaves", "deleted", "quits")
	id := p.announced(t, "A", at(9))
	if _, err := p.Unlisten(t.Context(), chat.Telegram, "quits", at(9)); err != nil { // before it was sent
		t.Fatal(err)
	}
	must(t, p.AnnouncementLost(t.Context(), chat.Key{Channel: chat.Telegram, Chat: "lost", ID: fmt.Sprint("ann-", id)}))
	p.sent(t, "ok", "lost", "leaves", "deleted")
	must(t, p.BlockAccount(t.Context(), chat.Telegram, "blocks", at(9)))
	if heard, err := p.Unlisten(t.Context(), chat.Telegram, "leaves", at(10)); err != nil || !heard {
		t.Errorf("leaves: %v, %v", heard, err)
	}
	must(t, p.DeletePerson(t.Context(), chat.Telegram, "deleted", ""))
	n, err := p.ForgetOutbox(t.Context(), at(10))
	if must(t, err); n != 1 {
		t.Errorf("%d given up", n)
	}
	if step := p.sendOn(t, id, at(10)); !step.Ended {
		t.Errorf("%+v", step)
	}
	want := announce.Figures{Reach: 7, Sent: 3, Failed: 2, Blocked: 1, Left: 1}
	got := p.announcement(t, id).Figures
	got.Left = min(got.Left, 1) // of the deleted one the clock on the wall decides
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	before := p.announcement(t, id).Figures
	for range 2 {
		must(t, p.ForgetAnnounced(t.Context(), at(11)))
	}
	if after := p.announcement(t, id).Figures; after != before {
		t.Errorf("forgotten: %+v, before %+v", after, before)
	}
	var rows int
	must(t, p.db.QueryRow(t.Context(), `SELECT count(*) FROM announced`).Scan(&rows))
	if rows != 0 {
		t.Errorf("%d rows are left", rows)
	}
	if _, _, ok, err := p.Consent(t.Context(), chat.Telegram, "leaves", announce.ConsentKind); err != nil || ok {
		t.Errorf("the consent stands: %v, %v", ok, err)
	}
	if _, err := p.db.Exec(t.Context(), `DELETE FROM announcement_log`); err == nil {
		t.Error("the log can be deleted")
	}
}

// A Notice of the own dossier goes before an announcement, and both after an answer.
func TestAnAnnouncementGoesLast(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.hear(t, "A", "c")
	p.announced(t, "A", at(9))
	news, reply := outgoing("c", "news", 1), outgoing("c", "reply", 1)
	news.Priority = chat.ForNotice
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{news}))
	must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{reply}))
	var order []chat.Priority
	for done := int64(0); ; {
		next, err := p.NextInOutbox(t.Context(), sending("c", "t"), done)
		if must(t, err); next.First == nil {
			break
		}
		order, done = append(order, next.First.Priority), next.First.Seq
	}
	if fmt.Sprint(order) != "[1 3 4]" {
		t.Errorf("order %v", order)
	}
}

// Who takes the consent back while it is being sent on is told before, or never.
func TestAConsentEndsBesideAnAnnouncement(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	chats := many(60)
	p.hear(t, "A", chats...)
	id := p.released(t, "A")
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := p.Announce(t.Context(), id, at(9), announcedTo); err != nil {
			t.Error(err)
		}
	})
	for i := range 6 {
		all.Go(func() {
			for _, c := range chats[i*10 : i*10+10] {
				if _, err := p.Unlisten(t.Context(), chat.Telegram, c, at(9)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if f := p.announcement(t, id).Figures; f.Waiting != 0 || f.Sent != 0 {
		t.Errorf("nobody agrees any more, and %+v", f)
	}
}
