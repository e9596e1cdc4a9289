package clock

import (
	"context"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// tellAsker hands on to the asker what volunteers said and did. A page that is open is
// woken in any case: whoever told before may have been killed before that.
func (t *talk) tellAsker(ctx context.Context) (bool, error) {
	if t.Asker.Chat == "" {
		return true, nil // help at the counter, or a person who wished to be forgotten
	}
	var replies []chat.Reply
	for _, l := range t.after(t.ToldAsker) {
		r, err := t.toAsker(ctx, l)
		if err != nil {
			return false, err
		}
		replies = append(replies, r...)
	}
	key := "t" + number(t.ID) + "-" + number(t.ToldAsker)
	out := t.outgoing(t.Asker.Channel, t.Asker.Chat, key, replies)
	told, err := t.tell(ctx, ticket.TheAsker, t.ToldAsker, out)
	if told && err == nil && t.Asker.Channel == chat.Web && t.Live != nil {
		t.Live.Wake(ctx, "web:"+t.Asker.Chat)
	}
	return told, err
}

// toAsker is what an asker hears of a Line; nothing of what is for the team alone, and
// of what they did themselves.
func (t *talk) toAsker(ctx context.Context, l ticket.Line) ([]chat.Reply, error) {
	v := t.voice(t.Lang, t.Address)
	who, err := t.person(ctx, v, l.By)
	if err != nil {
		return nil, err
	}
	one := func(r chat.Reply) ([]chat.Reply, error) { return []chat.Reply{r}, nil }
	named := words.Args{"name": who.Name, "role": who.Role}
	switch l.What {
	case ticket.Claimed:
		return one(v.say("relay.claimed", named))
	case ticket.Reopened:
		if l.By != 0 {
			return one(v.say("relay.reopened", named))
		}
	case ticket.Answered:
		if l.Text != "" || l.File != nil { // their time may be over
			return one(chat.Reply{Text: l.Text, File: l.File, By: &who, Lang: v.lang})
		}
	case ticket.CardSent, ticket.GuideSent:
		if l.Reply != nil {
			card := *l.Reply
			card.By = &who
			return one(card)
		}
	case ticket.DetailsAsked:
		return one(t.mayWeSee(v, who))
	case ticket.Returned:
		if l.Reason == ticket.ByDistance {
			return one(v.say("relay.far", nil))
		}
		return one(v.say("relay.returned", nil))
	case ticket.Passed:
		return one(v.say("relay.passed", named))
	case ticket.Finished:
		return one(t.closed(v, l))
	}
	return nil, nil
}

// person is a volunteer as the asker sees them.
func (t *talk) person(ctx context.Context, v voice, id int64) (chat.Person, error) {
	if id == 0 {
		return chat.Person{}, nil
	}
	who, err := t.volunteer(ctx, id)
	if err != nil {
		return chat.Person{}, err
	}
	return shown(v, who), nil
}

func shown(v voice, who team.Volunteer) chat.Person {
	role := v.text("relay.role", nil)
	if who.Officer() {
		role = v.text("relay.role_officer", nil)
	}
	name := who.Name
	if name == "" {
		name = words.Capital(role)
	}
	return chat.Person{Name: name, Role: role}
}

// mayWeSee asks for what the public card hides.
func (t *talk) mayWeSee(v voice, who chat.Person) chat.Reply {
	r := v.say("relay.details.ask", words.Args{
		"name": who.Name, "code": string(t.Code), "minutes": minutes(t.Times.Details),
	})
	r.Choices = []chat.Choice{
		v.choice("relay.details.allow", "allow", t.ID),
		v.choice("relay.details.refuse", "refuse", t.ID),
	}
	return r
}

// closed says that it is over, with the door open; after a death or in illness it asks
// for no rating.
func (t *talk) closed(v voice, l ticket.Line) chat.Reply {
	switch l.Reason {
	case ticket.NobodyCame:
		return v.say("relay.closed.nobody", nil)
	case ticket.BySilence:
		return v.say("relay.closed.quiet", nil)
	}
	text := v.text("relay.closed.text", nil)
	if t.Grave {
		return v.reply(text)
	}
	r := v.reply(text + "\n" + v.text("relay.closed.rate", nil))
	r.Choices = []chat.Choice{
		v.choice("relay.closed.helped", "rate", t.ID),
		v.choice("relay.closed.partly", "rate", t.ID),
		v.choice("relay.closed.not_yet", "rate", t.ID),
	}
	for i := range r.Choices {
		r.Choices[i].Press += ":" + number(int64(i)+int64(ticket.Helped))
	}
	return r
}
