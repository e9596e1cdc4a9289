package citizen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
)

// What a message means while a question is open. Waiting: clear work of the assistant
// is done by it, all else joins the question. In a human's hands: all that is typed is
// theirs, but for a few exact words. Closed a short while ago: what is not clear work
// opens it again.

// recall finds the question of this chat. The Session knows its number; a fresh Session
// asks the store once, so that an emptied Redis loses nothing.
func (h *Handler) recall(ctx context.Context, t *Talk) error {
	if h.Desk == nil || t.Session.Ticket == 0 && t.Session.Greeted {
		return nil
	}
	return h.refresh(ctx, t)
}

// refresh reads the question as it is now.
func (h *Handler) refresh(ctx context.Context, t *Talk) error {
	found, ok, err := h.Tickets.TicketOf(ctx, t.whose())
	if err != nil {
		return fmt.Errorf("read the ticket of a chat: %w", err)
	}
	if !ok {
		found = ticket.Ticket{}
	}
	t.reopenFor = h.Desk.Times().ReopenFor
	t.takes(found)
	return nil
}

// takes makes a question the one that is talked about.
func (t *Talk) takes(k ticket.Ticket) {
	t.ticket, t.Session.Ticket = k, 0
	if t.open() || t.reopens() {
		t.Session.Ticket = k.ID
	}
}

// open reports whether a question waits or is in hand.
func (t *Talk) open() bool { return t.ticket.State == ticket.Waiting || t.ticket.State == ticket.Held }

// held reports whether a human has it.
func (t *Talk) held() bool { return t.ticket.State == ticket.Held }

// reopens reports whether it is closed, and more words open it again.
func (t *Talk) reopens() bool {
	k := t.ticket
	return k.State == ticket.Closed && k.Outcome != ticket.Withdrawn && t.Now.Before(k.ClosedAt.Add(t.reopenFor))
}

// stamp changes whenever the question says something in this chat by itself. A list
// that was offered under another stamp is not the newest any more.
func (t *Talk) stamp() string {
	k := t.ticket
	if k.ID == 0 {
		return ""
	}
	return strings.Join([]string{
		strconv.FormatInt(k.ID, 10), string(k.State), string(k.Details),
		strconv.FormatInt(milli(k.HeldAt), 36), strconv.FormatInt(milli(k.SpokenAt), 36),
	}, "/")
}

