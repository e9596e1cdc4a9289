package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

func faultOf(method string, status int, why string) telegramtest.Fault {
	return telegramtest.Fault{Method: method, Status: status, Description: why}
}

// sender is a stage with a chat that can be written to, and does not receive.
func sender(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	s.server.Say(lan, "chào")
	return s
}

func (s *stage) reply(ctx context.Context, text string) error {
	return s.Send(ctx, number(lan), chat.Reply{Text: text})
}

func TestHowASendFails(t *testing.T) {
	t.Parallel()
	retry := telegramtest.Fault{Status: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7}
	for name, c := range map[string]struct {
		fault telegramtest.Fault
		want  bot.SendError
	}{
		"429":             {retry, bot.SendError{Kind: bot.SendLater, After: 7 * time.Second}},
		"blocked":         {faultOf("", 403, "Forbidden: bot was blocked by the user"), bot.SendError{Kind: bot.SendNever}},
		"deactivated":     {faultOf("", 403, "Forbidden: user is deactivated"), bot.SendError{Kind: bot.SendNever}},
		"no such chat":    {faultOf("", 400, "Bad Request: chat not found"), bot.SendError{Kind: bot.SendNever}},
		"muted in group":  {faultOf("", 400, "Bad Request: not enough rights to send text messages to the chat"), bot.SendError{Kind: bot.SendNever}},
		"refused":         {faultOf("", 400, "Bad Request: message is too long"), bot.SendError{Kind: bot.SendRefused}},
		"500":             {faultOf("", 500, "Internal Server Error"), bot.SendError{Kind: bot.SendLater}},
		"a page":          {telegramtest.Fault{Status: 502, HTML: true}, bot.SendError{Kind: bot.SendLater, Wide: true}},
		"cut":             {telegramtest.Fault{Cut: true}, bot.SendError{Kind: bot.SendLater, Wide: true}},
		"token withdrawn": {faultOf("", 401, "Unauthorized"), bot.SendError{Kind: bot.SendLater, After: time.Minute, Wide: true}},
		"no answer":       {telegramtest.Fault{Hang: true, Done: true}, bot.SendError{Kind: bot.SendUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sender(t)
			s.times.call = 300 * time.Millisecond
			defer s.server.Fail(c.fault)()
			var got *bot.SendError
			if err := s.reply(t.Context(), "dạ"); !errors.As(err, &got) {
				t.Fatalf("%v", err)
			}
			got.Err = nil
			equal(t, "error", *got, c.want)
		})
	}
}

// A timeout of the caller after the request went out: nobody knows.
func TestTheCallerLeaves(t *testing.T) {
	t.Parallel()
	s := sender(t)
	defer s.server.Fail(telegramtest.Fault{Hang: true, Done: true})()
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		s.server.AwaitSent(t, lan, 1)
		leave()
	}()
	isKind(t, s.reply(ctx, "dạ"), bot.SendUnknown)
	isKind(t, s.reply(ctx, "dạ"), bot.SendLater) // not even begun
	equal(t, "sent", len(s.texts(lan)), 1)
}

