package talktest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/chat"
)

var hole = regexp.MustCompile(`  | [.,;:?](\n|$)|\(\)`)

// others are the lines of a story of a question: what people said in it.
var others = regexp.MustCompile(`(?m)^\d\d:\d\d .*$`)

// Faults finds what no answer may be, whatever it says: a dead end, a raw
// placeholder, more choices than a person takes in, a Card that says something else
// than its text.
func Faults(replies []chat.Reply) []string {
	if len(replies) == 0 {
		return []string{"nothing was said"}
	}
	var out []string
	for i, r := range replies {
		last := i == len(replies)-1
		out = append(out, faultsOf(r)...)
		switch {
		case last && len(r.Choices) == 0:
			out = append(out, "a dead end: the last reply has no choices")
		case !last && len(r.Choices) > 0:
			out = append(out, "choices stand before the last reply")
		}
	}
	return out
}

func faultsOf(r chat.Reply) []string {
	var out []string
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			out = append(out, fmt.Sprintf(format, args...)+": "+r.Text)
		}
	}
	fault(strings.TrimSpace(r.Text) == "", "an empty text")
	fault(strings.ContainsAny(r.Text, "{}!"), "a placeholder or an exclamation mark")
	fault(hole.MatchString(r.Text), "a hole in a sentence")
	fault(!norm.NFC.IsNormalString(r.Text), "not in NFC")
	fault(r.Lang != "vi" && r.Lang != "en", "language %q", r.Lang)
	fault(!slices.Contains([]string{"", "✅", "⏳", "⚠️"}, r.Sign), "sign %q", r.Sign)
	ours := others.ReplaceAllString(r.Text, "")
	fault(strings.Count(ours, "Dạ") > 1 || strings.Count(ours, " ạ") > 1, "more than one dạ or ạ")
	out = append(out, choiceFaults(r.Choices)...)
	if r.Card != nil {
		out = append(out, cardFaults(r, *r.Card)...)
	}
	return out
}

func choiceFaults(choices []chat.Choice) []string {
	var out []string
	if len(choices) > 5 {
		out = append(out, "more than five choices")
	}
	seen, main := map[string]bool{}, 0
	for _, c := range choices {
		if c.Label == "" || c.Press == "" || len(c.Press) > 64 || seen[c.Press] || seen[c.Label] {
			out = append(out, fmt.Sprintf("choice %q with press %q", c.Label, c.Press))
		}
		seen[c.Press], seen[c.Label] = true, true
		if c.Main {
			main++
		}
	}
	if main > 1 {
		out = append(out, "more than one filled choice")
	}
	return out
}

// cardFaults: whoever reads the text and whoever sees the Card learn the same.
func cardFaults(r chat.Reply, c chat.Card) []string {
	var out []string
	guide := c.Tone == chat.ToneGuide // about no dossier: it has no code
	if c.Title == "" || c.Tone == "" || c.Fresh == "" || c.Code == "" && !guide {
		out = append(out, fmt.Sprintf("an empty part of the card %+v", c))
	}
	same := []string{c.Code, c.Fresh, c.Todo, c.Place, c.Street}
	if c.Leaf != nil {
		same = append(same, c.Leaf.Words)
	}
	for _, f := range c.Facts {
		same = append(same, f.Value)
	}
	for _, l := range c.Lists {
		same = append(append(same, l.Title), l.Items...)
	}
	if guide {
		same = append(same, c.Notes...)
	}
	for _, l := range c.Links {
		same = append(same, l.URL)
	}
	for _, tick := range c.Ticks {
		same = append(same, tick.Label, tick.Note)
	}
	for _, part := range same {
		if !strings.Contains(r.Text, part) {
			out = append(out, fmt.Sprintf("the card says %q, the text does not: %s", part, r.Text))
		}
	}
	if c.Plain && r.Sign != "" {
		out = append(out, "a sign on a plain card")
	}
	if len(c.Steps) > 5 {
		out = append(out, "more than five steps")
	}
	return out
}
