package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// announcements are what coordinators tell the people of a ward who agreed to hear it.
type announcements interface {
	Listening(ctx context.Context, unit string) (int64, error)
	Announcements(ctx context.Context, units []string, most int) ([]announce.Announcement, error)
	Announcement(ctx context.Context, id int64) (announce.Announcement, error)
	AddAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) (int64, error)
	ChangeAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) error
	TestAnnouncement(ctx context.Context, id, by int64, out []chat.Outgoing, at time.Time) error
	ReleaseAnnouncement(ctx context.Context, a announce.Announcement, by int64, at time.Time) error
	StopAnnouncement(ctx context.Context, id, by int64, at time.Time) error
	DropAnnouncement(ctx context.Context, id, by int64, at time.Time) error
}

// mostListed is how many announcements a page lists.
const mostListed = 30

const announcementsPath = "/desk/team/announcements"

type announcementsView struct {
	frame

	All    []announcementRow
	Places []placeView
	Typed  announce.Announcement
	Fault  *announce.Fault
	Most   int
}

// placeView is a ward with how many agreed to hear what is announced for it.
type placeView struct {
	unit.Unit

	Agreed string
}

type announcementRow struct {
	announce.Announcement

	Place   string
	Begins  string // "07:00, 08/12/2026"
	Excerpt string
	Sent    string
}

// showAnnouncements lists those of my wards, and has the form for a new one.
func (d *Desk) showAnnouncements(w http.ResponseWriter, r *http.Request, me who) {
	d.drawAnnouncements(w, r, me, http.StatusOK, announcementsView{})
}

func (d *Desk) drawAnnouncements(w http.ResponseWriter, r *http.Request, me who, status int, v announcementsView) {
	ctx := r.Context()
	v.frame, v.Most = d.frame(ctx, me, "team"), announce.MostText
	var err error
	var units []string
	if v.Places, units, err = d.agreed(ctx, me); err != nil {
		d.showAway(w, r, err)
		return
	}
	all, err := d.c.Store.Announcements(ctx, units, mostListed)
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	for _, a := range all {
		v.All = append(v.All, announcementRow{
			Announcement: a, Place: d.unitName(ctx, a.Unit), Begins: moment(a.SendAt), Excerpt: firstWords(a.Text),
			Sent: d.few(me.look.Lang, a.Figures.Sent, a.Figures.Reach),
		})
	}
	d.write(w, status, v.Lang, "announcements-page", v)
}

// agreed are my wards with how many agreed there, and their codes.
func (d *Desk) agreed(ctx context.Context, me who) ([]placeView, []string, error) {
	var places []placeView
	var codes []string
	for _, u := range d.places(ctx, me) {
		n, err := d.c.Store.Listening(ctx, u.Code)
		if err != nil {
			return nil, nil, err
		}
		places, codes = append(places, placeView{Unit: u, Agreed: d.few(me.look.Lang, n, n)}), append(codes, u.Code)
	}
	return places, codes, nil
}

// few is a number as it may be shown: of few people not how many, for who they are could
// be guessed. all is how many they are one part of.
func (d *Desk) few(lang string, n, all int64) string {
	if all < announce.Few {
		return d.words.Say(lang, "announce.few")
	}
	return grouped(n)
}

// grouped writes 10551 as 10.551.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// excerptSigns is how much of a text a list shows.
const excerptSigns = 90

func firstWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= excerptSigns {
		return text
	}
	cut := string([]rune(text)[:excerptSigns])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

// moment is a time with its day, "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format("15:04, 02/01/2006")
}

