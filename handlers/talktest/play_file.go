package talktest

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/media"
	"motcua/store/storetest"
)

// fileWords name a file that is shown.
var fileWords = map[chat.FileKind]string{chat.Photo: "ảnh", chat.Document: "tệp", chat.Voice: "ghi âm"}

// ogg is the beginning of a voice message, as far as anybody looks into it.
var ogg = []byte("OggS" + strings.Repeat("\x00", 24) + "OpusHead\x01\x01" + strings.Repeat("x", 50))

// files are what a conversation can send, by the word in brackets.
var files = map[string]func(t testing.TB) *chat.Sent{
	"ảnh":      func(t testing.TB) *chat.Sent { t.Helper(); return sends(chat.Photo, "anh.png", picture(t)) },
	"tệp":      func(testing.TB) *chat.Sent { return sends(chat.Document, "don.pdf", []byte("%PDF-1.7\n%%EOF\n")) },
	"ghi âm":   func(testing.TB) *chat.Sent { return sends(chat.Voice, "", ogg) },
	"tệp lạ":   func(testing.TB) *chat.Sent { return sends(chat.Document, "a.exe", []byte("MZ\x90\x00 nothing for us")) },
	"ảnh hỏng": func(t testing.TB) *chat.Sent { t.Helper(); return sends(chat.Photo, "", picture(t)[:40]) },
	"tệp quá lớn": func(testing.TB) *chat.Sent {
		return sends(chat.Document, "to.pdf", append([]byte("%PDF-1.7\n"), make([]byte, media.DocumentMost)...))
	},
	"nhãn dán": func(testing.TB) *chat.Sent { return &chat.Sent{} },
}

// sentFile reads "(ảnh) with these words".
func sentFile(t testing.TB, text string) (sent *chat.Sent, words string, ok bool) {
	t.Helper()
	what, words, closed := strings.Cut(text, ")")
	name, opened := strings.CutPrefix(what, "(")
	if !closed || !opened || files[name] == nil {
		return nil, "", false
	}
	return files[name](t), strings.TrimSpace(words), true
}

func sends(kind chat.FileKind, name string, data []byte) *chat.Sent {
	return &chat.Sent{
		Kind: kind, Name: name, Size: int64(len(data)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// linkTelegram links a volunteer's private chat.
func linkTelegram(t testing.TB, h *House, id int64, chatID string) {
	t.Helper()
	storetest.Telegram(t, h.Store, id, chatID)
}
