package webchat

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"motcua/internal/chat"
)

// Files keeps what Replies carry.
type Files interface {
	FileData(ctx context.Context, id string, now time.Time) (chat.File, []byte, error)
}

// file serves a file to the chat that was sent it, and to nobody else.
func (p *Page) file(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	mine, err := p.wasSent(w, r, id)
	if err != nil {
		p.notTaken(w, err)
		return
	}
	if !mine {
		p.noFile(w, r)
		return
	}
	f, data, err := p.c.Files.FileData(r.Context(), id, p.c.Now())
	switch {
	case errors.Is(err, chat.ErrAway):
		p.notTaken(w, err)
	case err != nil:
		p.noFile(w, r)
	default:
		writeFile(w, r, f, data)
	}
}

// ownData serves what is kept about a chat to the visitor whose chat it is: the cookie alone
// says which. On a shared machine it would stay for the next one, and is not given.
func (p *Page) ownData(w http.ResponseWriter, r *http.Request) {
	chatID, ok := p.known(w, r)
	if !ok || p.modeOf(r) == kiosk {
		p.noFile(w, r)
		return
	}
	f, data, err := p.c.OwnData(r.Context(), chatID, p.lookOf(r).Lang)
	if err != nil {
		p.notTaken(w, err)
		return
	}
	writeFile(w, r, f, data)
}

// wasSent says whether a line of the asker's conversation names the file.
func (p *Page) wasSent(w http.ResponseWriter, r *http.Request, id string) (bool, error) {
	chatID, ok := p.known(w, r)
	if !ok {
		return false, nil
	}
	lines, err := p.c.Lines.LinesAfter(r.Context(), chatID, 0)
	for _, l := range lines {
		if l.Reply != nil && l.Reply.File != nil && l.Reply.File.ID == id {
			return true, nil
		}
	}
	return false, err
}

// noFile is what others see, and what is left of a file that is past its end.
func (p *Page) noFile(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, p.words.Say(p.lookOf(r).Lang, "page.file_gone", nil), http.StatusNotFound)
}

// writeFile shows pictures and plays sound; all else is only to be saved. Nothing in a
// file may run.
func writeFile(w http.ResponseWriter, r *http.Request, f chat.File, data []byte) {
	kind, how := "application/octet-stream", "attachment"
	switch {
	case f.Kind == chat.Photo && f.Type == "image/jpeg", f.Kind == chat.Voice && strings.HasPrefix(f.Type, "audio/"):
		kind, how = f.Type, "inline"
	case f.Type == "application/pdf", f.Type == "application/json":
		kind = f.Type
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(how, f.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

func disposition(how, name string) string {
	if name == "" {
		return how
	}
	if header := mime.FormatMediaType(how, map[string]string{"filename": name}); header != "" {
		return header
	}
	return how
}

// fileView is a File of a Reply as its template wants it.
type fileView struct {
	Kind chat.FileKind
	URL  string // "" where nothing may be opened or saved
	Name string
	Size string // "" is not known before it is fetched
	// Refused says that it is the visitor's own data on a machine that many share.
	Refused bool
}

func viewFile(lang string, m mode, f chat.File) *fileView {
	v := &fileView{Kind: f.Kind, Name: f.Name, Refused: f.ID == chat.OwnData && m == kiosk}
	if f.Size > 0 {
		v.Size = size(lang, f.Size)
	}
	if m != kiosk || f.Kind != chat.Document { // a shared machine keeps nothing
		v.URL = "/chat/files/" + url.PathEscape(f.ID) + string(m.query(""))
	}
	return v
}
