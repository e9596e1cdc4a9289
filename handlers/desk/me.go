package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

// telegrams link a volunteer's private chat with the bot, and what else they set themselves.
type telegrams interface {
	DisconnectTelegram(ctx context.Context, volunteer int64) error
	SetDuty(ctx context.Context, id int64, until time.Time) error
	SetName(ctx context.Context, id int64, name string) error
	SetLang(ctx context.Context, id int64, lang string) error
}

type meView struct {
	frame

	Name     string
	BadName  bool
	Sessions []sessionView
	Bot      string
	Token    string // of a fresh link to Telegram, shown once
	Leaving  bool
}

type sessionView struct {
	ID     int64
	Device string
	Seen   string
	Here   bool
}

// showMe is what a volunteer sets for themselves.
func (d *Desk) showMe(w http.ResponseWriter, r *http.Request, me who) {
	d.drawMe(w, r, me, http.StatusOK, meView{})
}

func (d *Desk) drawMe(w http.ResponseWriter, r *http.Request, me who, status int, v meView) {
	v.frame, v.Bot = d.frame(r.Context(), me, "me"), d.c.BotName()
	if v.Name == "" {
		v.Name = me.Name
	}
	v.Leaving = r.URL.Query().Has("leave")
	if r.URL.Query().Has("saved") {
		v.Note.Key = "did.saved"
	}
	all, err := d.c.Store.Sessions(r.Context(), me.ID)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	for _, s := range all {
		v.Sessions = append(v.Sessions, sessionView{
			ID: s.ID, Device: s.Device, Seen: clock(s.SeenAt) + ", " + day(s.SeenAt), Here: s.ID == me.session.ID,
		})
	}
	d.write(w, status, v.Lang, "me-page", v)
}

// changeMe does what a form of the page asks.
func (d *Desk) changeMe(w http.ResponseWriter, r *http.Request, me who) {
	ctx := r.Context()
	var err error
	switch r.PathValue("what") {
	case "name":
		name, bad := team.ShownName(r.PostFormValue("name"))
		if bad != nil {
			d.drawMe(w, r, me, http.StatusUnprocessableEntity, meView{Name: r.PostFormValue("name"), BadName: true})
			return
		}
		err = d.c.Store.SetName(ctx, me.ID, name)
	case "look":
		d.setLook(w, "theme", r.PostFormValue("theme"))
		d.setLook(w, "size", r.PostFormValue("size"))
		d.setLook(w, "lang", r.PostFormValue("lang"))
		err = d.c.Store.SetLang(ctx, me.ID, oneOf(r.PostFormValue("lang"), looks["lang"]))
	case "session":
		d.endSession(w, r, me)
		return
	case "link":
		d.linkTelegram(w, r, me)
		return
	case "unlink":
		err = d.c.Store.DisconnectTelegram(ctx, me.ID)
	case "leave":
		d.leave(w, r, me)
		return
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	d.forgetRoster()
	http.Redirect(w, r, "/desk/me?saved", http.StatusSeeOther)
}

// endSession signs one of my browsers out, this one or another.
func (d *Desk) endSession(w http.ResponseWriter, r *http.Request, me who) {
	id, err := strconv.ParseInt(r.PostFormValue("session"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if err := d.c.Store.EndSession(r.Context(), id, me.ID); err != nil {
		d.showAway(w, r, err)
		return
	}
	d.c.Live.Wake(r.Context(), sessionTopic(id))
	if id == me.session.ID {
		d.setCookie(w, "", -1)
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, "/desk/me?saved", http.StatusSeeOther)
}

// sessionTopic is where the end of a session is told to its open pages.
func sessionTopic(id int64) string { return "desk:session:" + strconv.FormatInt(id, 10) }

// linkTelegram makes a link to the bot that says who comes, and shows it once.
func (d *Desk) linkTelegram(w http.ResponseWriter, r *http.Request, me who) {
	if d.c.BotName() == "" {
		http.NotFound(w, r)
		return
	}
	token := newKey()
	err := d.c.Store.MakeInvite(r.Context(), secretHash(token), team.Invite{
		Kind: team.Connect, Volunteer: me.ID, By: me.ID, Until: d.c.Now().Add(team.ConnectLives),
	})
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	d.drawMe(w, r, me, http.StatusOK, meView{Token: token})
}

// TelegramLink opens the bot with a token.
func (v meView) TelegramLink() string {
	return "https://t.me/" + url.PathEscape(v.Bot) + "?start=desk_" + url.QueryEscape(v.Token)
}

// leave ends my membership. What I hold goes back to the queue first.
func (d *Desk) leave(w http.ResponseWriter, r *http.Request, me who) {
	if r.PostFormValue("sure") != "1" {
		http.Redirect(w, r, "/desk/me?leave", http.StatusSeeOther)
		return
	}
	if err := d.endVolunteer(r.Context(), me.ID); err != nil {
		d.showAway(w, r, err)
		return
	}
	d.c.Live.Wake(r.Context(), sessionTopic(me.session.ID))
	d.setCookie(w, "", -1)
	http.Redirect(w, r, "/desk", http.StatusSeeOther)
}

// endVolunteer gives back what somebody holds, and ends them.
func (d *Desk) endVolunteer(ctx context.Context, id int64) error {
	defer d.forgetRoster()
	if err := d.c.Store.EndVolunteer(ctx, id, d.c.Now()); err != nil {
		return err
	}
	held, err := d.c.Store.HeldTickets(ctx, id)
	if err != nil {
		return err
	}
	for _, s := range held {
		if _, err := d.c.Verbs.Return(ctx, "desk:ended:"+claimKey(s.Ticket), s.ID, id, ticket.HolderEnded); err != nil {
			return err
		}
	}
	return nil
}
