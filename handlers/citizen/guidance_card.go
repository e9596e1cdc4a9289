package citizen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/words"
)

// guidance is one procedure being told: the same facts as sentences and as a Card.
type guidance struct {
	*Talk

	g      *procedure.Guide
	at     procedure.Case
	chosen bool // at is the case of who asks, or the only one
	all    bool // every way is told, the post as well
}

// fewPapers is how many papers of the only case stand on the card itself.
const fewPapers = 6

// sayCard tells what is known: all of it short; of a chosen case its papers.
func (x *guidance) sayCard() {
	switch {
	case x.g.Gone:
		x.sayGone()
	case x.nameOnly():
		x.sayNameOnly()
	case x.chosen && len(x.g.Cases) > 1:
		x.sayPapers()
	default:
		x.saySummary()
	}
}

// nameOnly reports that there is nothing to tell but the name.
func (x *guidance) nameOnly() bool { return x.g.NameOnly && !x.g.Brief }

// saySummary answers on the first screen: who receives it, how long, how much, how sure
// this is, and then the one question that is left.
func (x *guidance) saySummary() {
	c := x.newCard()
	head := x.headLine(&c)
	facts := x.factsLine(&c)
	c.Notes, _ = x.notes()
	text := []string{head, facts}
	text = append(text, c.Notes...)
	if x.fewPapers() {
		c.Lists = x.lists()
		text = append(text, listLines(c.Lists)...)
	}
	if x.asksCase() {
		c.Todo = x.question()
	} else {
		text = append(text, x.linkLine(&c))
	}
	x.reply(c, text)
	x.Offer(x.choices(verbProcedure)...)
}

// asksCase reports that the papers hang on a case that is not known yet.
func (x *guidance) asksCase() bool { return !x.chosen && len(x.g.Cases) > 1 }

func (x *guidance) question() string {
	if ask := x.say(x.g.Ask); ask != "" {
		return ask
	}
	return x.Text("guidance.ask_case", nil)
}

// fewPapers reports that the papers of the only case fit on the card.
func (x *guidance) fewPapers() bool {
	if len(x.g.Cases) != 1 || len(x.at.Items) == 0 || len(x.at.Items) > fewPapers {
		return false
	}
	long := 0
	for _, item := range x.at.Items {
		long += utf8.RuneCountInString(item.Name) + utf8.RuneCountInString(item.Hint.In(x.Lang))
	}
	return long <= 600
}

// newCard is the Card with what every card of a procedure has.
func (x *guidance) newCard() chat.Card {
	c := chat.Card{Tone: chat.ToneGuide, Title: x.called(), Plain: x.g.Grave || x.g.Death}
	if name := tidy(x.g.Name); name != c.Title && name != x.g.Called.Vi {
		c.About = shorten(name, longName)
	}
	return c
}

// Names are as long as these at most: in a sentence, on a choice, in full.
const (
	shortName = 110
	labelName = 60
	longName  = 400
)

// called is the everyday name; in another language the Vietnamese one stands beside it.
func (x *guidance) called() string { return x.calledOf(x.g) }

func (t *Talk) calledOf(g *procedure.Guide) string {
	vi := words.Capital(shorten(tidy(g.Called.Vi), shortName))
	if t.Lang == words.First || g.Called.En == "" || g.Called.En == vi {
		return vi
	}
	return g.Called.En + " (" + vi + ")"
}

// headLine is the first line: where to hand in. Where only the body that carries it out
// is known, that is said, and nothing about who receives it.
func (x *guidance) headLine(c *chat.Card) string {
	place := x.whereWords()
	name := "guidance.fact.where"
	head := "guidance.head"
	if x.atWords() == "" {
		name, head = "guidance.fact.by", "guidance.head_by"
	}
	if place == "" {
		return x.Text("guidance.head_none", words.Args{"called": c.Title})
	}
	c.Facts = append(c.Facts, chat.Fact{Name: x.Text(name, nil), Value: place})
	return x.Text(head, words.Args{"called": c.Title, "place": place})
}

// whereWords says where it is handed in, and how far it can be done online.
func (x *guidance) whereWords() string {
	at := x.atWords()
	if at == "" {
		at = strings.TrimSuffix(shorten(tidy(x.g.Decides), shortName), ".")
	}
	if at == "" {
		return ""
	}
	args := words.Args{"at": at, "portal": x.portalWords()}
	switch {
	case x.atWords() == "" && x.mayBeOnline():
		return x.Text("guidance.place.by_online", args)
	case x.g.Online == procedure.OnlineFull:
		return x.Text("guidance.place.online", args)
	case x.g.Online == procedure.OnlinePartial:
		return x.Text("guidance.place.partial", args)
	case x.byChannel(procedure.ByOnline) && x.g.Online != procedure.OnlineNone:
		return x.Text("guidance.place.online", args)
	}
	return at
}

func (x *guidance) byChannel(channel string) bool {
	for _, w := range x.g.Ways {
		if w.Channel == channel {
			return true
		}
	}
	return false
}

// mayBeOnline reports whether handing in online is worth a choice.
func (x *guidance) mayBeOnline() bool {
	switch x.g.Online {
	case procedure.OnlineFull, procedure.OnlinePartial:
		return true
	case procedure.OnlineNone:
		return false
	}
	return x.byChannel(procedure.ByOnline)
}

