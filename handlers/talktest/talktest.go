// Package talktest plays written conversations through the Turn, the router and real
// stores, as a citizen on the web would have them. It is imported by tests only and
// must not know what any sentence should be: the written conversation says it.
package talktest

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"motcua/bot"
	"motcua/handlers/citizen"
	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/redis"
	"motcua/store/storetest"
)

//go:embed cast/*.ndjson
var cast embed.FS

// Hotline and Operator are those of the sample city.
const (
	Hotline  = "0274 000 0001"
	Operator = "Tổ công nghệ số cộng đồng phường Lái Thiêu"
)

// Start is the moment at which every conversation begins: a Monday, the counter open.
var Start = time.Date(2026, 12, 7, 9, 0, 0, 0, workday.Zone)

// seen is when each file of dossiers was the latest word of its source.
var seen = map[string]time.Time{
	"cast/dossiers.ndjson":      time.Date(2026, 12, 7, 8, 40, 0, 0, workday.Zone),
	"cast/dossiers-slow.ndjson": time.Date(2026, 12, 3, 8, 40, 0, 0, workday.Zone),
}

// House is one running assistant with the cast in its store.
type House struct {
	Store   *postgres.Store
	Handler *citizen.Handler
	bot     *bot.Bot
}

// Open brings up a House with the cast, on a database of its own, where nobody asks
// too much.
func Open(t testing.TB) *House {
	t.Helper()
	return OpenStrict(t, rules.Limits{Off: true})
}

// OpenStrict is Open with limits on lookups.
func OpenStrict(t testing.TB, limits rules.Limits) *House {
	t.Helper()
	var files []file
	for name, asOf := range seen {
		files = append(files, file{read(t, name), asOf})
	}
	return open(t, limits, read(t, "cast/units.ndjson"), files...)
}

// OpenCity brings up a House with the sample city as it is on the day of Start.
func OpenCity(t testing.TB) *House {
	t.Helper()
	return open(t, rules.Limits{Off: true}, city.Units(), file{city.Dossiers(Start), Start})
}

// file is dossiers as NDJSON, and when they were the latest word of their sources.
type file struct {
	data []byte
	asOf time.Time
}

func open(t testing.TB, limits rules.Limits, units []byte, dossiers ...file) *House {
	t.Helper()
	store := storetest.Store(t)
	load(t, store, units, dossiers)
	live, err := redis.Open(storetest.RedisURL(t))
	if err != nil {
		t.Fatalf("open Redis: %v", err)
	}
	t.Cleanup(live.Close)
	handler, err := citizen.New(citizen.Config{
		Dossiers: store, Units: store, Limits: live.Limits(limits), Calendar: workday.Default(),
		Operator: Operator, Hotline: Hotline, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatalf("make the handler: %v", err)
	}
	return &House{Store: store, Handler: handler, bot: bot.New(handler, live, bot.Options{})}
}

// load brings units and dossiers in through the real import.
func load(t testing.TB, store *postgres.Store, units []byte, dossiers []file) {
	t.Helper()
	options := postgres.ImportOptions{Reject: func(r intake.Reject) { t.Errorf("not imported: %s", r.Text("en")) }}
	if _, err := store.ImportUnits(t.Context(), intake.NewUnits(bytes.NewReader(units), intake.NDJSON), options); err != nil {
		t.Fatalf("import the units: %v", err)
	}
	for _, f := range dossiers {
		options.AsOf = f.asOf
		rows := intake.NewDossiers(bytes.NewReader(f.data), intake.NDJSON, intake.Defaults{AsOf: f.asOf})
		if _, err := store.ImportDossiers(t.Context(), rows, options); err != nil {
			t.Fatalf("import dossiers: %v", err)
		}
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := cast.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Talk is one citizen's conversation with a House.
type Talk struct {
	House   *House
	Now     time.Time
	Greeted bool   // the channel shows who speaks, as our page does
	Lang    string // language of the channel
	Net     string // the network it comes from
	Group   bool   // others read along
	chat    string
	turns   int
	choices []chat.Choice // the newest list
	Heard   []Turn        // what Play has played so far
	phone   *phone        // nil on the web
}

// Turn is one line of the citizen and what was said to it.
type Turn struct {
	Said    string
	At      time.Time
	Replies []chat.Reply
}

// Talk begins a conversation of a new citizen.
func (h *House) Talk() *Talk {
	return &Talk{House: h, Now: Start, Greeted: true, chat: rand.Text()}
}

// Say sends a typed text and gives back what is said to it.
func (k *Talk) Say(ctx context.Context, text string) ([]chat.Reply, error) {
	return k.send(ctx, chat.Message{Text: text})
}

// Press presses a Choice of any list.
func (k *Talk) Press(ctx context.Context, c chat.Choice) ([]chat.Reply, error) {
	return k.send(ctx, chat.Message{Text: c.Label, Press: c.Press})
}

// Choices is the newest list.
func (k *Talk) Choices() []chat.Choice { return k.choices }

// Next is the message that would be sent next; Send sends one, also a second time.
func (k *Talk) Next(text string) chat.Message { return k.message(chat.Message{Text: text}) }

func (k *Talk) message(m chat.Message) chat.Message {
	k.turns++
	m.Channel, m.Chat, m.From = chat.Web, k.chat, k.chat
	if m.Group = k.Group; m.Group {
		m.Private = "https://t.me/motcua_test_bot?start=hi"
	}
	m.ID, m.Lang, m.Net, m.Greeted, m.At = strconv.Itoa(k.turns), k.Lang, k.Net, k.Greeted, k.Now
	return m
}

func (k *Talk) send(ctx context.Context, m chat.Message) ([]chat.Reply, error) {
	var replies []chat.Reply
	var err error
	if k.phone != nil {
		replies, err = k.phone.talk(ctx, k, m)
	} else {
		replies, err = k.Send(ctx, k.message(m))
	}
	if len(replies) > 0 {
		k.choices = replies[len(replies)-1].Choices
	}
	return replies, err
}

// Send runs a whole Turn of one message.
func (k *Talk) Send(ctx context.Context, m chat.Message) ([]chat.Reply, error) {
	var box box
	err := k.House.bot.Turn(ctx, m, &box)
	return box.replies, err
}

// box keeps what is delivered.
type box struct {
	mu      sync.Mutex
	replies []chat.Reply
}

// Deliver takes one Reply.
func (b *box) Deliver(_ context.Context, _ chat.Message, _ int, r chat.Reply) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.replies = append(b.replies, r)
	return nil
}
