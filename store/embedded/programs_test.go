package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fakePrograms is a folder with programs that only tell their version.
func fakePrograms(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + " (Debian)'\n"
	for _, name := range []string{"initdb", "postgres"} {
		ok(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700)) // #nosec G306 -- a program
	}
	return dir
}

func TestNoProgramsSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	_, err := choose(t.Context(), []string{t.TempDir()}, "")
	if !errors.Is(err, ErrNoPostgres) || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("%v", err)
	}
}

func TestProgramsThatMadeTheDataAreChosen(t *testing.T) {
	t.Parallel()
	dirs := []string{t.TempDir(), fakePrograms(t, "17.2"), fakePrograms(t, "15.18")}
	for want, version := range map[string]string{"": "17.2", "17": "17.2", "15": "15.18"} {
		if p, err := choose(t.Context(), dirs, want); err != nil || p.version != version {
			t.Errorf("for data of %q: %q, %v", want, p.version, err)
		}
	}
	_, err := choose(t.Context(), dirs, "16")
	if err == nil || !strings.Contains(err.Error(), "postgresql-16") || !strings.Contains(err.Error(), "17.2, 15.18") {
		t.Errorf("%v", err)
	}
}

func TestNewestFolderComesFirst(t *testing.T) {
	t.Parallel()
	got := newestFirst([]string{"/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/18/bin"})
	want := []string{"/usr/lib/postgresql/18/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/9.6/bin"}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// A server that cannot start says why, in its own words.
func TestFailedStartTellsTheCause(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := startPostgres(t, dir, Scratch)
	ok(t, s.Stop())
	ok(t, os.Remove(filepath.Join(dir, "postgres", "data", "global", "pg_control")))
	_, err := Postgres(t.Context(), dir, Scratch)
	if err == nil || !strings.Contains(err.Error(), "pg_control") {
		t.Errorf("%v", err)
	}
}
