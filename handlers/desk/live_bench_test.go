package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

// desks is how many pages are open at once, each of one volunteer of the same ward.
const desks = 500

// BenchmarkLiveDesks is the time from an asker's line, Desk.Add, to the bytes at an open
// page: of the holder, who has the case open, and of all others while questions come in
// and reach every one of the 500 queues.
func BenchmarkLiveDesks(b *testing.B) {
	w := newWorld(b)
	asker := ticket.Asker{Channel: "web", Chat: "asker"}
	c := w.ask(ticket.Question{Text: "bắt đầu", Asker: asker})
	_, err := w.verbs.Claim(b.Context(), "c", c.ID, w.cast.Lan.ID)
	must(b, err)

	server := httptest.NewServer(w.mux)
	b.Cleanup(server.Close)
	before := heap()
	holder := w.follow(b, server.URL, w.cast.Lan, "case="+itoa(c.ID))
	pages := w.crowd(b, server.URL, desks-1)
	perDesk := (heap() - before) / desks

	lines, rows := make([]time.Duration, 0, b.N), make([]time.Duration, 0, b.N*desks)
	n, used := 0, cpu(b)
	for b.Loop() {
		n++
		words := fmt.Sprintf("dòng-số-%d-hết", n)
		start := time.Now()
		_, err := w.verbs.Add(b.Context(), words, c.ID, asker, words, nil)
		must(b, err)
		lines = append(lines, holder.at(b, words).Sub(start))

		words = fmt.Sprintf("câu-số-%d-hết", n)
		start = time.Now()
		w.ask(ticket.Question{Text: words})
		for _, p := range pages {
			rows = append(rows, p.at(b, words).Sub(start))
		}
	}
	b.ReportMetric(float64((cpu(b)-used).Microseconds())/1000/float64(n), "cpu-ms/op")
	b.ReportMetric(ms(lines, 50), "line-p50-ms")
	b.ReportMetric(ms(lines, 95), "line-p95-ms")
	b.ReportMetric(ms(rows, 50), "row-p50-ms")
	b.ReportMetric(ms(rows, 95), "row-p95-ms")
	b.ReportMetric(float64(perDesk)/1024, "KB/desk")
}

// cpu is what this process has used, all 500 readers with it.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func ms(all []time.Duration, percent int) float64 {
	slices.Sort(all)
	return float64(all[(len(all)-1)*percent/100].Microseconds()) / 1000
}

// heap is what is in use; it holds both ends of each line, this process being both.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// crowd opens pages of as many volunteers.
func (w *world) crowd(b *testing.B, at string, n int) []*follower {
	b.Helper()
	out := make([]*follower, n)
	var all sync.WaitGroup
	free := make(chan struct{}, 16)
	for i := range out {
		id, err := w.store.AddVolunteer(b.Context(), team.Volunteer{Name: "Bạn", Role: team.Plain, Lang: []string{"vi", "en"}[i%2]}, time.Now())
		must(b, err)
		must(b, w.store.AddMember(b.Context(), w.cast.Ward.ID, id, false))
		all.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			out[i] = w.follow(b, at, team.Volunteer{ID: id}, "")
		})
	}
	all.Wait()
	return out
}

// follower notes when words arrive.
type follower struct {
	mu    sync.Mutex
	seen  map[string]time.Time
	news  chan struct{}
	first chan struct{}
}

func (w *world) follow(b *testing.B, at string, v team.Volunteer, query string) *follower {
	b.Helper()
	secret := "secret-" + itoa(v.ID)
	must(b, w.store.MakeSession(b.Context(), hash(secret), v.ID, "bench", time.Now()))
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/desk/events?"+query, nil)
	must(b, err)
	r.AddCookie(&http.Cookie{Name: "motcua_desk", Value: secret})
	res, err := (&http.Client{Transport: &http.Transport{ReadBufferSize: 1024, WriteBufferSize: 1024}}).Do(r)
	must(b, err)
	b.Cleanup(func() { _ = res.Body.Close() })
	f := &follower{seen: map[string]time.Time{}, news: make(chan struct{}, 1), first: make(chan struct{})}
	go f.read(bufio.NewReaderSize(res.Body, 4096))
	<-f.first
	return f
}

func (f *follower) read(in *bufio.Reader) {
	begun := false
	for {
		text, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if !begun && strings.Contains(text, "event: lists") {
			begun = true
			close(f.first)
		}
		i := strings.Index(text, "-số-")
		if i < 0 {
			continue
		}
		f.mu.Lock()
		f.seen[text[strings.LastIndexAny(text[:i], " >")+1:i+strings.Index(text[i:], "-hết")+len("-hết")]] = time.Now()
		f.mu.Unlock()
		select {
		case f.news <- struct{}{}:
		default:
		}
	}
}

// at is when the words arrived.
func (f *follower) at(b *testing.B, words string) time.Time {
	b.Helper()
	late := time.After(20 * time.Second)
	for {
		f.mu.Lock()
		at, ok := f.seen[words]
		f.mu.Unlock()
		if ok {
			return at
		}
		select {
		case <-f.news:
		case <-late:
			b.Fatalf("%s did not arrive", words)
		}
	}
}
