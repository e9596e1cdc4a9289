package pages

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"regexp"
	"strings"

	"motcua/internal/words"
)

// Words loads the texts of a page, in texts/ beside its templates.
func Words(files fs.FS) (*words.Catalogue, error) {
	texts, err := fs.Sub(files, "texts")
	if err != nil {
		return nil, fmt.Errorf("texts of a page: %w", err)
	}
	all, err := words.Load(texts)
	if err != nil {
		return nil, fmt.Errorf("texts of a page: %w", err)
	}
	return all, nil
}

// Views reads templates/*.html once for each language, its words bound in: "say" says a
// text whose key begins with prefix, "asset" is where a file is served, "whole" keeps
// hours and sums on one line. more are the page's own functions.
func Views(files fs.FS, a *Assets, texts *words.Catalogue, prefix string, more template.FuncMap) (map[string]*template.Template, error) {
	views := map[string]*template.Template{}
	for _, lang := range texts.Languages() {
		funcs := template.FuncMap{
			"asset": a.URL,
			"whole": whole,
			"say": func(key string, pairs ...any) (string, error) {
				return say(texts, lang, prefix+key, pairs)
			},
		}
		maps.Copy(funcs, more)
		view, err := template.New(lang).Funcs(funcs).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates of a page: %w", err)
		}
		views[lang] = view
	}
	return views, nil
}

// say says one text; pairs are placeholders and their values. A key that no file has is
// a slip in a template.
func say(c *words.Catalogue, lang, key string, pairs []any) (string, error) {
	if len(pairs)%2 != 0 || !c.Has(lang, key) {
		return "", fmt.Errorf("words %q: no such text, or a placeholder without value", key)
	}
	args := words.Args{}
	for i := 0; i < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return c.Say(lang, key, args), nil
}

var unbroken = regexp.MustCompile(`\d{1,2}:\d{2}–\d{1,2}:\d{2}|\d[\d.]* đồng`)

// whole keeps hours such as 7:30–11:30 and sums such as 7.000 đồng on one line.
func whole(text string) template.HTML {
	safe := template.HTMLEscapeString(text)
	return template.HTML(unbroken.ReplaceAllString(safe, `<span class="whole">$0</span>`)) //nolint:gosec // escaped above
}

// Paragraphs are the lines of a text that have words in them.
func Paragraphs(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
