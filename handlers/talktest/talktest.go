// Package talktest plays written conversations through the Turn, the router and real
// stores, as a citizen on the web would have them. It is imported by tests only and
// must not know what any sentence should be: the written conversation says it.
package talktest

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/ticket"
	"motcua/internal/workday"
	"motcua/store/postgres"
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
	"cast/dossiers.ndjson":       time.Date(2026, 12, 7, 8, 40, 0, 0, workday.Zone),
	"cast/dossiers-slow.ndjson":  time.Date(2026, 12, 3, 8, 40, 0, 0, workday.Zone),
	"cast/dossiers-proof.ndjson": time.Date(2026, 12, 7, 8, 40, 0, 0, workday.Zone),
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
	address := storetest.DB(t)
	store, err := postgres.Open(t.Context(), address, []byte("the key that tests hash with"))
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(store.Close)
	load(t, store, units, dossiers)
	return build(t, address, store, limits)
}

// load brings units and dossiers in through the real import.
func load(t testing.TB, store *postgres.Store, units []byte, dossiers []file) {
	t.Helper()
	options := postgres.ImportOptions{Reject: func(r intake.Reject) { t.Errorf("not imported: %s", r.Text("en")) }}
	if _, err := store.ImportUnits(t.Context(), intake.NewUnits(bytes.NewReader(units), intake.NDJSON), options); err != nil {
		t.Fatalf("import the units: %v", err)
	}
	procedures := intake.NewProcedures(bytes.NewReader(city.Procedures()), intake.NDJSON)
	if _, err := store.ImportProcedures(t.Context(), procedures, options); err != nil {
		t.Fatalf("import the procedures: %v", err)
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

// Talk is one person's conversation with a House.
type Talk struct {
	House   *House
	Now     time.Time
	Greeted bool         // the channel shows who speaks, as our page does
	Lang    string       // language of the channel
	Net     string       // the network it comes from
	Group   bool         // others read along
	Channel chat.Channel // chat.Web when empty
	Numbers bool         // what the newest list offers is typed by its number, as without buttons
	chat    string
	turns   int
	choices []chat.Choice // the newest list
	lists   []chat.Choice // of all lists, the newest first
	read    []chat.Reply  // all that came, the newest last
	Heard   []Turn        // what Play has played so far
	phone   *phone        // nil on the web
	told    int64         // the line of the page that was last looked at
	people  map[string]*Talk
	cases   map[string]int64 // of the desk: which case a volunteer deals with
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
	if m.Channel = k.Channel; m.Channel == "" {
		m.Channel = chat.Web
	}
	m.Chat, m.From = k.chat, k.chat
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
		k.hears(replies)
	}
	return replies, err
}

// hears makes the last list of some Replies the newest.
func (k *Talk) hears(replies []chat.Reply) {
	for _, r := range replies {
		k.read = append(k.read, r)
		k.choices = r.Choices
		k.lists = append(slices.Clone(r.Choices), k.lists...)
	}
}

// Asker is the citizen as questions to humans have them.
func (k *Talk) Asker() ticket.Asker {
	m := k.message(chat.Message{})
	k.turns--
	if k.phone != nil {
		m.Channel, m.Chat = chat.Telegram, strconv.FormatInt(k.phone.user, 10)
	}
	return ticket.Asker{Channel: m.Channel, Chat: m.Chat}
}

// HasQuestion says whether a question of the citizen waits or is in hand: then it is
// right not to answer what is meant for a human.
func (k *Talk) HasQuestion(ctx context.Context) (bool, error) {
	found, ok, err := k.House.Store.TicketOf(ctx, k.Asker())
	return ok && found.State != ticket.Closed, err
}

// Send runs a whole Turn of one message.
func (k *Talk) Send(ctx context.Context, m chat.Message) ([]chat.Reply, error) {
	var box box
	if k.Now.After(k.House.clock()) {
		now := k.Now
		k.House.now.Store(&now)
	}
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
