package volunteer

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"motcua/internal/chat"
)

// Whoever is no volunteer, and wherever others read along, meets the citizen's side,
// with nothing of the Session touched.
func TestWhoGoesOnUntouched(t *testing.T) {
	t.Parallel()
	kept := chat.Session{Greeted: true, Await: "v:to", About: "x", Draft: "words", Lost: 2}
	for name, m := range map[string]chat.Message{
		"on the web":  {Channel: chat.Web, Chat: "11", Text: "bàn trực"},
		"in a group":  {Channel: chat.Telegram, Chat: "11", Group: true, Text: "bàn trực"},
		"a citizen":   {Channel: chat.Telegram, Chat: "99", Text: "bàn trực"},
		"who left":    {Channel: chat.Telegram, Chat: "13", Text: "bàn trực"},
		"a press":     {Channel: chat.Telegram, Chat: "99", Press: "v:claim:127"},
		"who left's":  {Channel: chat.Telegram, Chat: "13", Press: "v:claim:127"},
		"plain start": {Channel: chat.Telegram, Chat: "99", Text: "/start hi"},
	} {
		s := newStage(t)
		s.room.wait(127, 5, "hỏi")
		m.ID, m.At = "1", monday
		_, replies, err := s.h.Handle(t.Context(), m, kept)
		if err != nil || len(replies) != 1 || replies[0].Text != "citizen's" || len(s.room.next) != 1 {
			t.Errorf("%s: %+v, %v", name, replies, err)
			continue
		}
		if got := fmt.Sprintf("%+v", s.room.next[0]); got != fmt.Sprintf("%+v", kept) {
			t.Errorf("%s: handed on %s", name, got)
		}
		s.did()
	}
}

// A volunteer is a citizen as well.
func TestAVolunteerIsACitizen(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]chat.Message{
		"a code":               {Text: string(code)},
		"a question":           {Text: "đăng ký tạm trú cần gì"},
		"a press":              {Press: "steps:" + string(code)},
		"a command":            {Text: "/tracuu"},
		"a sticker or nothing": {},
	} {
		s := newStage(t)
		if heard := s.handle(m); heard != "citizen's" {
			t.Errorf("%s: %s", name, heard)
		}
	}
	s := newStage(t)
	s.room.hold(127)
	for name, m := range map[string]chat.Message{"a press": {Press: "menu"}, "a command": {Text: "/huy"}} {
		if heard := s.handle(m); heard != "citizen's" {
			t.Errorf("%s with a case in hand: %s", name, heard)
		}
	}
	s.session = chat.Session{Greeted: true, Await: "yes", About: string(code)}
	if heard := s.say("đúng"); heard != "citizen's" {
		t.Errorf("what the citizen's side asked: %s", heard)
	}
	s.session = chat.Session{Greeted: true, Choices: []chat.Choice{{Label: "Tra cứu", Press: "lookup"}}}
	if heard := s.say("1"); heard != "citizen's" {
		t.Errorf("a number of the citizen's list: %s", heard)
	}
	s.did()
}

// What waits for a case must never reach the citizen's side, where it could be taken
// for a question.
func TestADraftStaysHere(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.say("Mai nhận được nhé")
	s.press("menu")
	if got := s.room.next[0]; got.Draft != "" || got.Await != "" || got.About != "" {
		t.Errorf("handed on %+v", got)
	}
	s.has(s.press("v:to:127"), "không còn tin nào đang chờ")
	s.session = chat.Session{Greeted: true, Draft: "a question of their own", Await: "consent"}
	s.has(s.press("v:to:127"), "không còn tin nào đang chờ")
	if s.session.Draft != "a question of their own" {
		t.Error("a citizen's draft was lost")
	}
	s.did()
}

func TestFailuresComeAgain(t *testing.T) {
	t.Parallel()
	broken := fmt.Errorf("ask: %w", chat.ErrAway)
	for what, m := range map[string]chat.Message{
		"people": {Text: "bàn trực"}, "lists": {Text: "bàn trực"}, "duty": {Press: "v:duty:on"},
		"claim": {Press: "v:claim:128"}, "answer": {Text: "chào"}, "note": {Press: "v:to:127:note"},
		"card": {Press: "v:card:127:" + string(code)}, "details": {Press: "v:details:127"}, "pass": {Press: "v:pass:127:unsure"},
		"return": {Press: "v:return:127"}, "finish": {Press: "v:close:127:guided"}, "reopen": {Press: "v:reopen:127"},
		"read": {Press: "v:case:127"}, "file": {File: &chat.Sent{Kind: chat.Photo, Open: nothing}},
	} {
		s := newStage(t)
		s.room.hold(127)
		s.room.wait(128, 3, "hỏi")
		if what == "note" {
			s.session = chat.Session{Await: waitsWhom, About: number(monday.Unix()), Draft: `[{"text":"a"}]`}
		}
		s.room.fail[what] = broken
		m.Channel, m.Chat, m.ID, m.At = chat.Telegram, "11", "1", monday
		before := s.session
		after, replies, err := s.h.Handle(t.Context(), m, s.session)
		if !errors.Is(err, chat.ErrAway) || replies != nil || fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("%s: %v, %v", what, replies, err)
		}
		s.did()
	}
}

func TestApologyIsTheCitizens(t *testing.T) {
	t.Parallel()
	if got := newStage(t).h.Apology(chat.Message{}); len(got) != 1 || got[0].Text != "sorry" {
		t.Errorf("got %+v", got)
	}
}

func TestNewWantsItsParts(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(c *Config){
		"desk":  func(c *Config) { c.Desk = nil },
		"next":  func(c *Config) { c.Next = nil },
		"cards": func(c *Config) { c.Card = nil },
		"files": func(c *Config) { c.KeepFile = nil },
	} {
		c := newRoom().config()
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("without %s: made", name)
		}
	}
}

// Any press and any text gets an answer, in both languages.
func TestStrangeMessages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"vi", "en"} {
		s := newStage(t)
		s.room.hold(127, 128)
		s.session.Lang = lang
		for _, press := range []string{
			"v:", "v::", "v:nothing", "v:claim", "v:claim:0", "v:claim:-1", "v:claim:x", "v:claim:99999999999999999999",
			"v:close:127:nothing", "v:close:127:more:here", "v:pass:127:t", "v:pass:127:tx", "v:pass:127:p99", "v:pass:127:p-1", "v:card:127:x",
			"v:case:999", "v:to:999", "v:whom:999", "v:mine:999", "v:look:x", "v:link", "v:link:", "v:link:x", "v:duty:x", "v:close:999", "v:note:999",
		} {
			if s.press(press) == "" {
				t.Errorf("%s: silent", press)
			}
		}
		for _, text := range []string{strings.Repeat("ă", 4000), "\x00\x01", "{id} {name}", "<b>", "\xff"} {
			m := chat.Message{Channel: chat.Telegram, Chat: "11", ID: "t", Text: text, At: monday}
			if _, replies, err := s.h.Handle(t.Context(), m, s.session); err != nil || len(replies) == 0 {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}
