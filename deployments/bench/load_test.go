package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// visitor is one chat: a browser's cookie, and a network of its own.
type visitor struct{ cookie, address string }

// newVisitors come from networks of their own, for a network has limits that no
// setting widens.
func newVisitors(n int) []visitor {
	all := make([]visitor, n)
	for i := range all {
		raw := make([]byte, 16)
		_, _ = rand.Read(raw)
		all[i] = visitor{base64.RawURLEncoding.EncodeToString(raw), fmt.Sprintf("203.%d.%d.%d", i>>16&255, i>>8&255, i&255)}
	}
	return all
}

// ask prepares a request of the visitor through a trusted proxy.
func (v visitor) ask(ctx context.Context, method, url string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", "motcua="+v.cookie)
	req.Header.Set("X-Forwarded-For", v.address)
	return req, nil
}

// load sends messages as pages do: each visitor one after the other.
type load struct {
	client   *http.Client
	visitors []visitor
	codes    []string
}

func newLoad(visitors int, codes []string) *load {
	keep := &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: visitors}
	return &load{client: &http.Client{Transport: keep}, visitors: newVisitors(visitors), codes: codes}
}

// messages has workers of the visitors at a time send n messages in all to one
// server, and gives how long each waited for its answer, the shortest first.
func (l *load) messages(b *testing.B, url string, workers, n int) []time.Duration {
	b.Helper()
	return inTurns(b, workers, n, 0, func(i int) error {
		return l.message(b.Context(), url, l.visitors[i%len(l.visitors)], l.codes[i%len(l.codes)])
	})
}

// inTurns has workers do n things: each its own, one after the other, all of them
// together so many a second (0: as fast as they can).
func inTurns(b *testing.B, workers, n, rate int, do func(i int) error) []time.Duration {
	b.Helper()
	took, start := make([]time.Duration, n), time.Now()
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < n; i += workers {
				if rate > 0 {
					<-time.After(time.Until(start.Add(time.Duration(i) * time.Second / time.Duration(rate))))
				}
				begun := time.Now()
				if err := do(i); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(begun)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	return took
}

// message asks for one dossier and waits until its Turn has ended.
func (l *load) message(ctx context.Context, url string, v visitor, code string) error {
	body := fmt.Appendf(nil, `{"id":%q,"text":%q}`, uuid.NewString(), code)
	req, err := v.ask(ctx, http.MethodPost, url+"/chat/messages", body)
	if err != nil {
		return err
	}
	return answered(l.client, req)
}

// answered makes a request and reads its answer, which must be 200.
func answered(client *http.Client, req *http.Request) error {
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	return err
}

// counted is a counter of the program's own metrics.
func (p *program) counted(name string) int {
	p.b.Helper()
	res, err := http.Get(p.url + "/metrics")
	must(p.b, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(p.b, err)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			var n float64
			_, err := fmt.Sscan(rest, &n)
			must(p.b, err)
			return int(n)
		}
	}
	p.b.Fatalf("no counter %s", name)
	return 0
}
