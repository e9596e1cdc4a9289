package clock

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/procedure"
	"motcua/internal/workday"
)

// shelfOfLists is Lists in memory with one list.
type shelfOfLists struct {
	mu     sync.Mutex
	list   *checklist.List
	record *procedure.Procedure
	out    []chat.Outgoing
	err    error
	blocks bool // the bot
	// before is called once, before the next Remind is done.
	before func(*checklist.List)
}

func (s *shelfOfLists) Checklist(context.Context, int64) (checklist.List, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list == nil {
		return checklist.List{}, fmt.Errorf("read: %w", checklist.ErrNone)
	}
	return *s.list, s.err
}

func (s *shelfOfLists) Procedure(context.Context, string, string, time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	return s.record, procedure.Overlay{}, s.err
}

func (s *shelfOfLists) AccountBlocked(context.Context, chat.Channel, string) (bool, error) {
	return s.blocks, s.err
}

func (s *shelfOfLists) Remind(_ context.Context, l checklist.List, out []chat.Outgoing) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil {
		s.before(s.list)
		s.before = nil
	}
	if !s.list.RemindAt.Equal(l.RemindAt) {
		return false, s.err
	}
	s.list.RemindAt = time.Time{}
	s.out = append(s.out, out...)
	return true, s.err
}

var eight = time.Date(2026, 12, 15, 8, 0, 0, 0, workday.Zone)

// reminded is a kept list of a rented home with a form at hand, and a Clock that stands at
// the time of its reminder.
func reminded(t *testing.T) (*shelfOfLists, *Clock) {
	t.Helper()
	s := &shelfOfLists{
		record: &procedure.Procedure{Code: "1.004194", Name: "Đăng ký tạm trú", Field: "Cư trú", Detail: procedure.Full},
		list: &checklist.List{
			ID: 7, Channel: chat.Telegram, Chat: "42", Procedure: "1.004194", Case: "thue", Ticked: []string{"ct01"},
			Lang: "vi", Address: "bác", RemindAt: eight,
		},
	}
	_, c := question(t)
	c.Lists, c.Now = s, func() time.Time { return eight }
	return s, c
}

func TestRemind(t *testing.T) {
	t.Parallel()
	s, c := reminded(t)
	for range 2 { // a job that runs twice reminds once
		if wait, err := c.Remind(t.Context(), 7); wait != 0 || err != nil {
			t.Fatal(wait, err)
		}
	}
	if len(s.out) != 1 {
		t.Fatalf("%d reminders", len(s.out))
	}
	o := s.out[0]
	want := "Nhắc bác về giấy tờ “Đăng ký tạm trú, nhà thuê, phòng trọ”, còn thiếu 2 giấy:\n" +
		"Hợp đồng thuê nhà hoặc giấy cho ở\nCăn cước\n" +
		"Tin nhắc này chỉ gửi một lần. Có thêm giấy nào, bác mở danh sách để đánh dấu."
	if o.Reply.Text != want || o.Reply.Lang != "vi" {
		t.Errorf("said:\n%s\nwant:\n%s", o.Reply.Text, want)
	}
	if o.Key != (chat.Key{Channel: chat.Telegram, Chat: "42", ID: "c7-1797296400"}) || o.Priority != chat.ForNotice {
		t.Errorf("%+v, priority %d", o.Key, o.Priority)
	}
	var presses []string
	for _, choice := range o.Reply.Choices {
		presses = append(presses, choice.Press)
		if choice.Label == "" {
			t.Errorf("choice %+v", choice)
		}
	}
	if got := strings.Join(presses, " "); got != "list:1.004194/thue spot:1.004194/thue remind:1.004194/thue human" {
		t.Errorf("presses %s", got)
	}
}

