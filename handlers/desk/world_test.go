package desk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"motcua/handlers/desk"
	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/media"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/unit"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// policy is what the desk must live under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	hotline = "0274 000 0001"
	code    = "H29.171-261203-0012"
)

// world is a desk on a real store, with the cast in it.
type world struct {
	tb      testing.TB
	store   *postgres.Store
	cast    storetest.Cast
	verbs   *ticket.Desk
	live    *live
	desk    *desk.Desk
	config  desk.Config
	mux     http.Handler
	logs    *bytes.Buffer
	figures *counted
	catalogue
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{tb: tb, store: storetest.Store(tb), live: &live{topics: map[string]map[chan struct{}]bool{}}, logs: &bytes.Buffer{}, figures: &counted{}}
	w.cast = storetest.Team(tb, w.store)
	w.verbs = ticket.New(w.store, w.live, ticket.StandardTimes(), nil)
	w.config = desk.Config{
		Verbs: w.verbs, Store: w.store, Live: w.live, Card: card, Announced: announced, Procedures: &w.catalogue, Check: media.Check, Dossiers: w.store, Units: places{}, Reports: w.figures, Mails: w.store,
		PublicURL: "https://desk.example.gov.vn", Hotline: hotline, BotName: func() string { return "motcua_bot" },
		Now: time.Now, Log: slog.New(slog.NewTextHandler(&locked{w: w.logs}, nil)),
	}
	var err error
	w.desk, err = desk.New(w.config)
	must(tb, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.desk.Run(ctx)
	}()
	tb.Cleanup(func() { cancel(); <-done })
	mux := http.NewServeMux()
	w.desk.Routes(mux)
	guarded := http.NewCrossOriginProtection().Handler(mux)
	w.mux = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", policy)
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		guarded.ServeHTTP(rw, r)
	})
	return w
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// live spreads news in this process.
type live struct {
	mu     sync.Mutex
	deaf   bool
	topics map[string]map[chan struct{}]bool
}

func (l *live) Wake(_ context.Context, topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deaf {
		return
	}
	for c := range l.topics[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (l *live) Listen(_ context.Context, topic string) (<-chan struct{}, func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := make(chan struct{}, 1)
	if l.topics[topic] == nil {
		l.topics[topic] = map[chan struct{}]bool{}
	}
	l.topics[topic][c] = true
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.topics[topic], c)
	}
}

type places struct{}

func (places) Directory(context.Context) (*unit.Directory, error) {
	hours := []unit.Hours{{Days: "1-5", Open: "07:30", Close: "11:30"}, {Days: "1-5", Open: "13:00", Close: "17:00"}}
	return unit.NewDirectory([]unit.Unit{
		{Code: storetest.CastUnit, Name: "Phường Lái Thiêu", Kind: unit.Commune},
		{Code: storetest.CastUnit + "-TT", Name: "Trung tâm phường Lái Thiêu", Kind: unit.Centre, Parent: storetest.CastUnit, Address: "1 đường Mẫu", Hours: hours, Phone: hotline},
		{Code: "H29.172", Name: "Phường Thuận An", Kind: unit.Commune},
	}), nil
}

// card is what is known under code, and under no other.
func card(_ context.Context, c dossier.Code, lang, _ string) (chat.Reply, bool, error) {
	if c != code {
		return chat.Reply{}, false, nil
	}
	return chat.Reply{Lang: lang, Sign: "⏳", Text: "Hồ sơ đang được giải quyết", Card: &chat.Card{
		Tone: chat.ToneRunning, Title: "Đang giải quyết", Code: code, About: "Thay đổi, cải chính hộ tịch · N** V** A**",
		Leaf: &chat.Leaf{Date: "2026-12-10", Month: "Tháng 12", Day: "10", Weekday: "Thứ Năm", Label: "Hẹn trả kết quả", Words: "thứ Năm, 10/12/2026", Left: "Còn 3 ngày làm việc"},
		Todo: "Anh/chị chưa cần làm gì thêm.", Fresh: "Theo dữ liệu cập nhật lúc 08:40, 07/12/2026",
	}}, true, nil
}

// announced is as short as an announcement can be said.
func announced(_ context.Context, a announce.Announcement, lang, _ string) chat.Reply {
	return chat.Reply{Lang: lang, Text: "Thông báo cho người dân phường:\n" + a.Text + "\nThôi nhận thì nhắn “dừng thông báo”."}
}

// ask opens a question, of a new asker.
func (w *world) ask(q ticket.Question) ticket.Ticket {
	w.tb.Helper()
	if q.Asker.Chat == "" {
		q.Asker = ticket.Asker{Channel: chat.Web, Chat: rand.Text()}
	}
	if q.Unit == "" {
		q.Unit = storetest.CastUnit
	}
	if q.Lang == "" {
		q.Lang = "vi"
	}
	t, _, err := w.verbs.Open(w.tb.Context(), rand.Text(), q)
	must(w.tb, err)
	return t
}

// link makes a one-time link and gives its path.
func (w *world) link(i team.Invite) string {
	w.tb.Helper()
	token := rand.Text()
	sum := sha256.Sum256([]byte(token))
	if i.Until.IsZero() {
		i.Until = time.Now().Add(time.Hour)
	}
	must(w.tb, w.store.MakeInvite(w.tb.Context(), sum[:], i))
	return "/desk/sign-in/" + token
}
