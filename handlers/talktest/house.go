package talktest

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"motcua/bot"
	"motcua/handlers/citizen"
	"motcua/handlers/clock"
	"motcua/handlers/volunteer"
	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/media"
	"motcua/internal/receipt"
	"motcua/internal/ticket"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/redis"
	"motcua/store/storetest"
)

// ward is the unit that the counter of the cast's offices belongs to.
const ward = "SG-LT"

// PublicURL is where the House's pages would be.
const PublicURL = "https://motcua.test"

// House is one running assistant with the cast in its store, and a desk of humans.
type House struct {
	Store   *postgres.Store
	Handler *citizen.Handler
	Desk    *ticket.Desk
	Cast    storetest.Cast
	Live    *redis.Store

	bot    *bot.Bot
	clocks *clock.Clock
	db     *pgxpool.Pool // to look at jobs
	now    atomic.Pointer[time.Time]
	mail   mail
}

// clock is the time of the House: that of the newest line of a conversation.
func (h *House) clock() time.Time { return *h.now.Load() }

// build joins the parts on a store that has its offices and dossiers.
func build(t testing.TB, address string, store *postgres.Store, limits rules.Limits) *House {
	t.Helper()
	live, err := redis.Open(storetest.RedisURL(t))
	if err != nil {
		t.Fatalf("open Redis: %v", err)
	}
	t.Cleanup(live.Close)
	h := &House{Store: store, Live: live, Cast: storetest.Team(t, store, ward)}
	h.now.Store(&Start)
	h.Desk = ticket.New(store, live, ticket.StandardTimes(), h.clock)
	h.Handler, err = citizen.New(citizen.Config{
		Dossiers: store, Procedures: store, Units: store, Limits: live.Limits(limits), Calendar: workday.Default(),
		Operator: Operator, Hotline: Hotline, Log: slog.New(slog.DiscardHandler),
		Desk: h.Desk, Tickets: store, Consents: store, KeepFile: h.keepFile, Person: store, Now: h.clock,
		Checklists: store, Follows: store, Pushes: store, Announcements: store, PublicURL: PublicURL, Proofs: store, ReadReceipt: receipt.Read, Files: store,
	})
	if err != nil {
		t.Fatalf("make the citizens' handler: %v", err)
	}
	team, err := volunteer.New(volunteer.Config{
		Desk: h.Desk, Tickets: store, Volunteers: store, Dossiers: store, Procedures: h.Handler, KeepFile: h.keepAnswer,
		Card: h.Handler.CardFor, Codes: h.Handler.Codes, Next: h.Handler, PublicURL: PublicURL,
		Operator: Operator, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatalf("make the volunteers' handler: %v", err)
	}
	h.bot = bot.New(team, live, bot.Options{Outbox: store, Senders: map[chat.Channel]bot.Sender{chat.Telegram: &h.mail}})
	if h.db, err = pgxpool.New(t.Context(), address); err != nil {
		t.Fatalf("look at jobs: %v", err)
	}
	t.Cleanup(h.db.Close)
	h.work(t)
	return h
}

// work works the jobs until the test ends.
func (h *House) work(t testing.TB) {
	t.Helper()
	workers := river.NewWorkers()
	bot.Workers(workers, h.bot)
	config := clock.Config{
		Store: h.Store, Desk: h.Desk, Lists: h.Store, Follows: h.Store, Units: h.Store, Live: h.Live, Times: h.Desk.Times(), Split: h.bot.Split,
		Announcements: h.Store, Announced: h.Handler.Announced, PublicURL: PublicURL, Hotline: Hotline, Now: h.clock,
	}
	var err error
	if h.clocks, err = clock.New(config); err == nil {
		err = clock.Workers(workers, config)
	}
	if err != nil {
		t.Fatalf("make the clock: %v", err)
	}
	stop, err := h.Store.Work(context.WithoutCancel(t.Context()), workers, slog.New(slog.DiscardHandler), chat.Telegram)
	if err != nil {
		t.Fatalf("work jobs: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := stop(ctx); err != nil {
			t.Errorf("stop working jobs: %v", err)
		}
	})
}

// keepAnswer keeps a file that a volunteer sends.
func (h *House) keepAnswer(ctx context.Context, sent *chat.Sent) (*chat.File, error) {
	return h.keepFile(ctx, sent, h.clock().Add(24*time.Hour))
}

// keepFile checks and keeps what was sent, as the program does.
func (h *House) keepFile(ctx context.Context, sent *chat.Sent, until time.Time) (*chat.File, error) {
	data, err := media.Fetch(ctx, sent)
	if err != nil {
		return nil, err
	}
	f, data, err := media.Check(sent.Kind, data)
	if err != nil {
		return nil, err
	}
	f.ID, f.Name = rand.Text(), media.Name(sent.Name, f.Type)
	return &f, h.Store.KeepFile(ctx, 0, f, data, until)
}

// unfinished counts the jobs that are still to hand something on. Those that look after
// silence wait for their time.
const unfinished = `
SELECT count(*) FROM river.river_job
WHERE kind IN ('relay', 'ring', 'flush') AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')`

// settle waits until all that was said has been handed on.
func (h *House) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		var left int
		if err := h.db.QueryRow(ctx, unfinished).Scan(&left); err != nil || left == 0 {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pass lets the clock look at every open question, minute by minute or, for a long time,
// in steps.
func (h *House) pass(ctx context.Context, from time.Time, d time.Duration) error {
	step := max(time.Minute, d/100)
	for at := from.Add(step); !at.After(from.Add(d)); at = at.Add(step) {
		h.now.Store(&at)
		open, err := h.openTickets(ctx)
		if err != nil {
			return err
		}
		for _, id := range open {
			if _, err := h.Desk.Silence(ctx, id); err != nil {
				return err
			}
		}
		if err := h.remind(ctx); err != nil {
			return err
		}
		if err := h.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// remind works the reminders that are due by the clock of the House; River goes by another.
func (h *House) remind(ctx context.Context) error {
	rows, _ := h.db.Query(ctx, `SELECT id FROM checklists WHERE remind_at <= $1`, h.clock())
	due, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range due {
		if err == nil {
			_, err = h.clocks.Remind(ctx, id)
		}
	}
	return err
}

func (h *House) openTickets(ctx context.Context) ([]int64, error) {
	var ids []int64
	waiting, err := h.Store.WaitingTickets(ctx)
	if err != nil {
		return nil, err
	}
	everybody, err := h.Store.Volunteers(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range everybody {
		held, err := h.Store.HeldTickets(ctx, v.ID)
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, held...)
	}
	for _, s := range waiting {
		ids = append(ids, s.ID)
	}
	return ids, nil
}

// phoneNumber is a private chat with the bot that nobody else has.
func phoneNumber() string { return strconv.FormatInt(randomUser(), 10) }
