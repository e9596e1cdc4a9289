package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
	"motcua/internal/doctor"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// goodSettings are what a ward behind a proxy sets.
func goodSettings(dir string) []string {
	return []string{
		"--data-dir", dir, "--public-url", "https://hoso.example.gov.vn", "--trusted-proxies", "127.0.0.1/32",
		"--operator-name", "Tổ công nghệ số", "--hotline", "1022",
	}
}

// From an empty folder to nothing left to do, beside a server that another motcua runs.
func TestDoctorWell(t *testing.T) {
	t.Parallel()
	dir := storetest.Dir(t)
	args := append([]string{"doctor"}, goodSettings(dir)...)
	out, errs, exit := command(t, args...)
	if exit != 0 || errs != "" {
		t.Errorf("nothing is there yet: exit %d, %s\n%s", exit, errs, out)
	}
	contains(t, "the first look", out, "The private database is not there yet", "motcua serve")
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("a look leaves %v, %v", left, err)
	}

	server, err := embedded.Postgres(t.Context(), filepath.Join(dir, "postgres"), embedded.Keep) // as serve
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	for _, step := range [][]string{
		{"import", "units", "testdata/units-sample.ndjson"},
		{"import", "procedures", "testdata/procedures-sample.ndjson"},
		{"import", "dossiers", "testdata/dossiers-sample.ndjson"},
		{"backup"},
	} {
		if _, errs, exit := command(t, append(step, "--data-dir", dir)...); exit == 1 {
			t.Fatalf("%v: %s", step, errs)
		}
	}
	api := telegramtest.New(t)
	args = append(args, "--telegram-bot-token", telegramtest.Token, "--telegram-api-url", api.URL(), "--redis-url", storetest.RedisURL(t))
	out, errs, exit = command(t, args...)
	if exit != 0 || errs != "" || strings.Contains(out, "✗") {
		t.Errorf("exit %d, %s\n%s", exit, errs, out)
	}
	contains(t, "the second look", out, "✓ Set as they should be", "✓ @"+telegramtest.Username, "motcua procedures unchecked",
		"Phường nào đó đã giải thể", "motcua sources expect", "motcua desk invite", "verified: ", "Tết Nguyên đán")
	out, _, exit = command(t, append(args, "--lang", "vi")...)
	if exit != 0 {
		t.Errorf("exit %d\n%s", exit, out)
	}
	contains(t, "in Vietnamese", out, "Cài đặt\n", "Người trực\n  ! Chưa có ai trực", "      → motcua desk invite")
	if again, err := embedded.Postgres(t.Context(), filepath.Join(dir, "postgres"), embedded.Keep); err != nil || !again.Joined() {
		t.Errorf("the server that was joined is gone: %v", err)
	}
}

// A database that refuses, and one that swallows everything, are said within the deadline.
func TestDoctorWithoutDatabase(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(storetest.DB(t))
	if err != nil {
		t.Fatal(err)
	}
	network, address := "tcp", u.Host
	if socket := u.Query().Get("host"); socket != "" {
		network, address = "unix", filepath.Join(socket, ".s.PGSQL.5432")
	}
	silent := storetest.NewProxy(t, network, address)
	silent.Swallow()
	t.Cleanup(silent.Restore)
	for name, at := range map[string]string{"silent": silent.Addr(), "nobody there": "127.0.0.1:1"} {
		dir := t.TempDir()
		began := time.Now()
		out, errs, exit := command(t, append([]string{
			"doctor", "--database-url", "postgres://motcua:hunter2hunter2@" + at + "/motcua?sslmode=disable",
			"--redis-url", "redis://:hunter3hunter3@" + silent.Addr() + "/0", "--secret-key", strings.Repeat("k", 32),
			"--telegram-bot-token", telegramtest.Token, "--telegram-api-url", "http://" + silent.Addr(),
		}, goodSettings(dir)...)...)
		if exit != 1 || errs != "" {
			t.Errorf("%s: exit %d, %s", name, exit, errs)
		}
		if took := time.Since(began); took > 2*lookTime {
			t.Errorf("%s: it took %v", name, took)
		}
		contains(t, name, out, "PostgreSQL\n  ✗ Not reached: ", "      → systemctl status postgresql", "Team\n  ! Not looked at",
			"Redis\n  ✗ Not reached: ", "Telegram\n  ✗ The Bot API is not reached: ", "Backup\n  ✗ There is none.")
		if strings.Contains(out, "hunter") || strings.Contains(out, "panic") || strings.Contains(out, telegramtest.Token) {
			t.Errorf("%s: %s", name, out)
		}
	}
}

