package postgres_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"motcua/internal/chat"
	"motcua/internal/proof"
	"motcua/store/storetest"
)

func key(chatID, id string) chat.Key { return chat.Key{Channel: chat.Web, Chat: chatID, ID: id} }

func TestLineIsAddedOnce(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	said := &chat.Said{Text: "mã ••••", Hidden: []string{"identity"}}
	reply := &chat.Reply{Text: "Dạ", Lang: "vi", Card: &chat.Card{Title: "Đang giải quyết", Code: "H29"}, Choices: []chat.Choice{{Label: "A", Press: "a"}}}
	for i := range 2 {
		added, err := s.AddLine(t.Context(), key("c", "m1"), 0, at(8), said, nil)
		if must(t, err); added != (i == 0) {
			t.Errorf("try %d: said added %v", i+1, added)
		}
		added, err = s.AddLine(t.Context(), key("c", "m1"), 1, at(8), nil, reply)
		if must(t, err); added != (i == 0) {
			t.Errorf("try %d: reply added %v", i+1, added)
		}
	}
	lines, err := s.LinesAfter(t.Context(), "c", 0)
	must(t, err)
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	want := []chat.Line{{Seq: lines[0].Seq, ID: "m1", N: 0, At: at(8), Said: said}, {Seq: lines[1].Seq, ID: "m1", N: 1, At: at(8), Reply: reply}}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	rest, err := s.LinesAfter(t.Context(), "c", lines[0].Seq)
	must(t, err)
	if diff := cmp.Diff(lines[1:], rest); diff != "" {
		t.Errorf("after the first (-want +got):\n%s", diff)
	}
}

// Details go out of a page's history when their time is over, by the sweep, and at a word;
// what does not fade stays.
func TestDetailsFade(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	now := time.Now()
	fade := func(until time.Time) *chat.Reply {
		return &chat.Reply{Text: "Thiếu: hợp đồng", Lang: "vi", Card: &chat.Card{Title: "Giấy cần bổ sung"}, Fades: &chat.Fade{At: until, Text: "Đã đóng."}}
	}
	for id, reply := range map[string]*chat.Reply{
		"over": fade(now.Add(-time.Minute)), "open": fade(now.Add(time.Hour)), "plain": {Text: "Dạ", Lang: "vi"},
	} {
		_, err := s.AddLine(t.Context(), key("c", id), 0, now, &chat.Said{Text: "?"}, nil)
		must(t, err)
		_, err = s.AddLine(t.Context(), key("c", id), 1, now, nil, reply)
		must(t, err)
	}
	closed := chat.Reply{Text: "Đã đóng.", Lang: "vi"}
	said := func(step string, over, open bool) {
		t.Helper()
		lines, err := s.LinesAfter(t.Context(), "c", 0)
		must(t, err)
		for _, l := range lines {
			if l.N == 0 {
				continue
			}
			wantClosed := l.ID == "over" && over || l.ID == "open" && open
			if gone := cmp.Equal(*l.Reply, closed); gone != wantClosed {
				t.Errorf("%s: %s reads %q, gone %v", step, l.ID, l.Reply.Text, gone)
			}
		}
	}
	said("read after its time", true, false)
	must(t, s.FadeLines(t.Context(), now.Add(2*time.Hour)))
	said("swept", true, true)
	_, err := s.AddLine(t.Context(), key("d", "m"), 0, now, &chat.Said{Text: "?"}, nil)
	must(t, err)
	_, err = s.AddLine(t.Context(), key("d", "m"), 1, now, nil, fade(now.Add(time.Hour)))
	must(t, err)
	_, err = s.Shut(t.Context(), proof.Account{Channel: chat.Web, Chat: "d"})
	must(t, err)
	if lines, err := s.LinesAfter(t.Context(), "d", 0); !cmp.Equal(*lines[1].Reply, closed) {
		t.Errorf("shut by a word: %q, %v", lines[1].Reply.Text, err)
	}
}

// A reply that hides takes the digits out of what it answers, and out of nothing else.
func TestReplyHidesWhatWasSaid(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for id, hides := range map[string]bool{"a": true, "b": false} {
		_, err := s.AddLine(t.Context(), key("c", id), 0, at(8), &chat.Said{Text: "số 0418"}, nil)
		must(t, err)
		_, err = s.AddLine(t.Context(), key("c", id), 1, at(8), nil, &chat.Reply{Text: "Dạ", Hides: hides})
		must(t, err)
	}
	lines, err := s.LinesAfter(t.Context(), "c", 0)
	must(t, err)
	want := map[string]chat.Said{"a": {Text: "số ••••", Hidden: []string{"proof"}}, "b": {Text: "số 0418"}}
	for _, l := range lines {
		if l.N == 0 && cmp.Diff(want[l.ID], *l.Said) != "" {
			t.Errorf("%s: %+v", l.ID, *l.Said)
		}
	}
}

