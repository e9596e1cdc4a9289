package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"

	"motcua/bot"
	"motcua/internal/chat"
	"motcua/internal/proof"
	"motcua/internal/vntext"
)

const (
	// turnTime bounds what one post may take, waiting for the turn included.
	turnTime = 25 * time.Second
	// retryAfter is what a page waits after a 503, in seconds.
	retryAfter = "2"
)

// receive takes one message. The page sends it, under the same id, until it
// gets a 2xx; so a 2xx is given only when the Turn has ended.
func (p *Page) receive(w http.ResponseWriter, r *http.Request) {
	if kindOf(r) == ofForm {
		leave, ok := p.room(w)
		if !ok {
			p.notTaken(w, bot.ErrBusy)
			return
		}
		defer leave()
	}
	b, err := p.readBody(w, r)
	if err != nil {
		refuse(w, err)
		return
	}
	id, isNew := p.visitor(w, r)
	m := chat.Message{
		Channel: chat.Web, Chat: id, From: id, ID: b.ID, Text: b.Text, Press: b.Press, File: b.file,
		Lang: p.chosenLang(r), Greeted: true, Passing: p.modeOf(r) == kiosk, Net: p.network(r), At: p.c.Now(),
	}
	// A phone that loses its line must not undo the Turn: what was taken is
	// answered, and the page finds the answer when it is back.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), turnTime)
	defer cancel()
	if err := p.take(ctx, m); err != nil {
		p.notTaken(w, err)
		return
	}
	p.remember(w, r, id)
	writeJSON(w, http.StatusOK, struct {
		New bool `json:"new,omitempty"`
	}{isNew})
}

// take keeps the citizen's line, secrets hidden, and lets the Turn run.
func (p *Page) take(ctx context.Context, m chat.Message) error {
	said := saidOf(m)
	if m.File != nil {
		said.Kind = m.File.Kind
	}
	if _, err := p.c.Lines.AddLine(ctx, m.Key(), 0, m.At, said, nil); err != nil {
		return err
	}
	p.c.Live.Wake(ctx, topic(m.Chat))
	return p.c.Turn(ctx, m, p)
}

// saidOf is a citizen's line as it may be kept: numbers that are nobody's business, and
// those of a proof, are dots.
func saidOf(m chat.Message) *chat.Said {
	if _, ok := proof.Read(m.Text); ok {
		return &chat.Said{Text: dots(m.Text), Hidden: []string{hiddenProof}, Press: m.Press != ""}
	}
	text, hidden := vntext.Redact(m.Text)
	return &chat.Said{Text: text, Hidden: hidden, Press: m.Press != ""}
}

// hiddenProof is what a line says that was hidden where it was a proof.
const hiddenProof = "proof"

// dots puts one for every digit.
func dots(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsNumber(r) {
			return '•'
		}
		return r
	}, text)
}

// notTaken makes the page try again; only what is nobody's fault stays unlogged.
func (p *Page) notTaken(w http.ResponseWriter, err error) {
	if !errors.Is(err, bot.ErrBusy) && !errors.Is(err, chat.ErrAway) {
		p.c.Log.Error("a web message was not taken; its page sends it again", "err", err)
	}
	w.Header().Set("Retry-After", retryAfter)
	writeJSON(w, http.StatusServiceUnavailable, problem{"busy: send the same id again"})
}

// end deletes the conversation for good and sends the visitor to a fresh page.
func (p *Page) end(w http.ResponseWriter, r *http.Request) {
	m := p.modeOf(r)
	if id, ok := p.known(w, r); ok {
		if err := p.forget(r.Context(), id); err != nil {
			p.c.Log.Error("a conversation was not deleted; its page says so", "err", err)
			w.Header().Set("Retry-After", retryAfter)
			http.Error(w, p.words.Say(p.lookOf(r).Lang, "page.end_away", nil), http.StatusServiceUnavailable)
			return
		}
		w.Header().Del("Set-Cookie")
	}
	// A page of a shared machine says this also while the next one opens, whose
	// cookie must live.
	if m != kiosk {
		p.dropCookie(w, r, m)
	}
	http.Redirect(w, r, m.home(), http.StatusSeeOther)
}

// forget deletes a conversation and all that is kept of it. The speaker goes first:
// a Turn in hand then loses its turn, and what it might still deliver finds no
// question to answer.
func (p *Page) forget(ctx context.Context, id string) error {
	if err := p.c.Forget(ctx, chat.Speaker{Channel: chat.Web, Chat: id, From: id}); err != nil {
		p.c.Log.Warn("a session was not forgotten; it ends by itself", "err", err)
	}
	return p.c.Lines.DeleteChat(ctx, id)
}

type problem struct {
	Error string `json:"error"`
}

func refuse(w http.ResponseWriter, err error) {
	var why refusal
	if !errors.As(err, &why) {
		why = refusal{http.StatusBadRequest, "body: cannot be read"}
	}
	writeJSON(w, why.status, problem{why.why})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil { // only strings and numbers come here
		http.Error(w, "the answer could not be written", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(data) // fails only when the reader is gone; it asks again
}
