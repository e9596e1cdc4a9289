package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"motcua/internal/chat"
)

// files keep what is sent and show it to those who may see its ticket.
type files interface {
	KeepFile(ctx context.Context, ticket int64, f chat.File, data []byte, until time.Time) error
	FileData(ctx context.Context, id string, now time.Time) (chat.File, []byte, int64, error)
}

// fileWaits is how long a file is kept that no line names yet.
const fileWaits = 24 * time.Hour

// answer sends my words, and a file, to the asker.
func (d *Desk) answer(ctx context.Context, a action) error {
	text := a.PostFormValue("text")
	if unfilled(text) != "" && a.PostFormValue("sure") == "" {
		return errUnfilled
	}
	file, err := d.upload(ctx, a)
	if err != nil {
		return err
	}
	_, err = d.c.Verbs.Answer(ctx, a.key, a.t.ID, a.me.ID, text, file)
	return err
}

// upload keeps the form's file, if there is one. Only who holds the case sends any.
func (d *Desk) upload(ctx context.Context, a action) (*chat.File, error) {
	if a.MultipartForm == nil || len(a.MultipartForm.File["file"]) == 0 || a.t.Holder != a.me.ID {
		return nil, nil //nolint:nilnil // no file is no error
	}
	in, head, err := a.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || (err == nil && head.Size == 0) {
		return nil, nil //nolint:nilnil // no file is no error
	}
	if err != nil {
		return nil, errFile
	}
	defer func() { _ = in.Close() }() // read only
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, errFile
	}
	f, data, err := d.c.Check(kindOf(head.Header.Get("Content-Type")), data)
	if err != nil {
		return nil, errors.Join(errFile, err)
	}
	f.ID = rand.Text()
	if err := d.c.Store.KeepFile(ctx, 0, f, data, d.c.Now().Add(fileWaits)); err != nil {
		return nil, err
	}
	return &f, nil
}

// kindOf is what a browser takes a file for; Check looks into it.
func kindOf(mediaType string) chat.FileKind {
	switch {
	case strings.HasPrefix(mediaType, "image/"):
		return chat.Photo
	case strings.HasPrefix(mediaType, "audio/"), strings.HasPrefix(mediaType, "video/"):
		return chat.Voice
	}
	return chat.Document
}
