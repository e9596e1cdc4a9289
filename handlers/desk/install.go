package desk

import (
	"encoding/json"
	"net/http"
)

// manifest lets a telephone install the desk.
func (d *Desk) manifest(w http.ResponseWriter, r *http.Request) {
	lang := lookOf(r).Lang
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	var icons []icon
	for _, i := range []icon{
		{"icon-192.png", "192x192", "image/png", "any"},
		{"icon-512.png", "512x512", "image/png", "any"},
		{"maskable-512.png", "512x512", "image/png", "maskable"},
	} {
		url, err := d.assets.URL(i.Src)
		if err != nil {
			d.c.Log.Error("an icon is missing; the desk is installed without it", "err", err)
			continue
		}
		i.Src = url
		icons = append(icons, i)
	}
	body, _ := json.Marshal(map[string]any{ //nolint:errchkjson // strings always marshal
		"id": "/desk", "start_url": "/desk", "scope": "/desk", "display": "standalone", "lang": lang,
		"name": d.words.Say(lang, "desk.name"), "short_name": d.words.Say(lang, "desk.name"),
		"background_color": "#F2F5F1", "theme_color": "#0B5C53", "icons": icons,
	})
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // fails only when the reader is gone
}
