package webchat

import (
	_ "embed"
	"net/http"

	"motcua/internal/pages"
)

// embedScript runs on the pages of another site: it puts a button there, and
// opens our page in a frame.
//
//go:embed host/embed.js
var embedScript []byte

// embedJS serves the script under a name that never changes, since other sites
// write it down; so it is kept for minutes only.
func embedJS() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		pages.Write(w, r, ".js", embedScript)
	}
}
