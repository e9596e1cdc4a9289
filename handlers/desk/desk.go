// Package desk is the human desk in a browser: the pages of volunteers and
// coordinators, drawn by the server, whole without JavaScript and live with it. It
// calls the verbs of package ticket and must not know SQL, Redis, channels, or what
// the assistant answers.
package desk

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/pages"
	"motcua/internal/unit"
	"motcua/internal/words"
)

// Store is what the desk reads and keeps by itself; what changes a ticket goes by Verbs.
type Store interface {
	sessions
	invites
	cases
	audits
	files
	people
	ofCoordinators
	answers
	telegrams
}

// ofCoordinators is what they change.
type ofCoordinators interface {
	teams
	canned
	announcements
}

// Live carries "this ticket changed" to open pages. It may lose news: the desk looks
// for itself every few seconds.
type Live interface {
	Wake(ctx context.Context, topic string)
	Listen(ctx context.Context, topic string) (<-chan struct{}, func())
}

// Config is what a Desk stands on. Hotline, BotName and Log aside all of it is required.
type Config struct {
	Verbs Verbs
	Store Store
	Live  Live
	// Card is the public card of a dossier, as it is sent into a talk; false: there is none.
	Card func(ctx context.Context, code dossier.Code, lang, address string) (chat.Reply, bool, error)
	// Announced is an announcement as one who agreed reads it.
	Announced  func(ctx context.Context, a announce.Announcement, lang, address string) chat.Reply
	Procedures Procedures
	// Check looks into an uploaded file: what it is, and what of it is kept.
	Check func(kind chat.FileKind, data []byte) (chat.File, []byte, error)
	// Dossiers finds what a person allowed to be shown.
	Dossiers interface {
		DossiersByCode(ctx context.Context, spellings []dossier.Code) ([]dossier.Dossier, error)
	}
	// Units names the places that tickets come from.
	Units interface {
		Directory(ctx context.Context) (*unit.Directory, error)
	}
	Reports   Reports
	Mails     Mails  // nil: not said
	Secure    bool   // cookies by HTTPS only
	PublicURL string // what links begin with
	Hotline   string
	BotName   func() string // of the bot in Telegram, "" where there is none
	Now       func() time.Time
	Log       *slog.Logger
}

// Times of the desk.
const (
	dutyLasts   = 4 * time.Hour    // a switch that was forgotten goes off by itself
	dutyAtLeast = time.Hour        // after anything that somebody on duty does
	late        = 15 * time.Minute // a wait that is drawn amber
)

// Desk is the web desk.
type Desk struct {
	c      Config
	assets *pages.Assets
	words  *words.Catalogue
	views  map[string]*template.Template // by language
	hub    *hub
}

// New reads the desk's words, templates and files.
func New(c Config) (*Desk, error) {
	if c.Verbs == nil || c.Store == nil || c.Live == nil || c.Card == nil || c.Announced == nil || c.Check == nil ||
		c.Procedures == nil || c.Dossiers == nil || c.Units == nil || c.Reports == nil || c.Now == nil || c.PublicURL == "" {
		return nil, errors.New("desk: a part of its Config is missing")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.BotName == nil {
		c.BotName = func() string { return "" }
	}
	d := &Desk{c: c}
	var err error
	if d.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if d.words, err = pages.Words(textFiles); err != nil {
		return nil, err
	}
	if d.views, err = pages.Views(templateFiles, d.assets, d.words, "", template.FuncMap{"newKey": newKey}); err != nil {
		return nil, err
	}
	d.hub = newHub(d)
	return d, nil
}

// Run carries news to open pages until ctx ends. Without it pages work, but not live.
func (d *Desk) Run(ctx context.Context) { d.hub.run(ctx) }

// Routes hangs the desk into mux. Cross-origin checks and the content policy wrap the
// mux from outside.
func (d *Desk) Routes(mux *http.ServeMux) {
	mux.Handle("GET /desk/assets/{name}", d.assets)
	mux.HandleFunc("GET /desk/manifest.webmanifest", d.manifest)
	mux.HandleFunc("GET /desk/sign-in/{token}", d.showSignIn)
	mux.HandleFunc("POST /desk/sign-in/{token}", d.signIn)

	mux.HandleFunc("GET /desk", d.home)
	mux.HandleFunc("GET /desk/mine", d.member(d.showMine))
	mux.HandleFunc("GET /desk/done", d.member(d.showDone))
	mux.HandleFunc("GET /desk/events", d.events)
	mux.HandleFunc("GET /desk/cases/{id}", d.member(d.showCase))
	mux.HandleFunc("POST /desk/cases/{id}/{verb}", d.member(d.act))
	mux.HandleFunc("GET /desk/files/{id}", d.member(d.file))

	mux.HandleFunc("POST /desk/duty", d.member(d.duty))
	mux.HandleFunc("GET /desk/me", d.member(d.showMe))
	mux.HandleFunc("POST /desk/me/{what}", d.member(d.changeMe))

	mux.HandleFunc("GET /desk/hours", d.member(d.showHours))
	mux.HandleFunc("GET /desk/hours/{file}", d.member(d.hoursFile))
	mux.HandleFunc("GET /desk/team/hours", d.coordinator(d.showAllHours))
	mux.HandleFunc("GET /desk/team/hours/{file}", d.coordinator(d.allHoursFile))

	mux.HandleFunc("GET /desk/team", d.coordinator(d.showBoard))
	mux.HandleFunc("POST /desk/team/cases/{id}/return", d.coordinator(d.takeBack))
	mux.HandleFunc("POST /desk/team/help", d.coordinator(d.logHelp))
	mux.HandleFunc("GET /desk/team/teams", d.coordinator(d.showTeams))
	mux.HandleFunc("POST /desk/team/teams", d.coordinator(d.addTeam))
	mux.HandleFunc("GET /desk/team/teams/{id}", d.coordinator(d.showTeam))
	mux.HandleFunc("POST /desk/team/teams/{id}/{what}", d.coordinator(d.changeTeam))
	mux.HandleFunc("GET /desk/reports", d.coordinator(d.showReports))
	mux.HandleFunc("GET /desk/reports/late", d.coordinator(d.showLate))
	mux.HandleFunc("GET /desk/reports/files/{file}", d.coordinator(d.reportFile))
	mux.HandleFunc("GET /desk/team/canned", d.coordinator(d.showCanned))
	mux.HandleFunc("POST /desk/team/canned", d.coordinator(d.saveCanned))
	mux.HandleFunc("POST /desk/team/canned/{id}/delete", d.coordinator(d.deleteCanned))
	mux.HandleFunc("GET /desk/team/announcements", d.coordinator(d.showAnnouncements))
	mux.HandleFunc("POST /desk/team/announcements", d.coordinator(d.addAnnouncement))
	mux.HandleFunc("GET /desk/team/announcements/{id}", d.coordinator(d.showAnnouncement))
	mux.HandleFunc("POST /desk/team/announcements/{id}/{what}", d.coordinator(d.changeAnnouncement))
}
