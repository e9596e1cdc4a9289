//go:build faults

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/bot/telegram/telegramtest"
)

// morning is an import that wakes many followers, each of a dossier of their own and in a
// chat of their own, numbered from 1.
type morning struct {
	*crowd

	followers int
	server    *server
	conn      *pgx.Conn
	asker     int64 // the last chat that looked something up
}

const (
	// telegramRate is how many messages a second a bot may send to all.
	telegramRate = 30
	// firstAsker is above all followers.
	firstAsker = 10_000_000
)

func newMorning(t *testing.T, followers int) *morning {
	t.Helper()
	w := ownWorld(t)
	w.allow = patience + time.Duration(followers)*time.Second/10
	w.set("QUIET_HOURS", "off")
	m := onTelegram(w, true)
	m.api.Retry(200*time.Millisecond, time.Second)
	c := &crowd{messenger: m, redis: m.look(), tokens: map[string]bool{}, repeats: map[int64]int{}}
	conn, err := pgx.Connect(t.Context(), w.db)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) }) // the database may be gone by then
	return &morning{crowd: c, followers: followers, conn: conn, asker: firstAsker}
}

// followed is the code of the n-th follower's dossier.
func followed(n int64) string { return fmt.Sprintf("H29.171-261118-%05d", n) }

// load is what an office exports at an hour: all dossiers in one state.
func (m *morning) load(status string, hour int) {
	m.t.Helper()
	var b strings.Builder
	for n := range int64(m.followers) {
		fmt.Fprintf(&b, `{"code":%q,"status":%q,"unit":"H29.171","updated_at":"2026-11-25T%02d:00:00+07:00","source":"morning"}`+"\n", followed(n+1), status, hour)
	}
	file := filepath.Join(m.t.TempDir(), "morning.ndjson")
	must(m.t, os.WriteFile(file, []byte(b.String()), 0o600))
	run := importOf(m.t, m.db, file)
	run.Args = append(run.Args, "--yes")
	if out, err := run.CombinedOutput(); err != nil {
		m.t.Fatalf("import: %v\n%s", err, out)
	}
}

// follow lets everybody hear of what happens from now on.
func (m *morning) follow() {
	m.t.Helper()
	m.api.Know(1, int64(m.followers))
	_, err := m.conn.Exec(m.t.Context(), `
WITH asked AS (SELECT n, 'H29.171-261118-' || lpad(n::text, 5, '0') AS code FROM generate_series(1, $1::int) n),
known AS (INSERT INTO accounts (channel, chat) SELECT 'telegram', n::text FROM asked)
INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
SELECT 'telegram', a.n::text, d.id, '', 'vi', '', now(), coalesce((SELECT max(id) FROM dossier_events WHERE dossier_id = d.id), 0), d.status
  FROM asked a JOIN dossiers d USING (code)`, m.followers)
	must(m.t, err)
	_, err = m.conn.Exec(m.t.Context(), `ANALYZE`)
	must(m.t, err)
}

// vacuum does now and then what a PostgreSQL of tests does not do by itself.
func (m *morning) vacuum() {
	ctx := m.t.Context()
	db, err := pgx.Connect(ctx, m.db)
	if err != nil {
		return
	}
	defer db.Close(context.Background())
	for tick := time.Tick(30 * time.Second); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			_, _ = db.Exec(ctx, `VACUUM ANALYZE`)
		}
	}
}

// number asks the database for one.
func (m *morning) number(query string, args ...any) (n int) {
	m.t.Helper()
	must(m.t, m.conn.QueryRow(m.t.Context(), query, args...).Scan(&n))
	return n
}

// reach waits until so many are told or sent, and is false when it takes too long.
func (m *morning) reach(what string, want int, count func() int) {
	m.t.Helper()
	for began := time.Now(); count() < want; pause(m.t, 250*time.Millisecond) {
		if time.Since(began) > m.allow {
			m.t.Fatalf("%d of %d are %s after %v", count(), want, what, m.allow)
		}
	}
}

func (m *morning) told() int {
	return m.number(`SELECT count(*) FROM follows WHERE told_status = 'completed'`)
}

// sent counts the Notices that are off, and not waiting or being sent any more.
func (m *morning) sent() int {
	return m.told() - m.number(`SELECT count(*) FROM outbox WHERE priority = 3`)
}

// look is what citizens meet who look dossiers up meanwhile, at the page and in Telegram.
type look struct {
	m       *morning
	stop    chan struct{}
	waiting sync.WaitGroup

	mu            sync.Mutex
	page, replies []time.Duration
}

// lookUp begins to look dossiers up: ten a second at the page, four in Telegram, each by
// somebody else.
func (m *morning) lookUp(visitors []*visitor) *look {
	l := &look{m: m, stop: make(chan struct{})}
	l.every(100*time.Millisecond, func(n int) { l.onThePage(visitors[n%len(visitors)]) })
	l.every(250*time.Millisecond, func(n int) { l.inTelegram(m.asker + int64(n)) })
	return l
}

func (l *look) every(every time.Duration, do func(n int)) {
	l.waiting.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-l.stop:
				return
			case <-tick.C:
				l.waiting.Go(func() { do(n) })
			}
		}
	})
}

