package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"slices"
	"time"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/bot/webchat"
	"motcua/handlers/api"
	"motcua/handlers/citizen"
	"motcua/handlers/desk"
	"motcua/handlers/site"
	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/receipt"
	"motcua/internal/report"
	"motcua/internal/ticket"
	"motcua/internal/workday"
	"motcua/store/embedded"
	"motcua/store/postgres"
	"motcua/store/redis"
)

// linesKept is how long the web chat keeps a conversation; the greeting says so.
const linesKept = 24 * time.Hour

// answerBlur is how long an answer about codes takes at least, and by how much its time
// varies at random: far more than a found dossier differs from none, far less than a
// person notices.
const answerBlur = 40 * time.Millisecond

// app joins the parts. Everything that can fail at start fails in openApp,
// before anything listens; close stops the parts in reverse.
type app struct {
	set     settings
	log     *slog.Logger
	metrics *metrics
	store   *postgres.Store
	redis   *redis.Store
	turns   *bot.Bot
	hotline string // as citizens are told it
	// announced is an announcement as citizens read it.
	announced func(ctx context.Context, a announce.Announcement, lang, address string) chat.Reply
	page      *webchat.Page
	verbs     *ticket.Desk
	desk      *desk.Desk // nil in tests of what is around the pages
	site      *site.Site // as well
	figures   *figures   // as well
	api       *api.API   // as well
	// telegram is nil without a token.
	telegram *telegram.Channel
	lateness lateness
	counter  report.Counter // of Turns, until they are kept
	notes    []string       // what the operator should know of the private stores
	closers  []func()
}

