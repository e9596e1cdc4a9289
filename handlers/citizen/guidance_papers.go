package citizen

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// papers tells what to bring; where that hangs on the case it asks which.
func (h *Handler) papers(ctx context.Context, t *Talk, about string) error {
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbPapers
	from, further := furtherCases(about)
	switch {
	case x.g.Gone, x.nameOnly():
		x.sayCard()
	case further && from < len(x.g.Cases):
		t.Say("guidance.more_cases", words.Args{"called": x.called()})
		t.Offer(x.caseChoices(from)...)
	case x.asksCase():
		t.Say("guidance.papers_case", words.Args{"called": x.called()})
		t.More(x.question())
		t.Offer(x.caseChoices(0)...)
	default:
		x.sayPapers()
	}
	return nil
}

// sayPapers tells the papers of the case, by what is done with them.
func (x *guidance) sayPapers() {
	c := x.newCard()
	c.About = ""
	if x.at.ID != "" {
		c.About = x.caseLabel(x.at)
	}
	c.Lists = x.lists()
	text := append([]string{x.papersHead()}, listLines(c.Lists)...)
	if len(c.Lists) == 0 {
		none := x.Text("guidance.papers_none", nil)
		c.Notes, c.Phone = append(c.Notes, none), x.place.hotline
		text = append(text, none)
	}
	_, remarks := x.notes()
	remarks = append(x.remarks(), remarks...)
	c.Notes = append(c.Notes, remarks...)
	text = append(text, remarks...)
	text = append(text, x.linkLine(&c))
	x.reply(c, text)
	x.Offer(x.choices(verbPapers)...)
}

func (x *guidance) papersHead() string {
	if x.at.ID == "" {
		return x.Text("guidance.papers_head", words.Args{"called": x.called()})
	}
	return x.Text("guidance.papers_head_case", words.Args{"called": x.called(), "case": inside(x.caseLabel(x.at))})
}

// mostPapers is how many papers one list shows; the official page has them all.
const mostPapers = 14

// lists are the papers by what is done with them, in the order that people need.
func (x *guidance) lists() []chat.List {
	var out []chat.List
	for _, kind := range []string{procedure.Submit, procedure.Present, procedure.Lookup} {
		var items []string
		for _, item := range x.at.Items {
			if item.Kind == kind {
				items = append(items, x.itemWords(item))
			}
		}
		if left := len(items) - mostPapers; left > 0 {
			items = append(items[:mostPapers:mostPapers], x.Text("guidance.papers_left", words.Args{"count": strconv.Itoa(left)}))
		}
		if len(items) > 0 {
			out = append(out, chat.List{Title: x.Text("guidance.list."+kind, nil), Items: items})
		}
	}
	return out
}

// listLines are lists in words.
func listLines(lists []chat.List) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l.Title+":")
		for _, item := range l.Items {
			out = append(out, "- "+item)
		}
	}
	return out
}

// itemWords is one paper: how many, its name, its form, and what to do without it.
func (x *guidance) itemWords(item procedure.Item) string {
	name := shorten(tidy(item.Name), x.itemLength())
	if item.Form != "" && !strings.Contains(name, item.Form) {
		name += " " + x.Text("guidance.item.form", words.Args{"form": item.Form})
	}
	if count := x.countWords(item); count != "" {
		name = count + " " + name
	}
	if hint := shorten(x.say(item.Hint), x.itemLength()/2); hint != "" {
		name += " (" + strings.TrimSuffix(hint, ".") + ")"
	}
	return strings.TrimSuffix(name, ".")
}

// itemLength is how long the name of a paper may be: where there are many, shorter, so
// that all of them fit into one message.
func (x *guidance) itemLength() int {
	const shortest, longest, all = 70, 220, 1150
	return max(shortest, min(longest, all/max(1, len(x.at.Items))))
}

// counted are names that say themselves how many.
var counted = regexp.MustCompile(`^(?i)(\d|bản (chính|sao|photo|chụp|gốc))`)

func (x *guidance) countWords(item procedure.Item) string {
	if item.Kind != procedure.Submit || counted.MatchString(item.Name) {
		return ""
	}
	var out []string
	if item.Originals > 0 {
		key := "guidance.item.original"
		if item.Written() {
			key = "guidance.item.sheet"
		}
		out = append(out, x.Text(key, words.Args{"count": strconv.Itoa(item.Originals)}))
	}
	if item.Copies > 0 {
		out = append(out, x.Text("guidance.item.copy", words.Args{"count": strconv.Itoa(item.Copies)}))
	}
	return strings.Join(out, ", ")
}

// remarks are what the list of papers says beside papers.
func (x *guidance) remarks() []string {
	var out []string
	for _, item := range x.at.Items {
		if item.Kind == procedure.Remark && len(out) < mostNotes {
			remark := tidy(item.Name)
			if x.Lang != words.First && item.Hint.En != "" {
				remark = x.say(item.Hint)
			}
			out = append(out, ended(shorten(words.Capital(remark), 220)))
		}
	}
	return out
}
