package talktest

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

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
	"nhãn dán":       func(testing.TB) *chat.Sent { return &chat.Sent{} },
	"ảnh căn cước":   func(t testing.TB) *chat.Sent { t.Helper(); return sends(chat.Photo, "", Mark(t, IdentityMark)) },
	"ảnh thanh toán": func(t testing.TB) *chat.Sent { t.Helper(); return sends(chat.Photo, "", Mark(t, paymentMark)) },
	"ảnh heic": func(testing.TB) *chat.Sent {
		return sends(chat.Photo, "anh.heic", []byte("\x00\x00\x00\x18ftypheic"+strings.Repeat("\x00", 64)))
	},
}

// Marks that are not a receipt's. Nobody real has this number or this account.
const (
	IdentityMark = "079200000001|000000001|Nguyễn Văn Mẫu|01012000|Nam|Số 1, đường Mẫu|01012022"
	paymentMark  = "00020101021238540010A00000072701240006970436011000000000010208QRIBFTTA53037045802VN6304ABCD"
)

// sentFile reads "(ảnh) with these words", and "(ảnh mã H29…) with these words" of a
// photo with a QR that says H29….
func sentFile(t testing.TB, text string) (sent *chat.Sent, words string, ok bool) {
	t.Helper()
	what, words, closed := strings.Cut(text, ")")
	name, opened := strings.CutPrefix(what, "(")
	if !closed || !opened {
		return nil, "", false
	}
	words = strings.TrimSpace(words)
	if says, marked := strings.CutPrefix(name, "ảnh mã "); marked {
		return sends(chat.Photo, "", Mark(t, says)), words, true
	}
	if files[name] == nil {
		return nil, "", false
	}
	return files[name](t), words, true
}

// Mark is a picture of a QR for each text, side by side.
func Mark(t testing.TB, texts ...string) []byte {
	t.Helper()
	const side = 500
	page := image.NewGray(image.Rect(0, 0, side*len(texts), side))
	for i, text := range texts {
		hints := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_CHARACTER_SET: "UTF-8"}
		bits, err := qrcode.NewQRCodeWriter().Encode(text, gozxing.BarcodeFormat_QR_CODE, side, side, hints)
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(page, image.Rect(i*side, 0, (i+1)*side, side), bits, image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
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
