package redis

import (
	"strings"
	"testing"
	"time"

	"motcua/internal/doctor"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

func TestExamine(t *testing.T) {
	t.Parallel()
	server, err := embedded.Redis(t.Context(), storetest.Dir(t))
	ok(t, err)
	t.Cleanup(func() { ok(t, server.Stop()) })
	s, err := Open(server.URL())
	ok(t, err)
	t.Cleanup(s.Close)

	got := s.Examine(t.Context())
	if !strings.Contains(server.Kind(), got.Version) || got.Version == "" || !got.Keeps || got.Policy != "noeviction" || got.MaxMemory != 0 {
		t.Errorf("a good one: %+v", got)
	}
	if got.Latency <= 0 || got.Latency > time.Second {
		t.Errorf("it answers in %v", got.Latency)
	}
	for name, value := range map[string]string{"appendonly": "no", "maxmemory": "64mb", "maxmemory-policy": "allkeys-lru"} {
		ok(t, s.client.ConfigSet(t.Context(), name, value).Err())
	}
	got = s.Examine(t.Context())
	if got.Keeps || got.Policy != "allkeys-lru" || got.MaxMemory != 64<<20 {
		t.Errorf("a bad one: %+v", got)
	}
	ok(t, s.client.ConfigSet(t.Context(), "save", "3600 1").Err())
	if got = s.Examine(t.Context()); !got.Keeps {
		t.Error("snapshots are not seen")
	}
}

func TestExamineAway(t *testing.T) {
	t.Parallel()
	s, err := Open("redis://:hunter2hunter2@127.0.0.1:1/0")
	ok(t, err)
	t.Cleanup(s.Close)
	got := s.Examine(t.Context())
	if got.Err == "" || strings.Contains(got.Err, "hunter2") || got != (doctor.Redis{Err: got.Err}) {
		t.Errorf("%+v", got)
	}
}
