package sheet

import (
	_ "embed"
	"html/template"
	"strconv"
	"strings"
)

// Style is the style sheet of tables on a page. It stands on the shared colours.
//
//go:embed sheet.css
var Style []byte

// HTML is the table for a page, without what stands around it in print. names is the
// column, counted from 0, that names the rows.
func HTML(t Table, names int) (template.HTML, error) {
	var b strings.Builder
	b.WriteString(`<div class="figures-room" role="region" tabindex="0" aria-label="` + escape(t.Title) + `"><table class="figures"><thead>`)
	for _, row := range t.Heads() {
		b.WriteString("<tr>")
		for _, h := range row {
			b.WriteString("<th" + span(h) + ">" + escape(h.Text) + "</th>")
		}
		b.WriteString("</tr>")
	}
	if t.Numbers {
		b.WriteString(`<tr class="numbers">`)
		for i := range t.Columns {
			b.WriteString("<td>" + Numbered(i) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</thead><tbody>")
	for row, err := range t.Rows {
		if err != nil {
			return "", err
		}
		b.WriteString(t.rowHTML(row, names))
	}
	b.WriteString("</tbody></table></div>")
	return template.HTML(b.String()), nil //nolint:gosec // every word is escaped where it is written
}

// span is how wide and how high a cell of the head is, and what it is the head of.
func span(h Head) string {
	out := ` scope="col"`
	if h.Wide > 1 {
		out = ` scope="colgroup" colspan="` + strconv.Itoa(h.Wide) + `"`
	}
	if h.High > 1 {
		out += ` rowspan="` + strconv.Itoa(h.High) + `"`
	}
	return out
}

func (t Table) rowHTML(row Row, names int) string {
	var b strings.Builder
	b.WriteString("<tr>")
	if row.Strong {
		b.Reset()
		b.WriteString(`<tr class="strong">`)
	}
	for i, c := range row.Cells {
		var class []string
		if i < len(t.Columns) && t.Columns[i].Right {
			class = append(class, "n")
		}
		if c.Mark {
			class = append(class, "mark")
		}
		open, end := "<td", "</td>"
		if i == names {
			open, end = `<th scope="row"`, "</th>"
		}
		if class != nil {
			open += ` class="` + strings.Join(class, " ") + `"`
		}
		b.WriteString(open + ">" + escape(c.Words(t.Lang)) + end)
	}
	b.WriteString("</tr>")
	return b.String()
}

func escape(s string) string { return template.HTMLEscapeString(s) }
