package desk

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed assets/*.css assets/*.js assets/*.svg assets/fonts/*.woff2 assets/icons/*.png
var assetFiles embed.FS

// kinds are the files that a page may ask for; licences and the like stay inside.
var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".png":   "image/png",
}

type asset struct {
	kind   string
	plain  []byte
	zipped []byte // nil where zipping gains nothing
}

// assets are the desk's files. Each is served under a name that carries a hash
// of what is in it, so that a browser may keep it for a year.
type assets struct {
	urls  map[string]string // desk.css -> /desk/assets/desk.0a1b2c3d.css
	files map[string]asset  // desk.0a1b2c3d.css -> file
}

func loadAssets() (*assets, error) {
	a := &assets{urls: map[string]string{}, files: map[string]asset{}}
	for _, pattern := range []string{"assets/fonts/*.woff2", "assets/icons/*.png", "assets/*.svg", "assets/*.js", "assets/*.css"} {
		names, err := fs.Glob(assetFiles, pattern)
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		for _, name := range names {
			if err := a.add(name); err != nil {
				return nil, fmt.Errorf("assets: %w", err)
			}
		}
	}
	return a, nil
}

// add takes one file in. Style sheets come last: they name the others.
func (a *assets) add(name string) error {
	data, err := assetFiles.ReadFile(name)
	if err != nil {
		return err
	}
	base, ext := path.Base(name), path.Ext(name)
	if ext == ".css" {
		data = a.withURLs(data)
	}
	sum := sha256.Sum256(data)
	hashed := strings.TrimSuffix(base, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	a.urls[base] = "/desk/assets/" + hashed
	a.files[hashed] = newAsset(ext, data)
	return nil
}

func newAsset(ext string, data []byte) asset {
	return asset{kind: kinds[ext], plain: data, zipped: zipped(ext, data)}
}

// withURLs puts the hashed names into a style sheet.
func (a *assets) withURLs(css []byte) []byte {
	for base, url := range a.urls {
		css = bytes.ReplaceAll(css, []byte(`url("`+base+`")`), []byte(`url("`+url+`")`))
	}
	return css
}

func zipped(ext string, data []byte) []byte {
	if ext == ".woff2" || ext == ".png" { // packed already
		return nil
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(data); err != nil || z.Close() != nil || b.Len() >= len(data) {
		return nil
	}
	return b.Bytes()
}

// url is where a file is served. An unknown name is a slip in a template.
func (a *assets) url(name string) (string, error) {
	u, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return u, nil
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	f.write(w, r)
}

func (f asset) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	data := f.plain
	if f.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			data = f.zipped
		}
	}
	_, _ = w.Write(data) // fails only when the reader is gone
}
