package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// CSV writes the table for programs and for Excel: one line of heads, plain digits, a mark
// at the beginning by which Excel sees that it is UTF-8. What stands around the table in
// print is left out.
func CSV(out io.Writer, t Table) error {
	b := bufio.NewWriter(out)
	if _, err := b.WriteString("\ufeff"); err != nil {
		return fmt.Errorf("CSV: %w", err)
	}
	w := csv.NewWriter(b)
	var cells []string
	for _, c := range t.Columns {
		name := c.Name
		if c.Group != "" {
			name = c.Group + ": " + c.Name
		}
		cells = append(cells, safe(name))
	}
	if err := w.Write(cells); err != nil {
		return fmt.Errorf("CSV: %w", err)
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		cells = cells[:0]
		for _, c := range row.Cells {
			cells = append(cells, c.plain())
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("CSV: %w", err)
		}
	}
	w.Flush()
	if err := errors.Join(w.Error(), b.Flush()); err != nil {
		return fmt.Errorf("CSV: %w", err)
	}
	return nil
}

// plain is the cell as a program reads it.
func (c Cell) plain() string {
	switch c.kind {
	case ofNumber:
		return strconv.FormatInt(c.part, 10)
	case ofShare:
		if c.base == 0 {
			return "N/A"
		}
		h := hundredths(c.part, c.base)
		return strconv.FormatInt(h/100, 10) + "." + twoDigits(h%100) + "%"
	case ofDay:
		return c.at.Format("2006-01-02")
	case ofTime:
		return c.at.Format("2006-01-02 15:04")
	}
	return safe(c.text)
}

// starts are the signs by which a spreadsheet takes a text for a formula, with the wide
// ones that some read as the same.
const starts = "=+-@\t\r\n＝＋－＠"

// safe marks as text what a spreadsheet would run as a formula.
func safe(text string) string {
	if text != "" && strings.ContainsRune(starts, []rune(text)[0]) {
		return "'" + text
	}
	return text
}
