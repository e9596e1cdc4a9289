package volunteer

import (
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// mostChoices is how many choices a person takes in at a glance.
const mostChoices = 5

// What the next typed text may be taken for. All begin with what tells them from
// those of the citizen's side, which shares the Session.
const (
	waitsNothing = "v:desk" // the desk spoke last
	waitsCase    = "v:case" // a case was chosen, About says which
	waitsWhom    = "v:to"   // Draft waits for whom it is for
	waitsNote    = "v:note"
	waitsCode    = "v:card"
	waitsReason  = "v:pass"
)

const ours = "v:"

// Talk is what one thing at the desk works with during one Turn.
type Talk struct {
	Message chat.Message
	Session chat.Session
	Me      team.Volunteer // zero: nobody of ours
	Now     time.Time      // in Vietnam
	Lang    string
	Awaited string // what the last Turn waited for, and about what
	About   string
	text    string // typed text without control characters
	draft   []part // what the last Turn left waiting

	words   *words.Catalogue
	replies []chat.Reply
	choices []chat.Choice
	list    bool // a typed number means one of the choices
	held    []ticket.Summary
	hasHeld bool // held was read
}

// talk opens the Turn's Talk. What the last Turn awaited is awaited once.
func (h *Handler) talk(m chat.Message, s chat.Session) *Talk {
	if m.At.IsZero() {
		m.At = time.Now()
	}
	t := &Talk{
		Message: m, Session: s, Now: m.At.In(workday.Zone), text: plain(m.Text), words: h.words,
		Awaited: s.Await, About: s.About,
	}
	t.Session = forNext(s)
	t.Session.Await, t.Session.About = waitsNothing, ""
	if t.Awaited == waitsWhom {
		t.draft = readDraft(s.Draft, s.About, t.Now)
	}
	t.Lang = firstOf(s.Lang, m.Lang)
	return t
}

// forNext is the Session without what is the desk's: a draft for a case must not be
// taken for a citizen's words.
func forNext(s chat.Session) chat.Session {
	if !strings.HasPrefix(s.Await, ours) {
		return s
	}
	if s.Await == waitsWhom {
		s.Draft = ""
	}
	s.Await, s.About = "", ""
	return s
}

// be says who speaks.
func (t *Talk) be(me team.Volunteer) {
	t.Me = me
	t.Lang = firstOf(t.Session.Lang, me.Lang, t.Message.Lang)
}

// firstOf is the first language that we speak, else Vietnamese.
func firstOf(all ...string) string {
	for _, lang := range all {
		if lang == "vi" || lang == "en" {
			return lang
		}
	}
	return words.First
}

// plain drops control characters, which nobody types.
func plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " ")))
}

// key names one step of this message for ever.
func (t *Talk) key(n int) string {
	if n == 0 {
		return t.Message.Key().String()
	}
	return t.Message.Key().String() + "#" + strconv.Itoa(n)
}

// Text fills a text.
func (t *Talk) Text(key string, args words.Args) string { return t.words.Say(t.Lang, key, args) }

// Say adds a Reply.
func (t *Talk) Say(key string, args words.Args) { t.Reply(chat.Reply{Text: t.Text(key, args)}) }

// Reply adds a Reply as it is.
func (t *Talk) Reply(r chat.Reply) {
	if r.Lang == "" {
		r.Lang = t.Lang
	}
	t.replies = append(t.replies, r)
}

// More adds paragraphs to the last Reply; empty ones are left out.
func (t *Talk) More(paragraphs ...string) {
	last := &t.replies[len(t.replies)-1]
	last.Text = lines(append([]string{last.Text}, paragraphs...)...)
}

// second puts a paragraph behind the first of the last Reply.
func (t *Talk) second(paragraph string) {
	last := &t.replies[len(t.replies)-1]
	first, rest, _ := strings.Cut(last.Text, "\n")
	last.Text = lines(first, paragraph, rest)
}

func lines(all ...string) string {
	var some []string
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return strings.Join(some, "\n")
}

// Offer adds choices, each press once, up to what a person takes in.
func (t *Talk) Offer(choices ...chat.Choice) {
	for _, c := range choices {
		if len(t.choices) < mostChoices && !offers(t.choices, c.Press) {
			t.choices = append(t.choices, c)
		}
	}
}

// List offers choices of which a typed number means one.
func (t *Talk) List(choices ...chat.Choice) {
	t.Offer(choices...)
	t.list = true
}

func offers(choices []chat.Choice, press string) bool {
	for _, c := range choices {
		if c.Press == press {
			return true
		}
	}
	return false
}

// Await says what the next typed text is taken for.
func (t *Talk) Await(what, about string) { t.Session.Await, t.Session.About = what, about }

// choice is a Choice whose label is a text.
func (t *Talk) choice(label string, args words.Args, verb string, id int64, rest ...string) chat.Choice {
	return chat.Choice{Label: t.Text(label, args), Press: pressOf(verb, id, rest...)}
}

// about is a Choice about one case, which its label names.
func (t *Talk) about(label, verb string, id int64, rest ...string) chat.Choice {
	return t.choice(label, named(id), verb, id, rest...)
}

func pressOf(verb string, id int64, rest ...string) string {
	press := ours + verb
	if id != 0 {
		press += ":" + number(id)
	}
	for _, r := range rest {
		press += ":" + r
	}
	return press
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// named are the Args of a text that names a case.
func named(id int64) words.Args { return words.Args{"id": number(id)} }

// end closes the Talk: the choices go to the last Reply, and no answer is a dead end.
func (t *Talk) end() (chat.Session, []chat.Reply) {
	s := t.Session
	if len(t.choices) == 0 && t.Me.ID != 0 {
		t.Offer(t.choice("queue.choice", nil, verbQueue, 0))
	}
	t.replies[len(t.replies)-1].Choices = t.choices
	s.Choices = nil
	if t.list {
		s.Choices = t.choices
	}
	return s, t.replies
}
