package storetest_test

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/store/storetest"
)

// Databases of tests do not see one another, also when many are made at once.
func TestDatabasesAreSeparate(t *testing.T) {
	t.Parallel()
	for range 6 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			conn, err := pgx.Connect(t.Context(), storetest.DB(t))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Exec(t.Context(), "CREATE TABLE only_here ()"); err != nil {
				t.Fatal(err)
			}
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestEmptyHasNoTables(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), storetest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	var tables int
	const count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	if err := conn.QueryRow(t.Context(), count).Scan(&tables); err != nil || tables != 0 {
		t.Fatalf("%d tables, %v", tables, err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestRedisIsShared(t *testing.T) {
	t.Parallel()
	key := rand.Text()
	if err := storetest.Redis(t).Set(t.Context(), key, "1", 0).Err(); err != nil {
		t.Fatal(err)
	}
	var tests sync.WaitGroup
	for range 3 {
		tests.Go(func() {
			if got, err := storetest.Redis(t).Get(t.Context(), key).Result(); got != "1" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	tests.Wait()
}

func TestStoreOpens(t *testing.T) {
	t.Parallel()
	if storetest.Store(t) == nil {
		t.Fatal("no store")
	}
}
