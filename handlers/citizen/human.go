package citizen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/unit"
	"motcua/internal/vntext"
	"motcua/internal/words"
)

// Desk is what an asker may do with a question; ticket.Desk fits it.
type Desk interface {
	Open(ctx context.Context, key string, q ticket.Question) (ticket.Ticket, bool, error)
	Add(ctx context.Context, key string, id int64, asker ticket.Asker, text string, file *chat.File) (ticket.Ticket, error)
	Withdraw(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error)
	Allow(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error)
	Refuse(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error)
	KeepFar(ctx context.Context, key string, id int64, asker ticket.Asker) (ticket.Ticket, error)
	Rate(ctx context.Context, key string, id int64, asker ticket.Asker, r ticket.Rating) (ticket.Ticket, error)
	Times() ticket.Times
}

// human answers the press that asks for a person; about is the code of the dossier it
// is about, or the procedure, if any. Where no desk is connected it says where people are.
func (h *Handler) human(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.nobody()
		return nil
	}
	if code := t.oneCode(about); code != "" {
		t.Session.Seen = string(code)
	}
	t.meant(about)
	t.fileKind = t.awaitedFile()
	return h.ask(ctx, t, t.draft)
}

// humanTyped answers who asks for a person in words. A code beside it is answered as
// well, and what is more than the wish is the question already.
func (h *Handler) humanTyped(ctx context.Context, t *Talk, said said, read dossier.Reading) error {
	if h.Desk == nil {
		t.nobody()
	}
	if len(read.Codes) > 0 || len(read.Slips) > 0 {
		t.choices, t.proofs = nil, false // the question comes next, not the dossier
		if err := h.answer(ctx, t, read); err != nil || h.Desk == nil || t.asking() {
			return err
		}
		t.choices = nil
	}
	if h.Desk == nil {
		return nil
	}
	draft := t.draft
	if asksMore(said) {
		draft = t.text
	}
	t.fileKind = t.awaitedFile()
	return h.ask(ctx, t, draft)
}

