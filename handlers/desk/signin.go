package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"motcua/internal/team"
)

// invites are one-time links; only a hash of a link's token is kept.
type invites interface {
	MakeInvite(ctx context.Context, tokenHash []byte, i team.Invite) error
	LookAtInvite(ctx context.Context, tokenHash []byte, now time.Time) (team.Invite, error)
	SpendInvite(ctx context.Context, tokenHash []byte, now time.Time, name string) (team.Volunteer, error)
}

// signInView is the page of a one-time link.
type signInView struct {
	frame

	Token   string
	Join    bool
	Inviter string
	Team    string
	Name    string // as typed
	Problem string // the key of what is wrong with the link, "" when it is good
	BadName bool
}

// showSignIn shows a button: readers of link previews must not spend the link.
func (d *Desk) showSignIn(w http.ResponseWriter, r *http.Request) {
	d.drawSignIn(w, r, http.StatusOK, signInView{})
}

func (d *Desk) drawSignIn(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	v.frame, v.Token = d.outside(r), r.PathValue("token")
	invite, err := d.c.Store.LookAtInvite(r.Context(), secretHash(v.Token), d.c.Now())
	v.Problem = linkProblem(err)
	if err == nil && invite.Kind == team.Connect {
		v.Problem = "signin.for_telegram"
	}
	if v.Problem != "" && status == http.StatusOK {
		status = http.StatusGone
	}
	if v.Problem == "signin.slow" {
		d.c.Log.Warn("a link could not be looked at", "err", err)
		status = http.StatusServiceUnavailable
	}
	if v.Problem == "" {
		v.Join = invite.Kind == team.Join
		v.Inviter, v.Team = d.whoInvites(r.Context(), invite)
	}
	d.write(w, status, v.Lang, "signin-page", v)
}

// linkProblem is what to say of a link that does not open.
func linkProblem(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, team.ErrSpent):
		return "signin.spent"
	case errors.Is(err, team.ErrExpired):
		return "signin.expired"
	case errors.Is(err, team.ErrUnknown):
		return "signin.unknown"
	}
	return "signin.slow"
}

// whoInvites names who made the link and the team that it leads to, where they are known.
func (d *Desk) whoInvites(ctx context.Context, i team.Invite) (inviter, teamName string) {
	if i.By != 0 {
		if v, err := d.c.Store.Volunteer(ctx, i.By); err == nil {
			inviter = v.Name
		}
	}
	if i.Team != 0 {
		if t, err := d.c.Store.TeamByID(ctx, i.Team); err == nil {
			teamName = t.Name
		}
	}
	return inviter, teamName
}

// signIn spends the link and signs the browser in.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) {
	token, now := r.PathValue("token"), d.c.Now()
	hash := secretHash(token)
	invite, err := d.c.Store.LookAtInvite(r.Context(), hash, now)
	if err != nil || invite.Kind == team.Connect {
		d.drawSignIn(w, r, http.StatusOK, signInView{})
		return
	}
	name := ""
	if invite.Kind == team.Join {
		if name, err = team.ShownName(r.PostFormValue("name")); err != nil {
			d.drawSignIn(w, r, http.StatusUnprocessableEntity, signInView{Name: r.PostFormValue("name"), BadName: true})
			return
		}
	}
	v, err := d.c.Store.SpendInvite(r.Context(), hash, now, name)
	if err == nil {
		err = d.begin(w, r, v)
	}
	if err != nil {
		d.drawSignIn(w, r, http.StatusOK, signInView{})
		return
	}
	d.forgetRoster()
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
}

// newKey names one submission of a form, so that the same one twice happens once.
func newKey() string { return rand.Text() }
