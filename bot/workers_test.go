package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"motcua/internal/chat"
	"motcua/store/postgres"
)

// work lets a Bot work jobs, as a process does; it ends with the test, or before.
func (o *office) work(b *Bot, out *postgres.Store) (stop func()) {
	o.Helper()
	workers := river.NewWorkers()
	Workers(workers, b)
	end, err := out.Work(o.Context(), workers, slog.New(slog.NewJSONHandler(o.log, nil)), chat.Telegram)
	ok(o.T, err)
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		ok(o.T, end(ctx))
	})
	o.Cleanup(stop)
	return stop
}

// until waits for arrivals until they are enough.
func (o *office) until(what string, enough func() bool) {
	o.Helper()
	for !enough() {
		wait(o.T, what, o.sender.news)
	}
}

// once drops what was sent again right after itself.
func once(texts []string) []string { return slices.Compact(slices.Clone(texts)) }

// Turns of 20 chats in two processes, a channel that fails in every way, two senders:
// everything arrives, in each chat in its order, and only what timed out arrives twice.
func TestOrderWhateverFails(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	outs := []*postgres.Store{o.out, o.openOutbox()}
	bots := []*Bot{o.Bot, o.replica(outs[1])}
	for i, b := range bots {
		b.pace = freePace{}
		o.work(b, outs[i])
	}
	o.handle = func(_ context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
		return s, []chat.Reply{{Text: m.ID + " một"}, {Text: m.ID + " hai"}}, nil
	}
	var unknown sync.Map
	o.sender.failing(func(_, text string) (bool, error) {
		switch mathrand.IntN(8) {
		case 0:
			return false, errBroken
		case 1:
			if _, had := unknown.LoadOrStore(text, true); had {
				return true, nil
			}
			return true, &SendError{Kind: SendUnknown, Err: errBroken}
		}
		return true, nil
	})
	const chats, each = 20, 6
	want := map[string][]string{}
	var talking sync.WaitGroup
	for c := range chats {
		name := fmt.Sprint(rand.Text(), c)
		for n := range each {
			want[name] = append(want[name], fmt.Sprint("m", n, " một"), fmt.Sprint("m", n, " hai"))
		}
		talking.Go(func() {
			for n := range each {
				m := telegram(name)
				m.ID = fmt.Sprint("m", n)
				if err := bots[(c+n)%2].Turn(t.Context(), m, o.sender); err != nil {
					t.Error(err)
				}
			}
		})
	}
	talking.Wait()
	for name, texts := range want {
		o.until(name, func() bool { return len(once(o.sender.to(name))) >= len(texts) })
	}
	for name, texts := range want {
		if got := once(o.sender.to(name)); !slices.Equal(got, texts) {
			t.Errorf("%s: arrived %q", name, got)
		}
	}
}

// Told to wait as a whole, the channel sends nothing to anybody from any process until
// the time is over, and then all of it.
func TestWideHold(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := o.openOutbox()
	for i, b := range []*Bot{o.Bot, o.replica(other)} {
		// A channel of the test's own in Redis, which all tests share.
		b.pace = &elsewhere{Pace: b.pace, as: chat.Channel(o.url)}
		o.work(b, []*postgres.Store{o.out, other}[i])
	}
	const hold = 1500 * time.Millisecond
	var mu sync.Mutex
	var told time.Time
	var early int
	o.sender.failing(func(string, string) (bool, error) {
		mu.Lock()
		defer mu.Unlock()
		if told.IsZero() {
			told = time.Now()
			return false, &SendError{Kind: SendLater, After: hold, Wide: true, Err: errBroken}
		}
		if time.Since(told) < hold {
			early++
		}
		return true, nil
	})
	first := rand.Text()
	ok(t, o.say(first, Queued))
	chats := []string{first, rand.Text(), rand.Text(), rand.Text()}
	for _, c := range chats[1:] {
		ok(t, o.say(c, Queued))
	}
	for _, c := range chats {
		o.until("all arrives", func() bool { return len(o.sender.to(c)) == 3 })
		o.arrived(c, "một", "hai", "ba")
	}
	mu.Lock()
	defer mu.Unlock()
	if early != 0 {
		t.Errorf("%d sent before the time was over", early)
	}
}

// elsewhere keeps the pace of another channel.
type elsewhere struct {
	Pace

	as chat.Channel
}

func (e *elsewhere) Take(ctx context.Context, s chat.Send) time.Duration {
	s.Channel = e.as
	return e.Pace.Take(ctx, s)
}

func (e *elsewhere) Hold(ctx context.Context, _ chat.Channel, chatID string, d time.Duration) {
	e.Pace.Hold(ctx, e.as, chatID, d)
}

// The jobs of a killed process are stuck; the next one does not wait for them.
func TestStartWakesWhatWaits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	o.exec("UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{dead}'")
	o.work(o.Bot, o.out)
	o.until("it arrives", func() bool { return len(o.sender.to(c)) == 2 })
	o.arrived(c, "một", "hai")
}

// Stopped in the middle: what is in hand is sent, the rest waits, and nothing is sent
// twice when another goes on.
func TestStopInTheMiddle(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	texts := []string{"một", "hai", "ba", "bốn"}
	o.add(c, texts...)
	sending, goOn := make(chan struct{}), make(chan struct{})
	o.sender.failing(func(_, text string) (bool, error) {
		if text == "hai" {
			close(sending)
			<-goOn
		}
		return true, nil
	})
	stop := o.work(o.Bot, o.out)
	wait(t, "it sends", sending)
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	time.AfterFunc(1500*time.Millisecond, func() { close(goOn) }) // a second after that, jobs are told to end
	wait(t, "it stops", stopped)
	o.arrived(c, "một", "hai")
	o.sender.failing(nil)
	o.work(o.Bot, o.out)
	o.until("the rest", func() bool { return len(o.sender.to(c)) == len(texts) })
	o.arrived(c, texts...)
}

// A row that is sent leaves no text behind, not even in the jobs.
func TestOutboxLeavesNoText(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	stop := o.work(o.Bot, o.out)
	o.sender.failing(only("bí mật", SendError{Kind: SendLater}))
	o.handle = says("bí mật")
	ok(t, o.say(c, Queued))
	o.sender.failing(nil)
	o.until("it arrives", func() bool { return len(o.sender.to(c)) == 1 })
	stop()
	var found int
	ok(t, o.db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_chats)
		+ (SELECT count(*) FROM river.river_job j WHERE j::text LIKE '%mật%')`).Scan(&found))
	if found != 0 {
		t.Errorf("%d rows left", found)
	}
}
