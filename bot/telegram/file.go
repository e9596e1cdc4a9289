package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
	"motcua/internal/media"
)

// fileMost is the largest file that a Bot API hands out.
const fileMost = 20 << 20

// sent is what came beside words, nil where nothing did.
func (c *Channel) sent(of content) *chat.Sent {
	switch {
	case !of.any():
		return nil
	case of.Contact != nil, of.unusable != unusable{}: // a film comes with a document of its own, for old programs
		return &chat.Sent{}
	case of.Document != nil:
		return c.file(chat.Document, *of.Document)
	case of.Voice != nil:
		return c.file(chat.Voice, *of.Voice)
	case of.Audio != nil:
		return c.file(chat.Voice, *of.Audio)
	}
	var largest file
	for _, one := range of.Photo {
		if largest.ID == "" || one.Width*one.Height >= largest.Width*largest.Height {
			largest = one
		}
	}
	largest.Type = "image/jpeg" // Telegram makes one of every photo
	return c.file(chat.Photo, largest)
}

func (c *Channel) file(kind chat.FileKind, f file) *chat.Sent {
	sent := &chat.Sent{Kind: kind, Type: f.Type, Name: f.Name, Size: max(f.Size, 0)}
	if f.ID != "" {
		sent.Open = func(ctx context.Context) (io.ReadCloser, error) { return c.open(ctx, f) }
	}
	return sent
}

// open fetches a file: where it is, then what is in it. Errors of one that is too large
// wrap media.ErrSize.
func (c *Channel) open(ctx context.Context, f file) (io.ReadCloser, error) {
	if f.Size > fileMost {
		return nil, fmt.Errorf("telegram: %w: %d bytes", media.ErrSize, f.Size)
	}
	data, err := c.api.call(ctx, c.times.call, "getFile", tgbotapi.Params{"file_id": f.ID})
	if err != nil {
		if e, ok := errors.AsType[*callError](err); ok && e.code == http.StatusBadRequest && strings.Contains(e.why, "too big") {
			return nil, fmt.Errorf("%w: %w", media.ErrSize, err)
		}
		return nil, err
	}
	var at struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	switch err := json.Unmarshal(data, &at); {
	case err != nil, at.Path == "", path.Clean("/"+at.Path) != "/"+at.Path:
		return nil, errNoAPI
	case at.Size > fileMost:
		return nil, fmt.Errorf("telegram: %w: %d bytes", media.ErrSize, at.Size)
	}
	return c.api.download(ctx, c.times.file, at.Path)
}

// download is a file on its way. All of it has to come within limit.
type download struct {
	api    api
	body   io.ReadCloser
	cancel context.CancelFunc
	left   int64 // bytes that may still come
}

func (a api) download(ctx context.Context, limit time.Duration, at string) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	resp, err := a.get(ctx, a.files+(&url.URL{Path: at}).EscapedPath())
	if err != nil {
		cancel()
		return nil, a.failed("file", err, &exchange{})
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		cancel()
		return nil, &callError{method: "file", code: resp.StatusCode, why: http.StatusText(resp.StatusCode)}
	}
	return &download{api: a, body: resp.Body, cancel: cancel, left: fileMost}, nil
}

func (a api) get(ctx context.Context, address string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, errNoAPI // its own text has the address
	}
	return a.http.Do(r)
}

// Read ends with media.ErrSize where more comes than was said.
func (d *download) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	if d.left -= int64(n); d.left < 0 {
		return 0, fmt.Errorf("telegram: %w", media.ErrSize)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = d.api.failed("file", err, &exchange{})
	}
	return n, err
}

// Close ends the request.
func (d *download) Close() error {
	defer d.cancel()
	return d.body.Close()
}
