package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"motcua/bot"
	"motcua/handlers/citizen"
	"motcua/handlers/clock"
	"motcua/handlers/desk"
	"motcua/handlers/volunteer"
	"motcua/internal/chat"
	"motcua/internal/media"
	"motcua/internal/ticket"
	"motcua/store/postgres"
)

// fileWaits is how long a file is kept that was sent, until the question that it
// belongs to is kept.
const fileWaits = time.Hour

// joinDesk builds the web desk, and what answers volunteers in front of what answers
// citizens.
func (a *app) joinDesk(citizens *citizen.Handler) (*volunteer.Handler, error) {
	a.hotline = citizens.Contact(context.Background(), "vi", time.Now()).Phone
	team, err := volunteer.New(volunteer.Config{
		Desk: a.verbs, Tickets: a.store, Volunteers: a.store, Dossiers: a.store, Procedures: citizens,
		KeepFile: a.keepFile, Card: citizens.CardFor, Codes: citizens.Codes, Next: citizens,
		PublicURL: a.set.address(), Operator: a.set.OperatorName, Log: a.log,
	})
	if err != nil {
		return nil, err
	}
	a.desk, err = desk.New(desk.Config{
		Verbs: a.verbs, Store: a.store, Live: a.redis, Card: citizens.CardFor, Procedures: citizens, Check: media.Check,
		Dossiers: a.store, Units: a.store, Secure: a.set.secure(), PublicURL: a.set.address(),
		Hotline: a.hotline, BotName: a.botName, Now: time.Now, Log: a.log,
	})
	return team, err
}

// botName is the bot's name in Telegram, "" where there is none.
func (a *app) botName() string {
	if a.telegram == nil {
		return ""
	}
	return a.telegram.Username()
}

// filesOf shows channels the files that are kept; whose a file is, only the desk asks.
type filesOf struct{ *postgres.Store }

// FileData is a file and what is in it, while it is kept.
func (f filesOf) FileData(ctx context.Context, id string, now time.Time) (chat.File, []byte, error) {
	file, data, _, err := f.Store.FileData(ctx, id, now)
	return file, data, err
}

// person forgets people, and lets open desks look again at what they asked.
type person struct {
	*postgres.Store

	live ticket.Live
}

// DeletePerson is the store's, with a word to the desks.
func (p person) DeletePerson(ctx context.Context, channel chat.Channel, chatID, but string) error {
	err := p.Store.DeletePerson(ctx, channel, chatID, but)
	p.live.Wake(ctx, ticket.Topic)
	return err
}

// keepFile looks into what was sent and keeps it for a while: the question that it comes
// with keeps it longer.
func (a *app) keepFile(ctx context.Context, sent *chat.Sent) (*chat.File, error) {
	data, err := readSent(ctx, sent)
	if err != nil {
		return nil, err
	}
	f, data, err := media.Check(sent.Kind, data)
	if err != nil {
		return nil, err
	}
	f.ID, f.Name = rand.Text(), media.Name(sent.Name, f.Type)
	if err := a.store.KeepFile(ctx, 0, f, data, time.Now().Add(fileWaits)); err != nil {
		return nil, err
	}
	return &f, nil
}

// readSent fetches a file, and no more of it than may be kept.
func readSent(ctx context.Context, sent *chat.Sent) ([]byte, error) {
	if sent.Open == nil {
		return nil, media.ErrType
	}
	if sent.Size > media.Most {
		return nil, media.ErrSize
	}
	in, err := sent.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(in, media.Most+1))
	return data, errors.Join(err, in.Close())
}

// workAgain is after how long a database that is away at the start is asked again.
const workAgain = 2 * time.Second

// work does what is for later, the jobs of tickets and the outbox of the channels that
// send, until ctx ends; what it gives back waits for jobs in hand. A database that is
// away keeps nothing else from starting.
func (a *app) work(ctx context.Context) (wait func(), err error) {
	workers := river.NewWorkers()
	bot.Workers(workers, a.turns)
	err = clock.Workers(workers, clock.Config{
		Store: a.store, Desk: a.verbs, Lists: a.store, Live: a.redis, Times: a.verbs.Times(), Split: a.turns.Split,
		PublicURL: a.set.address(), Hotline: a.hotline,
	})
	if err != nil {
		return nil, err
	}
	var sending []chat.Channel
	if a.telegram != nil {
		sending = append(sending, chat.Telegram)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if end := a.beginWork(ctx, workers, sending); end != nil {
			<-ctx.Done()
			stopWork(a.log, end)
		}
	}()
	return func() { <-done }, nil
}

// beginWork asks until the database is there; nil when ctx ends before.
func (a *app) beginWork(ctx context.Context, workers *river.Workers, sending []chat.Channel) func(context.Context) error {
	for {
		end, err := a.store.Work(context.WithoutCancel(ctx), workers, a.log, sending...)
		if err == nil {
			return end
		}
		a.log.Warn("jobs cannot be worked yet; it is tried again in two seconds", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(workAgain):
		}
	}
}

func stopWork(log *slog.Logger, end func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := end(ctx); err != nil {
		log.Warn("the outbox did not stop in time; what it had in hand is sent at the next start", "err", err)
	}
}
