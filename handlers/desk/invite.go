package desk

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/internal/team"
)

// invite makes a one-time link and shows it once, to be copied: into a team for somebody
// new, or to sign in for a member who has a new telephone.
func (d *Desk) invite(w http.ResponseWriter, r *http.Request, me who, t team.Team) {
	now := d.c.Now()
	i := team.Invite{Kind: team.Join, Team: t.ID, Role: team.Plain, By: me.ID, Until: now.Add(team.InviteLives)}
	v := oneTeamView{T: t}
	if r.PostFormValue("role") == string(team.Coordinator) {
		i.Role, i.Head = team.Coordinator, true
	}
	if id, err := strconv.ParseInt(r.PostFormValue("person"), 10, 64); err == nil {
		p, err := d.c.Store.Volunteer(r.Context(), id)
		if err != nil || !p.In(t.ID) || !p.EndedAt.IsZero() {
			d.teamFailed(w, r, me, team.ErrUnknown)
			return
		}
		i = team.Invite{Kind: team.SignIn, Volunteer: id, By: me.ID, Until: now.Add(team.SignInLives)}
		v.For = p.Name
	}
	token := newKey()
	if err := d.c.Store.MakeInvite(r.Context(), secretHash(token), i); err != nil {
		d.showAway(w, r, err)
		return
	}
	v.Link = strings.TrimSuffix(d.c.PublicURL, "/") + "/desk/sign-in/" + token
	v.Until = clock(i.Until) + ", " + day(i.Until)
	d.drawTeam(w, r, me, http.StatusOK, v)
}
