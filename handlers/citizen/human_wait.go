package citizen

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/unit"
	"motcua/internal/vntext"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// Tickets is what is read about questions and those who answer them.
type Tickets interface {
	// TicketOf is the asker's open one, else the last closed.
	TicketOf(ctx context.Context, asker ticket.Asker) (ticket.Ticket, bool, error)
	Ahead(ctx context.Context, id int64) (int, error)
	UsualWait(ctx context.Context, since time.Time) (median time.Duration, n int, err error)
	OnDuty(ctx context.Context, now time.Time) ([]team.Volunteer, error)
	Teams(ctx context.Context) ([]team.Team, error)
	Volunteer(ctx context.Context, id int64) (team.Volunteer, error)
}

// A usual wait is told only where it was measured.
const (
	waitMeasured = 14 * 24 * time.Hour
	waitAtLeast  = 5 // questions
)

const receivedFresh = "human.received.head"

// sayReceived confirms a question: its place, how long it usually takes, and how the
// answer reaches this person. text is what was written now.
func (h *Handler) sayReceived(ctx context.Context, t *Talk, head, text string) error {
	place, err := h.placeInQueue(ctx, t)
	if err != nil {
		return err
	}
	if t.ticket.Grave && griefWords.in(newSaid(text)) {
		t.Say("card.condolence", nil)
	}
	how := "human.received.chat"
	if t.Message.Channel == chat.Web {
		how = "human.received.web"
	}
	t.Say(head, t.numbered())
	if head == receivedFresh && t.ticket.Code != "" {
		t.More(t.Text("human.received.with", words.Args{"code": string(t.ticket.Code)}))
	}
	t.More(place, t.Text(how, nil), t.hiddenWords(text))
	if t.fileKind != "" {
		t.More(t.Text("human.file.again_"+t.fileKind, nil))
	}
	t.offerTicket(verbAdd, verbState, verbFar, verbStop)
	return nil
}

// hiddenWords says that something was hidden, where something was.
func (t *Talk) hiddenWords(text string) string {
	if _, kinds := vntext.Redact(text); len(kinds) > 0 {
		return t.Text("human.hidden", nil)
	}
	return ""
}

// placeInQueue says how many wait before this one, or that nobody is there now.
func (h *Handler) placeInQueue(ctx context.Context, t *Talk) (string, error) {
	duty, err := h.Tickets.OnDuty(ctx, t.Now)
	if err != nil {
		return "", fmt.Errorf("read who is on duty: %w", err)
	}
	if !slices.ContainsFunc(duty, func(v team.Volunteer) bool { return ticket.MaySee(t.ticket, v) }) {
		return h.nobodyThere(ctx, t)
	}
	ahead, err := h.Tickets.Ahead(ctx, t.ticket.ID)
	if err != nil {
		return "", fmt.Errorf("count who waits before: %w", err)
	}
	usual, n, err := h.Tickets.UsualWait(ctx, t.Now.Add(-waitMeasured))
	if err != nil {
		return "", fmt.Errorf("read the usual wait: %w", err)
	}
	place := t.Text("human.received.first", nil)
	if ahead > 0 {
		place = t.Text("human.received.ahead", words.Args{"count": strconv.Itoa(ahead)})
	}
	if n < waitAtLeast {
		return place, nil
	}
	return sentences(place, t.usualWords(usual)), nil
}

// usualWords rounds up: nobody minds an answer that comes sooner.
func (t *Talk) usualWords(usual time.Duration) string {
	minutes := max(1, int((usual+time.Minute-1)/time.Minute))
	if minutes < 90 {
		return t.Text("human.received.usual_minutes", words.Args{"count": strconv.Itoa(minutes)})
	}
	return t.Text("human.received.usual_hours", words.Args{"count": strconv.Itoa((minutes + 59) / 60)})
}

