//go:build emulator

// Package emulator_test holds conversations through an emulator of the Bot API that
// others wrote (telegram-test-api, on Node.js): what we believe of Telegram is in our
// own fake too, and it would be wrong in both at once. The emulator knows few methods,
// which is a second use: whatever it does not know, the bot has to do without.
package emulator_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long anything here may take before the test fails.
const patience = time.Minute

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// modules is the folder where the emulator is installed: once for a lock file, in the
// user's cache.
var modules = sync.OnceValues(func() (string, error) {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fmt.Errorf("this test needs %s (on Debian: apt-get install -y --no-install-recommends nodejs npm): %w", program, err)
		}
	}
	lock, err := os.ReadFile("package-lock.json")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "motcua-test", fmt.Sprintf("emulator-%x", sha256.Sum256(lock))[:17])
	if _, err := os.Stat(dir); err == nil {
		return filepath.Join(dir, "node_modules"), nil
	}
	return filepath.Join(dir, "node_modules"), install(dir)
})

// install fills a folder beside dir and moves it there, so that dir is whole or not there.
func install(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	half, err := os.MkdirTemp(filepath.Dir(dir), "half-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(half)
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(half, name), data, 0o600)
		}
		if err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
	npm.Dir = half
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm could not install telegram-test-api: %w\n%s", err, out)
	}
	err = os.Rename(half, dir)
	if errors.Is(err, fs.ErrExist) { // another test process was quicker
		return nil
	}
	return err
}

// emulator is a running one. It keeps what bots say until it is asked for it.
type emulator struct {
	url   string
	taken chan struct{} // it has rid itself of something a citizen did
}

// startEmulator runs one until the test ends.
func startEmulator(t *testing.T) *emulator {
	t.Helper()
	at, err := modules()
	must(t, err)
	node := exec.Command("node", "emulator.cjs")
	node.Env = append(os.Environ(), "NODE_PATH="+at, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	var complaints bytes.Buffer
	node.Stderr = &complaints
	stdin, err := node.StdinPipe()
	must(t, err)
	stdout, err := node.StdoutPipe()
	must(t, err)
	must(t, node.Start())
	e := &emulator{taken: make(chan struct{}, 64)}
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		e.listen(stdout, ready)
		ended <- node.Wait()
	}()
	t.Cleanup(func() {
		defer node.Process.Kill() // if it did not end
		_ = stdin.Close()         // it may have ended by itself
		err := within(t, "the emulator ends", ended)
		if t.Failed() || err != nil {
			t.Logf("the emulator complained:\n%s", complaints.String())
		}
		must(t, err)
	})
	if e.url = within(t, "the emulator is ready", ready); e.url == "" {
		t.Fatal("the emulator does not start")
	}
	return e
}

// listen hears what the emulator tells until it ends.
func (e *emulator) listen(stdout io.Reader, ready chan<- string) {
	defer close(ready)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if lines.Text() == "taken" {
			e.taken <- struct{}{}
		} else if url, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			ready <- url
		}
	}
}

// post asks the emulator in the way of its clients.
func (e *emulator) post(t *testing.T, path string, body, answer any) {
	t.Helper()
	data, err := json.Marshal(body)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url+path, bytes.NewReader(data))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, resp.Status)
	}
	must(t, json.NewDecoder(resp.Body).Decode(answer))
}

// within gives up on what should long have happened.
func within[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("never: %s", what)
		panic("not reached")
	}
}