// Whoever reads while others write never sees a line and later one before it.
func TestLinesAtOnce(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	var writers errgroup.Group
	for w := range 4 {
		for range 2 { // the same lines by two
			writers.Go(func() error {
				for n := range 25 {
					if _, err := s.AddLine(t.Context(), key("c", fmt.Sprint("m", w)), n, at(8), nil, &chat.Reply{}); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	done := make(chan error, 1)
	go func() { done <- writers.Wait() }()
	var seen []chat.Line
	for running := true; running; {
		select {
		case err := <-done:
			must(t, err)
			running = false
		default:
		}
		var last int64
		if len(seen) > 0 {
			last = seen[len(seen)-1].Seq
		}
		more, err := s.LinesAfter(t.Context(), "c", last)
		must(t, err)
		seen = append(seen, more...)
	}
	all, err := s.LinesAfter(t.Context(), "c", 0)
	must(t, err)
	if len(all) != 100 {
		t.Errorf("%d lines, want 100", len(all))
	}
	if diff := cmp.Diff(all, seen); diff != "" {
		t.Errorf("a reader missed lines (-all +seen):\n%s", diff)
	}
}

func TestDeletedChatIsGone(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for _, c := range []string{"mine", "other"} {
		_, err := s.AddLine(t.Context(), key(c, "m1"), 0, at(8), &chat.Said{Text: "x"}, nil)
		must(t, err)
	}
	before, err := s.LinesAfter(t.Context(), "mine", 0)
	must(t, err)
	must(t, s.DeleteChat(t.Context(), "mine"))
	must(t, s.DeleteChat(t.Context(), "mine"))
	if left, err := s.LinesAfter(t.Context(), "mine", 0); err != nil || len(left) != 0 {
		t.Errorf("left after deletion: %d lines, %v", len(left), err)
	}
	if left, err := s.LinesAfter(t.Context(), "other", 0); err != nil || len(left) != 1 {
		t.Errorf("left of another chat: %d lines, %v", len(left), err)
	}
	// A page that still holds a number from before must see what comes now.
	_, err = s.AddLine(t.Context(), key("mine", "m2"), 0, at(9), &chat.Said{Text: "y"}, nil)
	must(t, err)
	if now, err := s.LinesAfter(t.Context(), "mine", before[0].Seq); err != nil || len(now) != 1 {
		t.Errorf("after deletion: %d lines, %v", len(now), err)
	}
}

// A Turn that was in hand when its chat was deleted leaves nothing behind.
func TestReplyToADeletedChatIsDropped(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	_, err := p.AddLine(t.Context(), key("c", "m1"), 0, at(8), &chat.Said{Text: "x"}, nil)
	must(t, err)
	must(t, p.DeleteChat(t.Context(), "c"))
	added, err := p.AddLine(t.Context(), key("c", "m1"), 1, at(8), nil, &chat.Reply{Text: "Dạ"})
	if must(t, err); added {
		t.Error("a reply was added to a chat that is deleted")
	}
	// Nor where the same browser talks again.
	_, err = p.AddLine(t.Context(), key("c", "m2"), 0, at(9), &chat.Said{Text: "y"}, nil)
	must(t, err)
	added, err = p.AddLine(t.Context(), key("c", "m1"), 2, at(9), nil, &chat.Reply{Text: "Dạ"})
	if must(t, err); added {
		t.Error("a reply was added to a question that is deleted")
	}
	var chats, lines int
	must(t, p.db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM web_chats), (SELECT count(*) FROM web_lines)").Scan(&chats, &lines))
	if chats != 1 || lines != 1 {
		t.Errorf("left: %d chats, %d lines, want the new one alone", chats, lines)
	}
}

// Deleted while replies come: whatever the order, nothing is left.
func TestRepliesAndDeletionAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for round := range 10 {
		c := fmt.Sprint("c", round)
		_, err := p.AddLine(t.Context(), key(c, "m1"), 0, at(8), &chat.Said{Text: "x"}, nil)
		must(t, err)
		var all errgroup.Group
		for n := 1; n <= 5; n++ {
			all.Go(func() error {
				_, err := p.AddLine(t.Context(), key(c, "m1"), n, at(8), nil, &chat.Reply{})
				return err
			})
		}
		all.Go(func() error { return p.DeleteChat(t.Context(), c) })
		must(t, all.Wait())
	}
	var left int
	must(t, p.db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM web_chats) + (SELECT count(*) FROM web_lines)").Scan(&left))
	if left != 0 {
		t.Errorf("%d rows left", left)
	}
}

func TestOldLinesAreForgotten(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for hour, c := range []string{8: "old", 9: "both", 10: "both", 11: "new"} {
		if c != "" {
			_, err := p.AddLine(t.Context(), key(c, strconv.Itoa(hour)), 0, at(hour), &chat.Said{Text: "x"}, nil)
			must(t, err)
		}
	}
	n, err := p.ForgetLines(t.Context(), at(10))
	if must(t, err); n != 2 {
		t.Errorf("forgot %d lines, want 2", n)
	}
	var chats, lines string
	must(t, p.db.QueryRow(t.Context(), "SELECT string_agg(chat, ' ' ORDER BY chat) FROM web_chats").Scan(&chats))
	must(t, p.db.QueryRow(t.Context(), "SELECT string_agg(key, ' ' ORDER BY key) FROM web_lines").Scan(&lines))
	if chats != "both new" || lines != "10 11" {
		t.Errorf("left: chats %q, lines %q", chats, lines)
	}
}
