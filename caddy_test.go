//go:build faults

package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// caddy runs the Caddyfile that we ship in front of an upstream and gives its address.
// Added is only what keeps a test from touching the machine.
func caddy(t *testing.T, upstream string) (string, *http.Client) {
	t.Helper()
	shipped, err := os.ReadFile("deployments/Caddyfile")
	must(t, err)
	dir := t.TempDir()
	config := filepath.Join(dir, "Caddyfile")
	must(t, os.WriteFile(config, append([]byte("{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"), shipped...), 0o600))
	_, port, err := net.SplitHostPort(freeAddr(t))
	must(t, err)
	process := exec.Command("caddy", "run", "--config", config, "--adapter", "caddyfile")
	process.Env = append(os.Environ(), "SITE_ADDRESS=localhost:"+port, "UPSTREAM="+upstream, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir, "HOME="+dir)
	log := &journal{}
	stderr, err := process.StderrPipe()
	must(t, err)
	must(t, process.Start())
	ended := make(chan struct{})
	go func() { log.read(stderr, make(chan struct{}, 1)); _ = process.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		<-ended
		if t.Failed() {
			t.Logf("Caddy's log:\n%s", log.tail())
		}
	})
	jar, err := cookiejar.New(nil)
	must(t, err)
	client := &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true, // a certificate that Caddy made just now
	}}
	address := "https://localhost:" + port
	for began := time.Now(); ; pause(t, 20*time.Millisecond) {
		res, err := client.Get(address + "/healthz")
		if err == nil {
			must(t, res.Body.Close())
			return address, client
		}
		if time.Since(began) > patience {
			t.Fatalf("Caddy does not answer: %v", err)
		}
	}
}

func TestBehindCaddy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set("TRUSTED_PROXIES", "127.0.0.1/32")
	s := w.serve()
	address, client := caddy(t, s.addr)
	w.set("PUBLIC_URL", address)
	s.kill()
	s.start()

	page, err := client.Get(address + "/")
	must(t, err)
	_, err = io.Copy(io.Discard, page.Body)
	must(t, err)
	must(t, page.Body.Close())
	if page.StatusCode != http.StatusOK || page.ProtoMajor != 2 || page.Header.Get("Strict-Transport-Security") == "" || len(page.Header.Values("Content-Security-Policy")) != 1 {
		t.Errorf("the page: %s %s %v", page.Proto, page.Status, page.Header)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/chat/events", http.NoBody)
	must(t, err)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Accept-Encoding", "gzip, zstd")
	stream, err := client.Do(req)
	must(t, err)
	defer stream.Body.Close()
	if stream.StatusCode != http.StatusOK || stream.Header.Get("Content-Encoding") != "" {
		t.Errorf("the stream: %s %v", stream.Status, stream.Header)
	}
	visitor := &visitor{t: t, client: client, at: func() string { return address }}
	visitor.send(types("xin chào"), func() {})
	// The stream stays open: a proxy that buffers would keep this line.
	lines := bufio.NewScanner(stream.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && !strings.Contains(lines.Text(), "xin chào") {
	}
	must(t, lines.Err())

	// Even from this machine, which the program itself would answer.
	for _, path := range []string{"/metrics", "/metrics/", "//metrics", "/./metrics", "/%6detrics"} {
		res, err := client.Get(address + path)
		must(t, err)
		body, err := io.ReadAll(res.Body)
		must(t, err)
		must(t, res.Body.Close())
		if strings.Contains(string(body), "motcua_") || res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

// What a caller claims about where he comes from does not pass Caddy.
func TestCaddyDoesNotBelieveForwarded(t *testing.T) {
	t.Parallel()
	got := make(chan http.Header, 1)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			got <- r.Header.Clone()
		}
	}))
	t.Cleanup(upstream.Close)
	address, client := caddy(t, upstream.Listener.Addr().String())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/", http.NoBody)
	must(t, err)
	req.Header.Set("X-Forwarded-For", "203.0.113.9")
	res, err := client.Do(req)
	must(t, err)
	must(t, res.Body.Close())
	h := <-got
	if from := h.Get("X-Forwarded-For"); (from != "127.0.0.1" && from != "::1") || h.Get("X-Forwarded-Proto") != "https" {
		t.Errorf("the program is told %v", h)
	}
}