func isKind(t *testing.T, err error, want bot.SendKind) {
	t.Helper()
	var got *bot.SendError
	if !errors.As(err, &got) || got.Kind != want {
		t.Fatalf("error %v, want %s", err, want)
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	s := sender(t)
	s.server.Down()
	var got *bot.SendError
	if err := s.reply(t.Context(), "dạ"); !errors.As(err, &got) || got.Kind != bot.SendLater || !got.Wide {
		t.Fatalf("%v", err)
	}
}

// When a second chat is told to wait while the first has to, all are to.
func TestALimitOfTheWholeBot(t *testing.T) {
	t.Parallel()
	s := sender(t)
	s.server.Say(minh, "chào")
	s.server.Flood(0, time.Minute)
	for i, who := range []int64{lan, lan, minh} {
		var got *bot.SendError
		if err := s.Send(t.Context(), number(who), chat.Reply{Text: "dạ"}); !errors.As(err, &got) || got.Wide != (i == 2) || got.After < 59*time.Second {
			t.Fatalf("%d: %+v", i, got)
		}
	}
	s.server.Advance(time.Minute)
	ok(t, s.reply(t.Context(), "dạ"))
	equal(t, "offences", s.server.Offences(), 1)
}

func TestAMarkupThatIsNotRead(t *testing.T) {
	t.Parallel()
	s := sender(t)
	f := faultOf("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag \"a\" at byte offset 1")
	f.Times = 1
	s.server.Fail(f)
	ok(t, s.reply(t.Context(), "1 < 2 & 3 > 2 &lt;"))
	equal(t, "sent", s.texts(lan), []string{"1 < 2 & 3 > 2 &lt;"})
	equal(t, "mode", s.server.Sent(lan)[0].Params["parse_mode"], "")
}

func TestNotModifiedIsSent(t *testing.T) {
	t.Parallel()
	s := sender(t)
	defer s.server.Fail(faultOf("sendMessage", 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"))()
	ok(t, s.reply(t.Context(), "dạ"))
}

func TestAGroupThatMoved(t *testing.T) {
	t.Parallel()
	s := sender(t)
	s.server.SayIn(-5, lan, "chào")
	s.server.Migrate(-5, -100500)
	ok(t, s.Send(t.Context(), "-5", chat.Reply{Text: "dạ"}))
	equal(t, "sent", s.texts(-100500), []string{"dạ"})
}

func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	s := sender(t)
	isKind(t, s.reply(t.Context(), " \n"), bot.SendRefused)
	isKind(t, s.Send(t.Context(), "lan", chat.Reply{Text: "dạ"}), bot.SendRefused)
	equal(t, "calls", len(s.server.Calls("sendMessage")), 0)
}

// The library loses the code of a failed upload; the answer's words stand for it.
func TestAnAnswerWithoutCode(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bot.SendKind{
		`{"ok":false,"description":"Forbidden: bot was kicked from the group chat"}`:    bot.SendNever,
		`{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":3}}`: bot.SendLater,
		`{"ok":false,"description":"Bad Request: wrong file identifier"}`:               bot.SendRefused,
		`{"ok":false,"description":"?","parameters":{"retry_after":-3}}`:                bot.SendLater,
		`{"ok":`: bot.SendLater,
		``:       bot.SendLater,
	} {
		s := newStage(t, apiThat(t, func(w http.ResponseWriter) { fmt.Fprint(w, body) }))
		isKind(t, s.reply(t.Context(), "dạ"), want)
	}
}

// apiThat answers every call in the same way.
func apiThat(t *testing.T, answer func(http.ResponseWriter)) func(*Config) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
	t.Cleanup(server.Close)
	return func(c *Config) { c.API = server.URL }
}

// A redirect would carry the token to another host.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	s := newStage(t, apiThat(t, func(w http.ResponseWriter) {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	isKind(t, s.reply(t.Context(), "dạ"), bot.SendLater)
	if asked {
		t.Error("the other host was asked")
	}
}

func TestALongReply(t *testing.T) {
	t.Parallel()
	s := sender(t)
	sentence := "Hồ sơ đang được giải quyết & sẽ có kết quả trước ngày hẹn <b>. "
	r := chat.Reply{Sign: "⏳", Text: strings.Repeat(sentence, 200), Choices: []chat.Choice{
		{Label: "Các bước", Press: "steps:H29.171-261119-0012"}, {Label: "Quá dài", Press: strings.Repeat("x", 65)},
	}}
	ok(t, s.Send(t.Context(), number(lan), r))
	sent := s.server.Sent(lan)
	if len(sent) < 3 {
		t.Fatalf("%d parts", len(sent))
	}
	for i, part := range sent {
		if last := i == len(sent)-1; (len(part.Buttons) > 0) != last {
			t.Errorf("part %d of %d has buttons %v", i+1, len(sent), part.Buttons)
		}
		if !strings.HasSuffix(part.Text, "ngày hẹn <b>.") {
			t.Errorf("part %d ends with %q", i+1, part.Text[len(part.Text)-20:])
		}
		equal(t, "preview", part.Params["link_preview_options"], `{"is_disabled":true}`)
	}
	equal(t, "whole", strings.Join(s.texts(lan), " "), "⏳ "+strings.TrimSpace(r.Text))
	equal(t, "buttons", sent[len(sent)-1].Buttons, [][]telegramtest.Button{{{Text: "Các bước", Data: "steps:H29.171-261119-0012"}}})
}
