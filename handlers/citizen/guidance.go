package citizen

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/vntext"
)

// mostHits is how many procedures a search is asked for: more than are offered, for
// twins and neighbours of the same field.
const mostHits = 8

// guide answers a question about a procedure; done is false where it is none, or where
// the search is not sure that it is.
func (h *Handler) guide(ctx context.Context, t *Talk, s said) (done bool, err error) {
	if lookupFirmly.in(s) || s.first(beforeGuidance) != nil {
		return false, nil
	}
	if done, err := h.followUp(ctx, t, s); done || err != nil {
		return done, err
	}
	hits, err := h.search(ctx, t.text)
	if err != nil {
		return false, err
	}
	if lookupWords.in(s) && !namesProcedure(s, hits) {
		return false, nil
	}
	if done, err := h.inherit(ctx, t, s, hits); done || err != nil {
		return done, err
	}
	return h.found(ctx, t, t.text, hits, "")
}

// namesProcedure reports whether a text with words of a lookup is a question about a
// procedure after all. Who asks how far it is writes little.
func namesProcedure(s said, hits []procedure.Hit) bool {
	if len(hits) == 0 {
		return false
	}
	return hits[0].Score >= procedure.Sure || hits[0].Score >= procedure.Likely && s.words > clearWords
}

// found answers with what a search gave; false where it is not sure of anything. aspect
// is what of the procedure is asked, "" for all.
func (h *Handler) found(ctx context.Context, t *Talk, question string, hits []procedure.Hit, aspect string) (bool, error) {
	if len(hits) == 0 || hits[0].Score < procedure.Likely {
		return false, nil
	}
	h.rephrased(ctx, t)
	t.asked(question)
	t.topic().Aspect = aspect
	switch twins := twinsOf(hits); {
	case hits[0].Score < procedure.Sure:
		t.sayWhich(likely(hits))
		return true, nil
	case len(twins) > 1:
		return true, h.sayLevels(ctx, t, twins)
	}
	return true, h.aspect(ctx, t, aspect, hits[0].Code)
}

// search looks for the whole text. Where that is not sure, and without the words for what
// is asked of a procedure ("cần giấy gì", "bao lâu") it is sure of the same, that counts:
// they are no part of its name.
func (h *Handler) search(ctx context.Context, text string) ([]procedure.Hit, error) {
	hits, err := h.Guess(ctx, text, mostHits)
	if err != nil || len(hits) == 0 || hits[0].Score < procedure.Likely || hits[0].Score >= procedure.Sure {
		return hits, err
	}
	bare, err := h.Guess(ctx, withoutAspects(text), mostHits)
	if err != nil || len(bare) == 0 || bare[0].Score < procedure.Sure || bare[0].Code != hits[0].Code {
		return hits, err
	}
	return bare, nil
}

// Guess gives the procedures that a text may be about, the best first.
func (h *Handler) Guess(ctx context.Context, text string, n int) ([]procedure.Hit, error) {
	index, err := h.Procedures.Search(ctx)
	if err != nil {
		return nil, fmt.Errorf("search the procedures: %w", err)
	}
	return index.Search(text, n), nil
}

// procedure tells of a procedure: the press of its code and, if one was chosen, its case.
func (h *Handler) procedure(ctx context.Context, t *Talk, about string) error {
	before, said := t.told(), t.condoled()
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = ""
	if x.g.Death && before != x.g.Code && x.at.ID == "" && !said {
		t.Say("card.condolence", nil)
	}
	x.sayCard()
	t.Offer(t.backToDossier(about)...)
	return nil
}

// sorry is the Aspect of a Topic that began with a condolence: it is said once.
const sorry = "sorry"

func (t *Talk) condoled() bool { return t.Session.Topic != nil && t.Session.Topic.Aspect == sorry }

// told is the procedure that was told last.
func (t *Talk) told() string {
	if t.Session.Topic == nil {
		return ""
	}
	return t.Session.Topic.Procedure
}

