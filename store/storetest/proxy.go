package storetest

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a client and a server and makes the line between them bad.
// It listens on loopback; the server may be reached by a socket.
type Proxy struct {
	network, address string

	listener net.Listener
	end      chan struct{}
	running  sync.WaitGroup

	mu    sync.Mutex
	gate  chan struct{} // closed while bytes may pass
	delay time.Duration
}

// NewProxy starts a proxy, a good line at first; it ends with the test.
func NewProxy(tb testing.TB, network, address string) *Proxy {
	tb.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is there at once
	must(tb, "proxy", err)
	p := &Proxy{network: network, address: address, listener: ln, end: make(chan struct{}), gate: make(chan struct{})}
	close(p.gate)
	p.running.Go(p.accept)
	tb.Cleanup(func() {
		close(p.end)
		must(tb, "close the proxy", ln.Close())
		p.running.Wait()
	})
	return p
}

// Addr is where clients connect, host and port.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Delay holds every answer back for that long.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Swallow lets nothing pass any more, new connections included; Restore lets it pass,
// late as it is: a broken network does not forget what was sent into it.
func (p *Proxy) Swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gate = make(chan struct{})
}

// Restore ends Swallow.
func (p *Proxy) Restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.gate)
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.join(client) })
	}
}

// join connects a client with the server until either leaves, or the proxy ends.
func (p *Proxy) join(client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial(p.network, p.address) //nolint:noctx // the server is near
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	left := make(chan struct{}, 2)
	p.running.Go(func() { p.pass(server, client, false); left <- struct{}{} })
	p.running.Go(func() { p.pass(client, server, true); left <- struct{}{} })
	select {
	case <-left:
	case <-p.end:
	}
}

// pass brings bytes from one to the other.
func (p *Proxy) pass(to, from net.Conn, answers bool) {
	chunk := make([]byte, 32<<10)
	for {
		n, err := from.Read(chunk)
		if err != nil || !p.wait(answers) {
			return
		}
		if _, err := to.Write(chunk[:n]); err != nil {
			return
		}
	}
}

// wait holds bytes up as the line is now; false when the proxy ends.
func (p *Proxy) wait(answers bool) bool {
	p.mu.Lock()
	gate, delay := p.gate, p.delay
	p.mu.Unlock()
	if !answers {
		delay = 0
	}
	select {
	case <-gate:
	case <-p.end:
		return false
	}
	select {
	case <-time.After(delay):
		return true
	case <-p.end:
		return false
	}
}
