package procedure

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed data
var data embed.FS

// table reads a file of data: tabs between columns, "#" before a remark. A file that
// is not so is a mistake of ours and stops the program at its start.
func table(name string, columns int) [][]string {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	var rows [][]string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			panic(fmt.Sprintf("data/%s:%d: %d columns, not %d", name, i+1, len(row), columns))
		}
		rows = append(rows, row)
	}
	return rows
}

// kind is what a phrase in a question means to the search.
type kind uint8

const (
	abbreviation kind = iota
	dialect
	synonym
	stop
	special
	action
)

// phrase is some words of a question and what they are to the search.
type phrase struct {
	words   []form
	kind    kind
	instead []form  // abbreviation, dialect, synonym
	weight  float32 // stop
	class   uint64  // special, action: its bit
	notNot  bool    // does not count before a word for "not"
}

// phrases are all phrases by the folded form of their first word.
type phrases map[fold][]phrase

func (p phrases) put(l *lexicon, text string, ph phrase) {
	ph.words = l.sequence(text)
	if len(ph.words) == 0 {
		return
	}
	first := l.foldOf[ph.words[0]]
	p[first] = append(p[first], ph)
}

// words is what the files of data say.
type words struct {
	asked phrases // in questions
	named phrases // in names: special cases and actions
	focus map[fold]bool
	no    map[fold]bool
}

func readWords(l *lexicon) *words {
	w := &words{asked: phrases{}, named: phrases{}, focus: map[fold]bool{}, no: map[fold]bool{}}
	for name, k := range map[string]kind{"abbreviations.tsv": abbreviation, "dialect.tsv": dialect, "synonyms.tsv": synonym} {
		for _, row := range table(name, 2) {
			text, notNot := strings.CutPrefix(row[0], "!")
			w.asked.put(l, text, phrase{kind: k, instead: l.sequence(row[1]), notNot: notNot})
		}
	}
	for _, row := range table("stops.tsv", 2) {
		weight, err := strconv.ParseFloat(row[1], 32)
		if err != nil {
			panic("data/stops.tsv: " + row[1] + " is no weight")
		}
		w.asked.put(l, row[0], phrase{kind: stop, weight: float32(weight)})
	}
	w.classes(l, "special.tsv", special)
	w.classes(l, "actions.tsv", action)
	for _, text := range []string{"muốn", "xin", "làm", "hỏi", "cần", "nhờ"} {
		w.focus[l.foldOf[l.sequence(text)[0]]] = true
	}
	for _, text := range []string{"k", "ko", "kh", "hk", "không", "hông", "hong", "hổng", "hok"} {
		w.no[l.foldOf[l.sequence(text)[0]]] = true
	}
	return w
}

// classes reads a file of classes, one a line; there are at most 64 of a kind.
func (w *words) classes(l *lexicon, file string, k kind) {
	rows := table(file, 2)
	if len(rows) > 64 {
		panic("data/" + file + ": more than 64 lines")
	}
	for i, row := range rows {
		for text := range strings.SplitSeq(row[0], "|") {
			w.named.put(l, text, phrase{kind: k, class: 1 << i})
		}
		for text := range strings.SplitSeq(row[1], "|") {
			w.asked.put(l, text, phrase{kind: k, class: 1 << i})
		}
	}
}

// classesOf gives the special cases and actions that a name has in it.
func (w *words) classesOf(l *lexicon, name []form) (specials, actions uint64) {
	for i, f := range name {
		for _, p := range w.named[l.foldOf[f]] {
			if len(p.words) > len(name)-i || !same(p.words, name[i:]) {
				continue
			}
			if p.kind == special {
				specials |= p.class
			} else {
				actions |= p.class
			}
		}
	}
	return specials, actions
}

func same(words, in []form) bool {
	for k, f := range words {
		if in[k] != f {
			return false
		}
	}
	return true
}
