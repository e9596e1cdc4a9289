package desk

import (
	"context"
	"fmt"
	"strings"

	"motcua/internal/ticket"
)

// news is one change of a ticket, drawn when somebody first needs it.
type news struct {
	desk    *Desk
	summary ticket.Summary
	drawn   map[string]string
	lines   []ticket.Line // of the ticket, read when its page is open somewhere
	read    int64         // from where they were read, -1 when not
	tried   bool
}

// event is what goes to one page.
type event struct{ name, data string }

// row is the ticket's row in one list, the same for everybody who sees it there.
func (n *news) row(ctx context.Context, lang string, in list) (string, error) {
	return n.once(lang+":"+string(in), func() (string, error) {
		return n.desk.draw(lang, "row", n.desk.row(ctx, n.summary, in))
	})
}

// newLines are the lines after seen, drawn for a viewer who said them or did not.
func (n *news) newLines(ctx context.Context, lang string, viewer, seen int64) (string, error) {
	if !n.tried || seen < n.read {
		lines, err := n.desk.c.Store.Lines(ctx, n.summary.ID, seen)
		if err != nil {
			return "", err
		}
		n.tried, n.read, n.lines = true, seen, lines
	}
	var out []string
	for _, l := range n.lines {
		if l.Seq <= seen {
			continue
		}
		html, err := n.once(fmt.Sprintf("%s:line:%d:%t", lang, l.Seq, l.By == viewer), func() (string, error) {
			return n.desk.draw(lang, "line", n.desk.line(ctx, l, viewer))
		})
		if err != nil {
			return "", err
		}
		out = append(out, html)
	}
	return strings.Join(out, "\n"), nil
}

// last is the newest line that was read.
func (n *news) last(seen int64) int64 {
	if len(n.lines) == 0 {
		return seen
	}
	return max(seen, n.lines[len(n.lines)-1].Seq)
}

func (n *news) once(key string, draw func() (string, error)) (string, error) {
	if html, ok := n.drawn[key]; ok {
		return html, nil
	}
	html, err := draw()
	if err == nil {
		n.drawn[key] = html
	}
	return html, err
}
