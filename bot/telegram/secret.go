package telegram

import (
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
)

const hidden = "[hidden]"

// Secret is a token that cannot be printed by accident.
type Secret string

// String hides it, and so do the others.
func (Secret) String() string { return hidden }

// Format covers every verb.
func (Secret) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(hidden)) }

// LogValue is what a log gets.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText is what JSON gets.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// inQuotes is what a description quotes: perhaps a person's words.
var inQuotes = regexp.MustCompile(`"[^"]*"`)

// clean takes the token, and what may be someone's words, out of what is to be read.
func (a api) clean(text string) string {
	for _, token := range []string{a.bot.Token, url.PathEscape(a.bot.Token), url.QueryEscape(a.bot.Token)} {
		text = strings.ReplaceAll(text, token, hidden)
	}
	return inQuotes.ReplaceAllString(text, `"…"`)
}
