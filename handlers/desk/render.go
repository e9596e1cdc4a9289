package desk

import (
	"bytes"
	"embed"
	"fmt"
	"net/http"
	"strings"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/*.toml
var textFiles embed.FS

// draw fills one template, for pages and for what is put into open pages alike.
func (d *Desk) draw(lang, name string, view any) (string, error) {
	var b bytes.Buffer
	if err := d.views[lang].ExecuteTemplate(&b, name, view); err != nil {
		return "", fmt.Errorf("draw %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// write answers with a drawn template.
func (d *Desk) write(w http.ResponseWriter, status int, lang, name string, view any) {
	html, err := d.draw(lang, name, view)
	if err != nil {
		d.c.Log.Error("a page of the desk could not be drawn", "err", err)
		http.Error(w, "the page could not be drawn", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(html)) // fails only when the reader is gone
}
