package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
)

// peopleAge is how long a copy of those who answer is used.
const peopleAge = 2 * time.Second

// people are all who answer, by what they are asked for.
type people struct {
	teams      []team.Team
	volunteers []team.Volunteer // also those who ended
	byID       map[int64]team.Volunteer
	byTelegram map[string]team.Volunteer
}

// deskPeople is the copy in memory of those who answer: they are few, and each message in a
// messenger asks whether one of them wrote it.
type deskPeople struct {
	mu   sync.Mutex
	now  *people
	read time.Time
}

// forget lets the next reader read anew.
func (d *deskPeople) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.read = time.Time{}
}

// people gives the copy. When the server is away, the copy we hold is better than none.
func (s *Store) people(ctx context.Context) (*people, error) {
	d := &s.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now != nil && time.Since(d.read) < peopleAge {
		return d.now, nil
	}
	now, err := s.readPeople(ctx)
	if err != nil && d.now == nil {
		return nil, err
	}
	if err == nil {
		d.now = now
	}
	d.read = time.Now()
	return d.now, nil
}

func (s *Store) readPeople(ctx context.Context) (*people, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	p := &people{byID: map[int64]team.Volunteer{}, byTelegram: map[string]team.Volunteer{}}
	both := &pgx.Batch{}
	both.Queue(selectTeams).Query(func(rows pgx.Rows) (err error) {
		p.teams, err = pgx.CollectRows(rows, scanTeam)
		return err
	})
	both.Queue(selectVolunteers).Query(func(rows pgx.Rows) (err error) {
		p.volunteers, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (team.Volunteer, error) {
			var v team.Volunteer
			err := scanVolunteer(r, &v)
			return v, err
		})
		return err
	})
	if err := s.db.SendBatch(ctx, both).Close(); err != nil {
		return nil, fmt.Errorf("read those who answer: %w", away(err))
	}
	for _, v := range p.volunteers {
		p.byID[v.ID] = v
		if v.Telegram != "" {
			p.byTelegram[v.Telegram] = v
		}
	}
	return p, nil
}
