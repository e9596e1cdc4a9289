package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"motcua/internal/chat"
)

func opens(r io.Reader, err error) chat.Sent {
	return chat.Sent{Kind: chat.Photo, Open: func(context.Context) (io.ReadCloser, error) {
		if err != nil {
			return nil, err
		}
		return io.NopCloser(r), nil
	}}
}

// endless is more than anybody keeps.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestFetch(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for name, c := range map[string]struct {
		sent chat.Sent
		want error
		size int
	}{
		"whole":            {opens(strings.NewReader("ảnh"), nil), nil, len("ảnh")},
		"endless":          {opens(endless{}, nil), nil, Most + 1},
		"cut":              {opens(io.MultiReader(strings.NewReader("x"), &failing{away}), nil), away, 1},
		"not to be opened": {opens(nil, away), away, 0},
		"nothing to open":  {chat.Sent{}, ErrType, 0},
		"said to be large": {chat.Sent{Size: Most + 1, Open: opens(nil, away).Open}, ErrSize, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := Fetch(t.Context(), &c.sent)
			if !errors.Is(err, c.want) || len(data) != c.size {
				t.Errorf("%d bytes, %v", len(data), err)
			}
		})
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// What was fetched once is opened as often as anybody likes.
func TestInMemory(t *testing.T) {
	t.Parallel()
	sent := InMemory(chat.Sent{Kind: chat.Photo, Name: "anh.jpg"}, []byte("ảnh"))
	for range 2 {
		data, err := Fetch(t.Context(), sent)
		if err != nil || !bytes.Equal(data, []byte("ảnh")) || sent.Name != "anh.jpg" || sent.Size != 4+1 {
			t.Errorf("%q, %v, %+v", data, err, sent)
		}
	}
}