// A private PostgreSQL that cannot start.
func TestDoctorPrivateBroken(t *testing.T) {
	t.Parallel()
	dir := storetest.Dir(t)
	data := filepath.Join(dir, "postgres", "postgres", "data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, exit := command(t, append([]string{"doctor"}, goodSettings(dir)...)...)
	if exit != 1 {
		t.Errorf("exit %d", exit)
	}
	contains(t, "a broken one", out, "✗ The private PostgreSQL does not run: ", "→ tail "+filepath.Join(dir, "postgres", "postgres", "log"))
}

func TestDoctorUnsafe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "secret-key")
	if err := os.WriteFile(key, []byte(strings.Repeat("K", 43)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{key: 0o644, dir: 0o777} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, lastBackup), []byte(`{"at":"2026-01-01T00:00:00Z","verified":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "✗ OPERATOR_NAME is unset"},
		{nil, "! HOTLINE is unset"},
		{nil, "! PUBLIC_URL is unset"},
		{nil, "✗ Others may read the secret key"},
		{nil, "chmod 600 " + key},
		{nil, "✗ Anybody on this machine may write into DATA_DIR"},
		{nil, "✗ The last good one is of 07:00 01/01/2026"},
		{[]string{"--public-url", "http://hoso.example.gov.vn"}, "✗ PUBLIC_URL is http"},
		{[]string{"--public-url", "https://hoso.example.gov.vn"}, "✗ TRUSTED_PROXIES is empty"},
		{[]string{"--public-url", "hoso.example.gov.vn"}, "is not an address"},
		{[]string{"--trusted-proxies", "0.0.0.0/0"}, "✗ TRUSTED_PROXIES has 0.0.0.0/0"},
		{[]string{"--lookup-limits", "off"}, "✗ LOOKUP_LIMITS is off"},
		{[]string{"--lookup-limits", "many"}, "LOOKUP_LIMITS: "},
		{[]string{"--secret-key", "short"}, "SECRET_KEY has 5 characters"},
		{[]string{"--secret-key-old", strings.Repeat("o", 20)}, "! SECRET_KEY_OLD is still set"},
		{[]string{"--secret-key", strings.Repeat("o", 20), "--secret-key-old", strings.Repeat("o", 20)}, "SECRET_KEY_OLD is the same"},
		{[]string{"--database-url", "postgres://127.0.0.1:1/x", "--redis-url", "redis://127.0.0.1:1"}, "SECRET_KEY is unset"},
		{[]string{"--telegram-bot-token", "nonsense"}, "the token has not the shape of one"},
		{[]string{"--data-dir", filepath.Join(key, "below")}, "✗ DATA_DIR"},
		{[]string{"--data-dir", key}, "✗ DATA_DIR"},
	} {
		out, errs, exit := command(t, append([]string{"doctor", "--data-dir", dir}, c.args...)...)
		if exit != 1 || errs != "" {
			t.Errorf("%v: exit %d, %s", c.args, exit, errs)
		}
		contains(t, strings.Join(c.args, " "), out, c.want)
	}
}

// Tokens, keys and passwords are never printed, whatever is wrong with what holds them.
func TestDoctorTellsNoSecret(t *testing.T) {
	t.Parallel()
	api := telegramtest.New(t)
	const mark = "Zx9qLeak"
	token := "123456:AA" + mark
	for _, c := range [][]string{
		{"--database-url", "postgres://m:" + mark + "@127.0.0.1:1/x", "--redis-url", "redis://:" + mark + "@127.0.0.1:1"},
		{"--database-url", "host=127.0.0.1 port=1 password=" + mark, "--redis-url", "redis://127.0.0.1:1?password=" + mark},
		{"--database-url", "postgres://m:" + mark + "@[::bad/x", "--redis-url", "redis://:" + mark + "@[::bad"},
		{"--database-url", "postgres://m:%zz" + mark + "@127.0.0.1:1/x", "--redis-url", "http://:" + mark + "@127.0.0.1:1"},
		{"--database-url", "host=127.0.0.1 port=" + mark + " password='" + mark + "'"},
		{"--telegram-bot-token", token, "--telegram-api-url", api.URL()},
		{"--telegram-bot-token", token, "--telegram-api-url", "http://127.0.0.1:1"},
		{"--telegram-bot-token", mark},
		{"--telegram-bot-token", telegramtest.Token, "--telegram-api-url", api.URL(), "--telegram-webhook-url", "https://x.example/" + mark, "--telegram-webhook-secret", "in words " + mark},
		{"--telegram-bot-token", telegramtest.Token, "--telegram-api-url", api.URL(), "--telegram-webhook-url", "https://x.example/" + mark},
		{"--smtp-url", "smtp://m:" + mark + "@127.0.0.1:1", "--mail-from", "a@b.gov.vn"},
		{"--smtp-url", "smtp://m:%zz" + mark + "@127.0.0.1:1", "--mail-from", "a@b.gov.vn"},
		{"--secret-key", mark, "--secret-key-old", mark},
		{"--public-url", "https://m:" + mark + "@x.example"},
	} {
		for _, lang := range []string{"en", "vi"} {
			args := append([]string{"doctor", "--lang", lang, "--data-dir", t.TempDir()}, c...)
			out, errs, exit := command(t, args...)
			if exit != 1 || strings.Contains(out+errs, mark) || strings.Contains(out+errs, telegramtest.Token) {
				t.Errorf("%v: exit %d\n%s%s", c, exit, out, errs)
			}
		}
	}
}

// What a driver might repeat one day is taken out as well.
func TestDoctorHides(t *testing.T) {
	t.Parallel()
	c := doctorCmd{}
	c.DatabaseURL, c.RedisURL = "host=h password='pass word'", "redis://:p%40ss@h"
	c.TelegramBotToken, c.SecretKey = "1:token", "key-key-key-key-key"
	f := &doctor.Facts{Redis: doctor.Redis{Err: "p@ss, p%40ss"}, Settings: doctor.Settings{Wrong: []string{"key-key-key-key-key"}}}
	f.Database.Server.Err, f.Telegram.LastError = "pass word", "https://x/1:token"
	c.hide(f)
	got := f.Redis.Err + " " + f.Settings.Wrong[0] + " " + f.Database.Server.Err + " " + f.Telegram.LastError
	if want := "[hidden], [hidden] [hidden] [hidden] https://x/[hidden]"; got != want {
		t.Errorf("%s", got)
	}
}

// ofNobody is a folder whose owner is another's.
type ofNobody struct{ os.FileInfo }

func (ofNobody) Sys() any { return &syscall.Stat_t{Uid: 65534} }

func TestDoctorForeignKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := doctor.Key{File: filepath.Join(dir, "secret-key")}
	if err := os.WriteFile(k.File, []byte(strings.Repeat("K", 43)), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if lookAtKey(&k, info); k.Foreign || k.Size != 43 || k.Mode.Perm() != 0o600 {
		t.Errorf("ours: %+v", k)
	}
	// Root reads a key that serve, which owns the folder, cannot.
	if lookAtKey(&k, ofNobody{info}); k.Foreign != (os.Geteuid() == 0) {
		t.Errorf("in another's folder: %+v", k)
	}
}

// One look that panics, or never ends, is a finding and no more.
func TestLookAt(t *testing.T) {
	t.Parallel()
	failed := func(why string) doctor.Redis { return doctor.Redis{Err: why} }
	got := <-lookAt(t.Context(), time.Minute, func(context.Context) doctor.Redis { panic("at the disco") }, failed)
	if !strings.Contains(got.Err, "at the disco") {
		t.Errorf("%+v", got)
	}
	end := make(chan struct{})
	defer close(end)
	got = <-lookAt(t.Context(), time.Millisecond, func(context.Context) doctor.Redis { <-end; return doctor.Redis{} }, failed)
	if !strings.Contains(got.Err, "no answer within") {
		t.Errorf("%+v", got)
	}
}

func TestDoctorTold(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := printFindings(&out, []doctor.Finding{{Group: "Data", Text: "a"}, {Group: "Data", Level: doctor.Must, Text: "b", Next: "c"}, {Group: "Team", Level: doctor.Advice, Text: "d", Next: "e"}})
	const want = "Data\n  ✓ a\n  ✗ b\n      → c\nTeam\n  ! d\n      → e\n"
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}
