package citizen

import (
	"context"
	"strconv"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// online leads through handing in online, step by step; where that cannot be done, or
// nobody knows, it leads to the counter.
func (h *Handler) online(ctx context.Context, t *Talk, press string) error {
	x, err := h.guidance(ctx, t, press)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbOnline
	switch {
	case x.g.Gone, x.nameOnly():
		x.sayCard()
		return nil
	case x.mayBeOnline():
		x.leadOnline()
	case x.g.Online == procedure.OnlineNone:
		x.notOnline("submit.none")
	default:
		x.notOnline("submit.unknown")
	}
	x.offerOnline()
	return nil
}

// elders are the words of address of people who may rather have somebody beside them.
var elders = map[string]bool{"bác": true, "cô": true, "chú": true, "ông": true, "bà": true, "ông/bà": true}

// leadOnline says the steps. Who is elder is offered a person before them.
func (x *guidance) leadOnline() {
	level := string(x.g.Online)
	if level == "" { // it can be handed in online, and nobody says whether one must come as well
		level = "way"
	}
	c := x.newCard()
	c.Title = x.Text("submit.head."+level, words.Args{"called": words.Capital(x.called())})
	steps, never := x.onlineSteps(), x.Text("submit.never", nil)
	c.Lists, c.Notes = []chat.List{{Title: x.Text("guidance.list.steps", nil), Items: steps}}, []string{never}
	first, last := "", ""
	switch {
	case !x.desk:
	case elders[x.Session.Address]:
		first = x.Text("submit.person", nil)
		c.Notes = []string{first, never}
		x.Offer(x.humanFirst())
	default:
		last = x.Text("submit.person", nil)
		c.Notes = append(c.Notes, last)
	}
	all := []string{c.Title, first, c.Lists[0].Title + ":"}
	for i, s := range steps {
		all = append(all, strconv.Itoa(i+1)+". "+s)
	}
	all = append(all, never, last)
	if link := x.portalLink(); link != "" {
		c.Links = []chat.Link{{Label: x.Text("guidance.link", nil), URL: link}}
		all = append(all, link)
	}
	x.reply(c, all)
}

// onlineSteps are the steps on the portal where this procedure is handed in.
func (x *guidance) onlineSteps() []string {
	portal := x.g.Portal
	if portal == "" {
		portal = procedure.NationalPortal
	}
	find := "submit.find"
	if official(x.g.URL) && portal != procedure.BusinessPortal {
		find = "submit.find_page"
	}
	steps := []string{
		x.Text("submit.enter."+string(portal), nil),
		x.Text(find, words.Args{"name": words.Capital(shorten(tidy(x.g.Name), shortName))}),
		x.Text("submit.fill", nil),
		x.Text("submit.pay", nil),
		x.Text("submit.keep."+string(portal), nil),
	}
	if x.g.Online == procedure.OnlinePartial {
		steps = append(steps, x.Text("submit.come", nil))
	}
	return steps
}

// portalLink is the official page where it is handed in.
func (x *guidance) portalLink() string {
	switch {
	case x.g.Portal == procedure.BusinessPortal:
		return "https://hokinhdoanh.dkkd.gov.vn"
	case official(x.g.URL):
		return x.g.URL
	case x.g.Portal == procedure.VNeID:
		return "" // an app
	}
	return portalURL
}

// notOnline says why not, and what kind of office takes it.
func (x *guidance) notOnline(key string) {
	text := []string{x.Text(key, words.Args{"called": words.Capital(x.called())})}
	if place := x.atWords(); place != "" {
		text = append(text, x.Text("submit.instead", words.Args{"place": place}))
	}
	x.Reply(chat.Reply{Text: lines(append(text, x.freshLine())...)})
}

// offerOnline offers what goes with it, and the counter, which is the other way.
func (x *guidance) offerOnline() {
	own := about(x.g, x.at)
	if len(x.at.Items) > 0 {
		x.Offer(x.choice("guidance.choice.tick", verbChecklist+":"+own))
	}
	x.Offer(x.choice("guidance.choice.spot", verbSpot+":"+own), x.choice("guidance.choice.card", verbProcedure+":"+own))
}
