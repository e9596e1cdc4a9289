package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

// kept are files as a store keeps them.
type kept map[string]chat.File

func (k kept) FileData(_ context.Context, id string, _ time.Time) (chat.File, []byte, error) {
	switch f, there := k[id]; {
	case id == "away":
		return f, nil, chat.ErrAway
	case !there:
		return f, nil, errors.New("no such file")
	case f.Kind == chat.Photo:
		return f, []byte("\xff\xd8 ảnh"), nil
	default:
		return f, []byte("nội dung " + id), nil
	}
}

// fileSender is a sender with files in its store.
func fileSender(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, func(c *Config) {
		c.Files = kept{
			"photo": {ID: "photo", Kind: chat.Photo, Type: "image/jpeg", Name: "giấy.jpg"},
			"pdf":   {ID: "pdf", Kind: chat.Document, Type: "application/pdf", Name: "đơn \"1\".pdf"},
			"voice": {ID: "voice", Kind: chat.Voice, Type: "audio/ogg"},
			"webm":  {ID: "webm", Kind: chat.Voice, Type: "audio/webm"},
		}
	})
	s.server.Say(lan, "chào")
	return s
}

var (
	volunteer = &chat.Person{Name: "Mẫu <b>", Role: "tình nguyện viên"}
	choices   = []chat.Choice{{Label: "Xong", Press: "done"}}
)

func TestAHumanSpeaks(t *testing.T) {
	t.Parallel()
	s := sender(t)
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "Dạ 1 < 2.", By: volunteer, Choices: choices}))
	equal(t, "sent", s.texts(lan), []string{"Mẫu <b>, tình nguyện viên\nDạ 1 < 2."})
	equal(t, "as written", s.server.Sent(lan)[0].Params["text"], "<b>Mẫu &lt;b&gt;, tình nguyện viên</b>\nDạ 1 &lt; 2.")
	// Without markup the same is read.
	f := faultOf("sendMessage", 400, "Bad Request: can't parse entities: x")
	f.Times = 1
	s.server.Fail(f)
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "Dạ 1 < 2.", By: volunteer}))
	equal(t, "sent", s.texts(lan)[1], s.texts(lan)[0])
	// Each part of a long text says who speaks.
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: strings.Repeat("Dạ vâng ạ. ", 800), By: volunteer}))
	for _, part := range s.texts(lan)[2:] {
		if !strings.HasPrefix(part, "Mẫu <b>, tình nguyện viên\nDạ vâng ạ.") {
			t.Errorf("a part begins with %.40q", part)
		}
	}
	isKind(t, s.Send(t.Context(), number(lan), chat.Reply{By: volunteer}), bot.SendRefused)
}

func TestFilesThatGo(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]struct{ method, name, kind string }{
		"photo": {"sendPhoto", "giấy.jpg", "image/jpeg"},
		"pdf":   {"sendDocument", `đơn "1".pdf`, "application/pdf"},
		"voice": {"sendVoice", "voice.ogg", "audio/ogg"},
		"webm":  {"sendDocument", "document.webm", "audio/webm"},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := fileSender(t)
			r := chat.Reply{Text: "Dạ đây & đó.", By: volunteer, File: &chat.File{ID: id}, Choices: choices}
			ok(t, s.Deliver(t.Context(), chat.Message{Chat: number(lan)}, 1, r))
			sent := s.server.Sent(lan)
			equal(t, "messages", len(sent), 1)
			equal(t, "caption", sent[0].Text, "Mẫu <b>, tình nguyện viên\nDạ đây & đó.")
			equal(t, "file", []string{sent[0].File.Name, sent[0].File.Type}, []string{want.name, want.kind})
			equal(t, "calls", len(s.server.Calls(want.method)), 1)
			equal(t, "buttons", sent[0].Buttons, [][]telegramtest.Button{{{Text: "Xong", Data: "done"}}})
			_, data, err := s.c.Files.FileData(t.Context(), id, time.Time{})
			ok(t, err)
			equal(t, "content", string(sent[0].File.Data), string(data))
		})
	}
}

// Words that do not fit under a file come after it, with the buttons.
func TestAFileWithManyWords(t *testing.T) {
	t.Parallel()
	s := fileSender(t)
	r := chat.Reply{Text: strings.Repeat("Dạ vâng ạ. ", 100), By: volunteer, File: &chat.File{ID: "photo"}, Choices: choices}
	ok(t, s.Send(t.Context(), number(lan), r))
	sent := s.server.Sent(lan)
	equal(t, "messages", len(sent), 2)
	equal(t, "first", fmt.Sprint(sent[0].Text, sent[0].File != nil, len(sent[0].Buttons)), "true 0")
	equal(t, "second", fmt.Sprint(strings.HasPrefix(sent[1].Text, "Mẫu"), sent[1].File != nil, len(sent[1].Buttons)), "true false 1")
}

