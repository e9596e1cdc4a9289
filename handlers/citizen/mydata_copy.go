package citizen

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	rules "motcua/internal/citizen"
	"motcua/internal/follow"
	"motcua/internal/ticket"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// copyData hands over the full copy as a file. The file is put together when the channel
// fetches it, so that no second copy is kept anywhere.
func (h *Handler) copyData(_ context.Context, t *Talk, _ string) error {
	if h.Person == nil {
		t.menu()
		return nil
	}
	t.Reply(chat.Reply{
		Text: t.Text("mydata.copy.text", nil),
		File: &chat.File{ID: chat.OwnData, Kind: chat.Document, Type: copyType, Name: h.copyName(t.Lang)},
	})
	t.Offer(t.choice("mydata.erase", verbErase), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}

const copyType = "application/json"

func (h *Handler) copyName(lang string) string { return h.words.Say(lang, "copy.name", nil) }

// OwnData is all that is kept about a chat, as a file for whoever writes in it.
func (h *Handler) OwnData(ctx context.Context, channel chat.Channel, chatID, lang string) (chat.File, []byte, error) {
	f := chat.File{ID: chat.OwnData, Kind: chat.Document, Type: copyType, Name: h.copyName(lang)}
	if h.Person == nil {
		return f, nil, ticket.ErrNone
	}
	own, err := h.Person.Own(ctx, channel, chatID)
	if err != nil {
		return f, nil, fmt.Errorf("read what is kept of a chat: %w", err)
	}
	c := copier{words: h.words, lang: lang}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c.all(own, chatID, h.Operator, h.Now())); err != nil {
		return f, nil, fmt.Errorf("write what is kept of a chat: %w", err)
	}
	f.Size = int64(out.Len())
	return f, out.Bytes(), nil
}

// copier writes what is kept under names that people can read, in one language.
type copier struct {
	words *words.Catalogue
	lang  string
}

func (c copier) say(key string) string { return c.words.Say(c.lang, key, nil) }

// pair is a name and what stands under it; pairs keep their order.
type pair struct {
	name  string
	value any
}

type pairs []pair

