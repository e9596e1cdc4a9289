package embedded

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func sql(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	ok(t, err)
	_, err = conn.Exec(t.Context(), statement)
	ok(t, errors.Join(err, conn.Close(t.Context())))
}

const write = "CREATE TABLE kept AS SELECT 'vẫn còn' AS word"

// word reads what write wrote, "" while nobody answers.
func word(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		return ""
	}
	var word string
	if err := conn.QueryRow(t.Context(), "SELECT word FROM kept").Scan(&word); err != nil {
		word = ""
	}
	ok(t, conn.Close(t.Context()))
	return word
}

func TestPostgresKeepsDataOverARestart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := startPostgres(t, dir, Keep)
	sql(t, first.URL(), write)
	if !strings.HasPrefix(first.Kind(), "postgres 1") || !first.Lasting() || first.Joined() {
		t.Errorf("kind %q, lasting %v, joined %v", first.Kind(), first.Lasting(), first.Joined())
	}
	ok(t, first.Stop())
	second := startPostgres(t, dir, Keep)
	if second.URL() != first.URL() {
		t.Errorf("the URL changed from %s to %s", first.URL(), second.URL())
	}
	if got := word(t, second.URL()); got != "vẫn còn" {
		t.Errorf("kept %q", got)
	}
}

// A server that is killed under us comes back at the same URL with what it had.
func TestPostgresIsStartedAgainAfterAKill(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := startPostgres(t, dir, Keep)
	sql(t, s.URL(), write)
	killed := postmaster(t, dir)
	ok(t, syscall.Kill(killed, syscall.SIGKILL))
	eventually(t, "it answers again", func() bool { return word(t, s.URL()) == "vẫn còn" })
	if postmaster(t, dir) == killed {
		t.Error("it is the same process")
	}
}

// postmaster is the server's process, by the file that it keeps.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	ok(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	ok(t, err)
	return pid
}

// A killed owner takes the servers along; the next one finds all that was stored.
func TestServersEndWithTheirOwner(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	owner := otherProgram(t, dir)
	sql(t, owner.Postgres, write)
	lasting := setKey(t, owner.Redis)
	owner.kill(t)
	eventually(t, "the servers are gone", func() bool {
		return answersSQL(t.Context(), owner.Postgres) != nil && answersPing(t.Context(), owner.Redis) != nil
	})
	next := startPostgres(t, dir, Scratch)
	if next.Joined() {
		t.Error("joined a server that is gone")
	}
	if got := word(t, next.URL()); got != "vẫn còn" {
		t.Errorf("kept %q", got)
	}
	r := startRedisIn(t, dir)
	if got := hasKey(t, r.URL()); got != lasting {
		t.Errorf("key kept: %v, said: %v", got, lasting)
	}
}

func TestSecondProgramJoins(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	owner := otherProgram(t, dir)
	sql(t, owner.Postgres, write)
	guest := otherProgram(t, dir)
	if !guest.Joined || guest.Postgres != owner.Postgres || guest.Redis != owner.Redis {
		t.Errorf("guest %+v, owner %+v", guest.owned, owner.owned)
	}
	guest.end(t) // leaves the servers alone
	if got := word(t, owner.Postgres); got != "vẫn còn" {
		t.Errorf("after the guest left: %q", got)
	}
	owner.end(t)
	if next := startPostgres(t, dir, Scratch); next.Joined() {
		t.Error("joined a server that was stopped")
	}
}

// Two programs that start at the same moment share one server.
func TestTwoStartsAtOnce(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	type result struct {
		s   *Server
		err error
	}
	results := make(chan result, 2)
	for range 2 {
		go func() {
			s, err := Postgres(context.Background(), dir, Scratch)
			results <- result{s, err}
		}()
	}
	a, b := <-results, <-results
	ok(t, errors.Join(a.err, b.err))
	defer func() { ok(t, errors.Join(a.s.Stop(), b.s.Stop())) }()
	if a.s.Joined() == b.s.Joined() || a.s.URL() != b.s.URL() {
		t.Errorf("joined %v and %v, at %s and %s", a.s.Joined(), b.s.Joined(), a.s.URL(), b.s.URL())
	}
}

// Data that an interrupted first start left half made is thrown away.
func TestHalfMadeDataIsThrownAway(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	half := filepath.Join(dir, "postgres", "data.new")
	ok(t, os.MkdirAll(half, 0o700))
	ok(t, os.Chmod(filepath.Join(dir, "postgres"), 0o711))
	ok(t, os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15"), 0o600))
	ok(t, answersSQL(t.Context(), startPostgres(t, dir, Keep).URL()))
}

// A folder too deep for a socket gets a short one elsewhere, which goes at the stop.
func TestDeepFolder(t *testing.T) {
	t.Parallel()
	deep := filepath.Join(folder(t), strings.Repeat("deep", 12), strings.Repeat("deep", 12))
	s := startPostgres(t, deep, Scratch)
	ok(t, answersSQL(t.Context(), s.URL()))
	if _, err := os.Stat(s.note.Socket); err != nil || strings.HasPrefix(s.note.Socket, deep) {
		t.Errorf("socket in %s: %v", s.note.Socket, err)
	}
	ok(t, s.Stop())
	if _, err := os.Stat(s.note.Socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left behind: %v", s.note.Socket, err)
	}
}

// The log must not repeat what somebody wrote into the database.
func TestLogKeepsValuesToItself(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := startPostgres(t, dir, Scratch)
	sql(t, s.URL(), "CREATE TABLE people (phone text PRIMARY KEY)")
	sql(t, s.URL(), "INSERT INTO people VALUES ('0912345678')")
	conn, err := pgx.Connect(t.Context(), s.URL())
	ok(t, err)
	if _, err := conn.Exec(t.Context(), "INSERT INTO people VALUES ('0912345678')"); err == nil {
		t.Error("the same key went in twice")
	}
	ok(t, conn.Close(t.Context()))
	ok(t, s.Stop())
	log, err := os.ReadFile(filepath.Join(dir, "postgres", "log"))
	ok(t, err)
	if !strings.Contains(string(log), "duplicate key") || strings.Contains(string(log), "0912345678") {
		t.Errorf("log: %s", log)
	}
}

// As root the server is somebody else, otherwise it is ourselves.
func TestServerIsNeverRoot(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	startPostgres(t, dir, Scratch)
	info, err := os.Stat(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	ok(t, err)
	uid := int(info.Sys().(*syscall.Stat_t).Uid)
	if uid == 0 || (os.Getuid() != 0 && uid != os.Getuid()) {
		t.Errorf("the server runs as %d, we are %d", uid, os.Getuid())
	}
}

func TestClosedFolderIsNamed(t *testing.T) {
	t.Parallel()
	closed := filepath.Join(folder(t), "closed")
	ok(t, os.Mkdir(closed, 0o700))
	inside := filepath.Join(closed, "inside")
	ok(t, os.Mkdir(inside, 0o711))
	stranger := account{name: "stranger", uid: 54321, gid: 54321}
	err := stranger.canReach(inside)
	if err == nil || !strings.Contains(err.Error(), "chmod o+x "+closed) || !strings.Contains(err.Error(), "stranger") {
		t.Errorf("%v", err)
	}
	ok(t, os.Chmod(closed, 0o711))
	ok(t, stranger.canReach(inside))
	ok(t, account{}.canReach("/no such folder, but we need no leave of anybody"))
}
