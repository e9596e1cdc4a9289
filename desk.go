package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"motcua/bot"
	"motcua/handlers/citizen"
	"motcua/handlers/clock"
	"motcua/handlers/desk"
	"motcua/handlers/volunteer"
	"motcua/internal/audit"
	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/media"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/redis"
)

// fileWaits is how long a file of a volunteer's is kept that was sent, until the line that
// it belongs to is kept.
const fileWaits = time.Hour

// joinDesk builds the web desk, and what answers volunteers in front of what answers
// citizens.
func (a *app) joinDesk(citizens *citizen.Handler) (*volunteer.Handler, error) {
	a.announced = citizens.Announced
	a.hotline = citizens.Contact(context.Background(), "vi", time.Now()).Phone
	team, err := volunteer.New(volunteer.Config{
		Desk: a.verbs, Tickets: a.store, Volunteers: a.store, Dossiers: a.store, Procedures: citizens,
		KeepFile: a.keepAnswer, Card: citizens.CardFor, Codes: citizens.Codes, Next: citizens,
		PublicURL: a.set.address(), Operator: a.set.OperatorName, Log: a.log,
	})
	if err != nil {
		return nil, err
	}
	a.desk, err = desk.New(desk.Config{
		Verbs: a.verbs, Store: a.store, Live: a.redis, Card: citizens.CardFor, Announced: citizens.Announced, Procedures: citizens, Check: media.Check,
		Dossiers: a.store, Units: a.store, Reports: a.figures, Mails: a.store, Secure: a.set.secure(), PublicURL: a.set.address(),
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

// ownData is what is kept about a chat, for a channel to hand over.
func ownData(h *citizen.Handler, channel chat.Channel) func(ctx context.Context, chatID, lang string) (chat.File, []byte, error) {
	return func(ctx context.Context, chatID, lang string) (chat.File, []byte, error) {
		return h.OwnData(ctx, channel, chatID, lang)
	}
}

// person shows and forgets people, and lets open desks look again at what they asked.
type person struct {
	*postgres.Store

	redis *redis.Store
}

// Own is the store's, with what the conversation remembers; without it while Redis is away.
// That it was handed over stands in the audit.
func (p person) Own(ctx context.Context, channel chat.Channel, chatID string) (rules.Own, error) {
	own, err := p.Store.Own(ctx, channel, chatID)
	if err != nil {
		return own, err
	}
	// Who writes to us alone is named as the chat is, on every channel.
	if s, ok, err := p.redis.Session(ctx, chat.Speaker{Channel: channel, Chat: chatID, From: chatID}); err == nil && ok {
		own.Session = &s
	}
	return own, p.noted(ctx, channel, chatID, audit.Export)
}

// noted writes into the audit what was done with a person's own data.
func (p person) noted(ctx context.Context, channel chat.Channel, chatID, what string) error {
	return p.Saw(ctx, audit.Entry{At: time.Now(), Channel: channel, Chat: chatID, What: what, Right: audit.Own})
}

// EndConsent is the store's, with a word to the desks.
func (p person) EndConsent(ctx context.Context, channel chat.Channel, chatID, kind string, at time.Time) error {
	err := p.Store.EndConsent(ctx, channel, chatID, kind, at)
	p.redis.Wake(ctx, ticket.Topic)
	return err
}

// DeletePerson is the store's, with a word to the desks. That it was done stands in the
// audit, unless there was nothing but a conversation, which ends by itself in a day.
func (p person) DeletePerson(ctx context.Context, channel chat.Channel, chatID, but string) error {
	held, err := p.Held(ctx, channel, chatID)
	if err != nil {
		return err
	}
	err = p.Store.DeletePerson(ctx, channel, chatID, but)
	p.redis.Wake(ctx, ticket.Topic)
	if err == nil && (held.Account || held.Open+held.Closed > 0) {
		err = p.noted(ctx, channel, chatID, audit.Deletion)
	}
	return err
}

// keepAnswer keeps a file of a volunteer's until the line that it goes with is kept.
func (a *app) keepAnswer(ctx context.Context, sent *chat.Sent) (*chat.File, error) {
	return a.keepFile(ctx, sent, time.Now().Add(fileWaits))
}

// keepFile looks into what was sent and keeps it until then: the question that it comes
// with keeps it longer.
func (a *app) keepFile(ctx context.Context, sent *chat.Sent, until time.Time) (*chat.File, error) {
	data, err := media.Fetch(ctx, sent)
	if err != nil {
		return nil, err
	}
	f, data, err := media.Check(sent.Kind, data)
	if err != nil {
		return nil, err
	}
	f.ID, f.Name = rand.Text(), media.Name(sent.Name, f.Type)
	if err := a.store.KeepFile(ctx, 0, f, data, until); err != nil {
		return nil, err
	}
	return &f, nil
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
		Follows: a.store, Units: a.store, CountNotices: a.metrics.countNotices, CountUntold: a.metrics.countUntold, Log: a.log,
		Announcements: a.store, Announced: a.announced, PublicURL: a.set.address(), Hotline: a.hotline, AnyHour: a.set.QuietHours == quietOff,
	})
	if err != nil {
		return nil, err
	}
	a.store.CatchUpDaily()
	if err := a.joinMail(workers); err != nil {
		return nil, err
	}
	sending := []chat.Channel{chat.Push}
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