// guidance reads what a press is about and makes it what is talked about. nil: there is
// no such procedure, and that is said.
func (h *Handler) guidance(ctx context.Context, t *Talk, about string) (*guidance, error) {
	g, at, err := h.guided(ctx, t, about)
	if err != nil || g == nil {
		return nil, err
	}
	topic := t.topic()
	topic.Procedure, topic.Case = g.Code, at.ID
	return &guidance{Talk: t, g: g, at: at, chosen: len(at.Items) > 0 || at.ID != ""}, nil
}

// guided reads the procedure and the case that a press is about ("1.004194/thue"). Where
// there is none (any more) it says so and gives nil.
func (h *Handler) guided(ctx context.Context, t *Talk, about string) (*procedure.Guide, procedure.Case, error) {
	code, rest, _ := strings.Cut(about, "/")
	id, last, _ := strings.Cut(rest, "/")
	p, own, err := h.Procedures.Procedure(ctx, code, t.place.counter.Code, versionAt(last, t.Now))
	if err != nil {
		return nil, procedure.Case{}, err
	}
	if p == nil {
		t.Say("guidance.unknown", nil)
		t.offerElsewhere()
		return nil, procedure.Case{}, nil
	}
	g := procedure.Guided(p, own)
	at, _ := g.Case(id)
	return g, at, nil
}

// versionAt is the day whose version counts: for a dossier the day of receipt, which
// stands in its code ("H29.171-261119-0012"), else now.
func versionAt(dossier string, now time.Time) time.Time {
	_, rest, _ := strings.Cut(dossier, "-")
	date, _, ok := strings.Cut(rest, "-")
	if at, err := time.ParseInLocation("060102", date, now.Location()); ok && err == nil && at.Before(now) {
		return at
	}
	return now
}

// backToDossier leads back to the dossier from whose card its procedure was asked for.
func (t *Talk) backToDossier(about string) []chat.Choice {
	_, rest, _ := strings.Cut(about, "/")
	_, code, ok := strings.Cut(rest, "/")
	if !ok || len(t.exactly(code).Codes) != 1 {
		return nil
	}
	return []chat.Choice{t.choice("steps.back", verbCard+":"+code)}
}

// topic is what guidance is about, to be read and changed.
func (t *Talk) topic() *chat.Topic {
	if t.Session.Topic == nil {
		t.Session.Topic = &chat.Topic{}
	}
	return t.Session.Topic
}

// longestAsked is how much of a question is remembered.
const longestAsked = 200

// asked begins a new topic with a question; the place and the papers at hand stay.
func (t *Talk) asked(question string) {
	hidden, _ := vntext.Redact(question)
	old := t.topic()
	t.Session.Topic = &chat.Topic{Asked: shorten(hidden, longestAsked), Unit: old.Unit, Ticked: old.Ticked}
}

// about is the rest of a press about a procedure: "1.004194/thue".
func about(g *procedure.Guide, c procedure.Case) string {
	if c.ID == "" {
		return g.Code
	}
	return g.Code + "/" + c.ID
}

// shorten cuts a text between two words.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut := string([]rune(s)[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.-–(") + "…"
}

// ProcedureCard is the card of a procedure as a volunteer sends it into a talk, in the
// asker's language and address: what is public, with the checklist and the official steps
// behind it, or the question that tells its cases apart. False: there is no such procedure.
func (h *Handler) ProcedureCard(ctx context.Context, about, lang, address string) (chat.Reply, bool, error) {
	place, err := h.place(ctx)
	if err != nil {
		return chat.Reply{}, false, fmt.Errorf("read the offices: %w", err)
	}
	t := h.talk(chat.Message{Lang: lang, At: h.Now()}, chat.Session{Address: address}, place)
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return chat.Reply{}, false, err
	}
	x.sayCard()
	card := t.replies[len(t.replies)-1]
	card.Choices = x.publicChoices()
	return card, true, nil
}
