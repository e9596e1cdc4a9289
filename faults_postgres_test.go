//go:build faults

package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/store/embedded"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// ownPostgres is a PostgreSQL that the test may stop, with our schema in it.
func ownPostgres(t *testing.T) (dir string, server *embedded.Server) {
	t.Helper()
	dir = storetest.Dir(t)
	server, err := embedded.Postgres(t.Context(), dir, embedded.Scratch)
	must(t, err)
	t.Cleanup(func() { must(t, server.Stop()) })
	must(t, postgres.Migrate(t.Context(), server.URL()))
	return dir, server
}

// ownWorld is a world with a PostgreSQL of its own.
func ownWorld(t *testing.T) *world {
	t.Helper()
	dir, database := ownPostgres(t)
	w := newWorldOn(t, database.URL())
	w.dir, w.database = dir, database
	return w
}

// comeAgain checks that a message was not taken and the page told when to come again.
func (v *visitor) comeAgain(m said) time.Duration {
	v.t.Helper()
	a, err := v.post(m)
	if err != nil {
		v.t.Error(err)
	}
	if a.code != http.StatusServiceUnavailable || a.retryAfter == "" {
		v.t.Errorf("status %d, Retry-After %q, want 503 and some", a.code, a.retryAfter)
	}
	return a.took
}

// attempts are those counted for a message that has not ended.
func (w *world) attempts(id string) int {
	w.t.Helper()
	r := w.look()
	keys, err := r.Keys(w.t.Context(), "motcua:message:*"+id).Result()
	must(w.t, err)
	if len(keys) == 0 {
		return 0
	}
	n, err := r.HGet(w.t.Context(), keys[0], "attempts").Int()
	must(w.t, err)
	return n
}

// Away: nothing is answered and nothing is lost. The page is told to come again,
// that counts as no attempt, and when the database is back the same message is
// answered once.
func TestFaultPostgresAway(t *testing.T) {
	t.Parallel()
	dir, database := ownPostgres(t)
	w := newWorldOn(t, database.URL())
	v := w.visitor(w.serve())
	v.ready(http.StatusOK, allWell)
	must(t, database.Stop())
	m := types(code)
	for range 5 {
		t.Logf("away: 503 after %v", v.comeAgain(m))
	}
	v.ready(http.StatusServiceUnavailable, noAnswers)
	if n := w.attempts(m.ID); n != 0 {
		t.Errorf("%d attempts were counted", n)
	}
	if a := v.get("/"); a.code != http.StatusOK {
		t.Errorf("the page itself: %d", a.code)
	}
	again, err := embedded.Postgres(t.Context(), dir, embedded.Scratch)
	must(t, err)
	t.Cleanup(func() { must(t, again.Stop()) })
	_, took := v.send(m, v.pageWaits)
	t.Logf("back: answered after %v", took)
	v.once([]said{m}, code)
	v.ready(http.StatusOK, allWell)
}

// Gone in the middle of a Turn (the server says that it shuts down, and the line
// breaks): the attempt is given back, as often as it happens.
func TestFaultPostgresGoneInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, m := w.visitor(w.serve()), types(code)
	release := w.hold(lockDossiers)
	for range 4 { // a fourth attempt that counted would be an apology
		told := make(chan time.Duration, 1)
		go func() { told <- v.comeAgain(m) }()
		w.stuck("dossiers")
		w.unstick("dossiers")
		<-told
		if n := w.attempts(m.ID); n != 0 {
			t.Errorf("%d attempts were counted", n)
		}
	}
	release()
	v.send(m, v.pageWaits)
	v.once([]said{m}, code)
}

// proxiedDB puts a line that can fail between the servers and their database.
func (w *world) proxiedDB() *storetest.Proxy {
	w.t.Helper()
	u, err := url.Parse(w.db)
	must(w.t, err)
	host, port := u.Query().Get("host"), u.Query().Get("port")
	line := storetest.NewProxy(w.t, "unix", filepath.Join(host, ".s.PGSQL."+port))
	w.set("DATABASE_URL", "postgres://"+u.Query().Get("user")+"@"+line.Addr()+u.Path+"?sslmode=disable")
	return line
}