// openApp opens the stores and joins the parts. name is the program whose data
// folder is used where DATA_DIR is unset.
func openApp(ctx context.Context, set settings, name string, log *slog.Logger) (*app, error) {
	if err := set.check(); err != nil {
		return nil, err
	}
	a := &app{set: set, log: log, metrics: newMetrics()}
	if err := a.open(ctx, name); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func (a *app) open(ctx context.Context, name string) error {
	dir, err := a.set.dataDir(name)
	if err != nil {
		return err
	}
	key, err := a.set.key(dir)
	if err != nil {
		return err
	}
	a.store, err = a.openPostgres(ctx, dir, key)
	if err != nil {
		return err
	}
	if a.redis, err = a.openRedis(ctx, dir); err != nil {
		return err
	}
	return a.join(key)
}

// openPostgres opens DATABASE_URL, or the private server under dir.
func (a *app) openPostgres(ctx context.Context, dir string, key []byte) (*postgres.Store, error) {
	store, server, err := openStore(ctx, a.set.storeSettings, dir, key)
	if err != nil {
		return nil, err
	}
	if server != nil {
		a.closers = append(a.closers, func() { stopServer(a.log, server) })
		a.notes = append(a.notes, fmt.Sprintf("DATABASE_URL is unset: a private %s keeps the data under %s", server.Kind(), dir))
	}
	a.closers = append(a.closers, store.Close)
	store.TellRests(a.proofRests)
	return store, nil
}

// proofRests tells the operator that somebody may be guessing. Of the dossier only the
// number of its row is said: its code leads to it.
func (a *app) proofRests(dossier int64) {
	a.metrics.countRests()
	a.log.Warn("too many wrong proofs at one dossier: until tomorrow it opens by its phone or at the counter alone; somebody may be guessing", "dossier", dossier)
}

// openRedis opens REDIS_URL, or a private one under dir.
func (a *app) openRedis(ctx context.Context, dir string) (*redis.Store, error) {
	at := a.set.RedisURL
	if at == "" {
		server, err := embedded.Redis(ctx, filepath.Join(dir, "redis"))
		if err != nil {
			return nil, fmt.Errorf("start a private Redis: %w", err)
		}
		a.closers = append(a.closers, func() { stopServer(a.log, server) })
		at = server.URL()
		note := fmt.Sprintf("REDIS_URL is unset: a private %s keeps the conversations", server.Kind())
		if !server.Lasting() {
			note += "; they start over at a restart (install redis-server to keep them)"
		}
		a.notes = append(a.notes, note)
	}
	store, err := redis.Open(at)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	a.closers = append(a.closers, store.Close)
	return store, nil
}

// join builds what answers: the flows, the desk, the Turn, the page.
func (a *app) join(key []byte) error {
	handler, err := a.joinCitizen()
	if err != nil {
		return err
	}
	a.figures = &figures{Store: a.store}
	team, err := a.joinDesk(handler)
	if err != nil {
		return err
	}
	if err := errors.Join(a.joinSite(), a.joinAPI(key)); err != nil {
		return err
	}
	senders := map[chat.Channel]bot.Sender{}
	a.turns = bot.New(team, a.redis, bot.Options{
		Log: a.log, Observe: a.metrics.observe,
		Outbox: a.store, Senders: senders, Pace: a.redis.Pace(), CountSends: a.metrics.countSends, Lost: a.announcementLost,
	})
	if err := a.joinTelegram(handler, senders); err != nil {
		return err
	}
	pushKey, err := a.joinPush(key, senders)
	if err != nil {
		return err
	}
	a.page, err = webchat.New(webchat.Config{
		Lines: a.store, Live: a.redis, Turn: a.turns.Turn, Forget: a.forgetSpeaker, Files: filesOf{a.store},
		OwnData: ownData(handler, chat.Web), Pushes: a.store, PushKey: pushKey,
		Greeting: handler.Greeting, Contact: handler.Contact,
		Operator: a.set.OperatorName, Key: key, Secure: a.set.secure(), Now: time.Now, Log: a.log,
		Net:   func(r *http.Request) netip.Addr { return clientIP(r, a.set.TrustedProxies) },
		Embed: a.set.EmbedOrigins,
	})
	return err
}

// joinCitizen builds what answers citizens, and the verbs of what they ask humans.
func (a *app) joinCitizen() (*citizen.Handler, error) {
	fed, err := a.set.fed()
	if err != nil {
		return nil, err
	}
	limits, err := a.set.limits()
	if err != nil {
		return nil, err
	}
	times, err := a.set.deskTimes()
	if err != nil {
		return nil, err
	}
	if limits.Off {
		a.notes = append(a.notes, "LOOKUP_LIMITS is off: codes can be guessed; never run so where citizens come")
	}
	if a.set.QuietHours == quietOff {
		a.notes = append(a.notes, "QUIET_HOURS is off: who follows a dossier is told at night and on days off too, which no citizen should be")
	}
	a.verbs = ticket.New(a.store, a.redis, times, time.Now)
	blur := answerBlur
	if limits.Off { // then nothing keeps anybody from guessing, and there is nothing to blur
		blur = 0
	}
	return citizen.New(citizen.Config{
		Dossiers: a.store, Procedures: a.store, Units: a.store, Limits: a.redis.Limits(limits), Count: a.metrics.countLookups, Note: a.counter.Note,
		Blur: blur, Calendar: workday.Default(),
		Operator: a.set.OperatorName, Hotline: a.set.Hotline, Fed: fed, Log: a.log,
		Desk: a.verbs, Tickets: a.store, Consents: a.store, KeepFile: a.keepFile, Person: person{a.store, a.redis},
		Checklists: a.store, Follows: a.store, Pushes: a.store, Announcements: a.store, PublicURL: a.set.address(), Proofs: a.store, ReadReceipt: receipt.Read, Files: a.store,
	})
}

// serve answers on ln until ctx ends, then lets Turns in hand finish.
func (a *app) serve(ctx context.Context, ln net.Listener) error {
	live, endLive := context.WithCancel(context.Background())
	defer endLive()
	server := &http.Server{
		Handler:           a.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return live },
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	working, stopWorking := context.WithCancel(context.Background())
	waitWork, err := a.work(working)
	if err != nil {
		stopWorking()
		return err
	}
	defer func() { stopWorking(); waitWork() }()
	receiving, stopReceiving := context.WithCancel(ctx)
	defer stopReceiving()
	waitTelegram := a.runTelegram(receiving)
	go func() { failed <- server.Serve(ln) }()
	lastTurns := a.keepTurns(live, a.store, figuresKept)
	defer func() { endLive(); lastTurns() }()
	go a.forget(live)
	go a.desk.Run(live)
	go a.warm(live)
	go a.watchSources(live)
	go a.keepFactsFresh(live)
	select {
	case err := <-failed:
		stopReceiving()
		waitTelegram()
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	err = stopHTTP(server, endLive)
	waitTelegram()
	return err
}

// stopHTTP ends the live streams at once (their pages come back by themselves)
// and gives Turns in hand the time that a Turn may take.
func stopHTTP(server *http.Server, endLive func()) error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	server.RegisterOnShutdown(endLive)
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("stop serving HTTP: %w", err)
	}
	return nil
}

// missesKept is how long it is remembered what was searched for in vain.
const missesKept = 180 * 24 * time.Hour

// forget drops what is kept for a time, when the time is over.
func (a *app) forget(ctx context.Context) {
	tick, files := time.NewTicker(10*time.Minute), time.NewTicker(time.Minute)
	defer tick.Stop()
	defer files.Stop()
	for {
		if err := a.forgetOld(ctx, time.Now()); err != nil && ctx.Err() == nil {
			a.log.Warn("something old could not be dropped; it is tried again in ten minutes", "err", err)
		}
		for again := true; again; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				again = false
			case <-files.C: // a photo that nobody was asked to read is promised to go after ten minutes
				_, _ = a.store.ForgetFiles(ctx, time.Now())
				_ = a.store.FadeLines(ctx, time.Now()) // details are promised to close by themselves
			}
		}
	}
}