func milli(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// newest reports whether the list in the Session is the newest thing in the chat. While
// something is asked of its own it is.
func (t *Talk) newest() bool {
	return t.ticket.ID == 0 || t.About == t.stamp() || slices.Contains([]string{verbYes, verbConsent, verbErase, verbWithdraw, verbProof, verbShare, verbHanded, verbFollow, verbLabel}, t.Awaited)
}

// listed reports whether a typed number means the Session's list. While a human has the
// question a number may be an answer to them; once it is closed the list is not the
// newest thing any more.
func (t *Talk) listed(n int) bool {
	if !t.open() {
		if t.reopens() && !t.newest() {
			t.Session.Choices = nil
		}
		return true
	}
	return n >= 1 && n <= len(t.Session.Choices) && (!t.held() || t.newest())
}

// always are the exact words that are the assistant's, whoever has the question.
var always = []intent{
	{eraseWords, (*Handler).erase},
	{mydataWords, (*Handler).mydata},
	{copyWords, (*Handler).copyData},
	{consentsWords, (*Handler).consents},
	{unagreeWords, (*Handler).withdrawnTyped},
	{takeBackWords, (*Handler).takeBack},
	{stopAllWords, (*Handler).stopAll},
	{followsWords, (*Handler).listFollows},
	{stopWords, (*Handler).stopInTicket},
	{farWords, (*Handler).keepFar},
	{stateWords, (*Handler).state},
	{menuOnly, asks((*Talk).menu)},
	{englishOnly, switches("en")},
	{vietnameseOnly, switches("vi")},
}

// whileWaiting are what the assistant answers while a question waits.
var whileWaiting = []intent{
	{whenWords, (*Handler).state},
	{cancelWords, asks((*Talk).cancel)},
	{englishWords, switches("en")},
	{vietnameseWords, switches("vi")},
	{whereWords, asks((*Talk).whereCode)},
	{lookupWords, asks((*Talk).askCode)},
	{openingHours, asks((*Talk).officeNow)},
	{whoWords, asks((*Talk).introduce)},
	{helpWords, asks((*Talk).help)},
	{menuWords, asks((*Talk).menu)},
	{thanksWords, asks((*Talk).thanks)},
	{byeWords, asks((*Talk).bye)},
	{helloWords, asks((*Talk).hello)},
	{fineWords, asks((*Talk).fine)},
}

// How long a text may be that is taken for a wish to the assistant and not for a part of
// the question. "ở đâu" stands in every other question: there it must be shorter.
const (
	clearWords  = 7
	officeShort = 5
)

// botWork reports whether a text is clear work of the assistant.
func (t *Talk) botWork(s said) bool {
	switch {
	case s.first(always) != nil, s.words <= clearWords && s.first(whileWaiting) != nil, s.words <= officeShort && officeWords.in(s), s.words <= clearWords && t.ofFollowing(s):
		return true
	}
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	return bareCode(s, read) || onlySecrets(t.text)
}

// inTicket does with a typed text what the open question, or the one just closed, wants
// of it; done is false where the assistant answers as always.
func (h *Handler) inTicket(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	do := said.first(always)
	switch {
	case t.ticket.ID == 0:
		return false, nil
	case do != nil:
		return true, do(h, ctx, t, "")
	case t.Awaited == verbAdd && (t.open() || t.reopens()):
		return true, h.join(ctx, t, t.text, nil)
	case t.held():
		return true, h.toHolder(ctx, t, said)
	case t.open():
		return h.whileWaiting(ctx, t, said)
	case t.reopens():
		return h.afterwards(ctx, t, said)
	}
	return false, nil
}

// toHolder hands a text on to who has the question, silently.
func (h *Handler) toHolder(ctx context.Context, t *Talk, s said) error {
	if onlySecrets(t.text) {
		return h.typed(ctx, t)
	}
	if err := h.add(ctx, t, t.text, nil); err != nil {
		return err
	}
	t.warn(s)
	return nil
}

// warn says what must be said whoever reads along: what was hidden, and what not to do
// for a caller.
func (t *Talk) warn(s said) {
	if scamWords.in(s) {
		t.scam()
	} else if hidden := t.hiddenWords(t.text); hidden != "" {
		t.Reply(chat.Reply{Text: hidden})
		t.offerTicket(verbState, verbStop)
	}
}

// whileWaiting answers clear work, and adds the rest to the question.
func (h *Handler) whileWaiting(ctx context.Context, t *Talk, s said) (done bool, err error) {
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	hasCode := len(read.Codes)+len(read.Slips) > 0
	switch {
	case s.words <= clearWords && whenWords.in(s):
		return true, h.state(ctx, t, "")
	case t.botWork(s), humanWords.in(s) && !asksMore(s):
		return false, nil
	case hasCode, scamWords.in(s): // both: the assistant knows it, and the human should
		return false, h.add(ctx, t, t.text, nil)
	}
	return true, h.join(ctx, t, t.text, nil)
}

// afterwards opens a closed question again, unless the assistant can answer.
func (h *Handler) afterwards(ctx context.Context, t *Talk, s said) (done bool, err error) {
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	unsure := howtoWords.in(s) || angerWords.in(s) || officeWords.in(s)
	known := s.words <= clearWords && (s.first(intents) != nil && !unsure || read.TooShort)
	switch {
	case t.botWork(s), known, read.ReceiptBook, humanWords.in(s), scamWords.in(s):
		return false, nil
	case len(read.Codes)+len(read.Slips) > 0 || griefWords.in(s) && s.words <= 2*clearWords:
		return false, nil
	}
	return true, h.join(ctx, t, t.text, nil)
}

// join adds to the question and says so, where nothing was said a moment ago.
func (h *Handler) join(ctx context.Context, t *Talk, text string, file *chat.File) error {
	before := t.ticket
	if err := h.add(ctx, t, text, file); err != nil || len(t.replies) > 0 {
		return err
	}
	hidden := t.hiddenWords(text)
	switch {
	case before.State == ticket.Closed:
		return h.sayReceived(ctx, t, "human.received.reopened", text)
	case before.State == ticket.Held && t.Awaited != verbAdd && hidden == "":
		return nil
	case before.State == ticket.Waiting && t.Awaited != verbAdd && t.Now.Before(before.AskedAt.Add(time.Minute)) && hidden == "":
		return nil
	}
	t.Say("human.add.done", t.numbered())
	t.More(hidden)
	t.offerTicket(verbState, verbStop)
	return nil
}

// add writes a line into the question. What cannot be added is answered.
func (h *Handler) add(ctx context.Context, t *Talk, text string, file *chat.File) error {
	after, err := h.Desk.Add(ctx, t.key(), t.ticket.ID, t.whose(), text, file)
	switch {
	case errors.Is(err, ticket.ErrTooLong):
		t.tooLong("")
	case errors.Is(err, ticket.ErrClosed), errors.Is(err, ticket.ErrNone):
		t.tooLate()
	case err != nil:
		return fmt.Errorf("add to ticket %d: %w", t.ticket.ID, err)
	default:
		t.takes(after)
		t.silent = true
	}
	return nil
}

// tooLate says that the question was closed too long ago for more words.
func (t *Talk) tooLate() {
	t.Say("human.away", t.numbered())
	t.offerAll()
	t.takes(ticket.Ticket{})
}

// more waits for what is to be added to the question.
func (h *Handler) more(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	if err := h.refresh(ctx, t); err != nil {
		return err
	}
	switch {
	case t.number() == about && t.ticket.Outcome == ticket.Withdrawn:
		return h.state(ctx, t, about)
	case t.number() == about && !t.open() && !t.reopens():
		t.tooLate()
		return nil
	case t.number() != about:
		t.noTicket()
		return nil
	}
	t.Say("human.add.ask", t.numbered())
	t.offerTicket(verbState, verbStop)
	t.Session.Await = verbAdd
	return nil
}
