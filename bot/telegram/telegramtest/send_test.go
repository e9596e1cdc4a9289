package telegramtest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSending(t *testing.T) {
	t.Parallel()
	s := New(t)
	equal(t, "to nobody", s.do(t, "sendMessage", "chat_id", "7", "text", "a").Description, "Bad Request: chat not found")
	s.Say(7, "chào")
	for text, want := range map[string]string{
		" \n":                       "Bad Request: message text is empty",
		"<b>a":                      "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b",
		"a < b":                     "Bad Request: can't parse entities: Unsupported start tag at byte offset 2",
		"<x>a</x>":                  "Bad Request: can't parse entities: Unsupported start tag at byte offset 0",
		"a</b>":                     "Bad Request: can't parse entities: Unmatched end tag at byte offset 1",
		strings.Repeat("😀", 2049):   "Bad Request: message is too long",
		strings.Repeat("&lt;", 9e3): "Bad Request: message is too long",
	} {
		equal(t, "refused", s.do(t, "sendMessage", "chat_id", "7", "text", text, "parse_mode", "HTML").Description, want)
	}
	keys := `{"inline_keyboard":[[{"text":"a","callback_data":"` + strings.Repeat("ế", 22) + `"}]]}`
	equal(t, "button", s.do(t, "sendMessage", "chat_id", "7", "text", "a", "reply_markup", keys).Description, "Bad Request: BUTTON_DATA_INVALID")
	keys = strings.ReplaceAll(keys, strings.Repeat("ế", 22), "x")
	if r := s.do(t, "sendMessage", "chat_id", "7", "text", " <b>1 &lt; 2</b> ", "parse_mode", "HTML", "reply_markup", keys); !r.OK {
		t.Fatalf("%+v", r)
	}
	sent := s.AwaitSent(t, 7, 1)[0]
	equal(t, "sent", fmt.Sprint(sent.Text, sent.Buttons), "1 < 2[[{a x}]]")
	edit := func(text string) string {
		return s.do(t, "editMessageText", "chat_id", "7", "message_id", strconv.FormatInt(sent.ID, 10), "text", text).Description
	}
	equal(t, "edit", edit("hai"), "")
	equal(t, "the same", strings.HasPrefix(edit("hai"), "Bad Request: message is not modified"), true)
	equal(t, "edited", fmt.Sprint(s.Sent(7)[0].Text, s.Sent(7)[0].Edited), "haitrue")
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.Say(7, "chào")
	send := func() reply { return s.do(t, "sendMessage", "chat_id", "7", "text", "a") }
	s.Flood(7, time.Minute)
	equal(t, "flood", send().Parameters.RetryAfter, 60)
	s.Advance(10 * time.Second)
	equal(t, "too soon", fmt.Sprint(send().Parameters.RetryAfter, s.Offences()), "50 1")
	s.Advance(50 * time.Second)
	equal(t, "over", send().OK, true)
	s.Fail(Fault{Chat: 7, Times: 1, Status: 500, Description: "Internal Server Error"})
	equal(t, "once", []bool{send().OK, send().OK}, "[false true]")
	s.Block(7)
	equal(t, "blocked", send().Description, "Forbidden: bot was blocked by the user")
	s.Unblock(7)
	s.Migrate(7, -1007)
	equal(t, "moved", send().Parameters.MigrateToChatID, -1007)
	s.Deactivate(7)
	equal(t, "deactivated", send().ErrorCode, 403)
}

// A call may be carried out and its answer lost.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.Say(7, "chào")
	body := url.Values{"chat_id": {"7"}, "text": {"a"}}.Encode()
	send := func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/bot"+Token+"/sendMessage", strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	s.Fail(Fault{Method: "sendMessage", Times: 1, Cut: true, Done: true})
	if send(t.Context()) == nil {
		t.Error("not cut")
	}
	equal(t, "sent", len(s.Sent(7)), 1)
	mend := s.Fail(Fault{Hang: true})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		s.Await(t, "it hangs", func() bool { return len(s.Calls("sendMessage")) == 2 })
		leave()
	}()
	if send(ctx) == nil {
		t.Error("answered")
	}
	mend()
	equal(t, "sent", len(s.Sent(7)), 1)
	s.Fail(Fault{Times: 1, Delay: time.Hour})
	slow := make(chan error)
	go func() { slow <- send(t.Context()) }()
	s.Await(t, "it is slow", func() bool { return len(s.Sent(7)) == 2 })
	s.Advance(time.Hour)
	equal(t, "slow", <-slow, nil)
	s.Down()
	if send(t.Context()) == nil {
		t.Error("still up")
	}
	equal(t, "up", s.Up(), nil)
	equal(t, "up", send(t.Context()), nil)
}