func TestAFileThatIsGone(t *testing.T) {
	t.Parallel()
	s := fileSender(t)
	gone := &chat.File{ID: "gone"}
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "Dạ đây.", File: gone}))
	equal(t, "sent", s.texts(lan), []string{"Dạ đây."})
	isKind(t, s.Send(t.Context(), number(lan), chat.Reply{File: gone}), bot.SendRefused)
	isKind(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "Dạ.", File: &chat.File{ID: "away"}}), bot.SendLater)
	s = sender(t) // nobody keeps files
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "Dạ đây.", File: gone}))
	equal(t, "sent", s.texts(lan), []string{"Dạ đây."})
}

// An upload fails as any send does: its code is read.
func TestHowAnUploadFails(t *testing.T) {
	t.Parallel()
	retry := telegramtest.Fault{Status: 429, Description: "Too Many Requests: retry after 7", RetryAfter: 7}
	for name, c := range map[string]struct {
		fault telegramtest.Fault
		want  bot.SendError
	}{
		"429":       {retry, bot.SendError{Kind: bot.SendLater, After: 7 * time.Second}},
		"blocked":   {faultOf("", 403, "Forbidden: bot was blocked by the user"), bot.SendError{Kind: bot.SendNever}},
		"refused":   {faultOf("", 413, "Request Entity Too Large"), bot.SendError{Kind: bot.SendRefused}},
		"500":       {faultOf("", 500, "Internal Server Error"), bot.SendError{Kind: bot.SendLater}},
		"a page":    {telegramtest.Fault{Status: 502, HTML: true}, bot.SendError{Kind: bot.SendLater, Wide: true}},
		"cut":       {telegramtest.Fault{Cut: true}, bot.SendError{Kind: bot.SendLater, Wide: true}},
		"no answer": {telegramtest.Fault{Hang: true, Done: true}, bot.SendError{Kind: bot.SendUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := fileSender(t)
			s.times.upload = 300 * time.Millisecond
			defer s.server.Fail(c.fault)()
			var got *bot.SendError
			if err := s.Send(t.Context(), number(lan), chat.Reply{Text: "dạ", File: &chat.File{ID: "photo"}}); !errors.As(err, &got) {
				t.Fatalf("%v", err)
			}
			if strings.Contains(got.Err.Error(), "AAtest") {
				t.Errorf("%v", got)
			}
			got.Err = nil
			equal(t, "error", *got, c.want)
		})
	}
}

// What Telegram does not take as a photo goes as a document.
func TestAPhotoThatIsNotTaken(t *testing.T) {
	t.Parallel()
	s := fileSender(t)
	defer s.server.Fail(faultOf("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))()
	ok(t, s.Send(t.Context(), number(lan), chat.Reply{Text: "dạ", File: &chat.File{ID: "photo"}}))
	equal(t, "calls", []int{len(s.server.Calls("sendPhoto")), len(s.server.Calls("sendDocument"))}, []int{1, 1})
	equal(t, "sent", s.texts(lan), []string{"dạ"})
}

// Replies that Split gives are one message each, whatever was in the one that came in.
func TestSplitGivesOneMessageEach(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Hồ sơ của bác đã có kết quả ạ 😀. ", 400)
	file := &chat.File{ID: "photo"}
	for name, r := range map[string]chat.Reply{
		"short": {Text: "dạ"}, "nothing": {}, "long": {Sign: "✅", Text: long, Choices: choices},
		"human": {Text: long, By: volunteer}, "file": {Text: "dạ", File: file}, "long file": {Text: long, File: file, By: volunteer, Choices: choices},
		"strange name": {Text: long, By: &chat.Person{Name: long, Role: long}}, "file and strange name": {Text: strings.Repeat("dạ ", 330), By: &chat.Person{Name: long}, File: file},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := fileSender(t)
			parts := s.Split(r)
			if len(parts) == 1 {
				equal(t, "untouched", parts[0], r)
			}
			for _, part := range parts {
				if again := s.Split(part); len(again) != 1 {
					t.Fatalf("a part is split again: %d", len(again))
				}
				if name != "nothing" {
					ok(t, s.Send(t.Context(), number(lan), part))
				}
			}
			if name != "nothing" {
				equal(t, "messages", len(s.server.Sent(lan)), len(parts))
			}
		})
	}
}

// What is kept about a chat is put together for that chat, and goes as a document.
func TestOwnData(t *testing.T) {
	t.Parallel()
	s := newStage(t, func(c *Config) {
		c.OwnData = func(_ context.Context, chatID, lang string) (chat.File, []byte, error) {
			return chat.File{Kind: chat.Document, Type: "application/json", Name: "dữ-liệu.json"}, []byte("all of " + chatID + " in " + lang), nil
		}
	})
	s.server.Say(lan, "chào")
	reply := chat.Reply{Text: "Bản đầy đủ đây.", Lang: "en", File: &chat.File{ID: chat.OwnData, Kind: chat.Document}}
	ok(t, s.Send(t.Context(), number(lan), reply))
	sent := s.server.Sent(lan)[0]
	if sent.Text != "Bản đầy đủ đây." || sent.File == nil || string(sent.File.Data) != "all of "+number(lan)+" in en" || sent.File.Name != "dữ-liệu.json" {
		t.Errorf("sent %q with %+v", sent.Text, sent.File)
	}
}
