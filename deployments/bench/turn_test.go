package bench

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/city"
	"motcua/internal/workday"
	"motcua/store/storetest"
)

const (
	chats    = 400
	inFlight = 64   // enough for both servers to have no rest, although ours waits on purpose
	perRound = 2000 // messages; short, so that what else runs on the machine meets both sides
)

// world is the sample city in stores of its own, and the real program on them.
type world struct {
	env   []string
	codes []string
	real  *program
}

func newWorld(b *testing.B, more ...string) *world {
	b.Helper()
	at := build(b)
	dir := b.TempDir()
	w := &world{env: []string{
		"DATABASE_URL=" + storetest.DB(b), "REDIS_URL=" + storetest.RedisURL(b), "DATA_DIR=" + dir,
		"SECRET_KEY=a key of tests that is long enough", "TRUSTED_PROXIES=127.0.0.0/8", "LOOKUP_LIMITS=1000000/1h,1000000/1h",
		"OPERATOR_NAME=" + city.Operator, "HOTLINE=" + city.Hotline,
	}}
	w.env = append(w.env, more...)
	dossiers := city.Dossiers(time.Now().In(workday.Zone))
	for kind, rows := range map[string][]byte{"units": city.Units(), "procedures": city.Procedures(), "dossiers": dossiers} {
		file := filepath.Join(dir, kind+".ndjson")
		must(b, os.WriteFile(file, rows, 0o600))
		load := exec.Command(at, "import", kind, file)
		load.Env = append(os.Environ(), w.env...)
		if out, err := load.CombinedOutput(); err != nil {
			b.Fatalf("import %s: %v\n%s", kind, err, out)
		}
	}
	w.codes = codesOf(b, dossiers)
	w.real = start(b, w.env, at, "serve", "--http-addr", "127.0.0.1:0")
	return w
}

func codesOf(b *testing.B, dossiers []byte) []string {
	b.Helper()
	var all []string
	for line := range bytes.Lines(dossiers) {
		var d struct{ Code string }
		must(b, json.Unmarshal(line, &d))
		all = append(all, d.Code)
	}
	return all
}

// BenchmarkLookupTurn tells what an answer of the real program costs over the least
// that can make the same round trips: both take the same messages by turns. One
// operation is a round of both.
func BenchmarkLookupTurn(b *testing.B) {
	w := newWorld(b)
	l := newLoad(chats, w.codes)
	l.messages(b, w.real.url, inFlight, perRound)
	least := start(b, append(w.env, w.payload(b)...), os.Args[0])
	l.messages(b, least.url, inFlight, perRound)
	var ours, bares side
	for b.Loop() {
		ours.round(l, w.real, inFlight)
		bares.round(l, least, inFlight)
	}
	if got, want := w.real.counted(`motcua_lookups_total{result="hit"}`), (b.N+1)*perRound; got != want {
		b.Errorf("%d dossiers found, not %d", got, want)
	}
	ours.report(b, "ours")
	bares.report(b, "bare")
	b.ReportMetric(median(ours.ratios(&bares)), "cpu-ratio")
	b.ReportMetric(0, "ns/op")
}

// payload gives the bare handler a reply and a Session of usual size to repeat.
func (w *world) payload(b *testing.B) []string {
	b.Helper()
	db, err := pgx.Connect(b.Context(), w.env[0][len("DATABASE_URL="):])
	must(b, err)
	defer db.Close(b.Context())
	var chat, reply string
	must(b, db.QueryRow(b.Context(), `SELECT chat, reply::text FROM web_lines WHERE n = 1
		ORDER BY abs(length(reply::text) - (SELECT avg(length(reply::text)) FROM web_lines WHERE n = 1)) LIMIT 1`).Scan(&chat, &reply))
	session, err := storetest.Redis(b).Get(b.Context(), "motcua:session:{web:"+chat+"}:"+chat).Result()
	must(b, err)
	return []string{asBare + "=" + barePage, "BARE_REPLY=" + reply, "BARE_SESSION=" + session}
}

// side is what one of the two servers took for a message, round by round.
type side struct{ cpu, rate, p50, p99 []float64 }

// people send n messages, some of them at a time, and wait for their answers.
type people interface {
	messages(b *testing.B, url string, atOnce, n int) []time.Duration
}

func (s *side) round(from people, p *program, atOnce int) {
	before, begun := p.cpu(), time.Now()
	took := from.messages(p.b, p.url, atOnce, perRound)
	s.rate = append(s.rate, perRound/time.Since(begun).Seconds())
	s.cpu = append(s.cpu, micros(p.cpu()-before)/perRound)
	s.p50 = append(s.p50, micros(took[len(took)/2])/1000)
	s.p99 = append(s.p99, micros(took[len(took)*99/100])/1000)
}

func (s *side) report(b *testing.B, name string) {
	b.Helper()
	b.ReportMetric(median(s.cpu), name+"-cpu-µs/msg")
	b.ReportMetric(median(s.rate), name+"-msg/s")
	b.ReportMetric(median(s.p50), name+"-p50-ms")
	b.ReportMetric(median(s.p99), name+"-p99-ms")
}

// ratios compares each round with the other side's, which ran right beside it.
func (s *side) ratios(other *side) []float64 {
	out := make([]float64, len(s.cpu))
	for i := range out {
		out[i] = s.cpu[i] / other.cpu[i]
	}
	return out
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// median is what other programs on the machine disturb least.
func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
