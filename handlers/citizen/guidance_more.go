package citizen

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/words"
)

// How much of a long record is said; the official page has the rest.
const (
	mostStepLines  = 10
	longestStep    = 220
	longestMore    = 2000
	mostForms      = 4
	mostLaws       = 4
	longestLawName = 60
)

// behind tells what stands behind the short answer: steps, forms, who decides, the law,
// the official page, and when it was checked.
func (h *Handler) behind(ctx context.Context, t *Talk, about string) error {
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbMore
	if x.nameOnly() {
		x.sayCard()
		return nil
	}
	c := x.newCard()
	steps, cut := x.stepLines()
	text := []string{x.Text("guidance.more_head", words.Args{"called": c.Title})}
	if len(steps) > 0 {
		c.Lists = append(c.Lists, chat.List{Title: x.Text("guidance.list.steps", nil), Items: steps})
		text = append(text, listLines(c.Lists)...)
	} else {
		c.Notes = append(c.Notes, x.Text("guidance.steps_none", nil))
	}
	if cut {
		c.Notes = append(c.Notes, x.Text("guidance.steps_cut", nil))
	}
	c.Notes = append(c.Notes, x.behindNotes()...)
	text = append(text, c.Notes...)
	link := x.linkLine(&c)
	x.reply(c, append(text, link))
	t.Offer(x.choices(verbMore)...)
	return nil
}

// stepLines are the steps as published, as many as a phone takes; cut says that there
// are more.
func (x *guidance) stepLines() (steps []string, cut bool) {
	total := 0
	for _, s := range x.g.Steps {
		s = tidy(s)
		if s == "" {
			continue
		}
		line := shorten(s, longestStep)
		total += utf8.RuneCountInString(line)
		if len(steps) == mostStepLines || total > longestMore {
			return steps, true
		}
		steps = append(steps, line)
		cut = cut || line != s
	}
	return steps, cut
}

// behindNotes are forms, result, who decides, the law and the name in full.
func (x *guidance) behindNotes() []string {
	var out []string
	add := func(key, value string) {
		if value != "" {
			line := x.Text(key, words.Args{"value": strings.TrimSuffix(value, ".")})
			out = append(out, strings.ReplaceAll(line, "….", "…"))
		}
	}
	add("guidance.behind.forms", x.formWords())
	add("guidance.behind.result", shorten(tidy(x.g.Result), 200))
	if at := x.atWords(); at != "" {
		add("guidance.behind.receives", at)
	}
	add("guidance.behind.decides", shorten(tidy(x.g.Decides), 160))
	add("guidance.behind.law", x.lawWords())
	return append(out, x.Text("guidance.behind.name", words.Args{"value": shorten(tidy(x.g.Name), longName), "code": x.g.Code}))
}

// formWords are the forms as published, else those that the papers name.
func (x *guidance) formWords() string {
	var out []string
	add := func(form string) {
		if form != "" && !slices.Contains(out, form) && len(out) < mostForms {
			out = append(out, form)
		}
	}
	for _, f := range x.g.Forms {
		add(shorten(tidy(f), 90))
	}
	if len(out) > 0 {
		return strings.Join(out, "; ")
	}
	for _, c := range x.g.Cases {
		for _, item := range c.Items {
			add(item.Form)
		}
	}
	return strings.Join(out, "; ")
}

func (x *guidance) lawWords() string {
	var out []string
	for _, law := range x.g.Legal {
		name := tidy(law.Number)
		if name == "" {
			name = shorten(tidy(law.Name), longestLawName)
		}
		if name != "" && !slices.Contains(out, name) && len(out) < mostLaws {
			out = append(out, name)
		}
	}
	return strings.Join(out, "; ")
}

// sayWho tells who receives and who decides: they may be two.
func (h *Handler) sayWho(ctx context.Context, t *Talk, about string) error {
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbSpot
	at, decides := x.atWords(), shorten(tidy(x.g.Decides), 160)
	if at == "" && decides == "" {
		x.sayCard()
		return nil
	}
	var text []string
	if at != "" {
		text = append(text, x.Text("guidance.who.receives", words.Args{"called": x.called(), "value": at}))
	}
	if decides != "" {
		text = append(text, x.Text("guidance.behind.decides", words.Args{"value": strings.TrimSuffix(decides, ".")}))
	}
	if at == "" {
		text = append([]string{x.Text("guidance.who.head", words.Args{"called": x.called()})}, text...)
	}
	t.Reply(chat.Reply{Text: lines(append(text, x.freshLine())...)})
	t.Offer(x.choices("who")...)
	return nil
}

// sayNameOnly says honestly that nothing is known but the name.
func (x *guidance) sayNameOnly() {
	c := x.newCard()
	text := []string{x.Text("guidance.name_only", words.Args{"called": c.Title})}
	if by := strings.TrimSuffix(shorten(tidy(x.g.Decides), 160), "."); by != "" {
		c.Facts = append(c.Facts, chat.Fact{Name: x.Text("guidance.fact.by", nil), Value: by})
		text = append(text, x.Text("guidance.line", words.Args{"name": c.Facts[0].Name, "value": by}))
	}
	c.Notes = []string{x.Text("guidance.name_only_todo", nil)}
	c.Phone = x.place.hotline
	text = append(text, c.Notes...)
	page := x.pageOrPortal(&c)
	x.reply(c, append(text, page))
	x.offerHumanAbout()
	x.Offer(x.choice("guidance.choice.spot", verbSpot+":"+about(x.g, x.at)), x.choice("menu.choice", verbMenu))
}

// pageOrPortal is the procedure's page, or the portal where it has none.
func (x *guidance) pageOrPortal(c *chat.Card) string {
	if official(x.g.URL) {
		return x.linkLine(c)
	}
	c.Links = append(c.Links, chat.Link{Label: x.Text("guidance.portal.national", nil), URL: portalURL})
	return x.Text("guidance.portal_line", words.Args{"url": portalURL})
}

// portalURL is the National Public Service Portal.
const portalURL = "https://dichvucong.gov.vn"

// sayGone says that the source does not list it any more; what is known of it may be old.
func (x *guidance) sayGone() {
	c := x.newCard()
	c.Notes, c.Phone = []string{x.Text("guidance.gone_todo", nil)}, x.place.hotline
	x.reply(c, []string{x.Text("guidance.gone", words.Args{"called": c.Title}), c.Notes[0]})
	x.offerHumanAbout()
	x.Offer(x.choice("guidance.choice.old", verbMore+":"+x.g.Code), x.choice("office.choice", verbOffice), x.choice("menu.choice", verbMenu))
}

// offerHumanAbout offers a person first, with the question that led here.
func (x *guidance) offerHumanAbout() {
	if !x.desk {
		return
	}
	x.keepDraft(x.topic().Asked)
	x.Offer(x.humanFirst())
}
