//go:build faults

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/store/storetest"
)

// patience is how long anything in these tests may take before they fail.
const patience = time.Minute

// binary is the real program, built once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "motcua-faults-")
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, "motcua")
	out, err := exec.Command("go", "build", "-o", at, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return at, nil
})

// TestMain removes what was built.
func TestMain(m *testing.M) {
	code := m.Run()
	if at, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(at))
	}
	os.Exit(code)
}

// world is one server with stores of its own test.
type world struct {
	t       *testing.T
	db      string
	env     []string
	process *exec.Cmd
	ended   chan struct{}
	base    string
	client  *http.Client
	log     *journal
}

// journal keeps the server's log for a test that fails.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) add(line []byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text.Write(line)
	j.text.WriteByte('\n')
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// newWorld loads the sample, starts the server and opens the page once, so that
// the client has its cookie.
func newWorld(t *testing.T) *world {
	t.Helper()
	at, err := binary()
	must(t, err)
	jar, err := cookiejar.New(nil)
	must(t, err)
	db := storetest.DB(t)
	w := &world{t: t, db: db, client: &http.Client{Jar: jar, Timeout: patience}, log: &journal{}}
	w.env = append(os.Environ(), "DATABASE_URL="+db, "REDIS_URL="+storetest.RedisURL(t), "DATA_DIR="+t.TempDir(),
		"SECRET_KEY=a key of tests that is long enough", "HOTLINE=0274 000 0001", "OPERATOR_NAME=Tổ công nghệ số cộng đồng")
	for kind, file := range map[string]string{"units": "units-sample.ndjson", "dossiers": "dossiers-sample.ndjson"} {
		load := exec.Command(at, "import", kind, filepath.Join("testdata", file))
		load.Env = w.env
		// The sample has four rows that are rejected on purpose: exit status 2.
		if out, err := load.CombinedOutput(); err != nil && load.ProcessState.ExitCode() != 2 {
			t.Fatalf("import %s: %v\n%s", kind, err, out)
		}
	}
	w.start()
	w.get("/")
	return w
}

// start runs the server and waits until it says where it listens.
func (w *world) start() {
	w.t.Helper()
	at, err := binary()
	must(w.t, err)
	w.process = exec.Command(at, "serve", "--http-addr", "127.0.0.1:0")
	w.process.Env = w.env
	stderr, err := w.process.StderrPipe()
	must(w.t, err)
	must(w.t, w.process.Start())
	process, ended, serving := w.process, make(chan struct{}), make(chan string, 1)
	w.ended = ended
	go func() {
		defer close(ended)
		readLog(stderr, serving, w.log)
		_ = process.Wait()
	}()
	w.t.Cleanup(func() { _ = process.Process.Kill(); <-ended })
	select {
	case addr := <-serving:
		w.moveTo("http://" + addr)
	case <-ended:
		w.t.Fatalf("the server ended at once:\n%s", w.log)
	case <-time.After(patience):
		w.t.Fatal("the server does not serve")
	}
}

func readLog(r io.Reader, serving chan<- string, all *journal) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		all.add(lines.Bytes())
		var entry struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "serving" {
			serving <- entry.Addr
		}
	}
}

// moveTo keeps the visitor's cookie although the new server has another port:
// cookies know no ports.
func (w *world) moveTo(base string) { w.base = base }

// kill ends the server as a power cut would.
func (w *world) kill() {
	w.t.Helper()
	must(w.t, w.process.Process.Signal(syscall.SIGKILL))
	<-w.ended
}

