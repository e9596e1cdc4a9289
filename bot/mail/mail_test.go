package mail_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/bot/mail"
	"motcua/bot/mail/mailtest"
	"motcua/internal/mailing"
)

const password = "s3cret-p@ss"

func sender(t *testing.T, s *mailtest.Server, scheme string) *mail.Sender {
	t.Helper()
	out, err := mail.New(mail.Config{
		URL: mail.Secret(scheme + "://hoso:s3cret-p%40ss@" + s.Addr), From: "hoso@motcua.example.gov.vn", Timeout: 2 * time.Second, TLS: s.Trust(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func letter() *mailing.Letter {
	return &mailing.Letter{
		To: "vanthu@thuanan.example.gov.vn", ID: "report-1-2026-11-17", Subject: "Báo cáo tháng 11", Text: "Kính gửi Quý cơ quan,\n\nĐã giải quyết 10.816 hồ sơ.\n",
		At: time.Date(2026, 12, 1, 0, 15, 0, 0, time.UTC), File: "bao-cao-2026-11.xlsx", Data: []byte("PK\x03\x04 a workbook"),
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"smtp", "smtps"} {
		server := mailtest.New(t, scheme == "smtps")
		if err := sender(t, server, scheme).Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
		all := server.Letters()
		if len(all) != 1 {
			t.Fatalf("%d letters", len(all))
		}
		l, want := all[0], letter()
		data, err := base64.StdEncoding.DecodeString(string(l.Data))
		if err != nil || string(data) != string(want.Data) || l.File != want.File {
			t.Errorf("attached: %q, %q, %v", l.File, data, err)
		}
		if l.From != "hoso@motcua.example.gov.vn" || l.To != want.To || l.Subject != want.Subject || l.Text != want.Text {
			t.Errorf("%+v", l)
		}
		if l.ID != "<report-1-2026-11-17@motcua.example.gov.vn>" || l.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("header: %v", l.Header)
		}
	}
}

// What a server says decides whether it is tried again, and whether the mailbox is.
func TestJudged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ step, said, want string }{
		{"RCPT", "550 5.1.1 no such user", "mailbox"},
		{"RCPT", "451 4.7.1 come again", "later"},
		{"END", "552 5.3.4 too big", "letter"},
		{"END", "451 4.3.0 disk", "later"},
		{"DATA", "554 5.7.1 no", "letter"},
		{"MAIL", "550 5.7.1 not you", "later"},
		{"AUTH", "535 5.7.8 not with " + password, "later"},
		{"HELLO", "554 go away", "later"},
		{"HELLO", mailtest.Drop, "later"},
		{"EHLO", mailtest.Drop, "later"},
		{"RCPT", mailtest.Drop, "later"},
		{"END", mailtest.Drop, "later"},
		{"QUIT", mailtest.Drop, "sent"},
		{"QUIT", "500 what?", "sent"},
	} {
		t.Run(c.step+" "+c.said, func(t *testing.T) {
			t.Parallel()
			server := mailtest.New(t, false)
			server.Say(func(step string, _ int) string {
				if step == c.step {
					return c.said
				}
				return ""
			})
			err := sender(t, server, "smtp").Send(t.Context(), letter())
			got := "later"
			refused, never := errors.AsType[*mailing.RefusedError](err)
			switch {
			case err == nil:
				got = "sent"
			case never && refused.Mailbox:
				got = "mailbox"
			case never:
				got = "letter"
			}
			if got != c.want {
				t.Errorf("%s, want %s: %v", got, c.want, err)
			}
			if err != nil && strings.Contains(err.Error(), password) {
				t.Error("the password is told")
			}
		})
	}
}

func TestSilentServer(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, false)
	server.Say(func(step string, _ int) string {
		if step == "END" {
			return mailtest.Hang
		}
		return ""
	})
	s, err := mail.New(mail.Config{URL: mail.Secret("smtp://" + server.Addr), From: "a@b.gov.vn", Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, never := errors.AsType[*mailing.RefusedError](s.Send(t.Context(), letter())); never {
		t.Error("silence is taken for a refusal")
	}
	if n := server.Steps("END"); n != 1 {
		t.Errorf("the letter's end came %d times", n)
	}
}

// A password leaves the machine by TLS alone.
func TestTLSIsRequired(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, false)
	far := sender(t, server, "smtp")
	far.Far()
	if err := far.Send(t.Context(), letter()); err == nil || server.Steps("AUTH") != 0 {
		t.Errorf("without TLS: %v, asked for the password %d times", err, server.Steps("AUTH"))
	}
	server = mailtest.New(t, false)
	server.OfferTLS()
	far = sender(t, server, "smtp")
	far.Far()
	if err := far.Send(t.Context(), letter()); err != nil || len(server.Letters()) != 1 {
		t.Errorf("by STARTTLS: %v, %d letters", err, len(server.Letters()))
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, false)
	c := mail.Config{URL: mail.Secret("smtp://hoso:" + "x@" + server.Addr), From: "a@b.gov.vn"}
	if d := mail.Check(t.Context(), c); d.Err != "" || d.Server != server.Addr || server.Steps("MAIL") != 0 {
		t.Errorf("%+v", d)
	}
	server.Say(func(step string, _ int) string {
		if step == "AUTH" {
			return "535 5.7.8 no"
		}
		return ""
	})
	if d := mail.Check(t.Context(), c); d.Err == "" || !d.Refused {
		t.Errorf("a wrong password: %+v", d)
	}
	if d := mail.Check(t.Context(), mail.Config{}); !d.Off {
		t.Errorf("unset: %+v", d)
	}
}

func TestBadSettings(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"mail.gov.vn:587":           "SMTP_URL",
		"http://u:hush@mail.gov.vn": "smtp://",
		"smtp://u:hush@":            "no address",
		"smtp://u@mail.gov.vn":      "without a password",
		"smtp://u:hush@m.vn:0":      "port",
		"smtp://u:hush@m.vn/x":      "no address",
		"smtp://u:hu%zzsh@m.vn":     "no address",
	} {
		_, err := mail.New(mail.Config{URL: mail.Secret(address), From: "a@b.gov.vn"})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := mail.New(mail.Config{URL: "smtp://m.vn"}); err == nil || !strings.Contains(err.Error(), "MAIL_FROM") {
		t.Errorf("no sender: %v", err)
	}
	if said := fmt.Sprintf("%v %s %q %+v", mail.Secret("smtp://u:hush@m.vn"), mail.Secret("hush"), mail.Secret("hush"), mail.Config{URL: "hush"}); strings.Contains(said, "hush") {
		t.Error(said)
	}
}
