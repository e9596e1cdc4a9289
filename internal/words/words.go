// Package words holds what is said to people: message files, one for each flow
// and language, and the filling of their placeholders. It must not know chats,
// dossiers or who is spoken to beyond a word of address.
//
// A file NAME.LANG.toml holds the texts of NAME. A key in it, flat or in nested
// tables, is spoken as NAME.key. In a text {name} is a placeholder; {anh/chị} is
// the word by which the citizen is addressed, {Anh/chị} the same at the head of
// a sentence.
package words

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// First is the language that every text exists in, and that stands in where
// another language lacks one.
const First = "vi"

// Address is the placeholder, and the default, of the word of address.
const Address = "anh/chị"

// Args fill the placeholders of one text. They are inserted as they are: braces
// in a value are never read as a placeholder.
type Args map[string]string

// Catalogue is every text in every language.
type Catalogue struct {
	texts map[string]map[string]string // language, key, text
}

var fileName = regexp.MustCompile(`^([a-z][a-z0-9_]*)\.([a-z]{2})\.toml$`)

// Load reads every NAME.LANG.toml in fsys, in folders below it as well.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{texts: map[string]map[string]string{}}
	err := fs.WalkDir(fsys, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".toml" {
			return err
		}
		return c.read(fsys, file)
	})
	if err != nil {
		return nil, fmt.Errorf("load texts: %w", err)
	}
	if len(c.texts[First]) == 0 {
		return nil, fmt.Errorf("load texts: no NAME.%s.toml with a text in it", First)
	}
	return c, nil
}

func (c *Catalogue) read(fsys fs.FS, file string) error {
	part := fileName.FindStringSubmatch(path.Base(file))
	if part == nil {
		return fmt.Errorf("%s: a message file is called NAME.LANG.toml", file)
	}
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	name, lang := part[1], part[2]
	if c.texts[lang] == nil {
		c.texts[lang] = map[string]string{}
	}
	return c.add(file, lang, name, tree)
}

func (c *Catalogue) add(file, lang, prefix string, tree map[string]any) error {
	for k, v := range tree {
		key := prefix + "." + k
		switch v := v.(type) {
		case map[string]any:
			if err := c.add(file, lang, key, v); err != nil {
				return err
			}
		case string:
			if _, twice := c.texts[lang][key]; twice {
				return fmt.Errorf("%s: %s is there twice", file, key)
			}
			c.texts[lang][key] = strings.TrimSpace(v)
		default:
			return fmt.Errorf("%s: %s is no text", file, key)
		}
	}
	return nil
}

// Languages are those that have texts, sorted.
func (c *Catalogue) Languages() []string {
	var out []string
	for lang := range c.texts {
		out = append(out, lang)
	}
	slices.Sort(out)
	return out
}

// Keys are all keys of a language, sorted.
func (c *Catalogue) Keys(lang string) []string {
	var out []string
	for key := range c.texts[lang] {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Has reports whether a language has a text of its own under key.
func (c *Catalogue) Has(lang, key string) bool {
	_, ok := c.texts[lang][key]
	return ok
}

// Say gives the text of key with its placeholders filled. What a language lacks
// is said in the first one. A key or value that is missing is logged and leaves
// nothing behind: nobody is shown a raw key or placeholder.
// Of several Args the first that has a value gives it.
func (c *Catalogue) Say(lang, key string, args ...Args) string {
	text, ok := c.texts[lang][key]
	if !ok {
		text, ok = c.texts[First][key]
		slog.Error("a text is missing", "key", key, "lang", lang)
	}
	if !ok {
		return ""
	}
	if !strings.Contains(text, "}") {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text)) // enough for most
	for {
		upTo, rest, ok := strings.Cut(text, "}")
		hole := strings.LastIndexByte(upTo, '{')
		switch {
		case !ok:
			b.WriteString(text)
			return b.String()
		case hole < 0:
			b.WriteString(text[:len(upTo)+1])
		default:
			b.WriteString(upTo[:hole])
			b.WriteString(fill(key, upTo[hole+1:], args))
		}
		text = rest
	}
}

// fill gives the value of one placeholder.
func fill(key, name string, args []Args) string {
	if strings.EqualFold(name, Address) {
		word, _ := find(Address, args)
		if word == "" {
			word = Address
		}
		if name != Address {
			word = Capital(word)
		}
		return word
	}
	value, ok := find(name, args)
	if !ok {
		slog.Error("a placeholder has no value", "key", key, "placeholder", name)
	}
	return value
}

func find(name string, args []Args) (value string, ok bool) {
	for _, a := range args {
		if value, ok = a[name]; ok {
			return value, true
		}
	}
	return "", false
}

// Capital gives s with its first letter in upper case, as at the head of a sentence.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
