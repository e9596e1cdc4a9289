package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/handlers/api"
	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/internal/token"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// world is an API over a real database.
type world struct {
	*testing.T

	store *postgres.Store
	url   string
	http  *httptest.Server
	log   *syncBuffer
	now   time.Time
}

// syncBuffer is written by the server and read by the test.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// fataler is a test, or a try of a property.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// take gives what was written since it was taken last.
func (s *syncBuffer) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.b.Reset()
	return s.b.String()
}

func must(tb fataler, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// pushes joins API and store as the program does.
type pushes struct{ *postgres.Store }

func (p pushes) Push(ctx context.Context, rows api.Rows, how api.How) (intake.Summary, error) {
	sum, err := p.ImportDossiers(ctx, rows, postgres.ImportOptions{
		AsOf: how.AsOf, DryRun: how.DryRun, MostTold: how.MostTold, Part: how.Part, Bounds: how.Bounds, Took: how.Took, Reject: how.Reject,
	})
	if many, ok := errors.AsType[*postgres.ManyToldError](err); ok {
		err = &api.ManyToldError{Told: many.Told, Most: many.Most}
	}
	return sum, err
}

// figures are a report that says what was asked for.
type figures struct{}

func (figures) Report(_ context.Context, p report.Period, unit string) (any, error) {
	return map[string]any{"from": p.From.Format(time.DateOnly), "to": p.To.Format(time.DateOnly), "unit": unit}, nil
}

func openWorld(t *testing.T, change ...func(*api.Config)) *world {
	t.Helper()
	url := storetest.DB(t)
	store, err := postgres.Open(t.Context(), url, []byte(strings.Repeat("k", 32)))
	must(t, err)
	t.Cleanup(store.Close)
	w := &world{T: t, store: store, url: url, log: &syncBuffer{}, now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	c := api.Config{
		Tokens: store, Dossiers: pushes{store}, Units: store, Figures: figures{}, Net: func(*http.Request) string { return "net" },
		Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	for _, f := range change {
		f(&c)
	}
	w.http = serve(t, c)
	return w
}

func serve(tb testing.TB, c api.Config) *httptest.Server {
	tb.Helper()
	a, err := api.New(c)
	must(tb, err)
	mux := http.NewServeMux()
	a.Routes(mux)
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	return server
}

// units brings the made-up city's units in.
func (w *world) units() {
	w.Helper()
	_, err := w.store.ImportUnits(w.Context(), intake.NewUnits(bytes.NewReader(city.Units()), intake.NDJSON), postgres.ImportOptions{AsOf: w.now})
	must(w.T, err)
}

// token makes one.
func (w *world) token(bounds token.Bounds, scopes ...token.Scope) string {
	w.Helper()
	text, hash := token.New()
	_, err := w.store.AddToken(w.Context(), hash, token.Token{Name: text[:14], Scopes: scopes, Bounds: bounds, MadeAt: w.now})
	must(w.T, err)
	return text
}

// answer is what the API said.
type answer struct {
	status     int
	head       http.Header
	body       string
	api.Result // also of a problem
	Problem    api.Problem
}

// send sends a request with headers in pairs.
func (w *world) send(method, path, bearer string, body []byte, headers ...string) answer {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.http.URL+path, bytes.NewReader(body))
	must(w.T, err)
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := w.http.Client().Do(req)
	must(w.T, err)
	data, err := io.ReadAll(res.Body)
	must(w.T, errors.Join(err, res.Body.Close()))
	a := answer{status: res.StatusCode, head: res.Header, body: string(data)}
	switch kind := res.Header.Get("Content-Type"); {
	case res.Header.Get("Content-Encoding") != "": // is looked at as it came
	case kind == "application/json":
		must(w.T, json.Unmarshal(data, &a.Result))
	case kind == "application/problem+json":
		must(w.T, json.Unmarshal(data, &a.Problem))
		if a.Problem.Result != nil {
			a.Result = *a.Problem.Result
		}
	}
	return a
}

func (w *world) push(path, bearer, body string, headers ...string) answer {
	w.Helper()
	return w.send(http.MethodPost, path, bearer, []byte(body), headers...)
}

// is checks status and, of a problem, its kind.
func (w *world) is(what string, a answer, status int, kind string) {
	w.Helper()
	if a.status != status || a.Problem.Type != kind && a.Problem.Type != "urn:motcua:problem:"+kind {
		w.Errorf("%s: %d %s, want %d %s\n%s", what, a.status, a.Problem.Type, status, kind, a.body)
	}
}

func (w *world) ask(sql string, args ...any) int {
	w.Helper()
	db, err := pgx.Connect(w.Context(), w.url)
	must(w.T, err)
	var n int
	must(w.T, db.QueryRow(w.Context(), sql, args...).Scan(&n))
	must(w.T, db.Close(w.Context()))
	return n
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	db, err := pgx.Connect(w.Context(), w.url)
	must(w.T, err)
	_, err = db.Exec(w.Context(), sql, args...)
	must(w.T, errors.Join(err, db.Close(w.Context())))
}

func gzipped(tb fataler, data []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(data)
	must(tb, errors.Join(err, z.Close()))
	return b.Bytes()
}
