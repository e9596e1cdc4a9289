package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/store/storetest"
)

// command runs motcua and gives both streams and the exit status.
func command(t *testing.T, args ...string) (string, string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	exit := run(t.Context(), args, streams{strings.NewReader(""), &out, &errs})
	return out.String(), errs.String(), exit
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	if _, errs, exit := i.run("", "units", "testdata/units-sample.ndjson"); exit == 1 {
		t.Fatal(errs)
	}
	data := storetest.Dir(t)
	folder := filepath.Join(data, "backups")
	must1 := func(out, errs string, exit int) string {
		t.Helper()
		if exit != 0 {
			t.Fatalf("exit %d\n%s%s", exit, out, errs)
		}
		return out
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	// Two old ones, and a file that is not ours.
	for _, name := range []string{"motcua-20200101-000000.dump", "motcua-20200102-000000.dump", "letters.dump"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := must1(command(t, "backup", "--database-url", i.url, "--data-dir", data, "--keep", "2"))
	for _, want := range []string{"Verified", "secret-key", "Redis", "Removed motcua-20200101-000000.dump"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said: %s", want, out)
		}
	}
	var told struct {
		At       time.Time `json:"at"`
		File     string    `json:"file"`
		Verified bool      `json:"verified"`
	}
	text, err := os.ReadFile(filepath.Join(data, "last-backup.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &told); err != nil || !told.Verified || time.Since(told.At) > time.Minute {
		t.Errorf("%s: %v", text, err)
	}
	if _, err := os.Stat(told.File); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 3 {
		t.Errorf("%v, %v; want the new one, one old one and the stranger's", left, err)
	}

	if _, errs, exit := command(t, "restore", told.File, "--database-url", i.url, "--data-dir", data); exit != 1 || !strings.Contains(errs, "--replace") {
		t.Errorf("exit %d: %s", exit, errs)
	}
	out = must1(command(t, "restore", told.File, "--replace", "--database-url", i.url, "--data-dir", data))
	if !strings.Contains(out, "--drop-old") {
		t.Errorf("it is not said how the old one goes: %s", out)
	}
	must1(command(t, "restore", told.File, "--replace", "--database-url", i.url, "--data-dir", data)) // a second time
	out = must1(command(t, "restore", "--drop-old", "--database-url", i.url, "--data-dir", data))
	if !strings.Contains(out, "Dropped ") {
		t.Error(out)
	}
	if _, err := os.Stat(filepath.Join(data, "secret-key")); !os.IsNotExist(err) {
		t.Error("backup or restore made a secret key: a new machine must get the old one")
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	db := storetest.DB(t)
	there := file(t, "there.dump", "something")
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"a file that is there", "there already", []string{"backup", there}},
		{"--keep with a file", "folder", []string{"backup", filepath.Join(t.TempDir(), "x.dump"), "--keep", "3"}},
		{"a folder that may not be written", "not a directory", []string{"backup", there + "/sub/"}},
		{"no file to restore", "name one file", []string{"restore"}},
		{"a file that is not there", "no such file", []string{"restore", filepath.Join(t.TempDir(), "none.dump")}},
		{"a file of something else", "is damaged", []string{"restore", there}},
	} {
		data := t.TempDir()
		_, errs, exit := command(t, append(c.args, "--database-url", db, "--data-dir", data)...)
		if exit != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit %d: %s", c.name, exit, errs)
		}
		if _, err := os.Stat(filepath.Join(data, "last-backup.json")); !os.IsNotExist(err) {
			t.Errorf("%s: noted as a good backup", c.name)
		}
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "something" {
		t.Errorf("a file of somebody's was written over: %q, %v", text, err)
	}
}

func TestAPasswordIsNeverShown(t *testing.T) {
	t.Parallel()
	_, errs, exit := command(t, "backup", "--database-url", "postgres://motcua:very-secret@127.0.0.1:1/motcua", "--data-dir", t.TempDir())
	if exit != 1 || strings.Contains(errs, "very-secret") {
		t.Errorf("exit %d: %s", exit, errs)
	}
}

func TestRestoreOfThePrivateDatabaseWaitsForServe(t *testing.T) {
	t.Parallel()
	data := storetest.Dir(t)
	settings := storeSettings{DataDir: data}
	out, errs, exit := command(t, "migrate", "--data-dir", data)
	if exit != 0 {
		t.Fatal(out, errs)
	}
	err := settings.withDatabase(t.Context(), data, func(string, bool) error {
		dump := filepath.Join(data, "a.dump")
		// Joined by a second command, as beside serve.
		if out, errs, exit := command(t, "backup", dump, "--data-dir", data); exit != 0 {
			t.Error(out, errs)
		}
		if _, errs, exit := command(t, "restore", dump, "--data-dir", data); exit != 1 || !strings.Contains(errs, "stop motcua serve") {
			t.Errorf("exit %d: %s", exit, errs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, errs, exit := command(t, "restore", filepath.Join(data, "a.dump"), "--data-dir", data); exit != 0 {
		t.Error(out, errs)
	}
}