func (l *look) onThePage(v *visitor) {
	a, err := v.post(types(code))
	if err != nil || a.code != 200 {
		l.m.t.Errorf("a lookup at the page: status %d, %v", a.code, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.page = append(l.page, a.took)
}

// inTelegram counts until Telegram has the answer; a greeting before it is not one.
func (l *look) inTelegram(chat int64) {
	asked := time.Now()
	l.m.api.Say(chat, code)
	for time.Since(asked) < patience {
		for _, sent := range l.m.api.Sent(chat) {
			if strings.Contains(sent.Text, code) {
				l.mu.Lock()
				defer l.mu.Unlock()
				l.replies = append(l.replies, sent.At.Sub(asked))
				return
			}
		}
		pause(l.m.t, 20*time.Millisecond)
	}
	l.m.t.Errorf("chat %d was not answered", chat)
}

// end says how long the answers took, and gives the 99th percentiles.
func (l *look) end(when string) (page, replies time.Duration) {
	close(l.stop)
	l.waiting.Wait()
	l.m.asker += 100_000
	page, replies = percentile(l.page, 99), percentile(l.replies, 99)
	l.m.t.Logf("lookups %s: %d at the page, half within %v, 99 of 100 within %v; %d in Telegram, %v and %v", when,
		len(l.page), percentile(l.page, 50), page, len(l.replies), percentile(l.replies, 50), replies)
	return page, replies
}

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)].Round(time.Millisecond / 10)
}

// strike kills the server and starts it again.
func (m *morning) strike(when string) {
	m.cut(m.server)
	m.t.Logf("killed while %s; %d are told, %d sends were in flight at the kills so far", when, m.told(), m.flying)
	m.server.start()
}

// A morning's import wakes many followers while others look dossiers up, and the program is
// killed in the middle. Each is told once, no second has more sends than Telegram allows, and
// who looks something up does not notice.
func TestFaultNotices(t *testing.T) {
	t.Parallel()
	followers, while := 2_000, 4*time.Second
	if *long {
		followers, while = 50_000, 5*time.Minute
	}
	m := newMorning(t, followers)
	go m.vacuum()
	m.load("processing", 7)
	m.follow()
	m.server = m.serve()
	t.Cleanup(m.api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: latency}))
	var visitors []*visitor
	for range 50 {
		visitors = append(visitors, m.visitor(m.server))
	}
	warm := m.lookUp(visitors)
	pause(t, time.Second)
	warm.end("to warm up")

	calm := m.lookUp(visitors)
	pause(t, while)
	calmPage, calmReplies := calm.end("with nothing else to do")

	began := time.Now()
	storm := m.lookUp(visitors)
	m.load("completed", 8)
	t.Logf("imported after %v", time.Since(began).Round(time.Second/10))
	m.reach("told", followers/2, m.told)
	toldPage, toldReplies := storm.end("while followers are told")
	if *long {
		m.strike("they are told")
	}
	m.reach("told", followers, m.told)
	m.speeds()

	sending := m.lookUp(visitors)
	pause(t, while)
	sentPage, sentReplies := sending.end("while Notices are sent")
	m.t.Logf("99 of 100, told and sent against nothing: page %s, %s; Telegram %s, %s",
		times(toldPage, calmPage), times(sentPage, calmPage), times(toldReplies, calmReplies), times(sentReplies, calmReplies))
	m.reach("sent", followers/3, m.sent)
	m.strike("a third is sent")
	if *long {
		m.reach("sent", followers*2/3, m.sent)
		m.strike("two thirds are sent")
	}
	m.reach("sent", followers, m.sent)
	m.ended()
	t.Logf("all %d are sent after %v", followers, time.Since(began).Round(time.Second/10))
	m.each()
	m.rate()
}

func times(a, b time.Duration) string {
	return fmt.Sprintf("%.2f times", float64(a)/float64(max(b, 1)))
}

// speeds says how fast followers were told, as far as no kill was between.
func (m *morning) speeds() {
	m.t.Helper()
	var fan, told float64
	must(m.t, m.conn.QueryRow(m.t.Context(), `
SELECT (SELECT coalesce(count(*) / nullif(extract(epoch FROM max(finalized_at) - min(attempted_at)), 0), 0)::float8 FROM river.river_job WHERE kind = 'news' AND state = 'completed'),
       (SELECT coalesce(count(*) / nullif(extract(epoch FROM max(told_at) - min(told_at)), 0), 0)::float8 FROM follows WHERE told_at IS NOT NULL)`).Scan(&fan, &told))
	m.t.Logf("%.0f dossiers a second were fanned out, %.0f followers a second told", fan, told)
}

// each checks that everybody was told of their own dossier, once; what was just being sent
// at a kill may come again, for Telegram cannot be asked whether it arrived.
func (m *morning) each() {
	m.t.Helper()
	repeated := 0
	for n := int64(1); n <= int64(m.followers); n++ {
		texts := m.messenger.texts(n)
		want := followed(n) + " đã có kết quả"
		if len(texts) == 0 || len(texts) > 1+m.repeats[n] || slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(text, want) }) {
			m.t.Errorf("follower %d was sent %d Notices, %d explained by kills: %q", n, len(texts), m.repeats[n], texts)
		}
		repeated += max(0, len(texts)-1)
	}
	m.t.Logf("killed %d times, %d sends in flight then, %d of %d Notices came twice", m.kills, m.flying, repeated, m.followers)
}

// rate checks that no second, wherever it begins, had more sends than are allowed.
func (m *morning) rate() {
	m.t.Helper()
	calls := m.api.Calls("sendMessage")
	slices.SortFunc(calls, func(a, b telegramtest.Call) int { return a.At.Compare(b.At) })
	most, from := 0, 0
	for i, c := range calls {
		for !calls[from].At.After(c.At.Add(-time.Second)) {
			from++
		}
		most = max(most, i-from+1)
	}
	m.t.Logf("%d sends, %d in the fullest second", len(calls), most)
	if most > telegramRate {
		m.t.Errorf("%d sends in one second, allowed are %d", most, telegramRate)
	}
}
