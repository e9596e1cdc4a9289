package volunteer

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// finishes closes a question, and opens it again when that was too early.
type finishes interface {
	Finish(ctx context.Context, key string, id, by int64, how ticket.Outcome, where ticket.Help) (ticket.Ticket, error)
	Reopen(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
}

// Outcomes in two steps: those that come often, then the rest.
var (
	often = []ticket.Outcome{ticket.Guided, ticket.LookedUp, ticket.SubmitOnline, ticket.ToCounter}
	rare  = []ticket.Outcome{ticket.PaidOnline, ticket.VNeID, ticket.Papers, ticket.Other}
)

// What may follow a case in a press of finish, beside an outcome.
const (
	restOf   = "more" // the rarer outcomes
	atCentre = "here" // help that was given face to face
)

// finish asks how a question was helped, and closes it with the answer.
func (h *Handler) finish(ctx context.Context, t *Talk, id int64, how string) error {
	outcome, where, _ := strings.Cut(how, ":")
	if known(ticket.Outcome(outcome)) {
		help := ticket.Remote
		if where == atCentre {
			help = ticket.InPerson
		}
		return h.close(ctx, t, id, ticket.Outcome(outcome), help)
	}
	tk, ok, err := h.inHand(ctx, t, id)
	if err != nil || !ok {
		return err
	}
	t.askOutcome(id, outcome, where)
	if err := h.stay(ctx, t, id); err != nil {
		return err
	}
	t.Session.About += ":" + number(t.askedBefore(tk))
	return nil
}

// askedBefore is when the asker had last written as the outcomes of their case were
// first offered; now, where they were not.
func (t *Talk) askedBefore(tk ticket.Ticket) int64 {
	parts := strings.Split(t.About, ":")
	const asking = 4 // parts: those of a chosen case, and this one
	if id, _, _ := readChosen(t.About); t.Awaited == waitsCase && id == tk.ID && len(parts) == asking {
		if at, err := strconv.ParseInt(parts[asking-1], 10, 64); err == nil {
			return at
		}
	}
	return tk.AskedAt.UnixMilli()
}

// hasNews says whether the asker wrote, and has no answer, since the outcomes were
// offered: a thumb that was on its way has not seen it.
func (h *Handler) hasNews(ctx context.Context, t *Talk, id int64) (bool, error) {
	tk, err := h.Tickets.Ticket(ctx, id)
	if isNone(err) || err == nil && (tk.State != ticket.Held || tk.Holder != t.Me.ID) {
		return false, nil // closing says what stands against it
	}
	return tk.Unanswered() && tk.AskedAt.UnixMilli() > t.askedBefore(tk), err
}

// askOutcome offers a page of outcomes: page is restOf for the second, and atCentre
// marks help face to face on either.
func (t *Talk) askOutcome(id int64, page, where string) {
	var mark []string
	if page == atCentre || where == atCentre {
		mark = []string{atCentre}
		t.Say("finish.ask_here", named(id))
	} else {
		t.Say("finish.ask", named(id))
	}
	all := often
	if page == restOf {
		all = rare
	}
	for _, o := range all {
		t.List(t.choice("finish.is."+string(o), nil, verbClose, id, append([]string{string(o)}, mark...)...))
	}
	if page == restOf && mark == nil {
		t.List(t.choice("finish.here", nil, verbClose, id, atCentre))
		return
	}
	if page != restOf {
		t.List(t.choice("finish.others", nil, verbClose, id, append([]string{restOf}, mark...)...))
	}
}

func known(o ticket.Outcome) bool { return slices.Contains(often, o) || slices.Contains(rare, o) }

// close closes, and goes on to the next question.
func (h *Handler) close(ctx context.Context, t *Talk, id int64, how ticket.Outcome, where ticket.Help) error {
	news, err := h.hasNews(ctx, t, id)
	switch {
	case err != nil:
		return fmt.Errorf("read case %d: %w", id, err)
	case news:
		t.news(id)
		return h.stay(ctx, t, id)
	}
	if _, err := h.Desk.Finish(ctx, t.key(0), id, t.Me.ID, how, where); err != nil {
		return h.refused(ctx, t, id, err)
	}
	t.Reply(chat.Reply{Sign: signDone, Text: t.Text("finish.done", words.Args{
		"id": number(id), "how": lower(t.Text("finish.is."+string(how), nil)),
	})})
	held, err := h.Tickets.HeldTickets(ctx, t.Me.ID) // one less than before
	if err != nil {
		return err
	}
	t.offerCases(held, 2)
	if err := h.offerNext(ctx, t, 0); err != nil {
		return err
	}
	t.Offer(t.about("finish.reopen", verbReopen, id))
	return nil
}

// signDone stands before what is done for good.
const signDone = "✅"

// lower is a label inside a sentence; names keep their capitals.
func lower(label string) string {
	r := []rune(label)
	if len(r) > 1 && strings.ToLower(string(r[1])) == string(r[1]) {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return label
}

// reopen takes a question in hand again that was closed too early.
func (h *Handler) reopen(ctx context.Context, t *Talk, id int64, _ string) error {
	tk, err := h.Desk.Reopen(ctx, t.key(0), id, t.Me.ID)
	if err != nil {
		return h.refused(ctx, t, id, err)
	}
	t.Say("finish.open_again", named(id))
	t.offerSteps(tk)
	return h.stay(ctx, t, id)
}
