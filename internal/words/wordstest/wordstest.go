// Package wordstest finds texts that code speaks and no file holds, and texts
// that no code speaks. It is imported by tests only and must not know what any
// text is about.
package wordstest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/words"
)

// Spoken compares the keys in the Go files of sources (tests left out) with the
// message files in texts. A key is written out as one string ("lookup.ask"); one
// that is built ends its string in a dot or underscore ("status." + s), and
// built says what can follow.
func Spoken(texts, sources fs.FS, built map[string][]string) []error {
	c, err := words.Load(texts)
	if err != nil {
		return []error{err}
	}
	found, err := literals(sources)
	if err != nil {
		return []error{err}
	}
	names := names(c)
	spoken := map[string]bool{}
	var wrong []error
	for _, s := range found {
		switch flow, _, _ := strings.Cut(s, "."); {
		case !names[flow] || !key.MatchString(s):
		case !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "_"):
			spoken[s] = true
		case built[s] == nil:
			wrong = append(wrong, fmt.Errorf("code builds a key from %q; say what can follow", s))
		default:
			for _, end := range built[s] {
				spoken[s+end] = true
			}
		}
	}
	for s := range spoken {
		if !c.Has(words.First, s) {
			wrong = append(wrong, fmt.Errorf("code speaks %s, no message file has it", s))
		}
	}
	for _, s := range c.Keys(words.First) {
		if !spoken[s] {
			wrong = append(wrong, fmt.Errorf("no code speaks %s", s))
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return wrong
}

var key = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*[._]?$`)

// names are the flows that have texts.
func names(c *words.Catalogue) map[string]bool {
	out := map[string]bool{}
	for _, k := range c.Keys(words.First) {
		flow, _, _ := strings.Cut(k, ".")
		out[flow] = true
	}
	return out
}

// literals are the string literals with a dot in them of all Go files but tests.
func literals(sources fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(sources, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		data, err := fs.ReadFile(sources, file)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, data, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(s, ".") {
					out = append(out, s)
				}
			}
			return true
		})
		return nil
	})
	return out, err
}
