package desk

import (
	"bytes"
	"mime"
	"net/http"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// shown are the media types that a page shows by itself; all else is for saving.
var shown = map[string]bool{
	"image/jpeg": true, "image/png": true,
	"audio/ogg": true, "audio/mpeg": true, "audio/mp4": true, "audio/webm": true,
}

// file gives one file to those who may read its ticket; for others there is none.
func (d *Desk) file(w http.ResponseWriter, r *http.Request, me who) {
	f, data, id, err := d.c.Store.FileData(r.Context(), r.PathValue("id"), d.c.Now())
	if away(err) {
		d.showAway(w, r, err)
		return
	}
	if err != nil || id == 0 {
		http.NotFound(w, r)
		return
	}
	t, err := d.c.Store.Ticket(r.Context(), id)
	if err != nil || !ticket.MayRead(t, me.Volunteer) {
		http.NotFound(w, r)
		return
	}
	writeFile(w, r, f, data)
}

func writeFile(w http.ResponseWriter, r *http.Request, f chat.File, data []byte) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	kind := "attachment"
	if shown[f.Type] {
		kind = "inline"
	}
	name := f.Name
	if name == "" {
		name = string(f.Kind)
	}
	if value := mime.FormatMediaType(kind, map[string]string{"filename": name}); value != "" {
		kind = value
	}
	h.Set("Content-Disposition", kind)
	h.Set("Content-Type", f.Type)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data)) // players ask for pieces
}