func (w *world) get(path string) string {
	w.t.Helper()
	res, err := w.client.Get(w.base + path)
	must(w.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(w.t, err)
	return string(body)
}

// post sends one message once. The error is of the line, not of the answer.
func (w *world) post(id, text string) (int, error) {
	body, err := json.Marshal(map[string]string{"id": id, "text": text})
	if err != nil {
		return 0, err
	}
	res, err := w.client.Post(w.base+"/chat/messages", "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// send posts a message under the same id until it is taken, as the page does.
func (w *world) send(id, text string) {
	w.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if code, err := w.post(id, text); err == nil && code == http.StatusOK {
			return
		}
		w.freeTurns() // the lease of a killed server ends after seconds; a test does not wait
	}
	w.t.Fatal("the message was never taken")
}

// freeTurns ends the leases that a killed server left behind.
func (w *world) freeTurns() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r := storetest.Redis(w.t)
	keys, err := r.Keys(ctx, "*turn*").Result()
	must(w.t, err)
	if len(keys) > 0 {
		must(w.t, r.Del(ctx, keys...).Err())
	}
}

var lineID = regexp.MustCompile(`class=\\?"line (said|told)`)

// lines counts what the page shows: the citizen's lines and the replies.
func (w *world) lines() (said, told int, html string) {
	w.t.Helper()
	var out struct {
		Lines []struct{ HTML string }
	}
	must(w.t, json.Unmarshal([]byte(w.get("/chat/lines?after=0")), &out))
	var htmlSb222 strings.Builder
	for _, l := range out.Lines {
		htmlSb222.WriteString(l.HTML)
		for _, m := range lineID.FindAllStringSubmatch(l.HTML, -1) {
			if m[1] == "said" {
				said++
			} else {
				told++
			}
		}
	}
	html += htmlSb222.String()
	return said, told, html
}

// hold locks a table so that the server stops in the middle of what it does there.
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

// stuck waits until the server hangs on the lock of a table.
func (w *world) stuck(table string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := pgx.Connect(ctx, w.db)
	must(w.t, err)
	defer db.Close(ctx)
	for waiting := 0; waiting == 0; {
		must(w.t, db.QueryRow(ctx, `SELECT count(*) FROM pg_locks
			WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
			  AND relation = $1::regclass`, table).Scan(&waiting))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const (
	code   = "H29.171-261119-0012"
	answer = "H29.171-261119-0012" // every true answer names the code
)

// once checks that one message stands there once, with its one answer.
func (w *world) once() {
	w.t.Helper()
	said, told, html := w.lines()
	if said != 1 || told != 1 || !strings.Contains(html, answer) {
		w.t.Errorf("the page shows %d lines of the citizen and %d answers, want 1 and 1\n%s", said, told, w.log)
	}
}

// Killed while the dossier is being read: the restarted server answers the
// message, once.
func TestFaultKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := uuid.NewString()
	release := w.hold("LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE")
	lost := make(chan error, 1)
	go func() { _, err := w.post(id, code); lost <- err }()
	w.stuck("dossiers")
	w.kill()
	if err := <-lost; err == nil {
		t.Error("a killed server acknowledged the message")
	}
	release()
	w.start()
	w.send(id, code)
	w.once()
	w.send(id, code) // the page did not hear the answer and sends again
	w.once()
}

// Killed after the answer was committed and before it was delivered: the same
// answer comes, once, and nothing is thought out again.
func TestFaultKilledBeforeDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := uuid.NewString()
	handling := w.hold("LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE")
	lost := make(chan error, 1)
	go func() { _, err := w.post(id, code); lost <- err }()
	w.stuck("dossiers") // the citizen's own line is in; now its answer must not get in
	delivering := w.hold("LOCK TABLE web_lines IN EXCLUSIVE MODE")
	handling()
	w.stuck("web_lines")
	w.kill()
	<-lost
	delivering()
	w.start()
	w.send(id, code)
	w.once()
}

// The same message many times at once is answered once; each is acknowledged or
// told to come again.
func TestFaultTwiceAndTwoAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := uuid.NewString()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			switch code, err := w.post(id, code); {
			case err != nil:
				t.Error(err)
			case code != http.StatusOK && code != http.StatusServiceUnavailable:
				t.Errorf("status %d", code)
			}
		})
	}
	all.Wait()
	w.send(id, code)
	w.once()
}

// A server that is told to stop finishes the Turn in hand.
func TestFaultStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := uuid.NewString()
	release := w.hold("LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE")
	type result struct {
		code int
		err  error
	}
	got := make(chan result, 1)
	go func() { c, err := w.post(id, code); got <- result{c, err} }()
	w.stuck("dossiers")
	must(t, w.process.Process.Signal(syscall.SIGTERM))
	release()
	if r := <-got; r.err != nil || r.code != http.StatusOK {
		t.Errorf("the Turn in hand ended with %d, %v", r.code, r.err)
	}
	<-w.ended
	if state := w.process.ProcessState; !state.Success() {
		t.Errorf("the server stopped with %v", state)
	}
	w.start()
	w.once()
}
