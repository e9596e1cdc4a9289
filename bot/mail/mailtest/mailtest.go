// Package mailtest is a mail server in the process, for tests: it takes letters, and says
// no, hangs up or says nothing where a test wishes so.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
)

// What an answer can be instead of a line of SMTP.
const (
	Drop = "drop" // the connection ends
	Hang = "hang" // nothing is said
)

// Letter is what the server took, or was sending away.
type Letter struct {
	From, To string
	ID       string
	Subject  string
	Header   mail.Header
	Text     string
	File     string
	Data     []byte // as it was attached
}

// Server is the mail server.
type Server struct {
	Addr string

	tb      testing.TB
	ln      net.Listener
	cert    *httptest.Server
	mu      sync.Mutex
	changed func(step string, n int) string
	tls     bool
	letters []Letter
	steps   map[string]int
	open    map[net.Conn]bool
	all     sync.WaitGroup
}

// New starts a server; implicit is TLS from the first byte.
func New(tb testing.TB, implicit bool) *Server {
	tb.Helper()
	s := &Server{tb: tb, steps: map[string]int{}, open: map[net.Conn]bool{}}
	s.cert = httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	tb.Cleanup(s.cert.Close)
	ln, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.ln, s.Addr = ln, ln.Addr().String()
	if implicit {
		s.ln = tls.NewListener(ln, s.cert.TLS)
	}
	s.all.Go(s.run)
	tb.Cleanup(s.close)
	return s
}

// Say changes answers: step is a verb, HELLO before the first of them, or END after a
// letter's last line; n counts how often it came, from 1. "" is the usual answer.
func (s *Server) Say(answer func(step string, n int) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = answer
}

// OfferTLS lets it speak STARTTLS.
func (s *Server) OfferTLS() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tls = true
}

func (s *Server) offersTLS() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tls
}

// Trust is what makes its certificate good.
func (s *Server) Trust() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(s.cert.Certificate())
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// Letters are all that it took so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Steps is how often a step came.
func (s *Server) Steps(step string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.steps[step]
}

func (s *Server) close() {
	_ = s.ln.Close()
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
}

func (s *Server) run() {
	for {
		conn, err := s.ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[conn] = true
		s.mu.Unlock()
		s.all.Go(func() {
			defer func() { _ = conn.Close() }()
			_ = (&talk{s: s, conn: conn, in: bufio.NewReader(conn)}).run()
		})
	}
}

// answer is what is said to a step.
func (s *Server) answer(step, usual string) string {
	s.mu.Lock()
	s.steps[step]++
	n, changed := s.steps[step], s.changed
	s.mu.Unlock()
	if changed != nil {
		if said := changed(step, n); said != "" {
			return said
		}
	}
	return usual
}

// talk is one connection.
type talk struct {
	s    *Server
	conn net.Conn
	in   *bufio.Reader
	safe bool // by STARTTLS
	from string
	to   string
}

var errOver = errors.New("the talk is over")

func (t *talk) say(step, usual string) (string, error) {
	said := t.s.answer(step, usual)
	switch said {
	case Drop:
		return said, errOver
	case Hang:
		_, _ = io.Copy(io.Discard, t.in) // until the other side has enough
		return said, errOver
	}
	_, err := io.WriteString(t.conn, said+"\r\n")
	return said, err
}

func (t *talk) run() error {
	_, err := t.say("HELLO", "220 mail.example.gov.vn")
	for err == nil {
		var line string
		if line, err = t.in.ReadString('\n'); err == nil {
			err = t.step(strings.TrimSpace(line))
		}
	}
	return err
}

func (t *talk) step(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	usual := "250 2.0.0 ok"
	switch verb {
	case "EHLO":
		usual = "250-mail.example.gov.vn\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES"
		if t.s.offersTLS() && !t.safe {
			usual += "\r\n250-STARTTLS"
		}
		usual += "\r\n250 AUTH PLAIN LOGIN"
	case "STARTTLS":
		if _, err := t.say(verb, "220 go"); err != nil {
			return err
		}
		t.conn = tls.Server(t.conn, t.s.cert.TLS)
		t.in, t.safe = bufio.NewReader(t.conn), true
		return nil
	case "AUTH":
		usual = "235 2.7.0 welcome"
	case "MAIL":
		t.from = between(rest)
	case "RCPT":
		t.to = between(rest)
	case "DATA":
		return t.data()
	case "QUIT":
		usual = "221 2.0.0 bye"
	}
	_, err := t.say(verb, usual)
	if verb == "QUIT" && err == nil {
		return errOver
	}
	return err
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// data reads a letter whole, and takes it where the answer is a good one.
func (t *talk) data() error {
	if said, err := t.say("DATA", "354 go on"); err != nil || !strings.HasPrefix(said, "354") {
		return err
	}
	l := read(t.s.tb, textproto.NewReader(t.in).DotReader())
	l.From, l.To = t.from, t.to
	said := t.s.answer("END", "250 2.0.0 taken")
	if strings.HasPrefix(said, "250") || said == Drop { // the worst way to go: it has the letter
		t.s.mu.Lock()
		t.s.letters = append(t.s.letters, l)
		t.s.mu.Unlock()
	}
	switch said {
	case Drop:
		return errOver
	case Hang:
		_, _ = io.Copy(io.Discard, t.in)
		return errOver
	}
	_, err := io.WriteString(t.conn, said+"\r\n")
	return err
}

func read(tb testing.TB, in io.Reader) Letter {
	tb.Helper()
	m, err := mail.ReadMessage(in)
	if err != nil {
		tb.Errorf("a letter cannot be read: %v", err)
		return Letter{}
	}
	l := Letter{Header: m.Header, ID: m.Header.Get("Message-ID")}
	l.Subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	kind, args, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if !strings.HasPrefix(kind, "multipart/") {
		text, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
		l.Text = strings.ReplaceAll(string(text), "\r\n", "\n")
		_, _ = io.Copy(io.Discard, in)
		return l
	}
	parts := multipart.NewReader(m.Body, args["boundary"])
	for {
		p, err := parts.NextPart()
		if err != nil {
			break
		}
		data, _ := io.ReadAll(p)
		if name := p.FileName(); name != "" {
			l.File, l.Data = name, data
		} else {
			l.Text = strings.ReplaceAll(string(data), "\r\n", "\n")
		}
	}
	_, _ = io.Copy(io.Discard, in)
	return l
}
