package main

import (
	"bytes"
	"strings"
	"testing"

	"motcua/bot/mail/mailtest"
	"motcua/store/storetest"
)

// mailRuns runs `motcua report mail ...` on one database, with a mail server.
type mailRuns struct {
	t      *testing.T
	url    string
	server string
}

func (m mailRuns) run(args ...string) (string, int) {
	m.t.Helper()
	args = append(append([]string{"report", "mail"}, args...), "--database-url", m.url, "--data-dir", m.t.TempDir(), "--secret-key", strings.Repeat("k", 32))
	if args[2] == "send" && m.server != "" {
		args = append(args, "--smtp-url", "smtp://hoso:hush-hush@"+m.server, "--mail-from", "hoso@motcua.example.gov.vn")
	}
	var out bytes.Buffer
	exit := run(m.t.Context(), args, streams{strings.NewReader(""), &out, &out})
	if strings.Contains(out.String(), "hush-hush") {
		m.t.Errorf("%v tells the password", args)
	}
	return out.String(), exit
}

func (m mailRuns) says(exit int, args []string, parts ...string) {
	m.t.Helper()
	out, got := m.run(args...)
	if got != exit {
		m.t.Errorf("%v: exit %d, want %d\n%s", args, got, exit, out)
	}
	contains(m.t, strings.Join(args, " "), out, parts...)
}

func TestReportMail(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, false)
	m := mailRuns{t, storetest.DB(t), server.Addr}
	const to = "vanthu@thuanan.example.gov.vn"
	m.says(0, []string{"list"}, "motcua report mail add")
	m.says(1, []string{"add", "me@gmail.com", "month"}, "is not an office's", ".gov.vn")
	m.says(1, []string{"add", to, "month", "--unit", "nowhere"}, `unit "nowhere" is not known`)
	m.says(0, []string{"add", to, "late"}, "1: late is sent first on 20", "motcua report mail send 1")
	m.says(1, []string{"add", to, "late"}, "already")
	m.says(0, []string{"add", to, "quarter", "--lang", "en"}, "2: quarter")
	m.says(0, []string{"list"}, to, "nothing was sent yet", "(all)")
	m.says(1, []string{"send", "7"}, "no mail has the number 7")
	m.says(1, []string{"send", "2", "--period", "2099-q1"}, "is not over")
	m.says(0, []string{"send", "2", "--period", "2023-q3"}, "2: 2023-q3 is sent")
	m.says(1, []string{"send", "2", "--period", "2023-q3"}, "was sent on 20", "--again")
	m.says(0, []string{"send", "1"}, "is sent")
	m.says(0, []string{"send", "2", "--period", "2023-q3", "--again"}, "is sent")
	m.says(0, []string{"list"}, "2023-q3", "sent 20")
	letters := server.Letters()
	if len(letters) != 3 || letters[0].To != to || letters[0].File != "bao-cao-2023-q3.xlsx" || letters[1].File != "" || letters[0].ID == letters[1].ID {
		t.Errorf("%d letters", len(letters))
	}
	m.says(0, []string{"remove", "2"}, "nothing more")
	m.says(1, []string{"remove", "2"}, "no mail has the number 2")
	m.server = ""
	m.says(1, []string{"send", "1", "--again"}, "SMTP_URL is unset")
}

func TestReportMailRefused(t *testing.T) {
	t.Parallel()
	server := mailtest.New(t, false)
	server.Say(func(step string, n int) string {
		switch {
		case step == "RCPT" && n == 2:
			return "550 5.1.1 no such user"
		case step == "AUTH" && n == 1:
			return "535 5.7.8 not with hush-hush"
		}
		return ""
	})
	m := mailRuns{t, storetest.DB(t), server.Addr}
	m.says(0, []string{"add", "a@b.gov.vn", "month"}, "1: month")
	m.says(1, []string{"send", "1", "--period", "2023-09"}, "serve tries it again", "535", "[hidden]")
	m.says(0, []string{"list"}, "waiting, 1 tries", "535", "motcua report mail send 1")
	m.says(0, []string{"send", "1", "--period", "2023-09"}, "is sent")
	m.says(1, []string{"send", "1", "--period", "2023-10"}, "did not go", "no such user")
	m.says(0, []string{"list"}, "refused 20", "stopped", "no such user")
	m.says(0, []string{"send", "1", "--period", "2023-10"}, "is sent")
}