// nobodyThere says that the question is kept, and when a team is there again if one says so.
// They are volunteers: no other hour is promised.
func (h *Handler) nobodyThere(ctx context.Context, t *Talk) (string, error) {
	teams, err := h.Tickets.Teams(ctx)
	if err != nil {
		return "", fmt.Errorf("read the teams: %w", err)
	}
	var next time.Time
	var who string
	for _, k := range teams {
		hours := unit.Unit{Hours: k.Hours}.Opening(t.Now, t.calendar)
		if !answersFor(t.ticket, k) || hours.Next.IsZero() || hours.Open {
			continue
		}
		if next.IsZero() || hours.Next.Before(next) {
			next, who = hours.Next, k.Name
		}
	}
	if next.IsZero() || workday.Date(next).After(workday.Date(t.Now).AddDate(0, 0, 7)) {
		return t.Text("human.received.nobody", nil), nil
	}
	return t.Text("human.received.nobody_until", words.Args{"team": who, "from": t.momentWords(next)}), nil
}

// answersFor reports whether a question as it waits is for somebody of this team.
func answersFor(t ticket.Ticket, k team.Team) bool {
	return k.EndedAt.IsZero() && ticket.MaySee(t, team.Volunteer{Role: team.Plain, Teams: []team.Member{{Team: k}}})
}

// momentWords is a moment inside a sentence: "18:00 hôm nay", "18:00, thứ Ba, 08/12/2026".
func (t *Talk) momentWords(at time.Time) string {
	if t.today(at) {
		return t.Text("human.received.today", words.Args{"time": clock(at)})
	}
	return clock(at) + ", " + t.dayWords(at)
}

// state tells where a question stands.
func (h *Handler) state(ctx context.Context, t *Talk, about string) error {
	if h.Desk == nil {
		t.menu()
		return nil
	}
	if err := h.refresh(ctx, t); err != nil {
		return err
	}
	switch {
	case t.ticket.ID == 0 || about != "" && about != t.number() && !t.open():
		t.noTicket()
		return nil
	case t.ticket.Outcome == ticket.Withdrawn:
		t.Say("human.state.withdrawn", t.numbered("time", t.momentWords(t.ticket.ClosedAt)))
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
		return nil
	case t.ticket.State == ticket.Closed:
		t.Say("human.state.closed", t.numbered("time", t.momentWords(t.ticket.ClosedAt)))
		if t.reopens() {
			t.More(t.Text("human.state.again", nil))
		}
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
		return nil
	case t.ticket.State == ticket.Held:
		h.sayHolder(ctx, t)
		t.offerTicket(verbAdd, verbStop)
		return nil
	}
	place, err := h.placeInQueue(ctx, t)
	if err != nil {
		return err
	}
	t.Say("human.state.waiting", t.numbered("time", t.momentWords(t.ticket.OpenedAt)))
	t.More(place)
	t.offerTicket(verbAdd, verbFar, verbStop)
	return nil
}

// sayHolder names who has the question. A name that cannot be read is left out.
func (h *Handler) sayHolder(ctx context.Context, t *Talk) {
	since := t.momentWords(t.ticket.HeldAt)
	who, err := h.Tickets.Volunteer(ctx, t.ticket.Holder)
	if err != nil || who.Name == "" {
		t.Say("human.state.held_by", t.numbered("time", since))
		return
	}
	t.Say("human.state.held", t.numbered("time", since, "name", who.Name, "role", t.roleWords(who)))
}

func (t *Talk) roleWords(v team.Volunteer) string {
	if v.Officer() {
		return t.Text("human.role.officer", nil)
	}
	return t.Text("human.role.volunteer", nil)
}

// noTicket answers a press about a question that is not there.
func (t *Talk) noTicket() {
	t.Say("human.state.none", nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// offerTicket offers what can be done with the open question, and the way elsewhere.
func (t *Talk) offerTicket(verbs ...string) {
	labels := map[string]string{
		verbAdd: "human.add.choice", verbState: "human.state.choice", verbFar: "human.far.choice", verbStop: "human.stop.choice",
	}
	for _, verb := range verbs {
		far := verb == verbFar
		if far && (t.ticket.Far || t.ticket.Sensitive || t.ticket.State != ticket.Waiting) {
			continue // it is so already, or too late
		}
		if verb == verbStop && !t.open() {
			continue
		}
		t.Offer(t.choice(labels[verb], verb+":"+t.number()))
	}
	t.noHuman = true
	t.Offer(t.choice("menu.choice", verbMenu))
}

// numbered is the arguments of a text about the question: its number, and pairs.
func (t *Talk) numbered(pairs ...string) words.Args {
	args := words.Args{"number": t.number()}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// number is the question's number as people say it.
func (t *Talk) number() string { return strconv.FormatInt(t.ticket.ID, 10) }
