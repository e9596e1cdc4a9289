package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
)

// volunteerRow is a Volunteer with their Teams, of a table called v.
const volunteerRow = `v.id, v.name, v.role, v.lang, coalesce(v.telegram, ''), v.duty_until, v.ended_at, (
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'kind', t.kind, 'unit', t.unit,
        'area', t.area, 'hours', t.hours, 'head', m.head) ORDER BY t.id), '[]')
    FROM team_members m JOIN teams t ON t.id = m.team WHERE m.volunteer = v.id AND t.ended_at IS NULL)`

const selectVolunteers = `SELECT ` + volunteerRow + ` FROM volunteers v ORDER BY v.name, v.id`

// scanVolunteer reads a volunteerRow, and what stands behind it in the same row.
func scanVolunteer(row pgx.Row, v *team.Volunteer, more ...any) error {
	var duty, ended *time.Time
	var teams []teamRow
	into := []any{&v.ID, &v.Name, &v.Role, &v.Lang, &v.Telegram, &duty, &ended, &teams}
	if err := row.Scan(append(into, more...)...); err != nil {
		return err
	}
	v.DutyUntil, v.EndedAt = here(duty), here(ended)
	for _, t := range teams {
		v.Teams = append(v.Teams, team.Member{Team: t.team(), Head: t.Head})
	}
	return nil
}

// Volunteer is one by id, also one who ended, Teams included. team.ErrUnknown.
func (s *Store) Volunteer(ctx context.Context, id int64) (team.Volunteer, error) {
	for range 2 {
		p, err := s.people(ctx)
		if err != nil {
			return team.Volunteer{}, err
		}
		if v, ok := p.byID[id]; ok {
			return v, nil
		}
		s.desk.forget() // another process may have let them in a moment ago
	}
	return team.Volunteer{}, team.ErrUnknown
}

// Volunteers are those who belong here, by name.
func (s *Store) Volunteers(ctx context.Context) ([]team.Volunteer, error) {
	return s.volunteersWho(ctx, func(v team.Volunteer) bool { return v.EndedAt.IsZero() })
}

// OnDuty are those to be told of new questions.
func (s *Store) OnDuty(ctx context.Context, now time.Time) ([]team.Volunteer, error) {
	return s.volunteersWho(ctx, func(v team.Volunteer) bool { return v.OnDuty(now) })
}

func (s *Store) volunteersWho(ctx context.Context, are func(team.Volunteer) bool) ([]team.Volunteer, error) {
	p, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	var some []team.Volunteer
	for _, v := range p.volunteers {
		if are(v) {
			some = append(some, v)
		}
	}
	return some, nil
}

// VolunteerByTelegram is whose private chat this is; false for everybody else's.
func (s *Store) VolunteerByTelegram(ctx context.Context, chatID string) (team.Volunteer, bool, error) {
	p, err := s.people(ctx)
	if err != nil {
		return team.Volunteer{}, false, err
	}
	v, ok := p.byTelegram[chatID]
	return v, ok, nil
}

const insertVolunteer = `
INSERT INTO volunteers (name, role, lang, telegram, duty_until, added_at)
VALUES ($1, $2, $3, nullif($4, ''), $5, $6) RETURNING id`

// AddVolunteer adds one, without Teams, and gives their number.
func (s *Store) AddVolunteer(ctx context.Context, v team.Volunteer, at time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	defer s.desk.forget()
	var id int64
	err := s.db.QueryRow(ctx, insertVolunteer, v.Name, v.Role, v.Lang, v.Telegram, known(v.DutyUntil), at).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add a volunteer: %w", away(err))
	}
	return id, nil
}

const (
	setDuty    = `UPDATE volunteers SET duty_until = $2 WHERE id = $1 AND ended_at IS NULL`
	setName    = `UPDATE volunteers SET name = $2 WHERE id = $1 AND ended_at IS NULL`
	setLang    = `UPDATE volunteers SET lang = $2 WHERE id = $1 AND ended_at IS NULL`
	setRole    = `UPDATE volunteers SET role = $2 WHERE id = $1 AND ended_at IS NULL`
	disconnect = `UPDATE volunteers SET telegram = NULL WHERE id = $1`
)

// SetDuty puts a Volunteer on duty until a time; the zero time ends it. This and all
// that follow: team.ErrUnknown when there is no such Volunteer, or not any more.
func (s *Store) SetDuty(ctx context.Context, id int64, until time.Time) error {
	return s.changePeople(ctx, "set duty", setDuty, id, known(until))
}

// SetName sets the first name that a Volunteer shows.
func (s *Store) SetName(ctx context.Context, id int64, name string) error {
	return s.changePeople(ctx, "set a name", setName, id, name)
}

// SetLang sets the language of a Volunteer's desk.
func (s *Store) SetLang(ctx context.Context, id int64, lang string) error {
	return s.changePeople(ctx, "set a language", setLang, id, lang)
}

// SetRole sets what a Volunteer may do.
func (s *Store) SetRole(ctx context.Context, id int64, role team.Role) error {
	return s.changePeople(ctx, "set a role", setRole, id, role)
}

// DisconnectTelegram takes the link to a private chat away.
func (s *Store) DisconnectTelegram(ctx context.Context, id int64) error {
	return s.changePeople(ctx, "disconnect a chat", disconnect, id)
}

// All that lets them in goes; their number and name stay with what they did.
const endVolunteer = `
WITH ended AS (
    UPDATE volunteers SET ended_at = $2, duty_until = NULL, telegram = NULL
    WHERE id = $1 AND ended_at IS NULL RETURNING id),
signed_out AS (DELETE FROM desk_sessions WHERE volunteer IN (SELECT id FROM ended)),
uninvited AS (DELETE FROM invites WHERE spent_at IS NULL AND volunteer IN (SELECT id FROM ended))
SELECT FROM ended`

// EndVolunteer ends a Volunteer and all that let them in. What they have in hand is given
// back by the caller.
func (s *Store) EndVolunteer(ctx context.Context, id int64, at time.Time) error {
	return s.changePeople(ctx, "end a volunteer", endVolunteer, id, at)
}
