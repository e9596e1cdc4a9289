//go:build faults

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
)

// visitor is one browser on the page: it keeps its cookie, and like the page it
// sends a message under the same id until that is taken.
type visitor struct {
	t      *testing.T
	client *http.Client
	at     func() string // the address to ask next
}

// line is one line of the conversation as the page gets it.
type line struct {
	Seq  int64
	HTML string
	id   string // of the message it belongs to
	told bool
	text string // the HTML without what differs each time
}

// answer is what a request came back with.
type answer struct {
	code       int
	retryAfter string
	body       string
	took       time.Duration
}

// pool is shared by the visitors of all tests.
var pool = &http.Transport{MaxIdleConnsPerHost: 300}

// visitor opens the page of a server, or of several by turns.
func (w *world) visitor(servers ...*server) *visitor {
	w.t.Helper()
	jar, err := cookiejar.New(nil) // cookies know no ports
	must(w.t, err)
	var next atomic.Int64
	v := &visitor{t: w.t, client: &http.Client{Jar: jar, Timeout: patience, Transport: pool}}
	v.at = func() string { return "http://" + servers[int(next.Add(1))%len(servers)].addr }
	v.get("/")
	return v
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	a, err := v.try(http.MethodGet, path, nil)
	must(v.t, err)
	return a
}

func (v *visitor) try(method, path string, body []byte) (answer, error) {
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, v.at()+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	began := time.Now()
	res, err := v.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header.Get("Retry-After"), string(text), time.Since(began)}, err
}

// said is what a citizen sends: typed, or pressed where press is set.
type said struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Press string `json:"press,omitempty"`
}

func types(text string) said { return said{ID: uuid.NewString(), Text: text} }

// post sends once. The error is of the line, not of the answer.
func (v *visitor) post(m said) (answer, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return answer{}, err
	}
	return v.try(http.MethodPost, "/chat/messages", body)
}

// send posts until the message is taken; between two tries it does what is given.
// It tells how the last try went, and how long all of them took.
func (v *visitor) send(m said, between func()) (last answer, all time.Duration) {
	v.t.Helper()
	began := time.Now()
	for time.Since(began) < patience {
		a, err := v.post(m)
		switch {
		case err == nil && a.code == http.StatusOK:
			return a, time.Since(began)
		case err == nil && a.code != http.StatusServiceUnavailable:
			v.t.Fatalf("status %d: %s", a.code, a.body)
		}
		between()
	}
	v.t.Fatal("the message was never taken")
	return answer{}, 0
}

// pageWaits is what the page does between two tries, in short.
func (v *visitor) pageWaits() { v.wait(200 * time.Millisecond) }

func (v *visitor) wait(d time.Duration) { pause(v.t, d) }

var (
	lineHead = regexp.MustCompile(`^<div class="line (said|told)[^"]*" id="l-([0-9a-f-]{36}|t\d+-\d+)-\d+"`)
	changing = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|data-seq="\d+"`)
)

// lines is the whole conversation.
func (v *visitor) lines() []line {
	v.t.Helper()
	a := v.get("/chat/lines?after=0")
	for end := time.Now().Add(patience); a.code == http.StatusServiceUnavailable && time.Now().Before(end); {
		v.pageWaits()
		a = v.get("/chat/lines?after=0")
	}
	var out struct{ Lines []line }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.code != http.StatusOK {
		v.t.Fatalf("lines: %d %s (%v)", a.code, a.body, err)
	}
	for i := range out.Lines {
		l := &out.Lines[i]
		head := lineHead.FindStringSubmatch(l.HTML)
		if head == nil {
			v.t.Fatalf("no line: %s", l.HTML)
		}
		l.told, l.id, l.text = head[1] == "told", head[2], changing.ReplaceAllString(l.HTML, "")
	}
	return out.Lines
}

// once checks that the conversation is these messages in order, each with one answer
// that holds these words.
func (v *visitor) once(messages []said, words ...string) {
	v.t.Helper()
	lines := v.lines()
	if len(lines) != 2*len(messages) {
		v.t.Fatalf("%d lines for %d messages", len(lines), len(messages))
	}
	for i, m := range messages {
		asked, told := lines[2*i], lines[2*i+1]
		if asked.told || !told.told || asked.id != m.ID || told.id != m.ID {
			v.t.Errorf("message %d: %+v", i, lines)
		}
		if !strings.Contains(told.HTML, words[i]) {
			v.t.Errorf("the answer to message %d does not say %q: %s", i, words[i], told.HTML)
		}
	}
}

// ready is what /readyz says.
func (v *visitor) ready(code int, body string) {
	v.t.Helper()
	if a := v.get("/readyz"); a.code != code || a.body != body {
		v.t.Errorf("/readyz says %d %s, want %d %s", a.code, a.body, code, body)
	} else if a.took > 4*time.Second {
		v.t.Errorf("/readyz took %v", a.took)
	}
}

// until asks /readyz until it says so.
func (v *visitor) until(code int, body string) time.Duration {
	v.t.Helper()
	began := time.Now()
	for time.Since(began) < patience {
		if a, err := v.try(http.MethodGet, "/readyz", nil); err == nil && a.code == code && a.body == body {
			return time.Since(began)
		}
		v.wait(20 * time.Millisecond)
	}
	v.t.Fatalf("/readyz never said %d %s", code, body)
	return 0
}
