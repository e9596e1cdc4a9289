// Package telegramtest is a Bot API server for tests, on the loopback address: it
// queues, redelivers, forgets and refuses as Telegram does, and can be made to fail on
// demand. It drives tests, runs with faults and benches. It must not know the bot that
// talks to it.
package telegramtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// Token is the one that the server takes; Username is the bot's.
const (
	Token    = "123456:AAtest_token-of-nobody"
	Username = "motcua_test_bot"
)

// Server is one bot's API and the people who write to it. Its methods may be called
// at the same time.
type Server struct {
	address string
	closed  chan struct{}
	working sync.WaitGroup

	mu      sync.Mutex
	http    *http.Server
	changed chan struct{} // closed and made anew at each change
	ahead   time.Duration // of the real clock

	chats    map[int64]*conversation
	langs    map[int64]string
	presses  map[string]*press
	files    map[string][]byte
	kept     int // files that people sent
	calls    []Call
	commands map[string]string

	ids        int64
	updates    []*update            // in order of id
	queues     map[string][]*update // what each queue has not delivered
	draining   map[string]bool
	deliveries []Delivery
	allowed    []string
	hook       *webhook
	poll       polling
	retry      backOff

	faults   []*Fault
	floods   map[int64]time.Time // until when a chat (0: every one) is told 429
	offences int
	dropped  bool
}

// Call is one request of the bot.
type Call struct {
	Method string
	Params map[string]string
	At     time.Time
}

// Start opens a server. Close ends it.
func Start() (*Server, error) {
	s := &Server{
		closed: make(chan struct{}), changed: make(chan struct{}),
		chats: map[int64]*conversation{}, langs: map[int64]string{}, presses: map[string]*press{},
		files: map[string][]byte{}, commands: map[string]string{},
		ids: 1000, queues: map[string][]*update{}, draining: map[string]bool{},
		retry: backOff{2 * time.Second, time.Minute}, floods: map[int64]time.Time{},
	}
	s.address = "127.0.0.1:0"
	return s, s.Up()
}

// New opens a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatalf("start the Bot API: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// URL is the base address of the API.
func (s *Server) URL() string { return "http://" + s.address }

// Up answers again after Down, at the same address.
func (s *Server) Up() error {
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", s.address)
	if err != nil {
		return fmt.Errorf("listen as the Bot API: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.address = ln.Addr().String()
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	server := s.http
	s.working.Go(func() { _ = server.Serve(ln) })
	s.change()
	return nil
}

// Down cuts all connections and takes none until Up.
func (s *Server) Down() {
	s.mu.Lock()
	server := s.http
	s.http = nil
	s.mu.Unlock()
	if server != nil {
		_ = server.Close()
	}
}

// Close ends the server and what it has in hand.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	s.change()
	s.mu.Unlock()
	s.Down()
	s.working.Wait()
}

// change wakes all who wait. The lock is held.
func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Wait returns when what is asked holds; it is asked at each change, without the lock.
func (s *Server) Wait(ctx context.Context, holds func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Await is Wait that fails the test after twenty seconds.
func (s *Server) Await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Wait(ctx, holds); err != nil {
		t.Fatalf("never: %s", what)
	}
}

// Now is the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return time.Now().Add(s.ahead) }

// Advance puts the server's clock ahead: what is due by then happens now.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
	s.change()
}

// until waits for a moment of the server's clock. It is false when ctx or the server
// ended first.
func (s *Server) until(ctx context.Context, at time.Time) bool {
	for {
		s.mu.Lock()
		left, changed := at.Sub(s.now()), s.changed
		s.mu.Unlock()
		if left <= 0 {
			return true
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-changed:
		case <-ctx.Done():
		case <-s.closed:
		}
		timer.Stop()
		if ctx.Err() != nil || s.ended() {
			return false
		}
	}
}

func (s *Server) ended() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// Calls of a method, oldest first.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var of []Call
	for _, c := range s.calls {
		if c.Method == method {
			of = append(of, c)
		}
	}
	return of
}
