package desk

import (
	"context"
	"sync"
	"time"

	"motcua/internal/team"
)

// people are those who answer, where they belong and when they were there.
type people interface {
	hours

	Volunteers(ctx context.Context) ([]team.Volunteer, error)
	Volunteer(ctx context.Context, id int64) (team.Volunteer, error)
	Teams(ctx context.Context) ([]team.Team, error)
	TeamByID(ctx context.Context, id int64) (team.Team, error)
}

// rosterLasts is how long a copy of everybody is good enough for names and lists.
const rosterLasts = 2 * time.Second

// roster is everybody at one moment. It never changes once made.
type roster struct {
	people map[int64]team.Volunteer
	teams  map[int64]team.Team
	all    []team.Volunteer // by name
	groups []team.Team      // by unit and name
}

// name is a volunteer's, also of one who has left; "" for nobody.
func (d *Desk) name(ctx context.Context, id int64) string {
	if id == 0 {
		return ""
	}
	if v, ok := d.roster(ctx).people[id]; ok {
		return v.Name
	}
	v, err := d.c.Store.Volunteer(ctx, id)
	if err != nil {
		return "" // a line without a name is still a line
	}
	return v.Name
}

// onDuty counts those on duty beside one.
func (r *roster) onDuty(now time.Time, beside int64) int {
	n := 0
	for _, v := range r.all {
		if v.ID != beside && v.OnDuty(now) {
			n++
		}
	}
	return n
}

// rosterCopy is shared by all pages and streams, so that names cost nothing.
type rosterCopy struct {
	mu   sync.Mutex
	at   time.Time
	last *roster
}

// roster is a fresh copy, or the last one while the store is away.
func (d *Desk) roster(ctx context.Context) *roster {
	c := &d.hub.roster
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && time.Since(c.at) < rosterLasts {
		return c.last
	}
	next, err := d.readRoster(ctx)
	switch {
	case err == nil:
		c.last, c.at = next, time.Now()
	case c.last == nil:
		return &roster{}
	}
	return c.last
}

func (d *Desk) readRoster(ctx context.Context) (*roster, error) {
	all, err := d.c.Store.Volunteers(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := d.c.Store.Teams(ctx)
	if err != nil {
		return nil, err
	}
	r := &roster{people: map[int64]team.Volunteer{}, teams: map[int64]team.Team{}, all: all, groups: groups}
	for _, v := range all {
		r.people[v.ID] = v
	}
	for _, t := range groups {
		r.teams[t.ID] = t
	}
	return r, nil
}

// forgetRoster makes the next look a fresh one, after a change of our own.
func (d *Desk) forgetRoster() {
	d.hub.roster.mu.Lock()
	defer d.hub.roster.mu.Unlock()
	d.hub.roster.at = time.Time{}
}
