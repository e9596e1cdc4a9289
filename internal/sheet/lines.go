package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	mostHead = 9  // a head is broken into words from here on
	mostText = 34 // a longer text is cut
	gap      = 2  // between columns
)

// Lines writes the table for a terminal, columns under each other.
func Lines(out io.Writer, t Table) error {
	var rows []Row
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	l := &lines{w: bufio.NewWriter(out), t: t}
	l.measure(rows)
	for _, line := range append([]string{t.Title}, t.Lines...) {
		l.line(line)
	}
	l.line("")
	l.heads()
	for _, row := range rows {
		if row.Strong {
			l.rule()
		}
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = shorten(c.Words(t.Lang))
		}
		l.row(cells)
	}
	if len(t.Notes) > 0 {
		l.line("")
	}
	for _, note := range t.Notes {
		l.line(note)
	}
	if err := l.w.Flush(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

type lines struct {
	w      *bufio.Writer
	t      Table
	widths []int
	names  [][]string // of each column, in lines
}

func (l *lines) line(words string) { _, _ = l.w.WriteString(strings.TrimRight(words, " ") + "\n") } // Flush tells

func (l *lines) measure(rows []Row) {
	l.widths, l.names = make([]int, len(l.t.Columns)), make([][]string, len(l.t.Columns))
	for i, c := range l.t.Columns {
		l.names[i] = broken(c.Name)
		for _, word := range l.names[i] {
			l.widths[i] = max(l.widths[i], utf8.RuneCountInString(word))
		}
		if l.t.Numbers {
			l.widths[i] = max(l.widths[i], len(Numbered(i)))
		}
	}
	for _, row := range rows {
		for i, c := range row.Cells {
			l.widths[i] = max(l.widths[i], utf8.RuneCountInString(shorten(c.Words(l.t.Lang))))
		}
	}
	at := 0
	for _, h := range l.t.groups() { // the last column under a group makes room for its name
		short := utf8.RuneCountInString(h.Text) - l.span(at, h.Wide)
		if h.High == 1 && short > 0 {
			l.widths[at+h.Wide-1] += short
		}
		at += h.Wide
	}
}

// span is how wide some columns are together.
func (l *lines) span(from, n int) int {
	width := gap * (n - 1)
	for _, w := range l.widths[from : from+n] {
		width += w
	}
	return width
}

func (l *lines) heads() {
	if groups := l.t.groups(); groups != nil {
		var b strings.Builder
		at := 0
		for _, h := range groups {
			text := h.Text
			if h.High > 1 {
				text = ""
			}
			b.WriteString(pad(text, l.span(at, h.Wide), false) + strings.Repeat(" ", gap))
			at += h.Wide
		}
		l.line(b.String())
	}
	high := 0
	for _, n := range l.names {
		high = max(high, len(n))
	}
	for i := range high {
		cells := make([]string, len(l.names))
		for c, n := range l.names {
			if at := i - (high - len(n)); at >= 0 { // names end on the same line
				cells[c] = n[at]
			}
		}
		l.row(cells)
	}
	if l.t.Numbers {
		cells := make([]string, len(l.names))
		for i := range cells {
			cells[i] = Numbered(i)
		}
		l.row(cells)
	}
	l.rule()
}

func (l *lines) rule() { l.line(strings.Repeat("─", l.span(0, len(l.widths)))) }

func (l *lines) row(cells []string) {
	var b strings.Builder
	for i, c := range cells {
		b.WriteString(pad(c, l.widths[i], l.t.Columns[i].Right) + strings.Repeat(" ", gap))
	}
	l.line(b.String())
}

func pad(text string, width int, right bool) string {
	room := strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
	if right {
		return room + text
	}
	return text + room
}

// broken puts a head's words into short lines.
func broken(name string) []string {
	var out []string
	for word := range strings.FieldsSeq(name) {
		last := len(out) - 1
		if last >= 0 && utf8.RuneCountInString(out[last]+" "+word) <= mostHead {
			out[last] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

// shorten keeps a cell on one line; signs that would move a terminal's cursor go.
func shorten(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > mostText {
		return string(runes[:mostText-1]) + "…"
	}
	return text
}
