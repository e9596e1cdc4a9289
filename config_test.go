package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// An operator's mistake is answered with the variable, the value and the way out.
func TestSettingsRefused(t *testing.T) {
	t.Parallel()
	good := settings{LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh"}
	if err := good.check(); err != nil {
		t.Fatalf("the defaults are refused: %v", err)
	}
	for _, tt := range []struct {
		name  string
		spoil func(*settings)
		want  []string
	}{
		{"no key for replicas", func(s *settings) { s.DatabaseURL, s.RedisURL = "postgres://x/y", "redis://x" }, []string{"SECRET_KEY", "openssl rand"}},
		{"address", func(s *settings) { s.PublicURL = "hoso.example.gov.vn" }, []string{"PUBLIC_URL", "hoso.example.gov.vn", "https://"}},
		{"holder", func(s *settings) { s.FedHolders = []string{"tax"} }, []string{"FED_HOLDERS", "tax", "police"}},
		{"quiet hours", func(s *settings) { s.QuietHours = "22-6" }, []string{"QUIET_HOURS", "22-6", "on or off"}},
		{"limits", func(s *settings) { s.LookupLimits = "many" }, []string{"LOOKUP_LIMITS", "many", "30/10m,5/1h"}},
		{"mail server", func(s *settings) { s.SMTPURL = "mail.example.gov.vn" }, []string{"SMTP_URL", "smtp://"}},
		{"who sends", func(s *settings) { s.SMTPURL = "smtp://mail.example.gov.vn" }, []string{"MAIL_FROM"}},
		{"zone", func(s *settings) { s.TZ = "Asia/Nowhere" }, []string{"TZ", "Asia/Nowhere", "Asia/Ho_Chi_Minh"}},
	} {
		s := good
		tt.spoil(&s)
		err := s.check()
		if err == nil {
			t.Errorf("%s: taken", tt.name)
			continue
		}
		for _, part := range tt.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not name %q", tt.name, err, part)
			}
		}
	}
}

func TestSecretKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	var all sync.WaitGroup
	keys := make([]string, 8)
	for i := range keys {
		all.Go(func() {
			key, err := storeSettings{}.key(dir)
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || len(key) < 32 {
			t.Fatal("two commands that start at once have different keys, or a short one")
		}
	}
	info, err := os.Stat(filepath.Join(dir, "secret-key"))
	noError(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v", info.Mode().Perm())
	}
}

func TestSecretKeyRefused(t *testing.T) {
	t.Parallel()
	if _, err := (storeSettings{SecretKey: "short"}).key(t.TempDir()); err == nil || strings.Contains(err.Error(), "short") {
		t.Errorf("a short key: %v", err)
	}
	dir := t.TempDir()
	noError(t, os.WriteFile(filepath.Join(dir, "secret-key"), []byte("cut"), 0o600))
	if _, err := (storeSettings{}).key(dir); err == nil || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("a broken file: %v", err)
	}
}

func TestOldSecretKey(t *testing.T) {
	t.Parallel()
	const now, old = "the key of today, long enough", "the key of before, long enough"
	for name, c := range map[string]struct {
		old  secret
		want string // in the error
	}{
		"none": {}, "another": {old: old}, "short": {"short one", "16"}, "the same": {now, "same"},
	} {
		keys, err := (storeSettings{SecretKeyOld: c.old}).oldKeys([]byte(now))
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "SECRET_KEY_OLD") || strings.Contains(err.Error(), string(c.old)) {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil || (c.old == "") != (len(keys) == 0) || len(keys) == 1 && string(keys[0]) != string(c.old):
			t.Errorf("%s: %d keys, %v", name, len(keys), err)
		}
	}
}

func TestSecretIsNeverPrinted(t *testing.T) {
	t.Parallel()
	s := storeSettings{SecretKey: "a very secret key"}
	if got := strings.TrimSpace(s.SecretKey.String() + s.SecretKey.LogValue().String()); strings.Contains(got, "very") {
		t.Errorf("printed as %s", got)
	}
}