// atWords names the kind of office that receives it, "" where that is not known.
func (x *guidance) atWords() string {
	if x.g.At == "" || x.g.At == procedure.AtOther {
		return ""
	}
	key := "guidance.at." + string(x.g.At)
	switch {
	case x.g.At == procedure.AtCentre && x.g.Reach == procedure.InProvince:
		return x.Text("guidance.at.centre_province", words.Args{"province": x.province()})
	case x.g.Reach == procedure.InCountry && (x.g.At == procedure.AtCentre || x.g.At == procedure.AtPolice):
		return x.Text("guidance.at."+string(x.g.At)+"_country", nil)
	case x.g.At == procedure.AtPolice && strings.Contains(x.g.Field, "cư trú"):
		return x.Text("guidance.at.police_home", nil)
	}
	return x.Text(key, nil)
}

func (x *guidance) portalWords() string {
	if x.g.Portal == "" {
		return x.Text("guidance.portal.national", nil)
	}
	return x.Text("guidance.portal."+string(x.g.Portal), nil)
}

// province is the name of the counter's province inside a sentence.
func (t *Talk) province() string {
	if t.place.directory != nil {
		u := t.place.counter
		for range 5 {
			if u.Kind == unit.Province {
				return t.nameOf(u.Name)
			}
			above, ok := t.place.directory.Parent(u)
			if !ok {
				break
			}
			u = above
		}
	}
	return t.Text("guidance.any_province", nil)
}

// factsLine is the second line: how long, how much.
func (x *guidance) factsLine(c *chat.Card) string {
	time, fee := x.timeWords(), x.feeWords()
	charge := x.charge()
	c.Facts = append(c.Facts,
		chat.Fact{Name: x.Text("guidance.fact.time", nil), Value: time},
		chat.Fact{Name: charge, Value: fee})
	line := sentences(
		x.Text("guidance.line", words.Args{"name": x.Text("guidance.fact.time", nil), "value": time}),
		x.Text("guidance.line", words.Args{"name": charge, "value": fee}),
	)
	if x.feeUnknown() || x.timeUnsure() {
		ask := x.Text("guidance.ask_counter", nil)
		c.Phone = x.place.hotline
		return sentences(line, ask)
	}
	return line
}

// mostNotes is how many remarks stand on a card.
const mostNotes = 2

// notes are what must be known beforehand: beside a question one of them, and the rest
// once it is answered.
func (x *guidance) notes() (now, later []string) {
	var all []string
	for _, n := range x.g.Notes {
		if note := shorten(x.say(n), 220); note != "" {
			all = append(all, ended(note))
		}
	}
	n := min(len(all), mostNotes)
	if len(x.g.Cases) > 1 {
		n = min(len(all), 1)
	}
	return all[:n], all[n:min(len(all), n+mostNotes)]
}

// freshLine says whether a person has compared it with the portal.
func (x *guidance) freshLine() string {
	switch {
	case !x.g.CheckedAt.IsZero():
		return x.Text("guidance.fresh.checked", words.Args{"date": x.date(x.g.CheckedAt)})
	case !x.g.TakenIn.IsZero():
		return x.Text("guidance.fresh.unchecked", words.Args{"month": x.monthYear()})
	}
	return x.Text("guidance.fresh.unknown", nil)
}

func (x *guidance) monthYear() string {
	if x.Lang == words.First {
		return x.g.TakenIn.Format("1/2006")
	}
	return x.g.TakenIn.Format("January 2006")
}

// linkLine is the official page, "" where it is not known.
func (x *guidance) linkLine(c *chat.Card) string {
	if !official(x.g.URL) {
		return ""
	}
	c.Links = append(c.Links, chat.Link{Label: x.Text("guidance.link", nil), URL: x.g.URL})
	return x.Text("guidance.link_line", words.Args{"url": x.g.URL})
}

// reply says a card and the same in words: how sure it is comes last, but for a question.
func (x *guidance) reply(c chat.Card, text []string) {
	line := x.freshLine()
	c.Fresh = strings.TrimSuffix(line, ".")
	x.Reply(chat.Reply{Text: lines(append(text, line, c.Todo)...), Card: &c, Phone: c.Phone})
}

// say gives words of a guide in the language that is spoken, the citizen addressed.
func (t *Talk) say(w procedure.Words) string {
	to := t.Session.Address
	if to == "" {
		to = words.Address
	}
	return tidy(strings.NewReplacer("{"+words.Address+"}", to, "{"+words.Capital(words.Address)+"}", words.Capital(to)).Replace(w.In(t.Lang)))
}

// tidy makes a published text fit for a sentence.
func tidy(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = quiet(strings.TrimSpace(strings.TrimLeft(s, "-+*•– ")))
	for _, fix := range untidy {
		s = strings.ReplaceAll(s, fix[0], fix[1])
	}
	return strings.TrimSpace(strings.TrimRight(s, ";,: "))
}

// quiet writes small what was published all in capitals.
func quiet(s string) string {
	if len(s) > 20 && s == strings.ToUpper(s) {
		return words.Capital(strings.ToLower(s))
	}
	return s
}

var untidy = [][2]string{
	{"!", "."}, {"{", "("}, {"}", ")"}, {"()", ""}, {" .", "."}, {" ,", ","}, {" ;", ";"}, {" :", ":"}, {" ?", "?"}, {"..", "."}, {"  ", " "},
}

// ended gives a sentence its full stop.
func ended(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// inside is a label inside a sentence: its first letter small, unless it is a name.
func inside(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(second) || unicode.IsDigit(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
