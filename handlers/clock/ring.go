package clock

import (
	"context"
	"errors"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// Ring announces a waiting Ticket to those on duty whom it is offered to and who have a
// messenger, once in a round. Who gave it away is not asked first; it stays in the queue
// that they see.
func (c *Clock) Ring(ctx context.Context, id int64) error {
	t, err := c.Store.Ticket(ctx, id)
	if errors.Is(err, ticket.ErrNone) || err == nil && (t.State != ticket.Waiting || t.RungRing == t.Ring) {
		return nil
	}
	if err != nil {
		return err
	}
	lines, err := c.Store.Lines(ctx, id, 0)
	if err != nil {
		return err
	}
	people, err := c.Store.OnDuty(ctx, c.Now())
	if err != nil {
		return err
	}
	gone := ticket.GaveAway(lines)
	var out []chat.Outgoing
	for _, v := range people {
		channel, account, linked := v.Account()
		if !linked || gone[v.ID] || !ticket.MaySee(t, v) || ticket.Rung(t, v) {
			continue
		}
		key := "t" + number(t.ID) + "-r" + number(t.Version)
		out = append(out, c.outgoing(channel, account, key, []chat.Reply{c.call(t, lines, v)})...)
	}
	if len(out) == 0 {
		return nil // nobody was told: the next Ring is for all
	}
	_, err = c.Store.Tell(ctx, ticket.Told{
		Ticket: id, Whom: ticket.TheRing, From: int64(t.RungRing), To: int64(t.Ring), Out: out,
	})
	return err
}

// call is the news that a Ticket waits. It names the desk's plain address: a link that
// signs in has no place in a messenger, which looks at links by itself.
func (c *Clock) call(t ticket.Ticket, lines []ticket.Line, to team.Volunteer) chat.Reply {
	v := c.voice(to.Lang, "")
	named := words.Args{"number": number(t.ID)}
	key := "ring.waits"
	switch {
	case t.Only != 0:
		key = "ring.passed"
	case t.Team != 0:
		key = "ring.passed_team"
	}
	text := v.text(key, named)
	if t.Sensitive {
		text += "\n" + v.text("ring.private", nil)
	} else if excerpt := ticket.Excerpt(t, asked(lines)); excerpt != "" {
		text += "\n“" + excerpt + "”"
	}
	if c.PublicURL != "" {
		text += "\n" + v.text("ring.desk", words.Args{"url": c.PublicURL + "/desk"})
	}
	return chat.Reply{Text: text, Lang: v.lang, Choices: []chat.Choice{
		v.choice("ring.claim", "v:claim", t.ID), {Label: v.text("ring.queue", nil), Press: "v:queue"},
	}}
}

// asked is what the asker wrote first, since it was last closed.
func asked(lines []ticket.Line) string {
	first := ""
	for _, l := range lines {
		switch {
		case l.What == ticket.Finished || l.What == ticket.TakenBack:
			first = ""
		case l.What == ticket.Said && first == "":
			first = l.Text
		}
	}
	return first
}
