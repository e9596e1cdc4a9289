package citizen

import (
	"slices"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/vntext"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// example is the code that texts show. It is nobody's.
const example = "H29.171-260105-0001"

// mostChoices is how many choices a person takes in at a glance.
const mostChoices = 5

// Talk is what a flow works with during one Turn: the message, the Session, and
// what is said so far. Choices belong to the Turn and end up on its last Reply.
type Talk struct {
	Message chat.Message
	Session chat.Session
	Now     time.Time // in Vietnam
	Lang    string
	Awaited string // what the last Turn waited for, and about what
	About   string
	place   office
	text    string // typed text without control characters
	ready   *said  // the same for matching; nil until somebody looks

	operator   string
	words      *words.Catalogue
	named      words.Args // what every text may name
	calendar   *workday.Calendar
	replies    []chat.Reply
	choices    []chat.Choice
	photos     bool        // photos are read
	introduced bool        // said in full who speaks
	lost       bool        // not understood
	limited    bool        // some codes must wait
	looked     bool        // the store was asked about codes
	day        time.Time   // that a press asks about, zero for none
	proofs     bool        // details can be opened at all
	follows    bool        // dossiers can be followed at all
	openedHead string      // what is said before the details that were just opened
	many       bool        // several dossiers are open
	hides      bool        // what was typed is to go off the screen
	shares     bool        // a button that shares a phone is up
	topicWas   *chat.Topic // what guidance was about before this Turn
	waitUntil  time.Time

	// Of a question to a human.
	desk       bool          // there are humans to be asked
	ticket     ticket.Ticket // the open one or the last closed; zero for none
	reopenFor  time.Duration
	draft      string // what was written for a human before this Turn
	fileKind   string // of a file that cannot be kept yet
	handsOn    bool   // the photo in the Session waits for the consent
	shown      dossier.Code
	isFollowed dossier.Code // one that is told and is followed here
	noHuman    bool         // this answer offers what it needs itself
	silent     bool         // it is right to say nothing: a human reads it
	forget     bool         // nothing is to be remembered

	// Of the Turn's place in figures.
	first  string // key of the text that was said first
	ofProc string // code of the procedure of the dossier that was seen last, "" none
	ofUnit string // code of its Unit
}

// talk opens the Turn's Talk. What the last Turn awaited is awaited once.
func (h *Handler) talk(m chat.Message, s chat.Session, place office) *Talk {
	if m.At.IsZero() {
		m.At = time.Now()
	}
	t := &Talk{
		Message: m, Session: s, Now: m.At.In(workday.Zone), place: place, text: plain(m.Text),
		Awaited: s.Await, About: s.About,
		operator: h.Operator, words: h.words, calendar: h.Calendar,
		named: words.Args{"hotline": place.hotline, "operator": h.Operator, "example": example},
	}
	t.desk, t.draft, t.proofs = h.Desk != nil, s.Draft, h.Proofs != nil
	t.follows = h.follows() && !m.Passing
	t.shares = slices.ContainsFunc(s.Choices, shares)
	t.topicWas = s.Topic
	t.photos = h.ReadReceipt != nil
	t.handsOn = s.Await == verbConsent && s.About == verbPass && s.Photo != ""
	t.Session.Await, t.Session.About = "", ""
	if s.Topic != nil { // the caller's stays as it is
		own := *s.Topic
		t.Session.Topic = &own
	}
	if drafts[t.Awaited] { // offered for one Turn
		t.Session.Draft = ""
	}
	t.Lang = t.language()
	return t
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

// language is the chosen one, else the channel's, else Vietnamese.
func (t *Talk) language() string {
	for _, lang := range []string{t.Session.Lang, t.Message.Lang} {
		if lang == "vi" || lang == "en" {
			return lang
		}
	}
	return words.First
}

// Text fills a text with args and with what every text may name.
func (t *Talk) Text(key string, args ...words.Args) string {
	if t.first == "" {
		t.first = key
	}
	t.named[words.Address] = t.Session.Address
	all := make([]words.Args, 0, 4) // room for those of any text, without the heap
	return t.words.Say(t.Lang, key, append(append(all, args...), t.named)...)
}

// Say adds a Reply. One that names the hotline also carries it to press.
func (t *Talk) Say(key string, args words.Args) {
	t.Reply(chat.Reply{Text: t.Text(key, args)})
}

// Reply adds a Reply as it is.
func (t *Talk) Reply(r chat.Reply) {
	r.Lang = t.Lang
	if r.Phone == "" && strings.Contains(r.Text, t.place.hotline) {
		r.Phone = t.place.hotline
	}
	t.replies = append(t.replies, r)
}

// More adds paragraphs to the last Reply; empty ones are left out.
func (t *Talk) More(paragraphs ...string) {
	last := &t.replies[len(t.replies)-1]
	last.Text = lines(append([]string{last.Text}, paragraphs...)...)
	if last.Phone == "" && strings.Contains(last.Text, t.place.hotline) {
		last.Phone = t.place.hotline
	}
}

// lines joins paragraphs, leaving out empty ones.
func lines(all ...string) string { return joined("\n", all) }

// sentences joins sentences of one paragraph, leaving out empty ones.
func sentences(all ...string) string { return joined(" ", all) }

func joined(sep string, all []string) string {
	var some []string
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return strings.Join(some, sep)
}

// Offer adds choices, each press once, up to what a person takes in.
func (t *Talk) Offer(choices ...chat.Choice) {
	for _, c := range choices {
		if len(t.choices) < mostChoices && !offers(t.choices, c.Press) {
			t.choices = append(t.choices, c)
		}
	}
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
func (t *Talk) Await(what, about string) {
	t.Session.Await, t.Session.About = what, about
}

// choice is a Choice whose label is a text.
func (t *Talk) choice(label, press string) chat.Choice {
	return chat.Choice{Label: t.Text(label, nil), Press: press}
}

// withCode is the press of a verb about one dossier.
func withCode(verb string, code dossier.Code) string { return verb + ":" + string(code) }

// end closes the Talk: who speaks is said once, before anything else; the choices
// go to the last Reply and are the list that a number now means. Where a human reads
// it may be right to say nothing.
func (t *Talk) end() (chat.Session, []chat.Reply) {
	s := t.Session
	if len(t.replies) == 0 && t.silent {
		s.Greeted, s.Lost = true, 0
		s.Await, s.About = t.Awaited, t.About
		if t.Awaited == verbAdd {
			s.Await = ""
		}
		return s, nil
	}
	if !s.Greeted && !t.Message.Greeted && !t.introduced {
		machine := chat.Reply{Text: t.Text("greeting.machine", nil), Lang: t.Lang}
		t.replies = append([]chat.Reply{machine}, t.replies...)
	}
	s.Greeted = true
	if t.lost {
		s.Lost++
	} else {
		s.Lost = 0
	}
	t.offerHuman()
	t.unshare()
	t.replies[len(t.replies)-1].Hides = t.hides
	t.replies[len(t.replies)-1].Choices = t.choices
	s.Choices = t.choices
	s.SeenLast = t.seenLast()
	if s.About == "" { // else it is what is awaited, and newest
		s.About = t.stamp()
	}
	if t.forget {
		s = chat.Session{}
	}
	return s, t.replies
}

// shares reports whether a choice shares a phone.
func shares(c chat.Choice) bool { return c.SharesPhone }

// unshare puts the button away that shares a phone, where it is not offered again. It takes
// a Reply that offers nothing: one is there, or is said for it.
func (t *Talk) unshare() {
	if !t.shares || slices.ContainsFunc(t.choices, shares) {
		return
	}
	if len(t.replies) < 2 {
		t.replies = append([]chat.Reply{{Text: t.Text("proof.unshared", nil), Lang: t.Lang}}, t.replies...)
	}
	t.replies[0].Unshares = true
}

// seenLast reports whether a dossier was told later than anything else.
func (t *Talk) seenLast() bool {
	switch {
	case t.shown != "":
		return true
	case t.guidesTo() != "" || !sameTopic(t.topicWas, t.Session.Topic):
		return false
	}
	return t.Session.SeenLast
}

func sameTopic(a, b *chat.Topic) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Procedure == b.Procedure && a.Case == b.Case && a.Aspect == b.Aspect && a.Asked == b.Asked
}

// offerHuman offers a person under every answer that has room: the open question, else
// a new one, about the dossier that was told.
func (t *Talk) offerHuman() {
	switch {
	case !t.desk || t.noHuman || t.asking() || len(t.choices) == 0 || t.Message.Group:
	case t.open():
		t.Offer(t.choice("human.state.choice", verbState+":"+t.number()))
	case !slices.ContainsFunc(t.choices, func(c chat.Choice) bool { return strings.HasPrefix(c.Press, verbHuman) }):
		press := verbHuman
		if t.shown != "" {
			press = withCode(verbHuman, t.shown)
		} else if told := t.guidesTo(); told != "" {
			press = verbHuman + ":" + told
		}
		t.Offer(t.choice("human.choice", press))
	}
}

// drafts are the awaited things that offer for one Turn to send what was just written.
var drafts = map[string]bool{verbDraft: true, verbFile: true}

// keepDraft offers to send what was just written to a human, without writing it again.
func (t *Talk) keepDraft(text string) {
	if t.desk && text != "" {
		t.Session.Draft, _ = vntext.Redact(text)
		t.Await(verbDraft, "")
	}
}
