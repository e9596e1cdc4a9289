package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua/store/storetest"
)

const (
	botToken   = "123456:AAtoken-of-nobody"
	hookSecret = "made-for-the-bench"
	// hookMost is how many updates Telegram sends at once: max_connections.
	hookMost = 100
)

// rates are how many messages come in a second: the same for both sides, or as many as
// each can take. The program holds answers about codes back on purpose, so of these it
// takes fewer, and has more rest between two, than a handler that holds nothing back.
var rates = []struct {
	name string
	each int
}{{"1000-a-second", 1000}, {"1500-a-second", 1500}, {"all-it-can", 0}}

// BenchmarkWebhookTurn tells what an answer on Telegram costs over the least that can
// give it: a claim in Redis, the query, a Session written, a message sent. Both take
// the same updates by turns, each chat one after the other.
func BenchmarkWebhookTurn(b *testing.B) {
	for _, chats := range []int{64, 2000} {
		for _, rate := range rates {
			b.Run(fmt.Sprintf("chats=%d/%s", chats, rate.name), func(b *testing.B) { webhookTurn(b, chats, rate.each) })
		}
	}
}

func webhookTurn(b *testing.B, chats, rate int) {
	b.Helper()
	api := newBotAPI(b)
	// Limits are off, as for every load test: 64 people do not ask a thousand times a second.
	w := newWorld(b, append(api.env(), "LOOKUP_LIMITS=off")...)
	<-api.registered
	idle := w.real.rss()
	atOnce := min(chats, hookMost)
	l := newHookLoad(chats, w.codes)
	l.messages(b, w.real.url, atOnce, perRound) // all are greeted
	spoken := w.real.rss()
	least := start(b, append(w.env, api.payload(b)...), os.Args[0])
	l.messages(b, least.url, atOnce, perRound)
	l.rate = rate
	var ours, bares side
	for b.Loop() {
		ours.round(l, w.real, atOnce)
		bares.round(l, least, atOnce)
	}
	if got, want := w.real.counted(`motcua_lookups_total{result="hit"}`), (b.N+1)*perRound; got != want {
		b.Errorf("%d dossiers found, not %d", got, want)
	}
	if got, want := int(api.sent.Load()), 2*(b.N+1)*perRound+chats; got < want { // each is greeted once, and some dossiers take two
		b.Errorf("%d messages sent, fewer than %d", got, want)
	}
	ours.report(b, "ours")
	bares.report(b, "bare")
	b.ReportMetric(median(ours.ratios(&bares)), "cpu-ratio")
	b.ReportMetric(float64(spoken-idle)/1e6, "2000-answers-MB")
	b.ReportMetric(0, "ns/op")
}

// botAPI takes what a bot sends. It is no part of what is measured.
type botAPI struct {
	*httptest.Server

	registered chan struct{} // closed when the webhook is
	once       sync.Once
	sent       atomic.Int64

	mu     sync.Mutex
	usual  []url.Values // what was sent at first
	answer []byte       // to sendMessage
}

// usualMost is how many messages are enough to know one of usual size.
const usualMost = 4000

func newBotAPI(b *testing.B) *botAPI {
	b.Helper()
	a := &botAPI{registered: make(chan struct{}), answer: sentMessage(b)}
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	b.Cleanup(a.Close)
	return a
}

func (a *botAPI) env() []string {
	return []string{
		"TELEGRAM_BOT_TOKEN=" + botToken, "TELEGRAM_API_URL=" + a.URL,
		"TELEGRAM_WEBHOOK_URL=" + a.URL + "/telegram", "TELEGRAM_WEBHOOK_SECRET=" + hookSecret,
	}
}

func (a *botAPI) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	switch path.Base(r.URL.Path) {
	case "sendMessage":
		if a.sent.Add(1) <= usualMost {
			a.note(body)
		}
		_, _ = w.Write(a.answer)
	case "getMe":
		_, _ = w.Write([]byte(`{"ok":true,"result":{"id":123456,"is_bot":true,"first_name":"Một cửa","username":"motcua_bench_bot"}}`))
	case "setWebhook":
		_, _ = w.Write([]byte(`{"ok":true,"result":true}`))
		a.once.Do(func() { close(a.registered) })
	default:
		_, _ = w.Write([]byte(`{"ok":true,"result":true}`))
	}
}

// note keeps answers with a keyboard: the greeting has none.
func (a *botAPI) note(body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || !form.Has("reply_markup") {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.usual = append(a.usual, form)
}

// payload gives the bare handler the message of middle length, and its chat's Session.
func (a *botAPI) payload(b *testing.B) []string {
	b.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	slices.SortFunc(a.usual, func(x, y url.Values) int { return cmp.Compare(len(x.Encode()), len(y.Encode())) })
	form := a.usual[len(a.usual)/2]
	chat := form.Get("chat_id")
	session, err := storetest.Redis(b).Get(b.Context(), "motcua:session:{telegram:"+chat+"}:"+chat).Result()
	must(b, err)
	return []string{asBare + "=" + bareTelegram, "BARE_REPLY=" + form.Encode(), "BARE_SESSION=" + session}
}

// sentMessage is what Telegram answers: the message as it now stands in the chat.
func sentMessage(b *testing.B) []byte {
	b.Helper()
	text := string(bytes.Repeat([]byte("Hồ sơ đang được xử lý. "), 20))
	answer, err := json.Marshal(map[string]any{"ok": true, "result": map[string]any{
		"message_id": 4711, "date": 1796000000, "text": text,
		"from": map[string]any{"id": 123456, "is_bot": true, "first_name": "Một cửa", "username": "motcua_bench_bot"},
		"chat": map[string]any{"id": 700000001, "first_name": "Người", "type": "private"},
	}})
	must(b, err)
	return answer
}

// hookLoad posts updates as Telegram does.
type hookLoad struct {
	client *http.Client
	chats  int
	first  int // chat; Redis stays the same from one benchmark to the next
	codes  []string
	rate   int // a second; 0: as fast as they are answered
}

// updates and strangers number those of the whole process.
var updates, strangers atomic.Int64

func newHookLoad(chats int, codes []string) *hookLoad {
	return &hookLoad{
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: hookMost}},
		chats:  chats, first: 700_000_000 + int(strangers.Add(10_000)), codes: codes,
	}
}

// messages sends n updates, each chat's one after the other.
func (l *hookLoad) messages(b *testing.B, at string, atOnce, n int) []time.Duration {
	b.Helper()
	return inTurns(b, atOnce, n, l.rate, func(i int) error {
		return l.update(b.Context(), at+"/telegram", l.first+i%l.chats, l.codes[i%len(l.codes)])
	})
}

func (l *hookLoad) update(ctx context.Context, at string, chat int, code string) error {
	id := updates.Add(1)
	body := fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Người","last_name":"Dân","username":"nguoi%d","language_code":"vi"},`+
		`"chat":{"id":%d,"first_name":"Người","last_name":"Dân","username":"nguoi%d","type":"private"},"date":%d,"text":%s}}`,
		id, id, chat, chat, chat, chat, time.Now().Unix(), strconv.Quote(code))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hookSecret)
	return answered(l.client, req)
}
