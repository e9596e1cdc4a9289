package clock_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/handlers/clock"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/intake"
	"motcua/internal/ticket"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// town is a real store whose jobs are worked by hand, with a clock of its own.
type town struct {
	store *postgres.Store
	db    *pgx.Conn
	clock *clock.Clock
	now   atomic.Pointer[time.Time]
	due   map[int64]time.Time // when jobs that sleep go on
	lost  int                 // followers whom the daily look found untold
}

func newTown(t testing.TB) *town {
	t.Helper()
	url := storetest.DB(t)
	store, err := postgres.Open(t.Context(), url, []byte("test key"))
	ok(t, err)
	t.Cleanup(store.Close)
	db, err := pgx.Connect(t.Context(), url)
	ok(t, err)
	t.Cleanup(func() { ok(t, db.Close(context.Background())) })
	w := &town{store: store, db: db, due: map[int64]time.Time{}}
	w.clock, err = clock.New(clock.Config{
		Store: store, Desk: ticket.New(store, nil, ticket.StandardTimes(), w.time), Lists: store, Follows: store, Units: store,
		Hotline: "0274 000 0001", Now: w.time, CountUntold: func(n int) { w.lost += n },
	})
	ok(t, err)
	return w
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *town) time() time.Time { return *w.now.Load() }

func (w *town) set(at time.Time) { w.now.Store(&at) }

// load imports rows as of now.
func (w *town) load(ctx context.Context, rows ...string) error {
	file := intake.NewDossiers(strings.NewReader(strings.Join(rows, "\n")), intake.NDJSON, intake.Defaults{AsOf: w.time()})
	var wrong error
	_, err := w.store.ImportDossiers(ctx, file, postgres.ImportOptions{AsOf: w.time(), Reject: func(r intake.Reject) {
		wrong = fmt.Errorf("rejected: %s", r.Text("en"))
	}})
	if err == nil {
		err = wrong
	}
	return err
}

// job is one that waits.
type job struct {
	id    int64
	kind  string
	about int64
}

// awake are the jobs that wait for the clock and do not sleep, as River would have them
// once they have settled.
func (w *town) awake(t testing.TB) []job {
	t.Helper()
	rows, _ := w.db.Query(t.Context(), `
SELECT id, kind, coalesce(args->>'dossier', args->>'follow')::bigint FROM river.river_job WHERE kind IN ('news', 'tell') ORDER BY id`)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (job, error) {
		var j job
		return j, r.Scan(&j.id, &j.kind, &j.about)
	})
	ok(t, err)
	return slices.DeleteFunc(all, func(j job) bool { return w.due[j.id].After(w.time()) })
}

// work works all jobs that wait or whose sleep is over, each twice at the same time; it
// gives how many there were.
func (w *town) work(t testing.TB) int {
	t.Helper()
	worked := 0
	for {
		jobs := w.awake(t)
		if len(jobs) == 0 {
			return worked
		}
		worked += len(jobs)
		for _, j := range jobs {
			var both sync.WaitGroup
			var waits [2]time.Duration
			var errs [2]error
			for i := range 2 {
				both.Go(func() {
					if j.kind == "news" {
						if i == 0 {
							errs[i] = w.clock.News(t.Context(), j.about)
						}
						return
					}
					waits[i], errs[i] = w.clock.TellFollower(t.Context(), j.about)
				})
			}
			both.Wait()
			ok(t, errs[0])
			ok(t, errs[1])
			if waits[0] > 0 {
				w.due[j.id] = w.time().Add(waits[0])
				continue
			}
			_, err := w.db.Exec(t.Context(), `DELETE FROM river.river_job WHERE id = $1`, j.id)
			ok(t, err)
		}
	}
}

// said are the Notices to a chat since the last call.
func (w *town) said(t testing.TB, chatID string) []chat.Reply {
	t.Helper()
	rows, _ := w.db.Query(t.Context(), `DELETE FROM outbox WHERE chat = $1 RETURNING seq, reply`, chatID)
	type row struct {
		Seq   int64
		Reply chat.Reply
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	ok(t, err)
	var out []chat.Reply
	for len(all) > 0 { // few
		first := 0
		for i := range all {
			if all[i].Seq < all[first].Seq {
				first = i
			}
		}
		out = append(out, all[first].Reply)
		all = append(all[:first], all[first+1:]...)
	}
	return out
}

// follow lets a chat follow a dossier.
func (w *town) follow(t testing.TB, chatID string, code dossier.Code, change ...func(*follow.Follow)) follow.Follow {
	t.Helper()
	f := follow.Follow{Channel: chat.Telegram, Chat: chatID, Code: code, Lang: "vi", Address: "anh/chị", At: w.time()}
	for _, c := range change {
		c(&f)
	}
	f, err := w.store.Follow(t.Context(), f)
	ok(t, err)
	return f
}

func on(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, workday.Zone)
	if err != nil {
		panic(err)
	}
	return at
}
