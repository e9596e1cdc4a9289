// Package api is for other systems: they send dossiers and steps, and read figures. Who may
// is a token's business (package token), what a row means that of package intake. It must not
// know SQL, channels, or anything that a citizen reads.
package api

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/internal/citizen"
	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/internal/token"
	"motcua/internal/unit"
	"motcua/internal/words"
)

//go:embed texts/*.toml
var textFiles embed.FS

// Tokens knows the tokens by their hashes.
type Tokens interface {
	Token(ctx context.Context, hash []byte) (token.Token, bool, error)
	UseToken(ctx context.Context, id int64, now time.Time) error
	CountTold(ctx context.Context, id int64, n int, now time.Time) error
}

// Dossiers takes rows in; *ManyToldError where they would reach more followers than How says.
type Dossiers interface {
	Mappings(ctx context.Context) (*intake.Mappings, error)
	Push(ctx context.Context, rows Rows, how How) (intake.Summary, error)
}

// Figures makes the report of a period, for one Unit and those below it or, where it is "", for
// all: what `motcua report --format json` prints.
type Figures interface {
	Report(ctx context.Context, period report.Period, unit string) (any, error)
}

// Units gives the offices as they are now.
type Units interface {
	Directory(ctx context.Context) (*unit.Directory, error)
}

// Tries counts those who come without a token that holds.
type Tries interface {
	Allow(ctx context.Context, by citizen.Asker, now time.Time) citizen.Allowance
	Charge(ctx context.Context, by citizen.Asker, now time.Time, hits, misses int)
}

// Rows are read one after the other, as package intake gives them.
type Rows interface {
	Next() (intake.DossierRow, *intake.Reject, error)
}

// How says how rows are to be taken in.
type How struct {
	AsOf     time.Time
	DryRun   bool
	Part     bool // a part of what the source has: it does not make it fresh
	MostTold int  // followers that may be told; below 0 none
	Bounds   token.Bounds
	Took     func(intake.Took)
	Reject   func(intake.Reject)
}

// ManyToldError says that rows would reach more followers than they may. What came before
// them is in.
type ManyToldError struct{ Told, Most int }

func (e *ManyToldError) Error() string {
	return fmt.Sprintf("%d followers would be told, more than %d", e.Told, e.Most)
}

// Config is what the API stands on. All but Figures, Tries and Log is required.
type Config struct {
	Tokens   Tokens
	Dossiers Dossiers
	Units    Units
	Figures  Figures // nil: no figures
	Tries    Tries   // nil: no limit
	Limits   Limits  // zero: StandardLimits
	// Net names the network that a request comes from, so that nobody reads the address from it.
	Net func(*http.Request) string
	Now func() time.Time
	Log *slog.Logger
}

// API answers other systems.
type API struct {
	c        Config
	words    *words.Catalogue
	huma     huma.API
	handler  http.Handler
	document []byte
	slots    chan struct{}
}

// Limits are the most of one push.
type Limits struct {
	Rows  int
	Sent  int64 // bytes as sent
	Bytes int64 // bytes unpacked
}

// StandardLimits are what the description says.
var StandardLimits = Limits{Rows: 100_000, Sent: 64 << 20, Bytes: 256 << 20}

// mostPushes are taken at a time: one batch is merged at a time anyway, and each holds some
// tens of MiB.
const mostPushes = 4

// Paths.
const (
	root          = "/api/"
	pathDossiers  = "/api/v1/dossiers"
	pathEvents    = "/api/v1/events"
	pathReports   = "/api/v1/reports"
	pathDocument  = "/api/v1/openapi.json"
	documentTitle = "motcua"
)

// New makes the API and its description.
func New(c Config) (*API, error) {
	if c.Tokens == nil || c.Dossiers == nil || c.Units == nil || c.Net == nil {
		return nil, errors.New("api: Tokens, Dossiers, Units and Net are needed")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Limits == (Limits{}) {
		c.Limits = StandardLimits
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	a := &API{c: c, slots: make(chan struct{}, mostPushes)}
	var err error
	if a.words, err = words.Load(textFiles); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	a.huma = humago.New(mux, a.config())
	a.routes()
	// Made once: the library makes it at the first request, for several at a time.
	if a.document, err = json.Marshal(a.huma.OpenAPI()); err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	mux.HandleFunc("GET "+pathDocument, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(a.document) // fails only when the reader is gone
	})
	a.refuse(mux)
	a.handler = common(mux)
	return a, nil
}

// Routes hangs the API into mux.
func (a *API) Routes(mux *http.ServeMux) { mux.Handle(root, a.handler) }

// config is the library's, without what it would serve by itself: pages with scripts of
// others, links to schemas, formats that nobody asked for.
func (a *API) config() huma.Config {
	c := huma.DefaultConfig(documentTitle, "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{a.translate}
	describe(c.OpenAPI)
	return c
}

// routes are what there is.
func (a *API) routes() {
	a.addPushes()
	if a.c.Figures != nil {
		a.addReports()
	}
}

// refuse answers what there is not.
func (a *API) refuse(mux *http.ServeMux) {
	for path, methods := range a.paths() {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", methods)
			write(w, r, a.problem(lang(r), http.StatusMethodNotAllowed, "method", words.Args{"methods": methods}))
		})
	}
	mux.HandleFunc(root, func(w http.ResponseWriter, r *http.Request) {
		write(w, r, a.problem(lang(r), http.StatusNotFound, "not_found", nil))
	})
}

// paths are the paths there are, each with its methods.
func (a *API) paths() map[string]string {
	out := map[string]string{pathDocument: http.MethodGet}
	for path, item := range a.huma.OpenAPI().Paths {
		if item.Post != nil {
			out[path] = http.MethodPost
		} else {
			out[path] = http.MethodGet
		}
	}
	return out
}

// common is what all answers have in common. We speak JSON, whatever is asked for.
func common(next http.Handler) http.Handler {
	return zipped(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Language")
		h.Set("Content-Language", lang(r))
		r.Header.Del("Accept")
		next.ServeHTTP(w, r)
	}))
}

// lang is the language of the answer: English unless Vietnamese is asked for first.
func lang(r *http.Request) string { return langOf(r.Header.Get("Accept-Language")) }

func langOf(accepted string) string {
	first, _, _ := strings.Cut(accepted, ",")
	first, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(first)), ";")
	if first == "vi" || strings.HasPrefix(first, "vi-") {
		return "vi"
	}
	return "en"
}
