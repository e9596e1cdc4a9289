package clock

import (
	"context"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// tellHolder hands on to the messenger of whoever had the case at that moment what the
// asker and the clock did. What they had seen when they took it is not told again, and
// of what they did themselves they hear nothing.
func (t *talk) tellHolder(ctx context.Context) (bool, error) {
	told := map[int64][]chat.Reply{}
	var order []int64
	var holder int64
	for _, l := range joined(t.lines, t.ToldHolder) {
		if l.What == ticket.Claimed || l.What == ticket.Reopened && l.By != 0 {
			holder = l.By
		}
		if holder != 0 && l.By != holder && l.Seq > t.ToldHolder {
			if told[holder] == nil {
				order = append(order, holder)
			}
			replies, err := t.toHolder(ctx, holder, l)
			if err != nil {
				return false, err
			}
			told[holder] = append(told[holder], replies...)
		}
		if l.What == ticket.Returned || l.What == ticket.Passed || l.What == ticket.Reopened && l.By == 0 {
			holder = 0
		}
	}
	var out []chat.Outgoing
	for _, id := range order {
		who, err := t.volunteer(ctx, id)
		if err != nil {
			return false, err
		}
		if channel, account, linked := who.Account(); linked {
			key := "t" + number(t.ID) + "-h" + number(t.ToldHolder)
			out = append(out, t.outgoing(channel, account, key, told[id])...)
		}
	}
	return t.tell(ctx, ticket.TheHolder, t.ToldHolder, out)
}

// mostJoined is how many signs of several lines go into one message.
const mostJoined = 3000

// joined are Lines, with what the asker wrote in one go, behind a count, as one.
func joined(lines []ticket.Line, count int64) []ticket.Line {
	var out []ticket.Line
	for _, l := range lines {
		if n := len(out); n > 0 && l.What == ticket.Said && out[n-1].What == ticket.Said && out[n-1].Seq > count &&
			l.File == nil && out[n-1].File == nil &&
			utf8.RuneCountInString(l.Text)+utf8.RuneCountInString(out[n-1].Text) < mostJoined {
			out[n-1].Text += "\n" + l.Text
			continue
		}
		out = append(out, l)
	}
	return out
}

// toHolder is what whoever has the case hears of a Line.
func (t *talk) toHolder(ctx context.Context, holder int64, l ticket.Line) ([]chat.Reply, error) {
	who, err := t.volunteer(ctx, holder)
	if err != nil {
		return nil, err
	}
	v := t.voice(who.Lang, "")
	named := words.Args{"number": number(t.ID)}
	open := v.choice("holder.open", "v:case", t.ID)
	with := func(r chat.Reply, choices ...chat.Choice) []chat.Reply {
		r.Choices = choices
		return []chat.Reply{r}
	}
	switch l.What {
	case ticket.Said:
		return t.line(v, l), nil
	case ticket.TakenBack:
		return with(v.say("holder.taken_back", named)), nil
	case ticket.Reminded:
		return with(v.say("holder.reminded", named), open, v.choice("holder.give_back", "v:return", t.ID)), nil
	case ticket.Returned:
		if l.Reason == ticket.ByDistance {
			return with(v.say("holder.far", named)), nil
		}
		return with(v.say("holder.returned", named)), nil
	case ticket.DetailsAllowed:
		named["minutes"] = minutes(t.Times.Details)
		return with(v.say("holder.allowed", named), open), nil
	case ticket.DetailsRefused:
		return with(v.say("holder.refused", named), open), nil
	case ticket.Rated:
		if word := ratingWord(v, l.Reason); word != "" {
			named["word"] = word
			return with(v.say("holder.rated", named)), nil
		}
	case ticket.Finished:
		return with(v.say("holder.rest", named)), nil
	}
	return nil, nil
}

// line is what the asker said: the words, and the file before them.
func (t *talk) line(v voice, l ticket.Line) []chat.Reply {
	named := words.Args{"number": number(t.ID), "text": l.Text}
	var r chat.Reply
	switch {
	case l.Text != "":
		r = v.reply(v.text("holder.said", named))
	case l.File == nil:
		return nil // its time is over
	case l.File.Kind == chat.Photo:
		r = v.reply(v.text("holder.sent.photo", named))
	case l.File.Kind == chat.Voice:
		r = v.reply(v.text("holder.sent.voice", named))
	default:
		r = v.reply(v.text("holder.sent.document", named))
	}
	r.Phone = "" // whoever is named in it, the button would be ours
	r.File = l.File
	r.Choices = []chat.Choice{v.choice("holder.open", "v:case", t.ID)}
	if l.File != nil && l.File.Kind == chat.Photo { // of a receipt, perhaps
		r.Choices = append(r.Choices, v.choice("holder.read", "v:read", t.ID))
	}
	return []chat.Reply{r}
}

func ratingWord(v voice, rating string) string {
	switch rating {
	case number(int64(ticket.Helped)):
		return v.text("holder.rating.helped", nil)
	case number(int64(ticket.Partly)):
		return v.text("holder.rating.partly", nil)
	case number(int64(ticket.NotYet)):
		return v.text("holder.rating.not_yet", nil)
	}
	return ""
}
