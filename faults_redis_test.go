//go:build faults

package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"motcua/store/embedded"
	"motcua/store/storetest"
)

// What /readyz says.
const (
	allWell   = `{"status":"ready"}`
	noRedis   = `{"status":"ready","degraded":["redis"]}`
	noAnswers = `{"status":"unavailable","degraded":["postgres"]}`
)

// Emptied between two messages: what was offered before can still be pressed, and
// codes are answered.
func TestFaultRedisEmptied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor(w.serve())
	first := types(code)
	press := types("Các bước đã qua")
	press.Press = "steps:" + code
	typed := types("H29.171-261112-0031")
	empty := func() { must(t, w.look().FlushAll(t.Context()).Err()) }
	for _, m := range []said{first, press, typed} {
		a, _ := v.send(m, v.pageWaits)
		t.Logf("answered in %v", a.took)
		empty()
	}
	v.send(first, v.pageWaits) // Redis forgot that it ended; the page's rows did not
	v.once([]said{first, press, typed}, code, code, "H29.171-261112-0031")
	v.ready(http.StatusOK, allWell)
}

// Away when the server starts, back, away again in the middle: citizens are answered
// all the while, once, and nobody has to restart anything.
func TestFaultRedisAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	redis := redisIn(t, storetest.Dir(t))
	w.set("REDIS_URL", redis.URL())
	redis.stop()
	v := w.visitor(w.serve())
	v.ready(http.StatusOK, noRedis)
	var sent []said
	say := func(when string) {
		m := types(code)
		a, _ := v.send(m, v.pageWaits)
		t.Logf("%s: answered in %v", when, a.took)
		v.send(m, v.pageWaits) // and once more, as a page that did not hear it
		sent = append(sent, m)
	}
	say("away at start")
	redis.start()
	t.Logf("noticed after %v", v.until(http.StatusOK, allWell))
	say("back")
	redis.stop()
	say("away in the middle")
	v.ready(http.StatusOK, noRedis)
	redis.start()
	t.Logf("noticed after %v", v.until(http.StatusOK, allWell))
	say("back again")
	v.once(sent, code, code, code, code)
}

// ownRedis is one that a test stops and starts again at the same address.
type ownRedis struct {
	*embedded.Server

	t   *testing.T
	dir string
}

func redisIn(t *testing.T, dir string) *ownRedis {
	t.Helper()
	r := &ownRedis{t: t, dir: dir}
	r.start()
	t.Cleanup(r.stop)
	return r
}

func (r *ownRedis) start() {
	r.t.Helper()
	server, err := embedded.Redis(r.t.Context(), r.dir)
	must(r.t, err)
	if r.Server != nil && r.URL() != server.URL() {
		r.t.Fatal("this test needs redis-server, see README")
	}
	r.Server = server
}

func (r *ownRedis) stop() {
	r.t.Helper()
	must(r.t, r.Stop())
}

// proxied puts a line that can fail between the servers and their Redis.
func (w *world) proxied() *storetest.Proxy {
	w.t.Helper()
	u, err := url.Parse(w.redis.URL())
	must(w.t, err)
	if u.Scheme != "unix" {
		w.t.Fatal("this test needs redis-server, see README")
	}
	line := storetest.NewProxy(w.t, "unix", filepath.Clean(u.Path))
	w.set("REDIS_URL", "redis://"+line.Addr())
	return line
}

// Away, and two replicas get the same message at once: neither knows of the other,
// and the page still shows one answer.
func TestFaultRedisAwayOnTwoReplicas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	redis := redisIn(t, storetest.Dir(t))
	w.set("REDIS_URL", redis.URL())
	v := w.visitor(w.serve(), w.serve())
	redis.stop()
	var sent []said
	for range 5 {
		m := types(code)
		var both sync.WaitGroup
		for range 4 {
			both.Go(func() { v.send(m, v.pageWaits) })
		}
		both.Wait()
		sent = append(sent, m)
	}
	v.once(sent, code, code, code, code, code)
}

// Slow: citizens wait longer, seven times what Redis takes. Slower than a second it
// is taken for silent.
func TestFaultRedisSlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	line := w.proxied()
	v := w.visitor(w.serve())
	var sent []said
	for _, late := range []time.Duration{200 * time.Millisecond, 900 * time.Millisecond, 3 * time.Second} {
		line.Delay(late)
		m := types(code)
		a, _ := v.send(m, v.pageWaits)
		t.Logf("every answer of Redis %v late: answered in %v", late, a.took)
		if a.took > 10*time.Second {
			t.Errorf("answered in %v", a.took)
		}
		sent = append(sent, m)
	}
	line.Delay(0)
	t.Logf("noticed after %v", v.until(http.StatusOK, allWell))
	v.once(sent, code, code, code)
}

// Swallowing everything, as a broken network does: the first who meets it waits a
// few seconds, the others not at all.
func TestFaultRedisSilent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	line := w.proxied()
	s := w.serve()
	v := w.visitor(s)
	before := types(code)
	v.send(before, v.pageWaits)
	line.Swallow()
	v.ready(http.StatusOK, noRedis) // also when nobody has met the silence before
	line.Restore()
	v.until(http.StatusOK, allWell)
	line.Swallow()
	met, later := types(code), types(code)
	first, _ := v.send(met, v.pageWaits)
	second, _ := v.send(later, v.pageWaits)
	t.Logf("the first citizen was answered in %v, the next in %v", first.took, second.took)
	if first.took > 6*time.Second || second.took > time.Second {
		t.Errorf("answered in %v and %v", first.took, second.took)
	}
	v.ready(http.StatusOK, noRedis)
	line.Restore()
	t.Logf("noticed after %v", v.until(http.StatusOK, allWell))
	back := types(code)
	_, took := v.send(back, v.pageWaits)
	t.Logf("and back: answered in %v", took)
	v.once([]said{before, met, later, back}, code, code, code, code)
}
