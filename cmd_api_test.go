package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"motcua/store/storetest"
)

var apiToken = regexp.MustCompile(`\n  (motcua_[A-Z2-7]{26})\n`)

// From the command line to the first dossier, and to the end of the token.
func TestTokenFromMakingToRevoking(t *testing.T) {
	t.Parallel()
	url := storetest.DB(t)
	command := func(args ...string) (string, string, int) {
		args = append(args, "--database-url", url, "--data-dir", t.TempDir(), "--secret-key", strings.Repeat("k", 32))
		var out, errs bytes.Buffer
		exit := run(t.Context(), args, streams{strings.NewReader(""), &out, &errs})
		return out.String(), errs.String(), exit
	}
	_, errs, exit := command("import", "units", "testdata/units-sample.ndjson")
	if exit != 0 {
		t.Fatal(errs)
	}
	out, _, _ := command("api", "token", "list")
	contains(t, "an empty list", out, "motcua api token create")
	out, errs, exit = command("api", "token", "create", "iGate", "--scope", "push,report", "--source", "igate", "--unit", "Phường Lái Thiêu", "--until", "2100-12-31")
	made := apiToken.FindStringSubmatch(out)
	if exit != 0 || made == nil {
		t.Fatalf("create: exit %d\n%s%s", exit, out, errs)
	}
	contains(t, "a new token", out, "Token 1, iGate: push, report; source igate; units SG-LT; until 2100-12-31")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"the name again":     {[]string{"igate", "--scope", "push"}, "there is a token \"igate\" already"},
		"no such scope":      {[]string{"x", "--scope", "write"}, "scope \"write\" is not known"},
		"tell alone":         {[]string{"x", "--scope", "tell"}, "add --scope push"},
		"no such unit":       {[]string{"x", "--scope", "push", "--unit", "Nơi nào đó"}, "motcua import units"},
		"a day that is over": {[]string{"x", "--scope", "push", "--until", "2020-01-01"}, "2027-12-31"},
		"a number as a name": {[]string{"17", "--scope", "push"}, "is a number"},
		"no name":            {[]string{" ", "--scope", "push"}, "1 to 100"},
	} {
		_, errs, exit := command(append([]string{"api", "token", "create"}, c.args...)...)
		if exit != 1 || !strings.Contains(errs, c.says) {
			t.Errorf("%s: exit %d, %s", name, exit, errs)
		}
	}

	a, err := openApp(t.Context(), settings{
		storeSettings: storeSettings{DatabaseURL: url, SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      storetest.RedisURL(t), LookupLimits: "off", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, "motcua-test", slog.New(slog.DiscardHandler))
	noError(t, err)
	t.Cleanup(a.close)
	push := func() int {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/dossiers", strings.NewReader(`{"code":"H29.171-261119-0001","status":"accepted","unit":"SG-LT"}`))
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr("2001:db8::7"), 4711).String()
		r.Header.Set("Authorization", "Bearer "+made[1])
		rec := httptest.NewRecorder()
		a.handler().ServeHTTP(rec, r)
		return rec.Code
	}
	if code := push(); code != http.StatusOK {
		t.Errorf("a push: %d", code)
	}
	read := httptest.NewRequest(http.MethodGet, "/api/v1/reports?from=2026-11-01&to=2026-12-01", nil)
	read.Header.Set("Authorization", "Bearer "+made[1])
	rec := httptest.NewRecorder()
	a.handler().ServeHTTP(rec, read)
	var printed, figures bytes.Buffer
	exit = run(t.Context(), []string{"report", "--from", "2026-11-01", "--to", "2026-12-01", "--unit", "SG-LT", "--format", "json",
		"--database-url", url, "--data-dir", t.TempDir(), "--secret-key", strings.Repeat("k", 32)}, streams{strings.NewReader(""), &printed, &printed})
	noError(t, json.Compact(&figures, rec.Body.Bytes()))
	var same bytes.Buffer
	noError(t, json.Compact(&same, printed.Bytes()))
	if rec.Code != http.StatusOK || exit != 0 || figures.String() != same.String() {
		t.Errorf("figures: %d %s\nprinted: %s", rec.Code, rec.Body, &printed)
	}
	out, _, _ = command("api", "token", "list")
	contains(t, "the list", out, "iGate", "push, report; source igate; units SG-LT", "holds")
	if strings.Contains(out, made[1]) || strings.Contains(out, "never") {
		t.Errorf("the list: %s", out)
	}
	_, errs, exit = command("api", "token", "revoke", made[1])
	if exit != 1 || strings.Contains(errs, made[1]) {
		t.Errorf("a secret as a name is said again: %d, %s", exit, errs)
	}
	_, errs, exit = command("api", "token", "revoke", "igate")
	if code := push(); exit != 0 || code != http.StatusUnauthorized {
		t.Errorf("revoke: %d %s, a push afterwards: %d", exit, errs, code)
	}
	out, _, _ = command("api", "token", "revoke", "1")
	contains(t, "revoked again", out, "before")
	out, _, exit = command("api", "token", "create", "iGate", "--scope", "push")
	if exit != 0 || !apiToken.MatchString(out) {
		t.Errorf("the name of a revoked one: exit %d", exit)
	}
}

func TestNetworkNames(t *testing.T) {
	t.Parallel()
	name := func(ip string) string { return networkName([]byte("key"), netip.MustParseAddr(ip)) }
	if name("2001:db8::1") != name("2001:db8::ffff") || name("2001:db8::1") == name("2001:db8:0:1::1") {
		t.Error("an IPv6 network is a /64")
	}
	if name("192.0.2.1") == name("192.0.2.2") || name("192.0.2.1") == networkName([]byte("other"), netip.MustParseAddr("192.0.2.1")) {
		t.Error("an IPv4 network is an address under a key")
	}
	if networkName([]byte("key"), netip.Addr{}) == "" {
		t.Error("who cannot be told is counted together")
	}
}
