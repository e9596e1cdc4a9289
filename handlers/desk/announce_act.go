package desk

import (
	"errors"
	"net/http"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/workday"
)

// changeAnnouncement does what a form of an announcement's page asks.
func (d *Desk) changeAnnouncement(w http.ResponseWriter, r *http.Request, me who) {
	ctx, now := r.Context(), d.c.Now()
	a, err := d.readAnnouncement(ctx, me, pathID(r))
	if err != nil {
		d.announcementFailed(w, r, me, err)
		return
	}
	to := announcementPath(a.ID)
	switch r.PathValue("what") {
	case "change":
		typed, fault := d.postedAnnouncement(r, me)
		if typed.ID = a.ID; fault != nil {
			d.drawAnnouncement(w, r, me, http.StatusUnprocessableEntity, announcementView{A: a, Typed: typed, Fault: fault})
			return
		}
		err = d.c.Store.ChangeAnnouncement(ctx, typed, me.ID, now)
	case "test":
		to, err = to+"?tested", d.testAnnouncement(r, me, a)
	case "release":
		if !d.wantsRelease(r, &a) {
			d.drawAnnouncement(w, r, me, http.StatusUnprocessableEntity, announcementView{A: a, Typed: a, When: true, Asked: r.PostFormValue("at")})
			return
		}
		err = d.c.Store.ReleaseAnnouncement(ctx, a, me.ID, now)
	case "stop":
		err = d.c.Store.StopAnnouncement(ctx, a.ID, me.ID, now)
	case "drop":
		to, err = announcementsPath, d.c.Store.DropAnnouncement(ctx, a.ID, me.ID, now)
	default:
		err = announce.ErrNone
	}
	switch {
	case errors.Is(err, announce.ErrChanged):
		d.showChanged(w, r, me, a.ID)
	case err != nil:
		d.announcementFailed(w, r, me, err)
	default:
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// showChanged shows an announcement as it is now to whoever acted on an older look of it.
func (d *Desk) showChanged(w http.ResponseWriter, r *http.Request, me who, id int64) {
	a, err := d.readAnnouncement(r.Context(), me, id)
	if err != nil {
		d.announcementFailed(w, r, me, err)
		return
	}
	d.drawAnnouncement(w, r, me, http.StatusConflict, announcementView{A: a, Typed: a, Changed: true})
}

// wantsRelease reads when a draft is to be sent and whether it is urgent; false when the
// time cannot be. An empty time is now. What is not urgent waits for the end of a night or
// of a holiday, and the page says until when.
func (d *Desk) wantsRelease(r *http.Request, a *announce.Announcement) bool {
	now := d.c.Now()
	a.Version, a.Urgent, a.SendAt = number(r.PostFormValue("version")), r.PostFormValue("urgent") == "1", now
	if at := r.PostFormValue("at"); at != "" {
		t, err := time.ParseInLocation("2006-01-02T15:04", at, workday.Zone)
		if err != nil || t.Before(now.Truncate(time.Minute)) || t.After(now.Add(announce.FarthestAhead)) {
			return false
		}
		a.SendAt = t
	}
	a.SendAt = announce.Loud(a.SendAt, a.Urgent, workday.Default())
	return true
}

// testAnnouncement sends it to the private chat of whoever asks, as a citizen would get it.
func (d *Desk) testAnnouncement(r *http.Request, me who, a announce.Announcement) error {
	channel, account, linked := me.Account()
	if !linked {
		return announce.ErrNone
	}
	ctx, now := r.Context(), d.c.Now()
	said := d.c.Announced(ctx, a, "vi", "")
	said.Text = d.words.Say("vi", "announce.test_head") + "\n" + said.Text
	said.Choices = nil // they would end the coordinator's own
	return d.c.Store.TestAnnouncement(ctx, a.ID, me.ID, []chat.Outgoing{{
		Key:      chat.Key{Channel: channel, Chat: account, ID: "test-" + newKey()},
		Priority: chat.ForHuman, At: now, Unsent: chat.Unsent{N: 1, Reply: said},
	}}, now)
}
