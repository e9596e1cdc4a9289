// Package site is our public pages that need no conversation: a procedure's papers as a
// list to print and take along, the privacy notice, and open figures. It shows what is published and nothing of a person, and
// must not know SQL, channels, or what the assistant answers.
package site

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"motcua/internal/pages"
	"motcua/internal/procedure"
	"motcua/internal/sheet"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

//go:embed assets
var assetFiles embed.FS

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/*.toml
var textFiles embed.FS

const (
	// anyTeam stands in for an operator without a name.
	anyTeam = "Tổ công nghệ số cộng đồng"
	// cityLine answers everywhere in the country, also where no counter has a number.
	cityLine = "1022"
)

// Procedures gives procedures as they are told now, and what a unit says beside them.
type Procedures interface {
	Procedure(ctx context.Context, code, unit string, at time.Time) (*procedure.Procedure, procedure.Overlay, error)
}

// Units gives the offices as they are now.
type Units interface {
	Directory(ctx context.Context) (*unit.Directory, error)
}

// Config is what a Site stands on. Procedures and Units are required.
type Config struct {
	Procedures Procedures
	Units      Units
	Operator   string // who runs the assistant; the team's general name when empty
	Hotline    string // as printed; the counter's number when empty
	Kept       Kept
	Figures    Figures // nil: there is no page of open figures
	Now        func() time.Time
	Log        *slog.Logger
}

// Site is the public pages.
type Site struct {
	c      Config
	assets *pages.Assets
	words  *words.Catalogue
	views  map[string]*template.Template // by language
}

// New reads the words, templates and files of the pages.
func New(c Config) (*Site, error) {
	if c.Procedures == nil || c.Units == nil {
		return nil, errors.New("site: Procedures and Units are needed")
	}
	if c.Operator == "" {
		c.Operator = anyTeam
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{c: c}
	var err error
	if s.assets, err = pages.Load(assetFiles, "/giay-to/assets/", sheet.Style); err != nil {
		return nil, err
	}
	if s.words, err = pages.Words(textFiles); err != nil {
		return nil, err
	}
	s.views, err = pages.Views(templateFiles, s.assets, s.words, "site.", nil)
	return s, err
}

// Routes hangs the pages into mux. The content policy wraps the mux from outside.
func (s *Site) Routes(mux *http.ServeMux) {
	mux.Handle("GET /giay-to/assets/{name}", s.assets)
	mux.HandleFunc("GET /giay-to/{code}", s.papers)
	mux.HandleFunc("GET "+privacyPath, s.privacy)
	if s.c.Figures != nil {
		mux.HandleFunc("GET "+openPath, s.open)
	}
}

// possible is what a code or an id may look like; nothing else is asked of the store.
var possible = regexp.MustCompile(`^[0-9A-Za-z._-]{1,40}$`)

// papers shows the papers of a procedure, in the case that the address names. Where it
// names none and there are several it asks which.
func (s *Site) papers(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	lang := words.First
	if query.Get("lang") == "en" {
		lang = "en"
	}
	now := s.c.Now().In(workday.Zone)
	p, err := s.page(r.Context(), lang, now)
	if err != nil {
		s.away(w, p, err)
		return
	}
	code := r.PathValue("code")
	if !possible.MatchString(code) {
		s.write(w, http.StatusNotFound, "none", p)
		return
	}
	found, own, err := s.c.Procedures.Procedure(r.Context(), code, p.counter.Code, now)
	if err != nil {
		s.away(w, p, err)
		return
	}
	if found == nil {
		s.write(w, http.StatusNotFound, "none", p)
		return
	}
	p.guide = procedure.Guided(found, own)
	id := query.Get("case")
	at, ok := p.guide.Case(id)
	switch {
	case ok && (id == "" || id == at.ID) && len(at.Items) > 0:
		p.show(at, query.Get("co"))
		s.write(w, http.StatusOK, "list", p)
	case id == "" && len(p.guide.Cases) > 1:
		p.choose()
		s.write(w, http.StatusOK, "cases", p)
	default:
		s.write(w, http.StatusNotFound, "none", p)
	}
}

// away says that the page cannot be shown now, and whom to ask instead.
func (s *Site) away(w http.ResponseWriter, p *page, cause error) {
	s.c.Log.Warn("a list of papers could not be shown", "err", cause)
	s.write(w, http.StatusServiceUnavailable, "away", p)
}

// write answers with a drawn page. What it shows is published, but the address may tell
// which papers somebody has: nobody between us and the reader keeps it.
func (s *Site) write(w http.ResponseWriter, status int, name string, p *page) {
	var b bytes.Buffer
	if err := s.views[p.Lang].ExecuteTemplate(&b, name, p); err != nil {
		s.c.Log.Error("a list of papers could not be drawn", "err", err)
		http.Error(w, "the page could not be drawn", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	if status == http.StatusOK {
		h.Set("Cache-Control", "private, max-age=300")
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // fails only when the reader is gone
}
