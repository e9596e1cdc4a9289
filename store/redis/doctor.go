package redis

import (
	"context"
	"strconv"
	"strings"
	"time"

	"motcua/internal/doctor"
)

// Examine gives the facts that an operator is to know. It changes nothing; a setting that
// a hosted Redis does not show counts as good.
func (s *Store) Examine(ctx context.Context) doctor.Redis {
	if err := s.client.Ping(ctx).Err(); err != nil {
		return doctor.Redis{Err: err.Error()}
	}
	text, err := s.client.Info(ctx).Result()
	if err != nil {
		return doctor.Redis{Err: err.Error()}
	}
	info := readInfo(text)
	d := doctor.Redis{Version: info["redis_version"], Policy: info["maxmemory_policy"]}
	d.MaxMemory, _ = strconv.ParseInt(info["maxmemory"], 10, 64) // not said: no limit
	d.Keeps = info["aof_enabled"] != "0"
	if !d.Keeps {
		save, err := s.client.ConfigGet(ctx, "save").Result()
		d.Keeps = err != nil || save["save"] != ""
	}
	d.Latency = time.Hour
	for range 5 { // the shortest: the others tell of this machine
		before := time.Now()
		if err := s.client.Ping(ctx).Err(); err != nil {
			return doctor.Redis{Err: err.Error()}
		}
		d.Latency = min(d.Latency, time.Since(before))
	}
	return d
}

// readInfo reads the lines "name:value" of INFO.
func readInfo(text string) map[string]string {
	info := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			info[name] = value
		}
	}
	return info
}