// ownHost is the host of our own pages, which may be named in a text.
func (d *Desk) ownHost() string {
	u, err := url.Parse(d.c.PublicURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// addAnnouncement keeps a draft and shows it as citizens would see it.
func (d *Desk) addAnnouncement(w http.ResponseWriter, r *http.Request, me who) {
	a, fault := d.postedAnnouncement(r, me)
	if fault != nil {
		d.drawAnnouncements(w, r, me, http.StatusUnprocessableEntity, announcementsView{Typed: a, Fault: fault})
		return
	}
	id, err := d.c.Store.AddAnnouncement(r.Context(), a, me.ID, d.c.Now())
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	http.Redirect(w, r, announcementPath(id), http.StatusSeeOther)
}

func announcementPath(id int64) string { return announcementsPath + "/" + strconv.FormatInt(id, 10) }

// noPlace is the Fault of a ward that is not the coordinator's.
const noPlace announce.FaultKind = "place"

// postedAnnouncement reads ward and text from a form.
func (d *Desk) postedAnnouncement(r *http.Request, me who) (announce.Announcement, *announce.Fault) {
	text, fault := announce.Clean(r.PostFormValue("text"), d.ownHost())
	a := announce.Announcement{Unit: r.PostFormValue("unit"), Text: text, Version: number(r.PostFormValue("version"))}
	if fault == nil && !slices.ContainsFunc(d.places(r.Context(), me), func(u unit.Unit) bool { return u.Code == a.Unit }) {
		fault = &announce.Fault{Kind: noPlace}
	}
	return a, fault
}

type announcementView struct {
	frame

	A       announce.Announcement
	Row     announcementRow
	Place   string
	Agreed  string
	Preview chat.Reply
	Lines   []string // of the preview
	Linked  bool     // a test can be sent to me
	Earlier string   // the earliest time that a form may ask for, as its field wants it
	Latest  string
	Asked   string // the time as it was asked for
	Log     []logView
	Figures figuresView
	Places  []placeView
	Fault   *announce.Fault
	Typed   announce.Announcement
	Most    int
	When    bool // the time that was asked for cannot be
	Changed bool // somebody changed it meanwhile
	Now     bool // nothing holds it back at this moment
}

type logView struct {
	At, Name, Key string
}

// figuresView are numbers as they may be shown.
type figuresView struct {
	Reach, Waiting, Sent, Failed, Blocked, Left, Unsent string
}

// readAnnouncement is one for a ward that the coordinator looks after.
func (d *Desk) readAnnouncement(ctx context.Context, me who, id int64) (announce.Announcement, error) {
	a, err := d.c.Store.Announcement(ctx, id)
	if err == nil && !me.Coordinates(team.Team{Unit: a.Unit}) {
		err = announce.ErrNone
	}
	return a, err
}

// showAnnouncement is one: a draft as citizens would see it and what to do with it, or what
// became of it.
func (d *Desk) showAnnouncement(w http.ResponseWriter, r *http.Request, me who) {
	a, err := d.readAnnouncement(r.Context(), me, pathID(r))
	if err != nil {
		d.announcementFailed(w, r, me, err)
		return
	}
	v := announcementView{A: a, Typed: a}
	if r.URL.Query().Has("tested") {
		v.Note.Key = "announce.tested"
	}
	d.drawAnnouncement(w, r, me, http.StatusOK, v)
}

func (d *Desk) drawAnnouncement(w http.ResponseWriter, r *http.Request, me who, status int, v announcementView) {
	ctx, now, note := r.Context(), d.c.Now(), v.Note
	v.frame, v.Most, v.Place = d.frame(ctx, me, "team"), announce.MostText, d.unitName(ctx, v.A.Unit)
	v.Note = note
	n, err := d.c.Store.Listening(ctx, v.A.Unit)
	if err == nil && v.A.State == announce.Draft {
		v.Places, _, err = d.agreed(ctx, me)
	}
	if err != nil {
		d.showAway(w, r, err)
		return
	}
	v.Agreed = d.few(v.Lang, n, n)
	v.Preview = d.c.Announced(ctx, v.A, "vi", "")
	v.Lines = strings.Split(v.Preview.Text, "\n")
	_, _, v.Linked = me.Account()
	v.Row = announcementRow{Announcement: v.A, Begins: moment(v.A.SendAt)}
	v.Now = !announce.Loud(now, false, workday.Default()).After(now)
	v.Earlier, v.Latest = fieldTime(now), fieldTime(now.Add(announce.FarthestAhead))
	f := v.A.Figures
	show := func(n int64) string { return d.few(v.Lang, n, f.Reach) }
	v.Figures = figuresView{
		Reach: show(f.Reach), Waiting: show(f.Waiting), Sent: show(f.Sent), Failed: show(f.Failed), Blocked: show(f.Blocked), Left: show(f.Left),
		Unsent: show(max(0, f.Reach-f.Sent-f.Failed-f.Blocked-f.Waiting)),
	}
	for _, e := range v.A.Log {
		v.Log = append(v.Log, logView{At: moment(e.At), Name: d.name(ctx, e.By), Key: "announce.did_" + string(e.What)})
	}
	d.write(w, status, v.Lang, "announcement-page", v)
}

// fieldTime is a time as a form's field has it.
func fieldTime(t time.Time) string { return t.In(workday.Zone).Format("2006-01-02T15:04") }

func (d *Desk) announcementFailed(w http.ResponseWriter, r *http.Request, me who, err error) {
	switch {
	case errors.Is(err, announce.ErrNone):
		d.showNote(w, r, me, http.StatusNotFound, "announce.none")
	default:
		d.showAway(w, r, err)
	}
}
