package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/internal/team"
)

// Lengths of a ready reply, in signs.
const (
	mostTitle  = 60
	mostCanned = 1000
)

type repliesView struct {
	frame

	Replies []replyView
	Teams   []team.Team
	All     bool // may write for all teams
	Typed   team.Canned
	Bad     bool
}

type replyView struct {
	team.Canned

	TeamName string
	May      bool
}

// showCanned lists the ready replies in both languages.
func (d *Desk) showCanned(w http.ResponseWriter, r *http.Request, me who) {
	v := repliesView{Typed: team.Canned{Lang: me.look.Lang}}
	if id, err := strconv.ParseInt(r.URL.Query().Get("edit"), 10, 64); err == nil {
		v.Typed.ID = id
	}
	d.drawReplies(w, r, me, http.StatusOK, v)
}

func (d *Desk) drawReplies(w http.ResponseWriter, r *http.Request, me who, status int, v repliesView) {
	ctx := r.Context()
	typed := v.Typed
	v.frame, v.All = d.frame(ctx, me, "team"), me.Coordinates(team.Team{})
	ros := d.roster(ctx)
	var ids []int64
	for _, t := range ros.groups {
		if me.Coordinates(t) {
			v.Teams, ids = append(v.Teams, t), append(ids, t.ID)
		}
	}
	for _, lang := range looks["lang"] {
		all, err := d.c.Store.Canned(ctx, ids, lang)
		if err != nil {
			d.showAway(w, r, err)
			return
		}
		for _, c := range all {
			v.Replies = append(v.Replies, replyView{Canned: c, TeamName: ros.teams[c.Team].Name, May: v.All || slices.Contains(ids, c.Team)})
			if c.ID == typed.ID && !v.Bad {
				v.Typed = c
			}
		}
	}
	d.write(w, status, v.Lang, "canned-page", v)
}

// saveCanned writes a ready reply.
func (d *Desk) saveCanned(w http.ResponseWriter, r *http.Request, me who) {
	c := team.Canned{
		ID: number(r.PostFormValue("id")), Team: number(r.PostFormValue("team")), Lang: oneOf(r.PostFormValue("lang"), looks["lang"]),
		Title: strings.TrimSpace(r.PostFormValue("title")), Text: strings.TrimSpace(r.PostFormValue("text")),
	}
	fits := c.Title != "" && c.Text != "" && utf8.RuneCountInString(c.Title) <= mostTitle && utf8.RuneCountInString(c.Text) <= mostCanned
	if !fits || !d.mayWrite(r, me, c.Team) || (c.ID != 0 && !d.mayChange(r, me, c.ID)) {
		d.drawReplies(w, r, me, http.StatusUnprocessableEntity, repliesView{Typed: c, Bad: true})
		return
	}
	if _, err := d.c.Store.SaveCanned(r.Context(), c); err != nil {
		d.teamFailed(w, r, me, err)
		return
	}
	http.Redirect(w, r, "/desk/team/canned", http.StatusSeeOther)
}

// deleteCanned takes a ready reply away.
func (d *Desk) deleteCanned(w http.ResponseWriter, r *http.Request, me who) {
	if !d.mayChange(r, me, pathID(r)) {
		d.teamFailed(w, r, me, team.ErrUnknown)
		return
	}
	if err := d.c.Store.DeleteCanned(r.Context(), pathID(r)); err != nil {
		d.showAway(w, r, err)
		return
	}
	http.Redirect(w, r, "/desk/team/canned", http.StatusSeeOther)
}

// mayWrite says whether a coordinator may write for a team, 0 for all.
func (d *Desk) mayWrite(r *http.Request, me who, id int64) bool {
	if id == 0 {
		return me.Coordinates(team.Team{})
	}
	_, err := d.readTeam(r.Context(), me, id)
	return err == nil
}

// mayChange says whether a ready reply is one that a coordinator may write.
func (d *Desk) mayChange(r *http.Request, me who, id int64) bool {
	var ids []int64
	for _, t := range d.roster(r.Context()).groups {
		if me.Coordinates(t) {
			ids = append(ids, t.ID)
		}
	}
	for _, lang := range looks["lang"] {
		all, err := d.c.Store.Canned(r.Context(), ids, lang)
		if err != nil {
			return false
		}
		for _, c := range all {
			if c.ID == id {
				return d.mayWrite(r, me, c.Team)
			}
		}
	}
	return false
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
