package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
	"motcua/internal/unit"
)

// teamRow is one Team as JSON carries it.
type teamRow struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Kind  team.Kind  `json:"kind"`
	Unit  string     `json:"unit"`
	Area  string     `json:"area"`
	Hours []hoursRow `json:"hours"`
	Head  bool       `json:"head"`
}

func (r teamRow) team() team.Team {
	return team.Team{ID: r.ID, Name: r.Name, Kind: r.Kind, Unit: r.Unit, Area: r.Area, Hours: hoursOf(r.Hours)}
}

func hoursOf(rows []hoursRow) []unit.Hours {
	var all []unit.Hours
	for _, r := range rows {
		all = append(all, unit.Hours(r))
	}
	return all
}

func rowsOfHours(all []unit.Hours) []hoursRow {
	rows := make([]hoursRow, 0, len(all))
	for _, h := range all {
		rows = append(rows, hoursRow(h))
	}
	return rows
}

// Teams are those that stand, by unit and name.
func (s *Store) Teams(ctx context.Context) ([]team.Team, error) {
	people, err := s.people(ctx)
	if err != nil {
		return nil, err
	}
	return people.teams, nil
}

// TeamByID is one that stands. team.ErrUnknown.
func (s *Store) TeamByID(ctx context.Context, id int64) (team.Team, error) {
	teams, err := s.Teams(ctx)
	if err != nil {
		return team.Team{}, err
	}
	for _, t := range teams {
		if t.ID == id {
			return t, nil
		}
	}
	return team.Team{}, team.ErrUnknown
}

const insertTeam = `INSERT INTO teams (name, kind, unit, area, hours) VALUES ($1, $2, $3, $4, $5) RETURNING id`

// AddTeam adds one and gives its number.
func (s *Store) AddTeam(ctx context.Context, t team.Team) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	defer s.desk.forget()
	var id int64
	err := s.db.QueryRow(ctx, insertTeam, t.Name, t.Kind, t.Unit, t.Area, rowsOfHours(t.Hours)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add a team: %w", away(err))
	}
	return id, nil
}

const updateTeam = `
UPDATE teams SET name = $2, kind = $3, unit = $4, area = $5, hours = $6 WHERE id = $1 AND ended_at IS NULL`

// ChangeTeam writes all but its end. team.ErrUnknown.
func (s *Store) ChangeTeam(ctx context.Context, t team.Team) error {
	return s.changePeople(ctx, "change a team", updateTeam, t.ID, t.Name, t.Kind, t.Unit, t.Area, rowsOfHours(t.Hours))
}

const endTeam = `UPDATE teams SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`

// EndTeam ends a Team; its tickets are given back by the caller. team.ErrUnknown, also the
// second time.
func (s *Store) EndTeam(ctx context.Context, id int64, at time.Time) error {
	return s.changePeople(ctx, "end a team", endTeam, id, at)
}

const insertMember = `
INSERT INTO team_members (team, volunteer, head)
SELECT t.id, v.id, $3 FROM teams t, volunteers v
WHERE t.id = $1 AND t.ended_at IS NULL AND v.id = $2 AND v.ended_at IS NULL
ON CONFLICT (team, volunteer) DO UPDATE SET head = excluded.head`

// AddMember makes a Volunteer a member, or a member head or not. team.ErrUnknown when
// either is not there.
func (s *Store) AddMember(ctx context.Context, teamID, volunteer int64, head bool) error {
	return s.changePeople(ctx, "add a member", insertMember, teamID, volunteer, head)
}

const deleteMember = `DELETE FROM team_members WHERE team = $1 AND volunteer = $2`

// RemoveMember takes a Volunteer out of a Team. One who is not in it is no error.
func (s *Store) RemoveMember(ctx context.Context, teamID, volunteer int64) error {
	err := s.changePeople(ctx, "remove a member", deleteMember, teamID, volunteer)
	if errors.Is(err, team.ErrUnknown) {
		return nil
	}
	return err
}

// changePeople changes one row of those who answer; team.ErrUnknown when there is none.
func (s *Store) changePeople(ctx context.Context, what, query string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	defer s.desk.forget()
	tag, err := s.db.Exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, away(err))
	}
	if tag.RowsAffected() == 0 {
		return team.ErrUnknown
	}
	return nil
}

const selectTeams = `
SELECT id, name, kind, unit, area, hours FROM teams WHERE ended_at IS NULL ORDER BY unit, name, id`

func scanTeam(row pgx.CollectableRow) (team.Team, error) {
	var r teamRow
	err := row.Scan(&r.ID, &r.Name, &r.Kind, &r.Unit, &r.Area, &r.Hours)
	return r.team(), err
}
