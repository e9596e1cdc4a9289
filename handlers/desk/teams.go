package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/team"
	"motcua/internal/unit"
)

// teams are what coordinators change.
type teams interface {
	AddTeam(ctx context.Context, t team.Team) (int64, error)
	ChangeTeam(ctx context.Context, t team.Team) error
	EndTeam(ctx context.Context, id int64, at time.Time) error
	AddMember(ctx context.Context, team, volunteer int64, head bool) error
	RemoveMember(ctx context.Context, team, volunteer int64) error
	SetRole(ctx context.Context, id int64, role team.Role) error
	EndVolunteer(ctx context.Context, id int64, at time.Time) error
}

// kindsOfTeams, from near to far.
var kindsOfTeams = []team.Kind{team.OfArea, team.OfUnit, team.OfCity, team.Officers}

type teamsView struct {
	frame

	Teams  []teamView
	Kinds  []team.Kind
	Places []unit.Unit
	Bad    bool
}

type teamView struct {
	team.Team

	Place string
	Count int
}

// showTeams lists the teams that a coordinator looks after.
func (d *Desk) showTeams(w http.ResponseWriter, r *http.Request, me who) {
	d.drawTeams(w, r, me, http.StatusOK, false)
}

func (d *Desk) drawTeams(w http.ResponseWriter, r *http.Request, me who, status int, bad bool) {
	ctx := r.Context()
	v := teamsView{frame: d.frame(ctx, me, "team"), Kinds: kindsOfTeams, Places: d.places(ctx, me), Bad: bad}
	ros := d.roster(ctx)
	for _, t := range ros.groups {
		if me.Coordinates(t) {
			v.Teams = append(v.Teams, teamView{Team: t, Place: d.unitName(ctx, t.Unit), Count: len(ros.members(t.ID))})
		}
	}
	d.write(w, status, v.Lang, "teams-page", v)
}

func (r *roster) members(id int64) []team.Volunteer {
	var out []team.Volunteer
	for _, v := range r.all {
		if v.In(id) {
			out = append(out, v)
		}
	}
	return out
}

// addTeam makes a team for a unit or a neighbourhood of it.
func (d *Desk) addTeam(w http.ResponseWriter, r *http.Request, me who) {
	t, ok := postedTeam(r, team.Team{}, me)
	if !ok {
		d.drawTeams(w, r, me, http.StatusUnprocessableEntity, true)
		return
	}
	id, err := d.c.Store.AddTeam(r.Context(), t)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	d.forgetRoster()
	http.Redirect(w, r, teamPath(id), http.StatusSeeOther)
}

func teamPath(id int64) string { return "/desk/team/teams/" + strconv.FormatInt(id, 10) }

// mostTeamName is how long the name of a team or a neighbourhood may be, in bytes.
const mostTeamName = 120

// postedTeam reads a team from its form. It must be one that the coordinator may have.
func postedTeam(r *http.Request, t team.Team, me who) (team.Team, bool) {
	t.Name, t.Area = strings.TrimSpace(r.PostFormValue("name")), strings.TrimSpace(r.PostFormValue("area"))
	t.Kind, t.Unit = team.Kind(r.PostFormValue("kind")), r.PostFormValue("unit")
	if t.Kind != team.OfArea {
		t.Area = ""
	}
	if t.Kind == team.OfCity {
		t.Unit = ""
	}
	fits := t.Name != "" && len(t.Name) <= mostTeamName && len(t.Area) <= mostTeamName && slices.Contains(kindsOfTeams, t.Kind)
	local := t.Kind == team.OfArea || t.Kind == team.OfUnit
	return t, fits && (t.Kind != team.OfArea || t.Area != "") && (!local || t.Unit != "") && me.Coordinates(team.Team{Unit: t.Unit})
}

type oneTeamView struct {
	frame

	T       team.Team
	Place   string
	Kinds   []team.Kind
	Places  []unit.Unit
	Members []memberView
	Known   []team.Volunteer // of other teams
	Bad     bool
	Link    string // of a fresh invitation, shown once
	Until   string
	For     string // whom the link signs in, "" for somebody new
}

