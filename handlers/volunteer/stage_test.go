package volunteer

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

// stage is Lan's phone.
type stage struct {
	t       *testing.T
	room    *room
	h       *Handler
	session chat.Session
	now     time.Time
	chat    string
	turns   int
	last    []chat.Reply
}

func newStage(t *testing.T) *stage {
	t.Helper()
	r := newRoom()
	h, err := New(r.config())
	if err != nil {
		t.Fatal(err)
	}
	return &stage{t: t, room: r, h: h, now: monday, chat: "11", session: chat.Session{Greeted: true}}
}

func (s *stage) handle(m chat.Message) string {
	s.t.Helper()
	s.turns++
	m.Channel, m.Chat, m.From, m.ID, m.At = chat.Telegram, s.chat, s.chat, strconv.Itoa(s.turns), s.now
	session, replies, err := s.h.Handle(s.t.Context(), m, s.session)
	if err != nil {
		s.t.Fatalf("%+v: %v", m, err)
	}
	s.session, s.last = session, replies
	checkReplies(s.t, replies)
	return s.heard()
}

// checkReplies holds what every answer must keep.
func checkReplies(t *testing.T, replies []chat.Reply) {
	t.Helper()
	if len(replies) == 0 {
		t.Fatal("nothing was said")
	}
	for i, r := range replies {
		seen := map[string]bool{}
		if r.Text == "" || strings.ContainsAny(r.Text, "{}") || strings.Contains(r.Text, "asker-secret") || r.Lang == "" {
			t.Errorf("reply %+v", r)
		}
		if len(r.Choices) > mostChoices || i < len(replies)-1 && len(r.Choices) > 0 {
			t.Errorf("choices %+v", r.Choices)
		}
		for _, c := range r.Choices {
			if c.Label == "" || c.Press == "" || len(c.Press) > 64 || seen[c.Press] || seen[c.Label] || strings.ContainsAny(c.Label, "{}") {
				t.Errorf("choice %+v", c)
			}
			seen[c.Press], seen[c.Label] = true, true
		}
	}
}

func (s *stage) say(text string) string { s.t.Helper(); return s.handle(chat.Message{Text: text}) }

func (s *stage) reply(quote, text string) string {
	s.t.Helper()
	return s.handle(chat.Message{Text: text, Quote: quote})
}

func (s *stage) press(press string) string {
	s.t.Helper()
	return s.handle(chat.Message{Text: "bấm", Press: press})
}

func (s *stage) photo(name, text string) string {
	s.t.Helper()
	open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(nil)), nil }
	return s.handle(chat.Message{Text: text, File: &chat.Sent{Kind: chat.Photo, Name: name, Open: open}})
}

func (s *stage) heard() string {
	var all []string
	for _, r := range s.last {
		all = append(all, r.Text)
	}
	return strings.Join(all, "\n")
}

// offered are the presses of the last choices.
func (s *stage) offered() string {
	var all []string
	for _, c := range s.last[len(s.last)-1].Choices {
		all = append(all, c.Press)
	}
	return strings.Join(all, " ")
}

func (s *stage) did(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.room.did, want) {
		s.t.Errorf("verbs %q, want %q", s.room.did, want)
	}
}

func (s *stage) has(heard string, parts ...string) {
	s.t.Helper()
	for _, p := range parts {
		if !strings.Contains(heard, p) {
			s.t.Errorf("%q does not say %q", heard, p)
		}
	}
}
