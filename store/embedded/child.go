package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// child is a server program that ends with us, and that is started again when it
// ends by itself.
type child struct {
	name  string
	args  []string
	acc   account
	log   string
	death syscall.Signal // sent by the kernel when we are killed

	mu      sync.Mutex
	process *os.Process
	up      bool          // it has answered: from now on an end is an accident
	stop    chan struct{} // closed when it is to end
	done    chan struct{} // closed when it has ended and stays so
}

// begin starts the program. The kernel ties a child to the thread that started it,
// so one goroutine keeps its thread and sits with the child to the end.
func (c *child) begin() error {
	c.stop, c.done = make(chan struct{}), make(chan struct{})
	began := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(c.done)
		cmd, err := c.spawn()
		began <- err
		for err == nil {
			err = cmd.Wait()
			cmd, err = c.again(err)
		}
	}()
	return <-began
}

// spawn starts the program once, with little of our surroundings: its folder must
// be one that its account can read, and the shell's locale is not its own.
func (c *child) spawn() (*exec.Cmd, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.stop:
		return nil, errStopped
	default:
	}
	out, err := os.OpenFile(c.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()     // the child has its own
	cmd := exec.Command(c.name, c.args...) //nolint:gosec,noctx // a program that we looked for; it outlives the call that starts it
	cmd.Dir, cmd.Env = "/", surroundings()
	cmd.Stdout, cmd.Stderr = out, out
	// Its own group: Ctrl-C in a terminal is for us, and we stop it in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.acc.credential()}
	tie(cmd.SysProcAttr, c.death)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	c.process = cmd.Process
	return cmd, nil
}

var errStopped = errors.New("stopped")

// again starts the program anew after an accident, as long as it takes. A program
// that never answered is not tried again: its log says why.
func (c *child) again(cause error) (*exec.Cmd, error) {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		c.mu.Lock()
		up := c.up
		c.mu.Unlock()
		if !up {
			return nil, errStopped
		}
		select {
		case <-c.stop:
			return nil, errStopped
		case <-time.After(wait):
		}
		slog.Warn("a server ended by itself and is started again", "program", c.name, "ended", cause)
		cmd, err := c.spawn()
		if err == nil || errors.Is(err, errStopped) {
			return cmd, err
		}
		cause = err
	}
}

// untilAnswers waits for the program to answer, or to end.
func (c *child) untilAnswers(ctx context.Context, answers func(context.Context) error) error {
	for {
		err := answers(ctx)
		if err == nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.up = true
			return nil
		}
		select {
		case <-c.done:
			return fmt.Errorf("%s ended at once; it said: %s", c.name, lastLines(c.log))
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", c.name, errors.Join(err, ctx.Err()))
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// end asks the program to end and waits, at last with force.
func (c *child) end(ask ...syscall.Signal) error {
	c.mu.Lock()
	close(c.stop)
	process := c.process
	c.mu.Unlock()
	for _, sig := range append(ask, syscall.SIGKILL) {
		if err := process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop %s: %w", c.name, err)
		}
		select {
		case <-c.done:
			return nil
		case <-time.After(10 * time.Second):
		}
	}
	return fmt.Errorf("stop %s: process %d does not end", c.name, process.Pid)
}

func surroundings() []string {
	return []string{"LC_ALL=" + locale, "TZ=UTC", "PATH=" + os.Getenv("PATH")}
}

// lastLines is the end of a log: what a failed start is explained with.
func lastLines(path string) string {
	text, err := os.ReadFile(path) // #nosec G304 -- our own log
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-1000):])
}

// freshLog begins a new log and keeps the one before.
func freshLog(path string) {
	_ = os.Rename(path, path+".old") // #nosec G703 -- our own log; none yet is fine
}

func (c *child) pid() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.process.Pid
}
