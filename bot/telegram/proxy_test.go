package telegram

import (
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"motcua/internal/chat"
)

// A proxy is read from the environment once in a process, and never used for this very
// machine; so a process of its own sends here, to a name that only the proxy knows.
func TestTheProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if api := os.Getenv("MOTCUA_TEST_PROXIED_API"); api != "" {
		c, err := New(Config{Token: "123456:AAtest", API: api, Turn: echo})
		ok(t, err)
		ok(t, c.Send(t.Context(), "7", chat.Reply{Text: "chào"}))
		return
	}
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true,"result":{}}`) })
	safe := httptest.NewTLSServer(answer) // its certificate is for example.com
	defer safe.Close()
	root := filepath.Join(t.TempDir(), "root.pem")
	ok(t, os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: safe.Certificate().Raw}), 0o600))
	p := &proxy{https: safe.Listener.Addr().String(), http: answer}
	door := httptest.NewServer(p)
	defer door.Close()
	for api, want := range map[string]string{
		"https://example.com":           "CONNECT example.com:443",
		"http://bot-api.example.com:81": "POST bot-api.example.com:81",
	} {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheProxyOfTheEnvironment$")
		child.Env = append(os.Environ(), "MOTCUA_TEST_PROXIED_API="+api, "SSL_CERT_FILE="+root,
			"HTTPS_PROXY="+door.URL, "HTTP_PROXY="+door.URL, "NO_PROXY=", "no_proxy=", "https_proxy=", "http_proxy=")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", api, err, out)
		}
		if got := p.asked(); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: the proxy was asked for %q", api, got)
		}
	}
}

// proxy carries what is safe to one server, and answers the rest itself.
type proxy struct {
	https string
	http  http.Handler

	mu  sync.Mutex
	log []string
}

// asked is what it was asked for since the last time.
func (p *proxy) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	log := p.log
	p.log = nil
	return log
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.log = append(p.log, r.Method+" "+strings.TrimPrefix(r.Host, "//"))
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		p.http.ServeHTTP(w, r)
		return
	}
	far, err := new(net.Dialer).DialContext(r.Context(), "tcp", p.https)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer far.Close()
	w.WriteHeader(http.StatusOK)
	near, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer near.Close()
	go func() { _, _ = io.Copy(far, near) }()
	_, _ = io.Copy(near, far)
}
