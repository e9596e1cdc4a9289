package clock_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"motcua/handlers/clock"
	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/storetest"
)

// news hears who is woken.
type news chan string

func (n news) Wake(_ context.Context, topic string) {
	select {
	case n <- topic:
	default: // those who wait look at what is there, not at how often they were woken
	}
}

// until waits for news until what is looked for is there.
func (o *office) until(what string, heard news, there func() bool) {
	o.Helper()
	patience := time.After(30 * time.Second)
	again := time.NewTicker(50 * time.Millisecond) // not all that is looked for is told
	defer again.Stop()
	for !there() {
		select {
		case <-heard:
		case <-again.C:
		case <-patience:
			o.Fatal("waited too long: " + what)
		}
	}
}

// work works the desk's jobs until the test ends.
func (o *office) work(live ticket.Live, times ticket.Times) {
	o.Helper()
	workers := river.NewWorkers()
	o.ok(clock.Workers(workers, clock.Config{Store: o.store, Desk: o.desk, Lists: o.store, Follows: o.store, Units: o.store, Live: live, Times: times, PublicURL: "https://motcua.example.vn"}))
	stop, err := o.store.Work(o.Context(), workers, slog.New(slog.DiscardHandler))
	o.ok(err)
	o.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		o.ok(stop(ctx))
	})
}

// A question goes its way by itself: announced, answered on the asker's page; left
// alone, its holder is reminded, it goes back, and to the next ring.
func TestJobs(t *testing.T) {
	t.Parallel()
	heard := make(news, 100)
	times := ticket.StandardTimes()
	times.Remind, times.Return, times.Widen = 500*time.Millisecond, time.Second, 3*time.Second
	o := newOffice(t, heard, times)
	storetest.Telegram(t, o.store, o.cast.Minh.ID, "tg-minh")
	o.ok(o.store.SetDuty(t.Context(), o.cast.Minh.ID, time.Now().Add(time.Hour)))
	o.work(heard, times)
	k := o.open("page", true)
	o.ok(o.answer(k))
	o.until("the answer", heard, func() bool {
		lines := o.page("page")
		return len(lines) == 2 && lines[1].Reply.By != nil && lines[1].Reply.By.Name == "Lan"
	})
	o.ok(o.add(k))
	o.until("it goes further", heard, func() bool { return count(o.lines(k.ID), ticket.Widened) > 0 })
	var happened []ticket.What
	for _, l := range o.lines(k.ID)[4:] {
		happened = append(happened, l.What)
	}
	if len(happened) < 3 || happened[0] != ticket.Reminded || happened[1] != ticket.Returned || happened[2] != ticket.Widened {
		t.Errorf("%v", happened)
	}
	o.until("Minh is told", heard, func() bool {
		waits, err := o.store.OutboxWaits(t.Context(), chat.Telegram, "tg-minh")
		o.ok(err)
		return waits
	})
}
