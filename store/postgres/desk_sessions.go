package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
)

// Times of sessions.
const (
	sessionLives = 30 * 24 * time.Hour // since it was last seen
	sessionSeen  = time.Minute         // between two notes of that
)

const insertSession = `
INSERT INTO desk_sessions (secret_hash, volunteer, device, made_at, seen_at) VALUES ($1, $2, $3, $4, $4)`

// MakeSession signs a browser in.
func (s *Store) MakeSession(ctx context.Context, secretHash []byte, volunteer int64, device string, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, insertSession, secretHash, volunteer, device, now); err != nil {
		return fmt.Errorf("make a session: %w", away(err))
	}
	return nil
}

const (
	sessionRow    = `s.id, s.device, s.made_at, s.seen_at`
	selectSession = `
SELECT ` + volunteerRow + `, ` + sessionRow + ` FROM desk_sessions s JOIN volunteers v ON v.id = s.volunteer
WHERE s.secret_hash = $1 AND v.ended_at IS NULL`
	seeSession = `UPDATE desk_sessions SET seen_at = $2 WHERE id = $1`
)

// SessionBy is the session with this secret and its Volunteer, never from memory: one
// that was ended is ended at once. team.ErrUnknown, ErrExpired.
func (s *Store) SessionBy(ctx context.Context, secretHash []byte, now time.Time) (team.Session, team.Volunteer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var v team.Volunteer
	var got team.Session
	var made, seen time.Time
	err := scanVolunteer(s.db.QueryRow(ctx, selectSession, secretHash), &v, &got.ID, &got.Device, &made, &seen)
	if errors.Is(err, pgx.ErrNoRows) {
		return team.Session{}, team.Volunteer{}, team.ErrUnknown
	}
	if err != nil {
		return team.Session{}, team.Volunteer{}, fmt.Errorf("read a session: %w", away(err))
	}
	if now.Sub(seen) >= sessionLives {
		return team.Session{}, team.Volunteer{}, team.ErrExpired
	}
	got.Volunteer, got.MadeAt, got.SeenAt = v.ID, here(&made), here(&seen)
	if now.Sub(seen) >= sessionSeen {
		if _, err := s.db.Exec(ctx, seeSession, got.ID, now); err != nil {
			return team.Session{}, team.Volunteer{}, fmt.Errorf("see a session: %w", away(err))
		}
		got.SeenAt = now
	}
	return got, v, nil
}

const selectSessions = `SELECT ` + sessionRow + ` FROM desk_sessions s WHERE volunteer = $1 ORDER BY seen_at DESC, id DESC`

// Sessions are those of a Volunteer, the last seen first.
func (s *Store) Sessions(ctx context.Context, volunteer int64) ([]team.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectSessions, volunteer)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (team.Session, error) {
		got := team.Session{Volunteer: volunteer}
		var made, seen time.Time
		err := r.Scan(&got.ID, &got.Device, &made, &seen)
		got.MadeAt, got.SeenAt = here(&made), here(&seen)
		return got, err
	})
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", away(err))
	}
	return all, nil
}

const deleteSession = `DELETE FROM desk_sessions WHERE id = $1 AND volunteer = $2`

// EndSession signs one of a Volunteer's browsers out. Ending it again is no error.
func (s *Store) EndSession(ctx context.Context, id, volunteer int64) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, deleteSession, id, volunteer); err != nil {
		return fmt.Errorf("end a session: %w", away(err))
	}
	return nil
}

const forgetSessions = `DELETE FROM desk_sessions WHERE seen_at <= $1`

// ForgetSessions deletes the sessions that are over, and gives their number.
func (s *Store) ForgetSessions(ctx context.Context, now time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetSessions, now.Add(-sessionLives))
	if err != nil {
		return 0, fmt.Errorf("forget sessions: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
