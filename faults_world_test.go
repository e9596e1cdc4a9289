//go:build faults

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	goredis "github.com/redis/go-redis/v9"

	"motcua/store/embedded"
	"motcua/store/storetest"
)

// patience is how long anything in these tests may take before they fail.
const patience = time.Minute

var long = flag.Bool("faults.long", false, "loads at their full size, and faults that last as long as they may")

// built is the folder of the real program, "" until a test needs it.
var built string

// binary is the real program, built once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "motcua-faults-")
	if err != nil {
		return "", err
	}
	built = dir
	at := filepath.Join(dir, "motcua")
	out, err := exec.Command("go", "build", "-o", at, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return at, nil
})

// TestMain lets many tests wait side by side, and removes what was built.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(built); err != nil { // "" is nothing
		panic(err)
	}
	os.Exit(code)
}

func pause(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is the stores of one test, and what its servers are told.
type world struct {
	t     *testing.T
	db    string
	redis *embedded.Server
	env   []string
	allow time.Duration // as patience, longer where a fault lasts

	// Of ownWorld.
	dir      string
	database *embedded.Server
}

// newWorld has a database and a Redis of its own with the sample in it; no server yet.
func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, storetest.DB(t))
}

// newWorldOn is newWorld on a migrated database that the test brings.
func newWorldOn(t *testing.T, db string) *world {
	t.Helper()
	redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
	must(t, err)
	t.Cleanup(func() { must(t, redis.Stop()) })
	w := &world{t: t, db: db, redis: redis, allow: patience}
	w.env = append(os.Environ(), "DATABASE_URL="+db, "REDIS_URL="+redis.URL(), "DATA_DIR="+t.TempDir(), "LOOKUP_LIMITS=off",
		"SECRET_KEY=a key of tests that is long enough", "HOTLINE=0274 000 0001", "OPERATOR_NAME=Tổ công nghệ số cộng đồng")
	at, err := binary()
	must(t, err)
	for kind, file := range map[string]string{"units": "units-sample.ndjson", "dossiers": "dossiers-sample.ndjson"} {
		load := exec.Command(at, "import", kind, filepath.Join("testdata", file))
		load.Env = w.env
		// The sample has rows that are rejected on purpose: exit status 2.
		if out, err := load.CombinedOutput(); err != nil && load.ProcessState.ExitCode() != 2 {
			t.Fatalf("import %s: %v\n%s", kind, err, out)
		}
	}
	return w
}

// set tells the servers that start from now on something else.
func (w *world) set(name, value string) { w.env = append(w.env, name+"="+value) }

// look is a client of the test on this world's Redis.
func (w *world) look() *goredis.Client {
	w.t.Helper()
	opts, err := goredis.ParseURL(w.redis.URL())
	must(w.t, err)
	client := goredis.NewClient(opts)
	w.t.Cleanup(func() { must(w.t, client.Close()) })
	return client
}

// freeTurns ends the leases that a killed server left behind; a test does not wait.
func (w *world) freeTurns() {
	w.t.Helper()
	r := w.look()
	keys, err := r.Keys(w.t.Context(), "*turn*").Result()
	must(w.t, err)
	if len(keys) > 0 {
		must(w.t, r.Del(w.t.Context(), keys...).Err())
	}
}

// hold locks a table so that a server stops in the middle of what it does there.
func (w *world) hold(lock string) (release func()) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	db, err := pgx.Connect(ctx, w.db)
	must(w.t, err)
	_, err = db.Exec(ctx, "BEGIN; "+lock)
	must(w.t, err)
	return func() {
		_, err := db.Exec(ctx, "ROLLBACK")
		must(w.t, errors.Join(err, db.Close(ctx)))
	}
}

const waiters = `FROM pg_locks WHERE NOT granted AND relation = $1::regclass
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

// stuck waits until a server hangs on the lock of a table.
func (w *world) stuck(table string) { w.until(`SELECT count(*) > 0 `+waiters, table) }

// unstick ends the questions that a killed server left waiting for that lock.
func (w *world) unstick(table string) {
	w.until(`SELECT (SELECT count(pg_terminate_backend(pid)) `+waiters+`) = 0`, table)
}

// until asks until the answer is yes.
func (w *world) until(question string, args ...any) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), w.allow)
	defer cancel()
	db, err := pgx.Connect(ctx, w.db)
	must(w.t, err)
	for yes := false; !yes; pause(w.t, 5*time.Millisecond) {
		must(w.t, db.QueryRow(ctx, question, args...).Scan(&yes))
	}
	must(w.t, db.Close(ctx))
}

// server is one process of the real program. It keeps its address over restarts.
type server struct {
	w       *world
	addr    string
	process *exec.Cmd
	ended   chan struct{}
	log     *journal
}

// serve starts a server at an address of its own.
func (w *world) serve() *server {
	w.t.Helper()
	s := &server{w: w, addr: freeAddr(w.t), log: &journal{}}
	s.start()
	w.t.Cleanup(func() {
		if w.t.Failed() {
			w.t.Logf("the server's log:\n%s", s.log.tail())
		}
	})
	return s
}

// freeAddr is a port that the kernel gives to nobody by itself, so that it is still
// free after a kill.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		if ln, err := net.Listen("tcp", addr); err == nil {
			must(t, ln.Close())
			return addr
		}
	}
	t.Fatal("no free port")
	return ""
}

// start runs the server and waits until it says that it serves.
func (s *server) start() {
	t := s.w.t
	t.Helper()
	at, err := binary()
	must(t, err)
	s.process = exec.Command(at, "serve", "--http-addr", s.addr)
	s.process.Env = s.w.env
	stderr, err := s.process.StderrPipe()
	must(t, err)
	must(t, s.process.Start())
	process, ended, serving := s.process, make(chan struct{}), make(chan struct{}, 1)
	s.ended = ended
	go func() {
		defer close(ended)
		s.log.read(stderr, serving)
		_ = process.Wait() // killed on purpose
	}()
	t.Cleanup(func() { _ = process.Process.Kill(); <-ended })
	select {
	case <-serving:
	case <-ended:
		t.Fatalf("the server ended at once:\n%s", s.log.tail())
	case <-time.After(patience):
		t.Fatal("the server does not serve")
	}
}

// kill ends the server as a power cut would.
func (s *server) kill() {
	s.w.t.Helper()
	must(s.w.t, s.process.Process.Signal(syscall.SIGKILL))
	<-s.ended
}

// journal keeps a server's log for a test that fails.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// read takes the log in and tells once it says "serving".
func (j *journal) read(r io.Reader, serving chan<- struct{}) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		j.mu.Lock()
		j.text.Write(append(lines.Bytes(), '\n'))
		j.mu.Unlock()
		var entry struct{ Msg string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "serving" {
			serving <- struct{}{}
		}
	}
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// tail is the end of it, where a failure is explained.
func (j *journal) tail() string {
	lines := strings.SplitAfter(j.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "")
}
