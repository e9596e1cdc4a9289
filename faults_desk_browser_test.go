//go:build faults

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// browser is a volunteer's: it keeps its cookie and sends forms.
type browser struct {
	t      *testing.T
	client *http.Client
	at     func() string
}

func newBrowser(t *testing.T, servers ...*server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	var next atomic.Int64
	return &browser{
		t: t,
		client: &http.Client{Jar: jar, Transport: pool, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
		at: func() string { return "http://" + servers[int(next.Add(1))%len(servers)].addr },
	}
}

// try asks once, with a form where there is one.
func (b *browser) try(method, path string, form url.Values) (answer, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, b.at()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	began := time.Now()
	res, err := b.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{code: res.StatusCode, body: string(body), took: time.Since(began)}, err
}

// insist asks until somebody answers who can.
func (b *browser) insist(method, path string, form url.Values) answer {
	b.t.Helper()
	for began := time.Now(); time.Since(began) < patience; pause(b.t, 100*time.Millisecond) {
		if a, err := b.try(method, path, form); err == nil && a.code != http.StatusServiceUnavailable {
			return a
		}
	}
	b.t.Fatalf("%s %s was never answered", method, path)
	return answer{}
}

// press sends a form until it is taken; its key makes that one press.
func (b *browser) press(path string, form url.Values) answer {
	b.t.Helper()
	return b.insist(http.MethodPost, path, form)
}

// talkIn is what the page of a case shows as said.
func (b *browser) talkIn(id int64) string {
	b.t.Helper()
	a := b.insist(http.MethodGet, caseOf(id), nil)
	if a.code != http.StatusOK {
		b.t.Fatalf("the page of case %d: %d", id, a.code)
	}
	_, log, _ := strings.Cut(a.body, `id="log"`)
	log, _, _ = strings.Cut(log, `id="new-lines"`)
	return log
}

var lineOfCase = regexp.MustCompile(`id="l-(\d+)-(\d+)"`)

// feed is an open page of the desk that hears what changes. When the stream ends it
// comes back, as browsers do, and names the last line that it has.
type feed struct {
	b    *browser
	open int64

	mu    sync.Mutex
	heard strings.Builder
	lines []int64 // of the open case, as they came
}

// listens opens the page of a case, or the queue (0).
func (b *browser) listens(open int64) *feed {
	ctx, cancel := context.WithCancel(context.Background())
	f, ended := &feed{b: b, open: open}, make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			f.read(ctx)
			pause(b.t, 100*time.Millisecond)
		}
	}()
	b.t.Cleanup(func() { cancel(); <-ended })
	return f
}

// read is one connection; what it ends with does not matter.
func (f *feed) read(ctx context.Context) {
	at := fmt.Sprintf("%s/desk/events?case=%d&after=%d", f.b.at(), f.open, f.last())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return
	}
	res, err := f.b.client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	text := bufio.NewScanner(res.Body)
	text.Buffer(nil, 1<<20)
	for text.Scan() {
		f.take(text.Text())
	}
}

func (f *feed) take(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard.WriteString(text + "\n")
	for _, found := range lineOfCase.FindAllStringSubmatch(text, -1) {
		if seq, err := strconv.ParseInt(found[2], 10, 64); err == nil && found[1] == strconv.FormatInt(f.open, 10) {
			f.lines = append(f.lines, seq)
		}
	}
}

// last is the newest line that the page has.
func (f *feed) last() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Max(append([]int64{0}, f.lines...))
}

// has says whether all of the open case is there, up to a line.
func (f *feed) has(last int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for seq := int64(1); seq <= last; seq++ {
		if !slices.Contains(f.lines, seq) {
			return false
		}
	}
	return true
}

// says tells whether the page heard these words.
func (f *feed) says(words string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Contains(f.heard.String(), words)
}

// allShow waits until open pages have all that happened to their cases.
func (o *office) allShow(pages []*feed) time.Duration {
	o.t.Helper()
	began := time.Now()
	for _, f := range pages {
		last := int64(len(o.happened(f.open)))
		o.await("an open page shows every line", func() bool { return f.has(last) })
	}
	return time.Since(began)
}