// nobody is the answer where no desk is connected.
func (t *Talk) nobody() {
	t.sayContact("human.text", "human.call")
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// sayContact says a text and the counter's name, address and hours under it; alone
// is the text where no counter is known.
func (t *Talk) sayContact(with, alone string) {
	if !t.place.hasPlace {
		t.Say(alone, nil)
		return
	}
	t.Say(with, nil)
	t.More(t.counter().lines...)
}

// ask brings a question on its way: consent first, then the words, then the queue.
func (h *Handler) ask(ctx context.Context, t *Talk, draft string) error {
	switch {
	case t.open() && draft == "":
		return h.state(ctx, t, t.number())
	case t.open():
		return h.join(ctx, t, draft, nil)
	case utf8.RuneCountInString(draft) > ticket.MostText:
		t.tooLong("")
		return nil
	}
	agreed, err := h.agreed(ctx, t)
	switch {
	case err != nil:
		return err
	case !agreed:
		t.askConsent(draft)
		return nil
	case draft == "":
		t.askQuestion(t.fileKind)
		return nil
	}
	return h.open(ctx, t, draft, nil)
}

// askQuestion waits for the question; file is the kind of one that came too early.
func (t *Talk) askQuestion(file string) {
	if file != "" {
		t.Say("human.file.again_"+file, nil)
	} else {
		t.Say("human.write", nil)
	}
	if t.Session.Seen != "" {
		t.More(t.Text("human.write_with", words.Args{"code": t.Session.Seen}))
	}
	t.More(t.Text("human.warn", nil))
	t.Session.Draft = ""
	t.Await(verbHuman, "")
	t.noHuman = true
	if file == "photo" {
		t.offerPass()
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// questionTyped takes what was written as an answer to askQuestion, or while the
// consent is waited for. A code alone is looked up, and the question still waited for.
func (h *Handler) questionTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if t.Awaited == verbConsent {
		return h.consentTyped(ctx, t)
	}
	if t.Awaited != verbHuman || t.open() {
		return false, nil
	}
	said, read := t.said(), dossier.ParseCode(t.text, t.place.known, t.Now)
	switch {
	case said.first(always) != nil, cancelWords.in(said):
		return false, nil
	case bareCode(said, read), onlySecrets(t.text):
		err := h.typed(ctx, t)
		if !t.asking() {
			t.Await(verbHuman, "")
		}
		return true, err
	}
	return true, h.open(ctx, t, t.text, nil)
}

// open puts a question into the queue.
func (h *Handler) open(ctx context.Context, t *Talk, text string, file *chat.File) error {
	q, err := h.question(ctx, t, text, file)
	if err != nil {
		return err
	}
	opened, fresh, err := h.Desk.Open(ctx, t.key(), q)
	if errors.Is(err, ticket.ErrTooLong) {
		t.tooLong(verbHuman)
		return nil
	}
	if err != nil {
		return fmt.Errorf("open a ticket: %w", err)
	}
	t.takes(opened)
	t.Session.Draft = ""
	head := receivedFresh
	if !fresh && !opened.OpenedAt.Equal(q.At) {
		head = "human.received.joined"
	}
	return h.sayReceived(ctx, t, head, text)
}

// tooLong asks for shorter messages and waits for the same thing again.
func (t *Talk) tooLong(awaited string) {
	t.Say("human.too_long", nil)
	t.Offer(t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	t.noHuman = true
	t.Await(awaited, "")
}

// question is what goes to the desk with a text: whose it is and what it is about.
func (h *Handler) question(ctx context.Context, t *Talk, text string, file *chat.File) (ticket.Question, error) {
	q := ticket.Question{
		Asker: t.whose(), Lang: t.Lang, Address: t.Session.Address, Text: text, File: file, At: t.Now,
		Far: farWords.in(newSaid(text)), Unit: t.wardOf(t.place.counter),
	}
	code := t.oneCode(text)
	if code == "" {
		code = dossier.Code(t.Session.Seen)
	}
	var d dossier.Dossier
	if code != "" {
		found, err := h.Dossiers.DossiersByCode(ctx, []dossier.Code{code})
		if err != nil {
			return q, fmt.Errorf("read the dossier of a question: %w", err)
		}
		if len(found) == 1 {
			d, q.Code = found[0], code
		}
	}
	q.Field = d.Public().Field
	about, err := h.subject(ctx, t, text, d)
	if err != nil {
		return q, fmt.Errorf("find what a question is about: %w", err)
	}
	sensitive, grave := ticket.Weigh(text, "")
	q.Procedure = about.Procedure
	q.Sensitive = sensitive || d.Sensitive() || about.Sensitive
	q.Grave = grave || d.Grave() || about.Grave || griefWords.in(newSaid(text))
	for _, ref := range []string{d.ReceivedBy, d.Unit} {
		if u, ok := t.place.directory.Find(ref, t.Now); ok && ref != "" {
			q.Unit = t.wardOf(u)
			break
		}
	}
	return q, nil
}

// wardOf is the code of the commune that a unit belongs to, of the counter's where it
// belongs to none.
func (t *Talk) wardOf(u unit.Unit) string {
	for range 5 {
		if u.Kind == unit.Commune {
			return u.Code
		}
		parent, ok := t.place.directory.Parent(u)
		if !ok {
			break
		}
		u = parent
	}
	if t.place.hasPlace && u.Code != t.place.counter.Code {
		if parent, ok := t.place.directory.Parent(t.place.counter); ok && parent.Kind == unit.Commune {
			return parent.Code
		}
	}
	return t.place.counter.Code
}

// oneCode is the dossier code in a text where there is exactly one, as written.
func (t *Talk) oneCode(text string) dossier.Code {
	read := dossier.ParseCode(text, t.place.known, t.Now)
	if len(read.Codes) != 1 || read.Codes[0].Spoken {
		return ""
	}
	return read.Codes[0].Code()
}

// whose is the chat that a question belongs to.
func (t *Talk) whose() ticket.Asker {
	return ticket.Asker{Channel: t.Message.Channel, Chat: t.Message.Chat}
}

// key is the message as verbs know it.
func (t *Talk) key() string { return t.Message.Key().String() }

// politeWords say nothing about what is asked.
var politeWords = strings.Fields(`
	cho toi tui em minh con chau bac co chu ong ba anh chi ban xin muon can duoc voi a di nhe nha nhen giup lam on hoi noi
	chuyen truc tiep oi da vang alo chao la de thi mot cai nay khong please i want to talk speak with would like can me a an
	the real truc that gap nguoi nhan vien tu van tong dai can bo tinh nguyen ai do human person agent staff`)

// asksMore reports whether a wish for a person says also what about; a code alone does not.
func asksMore(s said) bool {
	rest := 0
	for w := range strings.FieldsSeq(s.folded) {
		if !slices.Contains(politeWords, w) && !strings.ContainsAny(w, "0123456789") {
			rest++
		}
	}
	return rest >= 3
}

// bareCode reports whether a text is a code and hardly anything else.
func bareCode(s said, read dossier.Reading) bool {
	if len(read.Codes)+len(read.Slips) == 0 {
		return false
	}
	letters := 0
	for w := range strings.FieldsSeq(s.folded) {
		if !strings.ContainsAny(w, "0123456789") && !slices.Contains(politeWords, w) {
			letters++
		}
	}
	return letters < 4
}

// onlySecrets reports whether a text is nothing but numbers that are nobody's business.
func onlySecrets(text string) bool {
	hidden, kinds := vntext.Redact(text)
	return len(kinds) > 0 && len(wordsIn(hidden)) == 0
}
