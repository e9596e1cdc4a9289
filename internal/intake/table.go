package intake

import (
	"slices"
	"strconv"
	"strings"
)

// What the table of rejected rows has beside their own columns. A table that is mended
// and sent again has them still, and they are passed over.
var (
	RejectLine   = Said{"Line in the original file", "Dòng trong tệp gốc"}
	RejectFile   = Said{"Original file", "Tệp gốc"}
	RejectReason = Said{"Why it was not taken", "Lý do không nhận"}
)

func ofRejects(name string) bool {
	for _, column := range []Said{RejectLine, RejectFile, RejectReason} {
		if name == column.EN || name == column.VI {
			return true
		}
	}
	return false
}

// A heading stands in the first rows of a table: above it are titles, a motto, a date.
const (
	headingRows   = 20
	sureOfHeading = 2 // known headings that make a row a heading
)

// tableRow is one row of cells, trimmed, or why they are none.
type tableRow struct {
	line, size int
	cells      []string
	reject     *Reject
}

func (r tableRow) empty() bool {
	return r.reject == nil && !slices.ContainsFunc(r.cells, func(c string) bool { return c != "" })
}

// headingOf finds the heading: the row that has the most known headings or, where none
// has enough of them, the first that says anything. It is -1 where none does.
func headingOf(rows []tableRow) (at, score int) {
	at = -1
	for i, row := range rows {
		if found := headingScore(row.cells); found >= sureOfHeading && found > score {
			at, score = i, found
		}
	}
	if at < 0 {
		at = slices.IndexFunc(rows, func(r tableRow) bool { return r.reject == nil && !r.empty() })
	}
	return at, score
}

// table makes records of rows under a heading. An empty cell is "not said".
type table struct {
	head  []string
	exact bool // each row has as many cells as the heading
	ahead []tableRow
	more  func() (tableRow, error)
	fresh bool // no row was given yet
}

// begin takes the heading out of the first rows. Where it is known for one, what stands
// above it is no row.
func (t *table) begin(rows []tableRow, at, score int) {
	t.fresh = true
	if at < 0 {
		t.ahead = rows
		return
	}
	t.head = rows[at].cells
	t.ahead = slices.Clone(rows[at+1:])
	if score < sureOfHeading {
		t.ahead = append(slices.Clone(rows[:at]), t.ahead...)
	}
}

func (t *table) row() (tableRow, error) {
	if len(t.ahead) > 0 {
		row := t.ahead[0]
		t.ahead = t.ahead[1:]
		return row, nil
	}
	return t.more()
}

func (t *table) next() (record, error) {
	for {
		row, err := t.row()
		if err != nil {
			return record{}, err
		}
		if row.empty() {
			continue // an empty line, or the empty rows that spreadsheets leave behind
		}
		if row.reject != nil {
			return record{line: row.line, reject: row.reject}, nil
		}
		if t.head == nil {
			t.head, t.fresh = row.cells, true
			continue
		}
		fresh := t.fresh
		t.fresh = false
		if fresh && numbersColumns(row.cells) {
			continue
		}
		return t.record(row), nil
	}
}

// numbersColumns tells the row under a heading that counts its columns: 1, 2, 3 or
// (1), (2), (3).
func numbersColumns(cells []string) bool {
	n := 0
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		n++
		if number := strconv.Itoa(n); cell != number && cell != "("+number+")" && cell != "["+number+"]" {
			return false
		}
	}
	return n >= 2
}

func (t *table) record(row tableRow) record {
	rec := record{line: row.line, size: row.size}
	if t.exact && len(row.cells) != len(t.head) {
		rec.reject = &Reject{Reason: Cells, Args: []any{len(row.cells), len(t.head)}}
	}
	rec.names, rec.cells = t.head, row.cells
	rec.fields = make(map[string]value, len(row.cells))
	for i, cell := range row.cells {
		name := nameOf(t.head, i)
		if cell == "" || ofRejects(name) {
			continue
		}
		if _, twice := rec.fields[name]; twice && rec.reject == nil {
			rec.reject = &Reject{Field: name, Reason: Twice}
		}
		rec.fields[name] = value{field: name, cell: cell}
	}
	return rec
}

// nameOf is what stands above a column, or the letters that spreadsheets call it by.
func nameOf(head []string, i int) string {
	if i < len(head) && head[i] != "" {
		return head[i]
	}
	return "(" + columnLetters(i) + ")"
}

func columnLetters(i int) string {
	var b strings.Builder
	if i >= 26 {
		b.WriteString(columnLetters(i/26 - 1))
	}
	b.WriteByte('A' + byte(i%26))
	return b.String()
}
