// Package volunteer is the team's side of a private chat: a Volunteer sees the queue,
// takes questions, answers them and closes them with buttons and replies. What is a
// citizen's work, and everybody who is no Volunteer, goes on to the next Handler. It
// must not know channels' wire formats, SQL or Redis; the rules of a question are
// verbs of internal/ticket.
package volunteer

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/team"
	"motcua/internal/words"
)

//go:embed texts/*.toml
var texts embed.FS

// Desk is the verbs of a question. The file of each thing says which it needs.
type Desk interface {
	claims
	answers
	notes
	cards
	guides
	asksDetails
	passes
	returns
	finishes
}

// Tickets reads questions.
type Tickets interface {
	lists
	reads
	used
}

// Volunteers reads and changes who answers.
type Volunteers interface {
	people
	duties
	teams
	links
}

// people says who somebody is.
type people interface {
	VolunteerByTelegram(ctx context.Context, chat string) (team.Volunteer, bool, error)
	Volunteer(ctx context.Context, id int64) (team.Volunteer, error)
}

// Next answers what is not the desk's.
type Next interface {
	Handle(ctx context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error)
	Apology(m chat.Message) []chat.Reply
}

// Config is what a Handler works with. All but PublicURL, Operator and Log is needed.
type Config struct {
	Desk       Desk
	Tickets    Tickets
	Volunteers Volunteers
	Dossiers   Dossiers
	Procedures Procedures
	// KeepFile checks what was sent and keeps it.
	KeepFile func(ctx context.Context, sent *chat.Sent) (*chat.File, error)
	// Card is the public card of a dossier, in words for its asker; false: there is none.
	Card func(ctx context.Context, code dossier.Code, lang, address string) (chat.Reply, bool, error)
	// Codes are the dossier codes in a text.
	Codes func(text string, now time.Time) []dossier.Code
	Next  Next
	// PublicURL is where the desk is found in a browser; unset, no page is named.
	PublicURL string
	Operator  string // who runs the assistant; the team's general name when empty
	Log       *slog.Logger
}

// anyTeam stands in for an operator without a name.
const anyTeam = "Tổ công nghệ số cộng đồng"

// Handler answers volunteers, and hands everybody else on.
type Handler struct {
	Config

	words *words.Catalogue
}

// New makes a Handler.
func New(cfg Config) (*Handler, error) {
	switch {
	case cfg.Desk == nil || cfg.Tickets == nil || cfg.Volunteers == nil || cfg.Dossiers == nil || cfg.Procedures == nil:
		return nil, errors.New("volunteer: Desk, Tickets, Volunteers, Dossiers and Procedures are needed")
	case cfg.KeepFile == nil || cfg.Card == nil || cfg.Codes == nil || cfg.Next == nil:
		return nil, errors.New("volunteer: KeepFile, Card, Codes and Next are needed")
	}
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	if cfg.Operator == "" {
		cfg.Operator = anyTeam
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	all, err := words.Load(texts)
	if err != nil {
		return nil, err
	}
	return &Handler{Config: cfg, words: all}, nil
}

// Handle answers one message. An error means that nothing was said.
func (h *Handler) Handle(ctx context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
	if m.Channel != chat.Telegram || m.Group {
		return h.Next.Handle(ctx, m, s)
	}
	t := h.talk(m, s)
	done, err := h.link(ctx, t)
	if err == nil && !done {
		done, err = h.desk(ctx, t)
	}
	switch {
	case err != nil:
		return s, nil, err
	case done:
		session, replies := t.end()
		return session, replies, nil
	case t.Me.ID == 0:
		return h.Next.Handle(ctx, m, s)
	}
	return h.Next.Handle(ctx, m, forNext(s))
}

// Apology is said when a message could not be answered at all.
func (h *Handler) Apology(m chat.Message) []chat.Reply { return h.Next.Apology(m) }

// desk does what a volunteer's message means here; false: it is not the desk's.
func (h *Handler) desk(ctx context.Context, t *Talk) (bool, error) {
	known, ok, err := h.Volunteers.VolunteerByTelegram(ctx, t.Message.Chat)
	if err != nil || !ok {
		return false, err
	}
	// That was a copy which may be a moment old; rights and duty are read afresh.
	me, err := h.Volunteers.Volunteer(ctx, known.ID)
	switch {
	case errors.Is(err, team.ErrUnknown):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read the volunteer: %w", err)
	case !me.EndedAt.IsZero() || me.Telegram != t.Message.Chat:
		return false, nil
	}
	t.be(me)
	done, err := h.route(ctx, t)
	if err != nil || !done {
		return done, err
	}
	return true, h.prolong(ctx, t)
}

// name is what a volunteer is called here; by names who is no more, or the clock.
func (h *Handler) name(ctx context.Context, t *Talk, id int64) (string, error) {
	if id == t.Me.ID {
		return t.Text("desk.me", nil), nil
	}
	v, err := h.Volunteers.Volunteer(ctx, id)
	if errors.Is(err, team.ErrUnknown) || err == nil && v.Name == "" {
		return t.Text("desk.somebody", nil), nil
	}
	return v.Name, err
}
