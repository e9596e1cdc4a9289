package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// note says where a server is reached. It may hold a password, so it is ours only.
type note struct {
	URL     string `json:"url"`
	Kind    string `json:"kind"`
	Lasting bool   `json:"lasting"`
	PID     int    `json:"pid"` // of the process that owns the server
	Socket  string `json:"socket,omitempty"`
}

func readNote(path string) (note, error) {
	var n note
	text, err := os.ReadFile(path) // #nosec G304 G703 -- a name of our own in the folder that the operator chose
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal(text, &n)
}

// writeNote puts the note in place whole, since another process may be reading it.
func writeNote(path string, n note) error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil { // #nosec G703 -- as above
		return err
	}
	return os.Rename(path+".new", path) // #nosec G703 -- as above
}

// tryLock takes the lock if it is free. The kernel gives it back when the holder
// ends; children do not inherit it.
func tryLock(path string) (*os.File, bool, error) {
	lock, err := flock(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false, nil
	}
	return lock, err == nil, err
}

// waitLock takes the lock as soon as it is free.
func waitLock(path string) (*os.File, error) { return flock(path, syscall.LOCK_EX) }

func flock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 G703 -- a name of our own
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		return f, nil
	}
	_ = f.Close() // nothing was written
	return nil, fmt.Errorf("lock %s: %w", path, err)
}
