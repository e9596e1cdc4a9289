// Package mail is a channel that only sends: a letter to an office's mailbox, over SMTP.
// It says whether a server will never take it or may do so later. It must not know what is
// in a letter, who gets which and when, or what was sent before.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"motcua/internal/doctor"
	"motcua/internal/mailing"
)

const hidden = "[hidden]"

// Secret is an address with a password; it cannot be printed by accident.
type Secret string

// String hides it, and so do the others.
func (Secret) String() string { return hidden }

// Format covers every verb.
func (Secret) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(hidden)) }

// LogValue is what a log gets.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText is what JSON gets.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Config says by which server letters go, and from whom.
type Config struct {
	URL  Secret // smtp://user:password@host:587 or smtps://user:password@host:465; "" none
	From string // the address that they come from
	// Timeout is that of connecting, and that of one letter; 0: a minute and a half.
	Timeout time.Duration
	TLS     *tls.Config // nil: whom the system trusts
}

const usualTimeout = 90 * time.Second

// Sender sends letters.
type Sender struct {
	c        Config
	host     string
	port     int
	implicit bool // TLS from the first byte
	near     bool // on this machine: what is said does not leave it
	user     string
	password string
}

// New reads the settings; nothing is asked of the network.
func New(c Config) (*Sender, error) {
	s := &Sender{c: c}
	u, err := url.Parse(string(c.URL))
	if err != nil || u.Host == "" || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" {
		return nil, errors.New("SMTP_URL is no address of a mail server: it looks like smtp://user:password@mail.example.gov.vn:587 (a password's @ : / # % are written %40 %3A %2F %23 %25)")
	}
	switch u.Scheme {
	case "smtp":
		s.port = 587
	case "smtps":
		s.port, s.implicit = 465, true
	default:
		return nil, errors.New("SMTP_URL begins with neither smtp:// (STARTTLS) nor smtps:// (TLS): use the one that the mail server speaks")
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return nil, errors.New("SMTP_URL names a port that does not exist: 587 and 465 are the usual ones")
		}
	}
	s.host, s.user = u.Hostname(), u.User.Username()
	s.password, _ = u.User.Password()
	s.near = loopback(s.host)
	if (s.user == "") != (s.password == "") {
		return nil, errors.New("SMTP_URL has a user without a password, or a password without a user: give both or neither")
	}
	from, err := mailing.ParseMailbox(c.From, c.From)
	if err != nil {
		return nil, errors.New("MAIL_FROM is not set to an address: letters come from it, e.g. hoso@thuanan.example.gov.vn")
	}
	if s.c.From = from; s.c.Timeout == 0 {
		s.c.Timeout = usualTimeout
	}
	return s, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// client is made anew for each letter: they are few, and far between.
func (s *Sender) client(timeout time.Duration) (*gomail.Client, error) {
	trust := s.c.TLS.Clone()
	if trust == nil {
		trust = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	trust.ServerName = s.host
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(trust), gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
	switch {
	case s.implicit:
		options = append(options, gomail.WithSSL())
	case s.near:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.user != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(plain, login), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	return gomail.NewClient(s.host, options...)
}

// Send gives a letter to the server. The error is a *mailing.RefusedError where trying
// again is of no use; of any other the letter may even have arrived.
func (s *Sender) Send(ctx context.Context, l *mailing.Letter) error {
	m, err := s.message(l)
	if err != nil {
		return fmt.Errorf("write the letter: %w", err)
	}
	c, err := s.client(s.c.Timeout)
	if err != nil {
		return err
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return s.told("connect", err)
	}
	defer func() { _, _ = c.CloseWithSMTPClient(conn), conn.Close() }() // the server has the letter, or said why not
	if err := c.SendWithSMTPClient(conn, m); err != nil && !m.IsDelivered() {
		return s.judge(err)
	}
	return nil
}

// judge tells what will never go from what may go later.
func (s *Sender) judge(err error) error {
	told := s.told("send", err)
	var sending *gomail.SendError
	if !errors.As(err, &sending) || sending.ErrorCode() < 500 || sending.ErrorCode() > 599 {
		return told
	}
	switch sending.Reason { //nolint:exhaustive // the others are about ourselves: who sends, or may
	case gomail.ErrSMTPRcptTo:
		return &mailing.RefusedError{Mailbox: true, Said: told.Error()}
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
		return &mailing.RefusedError{Said: told.Error()}
	}
	return told
}

// told is an error with the server named, and the password hidden where a server repeats it.
func (s *Sender) told(what string, err error) error {
	text := err.Error()
	if s.password != "" {
		text = strings.ReplaceAll(text, s.password, hidden)
	}
	return fmt.Errorf("%s to %s: %s", what, net.JoinHostPort(s.host, strconv.Itoa(s.port)), text)
}

func (s *Sender) message(l *mailing.Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(m.From(s.c.From), m.To(l.To)); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(l.At)
	m.SetMessageIDWithValue(l.ID + s.c.From[strings.LastIndexByte(s.c.From, '@'):])
	m.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's out-of-office answers it
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.File == "" {
		return m, nil
	}
	return m, m.AttachReader(l.File, bytes.NewReader(l.Data), gomail.WithFileContentType(contentType))
}

const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Check asks the server whether it takes us, and sends nothing.
func Check(ctx context.Context, c Config) doctor.Mail {
	if c.URL == "" {
		return doctor.Mail{Off: true}
	}
	s, err := New(c)
	if err != nil {
		return doctor.Mail{Err: err.Error()}
	}
	d := doctor.Mail{Server: net.JoinHostPort(s.host, strconv.Itoa(s.port)), From: s.c.From}
	timeout := s.c.Timeout
	if end, ok := ctx.Deadline(); ok {
		timeout = min(timeout, max(time.Until(end), time.Millisecond))
	}
	client, err := s.client(timeout)
	if err != nil {
		d.Err = err.Error()
		return d
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		said, answered := errors.AsType[*textproto.Error](err)
		d.Refused = answered && (said.Code == 530 || said.Code == 534 || said.Code == 535)
		d.Err = s.told("connect", err).Error()
		return d
	}
	_, _ = client.CloseWithSMTPClient(conn), conn.Close()
	return d
}
