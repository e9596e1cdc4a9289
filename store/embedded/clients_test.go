package embedded

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeClients is a folder with programs that only tell their version.
func fakeClients(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"pg_dump", "pg_restore", "psql"} {
		ok(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho 'pg_dump (PostgreSQL) "+version+" (Debian)'\n"), 0o700)) // #nosec G306 -- a program
	}
	return dir
}

func TestClientsFitTheServer(t *testing.T) {
	t.Parallel()
	dirs := []string{t.TempDir(), fakeClients(t, "18.1"), fakeClients(t, "15.18"), fakeClients(t, "17.2")}
	for major, want := range map[int]string{0: "18.1", 14: "15.18", 15: "15.18", 16: "17.2", 17: "17.2", 18: "18.1"} {
		if c, err := chooseClients(t.Context(), dirs, major); err != nil || c.Version() != want {
			t.Errorf("for a server %d: %q, %v; want %s", major, c.Version(), err, want)
		}
	}
	if _, err := chooseClients(t.Context(), dirs, 19); err == nil || !strings.Contains(err.Error(), "postgresql-client-19") {
		t.Errorf("%v", err)
	}
	if _, err := chooseClients(t.Context(), dirs[:1], 15); err == nil || !strings.Contains(err.Error(), "apt-get install postgresql-client") {
		t.Errorf("%v", err)
	}
}
