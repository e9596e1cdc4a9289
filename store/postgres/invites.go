package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
)

const insertInvite = `
INSERT INTO invites (token_hash, kind, volunteer, team, role, head, made_by, until)
VALUES ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6, $7, $8)`

// MakeInvite keeps a one-time link.
func (s *Store) MakeInvite(ctx context.Context, tokenHash []byte, i team.Invite) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	_, err := s.db.Exec(ctx, insertInvite, tokenHash, i.Kind, i.Volunteer, i.Team, i.Role, i.Head, i.By, i.Until)
	if err != nil {
		return fmt.Errorf("make an invitation: %w", away(err))
	}
	return nil
}

const inviteRow = `kind, coalesce(volunteer, 0), coalesce(team, 0), role, head, made_by, until`

func scanInvite(row pgx.Row, i *team.Invite, more ...any) error {
	var until time.Time
	into := []any{&i.Kind, &i.Volunteer, &i.Team, &i.Role, &i.Head, &i.By, &until}
	err := row.Scan(append(into, more...)...)
	i.Until = here(&until)
	return err
}

const selectInvite = `SELECT ` + inviteRow + `, spent_at FROM invites WHERE token_hash = $1`

// LookAtInvite gives a one-time link that can still be spent, and spends nothing.
// team.ErrUnknown, ErrSpent, ErrExpired.
func (s *Store) LookAtInvite(ctx context.Context, tokenHash []byte, now time.Time) (team.Invite, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var i team.Invite
	var spent *time.Time
	err := scanInvite(s.db.QueryRow(ctx, selectInvite, tokenHash), &i, &spent)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return team.Invite{}, team.ErrUnknown
	case err != nil:
		return team.Invite{}, fmt.Errorf("read an invitation: %w", away(err))
	case spent != nil:
		return team.Invite{}, team.ErrSpent
	case !now.Before(i.Until):
		return team.Invite{}, team.ErrExpired
	}
	return i, nil
}

// One statement decides who spends it.
const spendInvite = `
UPDATE invites SET spent_at = $2
WHERE token_hash = $1 AND spent_at IS NULL AND until > $2 AND kind = ANY ($3)
RETURNING ` + inviteRow

// spend spends a link of these kinds and does in the same transaction what it is for.
func (s *Store) spend(ctx context.Context, tokenHash []byte, now time.Time, kinds []team.InviteKind, use func(context.Context, pgx.Tx, team.Invite) (team.Volunteer, error)) (team.Volunteer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	defer s.desk.forget()
	var v team.Volunteer
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		var i team.Invite
		err := scanInvite(tx.QueryRow(ctx, spendInvite, tokenHash, now, kinds), &i)
		if err == nil {
			v, err = use(ctx, tx, i)
		}
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		if _, err = s.LookAtInvite(ctx, tokenHash, now); err == nil {
			err = team.ErrUnknown // for something else, or of one who is not here any more
		}
		return team.Volunteer{}, err
	}
	if err != nil {
		return team.Volunteer{}, fmt.Errorf("spend an invitation: %w", away(err))
	}
	return v, nil
}

// SpendInvite uses a link once, to sign in or to join; who joins shows this name.
// team.ErrUnknown, ErrSpent, ErrExpired.
func (s *Store) SpendInvite(ctx context.Context, tokenHash []byte, now time.Time, name string) (team.Volunteer, error) {
	kinds := []team.InviteKind{team.SignIn, team.Join}
	return s.spend(ctx, tokenHash, now, kinds, func(ctx context.Context, tx pgx.Tx, i team.Invite) (team.Volunteer, error) {
		if i.Kind == team.Join {
			var err error
			if i.Volunteer, err = join(ctx, tx, tokenHash, i, now, name); err != nil {
				return team.Volunteer{}, err
			}
		}
		return volunteerThere(ctx, tx, i.Volunteer)
	})
}

const joinTeam = `
WITH made AS (
    INSERT INTO volunteers (name, role, lang, added_at)
    SELECT $2, $3, 'vi', $4 WHERE $1::bigint = 0 OR EXISTS (SELECT FROM teams WHERE id = $1 AND ended_at IS NULL)
    RETURNING id),
placed AS (
    INSERT INTO team_members (team, volunteer, head) SELECT $1, id, $5 FROM made WHERE $1 <> 0),
noted AS (
    UPDATE invites SET volunteer = made.id FROM made WHERE token_hash = $6)
SELECT id FROM made`

// join makes a Volunteer and puts them into the Team; no row when that has ended.
func join(ctx context.Context, tx pgx.Tx, tokenHash []byte, i team.Invite, now time.Time, name string) (id int64, err error) {
	err = tx.QueryRow(ctx, joinTeam, i.Team, name, i.Role, now, i.Head, tokenHash).Scan(&id)
	return id, err
}

const selectVolunteerThere = `SELECT ` + volunteerRow + ` FROM volunteers v WHERE v.id = $1 AND v.ended_at IS NULL`

func volunteerThere(ctx context.Context, tx pgx.Tx, id int64) (team.Volunteer, error) {
	var v team.Volunteer
	err := scanVolunteer(tx.QueryRow(ctx, selectVolunteerThere, id), &v)
	return v, err
}

// A chat is of the one who linked it last.
const (
	freeTelegram = `UPDATE volunteers SET telegram = NULL WHERE telegram = $2 AND id <> $1`
	setTelegram  = `UPDATE volunteers SET telegram = $2 WHERE id = $1`
)

// ConnectTelegram uses a link once, to make a private chat that of its Volunteer.
// team.ErrUnknown, ErrSpent, ErrExpired.
func (s *Store) ConnectTelegram(ctx context.Context, tokenHash []byte, chatID string, now time.Time) (team.Volunteer, error) {
	kinds := []team.InviteKind{team.Connect}
	return s.spend(ctx, tokenHash, now, kinds, func(ctx context.Context, tx pgx.Tx, i team.Invite) (team.Volunteer, error) {
		for _, step := range []string{freeTelegram, setTelegram} {
			if _, err := tx.Exec(ctx, step, i.Volunteer, chatID); err != nil {
				return team.Volunteer{}, err
			}
		}
		return volunteerThere(ctx, tx, i.Volunteer)
	})
}

const forgetInvites = `DELETE FROM invites WHERE until < $1`

// ForgetInvites deletes the links that ended before a time, and gives their number.
func (s *Store) ForgetInvites(ctx context.Context, before time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetInvites, before)
	if err != nil {
		return 0, fmt.Errorf("forget invitations: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
