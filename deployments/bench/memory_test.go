package bench

import (
	"bufio"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// openChats is how many pages are open at the same time.
const openChats = 1000

// BenchmarkOpenChats tells what a thousand open pages cost in memory: each has asked
// for a dossier and listens to its conversation. What is there before the first page
// is taken off.
func BenchmarkOpenChats(b *testing.B) {
	for b.Loop() {
		w := newWorld(b)
		l := newLoad(openChats, w.codes)
		idle := w.real.rss()
		l.messages(b, w.real.url, 16, openChats)
		talked := w.real.rss()
		leave := l.listen(b, w.real.url)
		open := w.real.rss()
		leave()
		b.ReportMetric(float64(idle)/1e6, "idle-MB")
		b.ReportMetric(float64(talked-idle)/1e6, "after-1000-answers-MB")
		b.ReportMetric(float64(open-idle)/1e6, "with-1000-open-pages-MB")
	}
	b.ReportMetric(0, "ns/op")
}

// listen opens the live stream of every visitor and waits until each has shown the
// whole conversation, the question and the answer.
func (l *load) listen(b *testing.B, url string) (end func()) {
	b.Helper()
	var shown sync.WaitGroup
	streams := make([]*http.Response, len(l.visitors))
	for i, v := range l.visitors {
		req, err := v.ask(b.Context(), http.MethodGet, url+"/chat/events?after=0", nil)
		must(b, err)
		stream, err := l.client.Do(req)
		must(b, err)
		streams[i] = stream
		shown.Go(func() {
			lines := 0
			for read := bufio.NewScanner(stream.Body); lines < 2 && read.Scan(); {
				if strings.HasPrefix(read.Text(), "event: line") {
					lines++
				}
			}
			if lines < 2 {
				b.Error("a stream ended before the answer was on it")
			}
		})
	}
	shown.Wait()
	return func() {
		for _, s := range streams {
			_ = s.Body.Close()
		}
	}
}
