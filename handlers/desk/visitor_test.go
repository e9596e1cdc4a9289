package desk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

// browser is one who visits the desk, without JavaScript.
type browser struct {
	*world

	http *http.Client
	base string
}

func (w *world) stranger() *browser {
	w.tb.Helper()
	s := httptest.NewServer(w.mux)
	w.tb.Cleanup(s.Close)
	jar, err := cookiejar.New(nil)
	must(w.tb, err)
	return &browser{world: w, base: s.URL, http: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (w *world) signedIn(v team.Volunteer) *browser {
	w.tb.Helper()
	b := w.stranger()
	b.post(w.link(team.Invite{Kind: team.SignIn, Volunteer: v.ID}), nil).ok(w.tb, http.StatusOK)
	return b
}

// answer is what came back, redirects followed.
type answer struct {
	status int
	body   string
	path   string
	header http.Header
}

func (a answer) ok(tb testing.TB, status int) answer {
	tb.Helper()
	if a.status != status {
		tb.Fatalf("%s: status %d, want %d\n%s", a.path, a.status, status, a.body)
	}
	return a
}

func (a answer) has(tb testing.TB, words ...string) answer {
	tb.Helper()
	for _, s := range words {
		if !strings.Contains(a.body, s) {
			tb.Errorf("%s lacks %q:\n%s", a.path, s, text(a.body))
		}
	}
	return a
}

func (a answer) lacks(tb testing.TB, words ...string) answer {
	tb.Helper()
	for _, s := range words {
		if strings.Contains(a.body, s) {
			tb.Errorf("%s has %q", a.path, s)
		}
	}
	return a
}

var (
	tag   = regexp.MustCompile(`(?s)<svg class="sprite".*?</svg>|<[^>]*>`)
	blank = regexp.MustCompile(`\s*\n\s*`)
)

func text(html string) string {
	return blank.ReplaceAllString(tag.ReplaceAllString(html, ""), "\n")
}

func (b *browser) do(r *http.Request) answer {
	b.tb.Helper()
	res, err := b.http.Do(r)
	must(b.tb, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(b.tb, err)
	return answer{res.StatusCode, string(body), res.Request.URL.RequestURI(), res.Header}
}

func (b *browser) get(path string) answer {
	b.tb.Helper()
	r, err := http.NewRequestWithContext(b.tb.Context(), http.MethodGet, b.base+path, nil)
	must(b.tb, err)
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) answer {
	b.tb.Helper()
	r, err := http.NewRequestWithContext(b.tb.Context(), http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	must(b.tb, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// piece posts as the page's script does.
func (b *browser) piece(path, open string, form url.Values) answer {
	b.tb.Helper()
	r, err := http.NewRequestWithContext(b.tb.Context(), http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	must(b.tb, err)
	for name, value := range map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "X-Part": "1", "X-After": "2", "X-Case": open,
	} {
		r.Header.Set(name, value)
	}
	return b.do(r)
}

// part asks as the page's script does.
func (b *browser) part(path string) answer {
	b.tb.Helper()
	r, err := http.NewRequestWithContext(b.tb.Context(), http.MethodGet, b.base+path, nil)
	must(b.tb, err)
	r.Header.Set("X-Part", "1")
	return b.do(r)
}

func path(t ticket.Ticket, more string) string {
	return "/desk/cases/" + strconv.FormatInt(t.ID, 10) + more
}

// photo is a picture as telephones make them.
func photo(tb testing.TB) []byte {
	tb.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for x := range 400 {
		for y := range 300 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 150, 255})
		}
	}
	var b bytes.Buffer
	must(tb, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}
