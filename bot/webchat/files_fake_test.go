package webchat_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"time"

	"motcua/internal/chat"
)

// fileStore keeps files as the real store does.
type fileStore map[string]keptFile

type keptFile struct {
	chat.File

	data string
}

// files are in every store here; who may see one is for its lines to say.
var files = fileStore{
	"photo-1": {chat.File{Kind: chat.Photo, Type: "image/jpeg", Name: "giấy hẹn.jpg"}, sampleJPEG()},
	"pdf-1":   {chat.File{Kind: chat.Document, Type: "application/pdf", Name: "đơn \"1\".pdf"}, "%PDF-1.7 mẫu đơn"},
	"voice-1": {chat.File{Kind: chat.Voice, Type: "audio/ogg"}, "OggS mẫu"},
	"page-1":  {chat.File{Kind: chat.Document, Type: "text/html"}, "<script>alert(1)</script>"},
}

func (s fileStore) FileData(_ context.Context, id string, _ time.Time) (chat.File, []byte, error) {
	f, ok := s[id]
	switch {
	case id == "away":
		return chat.File{}, nil, chat.ErrAway
	case !ok:
		return chat.File{}, nil, errors.New("no such file")
	}
	f.ID, f.Size = id, int64(len(f.data))
	return f.File, []byte(f.data), nil
}

// sampleJPEG is a photo of a slip of paper.
func sampleJPEG() string {
	p := image.NewGray(image.Rect(0, 0, 480, 320))
	for i := range p.Pix {
		if p.Pix[i] = 235; (i/480)%40 < 6 && i%480 > 40 && i%480 < 400 {
			p.Pix[i] = 60
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		panic(err)
	}
	return b.String()
}
