package report

import (
	"fmt"
	"slices"
	"time"

	"motcua/internal/workday"
)

// Least is the smallest count that is published; a smaller one may be about one person.
const Least = 5

// Public gives what anybody may read, of one whole month that is over. Another period is an
// error: what is hidden in a month would follow from the difference of two overlapping ones,
// or from a month and the quarter around it. For the same reason sums of months are not to
// be published beside them.
func (o *Own) Public(now time.Time) (Own, error) {
	first := o.Period.From.In(workday.Zone)
	if first.Day() != 1 || !o.Period.To.Equal(first.AddDate(0, 1, 0)) {
		return Own{}, fmt.Errorf("figures of %s to %s cannot be published: only whole months can, or what is hidden in one follows from the other",
			first.Format(time.DateOnly), o.Period.To.In(workday.Zone).Format(time.DateOnly))
	}
	if now.Before(o.Period.To) {
		return Own{}, fmt.Errorf("figures of %s cannot be published before the month is over", first.Format("2006-01"))
	}
	out := Own{Period: o.Period}
	for _, t := range o.Tables {
		out.Tables = append(out.Tables, t.public())
	}
	for _, t := range o.Times {
		if t.N >= Least {
			out.Times = append(out.Times, t)
		}
	}
	return out, nil
}

// public hides what is small, column by column.
func (t OwnTable) public() OwnTable {
	out := t
	out.Rows, out.Total = slices.Clone(t.Rows), slices.Clone(t.Total)
	for i := range out.Rows {
		out.Rows[i].Cells = slices.Clone(t.Rows[i].Cells)
	}
	for col := range out.Total {
		cells := make([]*Cell, len(out.Rows))
		for i := range out.Rows {
			cells[i] = &out.Rows[i].Cells[col]
		}
		if !hide(cells, out.Total[col].N) {
			out.Withheld = true
		}
		if n := out.Total[col].N; n > 0 && n < Least {
			out.Total[col] = Cell{Hidden: true}
		}
	}
	if out.Withheld {
		out.Rows = nil
	}
	return out
}

// hide hides the cells under Least, and further ones, the smallest first, until the total
// gives none of them away: k hidden cells, each at least 1, with a sum over k leave each of
// them more than one value. False: there were not enough cells to hide them among. Nothing
// stays as 0, for a nothing is about nobody.
func hide(cells []*Cell, total int64) bool {
	slices.SortStableFunc(cells, func(a, b *Cell) int { return int(min(max(a.N-b.N, -1), 1)) })
	var k, sum int64
	for _, c := range cells {
		if c.N == 0 {
			continue
		}
		if c.N >= Least && (k == 0 || k > 1 && sum > k) {
			return true
		}
		sum += c.N
		k++
		*c = Cell{Hidden: true}
	}
	// A total under Least is hidden itself, and then tells nothing.
	return k == 0 || total < Least || k > 1 && sum > k
}
