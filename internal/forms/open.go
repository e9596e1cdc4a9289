package forms

import (
	"motcua/internal/report"
	"motcua/internal/sheet"
)

// Small is the number under which a count is not published: behind so few dossiers
// somebody may see a neighbour.
const Small = 5

// Open is form II.06a by Unit for everybody. A count under Small is not told, nor is one
// by which it could be worked out from a sum.
func (l *Laid) Open() sheet.Table {
	t := l.Form(Unit)
	t.Notes = []string{l.say("identities"), l.say("open_small"), l.say("open_what")}
	hidden := hide(l.ByUnit)
	rows := make([]sheet.Row, 0, len(l.ByUnit))
	at := 0
	for row, err := range t.Rows {
		if err == nil { // these rows are at hand
			rows = append(rows, l.veiled(row, l.ByUnit[at].Columns(), hidden[at]))
		}
		at++
	}
	t.Rows = sheet.All(rows)
	return t
}

func (l *Laid) veiled(row sheet.Row, counts [11]int64, hidden [11]bool) sheet.Row {
	for n := range counts {
		switch {
		case hidden[n] && counts[n] < Small:
			row.Cells[n+2] = sheet.Text(l.say("under"))
		case hidden[n]:
			row.Cells[n+2] = sheet.Text(l.say("untold"))
		}
	}
	return row
}

// place is a count in the table: its row, its column from 0.
type place struct{ row, column int }

// hide says which counts are not told: small ones, and as many others as it takes that no
// sum gives a small one away.
func hide(lines []report.Line) [][11]bool {
	hidden := make([][11]bool, len(lines))
	counts := make([][11]int64, len(lines))
	for i := range lines {
		counts[i] = lines[i].Columns()
		for n, count := range counts[i] {
			hidden[i][n] = count > 0 && count < Small
		}
	}
	sums := sumsOf(lines)
	for again := true; again; {
		again = false
		for _, sum := range sums {
			if p, ok := another(sum, counts, hidden); ok {
				hidden[p.row][p.column], again = true, true
			}
		}
	}
	return hidden
}

// sumsOf are the sums of the table, the total of each first: those of the form in every
// row, and each column's.
func sumsOf(lines []report.Line) [][]place {
	var out [][]place
	total := -1
	for i := range lines {
		if lines[i].Last {
			total = i
		}
		for _, of := range [][]int{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10}, {0, 4, 8}} {
			var sum []place
			for _, n := range of {
				sum = append(sum, place{i, n})
			}
			out = append(out, sum)
		}
	}
	if total < 0 {
		return out
	}
	for n := range 11 {
		sum := []place{{total, n}}
		for i := range lines {
			if i != total {
				sum = append(sum, place{i, n})
			}
		}
		out = append(out, sum)
	}
	return out
}

// another is what must be hidden as well in a sum: where one count alone is hidden, or
// where all the hidden together are a small number. A part rather than the total, the
// smallest first.
func another(sum []place, counts [][11]int64, hidden [][11]bool) (place, bool) {
	var n, together int64
	best, found := place{}, false
	for i, p := range sum {
		count := counts[p.row][p.column]
		if hidden[p.row][p.column] {
			n++
			if i > 0 {
				together += count
			}
			continue
		}
		first := !found || best == sum[0]
		if count > 0 && (first || i > 0 && count < counts[best.row][best.column]) {
			best, found = p, true
		}
	}
	whole := hidden[sum[0].row][sum[0].column]
	return best, found && (n == 1 || n > 0 && !whole && together < Small)
}