// What changed until the moment of sending counts; nothing is said too early, at night, of
// what is gone, or where nobody would read it.
func TestRemindWhatIsLeft(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, k := range map[string]struct {
		change func(*shelfOfLists)
		now    time.Time
		said   int
		wait   time.Duration
		err    error
		left   bool // the reminder still stands
	}{
		"due":            {said: 1},
		"late":           {now: eight.Add(5 * time.Hour), said: 1},
		"early":          {now: eight.Add(-time.Hour), wait: time.Hour, left: true},
		"at night":       {now: eight.Add(14 * time.Hour), wait: 10 * time.Hour, left: true},
		"before dawn":    {now: eight.Add(22 * time.Hour), wait: 2 * time.Hour, left: true},
		"cancelled":      {change: func(s *shelfOfLists) { s.list.RemindAt = time.Time{} }},
		"deleted":        {change: func(s *shelfOfLists) { s.list = nil }},
		"all ticked":     {change: func(s *shelfOfLists) { s.list.Ticked = []string{"cc", "thue", "ct01"} }},
		"no procedure":   {change: func(s *shelfOfLists) { s.record = nil }},
		"no such case":   {change: func(s *shelfOfLists) { s.list.Case = "gone" }},
		"a web page":     {change: func(s *shelfOfLists) { s.list.Channel = chat.Web }},
		"blocked":        {change: func(s *shelfOfLists) { s.blocks = true }},
		"moved just now": {change: func(s *shelfOfLists) { s.before = func(l *checklist.List) { l.RemindAt = eight.AddDate(0, 0, 7) } }, left: true},
		"broken":         {change: func(s *shelfOfLists) { s.err = broken }, err: broken, left: true},
	} {
		s, c := reminded(t)
		if k.change != nil {
			k.change(s)
		}
		if !k.now.IsZero() {
			c.Now = func() time.Time { return k.now }
		}
		wait, err := c.Remind(t.Context(), 7)
		if wait != k.wait || !errors.Is(err, k.err) || len(s.out) != k.said {
			t.Errorf("%s: wait %s, %v, %d said", name, wait, err, len(s.out))
		}
		if left := s.list != nil && !s.list.RemindAt.IsZero(); left != k.left {
			t.Errorf("%s: the reminder stands: %t", name, left)
		}
	}
}

// A locked screen shows the whole reminder: of a sensitive procedure it names the field.
func TestRemindKeepsSecrets(t *testing.T) {
	t.Parallel()
	_, c := reminded(t)
	l := checklist.List{ID: 7, Channel: chat.Telegram, Chat: "42", RemindAt: eight}
	items := make([]procedure.Item, 7)
	for i := range items {
		items[i] = procedure.Item{ID: string(rune('a' + i)), Name: fmt.Sprint("Giấy bí mật ", i)}
	}
	g := &procedure.Guide{
		Code: "2.000001", Called: procedure.Words{Vi: "Tên bí mật"}, Field: "Bảo trợ xã hội", Sensitive: true,
		Cases: []procedure.Case{{Items: items}},
	}
	text := c.reminder(l, g)[0].Reply.Text
	if strings.Contains(text, "bí mật") || !strings.Contains(text, "“Bảo trợ xã hội”, còn thiếu 7 giấy.") {
		t.Errorf("said: %s", text)
	}
	g.Sensitive = false
	if text := c.reminder(l, g)[0].Reply.Text; !strings.Contains(text, "Giấy bí mật 4\n… và những giấy khác") || strings.Contains(text, "Giấy bí mật 5") {
		t.Errorf("said: %s", text)
	}
}

// The job sleeps while the store is away or it is too early, and comes back soon.
func TestRemindWorker(t *testing.T) {
	t.Parallel()
	s, c := reminded(t)
	w := &remindWorker{clock: c}
	job := &river.Job[checklist.RemindArgs]{JobRow: &rivertype.JobRow{}, Args: checklist.RemindArgs{List: 7}}
	s.err = fmt.Errorf("read: %w", chat.ErrAway)
	if err := w.Work(t.Context(), job); !errors.Is(err, river.JobSnooze(awayFor)) {
		t.Errorf("away: %v", err)
	}
	s.err, c.Now = nil, func() time.Time { return eight.Add(-time.Minute) }
	if err := w.Work(t.Context(), job); !errors.Is(err, river.JobSnooze(time.Minute)) {
		t.Errorf("early: %v", err)
	}
	c.Now = func() time.Time { return eight }
	if err := w.Work(t.Context(), job); err != nil || len(s.out) != 1 {
		t.Errorf("due: %v, %d said", err, len(s.out))
	}
	if until := time.Until(w.NextRetry(job)); until <= 0 || until > longestRetry {
		t.Errorf("again in %s", until)
	}
}