// MarshalJSON writes an object in the order of its pairs.
func (p pairs) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, one := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(one.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(one.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// some is pairs without those that hold nothing.
func some(all ...pair) pairs {
	var out pairs
	for _, p := range all {
		switch v := p.value.(type) {
		case string:
			if v == "" {
				continue
			}
		case pairs:
			if len(v) == 0 {
				continue
			}
		case []pairs:
			if len(v) == 0 {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// moment is a time with its zone, "" for none.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(workday.Zone).Format(time.RFC3339)
}

func (c copier) all(o rules.Own, chatID, operator string, now time.Time) pairs {
	account := some(pair{c.say("copy.chat"), chatID}, pair{c.say("copy.blocked"), moment(o.BlockedAt)})
	return some(
		pair{c.say("copy.made"), moment(now)},
		pair{c.say("copy.operator"), operator},
		pair{c.say("copy.account"), account},
		pair{c.say("copy.consents"), each(o.Consents, c.consent)},
		pair{c.say("copy.lists"), each(o.Checklists, c.list)},
		pair{c.say("copy.follows"), each(o.Follows, c.follow)},
		pair{c.say("copy.hears"), each(o.Hears, func(l announce.Listener) pairs {
			return some(pair{c.say("copy.ward"), l.Unit}, pair{c.say("copy.since"), moment(l.At)},
				pair{c.say("copy.language"), l.Lang}, pair{c.say("copy.address"), l.Address})
		})},
		pair{c.say("copy.browser"), c.browser(o.Browser)},
		pair{c.say("copy.questions"), each(o.Questions, c.question)},
		pair{c.say("copy.page"), each(o.Lines, c.line)},
		pair{c.say("copy.waiting"), each(o.Waiting, func(w rules.Waiting) pairs { return c.reply(w.At, w.Reply) })},
		pair{c.say("copy.memory"), c.memory(o.Session)},
		pair{c.say("copy.open"), each(o.Openings, c.opening)},
		pair{c.say("copy.seen"), each(o.Seen, c.seen)},
		pair{c.say("copy.not_here"), c.say("copy.not_here_text")},
	)
}

func each[T any](all []T, write func(T) pairs) []pairs {
	out := make([]pairs, 0, len(all))
	for _, one := range all {
		out = append(out, write(one))
	}
	return out
}

func (c copier) consent(a rules.Consent) pairs {
	return some(
		pair{c.say("copy.what"), c.consentName(a.Kind)}, pair{c.say("copy.version"), a.Version},
		pair{c.say("copy.since"), moment(a.At)}, pair{c.say("copy.withdrawn"), moment(a.WithdrawnAt)},
	)
}

// consentName is what was agreed to; a kind that has no words is named as it is kept.
func (c copier) consentName(kind string) string {
	if key := "mydata.consent." + kind; c.words.Has(c.lang, key) {
		return c.say(key)
	}
	return kind
}

func (c copier) list(l checklist.List) pairs {
	return some(
		pair{c.say("copy.procedure"), l.Procedure}, pair{c.say("copy.case"), l.Case}, pair{c.say("copy.ticked"), l.Ticked},
		pair{c.say("copy.touched"), moment(l.TouchedAt)}, pair{c.say("copy.remind"), moment(l.RemindAt)},
		pair{c.say("copy.until"), moment(l.Until())},
	)
}

// follow is a wish to hear of a dossier, and how far it was told.
func (c copier) browser(b *rules.Browser) pairs {
	if b == nil {
		return nil
	}
	return some(pair{c.say("copy.service"), b.Service}, pair{c.say("copy.since"), moment(b.Since)})
}

func (c copier) follow(s follow.State) pairs {
	answer := ""
	if got := s.Told.Received; got != nil {
		answer = c.say("copy.received_no")
		if *got {
			answer = c.say("copy.received_yes")
		}
	}
	return some(
		pair{c.say("copy.dossier"), string(s.Code)}, pair{c.say("copy.label"), s.Label}, pair{c.say("copy.since"), moment(s.At)},
		pair{c.say("copy.language"), s.Lang}, pair{c.say("copy.address"), s.Address},
		pair{c.say("copy.told_status"), c.say("steps.is." + string(s.Told.Status))}, pair{c.say("copy.told_due"), moment(s.Told.Due)},
		pair{c.say("copy.told_soon"), moment(s.Told.Soon)}, pair{c.say("copy.told_over"), moment(s.Told.Over)}, pair{c.say("copy.told_lapse"), moment(s.Told.Lapse)},
		pair{c.say("copy.handed"), moment(s.Told.Handed)}, pair{c.say("copy.asked_received"), moment(s.Told.Asked)}, pair{c.say("copy.received"), answer},
	)
}

func (c copier) question(q rules.Question) pairs {
	until := time.Time{}
	if !q.ClosedAt.IsZero() && q.State == ticket.Closed {
		until = q.ClosedAt.Add(wordsKept)
	}
	return some(
		pair{c.say("copy.number"), q.ID}, pair{c.say("copy.opened"), moment(q.OpenedAt)}, pair{c.say("copy.closed"), moment(q.ClosedAt)},
		pair{c.say("copy.until"), moment(until)},
		pair{c.say("copy.dossier"), string(q.Code)}, pair{c.say("copy.field"), q.Field}, pair{c.say("copy.procedure"), q.Procedure},
		pair{c.say("copy.unit"), q.Unit}, pair{c.say("copy.area"), q.Area}, pair{c.say("copy.address"), q.Address},
		pair{c.say("copy.details_until"), moment(q.DetailsUntil)}, pair{c.say("copy.outcome"), string(q.Outcome)},
		pair{c.say("copy.lines"), each(q.Lines, c.questionLine)},
	)
}

func (c copier) questionLine(l rules.QuestionLine) pairs {
	who := c.say("copy.you")
	switch {
	case l.By != 0 && l.Name == "":
		who = c.say("copy.volunteer")
	case l.By != 0:
		who = l.Name
	case !byAsker[l.What]:
		who = c.say("copy.assistant")
	}
	text := l.Text
	if l.Reply != nil {
		text = l.Reply.Text
	}
	rating := ""
	if l.What == ticket.Rated {
		rating = l.Reason
	}
	return some(
		pair{c.say("copy.at"), moment(l.At)}, pair{c.say("copy.who"), who}, pair{c.say("copy.what"), c.lineName(l.What)},
		pair{c.say("copy.words"), text}, pair{c.say("copy.file"), c.file(l.File)}, pair{c.say("copy.rating"), rating},
	)
}

// byAsker are the lines that an asker makes.
var byAsker = map[ticket.What]bool{
	ticket.Said: true, ticket.DetailsAllowed: true, ticket.DetailsRefused: true, ticket.TakenBack: true, ticket.Rated: true,
	ticket.Reopened: true,
}

func (c copier) lineName(what ticket.What) string {
	if key := "copy.did." + string(what); c.words.Has(c.lang, key) {
		return c.say(key)
	}
	return string(what)
}

func (c copier) file(f *chat.File) string {
	if f == nil {
		return ""
	}
	if f.Name == "" {
		return c.say("copy.kind." + string(f.Kind))
	}
	return f.Name
}

func (c copier) line(l chat.Line) pairs {
	if l.Said != nil {
		kind := ""
		if l.Said.Kind != "" {
			kind = c.say("copy.kind." + string(l.Said.Kind))
		}
		return some(pair{c.say("copy.at"), moment(l.At)}, pair{c.say("copy.who"), c.say("copy.you")},
			pair{c.say("copy.words"), l.Said.Text}, pair{c.say("copy.file"), kind})
	}
	if l.Reply == nil {
		return some(pair{c.say("copy.at"), moment(l.At)})
	}
	return c.reply(l.At, *l.Reply)
}

func (c copier) reply(at time.Time, r chat.Reply) pairs {
	who := c.say("copy.assistant")
	if r.By != nil {
		who = r.By.Name
	}
	return some(pair{c.say("copy.at"), moment(at)}, pair{c.say("copy.who"), who}, pair{c.say("copy.words"), r.Text},
		pair{c.say("copy.file"), c.file(r.File)})
}

// memory is what the conversation remembers for a day.
func (c copier) memory(s *chat.Session) pairs {
	if s == nil {
		return nil
	}
	asked := ""
	if s.Topic != nil {
		asked = s.Topic.Asked
	}
	return some(
		pair{c.say("copy.language"), s.Lang}, pair{c.say("copy.address"), s.Address}, pair{c.say("copy.dossier"), s.Seen},
		pair{c.say("copy.draft"), s.Draft}, pair{c.say("copy.asked"), asked},
	)
}

func (c copier) opening(o rules.Opening) pairs {
	return some(pair{c.say("copy.dossier"), o.Code}, pair{c.say("copy.by_right"), c.say("copy.right." + string(o.Strength))},
		pair{c.say("copy.until"), moment(o.Until)})
}

// seen is what of details or own data was shown, to whom and by what right.
func (c copier) seen(e rules.Seen) pairs {
	who := c.say("copy.yourself")
	switch {
	case e.Volunteer != 0 && e.Name == "":
		who = c.say("copy.volunteer")
	case e.Volunteer != 0:
		who = e.Name
	}
	return some(pair{c.say("copy.at"), moment(e.At)}, pair{c.say("copy.who"), who}, pair{c.say("copy.dossier"), e.Code},
		pair{c.say("copy.what"), c.say("copy.shown." + e.What)}, pair{c.say("copy.by_right"), c.say("copy.right." + e.Right)})
}
