//go:build faults

package main

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// talks are what the chats of a load say, five messages each. A number is taken for
// the list that stands right before it, so a Session that is lost or out of order
// shows in the answer.
var talks = [][]string{
	{"xin chào", code, "1", "cảm ơn", "H29.171-261112-0031"},
	{"H29.171-261116-0045", "H29.171-261103-0007", "2", "xin chào", code},
	{"H29.172-261014-1000123", "1", "H29.172-261026-1000377", "2", "tạm biệt"},
	{code, "xin chào", "1", "H29.171-261105-0009", "1"},
}

// beat is when chats speak: many at once, so that a kill meets many.
const beat = 500 * time.Millisecond

// load is many chats that talk at once while servers are killed.
type load struct {
	*world

	chats  int
	apart  time.Duration // at most so long between two messages of a chat
	want   [][]string    // the answers to each talk when nothing fails
	done   chan struct{} // closed when all have talked
	spoken chan spoken

	gate    sync.RWMutex // held by who kills: no post begins meanwhile
	mu      sync.Mutex
	flying  map[string]int // posts on the wire, by message
	broken  map[string]int // attempts that a kill ended, by message
	began   chan struct{}  // speaks when a post begins
	posts   atomic.Int64
	slowest time.Duration
}

// spoken is one talk as it was sent.
type spoken struct {
	v     *visitor
	which int
	sent  []said
}

func newLoad(w *world, short int) *load {
	l := &load{
		world: w, chats: short, apart: 2 * time.Second, flying: map[string]int{}, broken: map[string]int{},
		began: make(chan struct{}, 1), done: make(chan struct{}),
	}
	if *long {
		l.chats, l.apart = 200, 8*time.Second
	}
	l.spoken = make(chan spoken, l.chats)
	return l
}

// learn has each talk once with nobody killed.
func (l *load) learn(s *server) {
	l.t.Helper()
	for _, talk := range talks {
		v := l.visitor(s)
		for _, text := range talk {
			v.send(types(text), v.pageWaits)
		}
		var told []string
		for i, line := range v.lines() {
			if i%2 == 1 {
				told = append(told, line.text)
			}
		}
		l.want = append(l.want, told)
	}
}

// run lets all chats talk.
func (l *load) run(servers ...*server) {
	var all sync.WaitGroup
	for i := range l.chats {
		v := l.visitor(servers...)
		all.Go(func() { l.spoken <- spoken{v, i % len(talks), l.talk(v, talks[i%len(talks)])} })
	}
	go func() { all.Wait(); close(l.done) }()
}

// talk sends one talk, each message after the last one's 2xx.
func (l *load) talk(v *visitor, texts []string) (sent []said) {
	for _, text := range texts {
		now := time.Now()
		v.wait(now.Add(rand.N(l.apart)).Truncate(beat).Add(beat).Sub(now))
		m, began := types(text), time.Now()
		for !l.post(v, m) {
			if time.Since(began) > patience {
				l.t.Error("a message was never taken")
				return sent
			}
			v.wait(500 * time.Millisecond)
		}
		sent = append(sent, m)
		l.mu.Lock()
		l.slowest = max(l.slowest, time.Since(began))
		l.mu.Unlock()
	}
	return sent
}

// post sends once and keeps book; true when the message was taken.
func (l *load) post(v *visitor, m said) bool {
	l.gate.RLock()
	l.count(m.ID, 1)
	l.gate.RUnlock()
	l.posts.Add(1)
	select {
	case l.began <- struct{}{}:
	default:
	}
	a, err := v.post(m)
	l.count(m.ID, -1)
	if err == nil && a.code != 200 && a.code != 503 {
		l.t.Errorf("status %d: %s", a.code, a.body)
	}
	return err == nil && a.code == 200
}

func (l *load) count(id string, by int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flying[id] += by; l.flying[id] == 0 {
		delete(l.flying, id)
	}
}

// check reads every page: nothing lost, nothing twice, all in order.
func (l *load) check() {
	l.t.Helper()
	for range l.chats {
		talk := <-l.spoken
		l.compare(talk.v.lines(), talk.sent, l.want[talk.which])
	}
}

