package clock

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

var update = flag.Bool("update", false, "write what is said to followers in testdata anew; read it aloud then")

// places is a directory of one centre.
type places struct{ err error }

var centre = unit.Unit{
	Code: "LT-TT", Name: "Trung tâm Phục vụ hành chính công phường Lái Thiêu", Kind: unit.Centre, Address: "Số 1, đường Mẫu", Phone: "0274 000 0009",
	Hours: []unit.Hours{{Days: "1-5", Open: "07:30", Close: "11:30"}, {Days: "1-5", Open: "13:00", Close: "17:00"}},
}

func (p places) Directory(context.Context) (*unit.Directory, error) {
	return unit.NewDirectory([]unit.Unit{centre, {Code: "XA", Name: "Quầy xã Mẫu", Kind: unit.Centre}}), p.err
}

// shelfOfFollows is Follows in memory with one Follow.
type shelfOfFollows struct {
	mu     sync.Mutex
	state  *follow.State
	out    []chat.Outgoing
	fanned []int64
	caught follow.Caught
	err    error
	// before is called once, before the next TellFollower is done.
	before func(*follow.State)
}

func (s *shelfOfFollows) FanOut(_ context.Context, id int64) (int, error) {
	s.fanned = append(s.fanned, id)
	return 1, s.err
}

func (s *shelfOfFollows) FollowState(context.Context, int64) (follow.State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == nil {
		return follow.State{}, fmt.Errorf("read: %w", follow.ErrNone)
	}
	return *s.state, s.err
}

func (s *shelfOfFollows) TellFollower(_ context.Context, f follow.Follow, told follow.Told, out []chat.Outgoing) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		s.before(s.state)
		s.before = nil
	}
	if !s.state.Told.Same(f.Told) {
		return false, s.err
	}
	s.state.Told = told
	s.out = append(s.out, out...)
	return true, s.err
}

func (s *shelfOfFollows) CatchUp(context.Context, time.Time) (follow.Caught, error) {
	return s.caught, s.err
}

// morning is a Friday at half past eight, the counter open.
var morning = time.Date(2026, 12, 4, 8, 30, 0, 0, workday.Zone)

func day(n int) time.Time { return workday.Date(morning).AddDate(0, 0, n) }

// followed is a Follow of a dossier that is due in six days, was told as processing, and
// has reached a status since.
func followed(t *testing.T, to dossier.Status, change ...func(*follow.State)) (*shelfOfFollows, *Clock) {
	t.Helper()
	s := &shelfOfFollows{state: &follow.State{
		Follow: follow.Follow{
			ID: 12, Channel: chat.Telegram, Chat: "42", Code: "H29.171-261119-0012", Label: "má", Lang: "vi", Address: "anh/chị", At: day(-9),
			Told: follow.Told{Event: 7, Status: dossier.Processing, Due: day(6)},
		},
		Newest: 8,
		Dossier: dossier.Dossier{
			Code: "H29.171-261119-0012", Procedure: "Đăng ký khai sinh", Field: "Hộ tịch", Applicant: "Trần Thị Bí Mật", Reason: "lý do bí mật",
			ReturnAt: "LT-TT", Unit: "LT-TT", ReceivedAt: day(-10), DueAt: day(6), Status: to, UpdatedAt: morning.Add(-10 * time.Minute),
			Events: []dossier.Event{{At: morning.Add(-10 * time.Minute), Status: to, Note: "bí mật"}},
		},
	}}
	for _, f := range change {
		f(s.state)
	}
	_, c := question(t)
	c.Follows, c.Now = s, func() time.Time { return morning }
	return s, c
}

func told(status dossier.Status) func(*follow.State) {
	return func(s *follow.State) { s.Told.Status = status }
}

func papersBy(last int) func(*follow.State) {
	return func(s *follow.State) {
		s.Dossier.Supplements = []dossier.Supplement{{Name: "giấy bí mật", Reason: "bí mật", AskedAt: day(-1), DueAt: day(last)}}
	}
}

func sent(how string) func(*follow.State) {
	return func(s *follow.State) { s.Dossier.ReturnChannel = how }
}

func of(procedure string) func(*follow.State) {
	return func(s *follow.State) { s.Dossier.Procedure = procedure }
}

