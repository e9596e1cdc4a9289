// Package sheet writes tables as files that people open: a workbook for Excel, CSV, lines
// for a terminal, and the words of each cell for a page. It must not know what the tables
// are about, SQL, or pages.
package sheet

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Table is one table with what is printed around it.
type Table struct {
	Name    string   // of the sheet in a workbook; Title when empty
	Title   string   // over the table
	Lines   []string // under the title
	Columns []Column
	Numbers bool // a row (1) (2) (3) under the head, as forms have it
	Rows    iter.Seq2[Row, error]
	Notes   []string // under the table
	Lang    string   // how numbers and dates are written: "vi" when empty, or "en"
}

// Column is one column. Columns beside each other with the same Group stand under it.
type Column struct {
	Group string
	Name  string
	Width float64 // in characters of a sheet; 12 when zero
	Right bool    // holds figures
}

// Row is one row. A Strong one is set in bold: a total.
type Row struct {
	Cells  []Cell
	Strong bool
}

// All are rows that are at hand.
func All(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Cell is one cell: a text, a number, a day or a share. The zero Cell is empty.
type Cell struct {
	kind       kind
	text       string
	part, base int64
	at         time.Time
	// Mark sets a number off that somebody should look at, such as late dossiers.
	Mark bool
}

type kind int

const (
	ofText kind = iota
	ofNumber
	ofShare
	ofDay
	ofTime
)

// Text is a cell of words.
func Text(s string) Cell { return Cell{text: norm.NFC.String(s)} }

// Number is a cell that holds a count.
func Number(n int64) Cell { return Cell{kind: ofNumber, part: n} }

// Share is a cell that holds part of base in per cent. A base of zero gives no number.
func Share(part, base int64) Cell { return Cell{kind: ofShare, part: part, base: base} }

// Day is a cell that holds a day; the zero time is an empty cell.
func Day(at time.Time) Cell { return moment(ofDay, at) }

// Time is a cell that holds a day and an hour; the zero time is an empty cell.
func Time(at time.Time) Cell { return moment(ofTime, at) }

func moment(k kind, at time.Time) Cell {
	if at.IsZero() {
		return Cell{}
	}
	return Cell{kind: k, at: at}
}

// Marked is the cell, set off where yes.
func (c Cell) Marked(yes bool) Cell {
	c.Mark = yes
	return c
}

// Words are the cell as people read it: "10.551", "82,34 %", "30/09/2023".
func (c Cell) Words(lang string) string {
	switch c.kind {
	case ofNumber:
		return Count(c.part, lang)
	case ofShare:
		if c.base == 0 {
			return noShare(lang)
		}
		h := hundredths(c.part, c.base)
		mark := ","
		if lang == english {
			mark = "."
		}
		return Count(h/100, lang) + mark + twoDigits(h%100) + "\u00a0%"
	case ofDay:
		return c.at.Format("02/01/2006")
	case ofTime:
		return c.at.Format("15:04 02/01/2006")
	}
	return c.text
}

// Figure says whether the cell holds a number.
func (c Cell) Figure() bool { return c.kind == ofNumber || c.kind == ofShare }

const english = "en"

func noShare(lang string) string {
	if lang == english {
		return "N/A"
	}
	return "không có số"
}

// hundredths of a per cent, rounded half up, in whole numbers.
func hundredths(part, base int64) int64 { return (part*20000 + base) / (2 * base) }

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// Count is a number as people write it: "10.551" in Vietnamese, "10,551" in English.
func Count(n int64, lang string) string {
	mark := "."
	if lang == english {
		mark = ","
	}
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return sign + digits
}

// Head is one cell of the head: how many columns it is wide and how many rows high.
type Head struct {
	Text       string
	Wide, High int
}

// Heads are the rows of the head, one where no column has a Group. A column without a
// Group is as high as the head.
func (t Table) Heads() [][]Head {
	groups := t.groups()
	if groups == nil {
		row := make([]Head, 0, len(t.Columns))
		for _, c := range t.Columns {
			row = append(row, Head{c.Name, 1, 1})
		}
		return [][]Head{row}
	}
	var under []Head
	for _, c := range t.Columns {
		if c.Group != "" {
			under = append(under, Head{c.Name, 1, 1})
		}
	}
	return [][]Head{groups, under}
}

func (t Table) groups() []Head {
	var row []Head
	grouped := false
	for i, c := range t.Columns {
		switch {
		case c.Group == "":
			row = append(row, Head{c.Name, 1, 2})
			continue
		case i > 0 && t.Columns[i-1].Group == c.Group:
			row[len(row)-1].Wide++
		default:
			row = append(row, Head{c.Group, 1, 1})
		}
		grouped = true
	}
	if !grouped {
		return nil
	}
	return row
}

// Numbered is the number of a column as forms print it.
func Numbered(i int) string { return "(" + strconv.Itoa(i+1) + ")" }

// sheetName names a sheet; signs that Excel refuses are left out.
func (t Table) sheetName() string {
	name := t.Name
	if name == "" {
		name = t.Title
	}
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return -1
		}
		return r
	}, name), "' ")
	if runes := []rune(name); len(runes) > mostSheetName {
		name = strings.TrimSpace(string(runes[:mostSheetName]))
	}
	if name == "" {
		return "1"
	}
	return name
}