// compare holds a conversation against what was sent, and what is answered when
// nothing fails.
func (l *load) compare(lines []line, sent []said, want []string) {
	if len(lines) != 2*len(sent) {
		l.t.Errorf("%d lines for %d messages", len(lines), len(sent))
		return
	}
	for i, m := range sent {
		asked, told := lines[2*i], lines[2*i+1]
		if asked.told || asked.id != m.ID || !strings.Contains(asked.HTML, m.Text) || !told.told || told.id != m.ID {
			l.t.Errorf("message %d %q is not followed by its answer", i, m.Text)
		}
		if told.text != want[i] {
			l.t.Errorf("message %d %q is answered %s\nwant %s", i, m.Text, told.text, want[i])
		}
	}
}

// next waits for the time of the next kill, then for a post to be on the wire, then
// for any moment of its Turn; false when all have talked.
func (l *load) next(every time.Duration) bool {
	if !before(l.done, time.After(every)) {
		return false
	}
	select {
	case <-l.began: // long ago
	default:
	}
	return before(l.done, l.began) && before(l.done, time.After(rand.N(50*time.Millisecond)))
}

// before waits for word; false when the end came first.
func before[T any](end <-chan struct{}, word <-chan T) bool {
	select {
	case <-word:
		return true
	case <-end:
		return false
	}
}

// cut kills the server while nobody begins a post, and tells which messages were on
// the wire.
func (l *load) cut(s *server) []string {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.mu.Lock()
	flying := slices.Collect(maps.Keys(l.flying))
	l.mu.Unlock()
	s.kill()
	return flying
}

// open are the messages whose Turn has begun and not ended, with their attempts.
func (l *load) open() map[string]int {
	l.t.Helper()
	r, ctx := l.look(), context.Background()
	keys, err := r.Keys(ctx, "motcua:message:*").Result()
	must(l.t, err)
	all := map[string]int{}
	for _, key := range keys {
		if n, err := r.HGet(ctx, key, "attempts").Int(); err == nil { // an ended one has none
			all[key[strings.LastIndexByte(key, ':')+1:]] = n
		}
	}
	return all
}

// breaks counts the Turns that this kill broke off; each was on the wire.
func (l *load) breaks(flying []string) (broken int) {
	l.t.Helper()
	for id, attempts := range l.open() {
		if attempts == l.broken[id] {
			continue
		}
		l.broken[id] = attempts
		broken++
		if !slices.Contains(flying, id) {
			l.t.Errorf("a Turn is broken whose message was not in flight")
		}
	}
	return broken
}

func (l *load) report(began time.Time, kills int) {
	messages := l.chats * len(talks[0])
	l.t.Logf("%d messages in %d chats in %v, %d posts, killed %d times; the slowest message took %v", messages, l.chats,
		time.Since(began).Round(time.Second/10), l.posts.Load(), kills, l.slowest.Round(time.Second/10))
	if kills < 2 {
		l.t.Error("too few kills: this shows nothing")
	}
}

const killEvery = 1500 * time.Millisecond

// Killed again and again under load: nothing lost, nothing twice, all in order, and
// each kill repeats at most what was in flight.
func TestFaultLoadWithKills(t *testing.T) {
	t.Parallel()
	l := newLoad(newWorld(t), 60)
	s := l.serve()
	l.learn(s)
	began := time.Now()
	l.run(s)
	var kills, inFlight, broken int
	for l.next(killEvery) {
		flying := l.cut(s)
		broken += l.breaks(flying)
		inFlight += len(flying)
		kills++
		s.start()
	}
	l.report(began, kills)
	if broken == 0 {
		t.Fatal("no kill met a Turn: this shows nothing")
	}
	t.Logf("at the kills %d were in flight and %d Turns were broken off and done again, none more than %d times", inFlight, broken,
		slices.Max(slices.Collect(maps.Values(l.broken))))
	l.check()
}

// Two replicas on the same stores, every chat speaking to both by turns, and one of
// them killed again and again: the same.
func TestFaultLoadOnTwoReplicas(t *testing.T) {
	t.Parallel()
	l := newLoad(newWorld(t), 60)
	stays, dies := l.serve(), l.serve()
	l.learn(stays)
	began := time.Now()
	l.run(stays, dies)
	var kills, inFlight int
	for l.next(killEvery) {
		inFlight += len(l.cut(dies))
		kills++
		l.next(killEvery) // meanwhile the other carries on alone
		dies.start()
	}
	l.report(began, kills)
	t.Logf("at the kills %d were in flight on both", inFlight)
	l.check()
}