func due(in int) func(*follow.State) { return func(s *follow.State) { s.Dossier.DueAt = day(in) } }

func finished(in int) func(*follow.State) {
	return func(s *follow.State) { s.Told.Status, s.Dossier.FinishedAt = s.Dossier.Status, day(in) }
}

func left(s *follow.State) { s.Told.Status, s.Left = s.Dossier.Status, true }

// Everything that followers are told, as a locked screen shows it.
func TestNotices(t *testing.T) {
	t.Parallel()
	noon, night := morning.Add(4*time.Hour), morning.Add(-90*time.Minute)
	afternoon, evening := morning.Add(6*time.Hour), morning.Add(9*time.Hour)
	for _, lang := range []string{"vi", "en"} {
		var b strings.Builder
		for _, k := range []struct {
			name string
			to   dossier.Status
			now  time.Time
			do   []func(*follow.State)
		}{
			{name: "accepted", to: dossier.Accepted, do: []func(*follow.State){told(dossier.Registered)}},
			{name: "accepted, no label, no date", to: dossier.Accepted, do: []func(*follow.State){told(dossier.Registered), func(s *follow.State) { s.Label, s.Dossier.DueAt = "", time.Time{} }}},
			{name: "accepted, due tomorrow by a source that gives days", to: dossier.Accepted, do: []func(*follow.State){told(dossier.Registered), due(3), func(s *follow.State) { s.Dossier.UpdatedAt = day(0) }}},
			{name: "checking", to: dossier.Registered, do: []func(*follow.State){told(dossier.SupplementRequested)}},
			{name: "resumed", to: dossier.Processing, do: []func(*follow.State){told(dossier.PaymentRequested)}},
			{name: "resumed, the date has passed", to: dossier.Processing, do: []func(*follow.State){told(dossier.SupplementRequested), due(-2)}},
			{name: "corrected", to: dossier.Processing, do: []func(*follow.State){told(dossier.Completed)}},
			{name: "supplements", to: dossier.SupplementRequested, do: []func(*follow.State){papersBy(13)}},
			{name: "supplements, no last day", to: dossier.SupplementRequested},
			{name: "supplements again", to: dossier.SupplementRequested, do: []func(*follow.State){papersBy(4), left}},
			{name: "payment", to: dossier.PaymentRequested},
			{name: "payment again", to: dossier.PaymentRequested, do: []func(*follow.State){left}},
			{name: "withdrawal", to: dossier.WithdrawalRequested},
			{name: "completed before the counter opens", to: dossier.Completed, now: night},
			{name: "completed in the morning", to: dossier.Completed},
			{name: "completed at noon", to: dossier.Completed, now: noon},
			{name: "completed in the afternoon", to: dossier.Completed, now: afternoon},
			{name: "completed in the evening", to: dossier.Completed, now: evening},
			{name: "completed, hours unknown", to: dossier.Completed, do: []func(*follow.State){func(s *follow.State) { s.Dossier.ReturnAt = "XA" }}},
			{name: "completed, place as sent", to: dossier.Completed, do: []func(*follow.State){func(s *follow.State) { s.Dossier.ReturnAt = "Bưu cục Mẫu" }}},
			{name: "completed, place unknown", to: dossier.Completed, do: []func(*follow.State){func(s *follow.State) { s.Dossier.ReturnAt = "" }}},
			{name: "completed online", to: dossier.Completed, do: []func(*follow.State){sent("online")}},
			{name: "completed by post", to: dossier.Completed, do: []func(*follow.State){sent("post")}},
			{name: "completed after a death", to: dossier.Completed, do: []func(*follow.State){of("Đăng ký khai tử")}},
			{name: "returned", to: dossier.Returned, do: []func(*follow.State){told(dossier.Completed), func(s *follow.State) { s.Dossier.ReturnedAt = day(0) }}},
			{name: "returned after a death", to: dossier.Returned, do: []func(*follow.State){told(dossier.Completed), of("Đăng ký khai tử")}},
			{name: "stopped", to: dossier.Stopped},
			{name: "rejected", to: dossier.Rejected, do: []func(*follow.State){told(dossier.Registered)}},
			{name: "a later date", to: dossier.Processing, do: []func(*follow.State){due(10)}},
			{name: "an earlier date", to: dossier.Processing, do: []func(*follow.State){due(4)}},
			{name: "the first date", to: dossier.Processing, do: []func(*follow.State){func(s *follow.State) { s.Told.Due = time.Time{} }}},
			{name: "due on the next working day", to: dossier.Processing, do: []func(*follow.State){due(3), func(s *follow.State) { s.Told.Due = day(3) }}},
			{name: "due today", to: dossier.Processing, do: []func(*follow.State){due(0), func(s *follow.State) { s.Told.Due = day(0) }}},
			{name: "overdue", to: dossier.Processing, do: []func(*follow.State){due(-1)}},
			{name: "lapse in two working days", to: dossier.SupplementRequested, do: []func(*follow.State){told(dossier.SupplementRequested), papersBy(4)}},
			{name: "lapse on the next working day", to: dossier.SupplementRequested, do: []func(*follow.State){told(dossier.SupplementRequested), papersBy(3)}},
			{name: "lapse today", to: dossier.SupplementRequested, do: []func(*follow.State){told(dossier.SupplementRequested), papersBy(0)}},
			{name: "fetched", to: dossier.Completed, do: []func(*follow.State){finished(-3)}},
			{name: "fetched by post", to: dossier.Completed, do: []func(*follow.State){finished(-3), sent("post")}},
		} {
			s, c := followed(t, k.to, k.do...)
			s.state.Lang = lang
			if !k.now.IsZero() {
				c.Now = func() time.Time { return k.now }
			}
			if wait, err := c.TellFollower(t.Context(), 12); wait != 0 || err != nil || len(s.out) != 1 {
				t.Errorf("%s: wait %s, %v, %d said", k.name, wait, err, len(s.out))
				continue
			}
			r := s.out[0].Reply
			fmt.Fprintf(&b, "== %s\n%s\n", k.name, written(r))
			if strings.Contains(strings.ToLower(r.Text), "bí mật") || strings.Contains(r.Text, "khai") {
				t.Errorf("%s: a locked screen shows\n%s", k.name, r.Text)
			}
			if len(r.Choices) > 5 {
				t.Errorf("%s: %d choices", k.name, len(r.Choices))
			}
		}
		golden(t, "testdata/notices."+lang+".txt", b.String())
	}
}

