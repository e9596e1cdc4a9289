package storetest

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"motcua/store/embedded"
)

var redisURL = sync.OnceValues(func() (string, error) {
	if address := os.Getenv("MOTCUA_TEST_REDIS_URL"); address != "" {
		return address, nil
	}
	dir, err := binaryFolder()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := embedded.Redis(ctx, dir)
	if err != nil {
		return "", err
	}
	return s.URL(), nil
})

// RedisURL is where the Redis of this binary is reached. All tests share it: take a
// chat of your own (rand.Text) and leave other keys alone.
func RedisURL(tb testing.TB) string {
	tb.Helper()
	address, err := redisURL()
	must(tb, "start Redis", err)
	return address
}

// Redis is a client on the Redis of this binary, to look into it and to take a key
// away; the store is redis.Open(RedisURL(tb)).
func Redis(tb testing.TB) *redis.Client {
	tb.Helper()
	opts, err := redis.ParseURL(RedisURL(tb))
	must(tb, "Redis URL", err)
	opts.DisableIdentity = true
	opts.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	client := redis.NewClient(opts)
	tb.Cleanup(func() { must(tb, "close Redis", client.Close()) })
	return client
}
