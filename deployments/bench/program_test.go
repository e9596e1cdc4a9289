package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asBare turns this test binary into the bare handler.
const asBare = "MOTCUA_BENCH_BARE"

func TestMain(m *testing.M) {
	if which := os.Getenv(asBare); which != "" {
		fail(serveBare(which))
		return
	}
	os.Exit(m.Run())
}

// program is a server in a process of its own, so that the kernel counts it alone.
type program struct {
	b   *testing.B
	url string
	pid int
}

// build makes the program as it is shipped.
func build(b *testing.B) string {
	b.Helper()
	at := filepath.Join(b.TempDir(), "motcua")
	out, err := exec.Command("go", "build", "-o", at, "motcua").CombinedOutput()
	if err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return at
}

// start runs a server until the benchmark ends; it says in its log where it serves.
func start(b *testing.B, env []string, name string, args ...string) *program {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	log, err := cmd.StderrPipe()
	must(b, err)
	must(b, cmd.Start())
	addr, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(log); lines.Scan(); {
			var entry struct{ Msg, Level, Addr string }
			if json.Unmarshal(lines.Bytes(), &entry) != nil || entry.Level == "ERROR" {
				fmt.Fprintf(os.Stderr, "%s: %s\n", filepath.Base(name), lines.Text())
			}
			if entry.Msg == "serving" {
				addr <- entry.Addr
			}
		}
	}()
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		must(b, cmd.Wait())
	})
	select {
	case at := <-addr:
		return &program{b: b, url: "http://" + at, pid: cmd.Process.Pid}
	case <-ended:
		b.Fatal("the server ended at once")
	}
	return nil
}

// tick is the kernel's unit of a process's times.
const tick = 10 * time.Millisecond

// cpu is what the process has used so far, its own time and the kernel's on its behalf.
func (p *program) cpu() time.Duration {
	p.b.Helper()
	text := p.proc("stat")
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:]) // from the third on
	user, err := strconv.Atoi(fields[14-3])
	must(p.b, err)
	system, err := strconv.Atoi(fields[15-3])
	must(p.b, err)
	return time.Duration(user+system) * tick
}

// rss is the memory that the process holds, in bytes.
func (p *program) rss() int {
	p.b.Helper()
	for line := range strings.Lines(p.proc("status")) {
		if size, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.Atoi(strings.Fields(size)[0])
			must(p.b, err)
			return kilobytes << 10
		}
	}
	p.b.Fatal("the kernel does not say how much memory the program has")
	return 0
}

func (p *program) proc(what string) string {
	p.b.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.pid), what))
	must(p.b, err)
	return string(text)
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// fail ends the bare handler's process with a word.
func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bare handler:", err)
		os.Exit(1)
	}
}
