package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"motcua/bot"
	"motcua/bot/webchat"
	"motcua/internal/chat"
)

func prefixes(all ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range all {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func TestClientIP(t *testing.T) {
	t.Parallel()
	proxies := prefixes("127.0.0.1/32", "10.0.0.0/8", "2001:db8:aaaa::/48")
	for name, c := range map[string]struct {
		remote    string
		forwarded []string
		trust     []netip.Prefix
		want      string
	}{
		"nobody between":                      {"192.0.2.7:4711", nil, proxies, "192.0.2.7"},
		"a made-up header without a proxy":    {"192.0.2.7:4711", []string{"10.1.1.1"}, proxies, "192.0.2.7"},
		"a proxy that is not trusted":         {"127.0.0.1:4711", []string{"192.0.2.7"}, nil, "127.0.0.1"},
		"one proxy":                           {"127.0.0.1:4711", []string{"192.0.2.7"}, proxies, "192.0.2.7"},
		"a made-up hop before the proxy":      {"127.0.0.1:4711", []string{"127.0.0.1, 192.0.2.7"}, proxies, "192.0.2.7"},
		"several proxies":                     {"127.0.0.1:4711", []string{"198.51.100.1, 192.0.2.7, 10.1.2.3, 10.3.2.1"}, proxies, "192.0.2.7"},
		"several headers":                     {"127.0.0.1:4711", []string{"198.51.100.1", "192.0.2.7", "10.1.2.3"}, proxies, "192.0.2.7"},
		"a stranger in the middle":            {"127.0.0.1:4711", []string{"10.9.9.9, 203.0.113.5, 10.1.2.3"}, proxies, "203.0.113.5"},
		"trusted ones only":                   {"127.0.0.1:4711", []string{"10.1.2.3, 10.3.2.1"}, proxies, "10.1.2.3"},
		"a trusted one without the header":    {"10.0.0.5:4711", nil, proxies, "10.0.0.5"},
		"an empty header":                     {"10.0.0.5:4711", []string{" , "}, proxies, "10.0.0.5"},
		"IPv6":                                {"[2001:db8:aaaa::1]:4711", []string{"2001:db8::7"}, proxies, "2001:db8::7"},
		"IPv6 with a port":                    {"127.0.0.1:4711", []string{"[2001:db8::7]:443"}, proxies, "2001:db8::7"},
		"IPv6 with a zone":                    {"[fe80::1%eth0]:4711", nil, proxies, "fe80::1"},
		"IPv4 with a port":                    {"127.0.0.1:4711", []string{"192.0.2.7:5000"}, proxies, "192.0.2.7"},
		"IPv4 written as IPv6":                {"[::ffff:10.0.0.5]:4711", []string{"::ffff:192.0.2.7"}, proxies, "192.0.2.7"},
		"garbage from a trusted proxy":        {"127.0.0.1:4711", []string{"192.0.2.7, unknown"}, proxies, "invalid IP"},
		"garbage far away does not matter":    {"127.0.0.1:4711", []string{"unknown, 192.0.2.7"}, proxies, "192.0.2.7"},
		"a connection without an address (@)": {"@", []string{"192.0.2.7"}, proxies, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.remote
			for _, f := range c.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := clientIP(r, c.trust).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestMetricsArePrivate(t *testing.T) {
	t.Parallel()
	proxies := prefixes("127.0.0.1/32")
	for name, c := range map[string]struct {
		remote, forwarded string
		trust             []netip.Prefix
		want              int
	}{
		"this machine":                                   {"127.0.0.1:1", "", nil, 200},
		"this machine, IPv6":                             {"[::1]:1", "", nil, 200},
		"a private network":                              {"192.168.1.9:1", "", nil, 200},
		"a private network, IPv6":                        {"[fd00::9]:1", "", nil, 200},
		"a stranger":                                     {"203.0.113.5:1", "", nil, 404},
		"a stranger who makes things up":                 {"203.0.113.5:1", "127.0.0.1", proxies, 404},
		"a stranger behind a proxy":                      {"127.0.0.1:1", "203.0.113.5", proxies, 404},
		"a stranger behind a proxy that makes things up": {"127.0.0.1:1", "127.0.0.1, 203.0.113.5", proxies, 404},
		"a private one behind a proxy":                   {"127.0.0.1:1", "10.0.0.9", proxies, 200},
		"behind a proxy that is not trusted":             {"127.0.0.1:1", "203.0.113.5", nil, 404},
		"behind one, and hiding":                         {"127.0.0.1:1", "10.0.0.9", nil, 404},
		"garbage":                                        {"127.0.0.1:1", "unknown", proxies, 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := testApp(t, settings{TrustedProxies: c.trust}).handler()
			r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			r.RemoteAddr = c.remote
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			if rec.Code != c.want || (rec.Code == http.StatusOK) != strings.Contains(rec.Body.String(), "motcua_turn_seconds") {
				t.Errorf("status %d, want %d: %.80s", rec.Code, c.want, rec.Body)
			}
		})
	}
}

// noStores is a page's world in which nothing was ever said.
type noStores struct{}

func (noStores) AddLine(context.Context, chat.Key, int, time.Time, *chat.Said, *chat.Reply) (bool, error) {
	return true, nil
}
func (noStores) LinesAfter(context.Context, string, int64) ([]chat.Line, error) { return nil, nil }
func (noStores) DeleteChat(context.Context, string) error                       { return nil }
func (noStores) Wake(context.Context, string)                                   {}
func (noStores) Listen(context.Context, string) (<-chan struct{}, func())       { return nil, func() {} }

// testApp answers like the real one, without stores behind it.
func testApp(t *testing.T, set settings) *app {
	t.Helper()
	a := &app{set: set, log: slog.New(slog.DiscardHandler), metrics: newMetrics()}
	var err error
	a.page, err = webchat.New(webchat.Config{
		Lines: noStores{}, Live: noStores{},
		Turn:     func(context.Context, chat.Message, bot.Deliverer) error { return nil },
		Forget:   func(context.Context, chat.Speaker) error { return nil },
		Greeting: func(string, bool) []chat.Reply { return []chat.Reply{{Text: "Chào anh/chị.", Lang: "vi"}} },
		Contact:  func(context.Context, string, time.Time) chat.Contact { return chat.Contact{} },
		Key:      []byte("a key of the tests"), Secure: set.secure(), Embed: set.EmbedOrigins, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	h := testApp(t, settings{PublicURL: "https://hoso.example.gov.vn", EmbedOrigins: []string{"https://a.example", "https://b.example"}}).handler()
	for path, c := range map[string]struct {
		status int
		frames string
	}{
		"/":             {200, "'none'"},
		"/?kiosk":       {200, "'none'"},
		"/?embed":       {200, "https://a.example https://b.example"},
		"/embed.js":     {200, "'none'"},
		"/healthz":      {200, "'none'"},
		"/chat/lines":   {200, "'none'"},
		"/none?embed":   {404, "'none'"},
		"/metrics":      {404, "'none'"}, // a recorded request comes from 192.0.2.1
		"/?embed&kiosk": {200, "'none'"},
	} {
		rec := get(h, path)
		if rec.Code != c.status {
			t.Errorf("%s: status %d, want %d", path, rec.Code, c.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; " +
				"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + c.frames,
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "no-referrer",
			"Permissions-Policy":         "camera=(), geolocation=(), microphone=()",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security":  "max-age=31536000",
			"X-Frame-Options":            "", // knows no list of sites
		} {
			if got := rec.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	plain := testApp(t, settings{PublicURL: "http://127.0.0.1:8080"}).handler()
	if got := get(plain, "/").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("over plain HTTP: %q", got)
	}
	if rec := get(plain, "/embed.js"); rec.Code != http.StatusNotFound {
		t.Errorf("no site is allowed, and yet /embed.js: status %d", rec.Code)
	}
}

func TestPostsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := testApp(t, settings{EmbedOrigins: []string{"https://a.example"}}).handler()
	for name, c := range map[string]struct {
		header, value string
		want          int
	}{
		"another site":           {"Sec-Fetch-Site", "cross-site", 403},
		"a neighbour":            {"Sec-Fetch-Site", "same-site", 403},
		"an allowed site itself": {"Origin", "https://a.example", 403},
		"our page in its frame":  {"Sec-Fetch-Site", "same-origin", 303},
	} {
		r := httptest.NewRequest(http.MethodPost, "/chat/end?embed", nil)
		r.Header.Set(c.header, c.value)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != c.want {
			t.Errorf("%s: status %d, want %d", name, rec.Code, c.want)
		}
	}
}

func TestAPanicIsRecovered(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	h := recovered(slog.New(slog.NewTextHandler(&told, nil)), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the cause") }))
	rec := get(h, "/path?secret=0912345678")
	if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), "Trợ lý đang chậm") || strings.Contains(rec.Body.String(), "cause") {
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
	if log := told.String(); !strings.Contains(log, `"the cause"`) || !strings.Contains(log, "path=/path") || strings.Contains(log, "0912345678") {
		t.Errorf("logged: %s", log)
	}
}

// A handler that gives up on its caller is no fault, and the connection must end.
func TestAnAbortIsPassedOn(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	h := recovered(slog.New(slog.NewTextHandler(&told, nil)), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("passed on: %v", err)
		}
		if told.Len() > 0 {
			t.Errorf("logged: %s", &told)
		}
	}()
	get(h, "/")
	t.Error("the abort was swallowed")
}

func TestEmbedOrigins(t *testing.T) {
	t.Parallel()
	const here = "https://hoso.example.gov.vn"
	for name, c := range map[string]struct {
		public  string
		origins []string
		wrong   string // "" for fine
	}{
		"unset":                       {"", nil, ""},
		"sites":                       {here, []string{"https://thuanan.example.gov.vn", "https://b.example:8443"}, ""},
		"tried on one machine":        {"http://127.0.0.1:8080", []string{"http://localhost:9000", "http://town.localhost:9000", "http://127.0.0.1:9001"}, ""},
		"tried on one machine, IPv6":  {"http://[::1]:8080", []string{"http://localhost:9000"}, ""},
		"no public address":           {"", []string{"https://a.example"}, "PUBLIC_URL"},
		"a public address without s":  {"http://hoso.example.gov.vn", []string{"https://a.example"}, "PUBLIC_URL"},
		"a name like localhost":       {"http://localhost.example", []string{"https://a.example"}, "PUBLIC_URL"},
		"a site without s":            {here, []string{"http://a.example"}, `"http://a.example"`},
		"a path":                      {here, []string{"https://a.example/tin"}, `"https://a.example/tin"`},
		"a slash":                     {here, []string{"https://a.example/"}, `"https://a.example/"`},
		"a bare name":                 {here, []string{"a.example"}, `"a.example"`},
		"everybody":                   {here, []string{"*"}, `"*"`},
		"every name of a domain":      {here, []string{"https://*.example"}, `"https://*.example"`},
		"an empty one":                {here, []string{"https://a.example", ""}, `""`},
		"capitals":                    {here, []string{"https://A.example"}, `"https://A.example"`},
		"another rule of the policy":  {here, []string{"https://a.example; script-src *"}, "EMBED_ORIGINS"},
		"two in one":                  {here, []string{"https://a.example https://b.example"}, "EMBED_ORIGINS"},
		"a name and password":         {here, []string{"https://u:p@a.example"}, "EMBED_ORIGINS"},
		"a word of the policy":        {here, []string{"'self'"}, "EMBED_ORIGINS"},
		"a scheme that is not of web": {here, []string{"ftp://a.example"}, "EMBED_ORIGINS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := settings{PublicURL: c.public, EmbedOrigins: c.origins, TZ: "Asia/Ho_Chi_Minh", LookupLimits: "off", DeskTimes: "5m,15m,20m"}.check()
			if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %v, want it to name %q", err, c.wrong)
			}
		})
	}
}

// A whole list, as an operator writes it.
func TestEmbedOriginsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	var c commands
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve", "--embed-origins", "https://a.example,https://b.example"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"https://a.example", "https://b.example"}, c.Serve.EmbedOrigins); diff != "" {
		t.Error(diff)
	}
}
