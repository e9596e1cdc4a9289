package desk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"motcua/internal/pages"
	"motcua/internal/words"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/*.toml
var textFiles embed.FS

func loadWords() (*words.Catalogue, error) {
	texts, err := fs.Sub(textFiles, "texts")
	if err != nil {
		return nil, fmt.Errorf("desk texts: %w", err)
	}
	catalogue, err := words.Load(texts)
	if err != nil {
		return nil, fmt.Errorf("desk texts: %w", err)
	}
	return catalogue, nil
}

// loadViews reads the templates once for each language, its words bound in.
func loadViews(files *pages.Assets, texts *words.Catalogue) (map[string]*template.Template, error) {
	views := map[string]*template.Template{}
	for _, lang := range texts.Languages() {
		view := template.New(lang).Funcs(template.FuncMap{
			"asset":  files.URL,
			"whole":  whole,
			"newKey": newKey,
			"say": func(key string, pairs ...any) (string, error) {
				return sayPairs(texts, lang, key, pairs)
			},
		})
		var err error
		if views[lang], err = view.ParseFS(templateFiles, "templates/*.html"); err != nil {
			return nil, fmt.Errorf("desk templates: %w", err)
		}
	}
	return views, nil
}

// sayPairs says one of the desk's sentences; pairs are placeholders and their values.
// A key that no file has is a slip in a template.
func sayPairs(c *words.Catalogue, lang, key string, pairs []any) (string, error) {
	if len(pairs)%2 != 0 || !c.Has(lang, key) {
		return "", fmt.Errorf("words %q: no such text, or a placeholder without value", key)
	}
	args := words.Args{}
	for i := 0; i < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return c.Say(lang, key, args), nil
}

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

var hours = regexp.MustCompile(`\d{1,2}:\d{2}–\d{1,2}:\d{2}`)

// whole keeps hours such as 7:30–11:30 on one line.
func whole(text string) template.HTML {
	safe := template.HTMLEscapeString(text)
	return template.HTML(hours.ReplaceAllString(safe, `<span class="whole">$0</span>`)) //nolint:gosec // escaped above
}

func paragraphs(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
