package webchat

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/media"
)

const (
	fileLimit  = media.Most
	formLimit  = fileLimit + 64<<10
	uploadTime = 3 * time.Minute // a photo over a slow line
	// uploadsMost is how many messages with a file are in hand at once: each is in memory.
	uploadsMost = 16
)

// room takes a place for a file; false: there is none just now.
func (p *Page) room(w http.ResponseWriter) (leave func(), ok bool) {
	select {
	case p.uploads <- struct{}{}:
	default:
		return nil, false
	}
	// Where the server cannot give more time, what it gives has to do.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime))
	return func() { <-p.uploads }, true
}

// readForm takes a form of id, text, press and file, each at most once.
func readForm(w http.ResponseWriter, r *http.Request) (body, error) {
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	form, err := r.MultipartReader()
	if err != nil {
		return body{}, bad("body: must be a form of id, text and file")
	}
	var b body
	seen := map[string]bool{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return b.checked()
		}
		if err == nil {
			if name := part.FormName(); seen[name] {
				err = bad("body: a field twice")
			} else {
				seen[name] = true
				err = take(&b, name, part)
			}
		}
		if err != nil {
			return body{}, formRefusal(err)
		}
	}
}

// take reads one field.
func take(b *body, name string, part *multipart.Part) error {
	fields := map[string]*string{"id": &b.ID, "text": &b.Text, "press": &b.Press}
	if name == "file" {
		return takeFile(b, part)
	}
	field, known := fields[name]
	if !known {
		return bad("body: must be a form of id, text and file")
	}
	data, err := io.ReadAll(io.LimitReader(part, bodyLimit+1))
	if len(data) > bodyLimit {
		return refusal{http.StatusRequestEntityTooLarge, name + ": more than 16 KiB"}
	}
	*field = strings.ToValidUTF8(string(data), "\uFFFD")
	return err
}

// takeFile keeps a file in memory: its Turn ends before the request does.
func takeFile(b *body, part *multipart.Part) error {
	data, err := io.ReadAll(io.LimitReader(part, fileLimit+1))
	switch {
	case err != nil:
		return err
	case len(data) > fileLimit:
		return refusal{http.StatusRequestEntityTooLarge, "file: more than 10 MiB"}
	case len(data) == 0:
		return bad("file: is empty")
	}
	kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	b.file = &chat.Sent{
		Kind: kindOfFile(kind), Type: kind, Name: part.FileName(), Size: int64(len(data)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
	return nil
}

// kindOfFile is how people speak of a file that a browser calls so.
func kindOfFile(mediaType string) chat.FileKind {
	switch what, _, _ := strings.Cut(mediaType, "/"); what {
	case "image":
		return chat.Photo
	case "audio":
		return chat.Voice
	}
	return chat.Document
}

func formRefusal(err error) error {
	if why, ok := errors.AsType[refusal](err); ok {
		return why
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return refusal{http.StatusRequestEntityTooLarge, "body: more than 10 MiB"}
	}
	return bad("body: must be a form of id, text and file")
}
