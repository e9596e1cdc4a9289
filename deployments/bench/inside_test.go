package bench

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/bot"
	"motcua/bot/webchat"
	"motcua/handlers/citizen"
	rules "motcua/internal/citizen"
	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/workday"
	"motcua/store/postgres"
	"motcua/store/redis"
	"motcua/store/storetest"
)

// BenchmarkTurnInside runs the same Turn in this process, without a network and the
// wait on purpose: what it allocates, and a place for -cpuprofile and -memprofile.
func BenchmarkTurnInside(b *testing.B) {
	today := time.Now().In(workday.Zone)
	store := storetest.Store(b)
	units := intake.NewUnits(bytes.NewReader(city.Units()), intake.NDJSON)
	_, err := store.ImportUnits(b.Context(), units, postgres.ImportOptions{AsOf: today})
	must(b, err)
	dossiers := city.Dossiers(today)
	rows := intake.NewDossiers(bytes.NewReader(dossiers), intake.NDJSON, intake.Defaults{})
	_, err = store.ImportDossiers(b.Context(), rows, postgres.ImportOptions{AsOf: today})
	must(b, err)
	page, visitors, codes := joined(b, store), newVisitors(chats), codesOf(b, dossiers)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		body := fmt.Appendf(nil, `{"id":%q,"text":%q}`, uuid.NewString(), codes[i%len(codes)])
		req, err := visitors[i%chats].ask(b.Context(), http.MethodPost, "http://localhost/chat/messages", body)
		must(b, err)
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, req)
		if answer.Code != http.StatusOK {
			b.Fatalf("status %d: %s", answer.Code, answer.Body)
		}
	}
}

// joined puts the parts together as the program does.
func joined(b *testing.B, store *postgres.Store) http.Handler {
	b.Helper()
	live, err := redis.Open(storetest.RedisURL(b))
	must(b, err)
	b.Cleanup(live.Close)
	handler, err := citizen.New(citizen.Config{
		Dossiers: store, Procedures: store, Units: store, Limits: live.Limits(wideLimits()), Operator: city.Operator, Hotline: city.Hotline,
		Log: slog.New(slog.DiscardHandler),
	})
	must(b, err)
	page, err := webchat.New(webchat.Config{
		Lines: store, Live: live, Turn: bot.New(handler, live, bot.Options{}).Turn, Forget: live.Forget,
		Greeting: handler.Greeting, Contact: handler.Contact, Operator: city.Operator,
		Key: []byte("the key that benchmarks hash with"), Now: time.Now,
		Net: func(r *http.Request) netip.Addr { return netip.MustParseAddr(r.Header.Get("X-Forwarded-For")) },
	})
	must(b, err)
	mux := http.NewServeMux()
	page.Routes(mux)
	return mux
}

// wideLimits count as the real ones do and stop nobody.
func wideLimits() rules.Limits {
	wide := rules.Rate{N: 1_000_000, Per: time.Hour}
	return rules.Limits{Hits: wide, Misses: wide, NetHits: wide, NetMisses: wide}
}