// forgetOld drops conversations of the web chat and replies that could not be sent, when
// their day is over; files, links and sessions of the desk; the words of questions; old counts of searches;
// checklists that nobody touches; follows of dossiers at their end, and browsers that are told of none; proofs, times on duty
// and the audit; which letters went long ago.
func (a *app) forgetOld(ctx context.Context, now time.Time) error {
	_, lines := a.store.ForgetLines(ctx, now.Add(-linesKept))
	unsent, outbox := a.store.ForgetOutbox(ctx, now.Add(-linesKept))
	if unsent > 0 {
		a.metrics.countSends(chat.Telegram, bot.GivenUp, int(unsent))
	}
	_, files := a.store.ForgetFiles(ctx, now)
	_, links := a.store.ForgetInvites(ctx, now.Add(-linesKept))
	_, sessions := a.store.ForgetSessions(ctx, now)
	_, tickets := a.store.ForgetTickets(ctx, now.Add(-ticket.WordsKept))
	misses := a.store.ForgetMisses(ctx, now.Add(-missesKept))
	_, lists := a.store.ForgetChecklists(ctx, now.Add(-checklist.Kept))
	_, follows := a.store.ForgetFollows(ctx, now)
	_, pushes := a.store.ForgetPushes(ctx)
	proofs, duties := a.store.ForgetProofs(ctx, now), a.store.ForgetDuties(ctx, now.Add(-dutiesKept))
	_, seen := a.store.ForgetAudit(ctx, now)
	mails := a.store.ForgetMails(ctx, now.Add(-mailsKept))
	return errors.Join(lines, a.store.FadeLines(ctx, now), outbox, files, links, sessions, tickets, misses, lists, follows, pushes, proofs, duties, seen, a.forgetAnnounced(ctx, now), mails)
}

// forgetSpeaker forgets a conversation of the page for good, and the question that went
// with it: nobody could be given its answer any more.
func (a *app) forgetSpeaker(ctx context.Context, s chat.Speaker) error {
	return errors.Join(a.redis.Forget(ctx, s), person{a.store, a.redis}.DeletePerson(ctx, s.Channel, s.Chat, ""))
}

// warm builds the search of procedures before the first citizen asks.
func (a *app) warm(ctx context.Context) {
	if _, err := a.store.Search(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn("the search of procedures could not be built; it is tried again when somebody asks", "err", err)
	}
}

func (a *app) close() {
	for _, v := range slices.Backward(a.closers) {
		v()
	}
	a.closers = nil
}

// openStore opens the dossiers: DATABASE_URL, or the private server under dir,
// which it also brings up to date. server is nil for DATABASE_URL.
func openStore(ctx context.Context, set storeSettings, dir string, key []byte) (*postgres.Store, *embedded.Server, error) {
	older, err := set.oldKeys(key)
	if err != nil {
		return nil, nil, err
	}
	at := set.DatabaseURL
	var server *embedded.Server
	if at == "" {
		if server, err = embedded.Postgres(ctx, filepath.Join(dir, "postgres"), embedded.Keep); err != nil {
			return nil, nil, fmt.Errorf("start a private PostgreSQL: %w", err)
		}
		at = server.URL()
	}
	store, err := openCurrent(ctx, at, server != nil, key, older...)
	if err != nil && server != nil {
		_ = server.Stop()
	}
	return store, server, err
}

// withStore opens the store for one thing to do; a server that serve runs on the same
// DATA_DIR is joined.
func (s storeSettings) withStore(ctx context.Context, do func(*postgres.Store) error) error {
	dir, err := s.dataDir("motcua")
	if err != nil {
		return err
	}
	key, err := s.key(dir)
	if err != nil {
		return err
	}
	store, server, err := openStore(ctx, s, dir, key)
	if err != nil {
		return err
	}
	err = do(store)
	store.Close()
	if server != nil {
		err = errors.Join(err, server.Stop())
	}
	return err
}

// openCurrent opens a database whose schema is the one this program knows. Ours
// and an empty one are migrated; another's is left alone and named.
func openCurrent(ctx context.Context, at string, ours bool, key []byte, older ...[]byte) (*postgres.Store, error) {
	have, want, err := postgres.SchemaCurrent(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	switch {
	case have > want:
		return nil, fmt.Errorf("the database has schema %d, this motcua knows only %d: run the newer motcua", have, want)
	case have < want && (ours || have == 0):
		if err := postgres.Migrate(ctx, at); err != nil {
			return nil, fmt.Errorf("migrate the database: %w", err)
		}
	case have < want:
		return nil, fmt.Errorf("the database has schema %d, this motcua needs %d: run `motcua migrate` first", have, want)
	}
	return postgres.Open(ctx, at, key, older...)
}

func stopServer(log *slog.Logger, server *embedded.Server) {
	if err := server.Stop(); err != nil {
		log.Warn("a private server did not stop cleanly; it recovers at the next start", "server", server.Kind(), "err", err)
	}
}
