// Package embedded runs a private Postgres and a private Redis beside the
// program: for the demo, for serve where no URL is set, and for tests. The
// servers are the machine's own programs, reached through a socket in a folder
// that nobody else can enter; they end with the process that started them and
// recover from a kill. A second process on the same folder joins the server that
// is up. Where there is no redis-server one inside the process stands in.
//
// It must not know a table, a key or a setting of the program: callers give a
// folder and get a URL.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Mode says what a Postgres is for.
type Mode int

const (
	// Keep is for real data: what is committed outlives a crash of the machine.
	Keep Mode = iota
	// Scratch is for tests: what is committed outlives a kill, but the data is of
	// no use after the machine fails.
	Scratch
)

// patience is how long a server may take to start or to recover.
const patience = 2 * time.Minute

// Server is a server that is up: our own, or one that we joined.
type Server struct {
	note   note
	joined bool
	stop   func() error
}

// URL is where the server is reached, as DATABASE_URL or REDIS_URL would say it.
func (s *Server) URL() string { return s.note.URL }

// Kind names the program and its version: "postgres 15.18", "redis-server
// 7.0.15", or "miniredis" for the one inside the process.
func (s *Server) Kind() string { return s.note.Kind }

// Joined is true when another process started the server and will end it.
func (s *Server) Joined() bool { return s.joined }

// Lasting is true when what is stored outlives a restart.
func (s *Server) Lasting() bool { return s.note.Lasting }

// Stop ends the server, or leaves it alone when it is another's. A second call
// does nothing.
func (s *Server) Stop() error {
	if s.stop == nil {
		return nil
	}
	stop := s.stop
	s.stop = nil
	return stop()
}

// home is the folder of one server:
//
//	lock  held by the process that owns the server, released by the kernel
//	note  where the server is reached, for those who join
//	log   what the server says (the start before this one: log.old)
//	run   the socket
//	data  the data
type home struct {
	dir string
	acc account
}

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

// makeHome makes the folder of one server under the data folder.
func makeHome(dir, name string, acc account) (home, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return home{}, err
	}
	h := home{dir: filepath.Join(abs, name), acc: acc}
	if err := makePassable(h.dir); err != nil {
		return home{}, fmt.Errorf("data folder: %w", err)
	}
	return h, acc.canReach(h.dir)
}

// makePassable makes a folder, and those above that are missing, for others to pass
// through, since the server may run as another account, but not to look around; what
// stands inside closes itself. Folders that were there stay as they are.
func makePassable(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := makePassable(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Chmod(dir, 0o711) // #nosec G302 -- see above; Mkdir alone would obey the umask
}

// open joins the server of this home or starts it. The lock decides: whoever
// holds it owns the server until its process ends, however that happens.
func open(ctx context.Context, h home, answers func(context.Context, string) error, start func(context.Context) (*Server, error)) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		lock, free, err := tryLock(h.path("lock"))
		if err != nil {
			return nil, err
		}
		if free {
			return own(ctx, h, lock, start)
		}
		if n, err := readNote(h.path("note")); err == nil && answers(ctx, n.URL) == nil {
			return &Server{note: n, joined: true}, nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, fmt.Errorf("the server in %s belongs to another process and does not answer: %w", h.dir, err)
		}
	}
}

// own starts the server and leaves a note for others.
func own(ctx context.Context, h home, lock *os.File, start func(context.Context) (*Server, error)) (*Server, error) {
	h.clear()
	s, err := start(ctx)
	if err != nil {
		return nil, closing(lock, err)
	}
	end := s.stop
	s.stop = func() error {
		h.clear()
		return closing(lock, end())
	}
	s.note.PID = os.Getpid()
	if err := writeNote(h.path("note"), s.note); err != nil {
		_ = s.Stop() // the note's error is the one to tell
		return nil, err
	}
	return s, nil
}

// clear removes what an earlier owner left for others: its note, and its socket's
// folder where that had to stand elsewhere.
func (h home) clear() {
	n, err := readNote(h.path("note"))
	if err != nil {
		return
	}
	if n.Socket != "" && n.Socket != h.path("run") {
		_ = os.RemoveAll(n.Socket) // litter at worst
	}
	_ = os.Remove(h.path("note")) // #nosec G703 -- a name of our own
}

// closing releases the lock and passes the error on.
func closing(lock *os.File, err error) error {
	if e := lock.Close(); err == nil {
		return e
	}
	return err
}

// longestSocket is what a socket's path may have, with room for Postgres' own
// name of it and the lock beside it (the kernel's limit is 103 on macOS, 107 on
// Linux).
const longestSocket = 103 - len("/.s.PGSQL.5432")

// socketFolder makes the folder of the socket: beside the data, so that the URL
// stays the same over a restart, or a short one where the path would be too long.
func (h home) socketFolder() (string, error) {
	dir := h.path("run")
	if len(dir) > longestSocket {
		short, err := os.MkdirTemp("", "mc")
		if err != nil {
			return "", err
		}
		return short, h.acc.own(short)
	}
	return dir, h.folder(dir)
}

// folder makes a folder that only the server can enter.
func (h home) folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil { // #nosec G703 -- under the folder that the operator chose
		return err
	}
	return h.acc.own(dir)
}

// pause waits a moment, or says why not.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