// written is a Reply as it is read.
func written(r chat.Reply) string {
	var b strings.Builder
	if r.Sign != "" {
		b.WriteString(r.Sign + " ")
	}
	b.WriteString(r.Text + "\n")
	for _, c := range r.Choices {
		b.WriteString("[" + c.Label + "] " + c.Press + "\n")
	}
	if r.Phone != "" {
		b.WriteString("(" + r.Phone + ")\n")
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// What changed until the moment of telling counts; nothing is told at night, of what is
// gone, or where nothing arrives.
func TestTellFollower(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, k := range map[string]struct {
		change func(*shelfOfFollows)
		now    time.Time
		said   int
		wait   time.Duration
		err    error
		status dossier.Status // as told afterwards
	}{
		"news":     {said: 1, status: dossier.Completed},
		"at night": {now: morning.Add(-2 * time.Hour), wait: 30 * time.Minute, status: dossier.Processing},
		"gone":     {change: func(s *shelfOfFollows) { s.state = nil }},
		"blocked":  {change: func(s *shelfOfFollows) { s.state.Blocked = true }, status: dossier.Processing},
		"no news":  {change: func(s *shelfOfFollows) { s.state.Dossier.Status = dossier.Accepted }, status: dossier.Accepted},
		"told just now": {
			change: func(s *shelfOfFollows) {
				s.before = func(f *follow.State) { f.Told.Event, f.Told.Status = 8, dossier.Completed }
			},
			status: dossier.Completed,
		},
		"moved on just now": {
			change: func(s *shelfOfFollows) {
				s.before = func(f *follow.State) {
					f.Told.Event, f.Told.Status, f.Dossier.Status = 8, dossier.Completed, dossier.Returned
				}
			},
			said: 1, status: dossier.Returned,
		},
		"broken": {change: func(s *shelfOfFollows) { s.err = broken }, err: broken, status: dossier.Processing},
	} {
		s, c := followed(t, dossier.Completed)
		if k.change != nil {
			k.change(s)
		}
		if !k.now.IsZero() {
			c.Now = func() time.Time { return k.now }
		}
		wait, err := c.TellFollower(t.Context(), 12)
		if wait != k.wait || !errors.Is(err, k.err) || len(s.out) != k.said {
			t.Errorf("%s: wait %s, %v, %d said", name, wait, err, len(s.out))
		}
		if s.state != nil && s.state.Told.Status != k.status {
			t.Errorf("%s: told as %s", name, s.state.Told.Status)
		}
		if again, err := c.TellFollower(t.Context(), 12); again != k.wait || !errors.Is(err, k.err) || len(s.out) != k.said {
			t.Errorf("%s, a second time: wait %s, %v, %d said", name, again, err, len(s.out))
		}
	}
}

// A Notice goes behind Replies, is counted by its kind, and wakes an open page.
func TestNoticeGoes(t *testing.T) {
	t.Parallel()
	s, c := followed(t, dossier.Completed, func(s *follow.State) { s.Channel, s.Chat = chat.Web, "page" })
	live := &shelf{}
	var counted []string
	c.Live, c.CountNotices = live, func(kind string) { counted = append(counted, kind) }
	for range 2 {
		if _, err := c.TellFollower(t.Context(), 12); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.out) != 1 || s.out[0].Priority != chat.ForNotice || !strings.HasPrefix(s.out[0].Key.ID, "f12-8-completed-") {
		t.Errorf("out %+v", s.out)
	}
	if strings.Join(live.woken, " ") != "web:page" || strings.Join(counted, " ") != "completed" {
		t.Errorf("woken %v, counted %v", live.woken, counted)
	}
	c.Units = places{err: chat.ErrAway}
	s.state.Told.Status = dossier.Processing
	if _, err := c.TellFollower(t.Context(), 12); !errors.Is(err, chat.ErrAway) || len(s.out) != 1 {
		t.Errorf("the directory is away: %v, %d said", err, len(s.out))
	}
}

// The jobs sleep while the store is away or it is too early, and come back soon.
func TestFollowWorkers(t *testing.T) {
	t.Parallel()
	s, c := followed(t, dossier.Completed)
	news, tell, look := &newsWorker{clock: c}, &tellWorker{clock: c}, &catchUpWorker{clock: c}
	newsJob := &river.Job[follow.NewsArgs]{JobRow: &rivertype.JobRow{}, Args: follow.NewsArgs{Dossier: 3}}
	tellJob := &river.Job[follow.TellArgs]{JobRow: &rivertype.JobRow{}, Args: follow.TellArgs{Follow: 12}}
	lookJob := &river.Job[follow.CatchUpArgs]{JobRow: &rivertype.JobRow{}}
	untold := 0
	c.CountUntold = func(n int) { untold += n }
	all := func() []error {
		return []error{news.Work(t.Context(), newsJob), tell.Work(t.Context(), tellJob), look.Work(t.Context(), lookJob)}
	}
	s.err = fmt.Errorf("read: %w", chat.ErrAway)
	for i, err := range all() {
		if !errors.Is(err, river.JobSnooze(awayFor)) {
			t.Errorf("job %d, away: %v", i, err)
		}
	}
	s.err, s.caught = nil, follow.Caught{Untold: 2, ByCalendar: 5}
	c.Now = func() time.Time { return morning.Add(-2 * time.Hour) }
	if err := tell.Work(t.Context(), tellJob); !errors.Is(err, river.JobSnooze(30*time.Minute)) {
		t.Errorf("early: %v", err)
	}
	c.Now = func() time.Time { return morning }
	for i, err := range all() {
		if err != nil {
			t.Errorf("job %d: %v", i, err)
		}
	}
	if len(s.out) != 1 || len(s.fanned) != 2 || s.fanned[1] != 3 || untold != 2 {
		t.Errorf("%d said, fanned %v, untold %d", len(s.out), s.fanned, untold)
	}
	for _, at := range []time.Time{news.NextRetry(newsJob), tell.NextRetry(tellJob), look.NextRetry(lookJob)} {
		if until := time.Until(at); until <= 0 || until > longestRetry {
			t.Errorf("again in %s", until)
		}
	}
}
