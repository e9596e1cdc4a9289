package clock

import (
	"context"
	"sync"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
)

var noon = time.Date(2026, 12, 7, 12, 0, 0, 0, time.UTC)

// shelf is a Store in memory with one Ticket, and what was told of it.
type shelf struct {
	mu      sync.Mutex
	ticket  ticket.Ticket
	lines   []ticket.Line
	people  []team.Volunteer
	out     []chat.Outgoing
	woken   []string
	missing bool
	err     error
	// before is called once, before the next Tell is done.
	before func()
}

func (s *shelf) Ticket(context.Context, int64) (ticket.Ticket, error) {
	if s.missing {
		return ticket.Ticket{}, ticket.ErrNone
	}
	return s.ticket, s.err
}

func (s *shelf) Lines(context.Context, int64, int64) ([]ticket.Line, error) {
	return append([]ticket.Line(nil), s.lines...), s.err
}

func (s *shelf) Volunteer(_ context.Context, id int64) (team.Volunteer, error) {
	for _, v := range s.people {
		if v.ID == id {
			return v, nil
		}
	}
	return team.Volunteer{}, team.ErrUnknown
}

func (s *shelf) OnDuty(_ context.Context, now time.Time) ([]team.Volunteer, error) {
	var out []team.Volunteer
	for _, v := range s.people {
		if v.OnDuty(now) {
			out = append(out, v)
		}
	}
	return out, nil
}

func (s *shelf) Tell(_ context.Context, told ticket.Told) (bool, error) {
	if f := s.before; f != nil {
		s.before = nil
		f()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	count := map[ticket.Whom]int64{
		ticket.TheAsker: s.ticket.ToldAsker, ticket.TheHolder: s.ticket.ToldHolder, ticket.TheRing: int64(s.ticket.RungRing),
	}[told.Whom]
	if count != told.From {
		return false, nil
	}
	switch told.Whom {
	case ticket.TheAsker:
		s.ticket.ToldAsker = told.To
	case ticket.TheHolder:
		s.ticket.ToldHolder = told.To
	case ticket.TheRing:
		s.ticket.RungRing = ticket.Ring(told.To)
	}
	s.out = append(s.out, told.Out...)
	return true, nil
}

func (s *shelf) Wake(_ context.Context, topic string) { s.woken = append(s.woken, topic) }

// to are the Replies to a chat since the last call for it.
func (s *shelf) to(chatID string) []chat.Reply {
	var got []chat.Reply
	var rest []chat.Outgoing
	for _, o := range s.out {
		if o.Key.Chat == chatID {
			got = append(got, o.Reply)
		} else {
			rest = append(rest, o)
		}
	}
	s.out = rest
	return got
}

// happens adds Lines as the store would.
func (s *shelf) happens(lines ...ticket.Line) {
	for _, l := range lines {
		s.ticket.LastLine++
		l.Ticket, l.Seq, l.At = s.ticket.ID, s.ticket.LastLine, noon
		s.lines = append(s.lines, l)
	}
}

type idleDesk struct{}

func (idleDesk) Silence(context.Context, int64) (time.Time, error) { return time.Time{}, nil }

var (
	ward = team.Member{Team: team.Team{ID: 1, Kind: team.OfUnit, Unit: "P1"}}
	lan  = team.Volunteer{ID: 1, Name: "Lan", Telegram: "tg-lan", DutyUntil: noon.Add(time.Hour), Teams: []team.Member{ward}}
	mai  = team.Volunteer{ID: 2, Name: "Mai", Telegram: "tg-mai", Lang: "en", DutyUntil: noon.Add(time.Hour), Teams: []team.Member{ward}}
	thao = team.Volunteer{ID: 3, Name: "Thảo", DutyUntil: noon.Add(time.Hour), Teams: []team.Member{{Team: team.Team{ID: 2, Kind: team.Officers}}}}
)

// question is a waiting question of a web page, with a Clock on it.
func question(t *testing.T) (*shelf, *Clock) {
	t.Helper()
	s := &shelf{people: []team.Volunteer{lan, mai, thao}, ticket: ticket.Ticket{
		ID: 127, Version: 1, State: ticket.Waiting, Ring: ticket.OwnTeam, Asker: ticket.Asker{Channel: chat.Web, Chat: "page"},
		Lang: "vi", Unit: "P1", Code: "H29.171-261119-0012",
	}}
	s.happens(ticket.Line{What: ticket.Said, Text: "Hồ sơ H29.171-261119-0012 đến đâu rồi?"})
	c, err := New(Config{
		Store: s, Desk: idleDesk{}, Lists: &shelfOfLists{}, Follows: &shelfOfFollows{}, Units: places{}, Live: s, PublicURL: "https://motcua.example.vn/", Hotline: "0274 000 0001",
		Now: func() time.Time { return noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}
