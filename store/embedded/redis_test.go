package embedded

import (
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// setKey stores a key and tells whether it is expected to last.
func setKey(t *testing.T, address string) bool {
	t.Helper()
	ok(t, ask(t.Context(), address, func(c *redis.Client) error { return c.Set(t.Context(), "kept", "1", 0).Err() }))
	return strings.HasPrefix(address, "unix:")
}

func hasKey(t *testing.T, address string) bool {
	t.Helper()
	var n int64
	ok(t, ask(t.Context(), address, func(c *redis.Client) error {
		var err error
		n, err = c.Exists(t.Context(), "kept").Result()
		return err
	}))
	return n == 1
}

// It says which Redis it is, and keeps what it says it keeps.
func TestRedisOverARestart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := startRedisIn(t, dir)
	_, err := exec.LookPath("redis-server")
	if program := err == nil; program != first.Lasting() || program != strings.HasPrefix(first.Kind(), "redis-server ") {
		t.Errorf("a redis-server on PATH: %v; kind %q, lasting %v", program, first.Kind(), first.Lasting())
	}
	setKey(t, first.URL())
	ok(t, first.Stop())
	second := startRedisIn(t, dir)
	if got := hasKey(t, second.URL()); got != first.Lasting() {
		t.Errorf("key kept: %v", got)
	}
}

func TestMiniredisAgesAndAsksForAPassword(t *testing.T) {
	t.Parallel()
	s, err := startMiniredis()
	ok(t, err)
	defer func() { ok(t, s.Stop()) }()
	if s.Kind() != "miniredis" || s.Lasting() {
		t.Errorf("kind %q, lasting %v", s.Kind(), s.Lasting())
	}
	ok(t, ask(t.Context(), s.URL(), func(c *redis.Client) error {
		return c.Set(t.Context(), "kept", "1", 50*time.Millisecond).Err()
	}))
	eventually(t, "the key ends", func() bool { return !hasKey(t, s.URL()) })
	open, err := url.Parse(s.URL())
	ok(t, err)
	open.User = nil
	if err := answersPing(t.Context(), open.String()); err == nil {
		t.Error("it answers without a password")
	}
}