// Slow: every answer of the database comes late, and the citizen's with it.
func TestFaultPostgresSlow(t *testing.T) {
	t.Parallel()
	_, database := ownPostgres(t)
	w := newWorldOn(t, database.URL())
	line := w.proxiedDB()
	v, m := w.visitor(w.serve()), types(code)
	line.Delay(500 * time.Millisecond)
	a, all := v.send(m, v.pageWaits)
	t.Logf("every answer 500ms late: answered in %v, %v with all tries", a.took, all)
	if all > 20*time.Second {
		t.Errorf("answered after %v", all)
	}
	v.once([]said{m}, code)
}

// Silent, as behind a broken network: no page waits for ever, and the message is
// answered when the line is back.
func TestFaultPostgresSilent(t *testing.T) {
	t.Parallel()
	_, database := ownPostgres(t)
	w := newWorldOn(t, database.URL())
	line := w.proxiedDB()
	v, m := w.visitor(w.serve()), types(code)
	line.Swallow()
	took := v.comeAgain(m)
	t.Logf("silent: 503 after %v", took)
	if took > 12*time.Second {
		t.Errorf("503 after %v", took)
	}
	v.ready(http.StatusServiceUnavailable, noAnswers)
	page := v.get("/")
	t.Logf("silent: the page itself opens in %v", page.took)
	if page.code != http.StatusOK || page.took > 20*time.Second {
		t.Errorf("the page itself: %d after %v", page.code, page.took)
	}
	line.Restore()
	_, took = v.send(m, v.pageWaits)
	t.Logf("back: answered after %v", took)
	v.once([]said{m}, code)
}

// Out of connections: each message is answered, or told to come again; nobody sees
// an error, and in the end all are answered, once.
func TestFaultPostgresOutOfConnections(t *testing.T) {
	t.Parallel()
	_, database := ownPostgres(t)
	w := newWorldOn(t, database.URL())
	db, err := pgx.Connect(t.Context(), w.db)
	must(t, err)
	_, err = db.Exec(t.Context(), `CREATE ROLE few LOGIN CONNECTION LIMIT 2;
		GRANT pg_read_all_data, pg_write_all_data TO few`)
	must(t, err)
	must(t, db.Close(t.Context()))
	w.set("DATABASE_URL", strings.Replace(w.db, "user=motcua", "user=few", 1))
	s := w.serve()
	var citizens sync.WaitGroup
	var told atomic.Int64
	for range 30 {
		v, m := w.visitor(s), types(code)
		citizens.Go(func() {
			v.send(m, func() { told.Add(1); v.pageWaits() })
			v.once([]said{m}, code)
		})
	}
	citizens.Wait()
	t.Logf("30 at once on 2 connections: %d times 503", told.Load())
	if told.Load() == 0 {
		t.Error("nobody met the limit: this shows nothing")
	}
}

// What cannot be answered is given up before half a minute, with an apology, and
// keeps nobody else waiting.
func TestFaultWedged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve()
	wedged, other := w.visitor(s), w.visitor(s)
	release := w.hold(lockDossiers)
	stuck, greeting, next := types(code), types("xin chào"), types("xin chào")
	ended := make(chan time.Duration, 1)
	go func() { _, all := wedged.send(stuck, wedged.pageWaits); ended <- all }()
	w.stuck("dossiers")
	a, _ := other.send(greeting, other.pageWaits)
	t.Logf("meanwhile another was answered in %v", a.took)
	if a.took > time.Second {
		t.Errorf("another waited %v", a.took)
	}
	all := <-ended
	t.Logf("an apology after %v", all)
	if all > 30*time.Second {
		t.Errorf("the apology came after %v", all)
	}
	wedged.send(next, wedged.pageWaits)
	release()
	other.once([]said{greeting}, hello)
	wedged.once([]said{stuck, next}, apology, hello)
}
