package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"motcua/internal/ticket"
)

// answers are what volunteers said in questions that are over, and that helped.
type answers interface {
	UsedAnswers(ctx context.Context, code, lang string, since time.Time) ([]ticket.Used, error)
}

// mostEarlier is how many earlier answers are offered.
const mostEarlier = 3

// earlierView is an earlier answer as the list of replies shows it.
type earlierView struct {
	ticket.Earlier

	Name string // what an address calls it
}

// earlier are answers that helped before in questions about the procedure on the page.
func (d *Desk) earlier(ctx context.Context, t ticket.Ticket, shown *guideView) []earlierView {
	code := ticket.CodeOf(t.Procedure)
	if shown != nil {
		code = shown.Code
	}
	if code == "" {
		return nil
	}
	now := d.c.Now()
	used, err := d.c.Store.UsedAnswers(ctx, code, oneOf(t.Lang, looks["lang"]), now.Add(-ticket.WordsKept))
	if err != nil {
		d.leftOut("earlier answers", err)
		return nil
	}
	var out []earlierView
	for _, e := range ticket.Again(used, mostEarlier, now) {
		out = append(out, earlierView{Earlier: e, Name: nameOf(e.Text)})
	}
	return out
}

// nameOf names a text in an address.
func nameOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// earlierText is the text of one of the earlier answers of a page.
func (v *caseView) earlierText(name string) string {
	i := slices.IndexFunc(v.Earlier, func(e earlierView) bool { return e.Name == name })
	if i < 0 {
		return ""
	}
	return v.Earlier[i].Text
}
