// Package pages is what all our pages share: letters, colours, the mark, and how a page's
// files are served. It must not know what any page says or shows.
package pages

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
	"slices"
	"strings"
)

//go:embed tokens.css *.svg fonts/*.woff2
var shared embed.FS

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

// Assets are a page's files, the shared ones with them. Each is served under a name that
// carries a hash of what is in it, so that a browser may keep it for a year.
type Assets struct {
	prefix string
	urls   map[string]string // chat.css -> /assets/chat.0a1b2c3d.css
	files  map[string]asset  // chat.0a1b2c3d.css -> file
}

// Load reads the files of a page, to be served under prefix ("/assets/"). A style sheet
// begins with the shared letters and colours, then the rules in under, such as those of
// charts; it names other files as url("name").
func Load(own fs.FS, prefix string, under ...[]byte) (*Assets, error) {
	a := &Assets{prefix: prefix, urls: map[string]string{}, files: map[string]asset{}}
	for _, from := range []fs.FS{shared, own} {
		if err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) == ".css" || kinds[path.Ext(name)] == "" {
				return err
			}
			return a.add(from, name)
		}); err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
	}
	return a, a.addSheets(own, slices.Concat(under...)) // last: they name the others
}

// add takes one file in.
func (a *Assets) add(from fs.FS, name string) error {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	a.keep(path.Base(name), data)
	return nil
}

// addSheets takes the style sheets in, the shared one at the head of each.
func (a *Assets) addSheets(own fs.FS, under []byte) error {
	tokens, err := shared.ReadFile("tokens.css")
	if err != nil {
		return fmt.Errorf("assets: %w", err)
	}
	return fs.WalkDir(own, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".css" {
			return err
		}
		data, err := fs.ReadFile(own, name)
		if err != nil {
			return fmt.Errorf("assets: %w", err)
		}
		a.keep(path.Base(name), a.withURLs(slices.Concat(tokens, under, data)))
		return nil
	})
}

func (a *Assets) keep(base string, data []byte) {
	ext := path.Ext(base)
	sum := sha256.Sum256(data)
	hashed := strings.TrimSuffix(base, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	a.urls[base] = a.prefix + hashed
	a.files[hashed] = asset{kind: kinds[ext], plain: data, zipped: zipped(ext, data)}
}

// withURLs puts the hashed names into a style sheet.
func (a *Assets) withURLs(css []byte) []byte {
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

// URL is where a file is served. An unknown name is a slip in a template.
func (a *Assets) URL(name string) (string, error) {
	u, ok := a.urls[name]
	if !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return u, nil
}

// ServeHTTP serves the file that the path names as {name}.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	f.write(w, r)
}

// Write serves data of a kind (".js") that has no name of its own to be kept under.
func Write(w http.ResponseWriter, r *http.Request, ext string, data []byte) {
	asset{kind: kinds[ext], plain: data, zipped: zipped(ext, data)}.write(w, r)
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
