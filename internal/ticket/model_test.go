package ticket

import (
	"context"
	"slices"
	"sync"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
)

// The people of the tests. Lan and Minh are neighbours of the asker in ward P1; Nga is
// of another ward, Vy of the city, Thảo an officer, Hạnh coordinates ward P1.
var (
	area1 = team.Team{ID: 1, Name: "Khu phố 1", Kind: team.OfArea, Unit: "P1", Area: "Khu phố 1"}
	area2 = team.Team{ID: 2, Name: "Khu phố 2", Kind: team.OfArea, Unit: "P1", Area: "Khu phố 2"}
	ward1 = team.Team{ID: 3, Name: "Phường 1", Kind: team.OfUnit, Unit: "P1"}
	ward2 = team.Team{ID: 4, Name: "Phường 2", Kind: team.OfUnit, Unit: "P2"}
	city  = team.Team{ID: 5, Name: "Thành phố", Kind: team.OfCity}
	desk1 = team.Team{ID: 6, Name: "Trung tâm", Kind: team.Officers}
	gone  = team.Team{ID: 7, Name: "Tổ cũ", Kind: team.OfUnit, Unit: "P1", EndedAt: noon}

	minh = person(1, "Minh", area1)
	mai  = person(2, "Mai", area2)
	lan  = person(3, "Lan", ward1)
	nga  = person(4, "Nga", ward2)
	vy   = person(5, "Vy", city)
	thao = person(6, "Thảo", desk1)
	hanh = coordinator(person(7, "Hạnh", ward1))
	root = coordinator(person(8, "Quân"))
	left = ended(person(9, "Tú", ward1))

	everybody = []team.Volunteer{minh, mai, lan, nga, vy, thao, hanh, root, left}
)

var noon = time.Date(2026, 12, 7, 12, 0, 0, 0, time.UTC)

func person(id int64, name string, teams ...team.Team) team.Volunteer {
	v := team.Volunteer{ID: id, Name: name, Role: team.Plain, Telegram: name, DutyUntil: noon.Add(24 * time.Hour)}
	for _, k := range teams {
		v.Teams = append(v.Teams, team.Member{Team: k})
	}
	return v
}

func coordinator(v team.Volunteer) team.Volunteer { v.Role = team.Coordinator; return v }

func ended(v team.Volunteer) team.Volunteer { v.EndedAt = noon; return v }

// model is a Store in memory that keeps what the real one promises.
type model struct {
	mu      sync.Mutex
	tickets []Ticket
	lines   map[int64][]Line
	keys    map[int64]map[string]bool
	jobs    []Later
	// between is called, once, between the reading and the writing of a verb: whatever
	// another does at that moment.
	between func()
	second  error // of a Change that would open a second one: a store may not know why
}

func newModel() *model {
	return &model{second: ErrSecond, lines: map[int64][]Line{}, keys: map[int64]map[string]bool{}}
}

func (m *model) open(a Asker) *Ticket {
	for i, t := range m.tickets {
		if t.State != Closed && a.Chat != "" && t.Asker == a {
			return &m.tickets[i]
		}
	}
	return nil
}

func (m *model) OpenTicket(_ context.Context, t Ticket, key string, lines []Line, later []Later) (Ticket, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, keys := range m.keys {
		if keys[key] {
			return m.tickets[id-1], false, nil
		}
	}
	if there := m.open(t.Asker); there != nil && t.State != Closed {
		return *there, false, nil
	}
	t.ID, t.Version = int64(len(m.tickets)+1), 1
	m.tickets = append(m.tickets, t)
	m.write(&m.tickets[t.ID-1], key, lines, later)
	return m.tickets[t.ID-1], true, nil
}

func (m *model) write(t *Ticket, key string, lines []Line, later []Later) {
	for _, l := range lines {
		t.LastLine++
		l.Ticket, l.Seq = t.ID, t.LastLine
		m.lines[t.ID] = append(m.lines[t.ID], l)
	}
	if len(lines) > 0 {
		if m.keys[t.ID] == nil {
			m.keys[t.ID] = map[string]bool{}
		}
		m.keys[t.ID][key] = true
	}
	for _, l := range later {
		m.jobs = append(m.jobs, l.For(t.ID))
	}
}

func (m *model) TicketFor(_ context.Context, id int64, key string) (Ticket, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id < 1 || id > int64(len(m.tickets)) {
		return Ticket{}, false, ErrNone
	}
	return m.tickets[id-1], m.keys[id][key], nil
}

func (m *model) ChangeTicket(_ context.Context, c Change) (Ticket, error) {
	m.mu.Lock()
	between := m.between
	m.between = nil
	m.mu.Unlock()
	if between != nil {
		between()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := &m.tickets[c.Before.ID-1]
	if m.keys[t.ID][c.Key] {
		return *t, nil
	}
	if t.Version != c.Before.Version {
		return Ticket{}, ErrConflict
	}
	if second := m.open(t.Asker); t.State == Closed && c.After.State != Closed && second != nil {
		return Ticket{}, m.second
	}
	asker, holder, rung := t.ToldAsker, t.ToldHolder, t.RungRing
	if c.After.RungRing != c.Before.RungRing {
		rung = c.After.RungRing
	}
	last := t.LastLine
	*t = c.After
	t.Version, t.LastLine, t.ToldAsker, t.ToldHolder, t.RungRing = c.Before.Version+1, last, asker, holder, rung
	m.write(t, c.Key, c.Lines, c.Later)
	return *t, nil
}

func (*model) Volunteer(_ context.Context, id int64) (team.Volunteer, error) {
	for _, v := range everybody {
		if v.ID == id {
			return v, nil
		}
	}
	return team.Volunteer{}, team.ErrUnknown
}

func (*model) TeamByID(_ context.Context, id int64) (team.Team, error) {
	for _, k := range []team.Team{area1, area2, ward1, ward2, city, desk1, gone} {
		if k.ID == id {
			return k, nil
		}
	}
	return team.Team{}, team.ErrUnknown
}

// waits says whether a job of a kind waits.
func (m *model) waits(kind string, id int64) bool {
	return slices.ContainsFunc(m.jobs, func(l Later) bool { return l.Args.Kind() == kind && jobOf(l) == id })
}

func jobOf(l Later) int64 {
	switch a := l.Args.(type) {
	case RelayArgs:
		return a.Ticket
	case RingArgs:
		return a.Ticket
	case SilenceArgs:
		return a.Ticket
	}
	return 0
}

func web(name string) Asker { return Asker{Channel: chat.Web, Chat: name} }
