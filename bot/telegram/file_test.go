package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
	"motcua/internal/media"
)

// received waits for n messages and gives them.
func (s *stage) received(n int) []chat.Message {
	s.Helper()
	s.await(fmt.Sprint(n, " messages"), func() bool { return len(s.begun()) >= n })
	s.acknowledged()
	return s.begun()
}

func contentOf(t *testing.T, sent *chat.Sent) string {
	t.Helper()
	body, err := sent.Open(t.Context())
	ok(t, err)
	defer body.Close()
	data, err := io.ReadAll(body)
	ok(t, err)
	return string(data)
}

func TestFilesThatCome(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.server.Picture(lan, []byte("ảnh to"), "giấy hẹn của tôi")
		s.server.Document(lan, "đơn.pdf", "application/pdf", []byte("%PDF-1"), "")
		s.server.Voice(lan, []byte("OggS"))
		s.server.Post(lan, lan, map[string]any{"audio": map[string]any{"file_id": "nhạc", "file_name": "a.mp3", "mime_type": "audio/mpeg", "file_size": 7}})
		met := s.received(4)
		for i, want := range []struct {
			text, content string
			sent          chat.Sent
		}{
			{"giấy hẹn của tôi", "ảnh to", chat.Sent{Kind: chat.Photo, Type: "image/jpeg"}},
			{"", "%PDF-1", chat.Sent{Kind: chat.Document, Type: "application/pdf", Name: "đơn.pdf", Size: 6}},
			{"", "OggS", chat.Sent{Kind: chat.Voice, Type: "audio/ogg", Size: 4}},
			{"", "", chat.Sent{Kind: chat.Voice, Type: "audio/mpeg", Name: "a.mp3", Size: 7}},
		} {
			got := *met[i].File
			if want.content != "" {
				equal(t, "content", contentOf(t, &got), want.content)
				equal(t, "content, opened again", contentOf(t, &got), want.content)
			}
			got.Open = nil
			equal(t, "file", got, want.sent)
			equal(t, "text", met[i].Text, want.text)
		}
	})
}

// What nobody here can use is there, and cannot be opened.
func TestFilesOfNoUse(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	clip := map[string]any{"file_id": "x", "file_size": 3}
	for _, fields := range []map[string]any{
		{"video": clip}, {"video_note": clip}, {"sticker": clip}, {"contact": map[string]any{"phone_number": "0912345678"}},
		{"location": map[string]any{"latitude": 1.5}}, {"animation": clip, "document": clip}, {"photo": []any{}},
	} {
		s.server.Post(lan, lan, fields)
	}
	for i, m := range s.received(7) {
		if m.File == nil || m.File.Open != nil || (m.File.Kind != "" && i != 6) {
			t.Errorf("%d: %+v", i, m.File)
		}
	}
}

// The first picture of an album is the Message's; an edit has no file again.
func TestAlbumsAndEdits(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Album(lan, 2, "ảnh")
	id := s.server.Picture(lan, []byte("x"), "sai")
	s.received(3)
	s.server.Edit(lan, id, "đúng")
	met := s.received(4)
	equal(t, "files", []bool{met[0].File != nil, met[3].File != nil}, []bool{true, false})
	s.server.File("photo-0", []byte("đầu"))
	equal(t, "first", contentOf(t, met[0].File), "đầu")
}

func TestWhatIsAnswered(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Say(lan, "chào")
	sent := s.server.AwaitSent(t, lan, 1)
	s.server.Answer(lan, sent[0].ID, "đây ạ")
	s.server.Post(lan, lan, map[string]any{"text": "của tôi", "reply_to_message": map[string]any{
		"message_id": 1, "text": "chào", "from": map[string]any{"id": lan},
	}})
	met := s.received(3)
	equal(t, "quotes", []string{met[0].Quote, met[1].Quote, met[2].Quote}, []string{"", "nghe: chào", ""})
}

// However a download fails, its error has no token, and one that is too large says so.
func TestADownloadFails(t *testing.T) {
	t.Parallel()
	leak := "Bad Request: /bot" + telegramtest.Token + "/x \"0912345678\""
	for name, c := range map[string]struct {
		fault telegramtest.Fault
		large bool
	}{
		"refused":        {faultOf("getFile", 400, leak), false},
		"too big":        {faultOf("getFile", 400, "Bad Request: file is too big"), true},
		"a page":         {telegramtest.Fault{Method: "getFile", Status: 502, HTML: true}, false},
		"gone":           {faultOf("file", 404, leak), false},
		"cut":            {telegramtest.Fault{Method: "file", Cut: true}, false},
		"hangs":          {telegramtest.Fault{Method: "file", Hang: true}, false},
		"does not begin": {telegramtest.Fault{Method: "getFile", Hang: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pollStage(t)
			s.server.Picture(lan, []byte("x"), "")
			m := s.received(1)[0]
			s.times.call, s.times.file = 100*time.Millisecond, 100*time.Millisecond
			defer s.server.Fail(c.fault)()
			_, err := m.File.Open(t.Context())
			if err == nil || errors.Is(err, media.ErrSize) != c.large || strings.Contains(err.Error(), "AAtest") || strings.Contains(err.Error(), "0912") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAFileThatIsTooLarge(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Document(lan, "a.pdf", "", make([]byte, fileMost+1), "")
	m := s.received(1)[0]
	if _, err := m.File.Open(t.Context()); !errors.Is(err, media.ErrSize) {
		t.Errorf("%v", err)
	}
	equal(t, "asked", len(s.server.Calls("getFile")), 0)
	// One whose size nobody says, and that does not end, is read no further.
	small := &download{body: io.NopCloser(strings.NewReader("mười một b")), cancel: func() {}, left: 5}
	if _, err := io.ReadAll(small); !errors.Is(err, media.ErrSize) {
		t.Errorf("%v", err)
	}
}

// A download that its reader leaves half-way ends.
func TestADownloadIsLeft(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Document(lan, "a.pdf", "", make([]byte, 4<<20), "")
	m := s.received(1)[0]
	ctx, leave := context.WithCancel(t.Context())
	body, err := m.File.Open(ctx)
	ok(t, err)
	leave()
	if _, err = io.ReadAll(body); err == nil || strings.Contains(err.Error(), "AAtest") {
		t.Errorf("%v", err)
	}
	ok(t, body.Close())
}
