// Package doctor says what an operator is to do: rules over facts that others gathered,
// each finding with the next command, in both languages. It must not know how facts are
// gathered, and asks nobody: no network, no store, no file.
package doctor

import (
	"strings"
	"unicode"
)

// Level of a finding.
type Level int

// Levels: Well needs nothing, Advice may wait, Must may not.
const (
	Well Level = iota
	Advice
	Must
)

// Sign stands before the line.
func (l Level) Sign() string { return [...]string{"✓", "!", "✗"}[l] }

// Finding is one line, and the next command where there is something to do.
type Finding struct {
	Group string // as it is printed
	Level Level
	Text  string
	Next  string
}

// Examine holds all rules against the facts. lang is "vi", else it is English.
func Examine(f *Facts, lang string) []Finding {
	return examine(f, func(key string) sentence {
		if lang == "vi" {
			return sentences[key].vi
		}
		return sentences[key].en
	})
}

func examine(f *Facts, words func(key string) sentence) []Finding {
	r := &report{words: words}
	for _, g := range groups {
		r.group = r.words("group." + g.name).text
		g.rule(r, f)
	}
	return r.out
}

// MustAct reports whether something may not wait.
func MustAct(all []Finding) bool {
	for _, f := range all {
		if f.Level == Must {
			return true
		}
	}
	return false
}

// groups in the order in which they are printed.
var groups = []struct {
	name string
	rule func(*report, *Facts)
}{
	{"settings", settings},
	{"postgres", server},
	{"redis", conversations},
	{"telegram", messenger},
	{"mail", letters},
	{"data", data},
	{"sources", sources},
	{"calendar", calendar},
	{"backup", backups},
	{"team", people},
	{"work", work},
}

// sentence is what is said of one finding. {names} are filled in.
type sentence struct{ text, next string }

// report collects findings of one group after the other.
type report struct {
	words func(key string) sentence
	group string
	out   []Finding
}

func (r *report) well(key string, values ...string)   { r.add(Well, key, values) }
func (r *report) advise(key string, values ...string) { r.add(Advice, key, values) }
func (r *report) must(key string, values ...string)   { r.add(Must, key, values) }

// add fills a sentence; values are names and what stands for them, in turn.
func (r *report) add(level Level, key string, values []string) {
	pairs := make([]string, len(values))
	for i := 0; i < len(values); i += 2 {
		pairs[i], pairs[i+1] = "{"+values[i]+"}", oneLine(values[i+1])
	}
	fill, s := strings.NewReplacer(pairs...), r.words(key)
	r.out = append(r.out, Finding{r.group, level, fill.Replace(s.text), fill.Replace(s.next)})
}

// longest is how much is printed of what somebody else said.
const longest = 300

// oneLine keeps what others wrote (a driver's error, a source's name) from breaking the
// lines or steering the terminal.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}
