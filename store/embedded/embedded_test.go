package embedded

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// ownerOf makes this test binary a program that owns servers: it starts those of the
// folder named here, says where they are, and waits for the end of its input.
const ownerOf = "MOTCUA_TEST_OWNER_OF"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownerOf); dir != "" {
		if err := beOwner(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// owned is what such a program says.
type owned struct {
	Postgres string `json:"postgres"`
	Redis    string `json:"redis"`
	Joined   bool   `json:"joined"`
}

func beOwner(dir string) error {
	ctx := context.Background()
	p, err := Postgres(ctx, dir, Scratch)
	if err != nil {
		return err
	}
	r, err := Redis(ctx, dir)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(owned{p.URL(), r.URL(), p.Joined() && r.Joined()}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, p.Stop(), r.Stop())
}

// program is another process with servers in a folder.
type program struct {
	owned

	cmd *exec.Cmd
	in  io.Closer
}

func otherProgram(t *testing.T, dir string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(os.Args[0])}
	p.cmd.Env = append(os.Environ(), ownerOf+"="+dir)
	p.cmd.Stderr = os.Stderr
	in, err := p.cmd.StdinPipe()
	ok(t, err)
	out, err := p.cmd.StdoutPipe()
	ok(t, err)
	ok(t, p.cmd.Start())
	p.in = in
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // ended already, as a rule
	line, err := bufio.NewReader(out).ReadBytes('\n')
	ok(t, err)
	ok(t, json.Unmarshal(line, &p.owned))
	return p
}

// kill ends it as a power cut would.
func (p *program) kill(t *testing.T) {
	t.Helper()
	ok(t, p.cmd.Process.Kill())
	_ = p.cmd.Wait() // "signal: killed"
}

func (p *program) end(t *testing.T) {
	t.Helper()
	ok(t, p.in.Close())
	ok(t, p.cmd.Wait())
}

// folder is one that the server's account can reach, unlike t.TempDir as root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "motcua-test-") //nolint:usetesting // see above
	ok(t, err)
	t.Cleanup(func() { ok(t, os.RemoveAll(dir)) })
	ok(t, os.Chmod(dir, 0o711))
	return dir
}

func startPostgres(t *testing.T, dir string, mode Mode) *Server {
	t.Helper()
	s, err := Postgres(t.Context(), dir, mode)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Stop()) })
	return s
}

func startRedisIn(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Redis(t.Context(), dir)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Stop()) })
	return s
}

// eventually waits for what a server does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !done() {
		if pause(ctx, 5*time.Millisecond) != nil {
			t.Fatalf("never: %s", what)
		}
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