type memberView struct {
	team.Volunteer

	Head   bool
	Duty   bool
	IsLead bool
	IsMe   bool
}

// readTeam is a team that the coordinator looks after.
func (d *Desk) readTeam(ctx context.Context, me who, id int64) (team.Team, error) {
	t, err := d.c.Store.TeamByID(ctx, id)
	if err == nil && !me.Coordinates(t) {
		err = team.ErrUnknown
	}
	return t, err
}

// showTeam is one team: what it stands for, who is in it, and how others come in.
func (d *Desk) showTeam(w http.ResponseWriter, r *http.Request, me who) {
	t, err := d.readTeam(r.Context(), me, pathID(r))
	if err != nil {
		d.teamFailed(w, r, me, err)
		return
	}
	d.drawTeam(w, r, me, http.StatusOK, oneTeamView{T: t})
}

func (d *Desk) drawTeam(w http.ResponseWriter, r *http.Request, me who, status int, v oneTeamView) {
	ctx, now := r.Context(), d.c.Now()
	v.frame, v.Kinds, v.Places = d.frame(ctx, me, "team"), kindsOfTeams, d.places(ctx, me)
	v.Place = d.unitName(ctx, v.T.Unit)
	ros := d.roster(ctx)
	for _, p := range ros.members(v.T.ID) {
		head := slices.ContainsFunc(p.Teams, func(m team.Member) bool { return m.ID == v.T.ID && m.Head })
		v.Members = append(v.Members, memberView{Volunteer: p, Head: head, Duty: p.OnDuty(now), IsLead: p.Role == team.Coordinator, IsMe: p.ID == me.ID})
	}
	for _, p := range d.mine(ctx, me) {
		if !p.In(v.T.ID) {
			v.Known = append(v.Known, p)
		}
	}
	d.write(w, status, v.Lang, "team-page", v)
}

func (d *Desk) teamFailed(w http.ResponseWriter, r *http.Request, me who, err error) {
	if errors.Is(err, team.ErrUnknown) {
		d.showNote(w, r, me, http.StatusNotFound, "team.none")
		return
	}
	d.showAway(w, r, err)
}

// changeTeam does what a form of a team's page asks.
func (d *Desk) changeTeam(w http.ResponseWriter, r *http.Request, me who) {
	ctx := r.Context()
	t, err := d.readTeam(ctx, me, pathID(r))
	if err != nil {
		d.teamFailed(w, r, me, err)
		return
	}
	to := teamPath(t.ID)
	switch what := r.PathValue("what"); what {
	case "invite":
		d.invite(w, r, me, t)
		return
	case "change":
		changed, ok := postedTeam(r, t, me)
		if !ok {
			d.drawTeam(w, r, me, http.StatusUnprocessableEntity, oneTeamView{T: t, Bad: true})
			return
		}
		err = d.c.Store.ChangeTeam(ctx, changed)
	case "end":
		to, err = "/desk/team/teams", d.c.Store.EndTeam(ctx, t.ID, d.c.Now())
	default:
		err = d.changeMember(r, me, t, what)
	}
	d.forgetRoster()
	if err != nil {
		d.teamFailed(w, r, me, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// changeMember is for one person of a team, or one who is to be of it.
func (d *Desk) changeMember(r *http.Request, me who, t team.Team, what string) error {
	ctx := r.Context()
	id, err := strconv.ParseInt(r.PostFormValue("person"), 10, 64)
	if err != nil {
		return team.ErrUnknown
	}
	p, err := d.c.Store.Volunteer(ctx, id)
	if err != nil {
		return err
	}
	if !mayLead(me, p) {
		return team.ErrUnknown
	}
	switch what {
	case "add":
		return d.c.Store.AddMember(ctx, t.ID, id, false)
	case "head":
		return d.c.Store.AddMember(ctx, t.ID, id, r.PostFormValue("on") == "1")
	case "remove":
		return d.c.Store.RemoveMember(ctx, t.ID, id)
	case "lead":
		role := team.Plain
		if r.PostFormValue("on") == "1" {
			role = team.Coordinator
		}
		return d.c.Store.SetRole(ctx, id, role)
	case "leave":
		return d.endVolunteer(ctx, id)
	}
	return team.ErrUnknown
}
